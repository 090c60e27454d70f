"""What do the other records of the workspace say about a field?"""

from collections.abc import Iterable
from datetime import date

from core.decisions import Decision
from core.governance.determinations import Determination, DeterminationKind, newest
from core.governance.frameworks import ScopeOutcome
from core.governance.register.types import Piece, RecordFacts, RunMark
from core.inventory import DatasetKind, ModelKind
from core.messages import message
from core.results import RunState, worst
from core.risk import Band
from core.ties import Duty

WATCHED = (DatasetKind.PRODUCTION, DatasetKind.MONITORING, DatasetKind.OUT_OF_TIME)
"""Data sets whose runs tell how a model works today."""


def model_id(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the id of the inventory."""
    return (facts.model.id,)


def origin(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return that a vendor model was bought."""
    return (message("Bought from a vendor"),) if facts.model.kind is ModelKind.VENDOR else ()


def use_case(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the use case the model is assigned to."""
    if facts.model.use_case is None:
        return ()
    return (facts.model.use_case,) if facts.use_case is None else (facts.model.use_case, facts.use_case)


def vendor_record(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the vendor's entry."""
    if facts.model.vendor_record is None:
        return ()
    entry = facts.model.vendor_record
    return (entry,) if facts.vendor is None else (entry, facts.vendor)


def risk_rating(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the assessed tier."""
    return () if facts.tier is None else (facts.tier,)


def materiality(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the assessed materiality."""
    return () if facts.assessment is None else (facts.assessment.materiality,)


def version(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the label of the version that counts."""
    return () if facts.version is None else (facts.version.label,)


def version_history(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return every version with its day and state."""
    return tuple(
        message("{label} ({day}, {state})", label=item.label, day=item.registered_at.date(), state=item.state)
        for item in facts.versions
    )


def lifecycle(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the state of the version that counts."""
    return () if facts.version is None else (facts.version.state,)


def production_date(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the first day of the earliest deployment."""
    return () if facts.production_from is None else (facts.production_from,)


def developer(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return who developed the version that counts."""
    return () if facts.version is None else (facts.name_of(facts.version.developer),)


def validator(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return who checked the version that counts last without being developer or owner."""
    if facts.version is None:
        return ()
    interested = {facts.version.developer, facts.model.owner}
    others = [run for run in facts.runs if run.run_by not in interested]
    last = max(others, key=lambda run: run.finished_at, default=None)
    return () if last is None else (facts.name_of(last.run_by),)


def approver(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return who approved last."""
    approvals = [item for item in facts.decisions if item.is_approval]
    return (facts.name_of(approvals[-1].decided_by),) if approvals else ()


def roles(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return who carries which duty."""
    owner = message("{duty}: {name}", duty=Duty.OWNER, name=facts.name_of(facts.model.owner))
    others = (
        message("{duty}: {name}", duty=item.duty, name=facts.name_of(item.person))
        for item in facts.model.duties
    )
    return (owner, *others)


def deputies(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return who takes over from whom."""
    return tuple(
        message("{duty}: {name}", duty=item.duty, name=facts.name_of(item.deputy))
        for item in facts.model.duties
        if item.deputy is not None
    )


def data_sources(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the data sets of the version that counts, with their stated source."""
    return tuple(
        item.id if item.source is None else message("{id}: {name}", id=item.id, name=item.source.body)
        for item in facts.datasets
    )


def deletion_due(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the earliest day by which columns kept for bias tests only must be deleted."""
    days = [item.delete_by for item in facts.datasets if item.delete_by is not None and item.deletion is None]
    return (min(days),) if days else ()


def last_review(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the day of the last decision."""
    return (facts.decisions[-1].decided_at.date(),) if facts.decisions else ()


def next_review(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the first day on which the assessment or the approval runs out."""
    days = [] if facts.assessment is None else [facts.assessment.reassess_by]
    days += [item.expires for item in _approvals(facts) if item.expires is not None]
    return (min(days),) if days else ()


def review_frequency(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the months between reviews that the policy sets for the tier."""
    if facts.policy is None or facts.tier is None:
        return ()
    return (message("every {months} months", months=facts.policy.tiers[facts.tier].reassess_months),)


def thresholds(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return how many limits of the policy the mandatory checks are judged by."""
    if facts.policy is None or facts.tier is None or facts.version is None:
        return ()
    policy, task = facts.policy, facts.version.task
    checks = policy.checks_for(facts.tier, task)
    count = sum(len(policy.thresholds_for(check, task, facts.tier)) for check in checks)
    return (message("{count} limits of the policy “{name}”", count=count, name=policy.name),) if count else ()


def monitoring_status(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the verdict of the newest run on data from operation."""
    run = _watched_run(facts)
    if run is None:
        return ()
    return (worst(item.verdict for item in run.results if item.state is RunState.FINISHED),)


def indicator_date(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the day of the newest run on data from operation."""
    run = _watched_run(facts)
    return () if run is None else (run.finished_at.date(),)


def open_remediation(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the standing findings and open conditions, or that there are none."""
    standing = [item for item in facts.findings if item.stands(facts.today)]
    conditions = sum(len(item.open_conditions) for item in _approvals(facts))
    if not standing and not conditions:
        return (message("None open"),)
    named = tuple(_finding(item.id, item.due) for item in standing)
    return (*named, message("{count} open conditions", count=conditions)) if conditions else named


def policy_exceptions(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the exceptions from the policy that hold today."""
    return tuple(
        message("{id} until {day}", id=item.id, day=item.expires)
        for item in facts.determinations
        if item.kind is DeterminationKind.POLICY_EXCEPTION and item.holds(facts.today)
    )


def model_scope(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the outcome of the newest determination of scope per framework."""
    return tuple(
        message("{framework}: {outcome}", framework=item.topic, outcome=ScopeOutcome(item.outcome))
        for item in scopes(facts)
    )


def scope_rationale(facts: RecordFacts) -> tuple[Piece, ...]:
    """Return the reasons of the newest determination of scope per framework."""
    return tuple(item.reason for item in scopes(facts))


def scopes(facts: RecordFacts) -> tuple[Determination, ...]:
    """Return the newest standing determination of scope per framework, by framework."""
    given = facts.determinations
    topics = sorted({item.topic for item in given if item.kind is DeterminationKind.SCOPE})
    found = (newest(given, DeterminationKind.SCOPE, topic=topic) for topic in topics)
    return tuple(item for item in found if item is not None)


def negligible(tier: Band | None, allowed: Iterable[Band]) -> bool:
    """Tell whether the policy counts the inherent risk of a tier as negligible; an unknown tier never is."""
    return tier is not None and tier in set(allowed)


def _approvals(facts: RecordFacts) -> tuple[Decision, ...]:
    """Return the newest decision on the version that counts, if it is an approval."""
    if facts.version is None:
        return ()
    on_it = [item for item in facts.decisions if item.version == facts.version.id]
    return (on_it[-1],) if on_it and on_it[-1].is_approval else ()


def _watched_run(facts: RecordFacts) -> RunMark | None:
    watched = {item.id for item in facts.datasets if item.kind in WATCHED}
    runs = [run for run in facts.runs if run.dataset in watched and run.state is RunState.FINISHED]
    return max(runs, key=lambda run: run.finished_at, default=None)


def _finding(identity: str, due: date | None) -> Piece:
    return identity if due is None else message("{id} until {day}", id=identity, day=due)
