"""How are filed documents listed, filed, shown and saved?"""

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from core.errors import PruefsteinError
from core.governance.documents import Document, DocumentKind, DocumentState, may_be_shown
from core.messages import N_
from core.workspace import Changes
from core.workspace.governance.documents import MAY_FILE, DocumentLine, NewDocument
from gui.sections.forms import RecordForm
from gui.sections.gathered import Gathered
from gui.sections.listing import Deed, Fact, why_not
from gui.sections.shown import Names, ask_reason
from gui.widgets.basic import confirm, show_error
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.tables import TableColumn
from gui.wording import short_digest

TONES = {
    DocumentState.CURRENT: Tone.OK,
    DocumentState.EXPIRED: Tone.WARN,
    DocumentState.REPLACED: Tone.NEUTRAL,
    DocumentState.WITHDRAWN: Tone.NEUTRAL,
}


class Filed(Gathered[DocumentLine]):
    """Documents with what they are about; the file is shown only after asking, and never executed."""

    TITLE = N_("Documents")
    ICON = "file-text"
    TOUCHED = Changes.ESTATE
    KEY = "document"
    EMPTY = N_("File methodology, validation reports, contracts or minutes here; each is kept unchanged.")

    def columns(self) -> Sequence[TableColumn[DocumentLine]]:
        """Return title, kind and state."""
        words = self.words
        return (
            TableColumn(
                title=words.tr("Document"),
                cell=lambda line: Cell(
                    text=words.text(line.document.title),
                    below=f"{line.document.id} · {self._about(line.document)}",
                    strong=line.state is DocumentState.CURRENT,
                ),
            ),
            TableColumn(
                title=words.tr("Kind"),
                cell=lambda line: Cell(text=words.label(line.document.kind)),
                width=150,
            ),
            TableColumn(
                title=words.tr("State"),
                cell=lambda line: Cell(text=words.label(line.state), tone=TONES[line.state], badge=True),
                fits=True,
            ),
        )

    def _about(self, document: Document) -> str:
        return document.subject or self.words.tr("the whole firm")

    @abstractmethod
    def subjects(self) -> Sequence[tuple[str, str | None]]:
        """Return what a new document can be about: texts and ids; the first is proposed."""

    def read(self) -> Sequence[DocumentLine]:
        """Return the documents to be shown, newest first."""
        self.names = Names(self.context)
        return self.context.workspace.documents.lines()

    def identity(self, record: DocumentLine) -> str:
        """Return the document's id."""
        return record.document.id

    def heading(self, record: DocumentLine) -> str:
        """Return the title."""
        return self.words.text(record.document.title)

    def facts(self, record: DocumentLine) -> Sequence[Fact]:
        """Return all that is recorded about a document."""
        words, item = self.words, record.document
        return (
            (words.tr("About"), self._about(item)),
            (words.tr("Kind"), words.label(item.kind)),
            (words.tr("File"), item.file_name.name()),
            (words.tr("Size"), words.tr("{size} kB", size=max(1, round(item.size / 1024)))),
            (words.tr("Digest"), short_digest(item.digest)),
            (words.tr("Language"), item.language),
            (words.tr("Valid until"), "" if item.valid_until is None else words.date(item.valid_until)),
            (words.tr("Replaces"), item.replaces or ""),
            (words.tr("Filed"), f"{words.date(item.filed_at.date())}, {self.names.person(item.filed_by)}"),
            (words.tr("Note"), words.text(item.note)),
            (words.tr("Withdrawn"), words.text(item.withdrawn_because)),
        )

    def deeds(self) -> Sequence[Deed[DocumentLine]]:
        """Return filing, showing, saving and withdrawing."""
        tr = self.words.tr
        return (
            Deed(name="file_document", text=tr("File document"), icon="file-up", new=True,
                 obstacle=self._why, act=lambda _: self._file()),
            Deed(name="show_document", text=tr("Show"), icon="eye", obstacle=self._why_not_show,
                 act=self._show_file),
            Deed(name="save_document", text=tr("Save a copy"), icon="save", obstacle=lambda _: None,
                 act=self._save),
            Deed(name="withdraw_document", text=tr("Withdraw"), icon="undo-2", obstacle=self._why_standing,
                 act=self._withdraw),
        )  # fmt: skip

    def opened(self, record: DocumentLine) -> None:
        """Show it, if the desktop may."""
        if self._why_not_show(record) is None:
            self._show_file(record)

    def _why(self, _line: DocumentLine | None) -> str | None:
        return why_not(self.context, *MAY_FILE)

    def _why_standing(self, line: DocumentLine | None) -> str | None:
        if line is not None and line.state is DocumentState.WITHDRAWN:
            return self.words.tr("It was withdrawn already.")
        return self._why(line)

    def _why_not_show(self, line: DocumentLine | None) -> str | None:
        if line is not None and not may_be_shown(line.document.file_name.name()):
            return self.words.tr("Files of this kind could run something, so they are only saved.")
        return None

    def _show_file(self, line: DocumentLine | None) -> None:
        """Hand a copy to the desktop's viewer, after asking."""
        if line is None:
            return
        tr, name = self.words.tr, line.document.file_name.name()
        question = tr(
            "“{name}” comes from outside. A copy of it is opened by the program this computer uses for such "
            "files. Open it only if you trust where it came from.",
            name=name,
        )
        if not confirm(self, self.words, question, yes=tr("Open anyway")):
            return
        copy = self._copied(line, Path(mkdtemp(prefix="pruefstein-")))
        if copy is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy)))

    def _save(self, line: DocumentLine | None) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.words.tr("Save a copy in"))
        if line is None or not folder:
            return
        copy = self._copied(line, Path(folder))
        if copy is not None:
            self.context.notice(self.words.tr("Saved as {file}.", file=copy.name))

    def _copied(self, line: DocumentLine, folder: Path) -> Path | None:
        try:
            return self.context.workspace.documents.save_copy(line.document.id, folder)
        except PruefsteinError as error:
            show_error(self, self.words, error)
            return None

    def _withdraw(self, line: DocumentLine | None) -> None:
        tr = self.words.tr
        reason = ask_reason(
            self.context,
            self,
            title=tr("Withdraw"),
            why=tr("The document then no longer counts. Its file stays, because others may rest on it."),
            action=tr("Withdraw"),
        )
        if line is not None and reason is not None:
            session, documents = self.context.session.current, self.context.workspace.documents
            self.run(
                tr("Withdrawing the document"),
                lambda: documents.withdraw(session, line.document.id, reason),
            )

    def _file(self) -> None:
        form = DocumentForm(self)
        if form.ask(self.words.tr("File document")):
            session, documents = self.context.session.current, self.context.workspace.documents
            new = form.entered()
            self.run(
                self.words.tr("Filing the document"),
                lambda: documents.file(session, new),
                lambda made: self.arrive({self.KEY: made.id}),
            )


class DocumentForm(RecordForm):
    """What is stated about a file that is filed."""

    def __init__(self, section: Filed) -> None:
        """Start without a file."""
        tr = section.words.tr
        limit = section.context.workspace.policy.document_limit_mb
        super().__init__(
            section.context,
            section,
            name="document_form",
            title=tr("File document"),
            why=tr(
                "The file is copied and kept unchanged; it is not opened. At most {limit} MB.", limit=limit
            ),
        )
        self.path = self.add_file("path", tr("File"), needed=tr("Choose a file."))
        self.called = self.add_line("title", tr("Title"), needed=tr("Give it a title."))
        self.kind = self.add_enum("kind", tr("Kind"), DocumentKind)
        self.subject = self.add_choice("subject", tr("About"), section.subjects())
        self.language = self.add_line(
            "language", tr("Language"), self.words.language.value, hint="de, en, fr"
        )
        self.until = self.add_day("until", tr("Valid until"))
        standing = [
            (f"{line.document.id} · {self.words.text(line.document.title)}", line.document.id)
            for line in section.records
            if line.state in {DocumentState.CURRENT, DocumentState.EXPIRED}
        ]
        self.replaces = self.add_choice("replaces", tr("Replaces"), standing, ask=tr("nothing"))
        self.note = self.add_line("note", tr("Note"))

    def entered(self) -> NewDocument:
        """Return what was entered."""
        return NewDocument(
            path=Path(self.path.plain),
            title=self.called.needed,
            kind=DocumentKind(self.kind.currentData()),
            subject=self.subject.currentData(),
            language=self.language.plain.casefold(),
            valid_until=self.until.day,
            replaces=self.replaces.currentData(),
            note=self.note.text,
        )
