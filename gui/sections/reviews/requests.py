"""Which evidence was asked for, what was answered, and what is still awaited?"""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from core.governance.requests import EvidenceRequest, RequestDeed, RequestEntry, RequestState
from core.ids import DocumentId, FindingId, ModelId, PersonId, VersionId
from core.messages import N_
from core.people import Permission
from core.texts import Text
from core.workspace import Changes
from core.workspace.governance.requests import NewAnswer, NewRequest
from gui.due_export import export_due
from gui.sections.forms import RecordForm, entries_of
from gui.sections.gathered import Gathered
from gui.sections.listing import Deed, Fact, why_not
from gui.sections.shown import Names, ask_reason, day_cell
from gui.widgets.basic import link_button
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.pickers import today
from gui.widgets.tables import TableColumn

TONES = {
    RequestState.SENT: Tone.INFO,
    RequestState.ANSWERED: Tone.WARN,
    RequestState.ACCEPTED: Tone.OK,
    RequestState.RETURNED: Tone.WARN,
    RequestState.CANCELLED: Tone.NEUTRAL,
}

_DAYS = 14
"""How long an answer is given, as proposed."""


class RequestsSection(Gathered[EvidenceRequest]):
    """Evidence requests; answers are frozen when they are submitted."""

    ID = "requests"
    TITLE = N_("Evidence requests")
    ICON = "message-square-warning"
    ORDER = 10
    TOUCHED = Changes.REVIEWS | Changes.PEOPLE
    KEY = "request"
    EMPTY = N_("Ask somebody to show something: what, about which model or finding, and until when.")

    def columns(self) -> Sequence[TableColumn[EvidenceRequest]]:
        """Return what, whom, state and day."""
        words = self.words
        return (
            TableColumn(
                title=words.tr("Request"),
                cell=lambda item: Cell(
                    text=words.text(item.title), below=f"{item.id} · {_about(item)}", strong=item.awaited
                ),
            ),
            TableColumn(
                title=words.tr("To"), cell=lambda item: Cell(text=self.names.person(item.to)), width=100
            ),
            TableColumn(
                title=words.tr("State"),
                cell=lambda item: Cell(text=words.label(item.state), tone=TONES[item.state], badge=True),
                fits=True,
            ),
            TableColumn(
                title=words.tr("Due"),
                cell=lambda item: day_cell(self.context, item.due, late=item.overdue(today())),
                key=lambda item: item.due,
                width=92,
            ),
        )

    def read(self) -> Sequence[EvidenceRequest]:
        """Return every request."""
        self.names = Names(self.context)
        return self.context.workspace.requests.all()

    def summary(self, records: Sequence[EvidenceRequest]) -> str:
        """Return how many are awaited and overdue."""
        return self.words.tr(
            "{awaited} awaited, {late} overdue",
            awaited=sum(item.awaited for item in records),
            late=sum(item.overdue(today()) for item in records),
        )

    def heading(self, record: EvidenceRequest) -> str:
        """Return what was asked for, in one line."""
        return self.words.text(record.title)

    def facts(self, record: EvidenceRequest) -> Sequence[Fact]:
        """Return question, answers with their files, and everything that was done."""
        tr, text, name = self.words.tr, self.words.text, self.names.person
        facts: list[Fact] = [
            (tr("Request"), record.id),
            (tr("About"), _about(record)),
            (tr("Requirement"), record.control or ""),
            (
                tr("Asked by"),
                tr("{who}, {moment}", who=name(record.requested_by), moment=record.requested_at),
            ),
            (tr("To"), name(record.to)),
            (tr("Due"), self.words.date(record.due)),
            (tr("Asked for"), text(record.text)),
            (tr("Points"), "\n".join(f"{n}. {text(item)}" for n, item in enumerate(record.items, 1))),
        ]
        for number, answer in enumerate(record.submissions, 1):
            facts.append((tr("Answer {n}", n=number), text(answer.text)))
            facts.append(
                (
                    tr("To the points"),
                    "\n".join(f"{n}. {text(item)}" for n, item in enumerate(answer.items, 1)),
                )
            )
            facts.append((tr("Answered by"), tr("{who}, {moment}", who=name(answer.by), moment=answer.at)))
            facts += [
                ("", self._file(record, file.name.name(), position, number))
                for position, file in enumerate(answer.files)
            ]
            facts.append((tr("Frozen"), f"SHA-256 {answer.digest[:16]}…"))
            facts.append((tr("Judgment"), text(answer.judgment)))
        frozen = self.context.workspace.requests.frozen(record.id)
        if frozen is False:
            facts.append((tr("Changed"), tr("This is not what was submitted. Verify the audit trail.")))
        facts.append((tr("Life-line"), "\n".join(self._done(entry) for entry in reversed(record.life))))
        return facts

    def _done(self, entry: RequestEntry) -> str:
        words = self.words
        head = f"{words.moment(entry.at)} · {words.label(entry.deed)} · {self.names.person(entry.by)}"
        return f"{head}\n{words.text(entry.reason)}" if entry.reason else head

    def _file(self, record: EvidenceRequest, name: str, position: int, number: int) -> QWidget:
        return link_button(
            self.words.tr("Save “{name}” …", name=name),
            name=f"save_file_{number}_{position}",
            pressed=partial(self._save, record, number, position),
        )

    def _save(self, record: EvidenceRequest, number: int, position: int) -> None:
        file = record.submissions[number - 1].files[position]
        title = self.words.tr("Save a copy")
        path, _ = QFileDialog.getSaveFileName(self, title, file.name.name())
        if path:
            requests = self.context.workspace.requests

            def work() -> tuple[int, Changes]:
                return Path(path).write_bytes(
                    requests.file(record.id, file.digest).read_bytes()
                ), Changes.NONE

            self.run(title, work)

    def deeds(self) -> Sequence[Deed[EvidenceRequest]]:
        """Return asking, answering and judging."""
        tr, deed = self.words.tr, RequestDeed
        return (
            Deed(name="export_due", text=tr("Due dates …"), new=True, obstacle=lambda _: None,
                 act=lambda _: export_due(self.context, self)),
            Deed(name="send_request", text=tr("New request"), icon="plus", new=True,
                 obstacle=lambda _: why_not(self.context, Permission.RAISE_FINDING),
                 act=lambda _: self._send()),
            Deed(name="answer_request", text=tr("Answer …"), obstacle=partial(self._against, deed.ANSWERED),
                 act=self._answer),
            Deed(name="accept_request", text=tr("Accept the answer …"),
                 obstacle=partial(self._against, deed.ACCEPTED), act=partial(self._judge, deed.ACCEPTED)),
            Deed(name="return_request", text=tr("Send back …"),
                 obstacle=partial(self._against, deed.RETURNED), act=partial(self._judge, deed.RETURNED)),
            Deed(name="remind_request", text=tr("Note a reminder"),
                 obstacle=partial(self._against, deed.REMINDED), act=self._remind),
            Deed(name="prolong_request", text=tr("More time …"),
                 obstacle=partial(self._against, deed.PROLONGED), act=partial(self._later, deed.PROLONGED)),
            Deed(name="reopen_request", text=tr("Open again …"),
                 obstacle=partial(self._against, deed.REOPENED), act=partial(self._later, deed.REOPENED)),
            Deed(name="cancel_request", text=tr("Cancel the request …"),
                 obstacle=partial(self._against, deed.CANCELLED), act=partial(self._judge, deed.CANCELLED)),
        )  # fmt: skip

    def _against(self, deed: RequestDeed, record: EvidenceRequest | None) -> str | None:
        if record is None:
            return None
        found = self.context.workspace.requests.refusal(record.id, deed, self.context.session.person)
        return None if found is None else self.words.say(found)

    def _send(self) -> None:
        form = RequestForm(self)
        if form.ask(self.words.tr("Send")):
            session, requests, new = (
                self.context.session.current,
                self.context.workspace.requests,
                form.entered(),
            )
            self.run(self.words.tr("Sending the request"), lambda: requests.send(session, new))

    def _answer(self, record: EvidenceRequest | None) -> None:
        if record is not None:
            form = AnswerForm(self, record)
            if form.ask(self.words.tr("Submit")):
                session, requests, new = (
                    self.context.session.current,
                    self.context.workspace.requests,
                    form.entered(),
                )
                title = self.words.tr("Submitting the answer")
                self.run(title, lambda: requests.answer(session, record.id, new))

    def _judge(self, deed: RequestDeed, record: EvidenceRequest | None) -> None:
        if record is None:
            return
        tr, session, requests = self.words.tr, self.context.session.current, self.context.workspace.requests
        calls = {
            RequestDeed.ACCEPTED: (
                requests.accept,
                tr("Accept the answer"),
                tr("Why does it show what was asked for?"),
            ),
            RequestDeed.RETURNED: (requests.send_back, tr("Send back"), tr("What is missing?")),
            RequestDeed.CANCELLED: (
                requests.cancel,
                tr("Cancel the request"),
                tr("Why is it no longer needed?"),
            ),
        }
        call, action, why = calls[deed]
        reason = ask_reason(self.context, self, title=f"{record.id}: {action}", why=why, action=action)
        if reason is not None:
            said: Text = reason
            self.run(action, lambda: call(session, record.id, said))

    def _later(self, deed: RequestDeed, record: EvidenceRequest | None) -> None:
        if record is None:
            return
        tr, session, requests = self.words.tr, self.context.session.current, self.context.workspace.requests
        call = requests.reopen if deed is RequestDeed.REOPENED else requests.prolong
        title = tr("Open again") if deed is RequestDeed.REOPENED else tr("Give more time")
        form = RecordForm(self.context, self, name="later_form", title=f"{record.id}: {title}")
        due = form.add_day("due", tr("Due"), max(record.due, today()), optional=False)
        reason = form.add_reason()
        if form.ask(title):
            said, until = reason.needed, due.day or today()
            self.run(title, lambda: call(session, record.id, said, until))

    def _remind(self, record: EvidenceRequest | None) -> None:
        if record is not None:
            session, requests = self.context.session.current, self.context.workspace.requests
            self.run(self.words.tr("Noting the reminder"), lambda: requests.remind(session, record.id))


class RequestForm(RecordForm):
    """Asks somebody for evidence."""

    def __init__(self, section: RequestsSection) -> None:
        """Ask whom, what, about what and until when."""
        tr = section.words.tr
        super().__init__(section.context, section, name="request_form", title=tr("New evidence request"))
        workspace = section.context.workspace
        self.to = self.add_person("to", tr("To"))
        self.title = self.add_line("title", tr("Title"), needed=tr("Say in one line what is asked for."))
        self.text = self.add_text("text", tr("Asked for"), needed=tr("Write what is to be shown."))
        self.items = self.add_text("items", tr("Points, one a line"))
        versions = [item for found in workspace.inventory.version_lines().values() for item in found]
        self.version = self.add_choice(
            "version", tr("Version"), [(item.id, item.id) for item in versions], ask=tr("No version")
        )
        models = section.names.entries
        self.model = self.add_choice("model", tr("Model"), models, ask=tr("By the version"))
        findings = [(item.id, item.id) for item in workspace.findings.all() if item.is_open]
        self.finding = self.add_choice("finding", tr("Finding"), findings, ask=tr("No finding"))
        self.control = self.add_line("control", tr("Requirement"), hint="sr11-7.V")
        self.due = self.add_day("due", tr("Due"), today() + timedelta(days=_DAYS), optional=False)

    def entered(self) -> NewRequest:
        """Return what was entered."""
        version, model, finding = (box.currentData() for box in (self.version, self.model, self.finding))
        language = self.words.language
        return NewRequest(
            title=self.title.needed,
            text=self.text.needed,
            items=tuple(
                Text(line.strip(), language) for line in self.items.plain.splitlines() if line.strip()
            ),
            to=PersonId(str(self.to.currentData())),
            due=self.due.day or today(),
            model=ModelId(str(model)) if model else None,
            version=VersionId(str(version)) if version else None,
            finding=FindingId(str(finding)) if finding else None,
            control=self.control.plain or None,
        )


class AnswerForm(RecordForm):
    """Answers a request; each point, with files or filed documents."""

    def __init__(self, section: RequestsSection, request: EvidenceRequest) -> None:
        """Ask for a text, an answer to each point, and proofs."""
        tr, text = section.words.tr, section.words.text
        super().__init__(
            section.context,
            section,
            name="answer_form",
            title=tr("Answer {request}", request=request.id),
            why=text(request.text) + "\n" + tr("What you submit is frozen; only a new answer changes it."),
        )
        self.text = self.add_text("text", tr("Answer"), needed=tr("Write what shows what was asked for."))
        self.points = [
            self.add_line(f"point_{n}", text(item), needed=tr("Answer every point."))
            for n, item in enumerate(request.items, 1)
        ]
        self.files = self.add_files("files", tr("Files"))
        self.documents = self.add_line("documents", tr("Documents"), hint="DOC-0001, DOC-0002")

    def entered(self) -> NewAnswer:
        """Return what was entered."""
        return NewAnswer(
            text=self.text.needed,
            items=tuple(point.needed for point in self.points),
            files=self.files.paths,
            documents=tuple(DocumentId(item) for item in entries_of(self.documents.plain)),
        )


def _about(request: EvidenceRequest) -> str:
    parts = (request.finding, request.version or request.model)
    return " · ".join(part for part in parts if part) or "–"


SECTION = RequestsSection
