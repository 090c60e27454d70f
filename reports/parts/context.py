"""How are evidence and figures put into words of one language?"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.audit import Checkpoint
from core.decisions import Decision
from core.evidence import Evidence, Party, TrailExtract
from core.ids import Digest, PersonId
from core.language import Translator
from core.options import PLAIN, CheckOptions
from core.policy import Policy
from core.regulations.coverage import run_outdated
from core.results import CheckResult, CheckRun, Conclusion, Interval, RunState, Verdict
from core.texts import Language
from reports.document import Cell, Issue, Tone
from reports.wording import Wording, only_measured, unjudged

VERDICT_TONES = {
    Verdict.PASSED: Tone.OK,
    Verdict.FAILED: Tone.BAD,
    Verdict.NOT_DECIDABLE: Tone.WARN,
    Verdict.NOT_APPLICABLE: Tone.NEUTRAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Results as a report shows them, whether they come from a run or from an examination."""

    id: str
    """Of the record they stand in."""
    data: str
    """What the table is called."""
    results: tuple[CheckResult, ...]
    seed: int
    environment: Mapping[str, str]
    confinement: str
    outdated: bool = False
    """Whether the version is not what was judged any more."""
    examined: bool = False
    """Whether it is an examination that needs no inventory."""
    options: CheckOptions = PLAIN
    """What was asked besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The state of the audit trail, with the events a report prints."""

    checkpoint: Checkpoint
    extract: tuple[TrailExtract, ...]
    intact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(Wording):
    """What every part of a report is made from, whatever the report is about."""

    issue: Issue | None
    """None for a draft."""
    shown: tuple[Shown, ...]
    policy: Policy
    parties: tuple[Party, ...]
    digest: Digest
    """Of the evidence."""
    trail: Trail | None
    """None where no workspace keeps the evidence."""
    whole: bool = False
    """Whether every figure is printed, and the methods in a section of their own."""

    @property
    def language(self) -> Language:
        """Return the report's language."""
        return self.translator.language

    def who(self, person: PersonId | None) -> str:
        """Return a person's name, marked when it is an example; the id when the person is unknown."""
        if person is None:
            return "–"
        party = next((item for item in self.parties if item.id == person), None)
        if party is None:
            return person
        return self.example_name(party.name) if party.example else party.name

    def example_name(self, name: str) -> str:
        """Return a name with the mark of an example, once."""
        mark = self.translator.tr("Example")
        return name if mark in name or "Example" in name else f"{name} ({mark})"

    def results(self, check: str) -> tuple[tuple[Shown, CheckResult], ...]:
        """Return every result of a check with what it belongs to."""
        return tuple(
            (shown, result) for shown in self.shown for result in shown.results if result.check == check
        )

    def main_run(self, check: str) -> str | None:
        """Return the run whose figures of a check are printed: the first that is not outdated."""
        runs = [run for run, _ in self.results(check)]
        return next((run.id for run in (*(run for run in runs if not run.outdated), *runs)), None)

    def listed(self, number: str) -> bool:
        """Tell whether a part of a check stands in the contents; where figures are few, not deep down."""
        return self.whole or number.count(".") <= 1

    def level(self, interval: Interval | None) -> str:
        """Return the level of an interval, by default the policy's."""
        level = self.policy.confidence if interval is None else interval.level
        return self.translator.percent(float(level), 0)

    def confined(self, level: str) -> str:
        """Return how well the process that held the model was confined."""
        tr = self.translator.tr
        known = {
            "full": tr("full"),
            "partial": tr("partial"),
            "none": tr("none at all"),
            "not needed": tr("not needed, no model was opened"),
        }
        return known.get(level, level)

    def verdict(self, verdict: Verdict) -> Cell:
        """Return a verdict as a colored word."""
        return Cell(text=self.translator.label(verdict), tone=VERDICT_TONES[verdict])

    def judged(self, item: Conclusion) -> Cell:
        """Return the verdict of a conclusion, or that the policy sets no limit for it."""
        if unjudged(item):
            return Cell(text=self.translator.tr("Measured, no limit"), tone=Tone.NEUTRAL)
        return self.verdict(item.verdict)

    def result_verdict(self, result: CheckResult) -> Cell:
        """Return the verdict of a check, or how it ended when it did not finish."""
        if result.state is not RunState.FINISHED:
            return Cell(text=self.translator.label(result.state), tone=Tone.BAD)
        if only_measured(result):
            return Cell(text=self.translator.tr("Measured, no limit"), tone=Tone.NEUTRAL)
        return self.verdict(result.verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelContext(Context):
    """What the reports on a version of the inventory are made from."""

    evidence: Evidence

    @property
    def decision(self) -> Decision | None:
        """Return the latest decision."""
        return max(self.evidence.decisions, key=lambda item: item.decided_at, default=None)


def model_context(evidence: Evidence, translator: Translator, issue: Issue | None) -> ModelContext:
    """Return what a report on a version is made from; without issue it is a draft."""
    return ModelContext(
        translator=translator,
        issue=issue,
        shown=tuple(_shown(run, evidence, translator) for run in evidence.runs),
        policy=evidence.policy,
        parties=evidence.parties,
        digest=evidence.digest,
        trail=Trail(checkpoint=evidence.trail, extract=evidence.extract, intact=evidence.trail_intact),
        evidence=evidence,
    )


def _shown(run: CheckRun, evidence: Evidence, translator: Translator) -> Shown:
    names = {item.id: translator.text(item.name) for item in evidence.datasets}
    return Shown(
        id=run.id,
        data=names.get(run.dataset, run.dataset),
        results=run.results,
        seed=run.seed,
        environment=run.environment,
        confinement=run.confinement,
        outdated=run_outdated(run, evidence),
        options=run.options,
    )


def plain(text: str) -> Cell:
    """Return a cell with text."""
    return Cell(text=text)


def strong(text: str) -> Cell:
    """Return a cell with stressed text."""
    return Cell(text=text, strong=True)


def code(text: str | None) -> Cell:
    """Return a cell with a digest or another machine-made string."""
    return Cell(text=text or "–", code=True)
