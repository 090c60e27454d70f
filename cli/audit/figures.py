"""How is one figure of an audit said on a terminal?"""

from cli.call import Call
from core.measures import REFERENCE_RULES
from core.policy import Threshold
from core.reasons import Reason
from core.results import Comparison, Conclusion, Interval, Measurement, Verdict
from reports.charts import group_word
from reports.wording import Wording


class Figures:
    """Says groups, figures, tests and verdicts in the language of a call."""

    def __init__(self, call: Call) -> None:
        """Speak the language of the call."""
        self._translator = call.translator
        self._words = Wording(translator=call.translator)

    def measure(self, measure: str) -> str:
        """Return the name of a measure."""
        return self._words.measure(measure)

    def group(self, label: str) -> str:
        """Return the name of a group."""
        return group_word(label, self._translator)

    def figure(self, item: Measurement) -> str:
        """Return a value and, below it, its interval."""
        return self.value(item.measure, item.value, item.interval)

    def value(self, measure: str, value: float | None, interval: Interval | None) -> str:
        """Return a value as its measure is read and, below it, its interval."""
        said, bounds = self._words.value(measure, value), self._words.interval(measure, interval)
        return said if bounds == "–" else f"{said}\n{bounds}"

    def threshold(self, threshold: Threshold | None, *, two_sided: bool = False) -> str:
        """Return a threshold with its sign, or the band it allows."""
        return self._words.threshold(threshold, two_sided=two_sided)

    def reason(self, reason: Reason) -> str:
        """Return the sentence of a reason."""
        return self._words.reason(reason)

    def subject(self, item: Conclusion) -> str:
        """Return what a conclusion is about."""
        return self._words.subject(item)

    def verdict(self, verdict: Verdict, reason: Reason | None) -> str:
        """Return a verdict with its reason, of which "not applicable" is said once only."""
        word = self._translator.label(verdict)
        if reason is None:
            return word
        why = self.reason(reason)
        if why.lower().startswith(word.lower()):
            return why[:1].upper() + why[1:]
        return f"{word}: {why}"

    def tests(self, item: Comparison) -> str:
        """Return p of the first test that was made, and after Holm's correction."""
        made = next((test for test in item.tests if test.p is not None), None)
        if made is None:
            return "–"
        return self._p(made.p) + ("" if made.p_holm is None else f"\n({self._p(made.p_holm)})")

    def pair(self, item: Comparison) -> str:
        """Return the two groups that are compared."""
        return f"{self.group(item.group)} / {self.group(item.reference)}"

    def reference(self, item: Comparison) -> str:
        """Return how the reference group of a comparison was chosen."""
        rule = self._translator.tr(REFERENCE_RULES.get(item.reference_rule, item.reference_rule))
        return self._translator.tr(
            "{measure}: compared with {group}, {rule}",
            measure=self.measure(item.measure),
            group=self.group(item.reference),
            rule=rule,
        )

    def _p(self, value: float | None) -> str:
        if value is None:
            return "–"
        return f"< {self._translator.number(0.001)}" if value < 0.001 else self._translator.number(value)
