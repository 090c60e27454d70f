"""Which rows is a model asked about, with which values changed, and what did it say?

A round of questions is a list of blocks: rows of the table of which some columns hold other values. Columns
keep their type, so that a model gets what it was trained on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import Answers, CheckInput
from core.checks.parts.rows import favorable_class
from core.inventory import ScoreMeans, Task
from core.reasons import Reason, ReasonCode
from core.statistics.encoding import class_text
from core.statistics.perturbation import stream

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    from pandas.api.extensions import ExtensionArray

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Places = npt.NDArray[np.int64]
    Values = ExtensionArray | npt.NDArray[np.generic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows of the table with some of their values changed."""

    rows: "Places"
    changed: "Mapping[str, Values]" = field(default_factory=dict)
    """Column and its new values, shape (rows,), fit for the column's type."""


def questions(data: CheckInput, blocks: Sequence[Block]) -> "pd.DataFrame":
    """Lay blocks out as one table to be asked.

    Parameters
    ----------
    data
        The check's input.
    blocks
        At least one.

    Returns
    -------
    pandas.DataFrame
        The features in their order; types as in the table; rows in the order of the blocks.
    """
    import pandas as pd

    places = np.concatenate([block.rows for block in blocks])
    ends = np.cumsum([len(block.rows) for block in blocks])
    columns = {}
    for name in data.features:
        array = data.table[name].iloc[places].reset_index(drop=True).array.copy()
        for block, end in zip(blocks, ends, strict=True):
            if name in block.changed:
                array[end - len(block.rows) : end] = block.changed[name]
        columns[name] = pd.Series(array)
    return pd.DataFrame(columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the model said to some questions."""

    score: "Floats | None"
    """As the model gives it; None without scores."""
    decided: "npt.NDArray[np.object_] | None"
    """Classes; None for numbers."""
    favorable: str | None
    rising: bool = True
    """Whether a higher score is better for the person (or a number is predicted)."""

    @property
    def accepted(self) -> "Flags | None":
        """Tell for each question whether the favorable class was decided."""
        if self.decided is None or self.favorable is None:
            return None
        flags: Flags = self.decided == self.favorable
        return flags

    @property
    def good(self) -> "Floats | None":
        """Return the score so that more is better for the person."""
        return self.score if self.score is None or self.rising else -self.score

    def at(self, start: int, end: int) -> "Said":
        """Return the answers of a range of questions."""
        return Said(
            score=None if self.score is None else self.score[start:end],
            decided=None if self.decided is None else self.decided[start:end],
            favorable=self.favorable,
            rising=self.rising,
        )


def said(data: CheckInput, answers: Answers) -> Said:
    """Read the answers of one round; without predicted classes the cut-off decides."""
    score = None if answers.score is None else np.asarray(answers.score, dtype=float)
    favorable = favorable_class(data)
    decided = None
    if data.task is not Task.REGRESSION:
        decided = _decided(data, answers, score)
    return Said(score=score, decided=decided, favorable=favorable, rising=rises(data))


def parts(data: CheckInput, answers: Answers, sizes: Sequence[int]) -> tuple[Said, ...]:
    """Read the answers of one round block by block."""
    whole, ends = said(data, answers), np.cumsum(sizes)
    return tuple(whole.at(int(end) - size, int(end)) for size, end in zip(sizes, ends, strict=True))


def rises(data: CheckInput) -> bool:
    """Tell whether a higher score is better for the person; numbers count as they are."""
    means = data.score_means or (data.cut_off.score_means if data.cut_off else None)
    return data.task is not Task.BINARY or means is not ScoreMeans.UNFAVORABLE


def unanswerable(data: CheckInput, tasks: tuple[Task, ...]) -> Reason | None:
    """Say why a model cannot be asked about this table at all."""
    if data.task not in tasks:
        return Reason(code=ReasonCode.TASK_NOT_SUPPORTED)
    if not len(data.table):
        return Reason(code=ReasonCode.NO_ROWS)
    if not data.features or not set(data.features) <= set(data.table.columns):
        return Reason(code=ReasonCode.NO_ARTIFACT)
    empty = next((name for name in data.features if data.table[name].isna().all()), None)
    if empty is not None and len(data.features) == 1:
        return Reason(code=ReasonCode.ALL_MISSING, values={"column": empty})
    return None


def sampled(data: CheckInput, most: int, purpose: str, among: "Flags | None" = None) -> "Places":
    """Draw rows with the seed; all of them where there are no more.

    Parameters
    ----------
    data
        The check's input; where there are scores, only rows that have one are drawn.
    most
        How many rows are drawn at most.
    purpose
        Name of the stream of the seed.
    among
        Shape (rows,): which rows may be drawn; None for all.

    Returns
    -------
    numpy.ndarray
        Positions in the table, rising.
    """
    usable = np.ones(len(data.table), dtype=bool) if among is None else among
    if data.score is not None and len(data.score) == len(data.table):
        usable = usable & np.isfinite(data.score)
    places = np.flatnonzero(usable)
    if len(places) > most:
        places = np.sort(stream(data.seed, purpose).choice(places, most, replace=False))
    return places.astype(np.int64)


def _decided(data: CheckInput, answers: Answers, score: "Floats | None") -> "npt.NDArray[np.object_] | None":
    if answers.predicted is not None:
        return _as_texts(answers.predicted)
    if score is None or data.cut_off is None or data.task is not Task.BINARY:
        return None
    favorable = favorable_class(data) or ""
    reached = score >= data.cut_off.number
    good = reached if data.cut_off.score_means is ScoreMeans.FAVORABLE else ~reached
    return np.where(good, favorable, "≠ " + favorable).astype(object)


def _as_texts(classes: "npt.NDArray[np.object_]") -> "npt.NDArray[np.object_]":
    """Write classes as texts, each different one once; a missing one as an empty text."""
    import pandas as pd

    codes, found = pd.factorize(pd.Series(classes, dtype=object))
    texts = np.array([*(class_text(item) for item in found), ""], dtype=object)
    return np.asarray(texts[codes], dtype=object)
