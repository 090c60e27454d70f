"""How is the model worker asked something about a model's bytes?"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from core.artifacts import words
from core.artifacts.files import Contents
from core.jobs.frames import ARROW, BYTES, JSON
from core.jobs.job import MODEL
from core.jobs.process import Answer, Job, Limits, run
from core.jobs.requests import ModelRequest
from core.jobs.tables import to_arrow
from core.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

_LIMITS = Limits(seconds=900, body=16 << 20)


def ask(
    request: ModelRequest,
    given: Contents,
    tables: "Iterable[pd.DataFrame]" = (),
    *,
    progress: Progress,
) -> Answer:
    """Return the worker's answer; raises `PruefsteinError` when it says or does anything else."""
    frames = (
        (JSON, msgspec.json.encode(request)),
        (BYTES, given.data),
        *((BYTES, given.companions[name]) for name in request.companions),
        *((ARROW, to_arrow(item)) for item in tables),
    )
    job = Job(arguments=MODEL, frames=frames, limits=_LIMITS, sentences=words.MODEL_SENTENCES)
    return run(job, progress)
