"""Do the numbers of the first page and of the periodic reviews follow from the records?"""

from dataclasses import replace
from datetime import date, timedelta

from core.audit import ObjectKind
from core.findings import Severity
from core.governance.determinations import DeterminationKind
from core.governance.kpis import ModelFacts, Share, kpis
from core.governance.overview import Overview, TileKind
from core.governance.periodic import PeriodicReview, ReviewState
from core.governance.portfolio import Lens, Stage, place
from core.ids import ModelId, PersonId, VersionId
from core.inventory import State
from core.people import Role
from core.risk import Band
from core.workspace.governance.determinations import NewDetermination
from tests.core.casework import Firm, said
from tests.core.governance.test_finding_life import raised
from tests.core.governance.test_since import READY, approved

DAY = date(2026, 6, 1)
FACTS = ModelFacts(
    model=ModelId("MOD-0001"),
    in_operation=True,
    assessed=True,
    checked=True,
    approved=True,
    monitored=False,
    review_due=DAY + timedelta(days=1),
    registered=DAY - timedelta(days=40),
    released=DAY - timedelta(days=10),
    overrides=0,
)
REVIEW = PeriodicReview(
    model=ModelId("MOD-0001"),
    name=said("Credit score"),
    owner=PersonId("P-0001"),
    version=READY,
    state=State.IN_USE,
    tier=Band.LOW,
    interval_months=24,
    last=DAY - timedelta(days=300),
    last_source="RA-0001",
    reassess_by=DAY + timedelta(days=100),
    approval_ends=DAY + timedelta(days=61),
)


def tiles(found: Overview) -> dict[TileKind, int]:
    return {tile.kind: tile.count for tile in found.tiles}


def test_an_empty_workspace_has_no_rates_instead_of_zeros(firm: Firm) -> None:
    found = firm.workspace.overview.all()

    assert found.models == 0
    assert set(tiles(found).values()) == {0}
    assert found.kpis.assessed.value is None
    assert found.kpis.days_to_release is None
    assert found.tiers == ()


def test_figures_count_what_is_in_operation() -> None:
    planned = replace(FACTS, model=ModelId("MOD-0002"), in_operation=False, approved=False, assessed=False)
    late = replace(FACTS, model=ModelId("MOD-0003"), review_due=DAY - timedelta(days=1), overrides=2)

    found = kpis([FACTS, planned, late], DAY)

    assert found.assessed == Share(part=2, whole=3)
    assert found.approved == Share(part=2, whole=2)
    assert found.overdue_reviews == Share(part=1, whole=2)
    assert found.with_overrides == Share(part=1, whole=3)
    assert found.days_to_release == 30


def test_an_approval_that_lapsed_no_longer_counts_and_has_a_tile(validated: Firm) -> None:
    approved(validated)
    validated.move(READY, State.IN_USE)
    overview = validated.workspace.overview
    assert overview.kpis().approved == Share(part=1, whole=1)
    assert tiles(overview.all())[TileKind.LAPSED] == 0

    validated.assess(READY)

    assert overview.kpis().approved == Share(part=0, whole=1)
    assert tiles(overview.all())[TileKind.LAPSED] == 1
    assert tiles(overview.all())[TileKind.AWAITING] == 1


def test_an_overdue_condition_is_counted_and_sets_under_review_only_when_somebody_does_it(
    validated: Firm,
) -> None:
    approved(validated, condition=True)
    validated.move(READY, State.IN_USE)
    overview = validated.workspace.overview
    assert tiles(overview.all())[TileKind.CONDITIONS] == 1

    validated.later(days=400)
    late = overview.all()
    assert {tile.kind: tile.overdue for tile in late.tiles}[TileKind.CONDITIONS] == 1
    assert tiles(late)[TileKind.OVERDUE] >= 1
    assert validated.workspace.inventory.version(READY).state is State.IN_USE

    moved, _ = validated.workspace.decisions.review_overdue(validated.as_(Role.RISK_MANAGER))

    assert moved == (READY,)
    assert validated.workspace.inventory.version(READY).state is State.UNDER_REVIEW


def test_only_findings_of_a_severity_that_blocks_the_tier_are_blocking(validated: Firm) -> None:
    tier = validated.workspace.risk.latest(READY)
    assert tier is not None
    blocks = validated.workspace.policy.tiers[tier.tier].blocks
    light = next(item for item in Severity if item not in blocks)

    raised(validated, severity=light)
    assert validated.workspace.overview.blocking() == frozenset()
    heavy = raised(validated, severity=Severity.SEVERE)

    assert validated.workspace.overview.blocking() == {heavy.id}


def test_the_next_review_is_the_earlier_of_reassessment_and_end_of_the_approval() -> None:
    assert REVIEW.next == REVIEW.approval_ends
    assert REVIEW.review_state(DAY) is ReviewState.CURRENT
    assert REVIEW.review_state(DAY + timedelta(days=1)) is ReviewState.SOON
    assert REVIEW.review_state(DAY + timedelta(days=61)) is ReviewState.SOON
    assert REVIEW.review_state(DAY + timedelta(days=62)) is ReviewState.OVERDUE
    assert replace(REVIEW, approval_ends=None, reassess_by=None).review_state(DAY) is ReviewState.MISSING
    running = replace(REVIEW, state=State.UNDER_REVIEW)
    assert running.review_state(DAY + timedelta(days=62)) is ReviewState.RUNNING
    assert running.overdue(DAY + timedelta(days=62))


def test_every_version_in_operation_has_a_line_with_what_was_last(validated: Firm) -> None:
    reviews = validated.workspace.reviews
    assert reviews.all() == ()
    approved(validated)
    validated.move(READY, State.IN_USE)

    (line,) = reviews.all()

    decision = validated.workspace.decisions.of(READY)[0]
    assessment = validated.workspace.risk.latest(READY)
    assert assessment is not None
    assert line.version == READY
    assert line.last == decision.decided_at.date()
    assert line.last_source in {decision.id, assessment.id}
    assert line.approval_ends == decision.expires
    assert line.reassess_by == assessment.reassess_by
    assert line.next == min(assessment.reassess_by, decision.expires or date.max)


def test_every_number_has_the_rows_it_counts_and_says_who_has_to_act(validated: Firm) -> None:
    approved(validated, condition=True)
    validated.move(READY, State.IN_USE)
    heavy = raised(validated, severity=Severity.SEVERE)
    validated.later(days=1200)

    found = validated.workspace.overview.all()

    assert all(tile.count == len(tile.matters) for tile in found.tiles)
    assert all(tile.overdue == sum(item.overdue for item in tile.matters) for tile in found.tiles)
    blocking = found.tile(TileKind.BLOCKING)
    assert [(item.id, item.kind) for item in blocking.matters] == [(heavy.id, ObjectKind.FINDING)]
    assert blocking.of(heavy.owner or PersonId("")) == blocking.matters
    assert blocking.of(PersonId("P-nobody")) == ()
    (condition,) = found.tile(TileKind.CONDITIONS).matters
    assert (condition.part, condition.version) == ("1", READY)
    assert {item.version for item in found.tile(TileKind.REVIEWS).matters} == {READY}
    late = [item.overdue for item in found.matters]
    assert late == sorted(late, reverse=True)


def test_the_map_shows_the_newest_assessment_of_the_version_that_counts(validated: Firm) -> None:
    overview = validated.workspace.overview
    assert [item.version for item in overview.standings()] == [READY]
    validated.model(name="Without version")
    validated.assess(READY)

    (standing,) = overview.standings()

    newest = validated.workspace.risk.latest(READY)
    assert newest is not None
    for stage in Stage:
        told = place(newest, Lens(stage=stage))
        assert told is not None
        assert place(standing, Lens(stage=stage)) == told


def test_models_are_counted_by_tier_and_state(validated: Firm) -> None:
    validated.model(name="Another")

    found = validated.workspace.overview.all().tiers

    assert sum(item.models for item in found) == 2
    assert (None, None, 1) in {(item.tier, item.state, item.models) for item in found}
    assert VersionId("MOD-0001@1") == READY


def test_a_tier_that_was_raised_makes_the_next_review_earlier(validated: Firm) -> None:
    reviews = validated.workspace.reviews
    approved(validated)
    validated.move(READY, State.IN_USE)
    (before,) = reviews.all()
    assessment = validated.workspace.risk.latest(READY)
    assert assessment is not None
    higher = NewDetermination(
        kind=DeterminationKind.TIER_OVERRIDE,
        model=validated.workspace.inventory.version(READY).model,
        version=READY,
        outcome=Band.SEVERE.value,
        reason=said("the board wants it"),
        evidence=(assessment.id,),
    )
    signer = validated.as_(Role.RISK_MANAGER)
    validated.workspace.determinations.determine(signer, higher, validated.key(Role.RISK_MANAGER))

    (after,) = reviews.all()

    assert (before.tier, after.tier) == (assessment.tier, Band.SEVERE)
    assert after.interval_months < before.interval_months
    assert after.next is not None
    assert before.next is not None
    assert after.next < before.next
