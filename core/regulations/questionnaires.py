"""Where do the questions behind signed determinations stand?

One TOML file each in `resources/questionnaires`; the SHA-256 of the file is what a determination carries.
"""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from core.canonical import sha256
from core.errors import IntegrityError
from core.governance.frameworks import FrameworkList
from core.governance.questionnaire import Questionnaire
from core.messages import message

FOLDER = Path(__file__).parent.parent.parent / "resources" / "questionnaires"
T = TypeVar("T", Questionnaire, FrameworkList)


@cache
def questionnaire(name: str) -> Questionnaire:
    """Return the shipped questionnaire "ai_act" or "gdpr_threshold"."""
    return _read(name, parse_questionnaire)


@cache
def frameworks() -> FrameworkList:
    """Return the frameworks whose scope is determined."""
    return _read("scope", parse_frameworks)


def parse_questionnaire(data: bytes) -> Questionnaire:
    """Turn a file's bytes into a questionnaire; `ValueError` names what is wrong with it."""
    found = replace(msgspec.convert(tomllib.loads(data.decode()), Questionnaire), digest=sha256(data))
    earlier: set[str] = set()
    for question in found.questions:
        for condition in (*question.ask_if, *question.ask_any, *question.skip_if):
            if condition.question not in earlier:
                raise ValueError(f"{question.id} rests on {condition.question}, which is not asked before")
        if question.id in earlier:
            raise ValueError(f"{question.id} occurs twice")
        earlier.add(question.id)
    return found


def parse_frameworks(data: bytes) -> FrameworkList:
    """Turn a file's bytes into the list of frameworks."""
    return replace(msgspec.convert(tomllib.loads(data.decode()), FrameworkList), digest=sha256(data))


def _read(name: str, parse: Callable[[bytes], T]) -> T:
    try:
        return parse((FOLDER / f"{name}.toml").read_bytes())
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise IntegrityError(
            message(
                "The questions of {name} cannot be read ({error}); nothing can be determined with them. "
                "Install the application again.",
                name=name,
                error=str(error),
            )
        ) from error
