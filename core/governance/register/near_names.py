"""Which of thousands of names have enough letters in common with one to be alike at all?

Comparing each pair of 10,000 names sign by sign takes a quarter of an hour. Counting the letters of all at
once, and then only letters in the same order, takes seconds; what is left out could never be alike.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_FEW = 32
"""Names up to which all are compared."""
_SIGNS = 128
"""Names are compared in ASCII."""
_LONGEST = 1 << 16


class Letters:
    """How often each letter stands in each of some names."""

    def __init__(self, names: Sequence[str]) -> None:
        """Take names in the form in which they are compared; nothing is counted yet."""
        self._names = names

    def near(self, name: str, least: float) -> Sequence[int]:
        """Return the positions of at least all names that are so much alike."""
        if len(self._names) <= _FEW:
            return range(len(self._names))
        import numpy as np

        common = np.zeros(len(self._names), dtype=np.int64)
        for sign, count in enumerate(_counted(name).tolist()):
            if count:
                common += np.minimum(self._counts[sign], count)
        enough = np.flatnonzero(2 * common >= least * (self._lengths + len(name))).tolist()
        order = Order(name)
        return [at for at in enough if order.allows(self._names[at], least)]

    @cached_property
    def _counts(self) -> "np.ndarray":
        """Return the counts, one line per letter."""
        import numpy as np

        kind = np.uint16 if int(self._lengths.max()) < _LONGEST else np.int64
        return np.array([_counted(name) for name in self._names], dtype=kind).T.copy()

    @cached_property
    def _lengths(self) -> "np.ndarray":
        import numpy as np

        return np.array([len(name) for name in self._names], dtype=np.int64)


class Order:
    """How many letters of a name stand in another one in the same order (Hyyrö 2004, one bit per letter)."""

    def __init__(self, name: str) -> None:
        """Note where each letter stands."""
        self._length = len(name)
        self._places: dict[str, int] = {}
        for at, sign in enumerate(name):
            self._places[sign] = self._places.get(sign, 0) | 1 << at

    def common(self, other: str) -> int:
        """Return the length of the longest common subsequence."""
        whole = (1 << self._length) - 1
        free = whole
        for sign in other:
            hit = free & self._places.get(sign, 0)
            free = ((free + hit) | (free - hit)) & whole
        return self._length - free.bit_count()

    def allows(self, other: str, least: float) -> bool:
        """Tell whether two names can be so much alike: matching blocks are a common subsequence."""
        return 2 * self.common(other) >= least * (self._length + len(other))


def _counted(name: str) -> "np.ndarray":
    import numpy as np

    return np.bincount(np.frombuffer(name.encode("ascii", "replace"), dtype=np.uint8), minlength=_SIGNS)
