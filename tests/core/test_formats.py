"""Have the formats that can never change been changed?"""

from datetime import UTC, date, datetime

import pytest

from core.audit import (
    GENESIS,
    Action,
    AuditEvent,
    ObjectKind,
    ObjectRef,
    ObjectState,
    event_hash,
    merkle_root,
)
from core.canonical import canonical, digest, result_digest, sha256, timestamp
from core.decisions import Binding, Lapse, lapsed
from core.evidence import ReportKind
from core.examination import ScanVerdict
from core.findings import Severity
from core.ids import Digest, Exact, PersonId, RunId, VersionId, model_of, version_id
from core.inventory import (
    TRANSITIONS,
    ColumnRole,
    CutOff,
    DatasetKind,
    ScoreMeans,
    SensitivePurpose,
    State,
)
from core.opinion import OpinionGrade
from core.risk import Band, Level, Rating, RiskKind, band, months_later, score, tier_of
from core.texts import Language, Text

EVENT = AuditEvent(
    v=1,
    db="00000000-0000-4000-8000-000000000000",
    seq=1,
    ts=timestamp(datetime(2026, 11, 21, 14, 3, tzinfo=UTC)),
    actor=PersonId("P-abcdefgh"),
    key="ab" * 32,
    action=Action.MODEL_REGISTERED,
    object=ObjectRef(kind=ObjectKind.MODEL, id="MOD-0001", tx="t1"),
    before=None,
    after=ObjectState(digest=Digest("00" * 32), fields={}),
    reason=None,
)


def test_the_bytes_of_an_event_are_the_final_ones() -> None:
    assert canonical(EVENT) == (
        b'{"action":"model.registered","actor":"P-abcdefgh","after":{"digest":"'
        + b"00" * 32
        + b'","fields":{}},"before":null,"db":"00000000-0000-4000-8000-000000000000","key":"'
        + b"ab" * 32
        + b'","object":{"id":"MOD-0001","kind":"model","tx":"t1"},"reason":null,"seq":1,'
        b'"ts":"2026-11-21T14:03:00.000000Z","v":1}'
    )


def test_the_hash_of_an_event_is_tagged_and_chained() -> None:
    payload = canonical(EVENT)
    first = event_hash(GENESIS, payload)
    assert first.hex() == sha256(b"\x00pruefstein-audit-v1\x00" + bytes(32) + bytes.fromhex(sha256(payload)))
    assert event_hash(first, payload) != first


def test_the_merkle_root_agrees_with_rfc_6962_by_hand() -> None:
    def leaf(item: bytes) -> bytes:
        return bytes.fromhex(sha256(b"\x00" + item))

    def node(left: bytes, right: bytes) -> bytes:
        return bytes.fromhex(sha256(b"\x01" + left + right))

    a, b, c = (leaf(bytes([i]) * 32) for i in range(3))
    assert merkle_root([]).hex() == sha256(b"")
    assert merkle_root([bytes(32)]) == a
    assert merkle_root([bytes([i]) * 32 for i in range(3)]) == node(node(a, b), c)
    seven = [bytes([i]) * 32 for i in range(7)]
    assert merkle_root(seven) == node(merkle_root(seven[:4]), merkle_root(seven[4:]))


def test_the_stored_lists_are_the_agreed_ones() -> None:
    assert [state.value for state in State] == [
        "draft",
        "in_validation",
        "approved",
        "approved_with_conditions",
        "rejected",
        "pre_validation_use",
        "in_use",
        "under_review",
        "restricted",
        "suspended",
        "retired",
    ]
    assert [role.value for role in ColumnRole] == [
        "target",
        "prediction",
        "score",
        "sensitive",
        "feature",
        "row_id",
        "time",
        "weight",
        "segment",
        "ignored",
    ]
    assert [kind.value for kind in DatasetKind] == [
        "training",
        "validation",
        "test",
        "out_of_time",
        "production",
        "monitoring",
    ]
    assert [item.value for item in Severity] == ["low", "medium", "high", "severe"]
    assert [item.value for item in Band] == ["low", "medium", "high", "severe"]


def test_the_stored_lists_of_opinions_are_the_agreed_ones() -> None:
    assert [grade.value for grade in OpinionGrade] == ["unqualified", "qualified", "adverse", "disclaimed"]
    assert [kind.value for kind in ReportKind] == ["model_risk", "gdpr_audit", "audit_opinion"]
    assert [kind.value for kind in ScanVerdict] == [
        "nothing_found",
        "suspicious",
        "dangerous",
        "not_scannable",
    ]
    assert [kind.value for kind in SensitivePurpose] == ["model_input", "group_comparison", "bias_test_only"]
    assert ObjectKind.OPINION.value == "opinion"
    assert [Action.OPINION_WRITTEN.value, Action.OPINION_PROMOTED.value] == [
        "opinion.written",
        "opinion.promoted",
    ]


def test_every_state_can_be_left_but_the_last_and_every_state_can_be_reached() -> None:
    assert set(TRANSITIONS) == set(State)
    assert TRANSITIONS[State.RETIRED] == frozenset()
    assert all(TRANSITIONS[state] for state in State if state is not State.RETIRED)
    assert set().union(*TRANSITIONS.values()) == set(State)


def test_rounding_hides_only_the_last_bits() -> None:
    assert result_digest({"x": 0.1 + 0.2}) == result_digest({"x": 0.3})
    assert digest({"x": 0.1 + 0.2}) != digest({"x": 0.3})
    assert result_digest({"x": 0.3}) != result_digest({"x": 0.3000001})


def test_values_without_canonical_form_are_refused() -> None:
    with pytest.raises(ValueError, match="NaN"):
        canonical(float("nan"))
    with pytest.raises(TypeError):
        canonical(object())


def test_the_matrix_has_the_agreed_bands() -> None:
    counts = dict.fromkeys(Band, 0)
    for likelihood in range(1, 6):
        for impact in range(1, 6):
            counts[band(score(likelihood, impact))] += 1
    assert counts == {Band.LOW: 5, Band.MEDIUM: 10, Band.HIGH: 7, Band.SEVERE: 3}
    with pytest.raises(ValueError, match="1 to 5"):
        Level(likelihood=0, impact=3)


def test_controls_never_lower_the_tier_and_materiality_may_raise_it() -> None:
    rating = Rating(
        kind=RiskKind.DECAY,
        inherent=Level(likelihood=4, impact=4),
        residual=Level(likelihood=1, impact=1),
        rationale=Text("Kontrollen greifen", Language.GERMAN),
    )
    assert tier_of([rating], Band.LOW) is Band.HIGH
    assert tier_of([rating], Band.SEVERE) is Band.SEVERE


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
    ],
)
def test_a_month_later_keeps_the_day_where_it_exists(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


def test_an_approval_lapses_by_what_is_replaced_and_not_by_closing_a_finding() -> None:
    bound = Binding(
        version=VersionId("MOD-0001@2"),
        artifacts=(Digest("a" * 64),),
        cut_off=CutOff(value=Exact("5/6"), score_means=ScoreMeans.FAVORABLE),
        data=(Digest("b" * 64),),
        runs=(RunId("RUN-0001"),),
        results=(Digest("c" * 64),),
        assessment=None,
        policy=Digest("d" * 64),
        findings=(),
    )
    repeated = _replaced(bound, runs=(RunId("RUN-0002"),))
    assert lapsed(bound, repeated) == ()
    assert lapsed(bound, _replaced(bound, artifacts=(Digest("e" * 64),))) == (Lapse.ARTIFACT,)
    assert lapsed(bound, _replaced(bound, cut_off=None, policy=Digest("f" * 64))) == (
        Lapse.CUT_OFF,
        Lapse.POLICY,
    )
    assert bound.state_digest != _replaced(bound, artifacts=()).state_digest


def _replaced(bound: Binding, **fields: object) -> Binding:
    from dataclasses import replace

    return replace(bound, **fields)  # type: ignore[arg-type]


def test_version_ids_name_their_model() -> None:
    assert model_of(version_id(model_of(VersionId("MOD-0001@2")), "3")) == "MOD-0001"
