"""Which columns, scores and labels of a table have a reference, and how do they lie beside it?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.checks.base import CheckInput, Sample
from core.checks.parts.columns import feature_names, is_numeric, numbers
from core.checks.parts.drifted import Drifted, Role, like_names, of_categories, of_numbers
from core.inventory import Task
from core.messages import message
from core.progress import Part, Progress
from core.statistics.encoding import encode_groups

if TYPE_CHECKING:
    import numpy.typing as npt

EXACT = 200_000_000
"""Numbers in both tables up to which Kolmogorov-Smirnov distances are exact."""


def drifts(data: CheckInput, sample: Sample, progress: Progress) -> Iterator[Drifted]:
    """Yield every feature, then score, predictions, true values and groups beside their reference.

    Parameters
    ----------
    data, sample
        Table and reference; what only one of them has is left out.
    progress
        Told after every feature.

    Yields
    ------
    Drifted
        One for each column.
    """
    assert sample.table is not None  # noqa: S101 (the caller asked for rows)
    names = [name for name in feature_names(data) if name in sample.table.columns]
    cells = len(names) * (len(data.table) + len(sample.table))
    part = Part(progress, 0.0, 0.8)
    for at, name in enumerate(names):
        part(at / len(names), message("Looking at {column}", column=name))
        both = (sample.table[name], data.table[name])
        if not any(like_names(values) for values in both if not is_numeric(values)):
            yield _column(name, Role.FEATURE, both, data.seed, exact=cells <= EXACT)
    yield from _said(data, sample)
    yield from _labels(data, sample)
    yield from _groups(data, sample)


def left_out(data: CheckInput, sample: Sample) -> list[str]:
    """Return the features that are names or free text, and so are not compared."""
    assert sample.table is not None  # noqa: S101 (the caller asked for rows)
    return [
        name
        for name in feature_names(data)
        if name in sample.table.columns
        and any(like_names(part) for part in (sample.table[name], data.table[name]) if not is_numeric(part))
    ]


def _column(
    name: str, role: Role, both: tuple[pd.Series, pd.Series], seed: int, *, exact: bool = True
) -> Drifted:
    days = all(pd.api.types.is_datetime64_any_dtype(part.dtype) for part in both)
    if days or all(is_numeric(part) for part in both):
        return of_numbers(name, role, (numbers(both[0]), numbers(both[1])), seed=seed, exact=exact)
    return of_categories(name, role, both)


def _said(data: CheckInput, sample: Sample) -> Iterator[Drifted]:
    if data.score is not None and sample.score is not None:
        scores = (np.asarray(sample.score, dtype=float), np.asarray(data.score, dtype=float))
        yield of_numbers("score", Role.SCORE, scores, seed=data.seed)
    if data.predicted is not None and sample.predicted is not None:
        yield of_categories(
            "prediction", Role.PREDICTION, (as_texts(sample.predicted), as_texts(data.predicted))
        )


def as_texts(values: "npt.NDArray[np.object_]") -> pd.Series:
    """Return classes as a column of texts."""
    return pd.Series(values, dtype=object)


def _labels(data: CheckInput, sample: Sample) -> Iterator[Drifted]:
    names = data.targets if data.task is Task.MULTILABEL else tuple(filter(None, (data.target,)))
    for name in names:
        if sample.table is not None and name in sample.table.columns and name in data.table.columns:
            both = (sample.table[name], data.table[name])
            if data.task is Task.REGRESSION:
                pair = (numbers(both[0]), numbers(both[1]))
                yield of_numbers(name, Role.LABEL, pair, seed=data.seed)
            else:
                yield of_categories(name, Role.LABEL, both)


def _groups(data: CheckInput, sample: Sample) -> Iterator[Drifted]:
    for item in data.groupings:
        if sample.table is None or item.column not in sample.table or item.column not in data.table:
            continue
        encoded = [encode_groups(table[item.column], item) for table in (sample.table, data.table)]
        texts = [pd.Series(np.array([*part.labels], dtype=object)[part.codes]) for part in encoded]
        yield of_categories(item.column, Role.GROUP, (texts[0], texts[1]))
