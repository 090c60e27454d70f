"""Which of the reference models open, and do they score as recorded?

    python tools/formats_table.py [FOLDER]    prints the table; FOLDER holds models/trained_models.json

Every file goes through the same confined worker as in the application. The pickles in it are of known origin
and are opened with a consent that is only stated here.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.artifacts.formats import get
from core.ids import PersonId
from core.inventory import Artifact, ArtifactFormat, Consent, Task
from core.jobs.tasks import ScoreRequest, inspect_model, score_model
from core.language import Translator
from core.texts import Language, Text

if TYPE_CHECKING:
    import pandas as pd

DOUBLE, SINGLE = 1e-9, 1e-6
"""Largest difference from the recorded scores: computed in double precision, and in single."""
_ROOT = Path(__file__).parent.parent
_COLUMNS = {"mtpl_poisson": "p_glm", "mtpl_lgb_poisson": "p_lgb", "gsoep_rf": "p_Gymnasium"}
_STEMS = {"insurance": "mtpl"}
CONSENT = Consent(
    by=PersonId(""),
    name="tools/formats_table.py",
    reason=Text("Files of known origin", Language.ENGLISH),
    given_at=datetime(2026, 11, 1, tzinfo=UTC),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of one file."""

    file: str
    recognized: str
    estimator: str = ""
    rows: int = 0
    deviation: float | None = None
    """Largest difference from the recorded scores; None: it was refused."""
    allowed: float = 0.0
    refusal: str = ""
    """Why it was refused although a consent was given."""
    unconsented: str = ""
    """Why it was refused without a consent."""
    digest: str = ""
    confinement: str = ""


def trained(folder: Path) -> Iterator[Row]:
    """Open every model that was trained on the reference data and score it on its recorded rows."""
    for entry in json.loads((folder / "models" / "trained_models.json").read_text(encoding="utf-8")):
        path = folder / entry["file"]
        if path.is_file():
            yield _scored(path, Task(entry["task"]))


def found(folder: Path) -> Iterator[Row]:
    """Inspect every file that was found in public, hostile ones included, with and without consent."""
    for entry in json.loads((folder / "models" / "found_models.json").read_text(encoding="utf-8")):
        path = folder / "models" / entry["file"]
        if path.is_file():
            yield _inspected(path)[0]


def _inspected(path: Path) -> tuple[Row, Artifact | None]:
    say = Translator(Language.ENGLISH).say
    first = inspect_model(path)
    report = inspect_model(path, consent=True) if first.consent_needed else first
    row = Row(
        file=f"{path.parent.name}/{path.name}",
        recognized=say(report.recognized),
        refusal="" if report.refusal is None else say(report.refusal),
        unconsented="" if first.refusal is None else say(first.refusal),
        digest=report.digest or "",
        confinement=report.confinement,
    )
    if report.artifact is None:
        return row, None
    row = replace(row, estimator=report.artifact.estimator)
    if report.artifact.format is ArtifactFormat.PICKLE:
        return row, replace(report.artifact, consent=CONSENT)
    return row, report.artifact


def _scored(path: Path, task: Task) -> Row:
    row, artifact = _inspected(path)
    if artifact is None:
        return row
    inputs, recorded = _tables(path)
    favorable = {Task.BINARY: "1", Task.MULTICLASS: "Gymnasium"}.get(task)
    scored = score_model(path, artifact, inputs, ScoreRequest(task=task, favorable=favorable))
    expected = recorded[_COLUMNS.get(path.stem, f"p_{path.name}")].to_numpy(dtype="float64")
    deviation = float(abs(scored.score - expected).max())
    if scored.predicted is not None and task is Task.MULTICLASS:
        same = list(scored.predicted) == list(recorded["pred"])
        deviation = deviation if same else float("inf")
    allowed = SINGLE if get(artifact.format).single else DOUBLE
    return replace(row, rows=len(inputs), deviation=deviation, allowed=allowed)


def _tables(path: Path) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """Return the model's rows and the recorded scores, which lie beside it."""
    import pandas as pd

    stem = _STEMS.get(path.parent.name, path.parent.name)
    stem = f"{stem}_unaware" if "unaware" in path.name else stem
    recorded = pd.read_parquet(path.parent / f"{stem}_test_with_predictions.parquet")
    own = path.parent / f"{path.stem}_input_test.parquet"
    return (pd.read_parquet(own) if own.is_file() else recorded), recorded


def main() -> int:
    """Print the table; exit code 1 when a trained model does not score as recorded."""
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PRUEFSTEIN_REFERENCE_DATA")
    folder = Path(given) if given else _ROOT.parent / "shared" / "data"
    wrong = 0
    print("| File | Recognized as | Model | Rows | Largest difference | Confined | Refused because |")
    print("|---|---|---|---|---|---|---|")
    for row in (*trained(folder), *found(folder)):
        differs = row.deviation is not None and not row.deviation <= row.allowed
        wrong += differs
        deviation = "" if row.deviation is None else f"{row.deviation:.2g}" + (" !" if differs else "")
        cells = (row.file, row.recognized, row.estimator, str(row.rows or ""), deviation, row.confinement)
        print("|", " | ".join((*cells, row.refusal)), "|")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
