"""Can the trail be read, narrowed and verified while others work?"""

import hashlib
from datetime import timedelta

import msgspec
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from core.audit import Action, Merkle, ObjectKind, merkle_root
from core.ids import Digest
from core.inventory import State
from core.people import Role
from core.store.events import parsed
from core.trail.careful import read_payload
from core.workspace.trail import TrailQuery
from tests.conftest import FixedClock
from tests.core.casework import Firm


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=40))
def test_the_growing_tree_has_the_root_of_rfc_6962(hashes: list[bytes]) -> None:
    tree = Merkle()
    for number, item in enumerate(hashes, 1):
        tree.append(item)
        assert tree.root() == by_definition(hashes[:number])
    assert tree.root() == merkle_root(hashes) == by_definition(hashes)


def by_definition(hashes: list[bytes]) -> bytes:
    """The recursive definition in RFC 6962, section 2.1."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashlib.sha256(b"\x00" + hashes[0]).digest()
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return hashlib.sha256(b"\x01" + by_definition(hashes[:half]) + by_definition(hashes[half:])).digest()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_payloads_are_canonical_exactly_when_rfc_8785_writes_the_same_bytes(tree: object) -> None:
    try:
        canonical = rfc8785.dumps(tree)  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):
        return
    assert read_payload(canonical)[1]
    assert not read_payload(canonical + b" ")[1]


def test_the_list_of_events_can_be_narrowed_and_paged(firm: Firm) -> None:
    version = firm.in_validation()
    trail, total = firm.workspace.trail, firm.workspace.trail.count()
    first = trail.events(TrailQuery(limit=2))
    second = trail.events(TrailQuery(limit=2, before=first[-1][0].seq))
    assert [event.seq for event, _ in first + second] == [total, total - 1, total - 2, total - 3]
    about = trail.events(TrailQuery(object_kind=ObjectKind.VERSION, object_id=version.id))
    assert [event.action for event, _ in about] == [Action.STATE_CHANGED, Action.VERSION_REGISTERED]
    mine = trail.events(TrailQuery(actor=firm.person(Role.OWNER).id))
    assert {event.actor for event, _ in mine} == {firm.person(Role.OWNER).id}
    assert trail.text("0" * 64) is None


def test_events_name_the_value_before_and_after(firm: Firm) -> None:
    version = firm.in_validation()
    event, _ = firm.workspace.trail.events(TrailQuery(object_id=version.id, limit=1))[0]
    assert event.before is not None
    assert event.after is not None
    assert event.before.fields == {"state": State.DRAFT.value}
    assert event.after.fields == {"state": State.IN_VALIDATION.value}
    assert event.reason is not None
    assert parsed(msgspec.json.encode(event)) == event


def test_verification_reports_progress_and_can_be_stopped(firm: Firm) -> None:
    class Stop(Exception):  # noqa: N818
        pass

    class Watcher:
        seen: list[float] = []  # noqa: RUF012

        def __call__(self, fraction: float, doing: object) -> None:
            self.seen.append(fraction)

        def check(self) -> None:
            if len(self.seen) > 1:
                raise Stop

    firm.version()
    watcher = Watcher()
    with pytest.raises(Stop):
        firm.workspace.trail.verify(watcher)
    assert all(0 <= fraction <= 1 for fraction in watcher.seen)
    assert firm.workspace.trail.verify().intact


def test_writing_goes_on_while_a_verification_runs(firm: Firm, clock: FixedClock) -> None:
    class Writer:
        done = False

        def __call__(self, fraction: float, doing: object) -> None:
            if not self.done:
                self.done = True
                firm.model(name="Meanwhile")

        def check(self) -> None:
            clock.advance(timedelta(0))

    firm.model()
    size = firm.workspace.trail.count()
    state = firm.workspace.trail.verify(Writer())
    assert state.intact
    assert state.checkpoint is not None
    assert state.checkpoint.size == size
    assert firm.workspace.trail.count() == size + 1
    assert Digest(firm.workspace.trail.checkpoint().head) != state.checkpoint.head
