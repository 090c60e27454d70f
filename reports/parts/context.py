"""How are evidence and figures put into words of one language?"""

from dataclasses import dataclass

from core.decisions import Decision
from core.evidence import Evidence
from core.ids import PersonId
from core.labels import REASONS
from core.language import Translator
from core.measures import MEASURES, Unit, measure_label
from core.messages import Message
from core.policy import Relation, Threshold
from core.results import CheckResult, CheckRun, Conclusion, Interval, Reason, RunState, Verdict
from core.texts import Language
from reports.charts import group_word
from reports.document import Cell, Issue, Tone

VERDICT_TONES = {
    Verdict.PASSED: Tone.OK,
    Verdict.FAILED: Tone.BAD,
    Verdict.NOT_DECIDABLE: Tone.WARN,
    Verdict.NOT_APPLICABLE: Tone.NEUTRAL,
}
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every part of a report is made from."""

    evidence: Evidence
    translator: Translator
    issue: Issue | None
    """None for a draft."""

    @property
    def language(self) -> Language:
        """Return the report's language."""
        return self.translator.language

    @property
    def decision(self) -> Decision | None:
        """Return the latest decision."""
        return max(self.evidence.decisions, key=lambda item: item.decided_at, default=None)

    def who(self, person: PersonId | None) -> str:
        """Return a person's name, marked when it is an example; the id when the person is unknown."""
        if person is None:
            return "–"
        try:
            party = self.evidence.party(person)
        except KeyError:
            return person
        return self.example_name(party.name) if party.example else party.name

    def example_name(self, name: str) -> str:
        """Return a name with the mark of an example, once."""
        mark = self.translator.tr("Example")
        return name if mark in name or "Example" in name else f"{name} ({mark})"

    def results(self, check: str) -> tuple[tuple[CheckRun, CheckResult], ...]:
        """Return every result of a check with the run it belongs to."""
        return tuple(
            (run, result) for run in self.evidence.runs for result in run.results if result.check == check
        )

    def dataset(self, run: CheckRun) -> str:
        """Return the name of the data set a run was made on."""
        for dataset in self.evidence.datasets:
            if dataset.id == run.dataset:
                return self.translator.text(dataset.name)
        return run.dataset

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
                return self.translator.tr(
                    "{value} percentage points", value=self.translator.number(value * 100, 1)
                )
            case Unit.COUNT:
                return self.translator.integer(round(value))
            case _:
                return self.figure(value)

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
        """Return the level of an interval, by default the policy's."""
        level = self.evidence.policy.confidence if interval is None else interval.level
        return self.translator.percent(float(level), 0)

    def threshold(self, threshold: Threshold | None) -> str:
        """Return a threshold with its sign."""
        if threshold is None:
            return "–"
        sign = "≥" if threshold.relation is Relation.AT_LEAST else "≤"
        return f"{sign} {self.value(threshold.measure, float(threshold.number))}"

    def verdict(self, verdict: Verdict) -> Cell:
        """Return a verdict as a colored word."""
        return Cell(text=self.translator.label(verdict), tone=VERDICT_TONES[verdict])

    def result_verdict(self, result: CheckResult) -> Cell:
        """Return the verdict of a check, or how it ended when it did not finish."""
        if result.state is not RunState.FINISHED:
            return Cell(text=self.translator.label(result.state), tone=Tone.BAD)
        return self.verdict(result.verdict)

    def reason(self, reason: Reason) -> str:
        """Return the sentence of a stored reason, with very small figures as powers of ten."""
        values = {
            key: self.figure(item) if isinstance(item, float) else item for key, item in reason.values.items()
        }
        return self.translator.say(Message(REASONS[reason.code], values))

    def subject(self, conclusion: Conclusion) -> str:
        """Return what a conclusion is about."""
        parts = (
            conclusion.subject or "",
            group_word(conclusion.detail, self.translator) if conclusion.detail else "",
        )
        return ": ".join(part for part in parts if part) or self.translator.tr("whole table")

    def _bare(self, measure: str, value: float) -> str:
        unit = MEASURES[measure].unit if measure in MEASURES else Unit.SCORE
        if unit is Unit.DIFFERENCE:
            return self.translator.number(value * 100, 1)
        return self.value(measure, value)


def plain(text: str) -> Cell:
    """Return a cell with text."""
    return Cell(text=text)


def strong(text: str) -> Cell:
    """Return a cell with stressed text."""
    return Cell(text=text, strong=True)


def code(text: str | None) -> Cell:
    """Return a cell with a digest or another machine-made string."""
    return Cell(text=text or "–", code=True)
