"""What do the steps of the one-shot audit look like on the example's table and model?"""

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox

from core.findings import Severity
from core.inventory import ScoreMeans, SensitivePurpose
from core.opinion import Observation, OpinionGrade
from core.texts import Language, Text
from gui.audit.window import AuditWindow
from gui.start import Opened
from gui.theme import RESOURCES

STEPS = ("audit_intake", "audit_model", "audit_plan", "audit_checks", "audit_opinion", "audit_sign")
_WORDS = {
    Language.GERMAN: (
        "Kreditscoring des Lieferanten",
        "Erhalten am 20.11.2026 vom Einkauf; Frage: Behandelt das Scoring junge Antragsteller gleich?",
        "Junge Antragsteller: nicht entscheidbar",
        "Außer bei der Gruppe bis 25 Jahre spricht nichts Wesentliches dagegen; dort fehlen Daten.",
    ),
    Language.ENGLISH: (
        "Credit scoring of the supplier",
        "Received on 20 November 2026 from purchasing; question: does it treat young applicants alike?",
        "Young applicants: not decidable",
        "Except for the group up to 25 years nothing material speaks against it; data are missing there.",
    ),
}


def draw_audit(
    app: QApplication, opened: Opened, save: Callable[[str, AuditWindow], None], *, folder: Path
) -> None:
    """Go through the audit of the example's held-back loans and its forest, saving each step."""
    context = opened.window.context
    window = AuditWindow(context.theme, context.translator, context.settings, work=context)
    window.resize(opened.window.size())
    window.show()
    table, model = folder / "held_back.csv", folder / "kredit_logreg.skops"
    shutil.copy(RESOURCES / "examples" / table.name, table)
    shutil.copy(RESOURCES / "examples" / "models" / model.name, model)
    window.take(table)
    _settle(app, window)
    save("audit_intake", window)
    window.take(model)
    _settle(app, window)
    save("audit_model", window)
    window.go_on()
    _settle(app, window)
    _plan(window)
    _settle(app, window)
    save("audit_plan", window)
    window.go_on()
    _settle(app, window)
    save("audit_checks", window)
    window.go_on()
    _write(window, context.translator.language)
    _settle(app, window)
    save("audit_opinion", window)
    window.go_on()
    _settle(app, window)
    save("audit_sign", window)
    window.state.start_afresh()
    window.done(0)


def _plan(window: AuditWindow) -> None:
    _choose(window, "audit_label", "kredit")
    roles = window.plan.roles
    roles.favorable.setEditText("1")
    roles.cut_off.setText("5/6")
    _choose(window, "audit_means", ScoreMeans.FAVORABLE)
    for column, purpose in (
        ("alter", SensitivePurpose.MODEL_INPUT),
        ("gastarb", SensitivePurpose.MODEL_INPUT),
    ):
        tick = window.plan.findChild(QCheckBox, f"sensitive_{column}")
        if tick is not None:
            tick.setChecked(True)
        _choose(window, f"purpose_{column}", purpose)
    for line in window.plan.sensitive.findChildren(type(roles.cut_off), "edges_alter"):
        line.setText("25")
    window.plan.sensitive.show_ticked()


def _choose(window: AuditWindow, name: str, value: object) -> None:
    combo = next(item for item in window.findChildren(QComboBox, name) if item.isVisible())
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())


def _write(window: AuditWindow, language: Language) -> None:
    title, subject, observed, conclusion = _WORDS[language]
    step = window.opinion
    step.title.setText(title)
    step.subject.setPlainText(subject)
    step.conclusion.setPlainText(conclusion)
    step.grades[OpinionGrade.QUALIFIED].setChecked(True)
    window.state.observe(Observation(title=Text(observed, language), severity=Severity.MEDIUM))


def _settle(app: QApplication, window: AuditWindow, seconds: float = 120) -> None:
    """Let jobs finish and events be handled."""
    deadline = QDeadlineTimer(int(seconds * 1000))
    while window.context.jobs.running and not deadline.hasExpired():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    for _ in range(6):
        app.processEvents()
