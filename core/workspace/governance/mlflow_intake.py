"""Which model files does a registry bring along, and may they come in? The intake of model files says it.

Nothing is opened in this process; what may run a program is not opened without consent, and else only in the
confined worker, as for every received file.
"""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.artifacts.recognition import ArtifactReport, recognize
from core.errors import ConflictError, UntrustedArtifactError, UserError
from core.examination import Scan
from core.exchange.mlflow_places import Place, place_of, roots_of
from core.exchange.mlflow_registry import MlflowRegistry, RegistryVersion
from core.governance.mlflow_imports import FileKey, FilePlan, MlflowTerms
from core.ids import Digest, ModelId
from core.inventory import Artifact, Consent, ModelVersion, Task
from core.jobs.tasks import inspect_model
from core.messages import Message, message
from core.progress import SILENT, Part, Progress
from core.workspace import registration
from core.workspace.desk import Desk
from core.workspace.requests import NewVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedRegistry:
    """A registry as found."""

    registry: MlflowRegistry
    source: Digest
    path: Path
    files: Path | None = None
    """A further folder in which model files are looked for."""
    reports: MutableMapping[tuple[Path, bool], ArtifactReport] = field(default_factory=dict)
    """What was said of files since, so that another preview need not open them again."""

    def stated(self) -> Mapping[FileKey, RegistryVersion]:
        """Return the versions by model and number."""
        return {(model.name, item.number): item for model in self.registry.models for item in model.versions}

    def places(self) -> Mapping[FileKey, Place | Message]:
        """Return where the models of the versions lie, or why that is not known."""
        roots = roots_of(self.path, self.files)
        return {key: place_of(item, roots) for key, item in self.stated().items()}


def planned_files(
    looked: LookedRegistry,
    terms: MlflowTerms,
    asked: Sequence[tuple[FileKey, ModelVersion | None]],
    progress: Progress = SILENT,
) -> dict[FileKey, FilePlan]:
    """Return what becomes of each file: new ones are inspected, of known ones the digest is compared."""
    if not terms.files:
        return {}
    places = looked.places()
    found = {}
    for at, (key, there) in enumerate(asked):
        place, part = places[key], Part(progress, at / len(asked), (at + 1) / len(asked))
        part(0.0, message("Model file {n} of {count}", n=at + 1, count=len(asked)))
        if isinstance(place, Message):
            found[key] = FilePlan(name="", why=place)
        elif there is not None and there.artifacts:
            found[key] = FilePlan(name=place.name, digest=recognize(place.path).digest)
        else:
            task = terms.task if there is None else there.task
            found[key] = _inspected(looked, place, (terms, task), part)
    return found


def _inspected(
    looked: LookedRegistry, place: Place, said: tuple[MlflowTerms, Task], progress: Progress
) -> FilePlan:
    report = _report(looked, place.path, said[0], progress)
    why = report.refusal if report.artifact is None else _form_problem(place.path, *said)
    if report.artifact is None and why is None:
        why = message("It is no model file that can be used: {what}.", what=report.recognized)
    inner = "" if report.artifact is None else report.artifact.file_name.body
    return FilePlan(
        name=f"{place.name}/{inner}" if inner and place.path.is_dir() else place.name,
        size=report.size,
        digest=report.digest,
        recognized=report.recognized,
        scans=tuple(_scan(item) for item in report.scans),
        consent_needed=report.consent_needed,
        why=why,
    )


def _report(looked: LookedRegistry, path: Path, terms: MlflowTerms, progress: Progress) -> ArtifactReport:
    consent = terms.consent is not None and bool(terms.consent.body.strip())
    found = looked.reports.get((path, consent))
    if found is None:
        found = inspect_model(path, progress, consent=consent)
        looked.reports[path, consent] = found
    return found


def _scan(scan: Scan) -> Message:
    found = ", ".join(scan.found) or "–"
    return message("{scanner}: {verdict} ({found})", scanner=scan.scanner, verdict=scan.verdict, found=found)


def _form_problem(path: Path, terms: MlflowTerms, task: Task) -> Message | None:
    """Return why a version of these terms cannot have a file: a binary one needs its cut-off."""
    new = NewVersion(
        model=ModelId(""),
        label="1",
        task=task,
        developer=terms.developer,
        artifacts=(path,),
        cut_off=terms.cut_off,
    )
    try:
        registration.check_form(new)
    except UserError as error:
        return error.message
    return None


def taken_files(
    desk: Desk,
    looked: LookedRegistry,
    wanted: Mapping[FileKey, tuple[NewVersion, Digest | None]],
    consent: Consent | None,
    progress: Progress,
) -> dict[FileKey, Artifact]:
    """Inspect the files again and keep exactly what was inspected.

    Raises `ConflictError` when one is not what the preview showed.
    """
    places, done = looked.places(), {}
    for at, (key, (new, digest)) in enumerate(wanted.items()):
        place, part = places[key], Part(progress, at / len(wanted), (at + 1) / len(wanted))
        part(0.0, message("Model file {n} of {count}", n=at + 1, count=len(wanted)))
        if isinstance(place, Message):
            raise _changed(key)
        try:
            (artifact,) = registration.take_artifacts(
                desk, replace(new, artifacts=(place.path,)), consent, part
            )
        except (UntrustedArtifactError, UserError):
            raise _changed(key) from None
        if artifact.digest != digest:
            raise _changed(key)
        done[key] = artifact
    return done


def _changed(key: FileKey) -> ConflictError:
    return ConflictError(
        message(
            "The model file of {name}, version {number}, was changed since the preview. Nothing was taken "
            "over. Look at the registry again.",
            name=key[0],
            number=key[1],
        )
    )
