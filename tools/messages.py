"""Which sentences need a translation, and which have one?

Usage:
    tools/messages.py check            list untranslated, unused and mismatched entries; exit 1 if any
    tools/messages.py add < FILE       merge a JSON object {English: German} into the German catalogue
    tools/messages.py compile          write the .mo file that the application reads
"""

import fcntl
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PO = ROOT / "resources" / "locale" / "de" / "LC_MESSAGES" / "pruefstein.po"
SOURCES = ("cli", "core", "gui", "reports")
KEYWORDS: dict[str, tuple[int, ...] | None] = {"tr": None, "message": None, "N_": None}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def wanted() -> Iterator[str]:
    """Yield every sentence the sources mark for translation."""
    for source in SOURCES:
        for _, _, text, _, _ in extract_from_dir(ROOT / source, [("**.py", "python")], keywords=KEYWORDS):
            if isinstance(text, str) and text:
                yield text


def load() -> Catalog:
    """Read the German catalogue, or start one."""
    if not PO.exists():
        return Catalog(locale="de", project="pruefstein", version="1", charset="utf-8")
    with PO.open("rb") as file:
        return read_po(file, locale="de")


def problems() -> list[str]:
    """List what stands between the sources and a complete catalogue."""
    catalogue, texts = load(), set(wanted())
    translated = {str(entry.id): str(entry.string) for entry in catalogue if entry.id and entry.string}
    rows = [f"untranslated: {text}" for text in sorted(texts - set(translated))]
    rows += [f"unused: {text}" for text in sorted(set(translated) - texts)]
    rows += [
        f"placeholders differ: {text}"
        for text, german in translated.items()
        if set(_PLACEHOLDER.findall(text)) != set(_PLACEHOLDER.findall(german))
    ]
    return rows


def save(catalogue: Catalog) -> None:
    """Write the German catalogue sorted, without line references and dates that change on every run."""
    with PO.open("wb") as file:
        write_po(file, catalogue, sort_output=True, no_location=True, omit_header=False, width=100)


def add(entries: dict[str, str]) -> None:
    """Merge translations; a lock lets several people do so at once."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    with (PO.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        catalogue = load()
        for english, german in entries.items():
            catalogue.delete(english)
            catalogue.add(english, german)
        save(catalogue)
        compile_catalogue()


def prune() -> None:
    """Remove entries no source uses any more."""
    catalogue, texts = load(), set(wanted())
    for entry in list(catalogue):
        if entry.id and entry.id not in texts:
            catalogue.delete(entry.id)
    save(catalogue)


def compile_catalogue() -> None:
    """Write the binary catalogue beside the text one."""
    beside = PO.with_suffix(f".mo.{os.getpid()}")
    with beside.open("wb") as file:
        write_mo(file, load())
    beside.replace(PO.with_suffix(".mo"))


def main() -> int:
    """Do what the first argument says."""
    match sys.argv[1:]:
        case ["check"]:
            rows = problems()
            print("\n".join(rows) if rows else "every sentence is translated")
            return int(bool(rows))
        case ["add"]:
            add(json.load(sys.stdin))
        case ["prune"]:
            prune()
        case ["compile"]:
            compile_catalogue()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
