"""Does every command that is written or documented exist?"""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import cli.commands
from cli.application import MODULES, PANELS, build
from core.language import Translator
from core.texts import Language
from tools import commands

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = (
    *sorted((ROOT / "resources" / "guide").rglob("*.md")),
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
)
_OPTION = r"(?: --(?:workspace|as|language) (?:[\w-]+|\"[^\"]+\"))*"
_NAMED = re.compile(rf"(?:^|`)pruefstein{_OPTION}[ \n]([a-z][a-z-]+)", re.MULTILINE)
"""A command as it is written at the start of a line or in code."""


def test_every_module_with_a_command_is_part_of_the_command_line() -> None:
    modules = (import_module(f"cli.commands.{info.name}") for info in iter_modules(cli.commands.__path__))
    assert [item.__name__ for item in modules if hasattr(item, "app") and item not in MODULES] == []


def test_every_command_stands_under_a_heading_of_the_help() -> None:
    named = [name for names in PANELS.values() for name in names]
    assert sorted(named) == sorted(build(Translator(Language.ENGLISH)).commands)


def test_the_list_in_docs_names_every_command_with_its_options() -> None:
    assert commands.differing() == [], "tools/commands.py write"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_named_in_documents_exist(document: Path) -> None:
    known = build(Translator(Language.ENGLISH)).commands
    named = set(_NAMED.findall(document.read_text(encoding="utf-8")))
    assert named <= set(known), sorted(named - set(known))
