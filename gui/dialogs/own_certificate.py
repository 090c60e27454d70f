"""How does a person ask an authority for a certificate, and install the one that came back?"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from core.errors import PruefsteinError
from core.keys.issued import IssuedCertificate
from core.keys.signing import RequestNames
from core.messages import Message
from core.people import Person
from core.store.files import write_durably
from core.workspace import Changes, Session
from core.workspace.own_certificates import NewCertificate, certificate_files
from gui.context import GuiContext
from gui.jobs import Job
from gui.operations import change
from gui.sections.held import SignedHeldForm
from gui.widgets.basic import Callout, clear_layout, label
from gui.widgets.painting import Tone

Shown = tuple[tuple[bytes, ...], IssuedCertificate, tuple[Message, ...]]
"""The files as they were read, what they hold, and what should be looked at."""


class RequestForm(SignedHeldForm):
    """What the request says beside the name, and the passphrase of the key."""

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Start with the name alone."""
        tr = context.translator.tr
        super().__init__(
            context,
            parent,
            name="request_certificate_form",
            title=tr("Request a certificate"),
            why=tr(
                "The request (PKCS#10) is for your signing key, which stays here. Send it to the "
                "certification authority, and install what comes back. Nothing changes until then."
            ),
        )
        self.grid.add(tr("Name"), label(context.session.person.name.name(), "strong", wrap=True))
        self.organization = self.add_line("organization", tr("Organization"))
        self.country = self.add_line("country", tr("Country"), hint=tr("two letters, for example DE"))
        self.email = self.add_line("email", tr("E-mail"))
        self.add_passphrase()

    def entered(self) -> RequestNames:
        """Return what the request is to say."""
        return RequestNames(
            organization=self.organization.plain, country=self.country.plain, email=self.email.plain
        )

    def ask_for(self, done: Callable[[str], None]) -> None:
        """Show the form, and hand over the request."""
        tr, desk = self.words.tr, self.context.workspace.own_certificates

        def gather() -> Callable[[Session], tuple[str, Changes]]:
            unlock, names = self.unlock(), self.entered()
            return lambda session: (desk.request(session, unlock(session), names), Changes.NONE)

        self.hold(tr("Write request …"), tr("Signing the request"), gather, done)


class InstallForm(SignedHeldForm):
    """The files the authority sent, what they say, and the passphrase of the key they are for."""

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Start without a file."""
        tr = context.translator.tr
        super().__init__(
            context,
            parent,
            name="install_certificate_form",
            title=tr("Install a certificate"),
            why=tr(
                "Choose or drop the certificate an authority issued on your request, with those between it "
                "and the root (PEM, DER or PKCS#7). What was signed before stays valid."
            ),
        )
        self.setMinimumWidth(680)
        self.setAcceptDrops(True)
        self.files = self.add_files("certificate_files", tr("Files"))
        self.files.changed.connect(self._look)
        self._shown: Shown | None = None
        titles = (tr("Issued to"), tr("Issued by"), tr("Root"), tr("Valid"), "SHA-256")
        self.facts = tuple(label("", wrap=True, selectable=True) for _ in titles)
        for title, shown in zip(titles, self.facts, strict=True):
            self.grid.add(title, shown)
        self._said = QWidget()
        self._place = QVBoxLayout(self._said)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.setSpacing(8)
        self.grid.add("", self._said)
        self._say(())
        self.need(lambda: None if self._shown else tr("Choose the file with your certificate."))
        self.add_passphrase()

    def take(self, paths: Iterable[Path]) -> None:
        """Add files."""
        self.files.take(paths)

    def entered(self) -> NewCertificate:
        """Return what was shown; the files are not read again."""
        if self._shown is None:
            raise ValueError("no certificate was shown")
        files, issued, _ = self._shown
        return NewCertificate(files=files, seen=issued.digest)

    def ask_for(self, done: Callable[[Person], None]) -> None:
        """Show the form, and install what was shown."""
        tr, desk = self.words.tr, self.context.workspace.own_certificates

        def gather() -> Callable[[Session], tuple[Person, Changes]]:
            unlock, new = self.unlock(), self.entered()
            return lambda session: desk.install(session, unlock(session), new)

        self.hold(tr("Install"), tr("Installing the certificate"), gather, done)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files."""
        self.take(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())

    def _look(self) -> None:
        """Read the files beside the window, and show what they say."""
        self._shown, paths = None, self.files.paths
        self._say(())
        if not paths:
            return
        person, desk = self.context.session.person, self.context.workspace.own_certificates

        def work(_job: Job) -> Shown:
            data = certificate_files(paths)
            issued = desk.preview(person.id, data)
            return data, issued, desk.remarks(person, issued)

        title = self.words.tr("Reading the certificate")
        self.context.jobs.start(
            title,
            work,
            lambda found: self._show(paths, found),
            lambda error: self._refuse(paths, error),
            quiet=True,
        )

    def _show(self, paths: tuple[Path, ...], found: Shown) -> None:
        if paths != self.files.paths:
            return
        self._shown = found
        _, issued, remarks = found
        self._say(self._values(issued), Tone.WARN, *remarks)

    def _refuse(self, paths: tuple[Path, ...], error: PruefsteinError) -> None:
        if paths == self.files.paths:
            self._say((), Tone.BAD, error.message)

    def _say(self, values: Sequence[str], tone: Tone = Tone.WARN, *said: Message) -> None:
        """Show the facts of a certificate, or none, and what is to be said about it."""
        for place, shown in enumerate(self.facts):
            shown.setText(values[place] if values else "")
            self.grid.show_row(shown, shown=bool(values))
        clear_layout(self._place)
        for item in said:
            self._place.addWidget(Callout(self.context.theme, tone, self.words.say(item)))
        self.grid.show_row(self._said, shown=bool(said))
        self.recheck()
        QTimer.singleShot(0, self, self.fit)

    def _values(self, issued: IssuedCertificate) -> tuple[str, ...]:
        tr, day, facts = self.words.tr, self.words.date, issued.facts
        return (
            facts.subject,
            facts.issuer,
            issued.root or tr("not sent along"),
            tr("{begin} to {end}", begin=day(facts.begins.date()), end=day(facts.ends.date())),
            f"{issued.digest[:32]}\n{issued.digest[32:]}",
        )


def request_certificate(context: GuiContext, parent: QWidget) -> None:
    """Ask what the request is to say, then where it is to be written."""
    RequestForm(context, parent).ask_for(lambda text: _save(context, text, parent))


def install_certificate(context: GuiContext, parent: QWidget) -> None:
    """Ask for the files, and install what they hold."""
    tr = context.translator.tr

    def done(person: Person) -> None:
        context.notice(tr("Installed: {name} signs with it from now on.", name=person.name.name()))

    InstallForm(context, parent).ask_for(done)


def _save(context: GuiContext, text: str, parent: QWidget) -> None:
    proposed = f"{context.session.person.id}.csr"
    name, _ = QFileDialog.getSaveFileName(
        parent, context.translator.tr("Save the request"), proposed, "PKCS#10 (*.csr *.pem)"
    )
    if name:
        write_request(context, text, Path(name))


def write_request(context: GuiContext, text: str, path: Path) -> None:
    """Write a request, and say what to do with it."""
    tr = context.translator.tr

    def work() -> tuple[str, Changes]:
        write_durably(path, text.encode(), mode=0o644)
        return path.name, Changes.NONE

    def done(name: str) -> None:
        context.notice(
            tr("{file} written. Send it to the certification authority; install what comes back.", file=name)
        )

    change(context, tr("Saving the request"), lambda _job: work(), done)
