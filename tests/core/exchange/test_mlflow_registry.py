"""Is a registry of MLflow taken over once, whole, without running or opening anything it names?"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import ConflictError, NotAllowedError, UntrustedArtifactError, UserError
from core.exchange import mlflow_files
from core.exchange.mlflow_registry import read_registry
from core.governance.mlflow_imports import MlflowTerms
from core.governance.register.importing import RowAction
from core.governance.register.imports import RowChoice
from core.ids import Exact, ModelId
from core.inventory import ModelKind, RecordBasis, State, Task
from core.people import Role
from core.texts import Language
from tests.core.casework import Firm, said
from tests.core.exchange.mlflow_stores import RUN, add_version, database_store, folder_store


def terms(firm: Firm, **choices: RowChoice) -> MlflowTerms:
    """Return what a person says to the import."""
    return MlflowTerms(
        owner=firm.person(Role.OWNER).id,
        developer=firm.person(Role.DEVELOPER).id,
        kind=ModelKind.MACHINE_LEARNING,
        task=Task.BINARY,
        area="Retail",
        language=Language.ENGLISH,
        choices=choices,
    )


@pytest.mark.parametrize("form", ["folder", "above the folder", "database", "above the database"])
def test_both_stores_say_the_same_and_nobody_who_ran_it(tmp_path: Path, form: str) -> None:
    make = folder_store if "folder" in form else database_store
    store = make(tmp_path / ("mlruns" if "folder" in form else "mlflow.db"))
    (model,) = read_registry(tmp_path if form.startswith("above") else store).models

    assert (model.name, model.tags) == ("pd_retail", {"team": "Credit Risk"})
    first, second = model.versions
    assert (first.number, first.stage, first.aliases) == ("1", "Production", ("champion",))
    assert first.run is not None
    assert (first.run.metrics["auc"], first.run.parameters["max_depth"]) == ("0.79", "4")
    assert (second.number, second.stage, second.run) == ("2", "", None)
    assert "jana" not in repr(model)


def taken_over(firm: Firm) -> tuple[Path, ModelId]:
    """Take a registry over; return it and its model."""
    store = folder_store(firm.folder / "mlruns")
    looked = firm.workspace.mlflow.look(store)
    plan = firm.workspace.mlflow.plan(looked, terms(firm))
    assert (plan.count(RowAction.NEW), plan.new_versions) == (1, 2)
    before = firm.workspace.trail.count()
    done, _ = firm.workspace.mlflow.run(firm.as_(Role.OWNER), looked, plan, said("Takeover"))
    assert firm.workspace.trail.count() == before + 5
    assert firm.workspace.inventory.file(done.source).read_bytes() == looked.registry.content
    (model,) = firm.workspace.inventory.models()
    return store, model.id


def test_a_registry_becomes_models_drafts_and_experiments(firm: Firm) -> None:
    _, identity = taken_over(firm)

    model = firm.workspace.inventory.model(identity)
    assert (model.basis, model.foreign_id, model.business_area.body) == (
        RecordBasis.TAKEN_OVER,
        "mlflow:pd_retail",
        "Retail",
    )
    assert model.purpose.body == "Estimates default. Ümlaut\nsecond line"
    first, second = firm.workspace.inventory.versions(model.id)
    assert (first.label, first.state, first.artifacts) == ("1", State.DRAFT, ())
    assert first.training["parameter:max_depth"] == "4"
    assert first.training["commit"] == "a" * 40
    assert first.notes is not None
    assert "stage: Production" in first.notes.body
    record = firm.workspace.designs.of(first.id)
    assert record is not None
    assert record.experiments[0].metrics == {"auc": Exact("0.79")}
    assert firm.workspace.designs.of(second.id) is None


def test_a_second_import_adds_only_new_versions_and_keeps_the_old(firm: Firm) -> None:
    store, model = taken_over(firm)
    mlflow, owner = firm.workspace.mlflow, firm.as_(Role.OWNER)
    first = firm.workspace.inventory.versions(model)[0]
    looked = mlflow.look(store)
    with pytest.raises(UserError, match="everything was taken over already"):
        mlflow.run(owner, looked, mlflow.plan(looked, terms(firm)), said("Again"))
    add_version(store, "pd_retail", 3)
    (store / "models" / "pd_retail" / "version-1" / "tags" / "data").write_text("2026Q1", encoding="utf-8")
    looked = mlflow.look(store)
    plan = mlflow.plan(looked, terms(firm))
    actions = [item.action for item in plan.models[0].versions]
    assert actions == [RowAction.SKIP, RowAction.SAME, RowAction.NEW], "what was taken over stays"
    mlflow.run(owner, looked, plan, said("Third version"))
    versions = firm.workspace.inventory.versions(model)
    assert [item.label for item in versions] == ["1", "2", "3"]
    assert versions[0] == first
    assert len(firm.workspace.inventory.models()) == 1
    assert firm.workspace.trail.verify().intact


def test_a_model_of_the_same_name_is_decided_on_and_keeps_its_own_versions(firm: Firm) -> None:
    there = firm.model(name="PD Retail")
    firm.version("1", model=there)
    store = folder_store(firm.folder / "mlruns", "pd_retail", "fraud")
    mlflow, owner = firm.workspace.mlflow, firm.as_(Role.OWNER)
    looked = mlflow.look(store)
    open_plan = mlflow.plan(looked, terms(firm))
    assert [item.action for item in open_plan.models] == [RowAction.NEW, RowAction.DECIDE]
    with pytest.raises(UserError, match="1 models may be there already"):
        mlflow.run(owner, looked, open_plan, said("Takeover"))
    joined = RowChoice(action=RowAction.CHANGE, model=there)
    stated = terms(firm, pd_retail=joined, fraud=RowChoice(action=RowAction.SKIP))
    mlflow.run(owner, looked, mlflow.plan(looked, stated), said("Takeover"))

    labels = [item.label for item in firm.workspace.inventory.versions(there)]
    assert labels == ["1", "mlflow-1", "2"]
    again = mlflow.plan(looked, replace(stated, choices={"fraud": stated.choices["fraud"]}))
    assert again.models[1].action is RowAction.SAME, "known by its versions, whatever the model is called"
    assert len(firm.workspace.inventory.models()) == 1


def test_guards_hold_against_other_roles_and_stale_previews(firm: Firm) -> None:
    store = folder_store(firm.folder / "mlruns")
    mlflow = firm.workspace.mlflow
    looked = mlflow.look(store)
    plan = mlflow.plan(looked, terms(firm))
    with pytest.raises(NotAllowedError):
        mlflow.run(firm.as_(Role.AUDITOR), looked, plan, said("Takeover"))
    with pytest.raises(UserError, match="reason is missing"):
        mlflow.run(firm.as_(Role.OWNER), looked, plan, said(" "))
    firm.model(name="pd_retail")
    with pytest.raises(ConflictError, match="inventory was changed"):
        mlflow.run(firm.as_(Role.OWNER), looked, plan, said("Takeover"))
    add_version(store, "pd_retail", 3)
    with pytest.raises(ConflictError, match="registry was changed"):
        mlflow.run(firm.as_(Role.OWNER), looked, plan, said("Takeover"))
    assert len(firm.workspace.inventory.models()) == 1


def linked_models(store: Path) -> None:
    """Make the folder of models a link."""
    (store / "models").rename(store.parent / "elsewhere")
    (store / "models").symlink_to(store.parent / "elsewhere")


def linked_meta(store: Path) -> None:
    """Make a version's meta.yaml a link to a secret."""
    secret = store.parent / "secret"
    secret.write_text("name: pd_retail\n", encoding="utf-8")
    meta = store / "models" / "pd_retail" / "version-1" / "meta.yaml"
    meta.unlink()
    meta.symlink_to(secret)


def linked_run(store: Path) -> None:
    """Make the folder of a run a link."""
    (store / "1" / RUN).rename(store.parent / "run")
    (store / "1" / RUN).symlink_to(store.parent / "run")


def piped_tag(store: Path) -> None:
    """Put a pipe where a tag should be; reading it would wait for ever."""
    os.mkfifo(store / "models" / "pd_retail" / "tags" / "pipe")


@pytest.mark.parametrize("attack", [linked_models, linked_meta, linked_run, piped_tag])
def test_links_and_pipes_in_a_registry_are_refused(tmp_path: Path, attack: Callable[[Path], None]) -> None:
    store = folder_store(tmp_path / "mlruns")
    attack(store)

    with pytest.raises(UntrustedArtifactError):
        read_registry(store)


def test_paths_that_lead_elsewhere_stay_texts(tmp_path: Path) -> None:
    secret = tmp_path / "outside" / "params"
    secret.mkdir(parents=True)
    (secret / "key").write_text("stolen", encoding="utf-8")
    (tmp_path / "outside" / "meta.yaml").write_text("run_id: x\n", encoding="utf-8")
    store = folder_store(tmp_path / "mlruns", source="file:///etc/passwd")
    add_version(store, "pd_retail", 3, run="../../outside", source="../../../../etc/passwd")

    (model,) = read_registry(store).models

    assert model.versions[0].source == "file:///etc/passwd"
    assert model.versions[2].run is None
    assert "stolen" not in repr(model)
    assert "root:" not in repr(model)


def test_a_registry_that_contradicts_its_folders_or_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = folder_store(tmp_path / "mlruns")
    meta = store / "models" / "pd_retail" / "meta.yaml"
    good = meta.read_text(encoding="utf-8")
    meta.write_text(good.replace("name: pd_retail", "name: other"), encoding="utf-8")
    with pytest.raises(UserError, match="damaged"):
        read_registry(store)
    meta.write_text("a: &a [1]\nb: *a\n", encoding="utf-8")
    with pytest.raises(UserError, match="damaged"):
        read_registry(store)
    meta.write_text(good, encoding="utf-8")
    monkeypatch.setattr(mlflow_files, "MOST_ENTRIES", 0)
    with pytest.raises(UntrustedArtifactError, match="more than is taken over"):
        read_registry(store)
    with pytest.raises(UserError, match="no model registry"):
        read_registry(store / "1")


def test_a_database_of_another_form_is_refused_and_its_views_are_not_run(tmp_path: Path) -> None:
    path = database_store(tmp_path / "mlflow.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE model_versions RENAME TO hidden")
        connection.execute("CREATE VIEW model_versions AS SELECT * FROM hidden")
        connection.commit()
    with pytest.raises(UserError, match="tables are missing"):
        read_registry(path)
    path.write_bytes(b"SQLite format 3\x00 and then nothing")
    with pytest.raises(UserError, match="damaged"):
        read_registry(path)
