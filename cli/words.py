"""Which words of the command-line library need a translation, and how is its help translated?"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import typer

from core.language import Translator
from core.messages import N_

if TYPE_CHECKING:
    from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

    Context = typer.Context

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

USAGE = N_("Usage: ")
SHAPES = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."))
"""How a command is written, as the library says it; it does not look these words up."""

KINDS: Mapping[str, str] = {
    "str": N_("<text>"),
    "path": N_("<path>"),
    "Path": N_("<path>"),
    "int": N_("<number>"),
    "int range": N_("<number>"),
    "bool": N_("<switch>"),
}
"""What is typed behind an option, by the library's name of it."""


def translate_help(command: "TyperCommand | TyperGroup", translator: Translator) -> None:
    """Translate the help of a command, of its options and of everything below it, in place."""
    command.help = translator.tr(command.help) if command.help else command.help
    for parameter in command.params:
        text = getattr(parameter, "help", None)
        if text:
            parameter.help = translator.tr(text)  # type: ignore[attr-defined]
        _name_kind(parameter, translator)  # type: ignore[arg-type]
    _translate_usage(command, translator)
    own = command.get_help_option(typer.Context(command))
    if own is not None:
        own.help = translator.tr(HELP)
        _name_kind(own, translator)
    for inner in getattr(command, "commands", {}).values():
        translate_help(inner, translator)


def _name_kind(parameter: "TyperArgument | TyperOption", translator: Translator) -> None:
    """Say what is typed in words of people instead of names of types."""
    metavar = parameter.metavar
    if metavar is not None:
        parameter.metavar = translator.tr(metavar)
        return
    display = parameter.display_type

    def named(context: "Context") -> str:
        name = display(context).strip("<>").removeprefix("list[").removesuffix("]")
        return translator.tr(KINDS[name]) if name in KINDS else f"<{name}>"

    parameter.display_type = named  # type: ignore[assignment,method-assign]


def _translate_usage(command: "TyperCommand | TyperGroup", translator: Translator) -> None:
    usage = command.get_usage

    def translated(context: "Context") -> str:
        text = usage(context)
        for word in (USAGE, *SHAPES):
            text = text.replace(word, translator.tr(word))
        return text

    command.get_usage = translated  # type: ignore[assignment,method-assign]
