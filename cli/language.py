"""In which language does the command line speak?"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from platformdirs import user_config_path

from core.language import LOCALE_FOLDER
from core.texts import Language

VARIABLE = "PRUEFSTEIN_LANGUAGE"


class _Remembered(msgspec.Struct):
    """The one field of the window's settings that matters here."""

    language: Language | None = None


def choose(
    arguments: Sequence[str], environment: Mapping[str, str], settings: Path | None = None
) -> Language:
    """Return the language of `--language`, else of the environment, the window's settings, the locale."""
    for wanted in (_option(arguments), environment.get(VARIABLE, "")):
        if wanted in set(Language):
            return Language(wanted)
    return _remembered(settings) or _of_locale(environment)


def adopt(language: Language) -> None:
    """Let the command-line library take its own words from our catalogue; call it before its import."""
    import gettext

    os.environ["LANGUAGE"] = language.value
    gettext.bindtextdomain("pruefstein", str(LOCALE_FOLDER))
    gettext.textdomain("pruefstein")


def _option(arguments: Sequence[str]) -> str:
    for position, argument in enumerate(arguments):
        if argument.startswith("--language="):
            return argument.partition("=")[2]
        if argument == "--language" and position + 1 < len(arguments):
            return arguments[position + 1]
    return ""


def _remembered(settings: Path | None) -> Language | None:
    path = settings or user_config_path("pruefstein") / "settings.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Remembered).language
    except (OSError, msgspec.DecodeError):
        return None


def _of_locale(environment: Mapping[str, str]) -> Language:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return Language.GERMAN if environment[name].startswith("de") else Language.ENGLISH
    return Language.ENGLISH
