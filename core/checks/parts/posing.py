"""Which rows is the model asked about, when single values of real rows are exchanged?

Every value in a question is one that occurs in the table: a question is, for each feature, the position of
the row its value is taken from. So no type is ever changed, and no value is made up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.checks.base import QUESTIONS, Answers, CheckInput
from core.statistics.encoding import value_text

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]
    Rows = npt.NDArray[np.int64]


def drawn_rows(data: CheckInput, usable: "Rows", most: int, stream: int) -> "Rows":
    """Draw rows with a stream of the seed, in the order of the table."""
    rng = np.random.default_rng([data.seed, stream])
    return np.sort(rng.permutation(usable)[:most]).astype(np.int64)


def unchanged(data: CheckInput, rows: "Rows") -> "Rows":
    """Return the rows as they are, as positions of shape (rows, features)."""
    return np.repeat(rows[:, None], len(data.features), axis=1)


def exchanged(data: CheckInput, rows: "Rows", feature: str, taken: "Rows") -> "Rows":
    """Return rows whose value of one feature is taken from other rows, one for one."""
    positions = unchanged(data, rows)
    positions[:, data.features.index(feature)] = taken
    return positions


def questions(data: CheckInput, positions: "Rows") -> "pd.DataFrame":
    """Return the rows that positions of shape (questions, features) stand for."""
    import pandas as pd

    columns = {name: data.table[name].array.take(positions[:, at]) for at, name in enumerate(data.features)}
    return pd.DataFrame(columns)


def part_of(data: CheckInput, positions: "Rows", answers: Sequence[Answers]) -> "pd.DataFrame | None":
    """Return the next round of a long list of questions; None when all were asked."""
    first = sum(len(answer.questions) for answer in answers)
    rest = positions[first : first + QUESTIONS]
    return questions(data, rest) if len(rest) else None


def scores_of(answers: Sequence[Answers], wanted: int) -> "Floats | None":
    """Return the scores of all rounds one after the other; None where one is missing or they do not fit."""
    parts = [answer.score for answer in answers if answer.score is not None]
    if len(parts) < len(answers) or not parts:
        return None
    whole: Floats = np.concatenate(parts).astype(float)
    return whole if len(whole) == wanted and np.isfinite(whole).all() else None


def is_number(column: "pd.Series") -> bool:
    """Tell whether a column holds numbers, which have an order; truth values have none."""
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return is_numeric_dtype(column) and not is_bool_dtype(column)


def is_movable(column: "pd.Series") -> bool:
    """Tell whether a column holds numbers or categories; days have neither steps nor kinds."""
    from pandas.api.types import is_datetime64_any_dtype, is_timedelta64_dtype

    return not is_datetime64_any_dtype(column) and not is_timedelta64_dtype(column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Some of the values of a feature."""

    feature: str
    number: bool
    taken: "Rows"
    """Shape (values,): a row that holds each value, in rising order or from the most frequent category on."""
    values: "Floats"
    """Shape (values,): the numbers; NaN for categories."""
    labels: tuple[str, ...]
    counts: "Rows"
    """Shape (values,): rows that hold each value."""
    total: int
    """Different values in the table."""

    @property
    def whole(self) -> bool:
        """Tell whether every value of the table is among these."""
        return len(self.taken) == self.total


def grid_of(data: CheckInput, feature: str, most: int) -> Grid:
    """Return up to `most` values of a feature: quantiles of its numbers, or its most frequent categories.

    Parameters
    ----------
    data
        The check's input.
    feature
        Name of the feature.
    most
        Largest number of values.

    Returns
    -------
    Grid
        Empty where every value is missing; numbers include the smallest and the largest.
    """
    import pandas as pd

    column = data.table[feature]
    if is_number(column):
        return _numbers(feature, column.to_numpy(dtype=float, na_value=np.nan), most)
    codes, values = pd.factorize(column)
    counts = np.bincount(codes[codes >= 0], minlength=len(values)).astype(np.int64)
    texts = [value_text(value) for value in values]
    order = sorted(range(len(values)), key=lambda at: (-int(counts[at]), texts[at]))[:most]
    places = np.unique(np.where(codes < 0, len(values), codes), return_index=True)[1]
    return Grid(
        feature=feature,
        number=False,
        taken=places[np.array(order, dtype=np.int64)].astype(np.int64),
        values=np.full(len(order), np.nan),
        labels=tuple(texts[at] for at in order),
        counts=counts[order],
        total=len(values),
    )


def _numbers(feature: str, numbers: "Floats", most: int) -> Grid:
    known = np.flatnonzero(np.isfinite(numbers))
    ranked = known[np.argsort(numbers[known], kind="stable")]
    found, first, counts = np.unique(numbers[ranked], return_index=True, return_counts=True)
    picked = np.arange(len(found))
    if len(found) > most:
        shares = np.linspace(0, 1, most)
        places = np.maximum(np.ceil(shares * len(ranked)).astype(int) - 1, 0)
        picked = np.unique(np.searchsorted(found, numbers[ranked][places]))
    return Grid(
        feature=feature,
        number=True,
        taken=ranked[first[picked]],
        values=found[picked],
        labels=tuple(value_text(value) for value in found[picked]),
        counts=counts[picked].astype(np.int64),
        total=len(found),
    )
