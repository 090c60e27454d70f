"""May the received model be opened, and what is it?"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.artifacts.recognition import ArtifactReport
from core.errors import UntrustedArtifactError
from core.inventory import Artifact, ArtifactFormat
from core.messages import Message, message
from core.progress import Progress

if TYPE_CHECKING:
    from core.examining.examine import ExamineRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAtHand:
    """A model file that may be asked, and what was found in it."""

    path: Path
    artifact: Artifact
    report: ArtifactReport


class RefusedModelError(UntrustedArtifactError):
    """The received model may not be opened; what was found without opening it stands in the report."""

    def __init__(self, why: Message, report: ArtifactReport) -> None:
        """Keep the report, so that whoever shows the error can say more."""
        super().__init__(why)
        self.report = report


def inspected(request: "ExamineRequest", path: Path | None, progress: Progress) -> ModelAtHand | None:
    """Open a model in the confined worker; raises `RefusedModelError` with what to do instead."""
    from core.jobs.tasks import inspect_model

    if path is None:
        return None
    report = inspect_model(path, progress, consent=request.consent is not None)
    if report.artifact is None:
        why = report.refusal or report.recognized
        if report.advice is not None:
            why = message("{why} {advice}", why=why, advice=report.advice)
        raise RefusedModelError(why, report)
    artifact = report.artifact
    consent = request.consent if artifact.format is ArtifactFormat.PICKLE else None
    return ModelAtHand(path=path, artifact=replace(artifact, consent=consent), report=report)
