"""How is the one-shot audit opened from inside a workspace?"""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from gui.audit.window import AuditWindow
from gui.context import GuiContext


def open_audit(context: GuiContext, parent: QWidget, paths: Iterable[Path] = ()) -> AuditWindow:
    """Open the window above another, with files to begin with; who is signed in signs."""
    window = AuditWindow(
        context.theme, context.translator, context.settings, work=context, parent=parent.window()
    )
    window.open()
    window.take(*paths)
    return window
