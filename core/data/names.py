"""Under which names are columns known?"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from core.errors import UserError
from core.messages import Message, message


def header_names(path: Path, header: Sequence[str | None]) -> tuple[list[str], tuple[Message, ...]]:
    """Return the column names of a header, blanks around them removed; a nameless column gets its number.

    Raises `UserError` when a name occurs twice.
    """
    names = [(name or "").strip() for name in header]
    nameless = [position for position, name in enumerate(names) if not name]
    for position in nameless:
        names[position] = f"#{position + 1}"
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise UserError(
            message(
                "In “{name}”, the column name “{column}” occurs more than once. Nothing was read. "
                "Give each column its own name.",
                name=path.name,
                column=twice[0],
            )
        )
    notes = tuple(
        message(
            "Column {number} has no name and is called “{name}”.", number=position + 1, name=names[position]
        )
        for position in nameless
    )
    return names, notes
