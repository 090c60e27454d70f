"""Is one value written in several ways, or does a number or word stand for a missing one?"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.statistics.encoding import class_text

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Counts = npt.NDArray[np.int64]

_WORDS = frozenset(
    {
        *("?", "-", "--", ".", "/", "n/a", "na", "n.a.", "nan", "null", "none", "nil", "missing", "unknown"),
        *("unbekannt", "fehlt", "fehlend", "leer", "k.a.", "k. a.", "keine angabe", "ohne angabe", "tbd"),
        *("not stated", "not available", "nicht angegeben", "#n/a", "#nv", "#null!", "#value!", "#wert!"),
    }
)
_SENTINELS = frozenset(
    {
        float(sign * int(str(digit) * length))
        for sign in (1, -1)
        for digit in (8, 9)
        for length in range(2, 10)
    }
) | {-1.0, -2.0, 999.99, 9999.99, 99999.99, -999.99, 1e10, -1e10}
LEAST = 5
"""Rows a suspected number must have."""


def written_twice(texts: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the values that are written in more than one way.

    Parameters
    ----------
    texts
        Different texts of a column.

    Returns
    -------
    tuple of tuple
        Each with its ways of writing: other case, other blanks, 1 beside 1.0, another Unicode form.
    """
    ways: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        ways[_plain(text)].append(text)
    return tuple(tuple(sorted(found)) for found in ways.values() if len(found) > 1)


def suspected_texts(texts: Sequence[str], counts: "Counts") -> str | None:
    """Return the most frequent text that usually stands for a missing value; None if there is none."""
    found = [(int(count), text) for text, count in zip(texts, counts, strict=True) if _plain(text) in _WORDS]
    return max(found)[1] if found else None


def suspected_number(known: "Floats", distinct: int) -> str | None:
    """Return a number that may stand for a missing value.

    Parameters
    ----------
    known
        Finite values in rising order.
    distinct
        How many different ones there are.

    Returns
    -------
    str or None
        The smallest or largest value, if it is one of the usual codes (-1, 99, -999 ...), occurs at least
        `LEAST` times, and lies apart from all others by more than their whole middle half is wide.
    """
    if distinct < LEAST:
        return None
    for value, rest in ((known[0], known[known > known[0]]), (known[-1], known[known < known[-1]])):
        if float(value) not in _SENTINELS or len(known) - len(rest) < LEAST:
            continue
        width = float(np.subtract(*np.quantile(rest, [0.75, 0.25])))
        if min(abs(float(rest[0] - value)), abs(float(rest[-1] - value))) > max(width, 0.0):
            return class_text(float(value))
    return None


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return class_text(re.sub(r"\s+", " ", folded).strip())
