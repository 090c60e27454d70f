"""How far do groups lie from one reference group, and is one of them beyond a threshold?

Against a chosen reference a group may have too much as well as too little, so limits have two sides. Each
pair has an interval of its own, at a level that holds for all pairs together (Bonferroni); the verdict is
that of the worst pair.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from core.checks.parts.verdicts import Allowed, two_sided, without_value
from core.ids import Exact
from core.policy import Threshold
from core.reasons import Reason, ReasonCode
from core.results import Conclusion, Interval, Measurement, Verdict, worst
from core.statistics import power
from core.statistics.gaps import Bounded

Outlook = tuple[float | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One group beside the reference on one figure."""

    detail: str
    """Labels of both, as a conclusion names them."""
    value: Fraction | float
    bounds: Callable[[float], Bounded | None]
    """Its interval at any level."""
    outlook: Callable[[Threshold, float], Outlook]
    """Smallest distance from the limit these rows could show, and the rows of the group that would decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """One figure of all groups beside the reference."""

    measure: str
    subject: str
    ratio: bool
    """Whether the figure is group over reference, instead of reference minus group."""
    pairs: tuple[Pair, ...]
    rows: int
    level: Exact
    lacking: Reason | None = None
    """Why there is no pair."""

    @property
    def pair_level(self) -> float:
        """Return the level of each pair's interval."""
        return 1 - (1 - float(Fraction(self.level))) / max(1, len(self.pairs))

    def figure(self) -> Measurement:
        """Return the most extreme pair as one figure."""
        if not self.pairs:
            return Measurement(
                measure=self.measure, subject=self.subject, value=None, n=self.rows, reason=self._lacking()
            )
        extreme = min(self.pairs, key=self._closeness)
        return Measurement(
            measure=self.measure,
            subject=self.subject,
            value=float(extreme.value),
            n=self.rows,
            interval=self._interval(extreme),
        )

    def detail(self) -> str | None:
        """Return the labels of the most extreme pair."""
        return min(self.pairs, key=self._closeness).detail if self.pairs else None

    def beyond(self, threshold: Threshold) -> bool:
        """Tell, by exact fractions, whether the most extreme pair lies outside what a threshold allows."""
        allowed = two_sided(threshold, ratio=self.ratio)
        return any(allowed.beyond(pair.value) for pair in self.pairs)

    def judged(self, threshold: Threshold) -> Conclusion:
        """Judge every pair and return the verdict of the worst.

        Parameters
        ----------
        threshold
            The limit; a ratio may be as far above its inverse as below it, a difference on either side.

        Returns
        -------
        Conclusion
            Not applicable with the reason where there is no pair.
        """
        if not self.pairs:
            return without_value(threshold, self.subject, self._lacking())
        allowed = two_sided(threshold, ratio=self.ratio)
        found = [(pair, *allowed.verdict(self._interval(pair))) for pair in self.pairs]
        gravest = worst(verdict for _, verdict, _ in found)
        graver = [item for item in found if item[1] is gravest]
        pair, _, code = min(graver, key=lambda item: self._closeness(item[0]))
        return self._conclusion(threshold, allowed, pair, (gravest, code))

    def _conclusion(
        self, threshold: Threshold, allowed: Allowed, pair: Pair, outcome: tuple[Verdict, ReasonCode]
    ) -> Conclusion:
        verdict, code = outcome
        smallest, needed = None, None
        if verdict is Verdict.NOT_DECIDABLE:
            smallest, needed = pair.outlook(threshold, self.pair_level)
            if power.too_close(abs(self._folded(pair)), float(threshold.number)):
                code, needed = ReasonCode.NEEDED_N_NOT_REACHABLE, None
        return Conclusion(
            measure=self.measure,
            subject=self.subject,
            detail=pair.detail,
            value=float(pair.value),
            interval=self._interval(pair),
            threshold=threshold,
            verdict=verdict,
            reason=Reason(code=code),
            beyond=allowed.beyond(pair.value),
            minimum_detectable=smallest,
            needed_n=needed,
            two_sided=allowed.low is not None and allowed.high is not None,
        )

    def _lacking(self) -> Reason:
        return self.lacking or Reason(code=ReasonCode.EMPTY_DENOMINATOR)

    def _folded(self, pair: Pair) -> float:
        """Return a ratio as the smaller over the larger; a difference without its sign."""
        if not self.ratio:
            return abs(float(pair.value))
        value = float(pair.value)
        return value if value <= 1 else 1 / value

    def _closeness(self, pair: Pair) -> Fraction:
        """Order pairs by how far they are apart, the farthest first."""
        value = Fraction(pair.value)
        if not self.ratio:
            return -abs(value)
        return value if value <= 1 else 1 / value

    def _interval(self, pair: Pair) -> Interval | None:
        bounds = pair.bounds(self.pair_level)
        if bounds is None:
            return None
        return Interval(low=bounds.low, high=bounds.high, level=self.level, method=bounds.method)
