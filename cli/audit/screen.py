"""How is an audit shown on a terminal?"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cli.audit.figures import Figures
from cli.call import Call
from cli.tables import table
from core.canonical import timestamp
from core.examination import Examination
from core.examining.agreement import agreement_text
from core.inventory import Column
from core.results import CheckResult, Comparison, Conclusion, Group, RunState

if TYPE_CHECKING:
    from rich.console import RenderableType

_RATES = ("selection_rate", "tpr", "fpr", "mean_prediction", "mean_error", "mae", "recall")
"""Figures that are shown of a group, the first three that were taken; `--json` holds all."""
_FIRST = 36
"""Characters of the first column, so that reasons keep room."""
_ROWS = 60
"""Comparisons listed for one feature; `--json` holds all."""
_LISTED = 8
"""Left out groups that are named."""


class Screen:
    """Says an examination in tables and sentences."""

    def __init__(self, call: Call) -> None:
        """Speak the language of the call."""
        self._call = call
        self._say = Figures(call)

    def lines(self, found: Examination) -> "Iterator[RenderableType]":
        """Yield everything from what was received to the digest of the results."""
        yield from self._received(found)
        for result in found.results:
            yield from self._result(found, result)
        yield from self._conclusions(found)
        yield self._call.tr("Result digest: {digest}", digest=found.result_digest)

    def _received(self, found: Examination) -> Iterator[str]:
        tr, received = self._call.tr, found.table
        yield tr(
            "Received: {file}, {rows} rows, {size} bytes",
            file=received.file_name.name(),
            rows=received.rows,
            size=received.size,
        )
        yield f"  SHA-256 {received.digest}"
        for remark in received.remarks:
            yield f"  – {self._call.translator.say(remark.message)}"
        yield from self._model(found)
        yield tr(
            "Task: {task}. Policy: {policy} {version}. Seed: {seed}. Examined at {moment}.",
            task=found.plan.task,
            policy=found.policy.name,
            version=found.policy.version,
            seed=found.plan.seed,
            moment=timestamp(found.examined_at)[:19] + "Z",
        )
        yield tr("Columns: {columns}", columns="; ".join(self._column(item) for item in received.columns))

    def _model(self, found: Examination) -> Iterator[str]:
        model, translator = found.model, self._call.translator
        if model is None:
            return
        yield translator.tr(
            "Model: {file}, {format}, {estimator}; confinement: {level}",
            file=model.file_name.name(),
            format=model.format,
            estimator=model.estimator,
            level=translator.tr(found.confinement),
        )
        yield f"  SHA-256 {model.digest}"
        if found.agreement is not None:
            yield f"  – {translator.say(agreement_text(found.agreement))}"
        for remark in model.remarks:
            yield f"  – {translator.say(remark.message)}"
        for scan in model.scans:
            named = f": {', '.join(map(translator.tr, scan.found))}" if scan.found else ""
            yield f"  – {scan.scanner}: {translator.label(scan.verdict)}{named}"

    def _column(self, column: Column) -> str:
        roles = ", ".join(self._call.translator.label(role) for role in column.roles)
        return f"{column.name} ({roles})"

    def _result(self, found: Examination, result: CheckResult) -> "Iterator[RenderableType]":
        from core.checks.texts import check_text

        translator = self._call.translator
        title = check_text(result.check, translator.language).title
        verdict = result.verdict if result.state is RunState.FINISHED else result.state
        yield ""
        yield f"{title}: {translator.label(verdict)}"
        for note in result.notes:
            yield f"  – {self._say.reason(note)}"
        features = dict.fromkeys(group.feature for group in result.groups)
        shown = [name for name in features if found.plan.intersections or " x " not in name]
        for feature in shown:
            yield from self._feature(result, feature)
        if len(shown) < len(features):
            yield ""
            yield translator.tr("Combinations of features: see --json, or add --intersections.")

    def _feature(self, result: CheckResult, feature: str) -> "Iterator[RenderableType]":
        groups = [group for group in result.groups if group.feature == feature]
        taken = dict.fromkeys(item.measure for group in groups for item in group.measurements)
        shown = [name for name in _RATES if name in taken][:3]
        yield ""
        yield self._heading(feature, result.definition.favorable)
        headings = (self._call.tr("Group"), "n", *(self._say.measure(name) for name in shown))
        yield _table(headings, (tuple(self._group(group, shown)) for group in groups))
        for group in groups:
            yield from self._missing(group, shown)
        yield from self._excluded(groups)
        yield from self._compared(result, feature)

    def _heading(self, feature: str, favorable: str | None) -> str:
        if favorable is None:
            return self._call.tr("Groups by {feature}", feature=feature)
        return self._call.tr(
            "Groups by {feature}; favorable outcome: {value}", feature=feature, value=favorable
        )

    def _group(self, group: Group, shown: Sequence[str]) -> Iterator[str]:
        by_measure = {item.measure: item for item in group.measurements}
        yield self._say.group(group.label)
        yield self._call.translator.integer(group.n)
        for name in shown:
            yield self._say.figure(by_measure[name]) if name in by_measure else "–"

    def _missing(self, group: Group, shown: Sequence[str]) -> Iterator[str]:
        for item in group.measurements:
            if item.measure in shown and item.value is None and item.reason is not None:
                about = f"{self._say.group(group.label)}, {self._say.measure(item.measure)}"
                yield f"  – {about}: {self._say.reason(item.reason)}"

    def _excluded(self, groups: Sequence[Group]) -> Iterator[str]:
        left_out = [group for group in groups if group.excluded is not None]
        for group in left_out[:_LISTED]:
            if group.excluded is not None:
                yield f"  – {self._say.group(group.label)}: {self._say.reason(group.excluded)}"
        if len(left_out) > _LISTED:
            yield "  – " + self._call.tr(
                "Further groups: {count}, see --json.", count=len(left_out) - _LISTED
            )

    def _compared(self, result: CheckResult, feature: str) -> "Iterator[RenderableType]":
        own = [item for item in result.comparisons if item.feature == feature]
        found = [item for item in own if item.measure in _RATES] or own
        if not found:
            return
        tr = self._call.tr
        headings = (
            tr("Comparison"),
            tr("Difference"),
            tr("Ratio"),
            tr("p (Holm)"),
            tr("Verdict"),
        )
        yield ""
        yield _table(headings, (tuple(self._comparison(item)) for item in found[:_ROWS]))
        for line in dict.fromkeys(self._say.reference(item) for item in found[:_ROWS]):
            yield f"  – {line}"
        if len(own) > len(found[:_ROWS]):
            yield "  – " + tr(
                "Further comparisons: {count}, see --json.", count=len(own) - len(found[:_ROWS])
            )

    def _comparison(self, item: Comparison) -> Iterator[str]:
        yield f"{self._say.measure(item.measure)}\n{self._say.pair(item)}"
        yield self._say.figure(item.difference)
        yield self._say.figure(item.ratio)
        yield self._say.tests(item)
        yield "–" if item.verdict is None else self._say.verdict(item.verdict, item.reason)

    def _conclusions(self, found: Examination) -> "Iterator[RenderableType]":
        tr = self._call.tr
        rows = [item for result in found.results for item in result.conclusions]
        if not rows:
            return
        yield ""
        yield tr("Conclusions")
        headings = (tr("Measure"), tr("Value"), tr("Threshold"), tr("Verdict"))
        yield _table(headings, (tuple(self._conclusion(item)) for item in rows))
        yield ""

    def _conclusion(self, item: Conclusion) -> Iterator[str]:
        about = "" if item.subject is None and item.detail is None else f"\n{self._say.subject(item)}"
        yield self._say.measure(item.measure) + about
        yield self._say.value(item.measure, item.value, item.interval)
        yield self._say.threshold(item.threshold, two_sided=item.two_sided)
        yield self._say.verdict(item.verdict, item.reason)


def _table(headings: Sequence[str], rows: "Iterable[Sequence[str]]") -> "RenderableType":
    """Return a plain table without the empty lines around it."""
    found = table(headings, rows)
    found.show_edge = False
    found.columns[0].no_wrap, found.columns[0].max_width = False, _FIRST
    return found
