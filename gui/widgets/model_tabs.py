"""What stands in each of the nine tabs of a model?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.audit import ObjectKind
from core.decisions import DecisionKind, Lapse
from core.governance.scales import kind_name
from core.inventory import ModelVersion
from core.labels import label as word
from core.results import CheckResult
from core.workspace.inventory import ModelSummary
from core.workspace.trail import TrailQuery
from gui.context import GuiContext
from gui.tips import plain_tip
from gui.widgets.basic import (
    Badge,
    BandChip,
    Callout,
    KeyValueGrid,
    SecondaryButton,
    Tone,
    icon_label,
    label,
    link_button,
)
from gui.widgets.painting import FINDING_TONES, SEVERITY_BANDS, STATE_TONES, VERDICT_ICONS, VERDICT_TONES
from gui.wording import check_name, event_moment, finding_title, measured, short_digest

Body = QVBoxLayout


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The model and version a tab is about."""

    context: GuiContext
    row: ModelSummary
    version: ModelVersion | None

    def tr(self, text: str, **values: object) -> str:
        """Translate."""
        return self.context.translator.tr(text, **values)

    def person(self, person: str) -> str:
        """Return somebody's name."""
        return next(
            (who.name.name() for who in self.context.workspace.people.all() if who.id == person), person
        )


def overview(shown: Shown, body: Body) -> None:
    """Say what stands against an approval, then the facts, then the latest checks."""
    _obstacles(shown, body)
    body.addWidget(_facts(shown))
    if shown.version is None:
        return
    runs = shown.context.workspace.checking.runs(shown.version.id)
    if runs:
        body.addWidget(label(shown.tr("LATEST CHECKS"), "section"))
        _results(shown, body, runs[0].results)


def _obstacles(shown: Shown, body: Body) -> None:
    """Show what an approval by the person signed in still lacks."""
    version, context = shown.version, shown.context
    if version is None or not shown.row.awaits_decision:
        return
    found = context.workspace.decisions.obstacles(version.id, context.session.person)
    if not found:
        text = shown.tr("Nothing stands against an approval")
        body.addWidget(Callout(context.theme, Tone.OK, text))
        return
    title = shown.tr("Approval not possible yet: {n} prerequisites open", n=len(found))
    if len(found) == 1:
        title = shown.tr("Approval not possible yet: 1 prerequisite open")
    box = Callout(
        context.theme, Tone.WARN, title, [f"• {context.translator.say(item.message)}" for item in found[:4]]
    )
    box.setObjectName("obstacles")
    for page, text in (("findings", shown.tr("Open findings")), ("checks", shown.tr("Go to checks"))):
        button = SecondaryButton(text, name=f"obstacle_{page}")
        button.clicked.connect(_goer(shown, page))
        box.add_button(button)
    body.addWidget(box)


def _goer(shown: Shown, page: str, **more: str) -> Callable[[], None]:
    version = shown.version.id if shown.version else ""
    return lambda: shown.context.navigate(page, **({"version": version} if version else {}), **more)


def _facts(shown: Shown) -> KeyValueGrid:
    translator, model, version = shown.context.translator, shown.row.model, shown.version
    grid = KeyValueGrid(key_width=110)
    grid.add(shown.tr("Purpose"), translator.text(model.purpose))
    grid.add(shown.tr("Intended use"), translator.text(model.intended_use))
    grid.add(shown.tr("Kind"), translator.label(model.kind))
    if model.vendor is not None:
        grid.add(shown.tr("Vendor"), model.vendor.name())
    grid.add(shown.tr("Risk"), _risk_line(shown))
    if version is not None:
        grid.add(shown.tr("Version"), _version_line(shown, version))
    developer = shown.tr("{name} (development)", name=shown.person(version.developer)) if version else ""
    owner = shown.tr("{name} (owner)", name=shown.row.owner_name)
    grid.add(shown.tr("Responsible"), " · ".join(filter(None, (owner, developer))))
    due = translator.date(shown.row.reassess_by) if shown.row.reassess_by else "–"
    grid.add(shown.tr("Reassessment"), due)
    grid.add(
        shown.tr("Registered"), f"{translator.moment(model.registered_at)} · {translator.label(model.basis)}"
    )
    return grid


def _risk_line(shown: Shown) -> QWidget:
    """Show inherent and residual score with an arrow between them."""
    from core.risk import band

    row, context = shown.row, shown.context
    if row.inherent is None or row.residual is None:
        return label(shown.tr("not assessed yet"), "muted")
    line = QWidget()
    layout = QHBoxLayout(line)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    layout.addWidget(BandChip(context.theme, context.translator, band(row.inherent), row.inherent))
    layout.addWidget(icon_label(context.theme, "arrow-right", "muted", 14))
    layout.addWidget(BandChip(context.theme, context.translator, band(row.residual), row.residual))
    if row.tier is not None:
        layout.addWidget(label(shown.tr("Tier: {tier}", tier=row.tier), "muted"))
    layout.addStretch(1)
    return line


def _version_line(shown: Shown, version: ModelVersion) -> str:
    parts = [version.label, shown.context.translator.label(version.task)]
    for artifact in version.artifacts:
        parts.append(shown.tr("{n} features", n=len(artifact.features)))
        parts.append(f"{shown.context.translator.label(artifact.format)} {short_digest(artifact.digest)}")
    if not version.artifacts:
        parts.append(shown.tr("without a model file"))
    return " · ".join(parts)


def _results(shown: Shown, body: Body, results: Iterable[CheckResult]) -> None:
    context = shown.context
    for result in results:
        text = check_name(context.translator, result.check)
        row = _line(shown, VERDICT_ICONS[result.verdict], VERDICT_TONES[result.verdict], text)
        row.add(label(measured(context.translator, result), "muted"))
        body.addWidget(row)


class Row(QFrame):
    """A bordered line with an icon, one or two lines of text, and what is added at the right."""

    def __init__(self, icon: QLabel, text: str, below: str) -> None:
        """Build the left part."""
        super().__init__()
        self.setProperty("kind", "row")
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(12, 8, 12, 8)
        self._layout.setSpacing(10)
        self._layout.addWidget(icon)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(text, wrap=True))
        if below:
            words.addWidget(label(below, "faint", wrap=True))
        self._layout.addLayout(words, 1)

    def add(self, widget: QWidget) -> None:
        """Put something at the right."""
        self._layout.addWidget(widget)


def _line(shown: Shown, icon: str, tone: Tone, text: str, *, below: str = "") -> Row:
    return Row(icon_label(shown.context.theme, icon, tone.value), text, below)


def _nothing(shown: Shown, body: Body, text: str, page: str, go: str) -> None:
    body.addWidget(label(text, "muted", wrap=True))
    body.addWidget(
        link_button(go, name=f"go_{page}", pressed=_goer(shown, page)), 0, Qt.AlignmentFlag.AlignLeft
    )


def _more(shown: Shown, body: Body, page: str, text: str) -> None:
    go = link_button(text, name=f"go_{page}", pressed=_goer(shown, page))
    body.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)


def versions(shown: Shown, body: Body) -> None:
    """List every version, the newest first."""
    translator = shown.context.translator
    found = shown.context.workspace.inventory.versions(shown.row.model.id)
    if not found:
        body.addWidget(label(shown.tr("No version is registered yet."), "muted"))
    for version in reversed(found):
        below = f"{translator.moment(version.registered_at)} · {shown.person(version.developer)}"
        row = _line(shown, "git-branch", Tone.INFO, _version_line(shown, version), below=below)
        row.add(Badge(shown.context.theme, STATE_TONES[version.state], translator.label(version.state)))
        body.addWidget(row)
    if shown.version is not None:
        go = _goer(shown, "record", section="difference")
        link = link_button(shown.tr("Difference to another version"), name="go_difference", pressed=go)
        body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        body.addWidget(label(shown.tr("THE CHOSEN VERSION"), "section"))
        body.addWidget(_version_facts(shown, shown.version))


def _version_facts(shown: Shown, version: ModelVersion) -> KeyValueGrid:
    translator = shown.context.translator
    grid = KeyValueGrid(key_width=110)
    if version.cut_off is not None:
        means = translator.label(version.cut_off.score_means)
        grid.add(shown.tr("Cut-off"), f"{version.cut_off.value} · {means}")
    for artifact in version.artifacts:
        grid.add(shown.tr("Model file"), f"{artifact.file_name.name()} · {artifact.estimator}")
        grid.add("SHA-256", artifact.digest)
        used = ", ".join(f"{name} {number}" for name, number in artifact.libraries.items())
        grid.add(shown.tr("Libraries"), used)
        grid.add(shown.tr("Features"), ", ".join(artifact.features))
    if version.golden is not None:
        tolerance = translator.tr("tolerance {value}", value=f"{version.golden.tolerance:g}")
        grid.add(shown.tr("Golden sample"), f"{shown.tr('{n} rows', n=version.golden.rows)} · {tolerance}")
    for key, value in version.training.items():
        grid.add(key, value)
    grid.add(shown.tr("Notes"), translator.text(version.notes))
    return grid


def risk(shown: Shown, body: Body) -> None:
    """Show the ratings of the assessment in force."""
    context = shown.context
    assessment = context.workspace.risk.latest(shown.version.id) if shown.version else None
    if assessment is None:
        _nothing(shown, body, shown.tr("The risk is not assessed yet."), "risk", shown.tr("Assess the risk"))
        return
    scale = context.workspace.risk.scale_of(assessment)
    for rating in assessment.ratings:
        row = _line(shown, "grid-3x3", Tone.INFO, kind_name(rating.kind, scale, context.translator))
        before, after = rating.inherent, rating.residual
        row.add(BandChip(context.theme, context.translator, before.band, before.score))
        row.add(icon_label(context.theme, "arrow-right", "muted", 14))
        row.add(BandChip(context.theme, context.translator, after.band, after.score))
        row.setToolTip(plain_tip(context.translator.text(rating.rationale)))
        body.addWidget(row)
        body.addWidget(label(context.translator.text(rating.rationale), "faint", wrap=True))
    who = shown.person(assessment.committed_by)
    when = context.translator.moment(assessment.committed_at)
    body.addWidget(label(shown.tr("Committed by {who}, {when}", who=who, when=when), "muted", wrap=True))
    _more(shown, body, "risk", shown.tr("Go to the risk assessment"))


def checks(shown: Shown, body: Body) -> None:
    """List the runs of the version with their results."""
    runs = shown.context.workspace.checking.runs(shown.version.id) if shown.version else ()
    if not runs:
        _nothing(shown, body, shown.tr("No checks have been run yet."), "checks", shown.tr("Run checks"))
        return
    for run in runs:
        moment = shown.context.translator.moment(run.finished_at)
        head = f"{run.id} · {run.dataset} · {moment} · {shown.person(run.run_by)}"
        body.addWidget(label(head, "section"))
        _results(shown, body, run.results)
    _more(shown, body, "checks", shown.tr("Go to the checks"))


def findings(shown: Shown, body: Body) -> None:
    """List the findings of the version."""
    context = shown.context
    found = context.workspace.findings.of(shown.version.id) if shown.version else ()
    if not found:
        _nothing(shown, body, shown.tr("There are no findings."), "findings", shown.tr("Go to the findings"))
        return
    for finding in found:
        due = shown.tr("due {day}", day=finding.due) if finding.due else ""
        below = " · ".join(filter(None, (finding.id, context.translator.label(finding.state), due)))
        title = finding_title(context.translator, finding)
        row = _line(shown, "triangle-alert", FINDING_TONES[finding.state], title, below=below)
        band = SEVERITY_BANDS[finding.severity]
        row.add(BandChip(context.theme, context.translator, band))
        body.addWidget(row)
    _more(shown, body, "findings", shown.tr("Go to the findings"))


def approvals(shown: Shown, body: Body) -> None:
    """List the decisions on the version and whether the newest still holds."""
    context = shown.context
    _obstacles(shown, body)
    found = context.workspace.decisions.of(shown.version.id) if shown.version else ()
    if not found:
        text = shown.tr("Nobody has decided on this version yet.")
        _nothing(shown, body, text, "approvals", shown.tr("Go to the approvals"))
        return
    if shown.version is not None:
        _lapsed(shown, body, context.workspace.decisions.lapsed(shown.version.id))
    tones = {DecisionKind.APPROVE: Tone.OK, DecisionKind.REJECT: Tone.BAD}
    for decision in found:
        who = shown.person(decision.decided_by)
        below = f"{decision.id} · {who} · {context.translator.moment(decision.decided_at)}"
        tone = tones.get(decision.kind, Tone.WARN)
        body.addWidget(_line(shown, "stamp", tone, context.translator.label(decision.kind), below=below))
        body.addWidget(label(context.translator.text(decision.reason), wrap=True))
    _more(shown, body, "approvals", shown.tr("Go to the approvals"))


def _lapsed(shown: Shown, body: Body, replaced: tuple[Lapse, ...]) -> None:
    if replaced:
        what = ", ".join(shown.tr(word(item)) for item in replaced)
        title = shown.tr("The newest decision has lapsed: {what} was replaced", what=what)
        body.addWidget(Callout(shown.context.theme, Tone.WARN, title))


def reports(shown: Shown, body: Body) -> None:
    """List the filed reports of the version."""
    context = shown.context
    version = shown.version.id if shown.version else ""
    found = [item for item in context.workspace.reporting.all() if item.version == version]
    if not found:
        _nothing(shown, body, shown.tr("No report was filed yet."), "reports", shown.tr("Create a report"))
        return
    for report in found:
        words = context.translator
        title = f"{words.label(report.kind)} · {words.label(report.language)}"
        below = f"{report.id} · {words.moment(report.issued_at)} · {shown.person(report.signed_by)}"
        body.addWidget(_line(shown, "file-check-2", Tone.INFO, title, below=below))
    _more(shown, body, "reports", shown.tr("Go to the reports"))


def history(shown: Shown, body: Body) -> None:
    """List what happened to model and version, the newest first."""
    trail, translator = shown.context.workspace.trail, shown.context.translator
    asked = [TrailQuery(object_kind=ObjectKind.MODEL, object_id=shown.row.model.id)]
    if shown.version is not None:
        asked.append(TrailQuery(object_kind=ObjectKind.VERSION, object_id=shown.version.id))
    events = sorted(
        (event for query in asked for event, _ in trail.events(query)), key=lambda event: -event.seq
    )
    for event in events:
        below = f"{event_moment(translator, event)} · {shown.person(event.actor)}"
        reason = translator.text(trail.text(event.reason)) if event.reason else ""
        title = f"{event.seq} · {translator.label(event.action)}"
        body.addWidget(
            _line(shown, "history", Tone.NEUTRAL, title, below=" · ".join(filter(None, (below, reason))))
        )
    go = _goer(shown, "trail", object=shown.version.id if shown.version else shown.row.model.id)
    body.addWidget(
        link_button(shown.tr("Go to the audit trail"), name="go_trail", pressed=go),
        0,
        Qt.AlignmentFlag.AlignLeft,
    )
