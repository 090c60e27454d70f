"""How is the risk of a version assessed?"""

from collections import Counter
from collections.abc import Iterable

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.ids import AssessmentId, VersionId
from core.inventory import State
from core.messages import message
from core.people import Permission
from core.risk import Band, Perspective, Rating, RiskAssessment, RiskKind, months_later, tier_of
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.lookup import require_text, the_version
from core.workspace.session import Session

SCALE = "5x5-1"
"""Version of the scales of likelihood and impact."""


class Risk:
    """Committed assessments."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def assess(
        self, session: Session, version: VersionId, ratings: tuple[Rating, ...], materiality: Band
    ) -> tuple[RiskAssessment, Changes]:
        """Commit an assessment; needs the four kinds (firm's perspective) with a rationale each."""
        session.require(Permission.ASSESS)
        check_ratings(ratings)
        now = self._desk.clock()
        tier, policy = tier_of(ratings, materiality), self._desk.policy
        with self._desk.store.transaction(session) as step:
            if the_version(step, version).state is State.RETIRED:
                raise NotAllowedError(
                    message(
                        "{version} is retired and is no longer assessed. Choose another.", version=version
                    )
                )
            assessment = RiskAssessment(
                id=AssessmentId(step.new_id(RiskAssessment)),
                version=version,
                ratings=ratings,
                materiality=materiality,
                tier=tier,
                scale=SCALE,
                policy=policy.digest,
                committed_by=session.person.id,
                committed_at=now,
                reassess_by=months_later(now.date(), policy.tiers[tier].reassess_months),
            )
            step.put(assessment, Action.RISK_ASSESSED)
        return assessment, Changes.RISK | Changes.INVENTORY | Changes.DECISIONS

    def latest(self, version: VersionId) -> RiskAssessment | None:
        """Return the assessment in force."""
        return next(iter(self.history(version)), None)

    def history(self, version: VersionId) -> tuple[RiskAssessment, ...]:
        """Return all assessments, newest first."""
        return self._desk.store.select(RiskAssessment, version=version)[::-1]


def check_ratings(ratings: Iterable[Rating]) -> None:
    """Raise `UserError` unless the firm's four kinds are rated once each, all ratings with a rationale."""
    counts: Counter[tuple[Perspective, RiskKind]] = Counter()
    for rating in ratings:
        counts[rating.perspective, rating.kind] += 1
        require_text(
            rating.rationale,
            message("The rating of “{kind}” has no rationale. Write why it was rated so.", kind=rating.kind),
        )
    for (_, kind), count in counts.items():
        if count > 1:
            raise UserError(
                message("“{kind}” is rated {count} times. Rate each kind once.", kind=kind, count=count)
            )
    for kind in RiskKind:
        if not counts[Perspective.FIRM, kind]:
            raise UserError(message("“{kind}” is not rated. Rate all four kinds of risk.", kind=kind))
