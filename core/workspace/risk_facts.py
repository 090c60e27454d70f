"""What is known about the risk of a version beside its assessment: scale, override, triggers, evidence?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from core.facts import latest_per_dataset
from core.governance.contingency import Contingency
from core.governance.contradictions import Contradiction, Proof, Records, contradictions
from core.governance.determinations import Determination, DeterminationKind, newest
from core.governance.frameworks import ScopeOutcome
from core.governance.incidents import Incident, IncidentKind
from core.governance.monitoring import Observation
from core.governance.overrides import override_for
from core.governance.reassessment import Due, Happening, Run, Situation, due
from core.governance.scale_file import built_in
from core.governance.scales import Scale
from core.governance.skills import SkillsRisk, skills_risk
from core.ids import DatasetId, ModelId, VersionId
from core.inventory import OPERATING, Dataset, Model, ModelVersion
from core.people import Person
from core.policy import Policy
from core.regulations.questionnaires import frameworks
from core.results import CheckRun
from core.risk import BUILT_IN_SCALE, RiskAssessment, RiskKind, TierOverride, months_later
from core.workspace.governance.determined import in_force, version_determination
from core.workspace.lookup import Reader

CAME_TRUE = {
    IncidentKind.UNAVAILABLE: RiskKind.UNAVAILABLE,
    IncidentKind.WRONG_OUTPUT: RiskKind.WRONG_PREDICTION,
    IncidentKind.UNFAIR_OUTPUT: RiskKind.DECAY,
}
"""Which kind of risk came true by an incident."""
SIGNIFICANT = "significant"
"""Outcome of a determination that a version changes the model significantly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was looked at beside the records."""

    runs: Iterable[Run] = ()
    """Whole runs or their heads."""
    moved: tuple[DatasetId, ...] = ()
    """Data sets whose file outside the workspace is another one now."""


def scale_of(reader: Reader, scale: str) -> Scale:
    """Return the scale with an id; the built-in one is in no table."""
    found = None if scale == BUILT_IN_SCALE else reader.get(Scale, scale)
    return built_in() if found is None else found


def scale_in_force(reader: Reader) -> Scale:
    """Return the scale adopted last, else the built-in one."""
    adopted = reader.all(Scale)
    return adopted[-1] if adopted else built_in()


def tier_override(reader: Reader, version: VersionId) -> TierOverride | None:
    """Return the tier determined otherwise for the assessment in force, while it holds and is signed."""
    found = version_determination(reader, DeterminationKind.TIER_OVERRIDE, version, reader.today())
    assessments = reader.select(RiskAssessment, version=version)
    return override_for(assessments[-1] if assessments else None, () if found is None else (found,))


def triggers(
    reader: Reader,
    assessment: RiskAssessment | None,
    version: ModelVersion,
    *,
    policy: Policy,
    seen: Seen,
) -> tuple[Due, ...]:
    """Return why a version must be assessed again; empty without an assessment."""
    model = reader.get(Model, version.model)
    if assessment is None or model is None:
        return ()
    datasets = (reader.get(Dataset, item) for item in version.datasets)
    now = Situation(
        model=model,
        version=version,
        datasets=tuple(item for item in datasets if item is not None),
        moved=seen.moved,
        runs=tuple(seen.runs),
        incidents=tuple(_incidents(reader, version)),
        alarms=tuple(_alarms(reader, version.id)),
        changes=tuple(_changes(reader, version.id)),
        norms=tuple(_norms(reader, version.model)),
    )
    return due(_sooner(reader, assessment, policy), now, reader.today(), policy.reassessment.blocking)


def _sooner(reader: Reader, assessment: RiskAssessment, policy: Policy) -> RiskAssessment:
    """Return the assessment with the day an override brings forward; a lower tier never postpones it."""
    override = tier_override(reader, assessment.version)
    if override is None:
        return assessment
    months = policy.tiers[override.tier].reassess_months
    day = months_later(assessment.committed_at.date(), months)
    return replace(assessment, reassess_by=min(assessment.reassess_by, day))


def contradicted(reader: Reader, assessment: RiskAssessment, policy: Policy) -> tuple[Contradiction, ...]:
    """Return the ratings of an assessment that measurements and records contradict."""
    return contradictions(assessment, records_of(reader, assessment.version, policy))


def records_of(reader: Reader, version: VersionId, policy: Policy) -> Records:
    """Return what is measured and recorded about a version."""
    found = reader.get(ModelVersion, version)
    model = None if found is None else reader.get(Model, found.model)
    if found is None or model is None:
        return Records()
    return Records(
        runs=latest_per_dataset(reader.select(CheckRun, version=version)),
        incidents=_by_kind(reader, found, policy),
        untested=_untested(reader, found, policy),
        skills=_skills(reader, model, policy),
    )


def _skills(reader: Reader, model: Model, policy: Policy) -> SkillsRisk:
    versions = reader.select(ModelVersion, model=model.id)
    return skills_risk(
        model,
        reader.all(Person),
        reader.today(),
        developers=tuple(dict.fromkeys(item.developer for item in versions)),
        notice_days=policy.leave_notice_days,
    )


def _by_kind(reader: Reader, version: ModelVersion, policy: Policy) -> dict[str, tuple[Proof, ...]]:
    first = months_later(reader.today(), -policy.reassessment.outage_months)
    found: dict[str, tuple[Proof, ...]] = {}
    for item in reader.select(Incident, model=version.model):
        day = item.detected_at.date()
        risk = CAME_TRUE.get(item.kind)
        if risk is not None and item.concerns(version.id) and day >= first:
            found[risk] = (*found.get(risk, ()), Proof(source=item.id, day=day))
    return found


def _untested(reader: Reader, version: ModelVersion, policy: Policy) -> str | None:
    """Return the model that operates without a plan that was tested lately, else None."""
    if version.state not in OPERATING:
        return None
    plans = reader.select(Contingency, model=version.model)
    months = max(rule.contingency_test_months for rule in policy.tiers.values())
    tested = plans and plans[-1].last_test is not None and not plans[-1].overdue(reader.today(), months)
    return None if tested else version.model


def _incidents(reader: Reader, version: ModelVersion) -> Iterator[Happening]:
    for item in reader.select(Incident, model=version.model):
        if item.concerns(version.id):
            yield Happening(id=item.id, at=item.reported_at)


def _alarms(reader: Reader, version: VersionId) -> Iterator[Happening]:
    for item in reader.select(Observation, version=version):
        if item.alarms:
            yield Happening(id=item.id, at=item.observed_at)


def _changes(reader: Reader, version: VersionId) -> Iterator[Happening]:
    found = newest(reader.select(Determination, version=version), DeterminationKind.SIGNIFICANT_CHANGE)
    if found is not None and found.outcome == SIGNIFICANT and found.withdrawn_at is None:
        yield Happening(id=found.id, at=found.decided_at)


def _norms(reader: Reader, model: ModelId) -> Iterator[Happening]:
    """Yield the frameworks determined to apply, with the days on which their text began or ended to hold."""
    scopes = {
        item.topic: item
        for item in reader.select(Determination, model=model)
        if item.kind is DeterminationKind.SCOPE and item.version is None
    }
    dated = [
        item
        for item in scopes.values()
        if item.outcome != ScopeOutcome.NOT_IN_SCOPE and _days(item.topic)  # before a signature is checked
    ]
    for item in in_force(reader, dated, reader.today()):
        for day in _days(item.topic):
            yield Happening(id=item.topic, at=day)


def _days(topic: str) -> tuple[date, ...]:
    """Return the days on which the text of a framework began or ended to hold."""
    framework = frameworks().get(topic)
    days = () if framework is None else (framework.effective_from, framework.effective_to)
    return tuple(day for day in days if day is not None)
