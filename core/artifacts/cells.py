"""How do a table's cells become the numbers, texts and category codes a model reads?"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from core.artifacts import words
from core.artifacts.opened import class_text
from core.errors import UserError
from core.messages import Message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

_SHOWN = 5


def as_numbers(column: "pd.Series", name: str) -> "npt.NDArray[np.float64]":
    """Return a column as float64, missing cells as NaN; raises `UserError` if it holds anything else."""
    import numpy as np

    try:
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        raise UserError(Message(words.NOT_A_NUMBER, {"column": name})) from None


def as_text(column: "pd.Series", missing: str = "") -> "npt.NDArray[np.object_]":
    """Return a column as text.

    Numbers are written as class names are, so that 1.0 in a table meets "1" in the model.
    """
    import numpy as np

    plain = column.dtype.kind in "biuf"
    texts = [class_text(item) if plain else str(item) for item in column.to_numpy(dtype=object)]
    return np.where(column.isna().to_numpy(), missing, np.array(texts, dtype=object))


class Categories:
    """The values a column had when the model was trained, in the order of their codes."""

    def __init__(self, values: Sequence[object]) -> None:
        """Keep the codes by exact text, and by text that makes no difference between 1, 1.0 and "1"."""
        texts = [str(value) for value in values]
        self._exact = {text: code for code, text in enumerate(texts)}
        self._loose: dict[str, int] = {}
        for code, text in enumerate(texts):
            self._loose.setdefault(class_text(text), code)

    def codes(self, column: "pd.Series") -> "tuple[npt.NDArray[np.float64], tuple[str, ...]]":
        """Return codes, NaN for missing cells and unknown values, and the first unknown values."""
        import numpy as np
        import pandas as pd

        numbers, values = pd.factorize(column)
        found = [self._code(value) for value in values]
        table = np.array([np.nan if code is None else float(code) for code in found] + [np.nan])
        unknown = [str(value) for value, code in zip(values, found, strict=True) if code is None]
        return table[numbers], tuple(unknown[:_SHOWN])

    def _code(self, value: object) -> int | None:
        text = str(value)
        exact = self._exact.get(text)
        return exact if exact is not None else self._loose.get(class_text(text))


def as_matrix(table: "pd.DataFrame", categories: Mapping[int, Categories]) -> "npt.NDArray[np.float64]":
    """Return a table as numbers, columns with categories (by position) as their codes.

    Values a category column did not have in training become NaN, as LightGBM itself does with them.
    """
    import numpy as np

    columns = [
        categories[position].codes(table.iloc[:, position])[0]
        if position in categories
        else as_numbers(table.iloc[:, position], str(name))
        for position, name in enumerate(table.columns)
    ]
    return np.column_stack(columns)


def with_opposite(positive: "npt.NDArray[np.float64]") -> "npt.NDArray[np.float64]":
    """Return the probabilities of both classes from those of the second one."""
    import numpy as np

    values = np.asarray(positive, dtype=np.float64).reshape(-1)
    return np.column_stack([1.0 - values, values])
