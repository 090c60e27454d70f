"""What does a person see when the program itself made a mistake?"""

import logging
import sys
import traceback
from types import TracebackType

from PySide6.QtWidgets import QMessageBox

from core.language import Translator

LOG = logging.getLogger(__name__)


def describe(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return where it happened, without values: names of files and functions, never data."""
    places = traceback.extract_tb(trace)
    lines = [f"{place.filename.rsplit('/', 2)[-1]}:{place.lineno} {place.name}" for place in places]
    return "\n".join((kind.__name__, *lines))


def install(translator: Translator) -> None:
    """Show mistakes of the program in a dialog; nothing is sent anywhere."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        LOG.error("unexpected error\n%s", describe(kind, trace))
        _show(translator, describe(kind, trace))

    sys.excepthook = hook


def _show(translator: Translator, details: str) -> None:
    tr = translator.tr
    box = QMessageBox()
    box.setObjectName("crash")
    box.setIcon(QMessageBox.Icon.Critical)
    box.setWindowTitle(tr("Prüfstein made a mistake"))
    box.setText(tr("Something went wrong in the program itself. What you last did was not saved."))
    box.setInformativeText(
        tr(
            "Everything saved before is unharmed. You may go on working; restart the program if this "
            "happens again. The details hold no data of yours, and nothing was sent anywhere."
        )
    )
    box.setDetailedText(details)
    box.addButton(tr("Close"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()
