"""How is a command line that cannot be understood explained?"""

import re

import typer

from core.language import Translator

USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[2]
"""The command-line library's own class of all errors in what was typed."""


def explain(error: Exception, translator: Translator) -> str:
    """Return one or two sentences in the user's language."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "pruefstein"
    parameter = getattr(error, "param", None)
    name = _name(parameter) if parameter is not None else str(getattr(error, "option_name", ""))
    match type(error).__name__:
        case "MissingParameter":
            first = translator.tr("{name} is missing.", name=name)
        case "NoSuchOption":
            first = translator.tr("There is no option {name}.", name=name)
        case "BadParameter":
            first = translator.tr("The value of {name} cannot be used.", name=name)
        case "BadOptionUsage":
            first = translator.tr("The option {name} needs a value.", name=name)
        case _:
            first = _otherwise(str(error), translator)
    return first + " " + translator.tr("See: {command} --help", command=command)


def _otherwise(detail: str, translator: Translator) -> str:
    """Return what the library has no error class for, by the words with which it says it."""
    said = re.fullmatch(r"No such command '(?P<command>.+)'\.", detail)
    if said is not None:
        return translator.tr("There is no command {name}.", name=said["command"])
    said = re.fullmatch(r"Got unexpected extra arguments?(?:\(s\))? \((?P<rest>.+)\)", detail)
    if said is not None:
        return translator.tr("That is too much: {rest}.", rest=said["rest"])
    if detail == "Missing command.":
        return translator.tr("No command is given.")
    return translator.tr("This command line cannot be understood ({detail}).", detail=detail)


def _name(parameter: object) -> str:
    names = getattr(parameter, "opts", None) or ["?"]
    option = getattr(parameter, "param_type_name", "") == "option"
    return str(names[0] if option else names[0].upper())
