"""What must a person say about an incident?"""

from datetime import UTC, datetime

from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import QCheckBox, QDateTimeEdit, QWidget

from core.findings import Severity
from core.governance.incidents import Incident, IncidentKind, IncidentState
from core.ids import Exact, model_of
from core.workspace.governance.incidents import Facts, NewIncident
from gui.context import GuiContext
from gui.sections.forms import RecordForm
from gui.widgets.pickers import SubjectPicker, dated


class IncidentForm(RecordForm):
    """All that is known of an incident; a new one also says on which version and when it was detected."""

    def __init__(self, context: GuiContext, parent: QWidget | None, old: Incident | None) -> None:
        """Fill in what is known."""
        tr = context.translator.tr
        title = tr("Report incident") if old is None else tr("Incident {id}", id=old.id)
        why = tr("A serious incident (high or severe) sets released versions under review.")
        super().__init__(context, parent, name="incident_form", title=title, why=why)
        self._old = old
        if old is None:
            self.version = SubjectPicker(context.translator, name="version", said=tr("About"))
            self.add_picker(self.version, "version", tr("About"))
            self.detected = self._add_moment()
        self.called = self.add_line(
            "title", tr("Title"), old.title if old else None, needed=tr("Say in one sentence what happened.")
        )
        self.description = self.add_text(
            "description",
            tr("Description"),
            old.description if old else None,
            needed=tr("Write what happened."),
        )
        self.kind = self.add_enum("kind", tr("Kind"), IncidentKind, old.kind if old else None)
        self.severity = self.add_enum(
            "severity", tr("Severity"), Severity, old.severity if old else Severity.MEDIUM
        )
        self._add_harm(old)
        if old is not None:
            self._add_end(old)
        self.reason = self.add_reason() if old else None

    def _add_moment(self) -> QDateTimeEdit:
        field = QDateTimeEdit(QDateTime.currentDateTime())
        field.setObjectName("detected")
        dated(field, self.words.language, time=True)
        self.grid.add(self.words.tr("Detected"), field)
        return field

    def _add_harm(self, old: Incident | None) -> None:
        tr = self.words.tr
        self.affected = self.add_line("affected", tr("Affected"), old.affected if old else None)
        self.persons = self.add_line("persons", tr("Persons"), _number(old.persons if old else None))
        self.decisions = self.add_line("decisions", tr("Decisions"), _number(old.decisions if old else None))
        for entry in (self.persons, self.decisions):
            entry.widget.textChanged.connect(lambda *_: self.recheck())
            self.need(
                lambda entry=entry: (
                    None  # type: ignore[misc]
                    if not entry.plain or entry.plain.isdecimal()
                    else tr("Persons and decisions are numbers.")
                )
            )
        known = "" if old is None or old.amount is None else f"{old.amount} {old.currency}"
        self.amount = self.add_line("amount", tr("Amount"), known, hint="12500 EUR")

    def _add_end(self, old: Incident) -> None:
        tr = self.words.tr
        self.cause = self.add_text("cause", tr("Cause"), old.cause)
        self.measure = self.add_text("measure", tr("Remediation"), old.measure)
        self.stopped = QCheckBox(tr("The harm goes on no longer"))
        self.stopped.setObjectName("contained")
        self.stopped.setChecked(old.state is IncidentState.CONTAINED)
        self.grid.add(tr("Contained"), self.stopped)

    @property
    def contained(self) -> bool:
        """Tell whether the harm goes on no longer."""
        return self._old is not None and self.stopped.isChecked()

    def entered(self) -> Facts:
        """Return what is known."""
        amount, _, currency = self.amount.plain.partition(" ")
        old = self._old
        return Facts(
            title=self.called.needed,
            description=self.description.needed,
            kind=IncidentKind(self.kind.currentData()),
            severity=Severity(self.severity.currentData()),
            began_at=None if old is None else old.began_at,
            ended_at=self._ended(),
            affected=self.affected.text,
            persons=int(self.persons.plain) if self.persons.plain else None,
            decisions=int(self.decisions.plain) if self.decisions.plain else None,
            amount=Exact(amount.replace(",", ".")) if amount else None,
            currency=currency.strip().upper(),
            cause=None if old is None else self.cause.text,
            measure=None if old is None else self.measure.text,
        )

    def report(self) -> NewIncident:
        """Return the incident to be reported."""
        subject = str(self.version.currentData())
        moment = self.detected.dateTime().toSecsSinceEpoch()
        return NewIncident(
            model=model_of(subject),  # type: ignore[arg-type]
            version=subject if "@" in subject else None,  # type: ignore[arg-type]
            detected_at=datetime.fromtimestamp(moment, UTC),
            facts=self.entered(),
        )

    def _ended(self) -> datetime | None:
        """Return when the harm ended: now, if the person says so for the first time."""
        if self._old is None:
            return None
        if self._old.ended_at is None and self.contained:
            return datetime.now(UTC)
        return self._old.ended_at


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
