"""Are experiments, measured values and training facts entered in the window, and kept as entered?"""

import pytest
from pytestqt.qtbot import QtBot

from core.errors import UserError
from core.governance.design import Criterion
from core.governance.measured import Figure
from core.governance.split import SplitMethod
from core.ids import DatasetId, Digest, Exact, RunId, VersionId
from core.policy import Relation
from core.workspace.governance.designs import DesignEdit
from gui.dialogs.design import SplitDialog
from gui.dialogs.design_parts import ExperimentDialog, ReachedDialog, TrainingDialog
from gui.pages.record import RecordPage
from gui.sections.base import Section
from gui.sections.record.design import DesignSection
from gui.sections.record.experiments import ExperimentsSection
from gui.start import Opened
from gui.widgets.basic import SecondaryButton
from tests.gui.conftest import Desk, add_version, finish_jobs, text

VERSION = VersionId("MOD-0001@2")


@pytest.fixture
def draft(opened: Opened, desk: Desk) -> Opened:
    """The first model with a second version that is a draft."""
    add_version(desk, opened.workspace.inventory.models()[0].id, "2")
    return opened


def shown(opened: Opened, name: str) -> Section:
    """Open a section of the draft's record."""
    opened.window.navigate("record", version=VERSION, section=name)
    page = opened.window.current
    assert isinstance(page, RecordPage)
    return page.section(name)


def press(section: Section, name: str) -> None:
    """Press a button of a section."""
    button = section.findChild(SecondaryButton, name)
    assert button is not None
    assert button.isEnabled(), button.toolTip()
    button.click()


def test_candidates_are_entered_and_one_is_the_version(
    draft: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = shown(draft, "experiments")
    assert isinstance(section, ExperimentsSection)
    names = iter(("boosting", "forest"))

    def filled(dialog: ExperimentDialog, action: str) -> bool:
        dialog.finish(action, name="go")
        assert "name" in dialog.go.toolTip()
        dialog.called.write(next(names))
        dialog.metrics.write("auc=0.71; brier=0.18")
        dialog.parameters.write("depth=4")
        return dialog.go.isEnabled()

    monkeypatch.setattr(ExperimentDialog, "ask", filled)
    for _ in range(2):
        section._buttons["add_experiment"].click()
        finish_jobs(qtbot, draft)
    assert section.choose("forest")
    press(section, "choose_experiment")
    finish_jobs(qtbot, draft)
    record = draft.workspace.designs.of(VERSION)
    assert record is not None
    assert [(item.name, item.chosen) for item in record.experiments] == [
        ("boosting", False),
        ("forest", True),
    ]
    assert record.experiments[0].metrics == {"auc": "0.71", "brier": "0.18"}
    assert not section._buttons["choose_experiment"].isEnabled()
    session = draft.window.context.session.current
    with pytest.raises(UserError, match="no experiment"):
        draft.workspace.designs.choose(session, VERSION, "another")


def test_what_a_version_was_made_from_is_completed_and_taken_away(
    draft: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = shown(draft, "design")
    entered = [("abcdef1", "7", "C=1, depth=4"), ("abcdef1", "", "C=1")]

    def filled(dialog: TrainingDialog, _action: str) -> bool:
        commit, seed, parameters = entered.pop(0)
        dialog.commit.write(commit)
        dialog.seed.write(seed)
        dialog.parameters.write(parameters)
        return True

    monkeypatch.setattr(TrainingDialog, "ask", filled)
    press(section, "complete_training")
    finish_jobs(qtbot, draft)
    facts = draft.workspace.inventory.version(VERSION).training
    assert facts == {"commit": "abcdef1", "parameter:C": "1", "parameter:depth": "4", "seed": "7"}
    press(section, "complete_training")
    finish_jobs(qtbot, draft)
    assert draft.workspace.inventory.version(VERSION).training == {"commit": "abcdef1", "parameter:C": "1"}


def test_a_reached_value_is_chosen_from_what_runs_measured(
    draft: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = draft.window.context.session.current
    criterion = Criterion(measure=text("AUC"), relation=Relation.AT_LEAST, target=Exact("0.7"))
    record, _ = draft.workspace.designs.record(session, VERSION, DesignEdit(criteria=(criterion,)))

    def dialog() -> ReachedDialog:
        made = ReachedDialog(draft.window.context, VERSION, record, None)
        qtbot.addWidget(made)
        made.finish("Record", name="go")
        return made

    assert dialog().go.toolTip() == "No check has measured anything of this version yet."
    measured = Figure(
        run=RunId("RUN-0007"),
        dataset=DatasetId("DS-0001"),
        result_digest=Digest("0" * 64),
        value=0.72,
        low=None,
        high=None,
        n=9,
    )
    key = (Digest("1" * 64), "performance", "auc", None)
    monkeypatch.setattr("gui.dialogs.design_parts.figures", lambda _: {key: measured})
    value = dialog().value
    assert (value.criterion, value.run, value.check, value.measure) == (0, "RUN-0007", "performance", "auc")
    with pytest.raises(UserError, match="RUN-0007"):
        draft.workspace.designs.reached(session, VERSION, value)


def test_shares_and_guideline_of_a_split_are_kept(draft: Opened, qtbot: QtBot) -> None:
    dialog = SplitDialog(draft.window.context, VERSION, None, None)
    qtbot.addWidget(dialog)
    dialog.method.setCurrentIndex(dialog.method.findData(SplitMethod.RANDOM))
    dialog.shares.write("training=0.7, test=0.3")
    split = dialog.edit.split
    assert split is not None
    assert [(item.kind.value, item.share) for item in split.shares] == [("training", "0.7"), ("test", "0.3")]
    assert dialog.guideline.currentText() == "none"
    dialog.shares.write("most of it")
    with pytest.raises(UserError, match="no share"):
        _ = dialog.edit
    assert isinstance(shown(draft, "design"), DesignSection)
