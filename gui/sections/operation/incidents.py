"""What went wrong, whom did it hit, and what became of it?"""

from collections.abc import Sequence

from core.findings import Severity
from core.governance.incidents import Incident, IncidentState, NoticeBasis
from core.messages import N_
from core.people import Permission
from core.workspace import Changes
from core.workspace.governance.incidents import MAY_CHANGE, MAY_REPORT, NewNotice
from gui.dialogs.incident import IncidentForm
from gui.sections.forms import RecordForm
from gui.sections.gathered import Gathered
from gui.sections.listing import Deed, Fact, why_not
from gui.sections.shown import Names, ask_reason
from gui.widgets.cells import Cell
from gui.widgets.painting import SEVERITY_BANDS, Tone
from gui.widgets.pickers import today
from gui.widgets.tables import TableColumn

TONES = {
    IncidentState.OPEN: Tone.BAD,
    IncidentState.CONTAINED: Tone.WARN,
    IncidentState.CLOSED: Tone.NEUTRAL,
}


class IncidentsSection(Gathered[Incident]):
    """The incident register, newest first."""

    ID = "incidents"
    TITLE = N_("Incidents")
    ICON = "message-square-warning"
    ORDER = 30
    TOUCHED = Changes.OPERATION
    KEY = "incident"
    EMPTY = N_("No incident was reported. Report what went wrong in operation, also when no harm was done.")

    def columns(self) -> Sequence[TableColumn[Incident]]:
        """Return title, severity, state and notices."""
        words = self.words
        return (
            TableColumn(
                title=words.tr("Incident"),
                cell=lambda item: Cell(
                    text=words.text(item.title),
                    below=f"{item.id} · {item.version or item.model}",
                    strong=item.state is not IncidentState.CLOSED,
                ),
            ),
            TableColumn(
                title=words.tr("Severity"),
                cell=lambda item: Cell(text=words.label(item.severity), band=SEVERITY_BANDS[item.severity]),
                key=lambda item: list(Severity).index(item.severity),
                fits=True,
            ),
            TableColumn(
                title=words.tr("State"),
                cell=lambda item: Cell(text=words.label(item.state), tone=TONES[item.state], badge=True),
                fits=True,
            ),
            TableColumn(title=words.tr("Notices"), cell=self._notices, fits=True),
        )

    def _notices(self, item: Incident) -> Cell:
        waiting = [notice for notice in item.notices if notice.sent is None]
        if item.overdue_notices(today()):
            return Cell(text=self.words.tr("overdue"), tone=Tone.BAD, icon="triangle-alert")
        if waiting:
            return Cell(text=self.words.tr("{count} due", count=len(waiting)), tone=Tone.WARN)
        return Cell(text=self.words.tr("sent") if item.notices else "–", faint=True)

    def read(self) -> Sequence[Incident]:
        """Return every incident, newest first."""
        self.names = Names(self.context)
        return self.context.workspace.incidents.all()

    def summary(self, records: Sequence[Incident]) -> str:
        """Count what is not closed."""
        return self.words.tr(
            "Incidents: {count}, not closed: {living}",
            count=len(records),
            living=sum(item.state is not IncidentState.CLOSED for item in records),
        )

    def heading(self, record: Incident) -> str:
        """Return the title."""
        return self.words.text(record.title)

    def facts(self, record: Incident) -> Sequence[Fact]:
        """Return all that is known."""
        words, tr = self.words, self.words.tr
        notices = (
            tr("{authority}: due {due}, sent {sent}", authority=item.authority, due=item.due, sent=item.sent)
            for item in record.notices
        )
        amount = "" if record.amount is None else f"{record.amount} {record.currency}"
        return (
            (tr("Model"), self.names.model(record.model)),
            (tr("Version"), record.version or ""),
            (tr("Kind"), words.label(record.kind)),
            (tr("Description"), words.text(record.description)),
            (tr("Detected"), words.moment(record.detected_at)),
            (tr("Began"), "" if record.began_at is None else words.moment(record.began_at)),
            (tr("Ended"), "" if record.ended_at is None else words.moment(record.ended_at)),
            (tr("Affected"), words.text(record.affected)),
            (tr("How many"), "" if record.persons is None else str(record.persons)),
            (tr("Decisions"), "" if record.decisions is None else str(record.decisions)),
            (tr("Amount"), amount),
            (tr("Cause"), words.text(record.cause)),
            (tr("Remediation"), words.text(record.measure)),
            (tr("Notices"), "\n".join(notices)),
            (tr("Reported by"), self.names.person(record.reported_by)),
            (tr("Closed by"), "" if record.closed_by is None else self.names.person(record.closed_by)),
        )

    def deeds(self) -> Sequence[Deed[Incident]]:
        """Return reporting, adding to it, notices, closing and opening again."""
        tr = self.words.tr
        return (
            Deed(name="report_incident", text=tr("Report incident"), icon="plus", new=True,
                 obstacle=lambda _: why_not(self.context, *MAY_REPORT), act=lambda _: self._report()),
            Deed(name="update_incident", text=tr("Add what is known"), icon="pencil",
                 obstacle=self._why_living, act=self._update),
            Deed(name="add_notice", text=tr("Notice to an authority"), icon="stamp",
                 obstacle=self._why_living, act=self._notice),
            Deed(name="notice_sent", text=tr("Notice was sent"), icon="check", obstacle=self._why_notice,
                 act=self._sent),
            Deed(name="close_incident", text=tr("Close"), icon="circle-check", obstacle=self._why_not_close,
                 act=self._close),
            Deed(name="reopen_incident", text=tr("Open again"), icon="rotate-ccw",
                 obstacle=self._why_not_open, act=self._open),
        )  # fmt: skip

    def _closed(self, item: Incident | None) -> bool:
        return item is not None and item.state is IncidentState.CLOSED

    def _why_living(self, item: Incident | None) -> str | None:
        if self._closed(item):
            return self.words.tr("The incident is closed.")
        return why_not(self.context, *MAY_CHANGE)

    def _why_notice(self, item: Incident | None) -> str | None:
        if item is not None and all(notice.sent is not None for notice in item.notices):
            return self.words.tr("No notice is waiting.")
        return self._why_living(item)

    def _why_not_close(self, item: Incident | None) -> str | None:
        if item is not None and item.reported_by == self.context.session.person.id:
            return self.words.tr("You reported it, so somebody else must close it.")
        if item is not None and (item.cause is None or item.measure is None) and not self._closed(item):
            return self.words.tr("Cause and measure must be stated first.")
        return self._why_living(item) or why_not(self.context, Permission.CLOSE_FINDING)

    def _why_not_open(self, item: Incident | None) -> str | None:
        if not self._closed(item):
            return self.words.tr("The incident is not closed.")
        return why_not(self.context, Permission.RAISE_FINDING)

    def _report(self) -> None:
        form = IncidentForm(self.context, self, None)
        if form.ask(self.words.tr("Report")):
            session, incidents = self.context.session.current, self.context.workspace.incidents
            new = form.report()
            self.run(
                self.words.tr("Reporting the incident"),
                lambda: incidents.report(session, new),
                lambda made: self.arrive({self.KEY: made.id}),
            )

    def _update(self, item: Incident | None) -> None:
        if item is None:
            return
        form = IncidentForm(self.context, self, item)
        if form.ask(self.words.tr("Save")) and form.reason is not None:
            session, incidents = self.context.session.current, self.context.workspace.incidents
            facts, reason, contained = form.entered(), form.reason.needed, form.contained
            self.run(
                self.words.tr("Recording the incident"),
                lambda: incidents.update(session, item.id, facts, reason, contained=contained),
            )

    def _notice(self, item: Incident | None) -> None:
        if item is None:
            return
        tr = self.words.tr
        form = RecordForm(
            self.context,
            self,
            name="notice_form",
            title=tr("Notice to an authority"),
            why=tr("Without a day the general period of the basis counts from when it was detected."),
        )
        basis = form.add_enum("basis", tr("Basis"), NoticeBasis)
        authority = form.add_line("authority", tr("Authority"), needed=tr("Write who is to be told."))
        due = form.add_day("due", tr("Due"))
        if form.ask(tr("Save")):
            session, incidents = self.context.session.current, self.context.workspace.incidents
            new = NewNotice(authority=authority.needed, basis=NoticeBasis(basis.currentData()), due=due.day)
            self.run(tr("Recording the incident"), lambda: incidents.add_notice(session, item.id, new))

    def _sent(self, item: Incident | None) -> None:
        if item is None:
            return
        tr = self.words.tr
        form = RecordForm(self.context, self, name="sent_form", title=tr("Notice was sent"))
        waiting = [
            (f"{self.words.text(notice.authority)} · {self.words.date(notice.due)}", index)
            for index, notice in enumerate(item.notices)
            if notice.sent is None
        ]
        which = form.add_choice("notice", tr("Authority"), waiting)
        day = form.add_day("day", tr("Sent on"), today(), optional=False)
        if form.ask(tr("Save")):
            session, incidents = self.context.session.current, self.context.workspace.incidents
            index, on = int(which.currentData()), day.day or today()
            self.run(tr("Recording the incident"), lambda: incidents.sent(session, item.id, index, on))

    def _close(self, item: Incident | None) -> None:
        tr = self.words.tr
        why = tr("Say how you made sure that the cause is found and the measure works.")
        reason = ask_reason(self.context, self, title=tr("Close incident"), why=why, action=tr("Close"))
        if item is not None and reason is not None:
            session, incidents = self.context.session.current, self.context.workspace.incidents
            self.run(tr("Recording the incident"), lambda: incidents.close(session, item.id, reason))

    def _open(self, item: Incident | None) -> None:
        tr = self.words.tr
        why = tr("Say what shows that the incident is not over.")
        reason = ask_reason(self.context, self, title=tr("Open again"), why=why, action=tr("Open again"))
        if item is not None and reason is not None:
            session, incidents = self.context.session.current, self.context.workspace.incidents
            self.run(tr("Recording the incident"), lambda: incidents.reopen(session, item.id, reason))


SECTION = IncidentsSection
