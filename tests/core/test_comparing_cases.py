"""Are runs compared with what was asked for, are questions answered, and does the replay need no model?"""

from dataclasses import replace
from pathlib import Path

import pytest

from core.audit import Action
from core.checks.base import Need
from core.checks.registry import get
from core.errors import UserError
from core.ids import Exact
from core.inventory import ArtifactFormat, Dataset, DatasetKind, ModelVersion
from core.options import Change, CheckOptions, FeatureRule, SampleRole
from core.people import Role
from core.results import CheckRun, RunState, Verdict
from core.risk import Band
from core.workspace import NewDataset, RunRequest
from tests.core.casework import Firm, said
from tests.core.test_checking_cases import loans, scored

SUITE = ("drift", "overfit", "robustness", "artifact_parity")
RULES = CheckOptions(
    rules=(
        FeatureRule(column="hoehe", low=Exact("100"), high=Exact("20000")),
        FeatureRule(column="alter", change=Change.FIXED),
    )
)


def training(firm: Firm, small_examples: Path, like: Dataset) -> Dataset:
    """Register the rows the shipped model learned from."""
    new = NewDataset(
        path=small_examples / "learned.csv",
        name=said("Learned"),
        kind=DatasetKind.TRAINING,
        dialect=like.dialect,
        columns=like.columns,
        favorable=like.favorable,
        groupings=like.groupings,
    )
    return firm.workspace.inventory.register_dataset(firm.as_(Role.DEVELOPER), new)[0]


def prepared(firm: Firm, small_examples: Path) -> tuple[ModelVersion, Dataset, Dataset]:
    dataset = loans(firm, small_examples)
    learned = training(firm, small_examples, dataset)
    models = small_examples / "models"
    version = scored(
        firm, dataset.id, models / "kredit_logreg.onnx", models / "kredit_logreg.skops", value="5/6"
    )
    return version, dataset, learned


def run(firm: Firm, request: RunRequest) -> CheckRun:
    return firm.workspace.checking.run(firm.as_(Role.VALIDATOR), request)[0]


@pytest.mark.parametrize(
    "suite",
    [SUITE, pytest.param((*SUITE, "counterfactuals"), marks=pytest.mark.full)],
    ids=["one question", "two questions"],
)
def test_a_run_is_compared_asks_the_model_and_is_repeated_without_it(
    firm: Firm, small_examples: Path, suite: tuple[str, ...]
) -> None:
    version, dataset, learned = prepared(firm, small_examples)
    asked = RunRequest(
        version=version.id, dataset=dataset.id, checks=suite, options=RULES, reference=learned.id
    )
    found = run(firm, asked)
    assert found.state is RunState.FINISHED
    assert {item.role for item in found.samples} == {SampleRole.REFERENCE, SampleRole.OTHER_ARTIFACT}
    reference = next(item for item in found.samples if item.role is SampleRole.REFERENCE)
    assert (reference.dataset, reference.rows, reference.digest) == (learned.id, learned.rows, learned.digest)
    assert found.options == RULES
    measured = {item.check for item in found.results if item.measurements}
    assert set(suite) <= measured
    parity = next(item for item in found.results if item.check == "artifact_parity")
    assert parity.verdict is not Verdict.FAILED
    for artifact in version.artifacts:
        firm.workspace.inventory.file(artifact.digest).unlink()
    assert firm.workspace.checking.replay(found.id).equal


def test_the_training_data_of_the_version_are_the_reference_without_asking(
    firm: Firm, small_examples: Path
) -> None:
    version, dataset, learned = prepared(firm, small_examples)
    new = replace(version, datasets=(dataset.id, learned.id))
    with firm.workspace._desk.store.transaction(firm.as_(Role.DEVELOPER)) as step:
        step.put(new, Action.VERSION_CHANGED)
    found = run(firm, RunRequest(version=version.id, dataset=dataset.id, checks=("drift",)))
    assert [item.dataset for item in found.samples] == [learned.id]
    without = run(firm, RunRequest(version=version.id, dataset=dataset.id, checks=("performance",)))
    assert without.samples == ()


def test_two_versions_are_compared_on_the_same_rows(firm: Firm, small_examples: Path) -> None:
    dataset = loans(firm, small_examples)
    models = small_examples / "models"
    old = scored(firm, dataset.id, models / "kredit_logreg.skops", value="5/6")
    new = scored(firm, dataset.id, models / "kredit_forest.skops", value="5/6")
    asked = RunRequest(
        version=new.id, dataset=dataset.id, checks=("version_comparison", "swap_set"), other_version=old.id
    )
    found = run(firm, asked)
    assert [(item.role, item.version) for item in found.samples] == [(SampleRole.OTHER_VERSION, old.id)]
    assert all(item.state is RunState.FINISHED for item in found.results)
    assert firm.workspace.checking.replay(found.id).equal


def test_a_version_without_a_file_cannot_be_the_other_one(firm: Firm) -> None:
    version, other = firm.version(), firm.version("2")
    asked = RunRequest(
        version=version.id, dataset=version.datasets[0], checks=("performance",), other_version=other.id
    )
    with pytest.raises(UserError, match="no model file, or another task"):
        run(firm, asked)


def test_options_that_cannot_be_meant_stop_the_run_before_anything(firm: Firm) -> None:
    version = firm.version()
    asked = RunRequest(version=version.id, dataset=version.datasets[0], checks=("performance",))
    with pytest.raises(UserError, match="the column “branch”, which the table does not have"):
        run(firm, replace(asked, options=CheckOptions(controls=("branch",))))
    upside_down = FeatureRule(column="age", low=Exact("9"), high=Exact("1"))
    with pytest.raises(UserError, match="allows nothing: 9 is above 1"):
        run(firm, replace(asked, options=CheckOptions(rules=(upside_down,))))
    assert firm.workspace.checking.runs(version.id) == ()


def test_what_applies_follows_from_what_is_there(firm: Firm, small_examples: Path) -> None:
    version = firm.version()
    asked = RunRequest(version=version.id, dataset=version.datasets[0])
    there = firm.workspace.checking.at_hand(asked)
    assert {Need.LABELS, Need.SCORES, Need.GROUPS} <= there
    assert not {Need.ANSWERS, Need.ATTRIBUTIONS, Need.REFERENCE, Need.TIME} & there
    applicable = firm.workspace.checking.applicable(asked)
    assert {"performance", "group_fairness"} <= set(applicable)
    assert all(get(check).needs <= there for check in applicable)
    with_model, dataset, learned = prepared(firm, small_examples)
    more = RunRequest(version=with_model.id, dataset=dataset.id, reference=learned.id)
    assert set(applicable) < set(firm.workspace.checking.applicable(more))
    assert [item.format for item in with_model.artifacts] == [ArtifactFormat.SKOPS, ArtifactFormat.ONNX]


def test_limits_are_stated_before_the_run(firm: Firm) -> None:
    version = firm.version()
    firm.assess(version.id, high=True)
    asked = RunRequest(version=version.id, dataset=version.datasets[0])
    stated = firm.workspace.checking.stated(asked)
    assert tuple(stated) == firm.workspace.policy.checks_for(Band.HIGH, version.task)
    assert {limit.measure for limit in stated["group_fairness"]} >= {"impact_ratio"}
    assert all(limit.source_de and limit.source_en for limits in stated.values() for limit in limits)
    assert firm.workspace.checking.runs(version.id) == ()
    found = run(firm, asked)
    judged = {item.threshold for result in found.results for item in result.conclusions} - {None}
    assert judged <= {limit for limits in stated.values() for limit in limits}
