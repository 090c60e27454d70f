"""Does the quick reading of a row accept anything that a careful reading would not?"""

import json
from collections.abc import Iterator

import pytest
import rfc8785

from core.trail import careful
from core.trail.quick import Cells, Quick

DB, KEY, AFTER, BEFORE, REASON = "d" * 32, "c" * 64, "a" * 64, "b" * 64, "e" * 64
NEW = {"digest": AFTER, "fields": {}}
FORGING = {"before": {"digest": BEFORE, "fields": {}}, "state": 'x"},"before":{"digest":"'}
EVENTS: dict[str, dict[str, object]] = {
    "new object": {"after": NEW, "before": None, "reason": None},
    "changed": {
        "after": {"digest": AFTER, "fields": {"name": {"text": REASON}, "state": "draft"}},
        "before": {"digest": BEFORE, "fields": {"state": "prüf", "words": [{"text": AFTER}]}},
        "reason": REASON,
    },
    "fields that look like a state": {
        "after": {"digest": AFTER, "fields": FORGING},
        "before": {"digest": BEFORE, "fields": FORGING},
        "reason": None,
    },
    "gone": {"after": None, "before": NEW, "reason": None},
}
COLUMNS = {
    "ts": "2026-11-21T16:12:41.045396Z",
    "actor": "P-20e43e4f",
    "action": "model.changed",
    "kind": "model",
    "id": "MOD-0001",
    "tx": "f" * 32,
}
HOSTILE = (b'"', b"\\", b"0", b"}", b" ", b",", b"\xff", b"\x00", b"\x7f", "ä".encode(), b"")


def key_of(actor: bytes, _seq: int) -> tuple[int, int, bytes]:
    return 0, 9, KEY.encode() if actor == COLUMNS["actor"].encode() else b""


def cells(states: dict[str, object], columns: dict[str, str], seq: int = 7) -> Cells:
    """Return a row as it is written."""
    event = {
        **states, "action": columns["action"], "actor": columns["actor"], "db": DB, "key": KEY, "seq": seq,
        "object": {"id": columns["id"], "kind": columns["kind"], "tx": columns["tx"]},
        "ts": columns["ts"], "v": 1,
    }  # fmt: skip
    said = [columns[name].encode() for name in COLUMNS]
    payload = rfc8785.dumps(event)  # type: ignore[arg-type]
    return (seq, payload, b"", b"", said[0], said[1], said[2], said[3], said[4], said[5])


def accepted(row: Cells) -> bool:
    """Read quickly; what was accepted must be what a careful reading finds."""
    (said,) = Quick(DB, key_of).said([row])
    if said is None:
        return False
    event, canonical = careful.parsed(row[1])
    assert event is not None, row[1]
    assert canonical, row[1]
    assert (event.db, event.key, event.seq, event.v) == (DB, KEY, row[0], 1)
    assert tuple(item.encode() for item in careful.copies_of(event)) == row[4:]
    states = [None if state is None else state.digest.encode() for state in (event.after, event.before)]
    assert said[0].decode() == f"{event.object.kind.value} {event.object.id}"
    assert list(said[1:3]) == states
    assert set(said[3]) == set(careful.texts_of(event))
    assert said[4].decode() == (event.reason or "")
    return True


@pytest.mark.parametrize("name", ["new object", "changed"])
def test_what_is_written_as_usual_is_read_quickly(name: str) -> None:
    assert accepted(cells(EVENTS[name], COLUMNS))


def forged(row: Cells) -> Iterator[Cells]:
    """Replace, insert and leave out bytes of the payload, anywhere."""
    payload = row[1]
    for at in range(len(payload)):
        for item in HOSTILE:
            yield (row[0], payload[:at] + item + payload[at + 1 :], *row[2:])
            yield (row[0], payload[:at] + item + payload[at:], *row[2:])


@pytest.mark.parametrize("name", EVENTS)
def test_no_changed_byte_is_accepted_that_a_careful_reading_refuses(name: str) -> None:
    row = cells(EVENTS[name], COLUMNS)
    refused = sum(not accepted(item) for item in forged(row))
    assert refused > 10 * len(row[1])


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("item", HOSTILE, ids=repr)
def test_a_column_and_a_payload_forged_alike_are_not_accepted_by_their_likeness(
    column: str, item: bytes
) -> None:
    """The bytes of the column are put into the payload as they are, without what JSON demands."""
    index = 4 + list(COLUMNS).index(column)
    row = list(cells(EVENTS["new object"], COLUMNS))
    old = row[index]
    assert isinstance(old, bytes)
    assert isinstance(row[1], bytes)
    row[1] = row[1].replace(b'"' + old + b'"', b'"' + old + item + b'"')
    row[index] = old + item
    accepted(tuple(row))  # type: ignore[arg-type]


def test_an_object_smuggled_in_by_quotes_is_parsed() -> None:
    row = cells(EVENTS["new object"], COLUMNS)
    id_, smuggled = b"MOD-0001", b'MOD-0002","id":"MOD-0001'
    forged_row = (row[0], row[1].replace(id_, smuggled), *row[2:8], smuggled, row[9])
    assert not accepted(forged_row)
    assert json.loads(forged_row[1])["object"]["id"] == "MOD-0001"


def test_one_odd_row_does_not_hide_among_others_nor_hinder_them() -> None:
    good = [cells(EVENTS["changed"], COLUMNS, seq) for seq in range(1, 9)]
    for number in range(len(good)):
        rows = list(good)
        row = rows[number]
        rows[number] = (*row[:9], b'"')
        said = Quick(DB, key_of).said(rows)
        assert [item is None for item in said] == [at == number for at in range(len(rows))]
        rows[number] = (row[0], row[1].replace(AFTER.encode(), b"A" * 64), *row[2:])
        assert [item is None for item in Quick(DB, key_of).said(rows)] == [
            at == number for at in range(len(rows))
        ]


def test_a_key_that_changes_between_rows_is_judged_row_by_row() -> None:
    rows = [cells(EVENTS["changed"], COLUMNS, seq) for seq in range(5, 15)]
    assert Quick(DB, key_of).said(rows) == [None] * 10
    assert None not in Quick(DB, key_of).said(rows[:5])


def test_a_payload_without_key_and_workspace_is_no_likeness_of_somebody_without_a_key() -> None:
    row = cells(EVENTS["new object"], {**COLUMNS, "actor": "P-00000000"})
    middle = b',"db":"%b","key":"%b","object":{"id":"' % (DB.encode(), KEY.encode())
    assert middle in row[1]
    assert not accepted(row)
    assert not accepted((row[0], row[1].replace(middle, b""), *row[2:]))
