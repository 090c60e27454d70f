"""Who signs a report, as what, and what exactly does the signature cover?"""

from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.canonical import sha256
from core.errors import PruefsteinError
from core.evidence import SignatureMeaning
from core.ids import Digest
from core.texts import Language
from gui.context import GuiContext
from gui.widgets.basic import (
    Callout,
    KeyValueGrid,
    PrimaryButton,
    SecondaryButton,
    enable_with_reason,
    label,
    scrolled,
)
from gui.widgets.painting import Tone
from gui.widgets.pdf_view import PdfView
from gui.widgets.signing import PassphraseField, person_card

_LEFT = 470


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSubject:
    """Which report is to be signed."""

    heading: str
    """Kind and what it is about, in the words of the window."""
    evidence: Digest
    """Of what the report rests on."""
    language: Language


class SignReportDialog(QDialog):
    """The pages on the right, the signature on the left."""

    def __init__(
        self,
        context: GuiContext,
        draft: bytes,
        subject: ReportSubject,
        parent: QWidget | None = None,
    ) -> None:
        """Show the unsigned pages of what will be signed."""
        super().__init__(parent)
        self.context, self._words = context, context.translator
        self._about = subject
        tr = self._words.tr
        self.setObjectName("sign_report")
        self.setWindowTitle(tr("Sign report"))
        self.resize(1180, 750)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._signature_side(draft))
        self.pages = PdfView(context.theme, self._words, name="draft_pages")
        self.pages.setContentsMargins(12, 10, 12, 10)
        self.pages.open(draft)
        outer.addWidget(self.pages, 1)
        self.check()
        self.passphrase.setFocus()

    def _signature_side(self, draft: bytes) -> QWidget:
        left = QWidget()
        left.setFixedWidth(_LEFT)
        column = QVBoxLayout(left)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(self._words.tr("Sign report"), "title"))
        column.addWidget(label(self._subject(), "muted", wrap=True))
        column.addWidget(scrolled(self._form(draft)), 1)
        self._problem = label("", "bad", wrap=True)
        column.addWidget(self._problem)
        column.addLayout(self._buttons())
        return left

    def _subject(self) -> str:
        return f"{self._about.heading} · {self._words.label(self._about.language)}"

    def _form(self, draft: bytes) -> QWidget:
        tr, holder = self._words.tr, QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        column.addWidget(label(tr("SIGNING KEY"), "section"))
        column.addWidget(person_card(self.context))
        grid = KeyValueGrid(key_width=110)
        self.meaning = QComboBox()
        self.meaning.setObjectName("meaning")
        self.meaning.setAccessibleName(tr("What the signature says"))
        for meaning in SignatureMeaning:
            self.meaning.addItem(self._words.label(meaning), meaning)
        self.meaning.setCurrentIndex(self.meaning.findData(SignatureMeaning.REVIEW))
        grid.add(tr("Meaning"), self.meaning)
        self.passphrase = PassphraseField(self.context)
        self.passphrase.changed.connect(self.check)
        grid.add(tr("Passphrase"), self.passphrase)
        column.addWidget(grid)
        column.addWidget(self._covered(draft))
        self.read = QCheckBox(tr("I have read the report."))
        self.read.setObjectName("have_read")
        self.read.toggled.connect(lambda _: self.check())
        column.addWidget(self.read)
        self.both = QCheckBox(
            tr("Also sign it in {language}, from the same evidence", language=self._other_language)
        )
        self.both.setObjectName("both_languages")
        column.addWidget(self.both)
        column.addStretch(1)
        return holder

    def _covered(self, draft: bytes) -> Callout:
        tr = self._words.tr
        evidence = self._about.evidence
        lines = [
            tr("PDF signature over the whole file; later changes become visible."),
            tr("Evidence {digest}", digest=f"{evidence[:32]}…"),
            tr("Preview SHA-256 {digest}", digest=f"{sha256(draft)[:32]}…"),
            tr("The signed file gets its own number and digest, which the audit trail records."),
        ]
        callout = Callout(self.context.theme, Tone.INFO, tr("What is signed"), lines)
        callout.setToolTip(evidence)
        return callout

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        cancel = SecondaryButton(self._words.tr("Cancel"), name="cancel")
        cancel.clicked.connect(self.reject)
        self.go = PrimaryButton(
            self._words.tr("Sign and file"), name="sign_and_file", theme=self.context.theme, icon="file-pen"
        )
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.go)
        return row

    @property
    def languages(self) -> tuple[Language, ...]:
        """Return the languages the report is to be signed in."""
        first = self._about.language
        return (first, self._other_language) if self.both.isChecked() else (first,)

    @property
    def _other_language(self) -> Language:
        return next(language for language in Language if language is not self._about.language)

    @property
    def chosen_meaning(self) -> SignatureMeaning:
        """Return what the signature says."""
        return SignatureMeaning(self.meaning.currentData())

    def check(self) -> None:
        """Enable signing, or say what is missing."""
        tr, missing = self._words.tr, []
        watch = self.context.watch.obstacle
        if watch is not None:
            missing.append(self._words.say(watch))
        if not self.passphrase.text():
            missing.append(tr("Enter your passphrase to sign."))
        if not self.read.isChecked():
            missing.append(tr("Confirm that you have read the report."))
        enable_with_reason(self.go, "\n".join(missing) or None)

    def failed(self, error: PruefsteinError) -> None:
        """Say what went wrong and stay open."""
        self._problem.setText(self._words.say(error.message))
        self.passphrase.clear()
        self.check()
