"""With whose key is something signed?"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.keys.described import described
from core.language import Translator
from core.people import Person
from gui.context import GuiContext
from gui.examples import example_passphrase
from gui.widgets.basic import Badge, Card, icon_label, label
from gui.widgets.painting import Tone


class PassphraseField(QWidget):
    """The passphrase of the person signed in; for example persons the published one is shown below."""

    changed = Signal()

    def __init__(self, context: GuiContext) -> None:
        """Start empty."""
        super().__init__()
        tr = context.translator.tr
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._line = QLineEdit()
        self._line.setObjectName("passphrase")
        self._line.setAccessibleName(tr("Passphrase"))
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        self._line.textChanged.connect(lambda _: self.changed.emit())
        column.addWidget(self._line)
        person = context.session.person
        phrase = example_passphrase(person)
        if phrase is not None:
            text = tr("Example person: the passphrase is {phrase}", phrase=phrase)
            column.addWidget(label(text, "faint", wrap=True, selectable=True))
        self.setFocusProxy(self._line)

    def text(self) -> str:
        """Return what was entered."""
        return self._line.text()

    def set_text(self, text: str) -> None:
        """Enter a passphrase, for tests."""
        self._line.setText(text)

    def clear(self) -> None:
        """Forget what was entered."""
        self._line.clear()
        self._line.setFocus()


def _what_it_proves(words: Translator, person: Person) -> str:
    facts = described(person.certificate or "")
    if facts is None or facts.self_signed:
        return words.tr(
            "Self-signed certificate: it proves that the file is unchanged and was signed with this key. "
            "Who the person is follows from the fingerprint, which the recipient compares."
        )
    return words.tr(
        "“{issuer}” issued the certificate, valid until {day}. Whoever trusts this authority can check who "
        "signed, and that the file is unchanged.",
        issuer=facts.issuer_name,
        day=words.date(facts.ends.date()),
    )


def person_card(context: GuiContext) -> Card:
    """Return who signs, with what the certificate proves and its fingerprint."""
    words_, person, card = context.translator, context.session.person, Card()
    tr = words_.tr
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addWidget(icon_label(context.theme, "key-round", "accent", 20), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.addWidget(label(person.name.name(), "strong"))
    roles = ", ".join(words_.label(role) for role in person.roles)
    words.addWidget(label(roles, "muted", wrap=True))
    words.addWidget(label(_what_it_proves(words_, person), "faint", wrap=True))
    fingerprint = person.certificate_digest or "–"
    shown = label(tr("Fingerprint {digest}", digest=f"{fingerprint[:32]}…"), "faint", wrap=True)
    shown.setToolTip(fingerprint)
    words.addWidget(shown)
    row.addLayout(words, 1)
    if person.example:
        badge = Badge(context.theme, Tone.WARN, tr("Example"))
        row.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
    card.body.addLayout(row)
    return card
