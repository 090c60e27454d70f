"""What do tests of the pages stand on: a workspace with four people, a checked version, and a window?"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from core.audit import Depth
from core.ids import DatasetId, Exact, PersonId, VersionId
from core.inventory import (
    Column,
    ColumnRole,
    CutOff,
    DatasetKind,
    Grouping,
    ModelKind,
    ScoreMeans,
    State,
    Task,
)
from core.keys import strength
from core.people import Role
from core.risk import Band, Level, Rating, RiskKind
from core.texts import Language, Text
from core.workspace import NewDataset, NewModel, NewPerson, NewVersion, RunRequest, Session, Workspace
from gui.context import GuiContext
from gui.pages.base import Page
from gui.pages.checks import ChecksPage
from gui.settings import Settings
from gui.start import Face, Opened
from gui.theme import ThemeChoice, apply_theme, load_theme
from tests.core.conftest import CHEAP
from tests.gui.conftest import settle

PASSPHRASE = "a long enough passphrase"
PEOPLE: Mapping[str, tuple[Role, ...]] = {
    "Jana": (Role.OWNER, Role.DEVELOPER, Role.ADMINISTRATOR),
    "Tobias": (Role.VALIDATOR,),
    "Miriam": (Role.RISK_MANAGER,),
    "Selin": (Role.AUDITOR,),
}


def words(body: str) -> Text:
    """Return an English text."""
    return Text(body, Language.ENGLISH)


def ratings() -> tuple[Rating, ...]:
    """Rate all four kinds medium before and low after controls."""
    return tuple(
        Rating(
            kind=kind,
            inherent=Level(likelihood=2, impact=3),
            residual=Level(likelihood=1, impact=3),
            rationale=words("Decisions are made by hand meanwhile."),
        )
        for kind in RiskKind
    )


def _dataset(workspace: Workspace, jana: Session, table: Path) -> DatasetId:
    roles_of = {
        "age": (ColumnRole.FEATURE, ColumnRole.SENSITIVE),
        "income": (ColumnRole.FEATURE,),
        "good": (ColumnRole.TARGET,),
    }
    new = NewDataset(
        path=table,
        name=words("Held-back loans"),
        kind=DatasetKind.TEST,
        dialect=workspace.inventory.preview_table(table).dialect,
        columns=tuple(
            Column(name=name, dtype="number" if name == "income" else "integer", roles=roles)
            for name, roles in roles_of.items()
        ),
        favorable="1",
        groupings=(Grouping(column="age", edges=(Exact("30"),)),),
    )
    return workspace.inventory.register_dataset(jana, new)[0].id


def _version(workspace: Workspace, jana: Session, dataset: DatasetId, file: Path) -> VersionId:
    model = NewModel(
        name=words("Loan scoring"),
        purpose=words("Decide on loans"),
        intended_use=words("Private customers"),
        kind=ModelKind.MACHINE_LEARNING,
        owner=jana.person.id,
        business_area=words("Lending"),
    )
    registered, _ = workspace.inventory.register_model(jana, model)
    new = NewVersion(
        model=registered.id,
        label="1",
        task=Task.BINARY,
        developer=jana.person.id,
        artifacts=(file,),
        cut_off=CutOff(value=Exact("0.5"), score_means=ScoreMeans.FAVORABLE),
        datasets=(dataset,),
    )
    return workspace.inventory.register_version(jana, new)[0].id


def _fill(workspace: Workspace, jana: Session, table: Path, file: Path) -> None:
    people = workspace.people
    for name, roles in PEOPLE.items():
        if name != "Jana":
            people.add(jana, NewPerson(name=words(name), roles=roles, passphrase=PASSPHRASE))
    dataset = _dataset(workspace, jana, table)
    version = _version(workspace, jana, dataset, file)
    workspace.inventory.set_state(jana, version, State.IN_VALIDATION, words("Ready"))
    tobias = people.sign_in(people.find("Tobias").id, PASSPHRASE)
    workspace.risk.assess(tobias, version, ratings(), Band.LOW)
    every = ("performance", "group_fairness", "explanation")
    workspace.checking.run(tobias, RunRequest(version=version, dataset=dataset, checks=every))


@pytest.fixture(scope="session")
def prepared(table_file: Path, model_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the workspace once; every test works on a copy."""
    folder = tmp_path_factory.mktemp("prepared") / "workspace"
    first = NewPerson(name=words("Jana"), roles=PEOPLE["Jana"], passphrase=PASSPHRASE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strength, "STANDARD", CHEAP)
        workspace, jana = Workspace.create(folder, first)
        try:
            _fill(workspace, jana, table_file, model_file)
        finally:
            workspace.close()
    return folder


@dataclass(frozen=True)
class Stage:
    """A window on a copy of the prepared workspace."""

    opened: Opened

    @property
    def workspace(self) -> Workspace:
        """Return the workspace."""
        return self.opened.workspace

    @property
    def context(self) -> GuiContext:
        """Return what pages work with."""
        return self.opened.window.context

    @property
    def version(self) -> VersionId:
        """Return the only version."""
        return self.workspace.inventory.resolve("Loan scoring@1").id

    @property
    def dataset(self) -> DatasetId:
        """Return the only data set."""
        return self.workspace.inventory.datasets()[0].id

    def who(self, name: str) -> PersonId:
        """Return somebody's id."""
        return self.workspace.people.find(name).id

    def be(self, name: str) -> None:
        """Let somebody else sign in."""
        session = self.workspace.people.sign_in(self.who(name), PASSPHRASE)
        self.opened.services.session.switch(session)

    def page(self, page: str) -> Page:
        """Show a page with the version selected."""
        self.context.navigate(page, version=self.version)
        settle(self.opened)
        return self.opened.window.page(page)

    def wait(self, qtbot: QtBot) -> None:
        """Wait until nothing runs any more."""
        qtbot.waitUntil(lambda: not self.opened.services.jobs.running, timeout=120_000)
        QApplication.processEvents()


Staging = Callable[..., Stage]


@pytest.fixture
def staging(prepared: Path, tmp_path: Path, qapp: QApplication) -> Iterator[Staging]:
    """Return a function that opens the window for somebody."""
    made: list[Stage] = []

    def make(
        who: str = "Miriam", *, language: Language = Language.ENGLISH, size: tuple[int, int] = (1280, 800)
    ) -> Stage:
        folder = tmp_path / "workspace"
        shutil.copytree(prepared, folder)
        workspace = Workspace.open(folder)
        session = workspace.people.sign_in(workspace.people.find(who).id, PASSPHRASE)
        face = Face(theme=load_theme(ThemeChoice.LIGHT), language=language)
        apply_theme(qapp, face.theme)
        opened = Opened(workspace, session, Settings(tmp_path / "settings.json"), face)
        intact = workspace.trail.verify(depth=Depth.CHAIN)
        opened.services.watch.settle(intact)
        opened.window.resize(*size)
        opened.window.show()
        made.append(Stage(opened))
        return made[-1]

    yield make
    for stage in made:
        stage.opened.services.jobs.close()
        stage.opened.instance.close()
        stage.opened.window.discard()
        stage.workspace.close()


def press(parent: QWidget, name: str) -> None:
    """Press the button with an object name."""
    QApplication.processEvents()
    button = next((item for item in parent.findChildren(QWidget, name) if item.isVisible()), None)
    assert button is not None, f"there is no {name}"
    assert button.isEnabled(), f"{name} is disabled: {button.toolTip()}"
    button.click()  # type: ignore[attr-defined]
    QApplication.processEvents()


def pick(page: Page, check: str) -> None:
    """Choose a check in the list of a run."""
    assert isinstance(page, ChecksPage)
    assert page.checks.choose(check)
    page.checks.picked.emit(check)
    QApplication.processEvents()


def in_dialog(act: Callable[[QDialog], None]) -> list[str]:
    """Act on the modal dialog that opens next; the returned list names it afterwards."""
    seen: list[str] = []

    def look(left: int = 100) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            seen.append(dialog.objectName())
            act(dialog)
        elif left:
            QTimer.singleShot(20, lambda: look(left - 1))

    QTimer.singleShot(0, look)
    return seen
