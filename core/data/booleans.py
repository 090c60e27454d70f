"""Which words mean yes and no?"""

from collections.abc import Iterable

CERTAIN = {"true": True, "false": False, "wahr": True, "falsch": False}
"""What programs and Excel write for truth values; other words stay text unless a person says otherwise."""
WORDS = {
    **CERTAIN,
    "yes": True,
    "no": False,
    "ja": True,
    "nein": False,
    "y": True,
    "n": False,
    "j": True,
    "t": True,
    "f": False,
    "1": True,
    "0": False,
    "x": True,
}
_PAIRS = (("ja", "nein"), ("yes", "no"), ("j", "n"), ("y", "n"), ("t", "f"))


def plain(cell: str) -> str:
    """Return a cell as it is compared with the words."""
    return cell.strip().lower()


def are_certain(cells: Iterable[str]) -> bool:
    """Return whether all cells are truth values as programs write them."""
    return all(plain(cell) in CERTAIN for cell in cells)


def are_pair(cells: Iterable[str]) -> bool:
    """Return whether the cells are exactly one pair of words for yes and no."""
    found = {plain(cell) for cell in cells}
    return any(found == set(pair) for pair in _PAIRS)
