"""Do the model files of a registry come in by the ordinary intake, and nothing that lies elsewhere?"""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import joblib
import pytest

from core.canonical import sha256
from core.errors import CancelledError, ConflictError, UserError
from core.exchange.mlflow_places import Place, place_of, roots_of
from core.exchange.mlflow_registry import RegistryVersion
from core.governance.mlflow_imports import FilePlan, MlflowPlan
from core.governance.register.importing import RowAction
from core.governance.register.imports import RegisterImport
from core.inventory import ArtifactFormat, State
from core.messages import Message, message
from core.people import Role
from core.workspace.governance.mlflow_intake import LookedRegistry
from tests.core.artifacts.crafted import lightgbm_text
from tests.core.artifacts.hostile.assembly import call, finished
from tests.core.casework import HALF, Firm, said
from tests.core.exchange.mlflow_stores import RUN, add_version, database_store, folder_store
from tests.core.exchange.test_mlflow_registry import terms
from tests.core.gatework import judged, missing_rules
from tests.core.jobs.models import fitted

LOGGED = "m-" + "5" * 32
MODEL = lightgbm_text().encode()


def logged(folder: Path, name: str = "model.lgb", data: bytes = MODEL, *, flavor: str = "lightgbm") -> Path:
    """Write a logged model as MLflow does."""
    folder.mkdir(parents=True)
    (folder / name.rpartition("/")[2]).write_bytes(data)
    key = "pickled_model" if flavor == "sklearn" else "data"
    stated = f"artifact_path: model\nflavors:\n  {flavor}:\n    {key}: {name}\nmlflow_version: 3.1.0\n"
    (folder / "MLmodel").write_text(stated, encoding="utf-8")
    return folder


def taking(firm: Firm, looked: LookedRegistry, **given: object) -> MlflowPlan:
    """Plan an import with a cut-off."""
    stated = replace(terms(firm), cut_off=HALF, **given)  # type: ignore[arg-type]
    return firm.workspace.mlflow.plan(looked, stated)


def by_number(plan: MlflowPlan) -> dict[str, FilePlan]:
    """Return what becomes of the files of the only model."""
    return {number: file for (_, number), file in plan.files.items()}


@pytest.fixture
def store(firm: Firm, tmp_path: Path) -> Path:
    """A store in which every sort of address stands, some of them hostile."""
    folder = folder_store(
        tmp_path / "mlruns", source=f"file:///other/computer/mlruns/1/{RUN}/artifacts/model"
    )
    artifacts = folder / "1" / RUN / "artifacts"
    logged(artifacts / "model")
    logged(folder / "1" / "models" / LOGGED / "artifacts", data=MODEL + b"\n")
    mark = finished(call("os.system", f"touch {tmp_path / 'mark'}"))
    logged(artifacts / "bad", "model.pkl", mark, flavor="sklearn")
    outside = logged(tmp_path / "outside")
    (artifacts / "link").symlink_to(outside)
    logged(artifacts / "leads", "../../../../../outside/model.lgb")
    logged(artifacts / "plain", "model.bin", b"nothing that is known")
    rmtree(folder / "models" / "pd_retail" / "version-2")
    add_version(
        folder, "pd_retail", 2, run="e" * 32, source=f"file:///store/mlruns/1/{'e' * 32}/artifacts/model"
    )
    sources = (
        f"models:/{LOGGED}",
        f"runs:/{RUN}/bad",
        "s3://bucket/models/pd",
        "file:///store/mlruns/1/../../outside",
        "../../outside",
        str(outside),
        f"{artifacts}/link",
        f"mlflow-artifacts:/1/{RUN}/artifacts/leads",
        f"runs:/{RUN}/plain",
    )
    for number, source in enumerate(sources, 3):
        add_version(folder, "pd_retail", number, source=source)
    return folder


WHY = {
    "2": "not below the folder",
    "4": "asks for “os.system”",
    "5": "not on this computer",
    "6": "leads out",
    "7": "leads out",
    "8": "not below the folder",
    "9": "a link",
    "10": "leads out of the model's own folder",
    "11": "not a model in a format",
}


def previewed(plan: MlflowPlan) -> None:
    """Check what the preview says of each file."""
    files = by_number(plan)
    taken = {number: file for number, file in files.items() if file.taken}
    assert {number: (file.name, file.size, file.digest) for number, file in taken.items()} == {
        "1": (f"1/{RUN}/artifacts/model/model.lgb", len(MODEL), sha256(MODEL)),
        "3": (f"1/models/{LOGGED}/artifacts/model.lgb", len(MODEL) + 1, sha256(MODEL + b"\n")),
    }
    assert {number for number in files if number not in taken} == set(WHY)
    for number, words in WHY.items():
        assert words in str(files[number].why), number
    assert any("dangerous" in str(scan).lower() for scan in files["4"].scans)


def recorded(firm: Firm, done: RegisterImport) -> None:
    """Check versions and outcome of the import."""
    (model,) = firm.workspace.inventory.models()
    versions = {item.label: item for item in firm.workspace.inventory.versions(model.id)}
    assert {label for label, item in versions.items() if item.artifacts} == {"1", "3"}
    (artifact,) = versions["1"].artifacts
    assert (artifact.format, artifact.digest) == (ArtifactFormat.LIGHTGBM, sha256(MODEL))
    assert (artifact.consent, versions["1"].cut_off) == (None, HALF)
    assert firm.workspace.inventory.file(artifact.digest).read_bytes() == MODEL
    notes = versions["5"].notes
    assert notes is not None
    assert "file: It lies at “s3://bucket/models/pd”, not on this computer." in notes.body
    (stored,) = firm.workspace.imports.all()
    assert stored == done
    outcome = {item.version.rpartition("@")[2]: item for item in stored.files}
    assert {label for label, item in outcome.items() if item.taken} == {"1", "3"}
    assert outcome["9"].why is not None
    assert "link" in outcome["9"].why.body


def test_files_below_the_named_folder_come_in_and_all_others_stay_out_with_the_reason(
    firm: Firm, store: Path, tmp_path: Path
) -> None:
    mlflow, owner = firm.workspace.mlflow, firm.as_(Role.OWNER)
    looked, artifacts = mlflow.look(store), store / "1" / RUN / "artifacts"
    plan, before = taking(firm, looked), firm.workspace.trail.count()
    previewed(plan)
    done, _ = mlflow.run(owner, looked, plan, said("Takeover"))

    assert firm.workspace.trail.count() == before + 1 + 11 + 10 + 1, "model, versions, designs, the import"
    recorded(firm, done)
    assert not (tmp_path / "mark").exists()
    verdict = judged(firm.workspace, None, artifact=artifacts / "model" / "model.lgb")
    assert (verdict.version, verdict.artifacts) == ("MOD-0001@1", (sha256(MODEL),))
    unknown = judged(firm.workspace, None, artifact=artifacts / "plain" / "model.bin")
    assert missing_rules(unknown) == {"gate.subject.artifact.unknown"}
    assert firm.workspace.trail.verify().intact
    again = taking(firm, mlflow.look(store))
    assert {item.action for item in again.models[0].versions} == {RowAction.SAME}
    assert not again.changes_anything


def test_a_preview_can_be_stopped_and_files_can_be_left_out(firm: Firm, store: Path) -> None:
    with pytest.raises(UserError, match="one logged model and no registry"):
        firm.workspace.mlflow.look(store / "1" / RUN / "artifacts" / "model")
    looked = firm.workspace.mlflow.look(store)
    with pytest.raises(CancelledError):
        firm.workspace.mlflow.plan(looked, replace(terms(firm), cut_off=HALF), Stopped())
    plan = taking(firm, looked, files=False)
    assert (plan.files, plan.new_versions) == ({}, 11)
    without = firm.workspace.mlflow.plan(looked, terms(firm))
    assert "cut-off" in str(by_number(without)["1"].why), "it is never guessed"
    firm.workspace.mlflow.run(firm.as_(Role.OWNER), looked, plan, said("Takeover"))
    (model,) = firm.workspace.inventory.models()
    assert not any(item.artifacts for item in firm.workspace.inventory.versions(model.id))


class Stopped:
    """A person who stops at the first file."""

    def __call__(self, fraction: float, doing: Message) -> None:
        """Stop."""
        self.check()

    def check(self) -> None:
        """Stop."""
        raise CancelledError(message("Stopped. Nothing was changed."))


def test_a_draft_gets_its_file_later_and_a_pickle_only_with_consent(firm: Firm, tmp_path: Path) -> None:
    mlflow, owner = firm.workspace.mlflow, firm.as_(Role.OWNER)
    database = database_store(tmp_path / "mlflow.db")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("ALTER TABLE model_versions ADD COLUMN storage_location TEXT")
        place = f"file://{tmp_path}/mlartifacts/1/{RUN}/artifacts/model"
        connection.execute("UPDATE model_versions SET storage_location = ? WHERE version = 1", (place,))
        connection.commit()
    looked = mlflow.look(database)
    mlflow.run(owner, looked, taking(firm, looked), said("Takeover"))
    (model,) = firm.workspace.inventory.models()
    first, second = firm.workspace.inventory.versions(model.id)
    assert not first.artifacts
    folder = tmp_path / "mlartifacts" / "1" / RUN / "artifacts" / "model"
    logged(folder, "model.pkl", b"", flavor="sklearn")
    joblib.dump(fitted(), folder / "model.pkl")
    refused = by_number(taking(firm, looked))["1"]
    assert refused.consent_needed
    assert not refused.taken
    looked = mlflow.look(database)
    plan = taking(firm, looked, consent=said("From our own registry"))
    assert [item.action for item in plan.models[0].versions] == [RowAction.CHANGE, RowAction.SAME]
    good = (folder / "model.pkl").read_bytes()
    (folder / "model.pkl").write_bytes(good + b"\n")
    with pytest.raises(ConflictError, match="model file of pd_retail, version 1, was changed"):
        mlflow.run(owner, looked, plan, said("Files"))
    (folder / "model.pkl").write_bytes(good)
    mlflow.run(owner, looked, plan, said("Files"))
    completed = firm.workspace.inventory.version(first.id)
    assert completed.artifacts[0].consent is not None
    assert completed.artifacts[0].consent.by == owner.person.id
    assert (completed.training, completed.state) == (first.training, State.DRAFT)
    assert firm.workspace.inventory.version(second.id) == second
    assert not taking(firm, mlflow.look(database), consent=said("Again")).changes_anything
    (folder / "model.pkl").write_bytes(good + b"\n")
    (changed, _) = taking(firm, mlflow.look(database)).models[0].versions
    assert changed.action is RowAction.SKIP
    assert "another one in MLflow now" in str(changed.why)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("C:\\mlruns\\1\\" + RUN + "\\artifacts\\model", f"1/{RUN}/artifacts/model"),
        (f"mlruns/1/{RUN}/artifacts/model", f"1/{RUN}/artifacts/model"),
        (f"file:///x%2F..%2Fy/{RUN}/artifacts/model", None),
        (f"file://server/share/1/{RUN}/artifacts/model", None),
        ("/srv/models/model", None),
        ("models:/pd_retail/1", None),
        (f"runs:/{RUN}/../../../secret", None),
        ("", None),
    ],
)
def test_an_address_is_found_by_its_parts_or_not_at_all(
    tmp_path: Path, source: str, found: str | None
) -> None:
    store = folder_store(tmp_path / "mlruns")
    logged(store / "1" / RUN / "artifacts" / "model")
    (tmp_path / "secret").mkdir()
    place = place_of(RegistryVersion(number="1", source=source, run_id=RUN), roots_of(store))
    assert (place.name if isinstance(place, Place) else None) == found
