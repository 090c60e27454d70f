"""How is a figure of a check said, on the screen as on paper?"""

import re
from dataclasses import dataclass

from core.findings import Finding, FindingCause
from core.language import Translator
from core.measures import MEASURES, Unit, measure_label
from core.messages import Message
from core.policy import Relation, Threshold
from core.reason_words import REASONS
from core.reasons import Reason, ReasonCode
from core.results import CheckResult, Conclusion, Interval, Verdict
from reports.charts import group_word

_POWER = re.compile(r"-?\d(?:\.\d+)?e[+-]?\d+")
"""A figure that a check wrote as a power of ten."""
_DECIMAL = re.compile(r"-?\d{1,15}(?:\.\d{1,8})?")
_PAIR = " / "
"""Stands between the two groups a conclusion compares."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Says measures, values, intervals, thresholds and reasons in one language."""

    translator: Translator

    def measure(self, measure: str) -> str:
        """Return the name of a measure."""
        return self.translator.tr(measure_label(measure))

    def value(self, measure: str, value: float | None) -> str:
        """Return a value as its measure is read."""
        unit = MEASURES[measure].unit if measure in MEASURES else Unit.SCORE
        if value is None:
            return "–"
        match unit:
            case Unit.SHARE:
                return self.translator.percent(value)
            case Unit.RATIO:
                return self.translator.number(value, 2)
            case Unit.DIFFERENCE:
                return self.translator.tr("{value} pp", value=self.translator.number(value * 100, 1))
            case Unit.COUNT:
                return self.translator.integer(round(value))
            case _:
                return self.figure(value)

    def distance(self, measure: str, value: float) -> str:
        """Return how far two values of a measure lie apart; of shares in percentage points."""
        if measure in MEASURES and MEASURES[measure].unit is Unit.SHARE:
            return self.translator.tr("{value} pp", value=self.translator.number(value * 100, 1))
        return self.value(measure, value)

    def exact(self, text: str) -> str:
        """Return a number that is kept as text with the signs of the language; other text as it is."""
        if not _DECIMAL.fullmatch(text):
            return text
        return self.translator.number(float(text), len(text.partition(".")[2]))

    def figure(self, value: float) -> str:
        """Return a number with three decimals, or as a power of ten where that would print zero."""
        if value == 0 or 0.0005 <= abs(value) < 1e6:
            return self.translator.number(value)
        mantissa, _, power = f"{value:.1e}".partition("e")
        return f"{self.translator.number(float(mantissa), 1)} × 10{str(int(power)).translate(_SUPERSCRIPTS)}"

    def interval(self, measure: str, interval: Interval | None) -> str:
        """Return the ends of an interval; "…" where it is open."""
        if interval is None or (interval.low is None and interval.high is None):
            return "–"
        ends = (interval.low, interval.high)
        low, high = ("…" if end is None else self._bare(measure, end) for end in ends)
        return f"{low} – {high}"

    def level(self, interval: Interval | None) -> str:
        """Return the level of an interval; 95 % where there is no interval."""
        return self.translator.percent(0.95 if interval is None else float(interval.level), 0)

    def threshold(self, threshold: Threshold | None, *, two_sided: bool = False) -> str:
        """Return a threshold with its sign; one that holds in both directions as the band it allows."""
        if threshold is None:
            return "–"
        if two_sided:
            return self._band(threshold)
        sign = "≥" if threshold.relation is Relation.AT_LEAST else "≤"
        return f"{sign} {self.value(threshold.measure, float(threshold.number))}"

    def _band(self, threshold: Threshold) -> str:
        limit = float(threshold.number)
        if threshold.measure in MEASURES and MEASURES[threshold.measure].unit is Unit.RATIO:
            low, high = sorted((limit, 1 / limit))
            return f"{self.value(threshold.measure, low)} – {self.value(threshold.measure, high)}"
        return f"± {self.value(threshold.measure, limit)}"

    def reason(self, reason: Reason) -> str:
        """Return the sentence of a stored reason, with very small figures as powers of ten."""
        values = {
            key: self.measure(item)
            if key == "measure" and isinstance(item, str)
            else self._reason_value(item)
            for key, item in reason.values.items()
        }
        return self.translator.say(Message(REASONS[reason.code], values))

    def subject(self, conclusion: Conclusion) -> str:
        """Return what a conclusion is about."""
        parts = (
            conclusion.subject or "",
            group_word(conclusion.detail, self.translator) if conclusion.detail else "",
        )
        return ": ".join(part for part in parts if part) or self.translator.tr("whole table")

    def _reason_value(self, value: str | float) -> str | int:
        if isinstance(value, str) and _POWER.fullmatch(value):
            return self.figure(float(value))
        return self.figure(value) if isinstance(value, float) else value

    def _bare(self, measure: str, value: float) -> str:
        unit = MEASURES[measure].unit if measure in MEASURES else Unit.SCORE
        if unit is Unit.DIFFERENCE:
            return self.translator.number(value * 100, 1)
        return self.value(measure, value)


def only_measured(result: CheckResult) -> bool:
    """Tell whether a check has figures, but the policy no limit to judge them by."""
    if result.verdict is not Verdict.NOT_APPLICABLE:
        return False
    return any(unjudged(item) for item in result.conclusions)


def unjudged(item: Conclusion) -> bool:
    """Tell whether something was measured that the policy sets no limit for."""
    return item.value is not None and item.reason.code is ReasonCode.NO_THRESHOLD


def verdict_sentence(words: Wording, item: Conclusion) -> str:
    """Return measure, subject, value, interval, threshold, verdict, reason and what more data would do."""
    tr = words.translator.tr
    values = {
        "measure": words.measure(item.measure),
        "subject": words.subject(item),
        "figure": _figure(words, item),
        "verdict": words.translator.label(item.verdict),
        "reason": _reason(words, item),
    }
    if unjudged(item):
        return tr("{measure}, {subject}: {figure}. Measured; the policy sets no limit.", **values)
    if item.threshold is None:
        text = tr("{measure}, {subject}: {figure}. {verdict}: {reason}.", **values)
    else:
        required = words.threshold(item.threshold, two_sided=item.two_sided)
        text = tr(
            "{measure}, {subject}: {figure}, required {threshold}. {verdict}: {reason}.",
            threshold=required,
            **values,
        )
    return " ".join((text, *_outlook(words, item))).replace("..", ".")  # an abbreviation may end it


def finding_title(words: Wording, item: Finding) -> str:
    """Return the title a person gave, or the sentence made from the check."""
    tr = words.translator.tr
    if item.title is not None:
        return words.translator.text(item.title)
    measure = words.measure(item.measure or item.check or "–")
    subject = item.subject or tr("whole table")
    if item.cause is FindingCause.EVIDENCE_INSUFFICIENT:
        return tr(
            "{measure}, {subject}: evidence insufficient, value beyond the threshold",
            measure=measure,
            subject=subject,
        )
    return tr("{measure}, {subject}: beyond the threshold", measure=measure, subject=subject)


def _figure(words: Wording, item: Conclusion) -> str:
    if item.value is None:
        return words.translator.tr("not computable")
    value = words.value(item.measure, item.value)
    interval = words.interval(item.measure, item.interval)
    if interval == "–" or (item.interval is not None and item.interval.method == "full_count"):
        return value
    return words.translator.tr(
        "{value} ({level} interval {interval})",
        value=value,
        level=words.level(item.interval),
        interval=interval,
    )


def _reason(words: Wording, item: Conclusion) -> str:
    """Return the reason without the words that already stand before it in the sentence."""
    reason = words.reason(item.reason)
    for said in (words.translator.label(item.verdict), words.translator.tr("not computable")):
        if reason.casefold().startswith(f"{said.casefold()}: "):
            return reason[len(said) + 2 :]
    return reason


def _outlook(words: Wording, item: Conclusion) -> tuple[str, ...]:
    if item.verdict is not Verdict.NOT_DECIDABLE:
        return ()
    tr, parts = words.translator.tr, []
    if item.needed_n is not None and _PAIR in (item.detail or ""):
        parts.append(
            tr("About {n} rows per group would decide it if the observed value is true.", n=item.needed_n)
        )
    elif item.needed_n is not None:
        parts.append(
            tr(
                "About {n} rows like those behind this figure would decide it if the observed value is true.",
                n=item.needed_n,
            )
        )
    if item.minimum_detectable is not None:
        value = words.distance(item.measure, item.minimum_detectable)
        parts.append(
            tr("Smallest distance from the threshold these numbers could have shown: {value}.", value=value)
        )
    return tuple(parts)
