"""Where do the predictions of a run come from: the model in its worker, or the table itself?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.inventory import Artifact, ModelVersion
from core.progress import Part, Progress
from core.running.judging import Terms
from core.running.meaning import Meaning
from core.running.scoring import Outcome, Scoring, by_model, score_request
from core.running.stated import stated
from core.workspace.desk import Desk
from core.workspace.golden import check_golden, kept_files

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is scored, by what it is judged, and whether attributions are wanted."""

    version: ModelVersion
    meaning: Meaning
    table: "pd.DataFrame"
    terms: Terms
    explain: bool

    @property
    def artifact(self) -> Artifact | None:
        """Return the file that scores: skops before ONNX, because it computes in double precision."""
        return self.version.artifacts[0] if self.version.artifacts else None


def predict(desk: Desk, scene: Scene, progress: Progress) -> Outcome:
    """Return the predictions after the golden sample was scored as before."""
    artifact = scene.artifact
    if artifact is None:
        return Outcome(predictions=stated(scene.meaning, scene.table, scene.terms))
    scoring = Scoring(
        path=kept_files(desk, artifact),
        artifact=artifact,
        meaning=scene.meaning,
        table=scene.table,
        terms=scene.terms,
        explain=scene.explain,
    )
    check_golden(desk, scene.version, artifact, score_request(scoring), Part(progress, 0.0, 0.2))
    return by_model(scoring, Part(progress, 0.2, 1.0))
