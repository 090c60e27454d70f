"""How is a command line that cannot be understood explained?"""

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
            first = translator.tr("This command line cannot be understood ({detail}).", detail=str(error))
    return first + " " + translator.tr("See: {command} --help", command=command)


def _name(parameter: object) -> str:
    names = getattr(parameter, "opts", None) or ["?"]
    option = getattr(parameter, "param_type_name", "") == "option"
    return str(names[0] if option else names[0].upper())
