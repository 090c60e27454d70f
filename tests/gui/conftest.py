"""What do tests of the desktop stand on: no screen, a real workspace, a real model file?"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from core.ids import DatasetId, ModelId, VersionId
from core.inventory import (
    ModelKind,
    Task,
)
from core.keys import strength
from core.messages import Message
from core.people import Role
from core.texts import Language, Text
from core.workspace import NewModel, NewPerson, NewVersion, Session, Workspace
from gui.settings import Settings
from gui.start import Face, Opened
from gui.theme import Theme, ThemeChoice, apply_theme, load_theme
from tests.core.conftest import CHEAP

PASSPHRASE = "a long enough passphrase"
ALL_ROLES = (Role.OWNER, Role.DEVELOPER, Role.ADMINISTRATOR)


def text(words: str) -> Text:
    """Return an English text."""
    return Text(words, Language.ENGLISH)


@pytest.fixture(scope="session")
def table_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a small table: 200 rows, two features, one sensitive column, a target."""
    import numpy as np

    random = np.random.default_rng(3)
    age = random.integers(18, 70, 200)
    income = random.normal(3000, 800, 200).round(2)
    good = (income + 20 * age + random.normal(0, 500, 200) > 3600).astype(int)
    path = tmp_path_factory.mktemp("data") / "loans.csv"
    rows = "\n".join(f"{a};{i};{g}" for a, i, g in zip(age, income, good, strict=True))
    path.write_text(f"age;income;good\n{rows}\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def predictions_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write what a supplier hands in: 400 rows with predictions that are worse for one sex, and e-mails."""
    import numpy as np

    random = np.random.default_rng(5)
    lines = ["sex;age;income;label;prediction;email"]
    for number in range(400):
        sex, age, income = random.choice(["w", "m"]), random.integers(18, 70), random.normal(3000, 800)
        label = int(income + 20 * age + random.normal(0, 500) > 3600)
        prediction = int(income + 20 * age + (500 if sex == "m" else -900) > 3600)
        amount = f"{income:.2f}".replace(".", ",")
        lines.append(f"{sex};{age};{amount};{label};{prediction};p{number}@example.org")
    path = tmp_path_factory.mktemp("received") / "supplier.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """End a modal window that nobody answers within a minute, and fail its test with what it said."""
    left: list[str] = []
    shown = QDialog.exec

    def ended(dialog: QDialog) -> None:
        left.append(dialog.text() if isinstance(dialog, QMessageBox) else dialog.windowTitle())
        dialog.done(0)

    def exec_(dialog: QDialog) -> int:
        watch = QTimer(dialog)
        watch.setSingleShot(True)
        watch.timeout.connect(lambda: ended(dialog))
        watch.start(60_000)
        result = shown(dialog)
        watch.stop()
        return result

    monkeypatch.setattr(QDialog, "exec", exec_)
    monkeypatch.setattr(QMessageBox, "exec", exec_)
    yield
    while (form := QApplication.activeModalWidget()) is not None:
        form.hide()  # it would take the place of the one that the next test opens
    assert left == [], f"nobody answered: {left}"


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """Return the light theme, applied."""
    theme = load_theme(ThemeChoice.LIGHT)
    apply_theme(qapp, theme)
    return theme


@pytest.fixture(scope="session")
def model_file(table_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train a logistic regression on the table and save it as skops."""
    import pandas as pd
    import skops.io
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    table = pd.read_csv(table_file, sep=";")
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(table[["age", "income"]], table["good"])
    path = tmp_path_factory.mktemp("model") / "loan_scoring.skops"
    skops.io.dump(model, path)
    return path


@dataclass(frozen=True)
class Desk:
    """A workspace with somebody signed in."""

    workspace: Workspace
    session: Session


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make keys whose passphrase costs nothing to check."""
    monkeypatch.setattr(strength, "STANDARD", CHEAP)


@pytest.fixture(scope="session")
def desk_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an empty workspace once: its keys take most of the time a test of the window needs."""
    folder = tmp_path_factory.mktemp("made") / "workspace"
    person = NewPerson(name=text("Jana Brandt"), roles=ALL_ROLES, passphrase=PASSPHRASE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strength, "STANDARD", CHEAP)
        workspace, _ = Workspace.create(folder, person)
    workspace.close()
    return folder


@pytest.fixture
def desk(desk_made: Path, tmp_path: Path) -> Iterator[Desk]:
    """Open a copy of the empty workspace; its first person owns and develops, and is signed in."""
    shutil.copytree(desk_made, tmp_path / "workspace", ignore=shutil.ignore_patterns("workspace.lock"))
    workspace = Workspace.open(tmp_path / "workspace")
    session = workspace.people.sign_in(workspace.people.all()[0].id, PASSPHRASE)
    yield Desk(workspace, session)
    workspace.close()


def add_model(desk: Desk, name: str) -> ModelId:
    """Register a model by the person signed in."""
    new = NewModel(
        name=text(name),
        purpose=text("Decide on loans"),
        intended_use=text("Private customers"),
        kind=ModelKind.MACHINE_LEARNING,
        owner=desk.session.person.id,
        business_area=text("Lending"),
    )
    return desk.workspace.inventory.register_model(desk.session, new)[0].id


def add_version(desk: Desk, model: ModelId, label: str, *, datasets: tuple[DatasetId, ...] = ()) -> VersionId:
    """Register a version without a file."""
    new = NewVersion(
        model=model, label=label, task=Task.BINARY, developer=desk.session.person.id, datasets=datasets
    )
    return desk.workspace.inventory.register_version(desk.session, new)[0].id


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Keep settings in the test's own folder; the window starts where the inventory is."""
    settings = Settings(tmp_path / "settings.json")
    settings.remember(page="models")
    return settings


@pytest.fixture
def opened(desk: Desk, settings: Settings, qapp: QApplication) -> Iterator[Opened]:
    """Open the workspace in an English light window."""
    add_version(desk, add_model(desk, "Credit scoring"), "1")
    add_version(desk, add_model(desk, "Fraud alarm"), "7")
    face = Face(theme=load_theme(ThemeChoice.LIGHT), language=Language.ENGLISH)
    apply_theme(qapp, face.theme)
    result = Opened(desk.workspace, desk.session, settings, face)
    result.window.resize(1440, 900)
    result.window.restore_place()
    result.window.show()
    yield result
    result.services.jobs.close()
    result.instance.close()
    result.window.discard()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def signing_obstacle(opened: Opened) -> Message | None:
    """Return why nobody may sign now."""
    return opened.services.watch.obstacle


def settle(opened: Opened) -> None:
    """Wait until what is read beside the window is there; one reading may ask for another."""
    deadline, quiet = QDeadlineTimer(60_000), 0
    while quiet < 3:
        assert not deadline.hasExpired()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        quiet = 0 if opened.services.jobs.running else quiet + 1


def finish_jobs(qtbot: QtBot, opened: Opened) -> None:
    """Wait until nothing runs any more."""
    qtbot.waitUntil(lambda: not opened.services.jobs.running, timeout=60_000)
