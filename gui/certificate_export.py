"""How does a person's certificate leave the workspace, for those who are to trust it elsewhere?"""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from core.people import Person
from core.store.files import write_durably
from core.workspace import Changes
from gui.context import GuiContext
from gui.operations import change


def save_certificate(context: GuiContext, person: Person, parent: QWidget) -> None:
    """Ask where to, then write the certificate (PEM) and say its digest."""
    title = context.translator.tr("Save the certificate of {name}", name=person.name.name())
    name, _ = QFileDialog.getSaveFileName(parent, title, f"{person.id}.pem", "PEM (*.pem)")
    if name:
        write_certificate(context, person, Path(name))


def write_certificate(context: GuiContext, person: Person, path: Path) -> None:
    """Write the certificate, and say its digest, so that it can be compared by telephone."""
    tr = context.translator.tr

    def work() -> tuple[str, Changes]:
        write_durably(path, (person.certificate or "").encode(), mode=0o644)
        return str(person.certificate_digest), Changes.NONE

    def done(digest: str) -> None:
        values = {"file": path.name, "name": person.name.name(), "digest": digest}
        context.notice(tr("{file} written. SHA-256 of the certificate of {name}: {digest}", **values))

    change(context, tr("Saving the certificate"), lambda _job: work(), done)
