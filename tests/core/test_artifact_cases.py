"""Are models of every form registered with all their files, and re-scored before every run?"""

from dataclasses import replace
from pathlib import Path

import joblib
import numpy as np
import pytest

from core.errors import IntegrityError, UntrustedArtifactError, UserError
from core.ids import Exact
from core.inventory import (
    ArtifactFormat,
    Column,
    ColumnRole,
    CutOff,
    Dataset,
    DatasetKind,
    ModelVersion,
    ScoreMeans,
    Task,
)
from core.people import Role
from core.results import RunState
from core.workspace import NewDataset, NewVersion, RunRequest
from tests.core.artifacts.crafted import lightgbm_text, xgboost_ubj
from tests.core.artifacts.test_companions import with_weights
from tests.core.artifacts.test_mlflow import folder as mlflow_folder
from tests.core.casework import CSV, Firm, said
from tests.core.jobs.models import NUMBERS, TEXTS, exportable, fitted, table
from tests.core.test_inventory_cases import untouched


def loans(firm: Firm, columns: list[str], *, coded: bool = True) -> Dataset:
    """The mixed table as a data set; its target is 0 and 1, or bad and good."""
    rows = table()[columns].assign(result=table()["result"])
    if coded:
        rows["result"] = np.where(rows["result"] == "good", 1, 0)
    path = firm.folder / f"loans-{len(firm.names)}.csv"
    firm.names.append(path.name)
    rows.to_csv(path, index=False)
    kinds = {"job": "text", "home": "text", "age": "number", "amount": "number"}
    features = tuple(Column(name=name, dtype=kinds[name], roles=(ColumnRole.FEATURE,)) for name in columns)
    target = Column(name="result", dtype="integer" if coded else "text", roles=(ColumnRole.TARGET,))
    new = NewDataset(
        path=path,
        name=said("Loans"),
        kind=DatasetKind.TEST,
        dialect=CSV,
        columns=(*features, target),
        favorable="1" if coded else "good",
    )
    return firm.workspace.inventory.register_dataset(firm.as_(Role.DEVELOPER), new)[0]


def form(firm: Firm, dataset: Dataset, *files: Path, task: Task = Task.BINARY) -> NewVersion:
    cut_off = CutOff(value=Exact("0.5"), score_means=ScoreMeans.FAVORABLE)
    return NewVersion(
        model=firm.model(),
        label="1",
        task=task,
        developer=firm.person(Role.DEVELOPER).id,
        artifacts=files,
        cut_off=cut_off if task is Task.BINARY else None,
        datasets=(dataset.id,),
    )


def register(firm: Firm, new: NewVersion) -> ModelVersion:
    return firm.workspace.inventory.register_version(firm.as_(Role.DEVELOPER), new)[0]


def performance(firm: Firm, version: ModelVersion) -> RunState:
    request = RunRequest(version=version.id, dataset=version.datasets[0], checks=("performance",))
    return firm.workspace.checking.run(firm.as_(Role.VALIDATOR), request)[0].state


def test_a_lightgbm_model_is_kept_and_scored_before_every_run(firm: Firm, tmp_path: Path) -> None:
    path = tmp_path / "model.txt"
    path.write_text(lightgbm_text(), encoding="utf-8")
    version = register(firm, form(firm, loans(firm, TEXTS + NUMBERS), path))
    assert version.golden is not None
    assert version.golden.tolerance == pytest.approx(1e-9)
    assert performance(firm, version) is RunState.FINISHED


def test_a_model_in_single_precision_gets_a_wider_golden_sample(firm: Firm, tmp_path: Path) -> None:
    pytest.importorskip("xgboost")
    path = tmp_path / "model.ubj"
    path.write_bytes(xgboost_ubj())
    version = register(firm, form(firm, loans(firm, TEXTS + NUMBERS), path))
    assert version.golden is not None
    assert version.golden.tolerance == pytest.approx(1e-5)


def test_weights_in_further_files_are_kept_with_the_model(firm: Firm, tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    path = with_weights(tmp_path / "model")
    version = register(firm, form(firm, loans(firm, NUMBERS), path, task=Task.REGRESSION))
    (companion,) = version.artifacts[0].companions
    stored = firm.workspace.inventory.file(companion.digest)
    assert stored.read_bytes() == (path.parent / "weights.bin").read_bytes()
    assert performance(firm, version) is RunState.FINISHED
    stored.chmod(0o600)
    stored.write_bytes(bytes(12))
    with pytest.raises(IntegrityError):
        performance(firm, version)


def test_an_mlflow_folder_is_registered_by_its_model_file(firm: Firm, tmp_path: Path) -> None:
    flavor = "  lightgbm:\n    data: model.lgb\n"
    path = mlflow_folder(tmp_path, flavor, {"model.lgb": lightgbm_text().encode()})
    version = register(firm, form(firm, loans(firm, TEXTS + NUMBERS), path))
    (artifact,) = version.artifacts
    assert artifact.format is ArtifactFormat.LIGHTGBM
    assert firm.workspace.inventory.file(artifact.digest).read_bytes() == lightgbm_text().encode()


def test_a_pickle_is_registered_only_with_the_consent_of_the_acting_person(
    firm: Firm, tmp_path: Path
) -> None:
    path = tmp_path / "model.joblib"
    joblib.dump(fitted(), path)
    new = form(firm, loans(firm, TEXTS + NUMBERS, coded=False), path)
    untouched(firm, lambda: register(firm, new), UntrustedArtifactError)
    untouched(firm, lambda: register(firm, replace(new, consent=said(" "))), UserError)
    version = register(firm, replace(new, consent=said("From our own training server")))
    consent = version.artifacts[0].consent
    assert consent is not None
    assert consent.by == firm.person(Role.DEVELOPER).id
    assert consent.reason.body == "From our own training server"
    assert consent.name == ""
    assert performance(firm, version) is RunState.FINISHED
    assert all("training server" not in str(event) for event, _ in firm.workspace.trail.events())
    assert firm.workspace.trail.verify().intact


@pytest.mark.parametrize("target", [ArtifactFormat.SKOPS, ArtifactFormat.ONNX])
def test_a_converted_form_is_kept_beside_the_pickle_and_must_agree_with_it(
    firm: Firm, tmp_path: Path, target: ArtifactFormat
) -> None:
    if target is ArtifactFormat.ONNX:
        pytest.importorskip("skl2onnx")
    path = tmp_path / "model.joblib"
    joblib.dump(exportable(), path)
    new = form(firm, loans(firm, TEXTS + NUMBERS, coded=False), path)
    version = register(firm, replace(new, consent=said("Known origin"), converted=target))
    assert [item.format for item in version.artifacts] == [target, ArtifactFormat.PICKLE]
    assert version.artifacts[0].consent is None
    assert version.artifacts[0].file_name.name() == f"model.{target.value}"
    assert performance(firm, version) is RunState.FINISHED


def test_a_consent_is_recorded_only_where_one_was_needed(firm: Firm, tmp_path: Path) -> None:
    path = tmp_path / "model.txt"
    path.write_text(lightgbm_text(), encoding="utf-8")
    new = form(firm, loans(firm, TEXTS + NUMBERS), path)
    version = register(firm, replace(new, consent=said("Not needed")))
    assert version.artifacts[0].consent is None
