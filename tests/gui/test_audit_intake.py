"""Is whatever comes in shown for what it is, corrected, refused or consented to, without an accident?"""

import pickle
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from core.inventory import ArtifactFormat
from core.language import Translator
from core.texts import Language
from gui.audit.window import AuditWindow
from gui.settings import Settings
from gui.start import Opened
from gui.theme import Theme
from gui.widgets.basic import Callout
from gui.widgets.consent_form import ConsentForm
from gui.widgets.tables import RecordView
from tests.gui.audit import Audit, drop, make_audit, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def audit(theme: Theme, settings: Settings, qtbot: QtBot) -> Audit:
    """Open the window without a workspace."""
    return make_audit(theme, settings, qtbot)


@pytest.fixture
def inside(opened: Opened, qtbot: QtBot) -> Audit:
    """Open the window above a workspace with somebody signed in."""
    opened.window.deeds.examine()
    window = opened.window.findChild(AuditWindow)
    assert window is not None
    return Audit(window, qtbot)


@pytest.fixture(scope="session")
def pickled_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a harmless model the way most people do."""
    import joblib
    import pandas as pd
    from sklearn.linear_model import LogisticRegression

    table = pd.DataFrame({"age": [20, 30, 40, 50] * 5, "income": [1.0, 2.0, 3.0, 4.0] * 5})
    model = LogisticRegression().fit(table, [0, 1, 0, 1] * 5)
    path = tmp_path_factory.mktemp("pickled") / "supplier.joblib"
    joblib.dump(model, path)
    return path


def words(audit: Audit) -> str:
    """Return everything the page says."""
    labels = audit.window.intake.findChildren(QLabel)
    return "\n".join(item.text() for item in labels if item.isVisible())


def test_a_table_is_shown_with_its_digest_its_assumptions_and_its_hints(
    audit: Audit, predictions_file: Path
) -> None:
    from core.data.digest import file_digest

    drop(audit.window.intake, predictions_file)
    settle(audit.window, audit.qtbot)

    assert file_digest(predictions_file) in words(audit)
    profiles = audit.window.findChild(RecordView, "profiles")
    assert profiles is not None
    shown = {row[0].partition(",")[0]: row[-1] for row in profiles.rows_shown()[1:]}
    assert "E-mail addresses" in shown["email"]
    assert shown["income"] == "–"
    assert audit.window.go.isEnabled()


def test_a_corrected_assumption_reads_the_table_again(audit: Audit, predictions_file: Path) -> None:
    audit.window.take(predictions_file)
    settle(audit.window, audit.qtbot)
    audit.click("dialect_header")
    settle(audit.window, audit.qtbot)

    table = audit.window.state.table
    assert table is not None
    assert table.table is not None
    assert not table.table.dialect.header
    assert "sex" not in [column.name for column in table.table.columns]
    assert table.table.rows[0][0] == "sex"


def test_a_correction_that_makes_the_table_unreadable_is_said_and_the_table_stays(
    audit: Audit, predictions_file: Path
) -> None:
    audit.window.take(predictions_file)
    settle(audit.window, audit.qtbot)
    audit.pick("dialect_encoding", "utf-16")
    settle(audit.window, audit.qtbot)

    assert audit.window.findChild(Callout, "file_refused") is not None
    table = audit.window.state.table
    assert table is not None
    assert table.table is not None
    assert table.table.dialect.encoding == "utf-8"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
        ("model.skops", b"PK\x03\x04kaputt"),
    ],
)
def test_a_bad_file_is_refused_in_words_and_the_window_goes_on(
    audit: Audit, tmp_path: Path, predictions_file: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    audit.window.take(path)
    settle(audit.window, audit.qtbot)

    box = audit.window.findChild(Callout, "file_refused")
    assert box is not None
    assert name in box.accessibleName()
    assert "Traceback" not in box.accessibleName()
    assert not audit.window.go.isEnabled()
    assert audit.window.reason.text()

    close = [
        item for item in ("dismiss_refused", "remove_model") if audit.window.findChild(QPushButton, item)
    ]
    audit.click(close[0])
    audit.window.take(predictions_file)
    settle(audit.window, audit.qtbot)
    assert audit.window.go.isEnabled()


def test_a_missing_file_is_said(audit: Audit, tmp_path: Path) -> None:
    audit.window.take(tmp_path / "gone.csv")
    settle(audit.window, audit.qtbot)

    assert "gone.csv" in words(audit)
    assert audit.window.state.key is None


def test_without_somebody_signed_in_a_pickle_asks_to_sign_in(audit: Audit, pickled_model: Path) -> None:
    audit.window.take(pickled_model)
    settle(audit.window, audit.qtbot)

    form = audit.window.findChild(ConsentForm)
    assert form is not None
    assert audit.window.findChild(QPushButton, "consent_go") is None
    assert "Sign in first" in form.why.text()
    assert not form.knowing.isEnabled()
    assert not audit.window.go.isEnabled()


def test_a_pickle_is_opened_only_after_reason_and_tick_and_by_name(
    inside: Audit, pickled_model: Path
) -> None:
    inside.window.take(pickled_model)
    settle(inside.window, inside.qtbot)
    form = inside.window.findChild(ConsentForm)
    assert form is not None
    assert not form.knowing.isChecked()
    assert not form.go.isEnabled()
    inside.type("consent_reason", "The supplier has no other format.")
    assert "Tick" in form.why.text()
    inside.click("consent_knowing")
    inside.click("consent_go")
    settle(inside.window, inside.qtbot)

    consent = inside.window.state.consent
    assert consent is not None
    assert consent.name == "Jana Brandt"
    assert consent.reason.body == "The supplier has no other format."
    assert inside.window.state.scored
    assert inside.window.findChild(QPushButton, "convert_skops") is not None


def test_nobody_consents_where_nothing_is_confined(opened: Opened, qtbot: QtBot) -> None:
    form = ConsentForm(opened.window.context, opened.services.session.person, confinement="none")
    qtbot.addWidget(form)
    form.reason.setPlainText("We must")
    form.knowing.setChecked(True)

    assert not form.go.isEnabled()
    assert "no confinement" in form.why.text()


def test_a_consented_pickle_is_converted_and_gone_on_with(
    inside: Audit, pickled_model: Path, tmp_path: Path
) -> None:
    from gui.audit.model_received import ModelReceived

    inside.window.take(pickled_model)
    settle(inside.window, inside.qtbot)
    inside.type("consent_reason", "Once, to convert it")
    inside.click("consent_knowing")
    inside.click("consent_go")
    settle(inside.window, inside.qtbot)
    card = inside.window.findChild(ModelReceived)
    assert card is not None
    card.convert_to(ArtifactFormat.SKOPS, tmp_path / "safe.skops")
    settle(inside.window, inside.qtbot)

    model = inside.window.state.model
    assert model is not None
    assert model.model is not None
    assert model.model.artifact is not None
    assert model.model.artifact.format is ArtifactFormat.SKOPS


def test_a_pickle_that_calls_a_program_is_not_run(inside: Audit, tmp_path: Path) -> None:
    marker = tmp_path / "executed"

    class Attack:
        def __reduce__(self) -> tuple[object, ...]:
            import os

            return os.system, (f"touch {marker}",)

    path = tmp_path / "model.pkl"
    path.write_bytes(pickle.dumps(Attack()))
    inside.window.take(path)
    settle(inside.window, inside.qtbot)
    form = inside.window.findChild(ConsentForm)
    if form is not None:
        inside.type("consent_reason", "To see what happens")
        inside.click("consent_knowing")
        inside.click("consent_go")
        settle(inside.window, inside.qtbot)

    assert not marker.exists()
    assert not inside.window.state.scored
    assert inside.window.findChild(Callout, "file_refused") is not None


def test_a_restored_draft_goes_on_where_it_stopped(
    audit: Audit, theme: Theme, settings: Settings, predictions_file: Path, qtbot: QtBot
) -> None:
    audit.window.take(predictions_file)
    settle(audit.window, qtbot)
    audit.click("audit_go")
    audit.pick("audit_favorable", "1")
    audit.click("sensitive_sex")
    audit.window.opinion.title.setText("Scoring of supplier X")
    audit.window.close()

    again = make_audit(theme, settings, qtbot)
    settle(again.window, qtbot)
    again.click("open_draft")
    settle(again.window, qtbot)

    assert again.window.findChild(Callout, "restored") is not None
    assert again.window.state.entry.favorable == "1"
    assert "sex" in again.window.state.entry.sensitive
    assert again.window.opinion.title.text() == "Scoring of supplier X"
    again.click("audit_go")
    combo = again.window.findChild(QComboBox, "audit_favorable")
    assert combo is not None
    assert combo.currentText() == "1"

    again.click("audit_back")
    again.click("start_afresh")
    assert again.window.state.entry.sensitive == {}


def test_a_file_with_other_bytes_takes_up_no_draft(
    audit: Audit, theme: Theme, settings: Settings, predictions_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    audit.window.take(predictions_file)
    settle(audit.window, qtbot)
    audit.window.opinion.title.setText("Old title")
    other = tmp_path / predictions_file.name
    other.write_text(predictions_file.read_text(encoding="utf-8") + "w;30;2000,00;0;0;x@example.org\n")
    again = make_audit(theme, settings, qtbot)
    again.window.take(other)
    settle(again.window, qtbot)

    assert again.window.state.restored is None
    assert again.window.opinion.title.text() == predictions_file.name


@pytest.mark.parametrize("language", list(Language))
def test_f1_opens_the_guide_of_the_audit(
    theme: Theme, settings: Settings, qtbot: QtBot, language: Language
) -> None:
    from PySide6.QtCore import Qt

    from gui.dialogs.help import HelpDialog, guide_text

    window = AuditWindow(theme, Translator(language), settings)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    settle(window, qtbot)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_F1)

    qtbot.waitUntil(lambda: window.findChild(HelpDialog) is not None)
    assert "Art. 4a" in guide_text("audit", language)
