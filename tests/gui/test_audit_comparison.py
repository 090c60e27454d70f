"""Do chosen checks, options, a reference table and another score reach the results of the audit window?"""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from core.inventory import ScoreMeans, SensitivePurpose
from core.results import RunState
from core.texts import Language
from gui.audit.comparison import ChecksCard
from gui.checks.entry import Preset
from gui.dialogs.choose_checks import ChecksDialog
from gui.settings import Settings
from gui.theme import Theme
from tests.gui.audit import Audit, make_audit, settle
from tests.gui.pages.conftest import in_dialog
from tests.gui.pages.test_look import clipped

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def write_scores(path: Path, seed: int) -> Path:
    """Write 200 rows with two scores, a label, a decision and a date."""
    random = np.random.default_rng(seed)
    lines = ["sex;income;month;label;score;old_score;decision"]
    for number in range(200):
        income = random.normal(3000, 800)
        score = 1 / (1 + np.exp(-(income - 2900) / 600))
        old = min(max(score + random.normal(0, 0.15), 0.01), 0.99)
        label = int(random.random() < score)
        values = (f"{income:.2f}", f"2026-0{number % 6 + 1}-01", label, f"{score:.4f}", f"{old:.4f}")
        lines.append(";".join(map(str, (random.choice(["w", "m"]), *values, int(score >= 0.5)))))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def choose(dialog: QDialog, name: str, value: object) -> None:
    """Choose from a list of a dialog."""
    combo = dialog.findChild(QComboBox, name)
    assert combo is not None, name
    row = combo.findData(value)
    assert row >= 0, f"{name} does not offer {value}"
    combo.setCurrentIndex(row)
    combo.activated.emit(row)


def own_check(dialog: QDialog) -> None:
    """Tick drift besides the usual checks."""
    assert isinstance(dialog, ChecksDialog)
    assert dialog.picker.reason("drift") == ""
    assert dialog.picker.reason("version_comparison") == ""
    choose(dialog, "check_preset", Preset.OWN)
    for id_, row in dialog.picker._rows.items():
        if row.tick.isEnabled():
            row.tick.setChecked(id_ in {"performance", "drift", "version_comparison", "overrides"})
    dialog.judge()
    assert dialog.problem.text() == ""
    dialog.accept()


def two_options(dialog: QDialog) -> None:
    """Name the column of time and the column with the final decision."""
    assert isinstance(dialog, ChecksDialog)
    choose(dialog, "option_time", "month")
    choose(dialog, "option_decision", "decision")
    dialog.judge()
    assert dialog.problem.text() == ""
    dialog.accept()


def planned(audit: Audit, table: Path) -> None:
    """Receive the table and enter what every plan needs."""
    audit.window.take(table)
    settle(audit.window, audit.qtbot)
    audit.click("audit_go")
    audit.pick("audit_favorable", "1")
    audit.pick("audit_score", "score")
    audit.type("audit_cut_off", "0.5")
    audit.pick("audit_means", ScoreMeans.FAVORABLE)
    audit.click("sensitive_sex")
    audit.pick("purpose_sex", SensitivePurpose.GROUP_COMPARISON)


@pytest.mark.parametrize("language", list(Language))
def test_checks_options_and_comparison_reach_the_results(
    theme: Theme, settings: Settings, qtbot: QtBot, tmp_path: Path, language: Language
) -> None:
    audit = make_audit(theme, settings, qtbot, language)
    planned(audit, write_scores(tmp_path / "now.csv", 1))
    card = audit.window.findChild(ChecksCard, "audit_checks_card")
    assert card is not None
    assert card.more.isHidden()
    audit.click("audit_compare")
    assert not card.more.isHidden()
    reference = write_scores(tmp_path / "learned.csv", 2)
    audit.type("audit_reference", str(reference))
    audit.pick("audit_other_score", "old_score")

    seen = in_dialog(two_options)
    audit.click("audit_options")
    assert seen == ["choose_checks"]
    seen = in_dialog(own_check)
    audit.click("audit_choose_checks")
    assert seen == ["choose_checks"]

    entry = audit.window.state.entry
    assert (entry.reference, entry.other_score) == (str(reference), "old_score")
    assert entry.checks.options.time == "month"
    assert entry.checks.options.decision == "decision"
    assert set(entry.checks.own) == {"performance", "drift", "version_comparison", "overrides"}
    assert clipped(audit.window) == []
    assert audit.window.go.isEnabled(), audit.window.reason.text()

    audit.click("audit_go")
    settle(audit.window, qtbot)
    found = audit.window.state.examination
    assert found is not None
    results = {result.check: result for result in found.results}
    assert set(results) == set(entry.checks.own)
    assert all(result.state is RunState.FINISHED for result in results.values())
    assert all(result.measurements for result in results.values())
    assert found.plan.options.time == "month"


def test_a_reference_table_that_is_not_there_is_said_beside_the_button(
    theme: Theme, settings: Settings, qtbot: QtBot, tmp_path: Path
) -> None:
    audit = make_audit(theme, settings, qtbot)
    planned(audit, write_scores(tmp_path / "now.csv", 1))
    audit.click("audit_compare")
    audit.type("audit_reference", str(tmp_path / "gone.csv"))
    assert not audit.window.go.isEnabled()
    assert "gone.csv" in audit.window.reason.text()
    field = audit.window.findChild(QLineEdit, "audit_reference")
    assert field is not None
    field.clear()
    assert "gone.csv" not in audit.window.reason.text()
