"""Which ratings are contradicted by what was measured and recorded?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from core.canonical import digest
from core.findings import Severity
from core.governance.skills import SkillsRisk
from core.ids import Exact, RunId
from core.results import CheckResult, Interval, Verdict
from core.risk import Perspective, Rating, RiskAssessment, RiskKind

DRIFTING = ("drift", "time_windows", "score_stability", "backtest")
"""Checks whose failure says that the model decays."""
WRONG = ("performance", "weak_spots", "overfit", "threshold_analysis", "leakage", "robustness")
"""Checks whose failure says that single predictions are wrong."""
UNFAIR = (
    "group_fairness",
    "group_scores",
    "stratified_fairness",
    "counterfactuals",
    "reason_codes",
    "individual_inequality",
    "ll144",
)
"""Checks whose failure says that persons are harmed."""
UNLIKELY = 2
"""Highest likelihood that is contradicted by something that happened."""
SMALL = 2
"""Highest impact on persons that is contradicted by unfairness that was measured."""


class ContradictionCode(StrEnum):
    """Which rating and which evidence do not fit each other."""

    DECAY_DESPITE_DRIFT = "decay_despite_drift"
    WRONG_DESPITE_FAILURE = "wrong_despite_failure"
    HARM_DESPITE_UNFAIRNESS = "harm_despite_unfairness"
    HARM_NOT_RATED = "harm_not_rated"
    RARE_DESPITE_INCIDENT = "rare_despite_incident"
    AVAILABLE_WITHOUT_TEST = "available_without_test"
    SKILLS_WITHOUT_DEPUTY = "skills_without_deputy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One piece of evidence against a rating."""

    source: str
    """Id of the run, incident or model it stands in."""
    day: date | None = None
    check: str | None = None
    measure: str | None = None
    subject: str | None = None
    """For a measure: on what it was taken; for duties: which duty."""
    value: float | None = None
    interval: Interval | None = None
    limit: Exact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A rating and what speaks against it."""

    code: ContradictionCode
    kind: str
    perspective: Perspective
    severity: Severity
    proofs: tuple[Proof, ...]

    @property
    def key(self) -> str:
        """Return what an answer refers to: it changes when other evidence comes in."""
        sources = sorted(
            {f"{item.source} {item.check} {item.measure} {item.subject}" for item in self.proofs}
        )
        return f"{self.code.value}-{self.kind}-{self.perspective.value}-{digest(sources)[:12]}"


class Run(Protocol):
    """What is needed of a run."""

    @property
    def id(self) -> RunId:
        """Return its id."""

    @property
    def finished_at(self) -> datetime:
        """Return when it ended."""

    @property
    def results(self) -> tuple[CheckResult, ...]:
        """Return what was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What is known of a version beside its ratings."""

    runs: tuple[Run, ...] = ()
    """The latest per data set."""
    incidents: Mapping[str, tuple[Proof, ...]] = field(default_factory=dict)
    """Incidents that are not too old, by the kind of risk that came true."""
    untested: str | None = None
    """Id of the model when it operates without a contingency plan that was tested lately; else None."""
    skills: SkillsRisk | None = None


def contradictions(assessment: RiskAssessment, records: Records) -> tuple[Contradiction, ...]:
    """Return every rating that its evidence contradicts, the gravest first."""
    ratings = {item.slot: item for item in assessment.ratings}
    found = [*_measured(ratings, records), *_harm(ratings, records), *_recorded(ratings, records)]
    order = list(Severity)
    return tuple(sorted(found, key=lambda item: -order.index(item.severity)))


def unanswered(assessment: RiskAssessment, found: Iterable[Contradiction]) -> tuple[Contradiction, ...]:
    """Return the contradictions to which the assessment gives no reason."""
    answered = {item.contradiction for item in assessment.answers}
    return tuple(item for item in found if item.key not in answered)


_Ratings = Mapping[tuple[str, Perspective], Rating]


def _measured(ratings: _Ratings, records: Records) -> Iterator[Contradiction]:
    for kind, checks, code in (
        (RiskKind.DECAY, DRIFTING, ContradictionCode.DECAY_DESPITE_DRIFT),
        (RiskKind.WRONG_PREDICTION, WRONG, ContradictionCode.WRONG_DESPITE_FAILURE),
    ):
        proofs = tuple(_failures(records.runs, checks))
        yield from _too_rare(ratings, kind, code, proofs)


def _too_rare(
    ratings: _Ratings, kind: str, code: ContradictionCode, proofs: tuple[Proof, ...]
) -> Iterator[Contradiction]:
    for perspective in Perspective:
        rating = ratings.get((kind, perspective))
        if not proofs or rating is None or rating.residual.likelihood > UNLIKELY:
            continue
        grave = rating.residual.likelihood == 1 or rating.inherent.likelihood <= UNLIKELY
        severity = Severity.HIGH if grave else Severity.MEDIUM
        yield Contradiction(code=code, kind=kind, perspective=perspective, severity=severity, proofs=proofs)


def _harm(ratings: _Ratings, records: Records) -> Iterator[Contradiction]:
    proofs = tuple(_failures(records.runs, UNFAIR))
    if not proofs:
        return
    kind, persons = RiskKind.WRONG_PREDICTION, Perspective.DATA_SUBJECT
    rating = ratings.get((kind, persons))
    if rating is None:
        code, severity = ContradictionCode.HARM_NOT_RATED, Severity.MEDIUM
    elif min(rating.inherent.impact, rating.residual.impact) <= SMALL:
        code, severity = ContradictionCode.HARM_DESPITE_UNFAIRNESS, Severity.HIGH
    else:
        return
    yield Contradiction(code=code, kind=kind, perspective=persons, severity=severity, proofs=proofs)


def _recorded(ratings: _Ratings, records: Records) -> Iterator[Contradiction]:
    for kind, proofs in records.incidents.items():
        yield from _too_rare(ratings, kind, ContradictionCode.RARE_DESPITE_INCIDENT, proofs)
    rating = ratings.get((RiskKind.UNAVAILABLE, Perspective.FIRM))
    if records.untested and rating is not None and min(_likelihoods(rating)) <= UNLIKELY:
        yield Contradiction(
            code=ContradictionCode.AVAILABLE_WITHOUT_TEST,
            kind=RiskKind.UNAVAILABLE,
            perspective=Perspective.FIRM,
            severity=Severity.MEDIUM,
            proofs=(Proof(source=records.untested),),
        )
    yield from _skills(ratings, records.skills)


def _skills(ratings: _Ratings, measured: SkillsRisk | None) -> Iterator[Contradiction]:
    rating = ratings.get((RiskKind.SKILLS_LOST, Perspective.FIRM))
    if measured is None or rating is None or rating.residual.likelihood >= measured.least_likelihood:
        return
    alone = [Proof(source=measured.model, subject=duty.value) for duty in measured.without_deputy]
    nobody = [Proof(source=measured.model, subject=duty.value) for duty in measured.uncovered]
    leaving = [Proof(source=item.person, subject=item.duty.value, day=item.day) for item in measured.leaving]
    far = measured.least_likelihood - rating.residual.likelihood >= 2
    yield Contradiction(
        code=ContradictionCode.SKILLS_WITHOUT_DEPUTY,
        kind=RiskKind.SKILLS_LOST,
        perspective=Perspective.FIRM,
        severity=Severity.HIGH if far else Severity.MEDIUM,
        proofs=(*nobody, *alone, *leaving),
    )


def _likelihoods(rating: Rating) -> tuple[int, int]:
    return rating.inherent.likelihood, rating.residual.likelihood


def _failures(runs: Iterable[Run], checks: tuple[str, ...]) -> Iterator[Proof]:
    for run in runs:
        for result in run.results:
            if result.check not in checks:
                continue
            for item in result.conclusions:
                if item.verdict is Verdict.FAILED:
                    yield Proof(
                        source=run.id,
                        day=run.finished_at.date(),
                        check=result.check,
                        measure=item.measure,
                        subject=item.subject,
                        value=item.value,
                        interval=item.interval,
                        limit=None if item.threshold is None else item.threshold.limit,
                    )
