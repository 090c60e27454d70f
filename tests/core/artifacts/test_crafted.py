"""Does a file that crashes its library end in a sentence?"""

from pathlib import Path

import pytest

from core.errors import PruefsteinError
from core.inventory import Task
from core.jobs.tasks import ScoreRequest, inspect_model, score_model
from tests.core.artifacts.crafted import CRASHING
from tests.core.jobs.models import NUMBERS, table


@pytest.mark.parametrize("name", CRASHING)
def test_a_crafted_file_ends_the_worker_and_nothing_else(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(CRASHING[name]())
    report = inspect_model(path)
    if report.artifact is None:
        assert report.refusal is not None
        return
    favorable = "good" if name.startswith("skops") else "1"
    with pytest.raises(PruefsteinError) as caught:
        score_model(
            path, report.artifact, table()[NUMBERS], ScoreRequest(task=Task.BINARY, favorable=favorable)
        )
    assert "crashed" in str(caught.value) or "Nothing was" in str(caught.value)
