"""Is everything listed that is due, and does every calendar program understand the file?"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.findings import FindingDeed, Severity
from core.governance.ageing import ageing, stood
from core.governance.due import DueItem, DueKind
from core.ids import PersonId, VersionId
from core.language import Translator
from core.people import Role
from core.texts import Language, Text
from reports.due_calendar import Calendar, calendar_file, calendar_of, folded
from tests.core.casework import Firm, mended, said
from tests.core.governance.test_finding_life import raised
from tests.core.governance.test_requests import answered, sent

TODAY = date(2026, 11, 2)
READY = VersionId("MOD-0001@1")
_LINE = re.compile(r"^(?P<name>[A-Z-]+)(?P<parameters>(;[A-Z-]+=[A-Z0-9-]+)*):(?P<value>.*)$", re.DOTALL)
_NEEDED = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS", "SEQUENCE"}


@dataclass(frozen=True)
class Read:
    """One event as a strict reader understands it."""

    fields: dict[str, str]

    @property
    def day(self) -> date:
        return datetime.strptime(self.fields["DTSTART"], "%Y%m%d").replace(tzinfo=UTC).date()

    @property
    def summary(self) -> str:
        return unescaped(self.fields["SUMMARY"])


def unescaped(text: str) -> str:
    """Read a TEXT value by RFC 5545, 3.3.11; anything it does not permit is an error."""
    read, rest = "", text
    while rest:
        if rest[0] == "\\":
            assert rest[1:2] in {"\\", ";", ",", "n", "N"}, rest
            read, rest = read + ("\n" if rest[1] in "nN" else rest[1]), rest[2:]
        else:
            assert rest[0] not in ";,", rest
            read, rest = read + rest[0], rest[1:]
    return read


def strict(data: bytes) -> list[Read]:
    """Read a calendar by the letter of RFC 5545: lines, folding, order, needed and single properties."""
    assert data.endswith(b"\r\n")
    physical = data[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\r" not in line and b"\n" not in line for line in physical)
    logical: list[bytes] = []
    for line in physical:
        line.decode()
        if line.startswith(b" "):
            logical[-1] += line[1:]
        else:
            logical.append(line)
    lines = [line.decode() for line in logical]
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"
    assert sum(line.startswith("PRODID:") for line in lines) == 1
    return _events(lines)


def _events(lines: list[str]) -> list[Read]:
    events: list[Read] = []
    fields: dict[str, str] | None = None
    for line in lines[1:-1]:
        match = _LINE.match(line)
        assert match is not None, line
        name, value = match["name"], match["value"]
        if line == "BEGIN:VEVENT":
            assert fields is None
            fields = {}
        elif line == "END:VEVENT":
            assert fields is not None
            assert set(fields) >= _NEEDED
            events.append(Read(fields))
            fields = None
        elif fields is not None:
            assert name not in fields, f"{name} twice"
            if name in {"DTSTART", "DTEND"}:
                assert match["parameters"] == ";VALUE=DATE"
            fields[name] = value
    assert fields is None
    return events


def calendar(language: Language = Language.ENGLISH) -> Calendar:
    return Calendar(
        translator=Translator(language),
        workspace="0f" * 16,
        made_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
        name=lambda who: f"Name of {who}",
    )


def item(what: str = "x", **more: object) -> DueItem:
    plain = DueItem(
        kind=DueKind.FINDING, id="F-0001", what=Text(what, Language.ENGLISH), day=TODAY, who=PersonId("P-1")
    )
    return replace(plain, **more)  # type: ignore[arg-type]


@settings(max_examples=80, derandomize=True, deadline=None)
@given(st.text(max_size=200))
def test_whatever_a_title_holds_the_file_can_be_read_and_says_it(title: str) -> None:
    (event,) = strict(calendar_file(calendar(), [item(title)]))
    clean = "".join(
        sign for sign in " ".join(title.split()) if not ("\x00" <= sign < " " or "\x7f" <= sign < "\xa0")
    )
    assert event.summary.removeprefix("Finding: ") == clean


@pytest.mark.parametrize("sign", ["a", "ü", "€", "😀"], ids=["one", "two", "three", "four"])
def test_long_lines_are_folded_at_75_octets_and_never_inside_of_a_character(sign: str) -> None:
    for length in (74, 75, 76, 149, 150, 300):
        pieces = folded("X:" + sign * length).split(b"\r\n")[:-1]
        assert all(len(piece) <= 75 for piece in pieces)
        assert all(piece.decode() for piece in pieces)
        joined = pieces[0].decode() + "".join(piece.decode()[1:] for piece in pieces[1:])
        assert joined == "X:" + sign * length


def test_an_event_keeps_its_name_and_its_number_grows_until_it_is_cancelled() -> None:
    first = strict(calendar_file(calendar(), [item()]))[0].fields
    moved = strict(calendar_file(calendar(), [item("y", day=TODAY + timedelta(days=5), revision=3)]))[
        0
    ].fields
    gone = strict(calendar_file(calendar(), [item("y", settled=True, revision=3)]))[0].fields
    assert first["UID"] == moved["UID"] == gone["UID"]
    numbers = [int(fields["SEQUENCE"]) for fields in (first, moved, gone)]
    assert numbers == sorted(set(numbers))
    assert [fields["STATUS"] for fields in (first, moved, gone)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert moved["DTSTART"] == "20261107"
    assert moved["DTEND"] == "20261108"


def test_the_calendar_speaks_german() -> None:
    (event,) = strict(calendar_file(calendar(Language.GERMAN), [item("Prüfung; größer, später")]))
    assert event.summary.startswith("Feststellung: Prüfung; größer, später")


def test_findings_requests_assessments_and_acceptances_are_due_and_taken_off_when_settled(
    validated: Firm,
) -> None:
    finding, other = raised(validated), raised(validated, Severity.LOW)
    until = TODAY + timedelta(days=40)
    validated.workspace.findings.accept(validated.as_(Role.RISK_MANAGER), other.id, said("x"), until)
    request = sent(validated)
    kinds = {(found.kind, found.id): found for found in validated.workspace.due.items()}
    assert kinds[DueKind.FINDING, finding.id].day == finding.due
    assert kinds[DueKind.ACCEPTANCE, other.id].day == until
    assert (DueKind.FINDING, other.id) not in kinds
    assert kinds[DueKind.REQUEST, request.id].who == validated.person(Role.OWNER).id
    assert (DueKind.REASSESSMENT, READY) in kinds
    mended(validated, finding.id)
    events = strict(calendar_of(validated.workspace, Translator(Language.ENGLISH)))
    states = {event.fields["UID"].partition("@")[0]: event.fields["STATUS"] for event in events}
    assert states[f"finding-{finding.id}"] == "CANCELLED"
    assert states[f"acceptance-{other.id}"] == "CONFIRMED"


def test_what_was_given_to_somebody_else_is_taken_off_the_calendar_of_who_had_it(validated: Firm) -> None:
    finding, developer = raised(validated), validated.person(Role.DEVELOPER).id
    owner = validated.person(Role.OWNER).id
    validated.workspace.findings.reassign(
        validated.as_(Role.VALIDATOR), finding.id, developer, said("He wrote it")
    )
    due = validated.workspace.due
    assert finding.id in {found.id for found in due.items(developer)}
    assert finding.id not in {found.id for found in due.items(owner)}
    (gone,) = [found for found in due.with_settled(owner) if found.id == finding.id]
    assert gone.settled


def test_an_answered_request_is_due_no_more(validated: Firm) -> None:
    request = answered(validated)
    assert request.id not in {found.id for found in validated.workspace.due.items()}


def test_ages_are_counted_from_the_day_of_raising_and_overdue_from_the_due_day(validated: Firm) -> None:
    finding, severe = raised(validated), raised(validated, Severity.SEVERE)
    validated.later(days=100)
    raised(validated, Severity.SEVERE)
    today = validated.clock().date()
    found = ageing(validated.workspace.findings.all(), today)
    ages = {aged.finding.id: (aged.days, aged.overdue, aged.bucket) for aged in found.items}
    assert ages[finding.id] == (100, 10, 2)
    assert ages[severe.id] == (100, 86, 2)
    line = next(line for line in found.severities if line.severity is Severity.SEVERE)
    assert (line.standing, line.overdue, line.oldest, line.median) == (2, 1, 100, 50.0)
    assert line.buckets == (1, 0, 1, 0, 0)
    assert [line.standing for line in found.owners] == [3]
    assert found.trend[-1].standing == 3


def test_the_trend_knows_what_stood_on_each_day(validated: Firm) -> None:
    finding = raised(validated)
    until = TODAY + timedelta(days=20)
    validated.workspace.findings.accept(validated.as_(Role.RISK_MANAGER), finding.id, said("x"), until)
    validated.later(days=30)
    closed = mended(validated, finding.id)
    day = validated.clock().date()
    assert closed.times(FindingDeed.VERIFIED) == 1
    assert [stood(closed, TODAY + timedelta(days=n)) for n in (-1, 0, 20, 21, 29)] == [
        False, False, False, True, True,
    ]  # fmt: skip
    assert not stood(closed, day)
    trend = ageing([closed], day).trend
    assert [(month.raised, month.settled, month.standing) for month in trend[-2:]] == [(1, 0, 1), (0, 1, 0)]
