"""Under which names are columns known?"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from core.errors import UserError
from core.messages import Message, message

_SAID = 12
"""Names listed in one sentence at most."""


def column_names(header: Sequence[str | None]) -> tuple[list[str], tuple[Message, ...]]:
    """Return the column names of a header: blanks around them removed, each name once, none empty.

    A nameless column is called by its number; the second column of a name gets " (2)".
    """
    names: list[str] = []
    notes: list[Message] = []
    taken = {(name or "").strip() for name in header}
    seen: Counter[str] = Counter()
    renamed: list[str] = []
    for position, given in enumerate(header):
        name = (given or "").strip() or f"#{position + 1}"
        if not (given or "").strip():
            notes.append(
                message("Column {number} has no name and is called “{name}”.", number=position + 1, name=name)
            )
        seen[name] += 1
        if seen[name] > 1:
            name = _free(name, seen, taken)
            renamed.append(name)
        names.append(name)
    return names, (*_few(notes), *_about_repeated(renamed), *_about_alike(names))


def _free(name: str, seen: Counter[str], taken: set[str]) -> str:
    while f"{name} ({seen[name]})" in taken:
        seen[name] += 1
    free = f"{name} ({seen[name]})"
    taken.add(free)
    return free


def _few(notes: list[Message]) -> list[Message]:
    if len(notes) <= 3:
        return notes
    return [
        message(
            "{count} columns have no name and are called by their numbers, such as “#2”.", count=len(notes)
        )
    ]


def _about_repeated(renamed: list[str]) -> list[Message]:
    if not renamed:
        return []
    return [
        message(
            "Names of columns occur more than once; the later columns are called {names}. Check "
            "which is meant.",
            names=listed(renamed),
        )
    ]


def _about_alike(names: list[str]) -> list[Message]:
    folded: dict[str, list[str]] = {}
    for name in names:
        folded.setdefault("".join(name.casefold().split()), []).append(name)
    alike = [name for group in folded.values() if len(group) > 1 for name in group]
    if not alike:
        return []
    return [
        message(
            "Names of columns differ only by blanks or capital letters: {names}. Check which is meant.",
            names=listed(alike),
        )
    ]


def listed(names: Sequence[str]) -> Message:
    """Return names as one readable list of limited length, in the quotation marks of the language."""
    said = message("“{name}”", name=names[0][:60])
    for name in names[1:_SAID]:
        said = message("{names}, “{name}”", names=said, name=name[:60])
    return said if len(names) <= _SAID else message("{names} …", names=said)


def missing_columns(path: Path, names: Sequence[str]) -> UserError:
    """Return what is said about columns that a table does not have."""
    return UserError(
        message(
            "The table “{name}” does not have the columns {columns}. Nothing was read. "
            "Correct the names or the delimiter.",
            name=path.name,
            columns=", ".join(names[:12]),
        )
    )
