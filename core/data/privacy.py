"""What is said about columns that seem to hold personal data, and what is to be done?"""

from collections.abc import Iterable, Sequence

from core.data.profile_types import ColumnProfile, Suspicion
from core.inventory import ColumnRole
from core.messages import Message, message


def hints(profiles: Sequence[ColumnProfile]) -> tuple[Message, ...]:
    """Return one sentence for every suspicion: what was seen, in how many cells, and what to do.

    The values themselves are never part of a sentence.
    """
    return tuple(item for profile in profiles for item in column_hints(profile))


def column_hints(profile: ColumnProfile) -> Iterable[Message]:
    """Yield the hints about one column."""
    counts = profile.cells or (0,) * len(profile.suspicions)
    for suspicion, cells in zip(profile.suspicions, counts, strict=True):
        seen = _seen(profile.name, suspicion, cells)
        yield message("{seen} {advice}", seen=seen, advice=_advice(suspicion))


def _seen(name: str, suspicion: Suspicion, cells: int) -> Message:
    if suspicion is Suspicion.ROW_IDENTIFIER:
        return message(
            "Column “{column}”: every row has its own value (rows: {count}).", column=name, count=cells
        )
    if not cells:
        return message(
            "The name of column “{column}” points to this: {content}.", column=name, content=suspicion
        )
    return message(
        "Column “{column}” seems to hold this: {content} (cells: {count}).",
        column=name,
        content=suspicion,
        count=cells,
    )


def _advice(suspicion: Suspicion) -> Message:
    match suspicion:
        case Suspicion.SPECIAL_CATEGORY:
            return message(
                "Such data are specially protected (GDPR Art. 9): leave the column out, or mark it as "
                "sensitive with the purpose it is held for."
            )
        case Suspicion.DATE_OF_BIRTH:
            return message("Leave the column out, or replace it by the age.")
        case Suspicion.ROW_IDENTIFIER:
            return message("Leave it out, or give it the role “{role}”.", role=ColumnRole.ROW_ID)
    return message("No check needs it: leave the column out.")
