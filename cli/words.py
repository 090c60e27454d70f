"""Which words of the command-line library need a translation, and how is its help translated?"""

from typing import TYPE_CHECKING

import typer

from core.labels import N_
from core.language import Translator

if TYPE_CHECKING:
    from typer.core import TyperCommand, TyperGroup

BORROWED = (
    N_("Arguments"),
    N_("Options"),
    N_("Commands"),
    N_("[default: {}]"),
    N_("[required]"),
    N_("default: {default}"),
    N_("required"),
)
"""Said by Typer itself, looked up in our catalogue."""

HELP = N_("Show this message and exit.")
"""Help of the option that every command gets by itself."""


def translate_help(command: "TyperCommand | TyperGroup", translator: Translator) -> None:
    """Translate the help of a command, of its options and of everything below it, in place."""
    command.help = translator.tr(command.help) if command.help else command.help
    for parameter in command.params:
        text = getattr(parameter, "help", None)
        if text:
            parameter.help = translator.tr(text)  # type: ignore[attr-defined]
    own = command.get_help_option(typer.Context(command))
    if own is not None:
        own.help = translator.tr(HELP)
    for inner in getattr(command, "commands", {}).values():
        translate_help(inner, translator)
