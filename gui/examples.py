"""Where is the example workspace, and which passphrases do its demonstration persons have?"""

from functools import cache
from pathlib import Path

import msgspec
from platformdirs import user_data_path

from core.people import Person
from gui.theme import RESOURCES


class _Demonstration(msgspec.Struct):
    name: str
    passphrase: str


class _File(msgspec.Struct):
    persons: tuple[_Demonstration, ...]


@cache
def _published() -> dict[str, str]:
    path = RESOURCES / "examples" / "persons.json"
    if not path.exists():
        return {}
    persons = msgspec.json.decode(path.read_bytes(), type=_File).persons
    return {person.name: person.passphrase for person in persons}


def example_passphrase(person: Person) -> str | None:
    """Return the published passphrase of a demonstration person; None for everybody else."""
    return _published().get(person.name.name()) if person.example else None


def example_folder() -> Path:
    """Return where the example workspace lies or is to be made."""
    built = RESOURCES.parent / "build" / "example"
    return built if (built / "workspace.db").exists() else user_data_path("pruefstein") / "example"
