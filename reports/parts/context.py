"""How are evidence and figures put into words of one language?"""

from dataclasses import dataclass

from core.decisions import Decision
from core.evidence import Evidence
from core.ids import PersonId
from core.results import CheckResult, CheckRun, Interval, RunState, Verdict
from core.texts import Language
from reports.document import Cell, Issue, Tone
from reports.wording import Wording

VERDICT_TONES = {
    Verdict.PASSED: Tone.OK,
    Verdict.FAILED: Tone.BAD,
    Verdict.NOT_DECIDABLE: Tone.WARN,
    Verdict.NOT_APPLICABLE: Tone.NEUTRAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(Wording):
    """What every part of a report is made from."""

    evidence: Evidence
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

    def level(self, interval: Interval | None) -> str:
        """Return the level of an interval, by default the policy's."""
        level = self.evidence.policy.confidence if interval is None else interval.level
        return self.translator.percent(float(level), 0)

    def verdict(self, verdict: Verdict) -> Cell:
        """Return a verdict as a colored word."""
        return Cell(text=self.translator.label(verdict), tone=VERDICT_TONES[verdict])

    def result_verdict(self, result: CheckResult) -> Cell:
        """Return the verdict of a check, or how it ended when it did not finish."""
        if result.state is not RunState.FINISHED:
            return Cell(text=self.translator.label(result.state), tone=Tone.BAD)
        return self.verdict(result.verdict)


def plain(text: str) -> Cell:
    """Return a cell with text."""
    return Cell(text=text)


def strong(text: str) -> Cell:
    """Return a cell with stressed text."""
    return Cell(text=text, strong=True)


def code(text: str | None) -> Cell:
    """Return a cell with a digest or another machine-made string."""
    return Cell(text=text or "–", code=True)
