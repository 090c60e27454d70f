"""May a training script be run with these names, numbers and parameters?"""

import re
from fractions import Fraction

from core.errors import UserError
from core.governance.reproduction import TrainingScript
from core.ids import Exact
from core.messages import message

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}\.py")
_MOST_INPUTS, _MOST_PARAMETERS, _LONGEST = 8, 200, 500


def check_script(script: TrainingScript) -> None:
    """Raise `UserError` for the first thing that is not of the agreed form."""
    if not FILE.fullmatch(script.file_name.body):
        raise UserError(
            message(
                "“{name}” is no plain name of a Python script, such as train.py. Nothing was run. "
                "Rename the file.",
                name=script.file_name.body[:80],
            )
        )
    names = [item.name for item in script.inputs]
    if len(set(names)) != len(names) or not all(map(NAME.fullmatch, names)) or len(names) > _MOST_INPUTS:
        raise UserError(
            message(
                "The script's data sets need different names of small letters, digits and underscores, "
                "{most} at most. Nothing was run.",
                most=_MOST_INPUTS,
            )
        )
    texts = [text for item in script.parameters.items() for text in item]
    if len(script.parameters) > _MOST_PARAMETERS or max(map(len, texts), default=0) > _LONGEST:
        raise UserError(
            message("These are too many parameters, or one is too long. Nothing was run. Shorten them.")
        )
    if not _fraction(script.tolerance) >= 0 or not 0 < _fraction(script.share) <= 1:
        raise UserError(
            message(
                "The tolerance is a number from 0 on, the share one above 0 up to 1. Nothing was run. "
                "Correct them."
            )
        )


def _fraction(value: Exact) -> Fraction:
    try:
        return Fraction(value) if len(value) <= 40 and "e" not in value.lower() else Fraction(-1)
    except (ValueError, ZeroDivisionError):
        return Fraction(-1)
