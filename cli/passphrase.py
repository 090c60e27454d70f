"""Where does a passphrase come from? A prompt, a file or a descriptor; never an argument."""

import os
import sys
from getpass import getpass
from pathlib import Path

from core.errors import UserError
from core.language import Translator
from core.messages import message

VARIABLE = "PRUEFSTEIN_PASSPHRASE_FILE"


def read_passphrase(translator: Translator, name: str, descriptor: int | None) -> str:
    """Return the passphrase of the named person; raises `UserError` when there is no way to ask."""
    if descriptor is not None:
        return _from_descriptor(descriptor)
    if os.environ.get(VARIABLE):
        return _from_file(Path(os.environ[VARIABLE]))
    if not sys.stdin.isatty():
        raise UserError(
            message(
                "There is no terminal to ask for the passphrase of {name}. Name a file in {variable}, or a"
                " descriptor with --passphrase-fd.",
                name=name,
                variable=VARIABLE,
            )
        )
    return getpass(translator.tr("Passphrase of {name}: ", name=name), stream=sys.stderr)


def new_passphrase(translator: Translator, name: str, descriptor: int | None) -> str:
    """Return the passphrase a new person chooses; asked for twice at a prompt."""
    first = read_passphrase(translator, name, descriptor)
    asked = descriptor is None and not os.environ.get(VARIABLE)
    if asked and getpass(translator.tr("Once more: "), stream=sys.stderr) != first:
        raise UserError(message("The two passphrases differ. Nothing was changed; start again."))
    return first


def _from_file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            message(
                "The passphrase file {path} cannot be read. Check {variable}.",
                path=str(path),
                variable=VARIABLE,
            )
        ) from error


def _from_descriptor(descriptor: int) -> str:
    try:
        with os.fdopen(descriptor, encoding="utf-8", closefd=False) as file:
            return file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            message("No passphrase can be read from descriptor {number}.", number=str(descriptor))
        ) from error
