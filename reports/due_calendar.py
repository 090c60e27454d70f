"""How do due dates become a calendar file that every calendar program takes (RFC 5545)?

One all-day event per thing that is due. Its UID stays the same over all changes and SEQUENCE grows with
them, so that reading a later file into the same calendar moves events instead of doubling them. What is
done, or was given to somebody else, is written once more with STATUS:CANCELLED: a calendar program forgets
nothing just because it is missing from a later file.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from core.governance.due import DueItem
from core.ids import PersonId
from core.language import Translator
from core.messages import Message
from core.workspace import Workspace

LINE_OCTETS = 75
"""RFC 5545, 3.1: longer lines are folded."""
_PRODUCT = "-//Pruefstein//Due dates//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What a file says besides its events."""

    translator: Translator
    workspace: str
    """Random id of the workspace, which makes the names of events unique in the world."""
    made_at: datetime
    name: Callable[[PersonId], str]
    """Tells what a person is called."""


def calendar_of(workspace: Workspace, translator: Translator, person: PersonId | None = None) -> bytes:
    """Return the calendar of everybody's due dates, or of one person's."""
    names = {item.id: item.name.name() for item in workspace.people.all()}
    calendar = Calendar(
        translator=translator,
        workspace=workspace.id,
        made_at=datetime.now(UTC),
        name=lambda who: names.get(who, who),
    )
    return calendar_file(calendar, workspace.due.with_settled(person))


def calendar_file(calendar: Calendar, items: Iterable[DueItem]) -> bytes:
    """Return the bytes of the file: UTF-8, lines ended by CR LF and folded at 75 octets."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(calendar.translator.tr('Due dates of models'))}",
        *(line for item in items for line in _event(calendar, item)),
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def said(translator: Translator, item: DueItem) -> str:
    """Return in one line what is due."""
    what = translator.say(item.what) if isinstance(item.what, Message) else translator.text(item.what)
    return " ".join(what.split())


def _event(calendar: Calendar, item: DueItem) -> Iterator[str]:
    tr, label = calendar.translator.tr, calendar.translator.label
    facts = [
        tr("{kind} {id}", kind=label(item.kind), id=item.id),
        *([item.version or item.model or ""] if item.version or item.model else []),
        *([tr("Responsible: {name}", name=calendar.name(item.who))] if item.who else []),
    ]
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(item.uid)}@{calendar.workspace}"
    yield f"DTSTAMP:{calendar.made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{item.revision + (1 if item.settled else 0)}"
    yield f"DTSTART;VALUE=DATE:{_day(item.day)}"
    yield f"DTEND;VALUE=DATE:{_day(item.day + timedelta(days=1))}"
    yield f"SUMMARY:{escaped(label(item.kind))}: {escaped(said(calendar.translator, item))}"
    yield f"DESCRIPTION:{escaped(chr(10).join(facts))}"
    yield f"CATEGORIES:{escaped(label(item.kind))}"
    yield f"STATUS:{'CANCELLED' if item.settled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def escaped(text: str) -> str:
    """Return a TEXT value (RFC 5545, 3.3.11): no control signs; a line end is a backslash and n."""
    plain = "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) != "Cc")
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def folded(line: str) -> bytes:
    """Return a content line in pieces of at most 75 octets, never inside of a character."""
    pieces, piece, room = [], b"", LINE_OCTETS
    for sign in line:
        octets = sign.encode()
        if len(piece) + len(octets) > room:
            pieces.append(piece)
            piece, room = b"", LINE_OCTETS - 1
        piece += octets
    pieces.append(piece)
    return b"\r\n ".join(pieces) + b"\r\n"
