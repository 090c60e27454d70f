"""What exactly is signed, in which language, and by whom?"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.messages import N_
from core.people import Permission
from core.texts import Language
from gui.audit import operations
from gui.audit.author import AuthorForm
from gui.audit.context import AuditContext
from gui.audit.filed import Filed
from gui.audit.state import AuditState
from gui.audit.step import Step
from gui.context import GuiContext
from gui.widgets.basic import (
    Callout,
    KeyValueGrid,
    SecondaryButton,
    clear_layout,
    enable_with_reason,
    label,
    link_button,
    scrolled,
)
from gui.widgets.painting import Tone
from gui.widgets.pdf_view import PdfView
from gui.widgets.signing import PassphraseField, person_card

_LEFT = 470


class SignStep(Step):
    """The pages on the right, language and signature on the left; afterwards what was filed."""

    TITLE = N_("Signature")
    ICON = "stamp"

    def __init__(self, context: AuditContext, state: AuditState) -> None:
        """Wait for an opinion."""
        super().__init__(context, state)
        self._filing: operations.Filing | None = None
        self._waiting = ""
        """Passphrase of a signature that waits until the trail is verified."""
        self._drawn: object = None
        self.author: AuthorForm | None = None
        self.passphrase: PassphraseField | None = None
        self._side = QStackedWidget()
        self._side.setFixedWidth(_LEFT)
        self._side.addWidget(self._form())
        self._filed_place = QWidget()
        self._filed = QVBoxLayout(self._filed_place)
        self._filed.setContentsMargins(0, 0, 0, 0)
        self._side.addWidget(self._filed_place)
        self.pages = PdfView(context.theme, context.translator, name="opinion_pages")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 14, 20, 12)
        row.setSpacing(16)
        row.addWidget(self._side)
        row.addWidget(self.pages, 1)
        context.signed_in.connect(self._signed_in)
        self._show_author()

    def _form(self) -> QWidget:
        tr, holder = self.words.tr, QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        self.languages = QComboBox()
        self.languages.setObjectName("opinion_languages")
        words = self.context.translator
        own = words.language
        other = next(language for language in Language if language is not own)
        for languages, text in (
            ((own,), words.label(own)),
            ((other,), words.label(other)),
            ((own, other), tr("Both, from the same evidence")),
        ):
            self.languages.addItem(text, languages)
        self.languages.activated.connect(lambda _i: self.preview())
        grid = KeyValueGrid(key_width=110)
        grid.add(tr("Language"), self.languages)
        column.addWidget(grid)
        column.addWidget(label(tr("WHO SIGNS"), "section"))
        self._who = QVBoxLayout()
        column.addLayout(self._who)
        column.addWidget(self._covered())
        self.read = QCheckBox(tr("I have read the report."))
        self.read.setObjectName("have_read")
        self.read.toggled.connect(lambda _on: self.changed.emit())
        column.addWidget(self.read)
        self._problem = label("", "bad", wrap=True)
        self._problem.setObjectName("sign_problem")
        column.addWidget(self._problem)
        column.addStretch(1)
        self.keep = SecondaryButton(
            tr("Keep without signing"), name="keep_opinion", theme=self.context.theme, icon="save"
        )
        self.keep.clicked.connect(lambda _=False: self._keep())
        column.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        return scrolled(holder)

    def _covered(self) -> Callout:
        tr = self.words.tr
        lines = [
            tr("PDF signature over the whole file; later changes become visible."),
            tr("The examination with every figure is embedded, so that anybody can recompute it."),
            tr("The opinion gets a number; it and the report stand in the audit trail."),
        ]
        return Callout(self.context.theme, Tone.INFO, tr("What is signed"), lines)

    # who signs

    def _signed_in(self) -> None:
        work = self.context.work
        if work is not None:
            work.watch.changed.connect(self._trail_told)
        self._show_author()
        self.preview()

    def _show_author(self) -> None:
        """Show who is signed in, or ask."""
        clear_layout(self._who)
        work = self.context.work
        self.author = self.passphrase = None
        if work is None:
            self.author = AuthorForm(self.context)
            self.author.changed.connect(self.changed.emit)
            self._who.addWidget(self.author)
        else:
            self._who.addWidget(person_card(work))
            self.passphrase = PassphraseField(work)
            self.passphrase.changed.connect(self.changed.emit)
            grid = KeyValueGrid(key_width=110)
            grid.add(self.words.tr("Passphrase"), self.passphrase)
            self._who.addWidget(grid)
            if self.context.borrowed:
                other = link_button(
                    self.words.tr("Another person or workspace"), name="other_author", pressed=self._other
                )
                self._who.addWidget(other)
        self.changed.emit()

    def _other(self) -> None:
        self.context.give_back()
        self._show_author()

    # the pages

    def arrive(self) -> None:
        """Make the pages of what is written now."""
        self.preview()

    def preview(self) -> None:
        """Draw the unsigned pages, unless they are shown already."""
        if self.state.examination is None or self.state.opinion is not None:
            return
        new = self.state.new_opinion(self.context.translator.language)
        language = self.chosen[0]
        wanted = (new, language, self.context.person)
        if wanted == self._drawn:
            return
        self._drawn = wanted

        def done(data: bytes) -> None:
            if self._drawn == wanted and self.state.opinion is None:
                self.pages.open(data)

        operations.draft_opinion(self.context, new, language, done, failed=self._failed)

    @property
    def chosen(self) -> tuple[Language, ...]:
        """Return the languages to sign in."""
        return tuple(Language(item) for item in self.languages.currentData())

    # what is missing, and what happens

    def _trouble(self) -> str | None:
        """Return why nobody signs or keeps anything now, whatever is entered."""
        work = self.context.work
        if work is None:
            return None
        if not work.session.may(Permission.SIGN_REPORT):
            return self.words.tr("Your roles do not allow you to sign reports.")
        obstacle = work.watch.obstacle
        return None if obstacle is None else self.context.translator.say(obstacle)

    def obstacles(self) -> tuple[str, ...]:
        """Return what the signature lacks."""
        tr, found = self.words.tr, []
        if self.state.opinion is not None and self._filing is None:
            return (tr("The opinion is filed."),)
        trouble = self._trouble()
        self._judge_keep(trouble)
        if trouble is not None:
            found.append(trouble)
        if self.author is not None and (missing := self.author.obstacle()) is not None:
            found.append(missing)
        if self.passphrase is not None and not self.passphrase.text():
            found.append(tr("Enter your passphrase to sign."))
        if not self.read.isChecked():
            found.append(tr("Confirm that you have read the report."))
        if self.context.jobs.visible is not None:
            found.append(tr("The task is running."))
        return tuple(found)

    def _judge_keep(self, trouble: str | None) -> None:
        reason = trouble
        if self.context.work is None:
            reason = self.words.tr("Sign in first: an opinion is kept in a workspace.")
        enable_with_reason(self.keep, reason)

    def onward(self) -> str:
        """Return what the button says."""
        return self.words.tr("Sign and file")

    def act(self) -> bool:
        """Sign; somebody who is not signed in yet is signed in first."""
        self._problem.clear()
        if self.author is not None:
            self._waiting = self.author.passphrase.text()
            self.author.enter()
        elif self.passphrase is not None:
            self._sign(self.passphrase.text())
        return False

    def _trail_told(self) -> None:
        """Go on with a signature that waited for the verification of the trail, once that is done."""
        work = self.context.work
        if work is not None and work.watch.state is not None:
            phrase, self._waiting = self._waiting, ""
            if phrase and self._trouble() is None:
                self._sign(phrase)
            elif phrase:
                self._problem.setText(self._trouble() or "")
        self.changed.emit()

    def _file(self) -> operations.Filing:
        if self._filing is None:
            self._filing = operations.Filing(new=self.state.new_opinion(self.context.translator.language))
        return self._filing

    def _sign(self, passphrase: str) -> None:
        work = self.context.work
        if work is not None:
            asked = operations.Asked(languages=self.chosen, passphrase=passphrase)
            operations.sign_opinion(work, self._file(), asked, self._done, failed=self._failed)
            self.changed.emit()

    def _keep(self) -> None:
        work = self.context.work
        if work is not None:
            operations.keep_opinion(work, self._file(), self._done, failed=self._failed)

    def _failed(self, error: PruefsteinError) -> None:
        filing = self._filing
        if filing is not None and filing.opinion is not None:
            self.state.file(filing.opinion)
        elif filing is not None:
            self._filing = None
        self._problem.setText(self.context.translator.say(error.message))
        if self.passphrase is not None:
            self.passphrase.clear()
        self.changed.emit()

    def _done(self, filing: operations.Filing) -> None:
        work = self.context.work
        if filing.opinion is None or work is None:
            return
        self.state.file(filing.opinion)
        self._filing = None
        self._show_filed(work, filing)
        self.changed.emit()

    def _show_filed(self, work: GuiContext, filing: operations.Filing) -> None:
        clear_layout(self._filed)
        self.filed = Filed(self.context, work, self.state, filing)
        self.filed.shown.connect(self.pages.open)
        self._filed.addWidget(self.filed)
        self._side.setCurrentWidget(self._filed_place)
        if filing.reports:
            self.pages.open(work.workspace.reporting.path(filing.reports[0]).read_bytes())
