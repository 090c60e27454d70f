"""How is the risk of a version assessed, accepted, compared, and assessed again?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.findings import Severity
from core.governance.contradictions import Contradiction
from core.governance.portfolio import RatingChange, Standing, compare
from core.governance.reassessment import Due, assessed_state
from core.governance.scales import Scale, above_appetite
from core.ids import AssessmentId, VersionId
from core.inventory import Dataset, ModelVersion, State, current
from core.messages import message
from core.people import Permission
from core.policy import Policy
from core.results import CheckRun, RunHead
from core.risk import (
    Acceptance,
    Band,
    ComplexityAnswer,
    ContradictionAnswer,
    Exposure,
    Materiality,
    Perspective,
    Rating,
    RiskAssessment,
    TierOverride,
    Trigger,
    months_later,
)
from core.store.beforehand import Beforehand
from core.store.transaction import Transaction
from core.texts import Text
from core.tiering import complexity_of, materiality_of, tiering
from core.workspace import risk_facts
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.lookup import Reader, require_text, the_model, the_version
from core.workspace.references import changed_references
from core.workspace.risk_checks import check_complexity, check_exposure, check_ratings, check_references
from core.workspace.session import Session

_TOUCHED = Changes.RISK | Changes.INVENTORY | Changes.DECISIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMateriality:
    """What the materiality is computed from."""

    exposure: Exposure
    purpose: Band
    reason: Text
    """Why the purpose weighs so much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssessment:
    """An assessment to be committed."""

    version: VersionId
    ratings: tuple[Rating, ...]
    materiality: Band | NewMateriality
    """A band rated by a person, or figures and purpose from which the policy computes it."""
    complexity: tuple[ComplexityAnswer, ...] = ()
    """All seven factors, or none."""
    answers: tuple[ContradictionAnswer, ...] = ()
    scale: str | None = None
    """On which scale it was rated; None: on the one in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskOverview:
    """One version as the portfolio shows it."""

    version: ModelVersion
    assessment: RiskAssessment | None
    override: TierOverride | None
    due: tuple[Due, ...]


class Risk:
    """Committed assessments."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def assess(
        self, session: Session, version: VersionId, ratings: tuple[Rating, ...], materiality: Band
    ) -> tuple[RiskAssessment, Changes]:
        """Commit an assessment whose materiality a person rated without figures."""
        return self.commit(session, NewAssessment(version=version, ratings=ratings, materiality=materiality))

    def commit(self, session: Session, new: NewAssessment) -> tuple[RiskAssessment, Changes]:
        """Commit an assessment; needs everything the scale makes mandatory, with a rationale each."""
        session.require(Permission.ASSESS)
        with self._desk.store.transaction(session) as step:
            found = the_version(step, new.version)
            if found.state is State.RETIRED:
                raise NotAllowedError(
                    message(
                        "{version} is retired and is no longer assessed. Choose another.",
                        version=new.version,
                    )
                )
            assessment = self._assessed(step, session, new, found)
            step.put(assessment, Action.RISK_ASSESSED)
        return assessment, _TOUCHED

    def _assessed(
        self, step: Transaction, session: Session, new: NewAssessment, version: ModelVersion
    ) -> RiskAssessment:
        now, policy = self._desk.clock(), self._desk.policy
        scale = _scale(step, new)
        check_ratings(new.ratings, scale, now.date())
        check_references(step, new.ratings)
        materiality, inputs = _material(new.materiality, policy)
        if new.complexity:
            check_complexity(new.complexity)
        complexity = complexity_of(new.complexity, policy.complexity) if new.complexity else None
        borders = scale.definition.borders
        tiered = tiering(new.ratings, materiality, complexity, rule=policy.complexity, borders=borders)
        datasets = (step.get(Dataset, item) for item in version.datasets)
        assessment = RiskAssessment(
            id=AssessmentId(step.new_id(RiskAssessment)),
            version=new.version,
            ratings=new.ratings,
            materiality=materiality,
            tier=tiered.tier,
            scale=scale.id,
            policy=policy.digest,
            committed_by=session.person.id,
            committed_at=now,
            reassess_by=months_later(now.date(), policy.tiers[tiered.tier].reassess_months),
            borders=borders,
            materiality_inputs=inputs,
            complexity=complexity,
            tier_factors=tiered.factors,
            state=assessed_state(
                the_model(step, version.model), version, [item for item in datasets if item is not None]
            ),
            answers=new.answers,
        )
        _check_answers(new.answers, risk_facts.contradicted(step, assessment, policy))
        return assessment

    def accept(
        self,
        session: Session,
        version: VersionId,
        slot: tuple[str, Perspective],
        *,
        reason: Text,
        until: date,
    ) -> tuple[RiskAssessment, Changes]:
        """Bear a risk above the appetite line until a day; not by who assessed, owns or developed."""
        session.require(Permission.DECIDE)
        require_text(reason, message("The reason is missing. Write why the risk is accepted."))
        with self._desk.store.transaction(session, reason) as step:
            assessment = _latest(step, version)
            if assessment is None:
                raise UserError(
                    message("There is no risk assessment of this version. Commit one on the page Risk.")
                )
            rating = assessment.rating(*slot)
            scale = risk_facts.scale_of(step, assessment.scale)
            if rating is None or not scale.exceeds(rating):
                raise UserError(
                    message("This rating does not lie above the appetite line, so nothing is to be accepted.")
                )
            self._refuse_interested(session, assessment, the_version(step, version))
            self._check_until(until, assessment.band_of(rating.residual))
            taken = Acceptance(by=session.person.id, at=self._desk.clock(), until=until, reason=reason)
            ratings = tuple(
                replace(item, acceptance=taken) if item.slot == slot else item for item in assessment.ratings
            )
            accepted = replace(assessment, ratings=ratings)
            step.put(accepted, Action.RISK_ACCEPTED)
        return accepted, _TOUCHED

    def _refuse_interested(self, session: Session, assessment: RiskAssessment, version: ModelVersion) -> None:
        owner = the_model(self._desk.store, version.model).owner
        if session.person.id in {assessment.committed_by, version.developer, owner}:
            raise NotAllowedError(
                message(
                    "{name} assessed, owns or developed what this is about, and nobody accepts the own risk. "
                    "Switch to another person with the right to decide.",
                    name=session.person.name.name(),
                )
            )

    def _check_until(self, until: date, band: Band) -> None:
        today = self._desk.clock().date()
        latest = today + timedelta(days=self._desk.policy.findings.acceptance_days[Severity(band.value)])
        if not today < until <= latest:
            raise UserError(
                message(
                    "By the policy an acceptance of a {band} risk ends between tomorrow and {latest}. "
                    "Choose a day in between.",
                    band=band,
                    latest=latest,
                )
            )

    def latest(self, version: VersionId) -> RiskAssessment | None:
        """Return the assessment in force."""
        return _latest(self._desk.store, version)

    def history(self, version: VersionId) -> tuple[RiskAssessment, ...]:
        """Return all assessments, newest first."""
        return self._desk.store.select(RiskAssessment, version=version)[::-1]

    def get(self, assessment: AssessmentId) -> RiskAssessment:
        """Return one assessment; raises `UserError` if there is none."""
        found = self._desk.store.get(RiskAssessment, assessment)
        if found is None:
            raise UserError(message("There is no assessment {id}. Choose one from the list.", id=assessment))
        return found

    def compare(self, before: AssessmentId, after: AssessmentId) -> tuple[RatingChange, ...]:
        """Return what became of each rating between two assessments."""
        return compare(self.get(before), self.get(after))

    def override(self, version: VersionId) -> TierOverride | None:
        """Return the tier determined otherwise, while that is in force."""
        return risk_facts.tier_override(self._desk.store, version)

    def due(self, version: VersionId) -> tuple[Due, ...]:
        """Return why a version must be assessed again, with the evidence; empty without an assessment."""
        store, found = self._desk.store, the_version(self._desk.store, version)
        runs = store.select(CheckRun, version=version)
        datasets = (store.get(Dataset, item) for item in found.datasets)
        moved = changed_references(tuple(item for item in datasets if item is not None))
        return risk_facts.triggers(
            store,
            self.latest(version),
            found,
            policy=self._desk.policy,
            seen=risk_facts.Seen(runs=runs, moved=moved),
        )

    def contradictions(self, version: VersionId) -> tuple[Contradiction, ...]:
        """Return the ratings of the assessment in force that measurements and records contradict."""
        assessment = self.latest(version)
        return () if assessment is None else self.contradicted(assessment)

    def contradicted(self, assessment: RiskAssessment) -> tuple[Contradiction, ...]:
        """Return what contradicts an assessment, which need not be committed yet."""
        return risk_facts.contradicted(self._desk.store, assessment, self._desk.policy)

    def above_appetite(self, assessment: RiskAssessment) -> tuple[Rating, ...]:
        """Return the ratings above the appetite line of the assessment's own scale."""
        return above_appetite(self.scale_of(assessment), assessment.ratings)

    def scale_of(self, assessment: RiskAssessment) -> Scale:
        """Return the scale an assessment was made on."""
        return risk_facts.scale_of(self._desk.store, assessment.scale)

    def overview(self) -> tuple[RiskOverview, ...]:
        """Return the current version of each model with assessment, override and triggers, by id.

        The triggers are read from verdicts only; files outside the workspace are not read again.
        """
        store, policy = self._desk.store, self._desk.policy
        known = Beforehand(store)
        newest = _newest(known.all(RiskAssessment))
        heads: dict[VersionId, list[RunHead]] = {}
        for head in store.newest_heads(CheckRun, RunHead, per=("version", "dataset")):
            heads.setdefault(head.version, []).append(head)
        found = []
        for version in _current(known.all(ModelVersion)):
            assessment = newest.get(version.id)
            due = risk_facts.triggers(
                known,
                assessment,
                version,
                policy=policy,
                seen=risk_facts.Seen(runs=heads.get(version.id, ())),
            )
            override = None if assessment is None else risk_facts.tier_override(known, version.id)
            found.append(RiskOverview(version=version, assessment=assessment, override=override, due=due))
        return tuple(found)

    def standings(self) -> tuple[Standing, ...]:
        """Return of every assessment what heat map and trend need, oldest first; without texts."""
        return self._desk.store.heads(RiskAssessment, Standing)

    def all(self) -> tuple[RiskAssessment, ...]:
        """Return every assessment, oldest first."""
        return self._desk.store.all(RiskAssessment)


def overdue(items: Iterable[Due]) -> bool:
    """Tell whether one of the triggers is the day that has passed."""
    return any(item.trigger is Trigger.DATE for item in items)


def _newest(assessments: Iterable[RiskAssessment]) -> Mapping[VersionId, RiskAssessment]:
    return {item.version: item for item in assessments}


def _current(versions: Iterable[ModelVersion]) -> tuple[ModelVersion, ...]:
    by_model: dict[str, list[ModelVersion]] = {}
    for version in versions:
        by_model.setdefault(version.model, []).append(version)
    chosen = (current(found) for _, found in sorted(by_model.items()))
    return tuple(item for item in chosen if item is not None)


def _latest(reader: Reader, version: VersionId) -> RiskAssessment | None:
    found = reader.select(RiskAssessment, version=version)
    return found[-1] if found else None


def _scale(reader: Reader, new: NewAssessment) -> Scale:
    """Return the scale in force; refuse ratings made on another one."""
    scale = risk_facts.scale_in_force(reader)
    if new.scale not in {None, scale.id}:
        raise UserError(
            message(
                "The ratings were made on the scale {old}, and {new} is in force since. Nothing was "
                "committed. Look at each rating, then commit again.",
                old=new.scale,
                new=scale.id,
            )
        )
    return scale


def _material(given: Band | NewMateriality, policy: Policy) -> tuple[Band, Materiality | None]:
    if isinstance(given, Band):
        return given, None
    check_exposure(given.exposure, policy)
    require_text(given.reason, message("The purpose is rated without a reason. Write why it weighs so much."))
    computed = materiality_of(given.exposure, given.purpose, given.reason, policy.materiality)
    return computed.band, computed


def _check_answers(answers: Iterable[ContradictionAnswer], found: Iterable[Contradiction]) -> None:
    keys = {item.key for item in found}
    for answer in answers:
        require_text(answer.reason, message("An answer to a contradiction has no reason. Write one."))
        if answer.contradiction not in keys:
            raise UserError(
                message(
                    "The evidence changed since you answered it. Nothing was committed. "
                    "Look at the contradictions again, then commit."
                )
            )
