"""What did the verification of a report find?"""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.language import Translator
from gui.theme import Theme
from gui.widgets.basic import Badge, Callout, Card, KeyValueGrid, label
from gui.widgets.painting import Tone
from reports.verification import Agreement, Aspect, Compared, Identity, Outcome, Verification

OUTCOME_TONES = {
    Outcome.VALID: Tone.OK,
    Outcome.DIFFERS: Tone.BAD,
    Outcome.CHANGED: Tone.BAD,
    Outcome.UNSIGNED: Tone.WARN,
    Outcome.NOT_PDF: Tone.NEUTRAL,
}
AGREEMENT_TONES = {
    Agreement.EQUAL: Tone.OK,
    Agreement.DIFFERS: Tone.BAD,
    Agreement.NOT_COMPARED: Tone.NEUTRAL,
}


class VerificationView(QWidget):
    """A banner with the outcome, and below it what it rests on."""

    def __init__(self, theme: Theme, translator: Translator, found: Verification) -> None:
        """Show one outcome."""
        super().__init__()
        self.setObjectName("verification")
        self._theme, self._words = theme, translator
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        first, *rest = (translator.say(item) for item in found.sentences)
        self.banner = Callout(theme, OUTCOME_TONES[found.outcome], first, rest)
        self.banner.setObjectName("verification_banner")
        column.addWidget(self.banner)
        column.addWidget(self._signature(found))
        if found.comparisons:
            column.addWidget(self._comparisons(found.comparisons))
        column.addWidget(self._about(found))
        column.addStretch(1)

    def _signature(self, found: Verification) -> Card:
        tr = self._words.tr
        card = Card(tr("Signature"))
        for holds, yes, no in (
            (found.intact, tr("No signed byte was changed"), tr("Signed bytes were changed")),
            (found.valid, tr("Made with the key of the certificate"), tr("Not made with that key")),
            (found.complete, tr("Covers the whole file"), tr("Does not cover the whole file")),
        ):
            tone, word = (Tone.OK, tr("Yes")) if holds else (Tone.BAD, tr("No"))
            card.body.addLayout(self._line(tone, word, yes if holds else no))
        tone, said = self._identity(found.identity)
        card.body.addLayout(self._line(tone, tr("Identity"), said))
        if found.signed is not None:
            grid = KeyValueGrid(key_width=130)
            grid.add(tr("Signed by"), found.signed.name)
            meaning = found.signed.meaning
            grid.add(tr("Meaning"), "–" if meaning is None else self._words.label(meaning))
            grid.add(tr("Time (signer's clock)"), self._words.value(found.signed.moment))
            grid.add(tr("Certificate"), f"{found.signed.certificate[:32]}\n{found.signed.certificate[32:]}")
            card.body.addWidget(grid)
        return card

    def _identity(self, identity: Identity) -> tuple[Tone, str]:
        tr = self._words.tr
        return {
            Identity.TRUSTED: (Tone.OK, tr("Confirmed by a trusted certificate")),
            Identity.KNOWN: (Tone.OK, tr("The certificate of a person of this workspace")),
            Identity.NOT_CONFIRMED: (Tone.WARN, tr("Not confirmed: compare the fingerprint with the signer")),
        }[identity]

    def _line(self, tone: Tone, word: str, text: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(Badge(self._theme, tone, word))
        row.addWidget(label(text, wrap=True), 1)
        return row

    def _comparisons(self, items: tuple[Compared, ...]) -> Card:
        tr = self._words.tr
        card = Card(tr("Compared with evidence and workspace"))
        words = {
            Agreement.EQUAL: tr("Equal"),
            Agreement.DIFFERS: tr("Differs"),
            Agreement.NOT_COMPARED: tr("Not compared"),
        }
        for item in items:
            text = f"{self._aspect(item.aspect)}: {self._words.say(item.message)}"
            card.body.addLayout(self._line(AGREEMENT_TONES[item.agreement], words[item.agreement], text))
        return card

    def _aspect(self, aspect: Aspect) -> str:
        tr = self._words.tr
        return {
            Aspect.SIGNER: tr("Signer"),
            Aspect.EVIDENCE: tr("Evidence"),
            Aspect.FILE: tr("File"),
            Aspect.RECORDS: tr("Records"),
            Aspect.TRAIL: tr("Audit trail"),
            Aspect.CERTIFICATE: tr("Certificate"),
        }[aspect]

    def _about(self, found: Verification) -> Card:
        tr = self._words.tr
        card, grid = Card(tr("File")), KeyValueGrid(key_width=130)
        grid.add(tr("File"), found.file)
        grid.add("SHA-256", f"{found.sha256[:32]}\n{found.sha256[32:]}")
        about = found.about
        if about is not None:
            grid.add(tr("Report"), about.report or "–")
            about_what = tr("Model and version") if about.opinion is None else tr("Audit opinion")
            grid.add(about_what, f"{about.model} · {about.version or about.opinion}")
            grid.add(tr("Evidence"), f"{about.evidence[:32]}\n{about.evidence[32:]}")
            grid.add(tr("Gathered"), self._words.moment(about.gathered_at))
        card.body.addWidget(grid)
        return card
