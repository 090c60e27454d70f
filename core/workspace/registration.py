"""What must hold before a version is recorded, and how do its files get in?"""

import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import IntegrityError, UntrustedArtifactError, UserError
from core.inventory import Artifact, ArtifactFormat, Consent, Dataset, GoldenSample, ModelVersion, Task
from core.messages import message
from core.progress import Part, Progress
from core.running.meaning import meaning_of
from core.running.scoring import inputs_of
from core.workspace.desk import Desk
from core.workspace.golden import ROWS, Candidate, make_golden
from core.workspace.lookup import Reader, active_person, the_dataset, the_model
from core.workspace.requests import NewVersion
from core.workspace.tables import load

if TYPE_CHECKING:
    import pandas as pd

_PREFERRED = (
    ArtifactFormat.SKOPS,
    ArtifactFormat.LIGHTGBM,
    ArtifactFormat.CATBOOST,
    ArtifactFormat.XGBOOST,
    ArtifactFormat.ONNX,
    ArtifactFormat.PICKLE,
)
"""Of several files of a version the first scores: double precision before single, a pickle last."""
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,31}")


def check_new_version(reader: Reader, new: NewVersion) -> tuple[Dataset, ...]:
    """Raise `UserError` for what can be seen without opening a file; return the version's data sets."""
    the_model(reader, new.model)
    active_person(reader, new.developer)
    check_form(new)
    _require_unique(reader, new)
    datasets = tuple(the_dataset(reader, dataset) for dataset in dict.fromkeys(new.datasets))
    if new.golden_from is not None and new.golden_from not in new.datasets:
        raise UserError(
            message("The golden sample must come from a data set of the version. Choose one of them.")
        )
    _check_favorable(new, datasets)
    return datasets


def check_form(new: NewVersion) -> None:
    """Raise `UserError` for a label or cut-off that cannot be, whatever else is registered."""
    if not _LABEL.fullmatch(new.label):
        raise UserError(
            message(
                "“{label}” cannot be a version's label. Use 1 to 32 letters, digits, dots, hyphens, plus "
                "signs or underscores, beginning with a letter or digit.",
                label=new.label,
            )
        )
    _check_cut_off(new)


def _require_unique(reader: Reader, new: NewVersion) -> None:
    taken = {version.label.casefold() for version in reader.select(ModelVersion, model=new.model)}
    if new.label.casefold() in taken:
        raise UserError(
            message(
                "{model} already has a version “{label}”. Choose another label.",
                model=new.model,
                label=new.label,
            )
        )


def _check_cut_off(new: NewVersion) -> None:
    if new.task is Task.BINARY and new.artifacts and new.cut_off is None:
        raise UserError(
            message(
                "A binary model needs its cut-off and what a higher score means, because both are never "
                "guessed. State them."
            )
        )
    if new.cut_off is None:
        return
    if new.task is not Task.BINARY:
        raise UserError(message("Only binary models have a cut-off. Remove it, or correct the task."))
    try:
        number = new.cut_off.number
    except (ValueError, ZeroDivisionError):
        number = float("nan")
    if (not 0 <= number <= 1 and new.artifacts) or number != number:  # noqa: PLR0124 (NaN differs from itself)
        raise UserError(
            message(
                "“{value}” cannot be a cut-off. Write a number between 0 and 1, for example 0.5 or 5/6.",
                value=new.cut_off.value,
            )
        )


def _check_favorable(new: NewVersion, datasets: tuple[Dataset, ...]) -> None:
    if new.task is not Task.BINARY or not new.artifacts:
        return
    for dataset in datasets:
        if dataset.favorable is None:
            raise UserError(
                message(
                    "{dataset} does not say which value is favorable to the person, which a binary model "
                    "needs. Register the data set with it.",
                    dataset=dataset.id,
                )
            )


def take_artifacts(
    desk: Desk, new: NewVersion, consent: Consent | None, progress: Progress
) -> tuple[Artifact, ...]:
    """Inspect the files in the worker and copy them in, those to be preferred first.

    Raises `UntrustedArtifactError` for a file that is refused, `UserError` for files that do not belong
    together.
    """
    taken: list[Artifact] = []
    steps = len(new.artifacts) + (new.converted is not None)
    for position, path in enumerate(new.artifacts):
        part = Part(progress, position / steps, (position + 1) / steps)
        taken.append(_kept(desk, path, consent, part))
    if new.converted is not None and new.artifacts:
        taken.append(_converted(desk, new, consent, Part(progress, 1 - 1 / steps, 1.0)))
    for position, artifact in enumerate(taken):
        if any(other.digest == artifact.digest for other in taken[:position]):
            name = artifact.file_name.name()
            raise UserError(message("“{name}” is given twice. Name each file once.", name=name))
    _require_same_features(taken)
    return tuple(sorted(taken, key=lambda item: _PREFERRED.index(item.format)))


def _kept(desk: Desk, path: Path, consent: Consent | None, progress: Progress) -> Artifact:
    """Inspect a file or folder and copy exactly what was inspected."""
    from core.artifacts.files import contents

    artifact = _inspected(path, consent, progress)
    try:
        found = contents(path, artifact)
    except IntegrityError:
        raise UserError(
            message(
                "“{name}” changed while it was read. Nothing was registered. Try again when nobody "
                "writes to it.",
                name=path.name,
            )
        ) from None
    desk.files.add(found.data)
    for data in found.companions.values():
        desk.files.add(data)
    return artifact


def _converted(desk: Desk, new: NewVersion, consent: Consent | None, progress: Progress) -> Artifact:
    """Convert the first file; the golden sample decides whether the result agrees with it."""
    from core.jobs.tasks import convert_model

    path, target = new.artifacts[0], new.converted
    if target is None:
        raise ValueError("there is no format to convert to")
    sample = _sample(desk, new) if target is ArtifactFormat.ONNX else None
    made = convert_model(path, target, sample=sample, consent=consent is not None, progress=progress)
    with tempfile.TemporaryDirectory(prefix="pruefstein-converted-") as folder:
        file = Path(folder) / f"{path.stem}.{target.value}"
        file.write_bytes(made)
        return _kept(desk, file, None, progress)


def _sample(desk: Desk, new: NewVersion) -> "pd.DataFrame | None":
    if not new.datasets:
        return None
    chosen = new.golden_from or new.datasets[0]
    return load(desk, the_dataset(desk.store, chosen)).head(ROWS)


def _inspected(path: Path, consent: Consent | None, progress: Progress) -> Artifact:
    from core.jobs.tasks import inspect_model

    report = inspect_model(path, progress, consent=consent is not None)
    if report.artifact is not None:
        given = consent if report.artifact.format is ArtifactFormat.PICKLE else None
        return replace(report.artifact, consent=given)
    if report.refusal is None or report.advice is None:
        raise UntrustedArtifactError(
            report.refusal
            or message(
                "“{name}” is not a model file that can be used: {what}.",
                name=path.name,
                what=report.recognized,
            )
        )
    raise UntrustedArtifactError(message("{refusal} {advice}", refusal=report.refusal, advice=report.advice))


def _require_same_features(artifacts: list[Artifact]) -> None:
    named = [set(artifact.features) for artifact in artifacts if artifact.features]
    different = named[0].union(*named) - named[0].intersection(*named) if named else set()
    if different:
        raise UserError(
            message(
                "The model files do not read the same columns; these differ: {columns}. Nothing was "
                "registered. Export them from the same model.",
                columns=", ".join(sorted(different)[:12]),
            )
        )


def golden_of(
    desk: Desk,
    new: NewVersion,
    artifacts: tuple[Artifact, ...],
    datasets: tuple[Dataset, ...],
    progress: Progress,
) -> GoldenSample | None:
    """Return the golden sample; None without a file or without data."""
    from core.jobs.tasks import ScoreRequest

    for dataset in datasets:
        for artifact in artifacts:
            inputs_of(artifact, meaning_of(dataset))
    if not artifacts or not datasets:
        return None
    source = next((item for item in datasets if item.id == new.golden_from), datasets[0])
    request = ScoreRequest(task=new.task, favorable=source.favorable, cut_off=new.cut_off)
    return make_golden(desk, Candidate(artifacts=artifacts, dataset=source, request=request), progress)
