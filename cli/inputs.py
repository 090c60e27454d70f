"""What do the typed values mean?"""

import re
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from core.errors import UserError
from core.ids import Exact
from core.inventory import CutOff, Grouping, ScoreMeans
from core.messages import message
from core.risk import Level, RiskKind

E = TypeVar("E", bound=StrEnum)
_SENSITIVE = re.compile(r"^(?P<column>[^<>=]+?)\s*(?:(?P<sign><=|<)\s*(?P<edge>.+))?$")
_RATING = re.compile(
    r"^(?P<kind>\w+):(?P<l>[1-5])x(?P<i>[1-5]):(?P<rl>[1-5])x(?P<ri>[1-5]):(?P<why>.+)$", re.DOTALL
)


def one_of(kind: type[E], value: str, option: str) -> E:
    """Return the enum member that was typed; raises `UserError` listing the possible ones."""
    try:
        return kind(value.replace("-", "_"))
    except ValueError:
        raise UserError(
            message(
                "{value} is no value of {option}. Possible values: {choices}.",
                value=value,
                option=option,
                choices=", ".join(member.value for member in kind),
            )
        ) from None


def exact(value: str, option: str) -> Exact:
    """Return a number as written, "0.5" or "5/6"; a decimal comma is understood."""
    text = value.strip().replace(",", ".")
    try:
        Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise UserError(
            message("{value} is no number for {option}. Write 0.5 or 5/6.", value=value, option=option)
        ) from None
    return Exact(text)


def grouping(value: str) -> Grouping:
    """Return a sensitive feature: "gastarb", "alter<=25" or "alter<25"."""
    match = _SENSITIVE.match(value.strip())
    if match is None:
        raise UserError(
            message(
                "{value} names no sensitive feature. Write the column, or the column with its cut points as"
                " in alter<=25 or alter<=25,40.",
                value=value,
            )
        )
    edges = tuple(exact(edge, "--sensitive") for edge in re.split(r"[;,]", match["edge"] or "") if edge)
    return Grouping(column=match["column"], edges=edges, right_closed=match["sign"] != "<")


def rating(value: str) -> tuple[RiskKind, Level, Level, str]:
    """Return kind, inherent and residual cell and rationale of "decay:4x4:3x3:Why"."""
    match = _RATING.match(value)
    if match is None:
        raise UserError(
            message(
                "{value} is no rating. Write KIND:LIKELIHOODxIMPACT:LIKELIHOODxIMPACT:RATIONALE, first"
                " inherent, then residual, each 1 to 5, as in decay:4x4:3x3:Checked every month.",
                value=value,
            )
        )
    inherent = Level(likelihood=int(match["l"]), impact=int(match["i"]))
    residual = Level(likelihood=int(match["rl"]), impact=int(match["ri"]))
    return one_of(RiskKind, match["kind"], "--rating"), inherent, residual, match["why"].strip()


def day(value: str | None, option: str) -> date | None:
    """Return a day typed as 2027-01-31; None stays None."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UserError(
            message("{value} is no day for {option}. Write it as 2027-01-31.", value=value, option=option)
        ) from None


def condition(value: str) -> tuple[str, date, str]:
    """Return person, day and text of a condition typed as "PERSON:2027-01-31:TEXT"."""
    person, _, rest = value.partition(":")
    due, _, text = rest.partition(":")
    if not (person and due and text):
        raise UserError(message("{value} is no condition. Write PERSON:2027-01-31:TEXT.", value=value))
    deadline = day(due, "--condition")
    assert deadline is not None  # noqa: S101 (a given day is never None)
    return person.strip(), deadline, text.strip()


def existing(path: Path) -> Path:
    """Return the path of a file that is there; raises `UserError` for a missing one or a folder."""
    if path.is_dir():
        raise UserError(message("{path} is a folder, not a file. Name a file in it.", path=str(path)))
    if not path.exists():
        raise UserError(message("There is no file {path}. Check the path.", path=str(path)))
    return path


def stated_cut_off(value: str | None, means: str | None) -> CutOff | None:
    """Return the cut-off of --cut-off and --score-means; the second is never guessed."""
    if value is None:
        return None
    if means is None:
        raise UserError(
            message(
                "A cut-off needs --score-means: say whether a higher score is favorable or unfavorable to the"
                " person. It is never guessed."
            )
        )
    return CutOff(value=exact(value, "--cut-off"), score_means=one_of(ScoreMeans, means, "--score-means"))
