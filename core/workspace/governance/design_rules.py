"""Is what somebody hands in as design record of a form that can be kept?"""

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Protocol

from core.errors import UserError
from core.governance.design import Criterion, Experiment, Labeling, SimplerApproach
from core.governance.split import Split, SplitMethod
from core.ids import Exact
from core.messages import message
from core.workspace.lookup import Reader, require_text

MOST_EXPERIMENTS, MOST_CRITERIA, MOST_VALUES = 1_000, 50, 500
_LONGEST = 500
_LONG_NUMBER = 60
_NUMBER = re.compile(r"[+-]?(\d+/\d+|(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?)")
"""No more digits of an exponent: an exact number of a billion digits would fill the memory."""


class Handed(Protocol):
    """The parts of an edit that have a form."""

    @property
    def criteria(self) -> tuple[Criterion, ...] | None:
        """Return the criteria, or None."""

    @property
    def simpler(self) -> tuple[SimplerApproach, ...] | None:
        """Return the simpler approaches, or None."""

    @property
    def experiments(self) -> tuple[Experiment, ...] | None:
        """Return the experiments, or None."""

    @property
    def split(self) -> Split | None:
        """Return the split, or None."""

    @property
    def labeling(self) -> Labeling | None:
        """Return the labeling, or None."""


def check(reader: Reader, handed: Handed) -> None:
    """Raise `UserError` for the first thing that cannot be kept."""
    for criterion in handed.criteria or ():
        require_text(
            criterion.measure, message("A success criterion has no measure. Write what is measured.")
        )
        _number(criterion.target)
        _number(criterion.value)
    _unique(item.measure.body for item in handed.criteria or ())
    for approach in handed.simpler or ():
        require_text(approach.approach, message("A simpler approach has no name. Write what was tried."))
        _number(approach.value)
    _experiments(handed.experiments or ())
    if handed.split is not None:
        _split(handed.split)
    if handed.labeling is not None:
        _labeling(reader, handed.labeling)


def name_of(experiment: Experiment) -> str:
    """Return by what an experiment is told apart: its run id, else its name."""
    return experiment.run or experiment.name


def _experiments(experiments: tuple[Experiment, ...]) -> None:
    sizes = [len(item.parameters) for item in experiments] + [len(item.metrics) for item in experiments]
    texts = [value for item in experiments for value in (item.name, *item.parameters.values())]
    if len(experiments) > MOST_EXPERIMENTS or max(sizes, default=0) > MOST_VALUES:
        raise _too_much()
    if max(map(len, texts), default=0) > _LONGEST:
        raise _too_much()
    for item in experiments:
        for value in item.metrics.values():
            _number(value)
    _unique(name_of(item) for item in experiments)


def _unique(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen or not name.strip():
            raise UserError(
                message(
                    "“{name}” is empty or named twice. Nothing was changed. Give each entry its own name.",
                    name=name[:80],
                )
            )
        seen.add(name)


def _split(split: Split) -> None:
    if split.method in {SplitMethod.TIME, SplitMethod.GROUP, SplitMethod.STRATIFIED} and not split.column:
        raise UserError(
            message(
                "A split “{method}” needs its column: the time, the units, or the strata. Name it.",
                method=split.method,
            )
        )
    shares = [Fraction(_number(item.share) or "0") for item in split.shares]
    if any(not 0 < share < 1 for share in shares) or sum(shares) > 1:
        raise UserError(
            message("The shares of a split lie between 0 and 1 and add up to 1 at most. Correct them.")
        )


def _labeling(reader: Reader, labeling: Labeling) -> None:
    from core.governance.documents import Document

    require_text(labeling.by, message("It is not said who labeled the outcomes. Write who did."))
    _number(labeling.agreement)
    if labeling.guideline is not None and reader.get(Document, labeling.guideline) is None:
        raise UserError(
            message("There is no document {id}. File the guideline first.", id=labeling.guideline)
        )


def _number(value: Exact | None) -> Exact | None:
    if value is None:
        return None
    try:
        readable = len(value) <= _LONG_NUMBER and _NUMBER.fullmatch(value) and Fraction(value) is not None
    except (ValueError, ZeroDivisionError):
        readable = False
    if not readable:
        raise UserError(message("“{value}” is no number. Write 0.75 or 5/6.", value=value[:80]))
    return value


def _too_much() -> UserError:
    return UserError(
        message(
            "That is more than a design record keeps ({runs} experiments with {values} values each, texts of "
            "{letters} characters). Nothing was changed. Choose the ones that matter.",
            runs=MOST_EXPERIMENTS,
            values=MOST_VALUES,
            letters=_LONGEST,
        )
    )
