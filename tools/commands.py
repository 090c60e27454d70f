"""Does the list of commands in docs name every command with its options?

Usage:
    tools/commands.py write     write docs/commands.md and docs/commands.de.md
    tools/commands.py check     list the commands that are missing there, or there and gone; exit 1 if any
"""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from typer.core import TyperGroup  # noqa: E402 (the path above must come first)

from cli.application import PANELS, build  # noqa: E402
from core.language import Translator  # noqa: E402
from core.texts import Language  # noqa: E402

FILES = {
    Language.ENGLISH: ROOT / "docs" / "commands.md",
    Language.GERMAN: ROOT / "docs" / "commands.de.md",
}
_HEADS = {
    Language.ENGLISH: (
        "# Commands\n\nWritten by `tools/commands.py` from the program; `--help` says more of each option."
    ),
    Language.GERMAN: (
        "# Befehle\n\nVon `tools/commands.py` aus dem Programm geschrieben; `--help` sagt mehr zu jeder."
    ),
}


def usages(language: Language) -> Iterator[tuple[str, str, str]]:
    """Yield heading, usage and help of every command, in the order of the help."""
    translator = Translator(language)
    group = build(translator)
    for panel, names in PANELS.items():
        for name in names:
            for usage, said in _below(group.commands[name], f"pruefstein {name}"):
                yield translator.tr(panel), usage, said


def _below(command: object, path: str) -> Iterator[tuple[str, str]]:
    said = str(getattr(command, "help", "") or "")
    if not isinstance(command, TyperGroup):
        yield _usage(command, path), said
        return
    if command.invoke_without_command:
        yield _usage(command, path), said
    for name, inner in command.commands.items():
        yield from _below(inner, f"{path} {name}")


def _usage(command: object, path: str) -> str:
    parts = [path]
    for item in getattr(command, "params", ()):
        if item.param_type_name == "argument":
            name = str(item.name).upper()
            parts.append(name if item.required else f"[{name}]")
        elif "--help" not in item.opts:
            parts.append(item.opts[0] if item.required else f"[{item.opts[0]}]")
    return " ".join(parts)


def text(language: Language) -> str:
    """Return the whole list in a language."""
    lines, last = [_HEADS[language]], ""
    for panel, usage, said in usages(language):
        if panel != last:
            lines += ["", f"## {panel}", ""]
            last = panel
        lines.append(f"* `{usage}`: {' '.join(said.split())}")
    return "\n".join(lines) + "\n"


def differing() -> list[str]:
    """Return the usages that a file lacks, or that it has beyond those of the program."""
    found = []
    for language, path in FILES.items():
        wanted = {usage for _, usage, _ in usages(language)}
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        there = {line[3:].partition("`")[0] for line in lines if line.startswith("* `")}
        found += [f"{path.name}: {usage}" for usage in sorted(wanted ^ there)]
    return found


def main() -> int:
    """Write or check."""
    if sys.argv[1:] == ["write"]:
        for language, path in FILES.items():
            path.write_text(text(language), encoding="utf-8")
        return 0
    print("\n".join(differing()))
    return 1 if differing() else 0


if __name__ == "__main__":
    raise SystemExit(main())
