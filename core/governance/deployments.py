"""Where does which version run, with which share, since when, and to what can it be rolled back?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from core.ids import DeploymentId, Exact, PersonId, VersionId
from core.inventory import APPROVED_STATES, State
from core.stages import Stage
from core.texts import Text

WHOLE = Fraction(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """One version running in one place."""

    id: DeploymentId
    version: VersionId
    stage: Stage
    system: str
    """System and place in it where the score is used; shares are counted per such place."""
    environment: str
    """For example "production"."""
    share: Exact
    """Percent of the decisions there that it takes, "0" to "100"; "0" for shadow."""
    since: date
    until: date | None = None
    """Last day; None: without an end."""
    rollback: VersionId | None = None
    """Approved earlier version of the same model to which it can be returned."""
    restrictions: Text | None = None
    recorded_by: PersonId
    recorded_at: datetime
    ended_by: PersonId | None = None
    ended_because: Text | None = None
    example: bool = False

    @property
    def place(self) -> tuple[str, str]:
        """Return what the shares add up in, whatever the case of the letters."""
        return self.system.strip().casefold(), self.environment.strip().casefold()

    @property
    def percent(self) -> Fraction:
        """Return the share exactly."""
        return Fraction(self.share)

    @property
    def decides(self) -> bool:
        """Tell whether real decisions rest on it: a champion or pilot always, a challenger with a share."""
        return self.stage in {Stage.CHAMPION, Stage.PILOT} or self.percent > 0

    def runs(self, day: date) -> bool:
        """Tell whether it runs on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def over(self, today: date) -> bool:
        """Tell whether its last day has passed."""
        return self.until is not None and self.until < today


def highest_share(deployments: Iterable[Deployment], within: Deployment) -> tuple[Fraction, date]:
    """Return the largest sum of shares in its place on any day a deployment runs, and the first such day.

    The sum only grows on days on which something begins, so only these are looked at.
    """
    there = [item for item in deployments if item.place == within.place and item.id != within.id]
    there.append(within)
    starts = sorted({item.since for item in there if within.runs(item.since)} | {within.since})
    sums = [(sum((item.percent for item in there if item.runs(day)), Fraction(0)), day) for day in starts]
    return max(sums, key=lambda found: (found[0], -found[1].toordinal()))


USABLE = frozenset({*APPROVED_STATES, State.IN_USE, State.RESTRICTED, State.PRE_VALIDATION_USE})
"""States in which real decisions may rest on a version, if what the state rests on still holds."""
