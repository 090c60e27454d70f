"""Does a weight column say how many rows a line stands for, or how much a row counts?"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_SHORT = 1000
"""Lines up to which whole numbers are counts even where lines repeat."""


def are_whole(weight: "pd.Series") -> bool:
    """Tell whether a weight column holds whole numbers only."""
    known = weight.dropna()
    return bool((known == known.round()).all())


def are_counts(weight: "pd.Series", others: "pd.DataFrame", *, scored: bool) -> bool:
    """Recognize counts: whole numbers in a short table, or where no two lines say the same otherwise.

    `others` holds what is compared: outcomes, predictions, sensitive columns. A long table with scores or
    repeating lines holds one row per case, so that its whole numbers are the weights of a survey.
    """
    if not are_whole(weight):
        return False
    if len(others) <= _SHORT:
        return True
    return not scored and not bool(others.duplicated().any())
