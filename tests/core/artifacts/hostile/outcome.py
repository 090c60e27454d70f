"""What became of one hostile file when it was handed in without consent, with consent, and past the scan?"""

import json
from dataclasses import dataclass
from pathlib import Path

from core.artifacts.recognition import ArtifactReport
from core.jobs.process import Limits, run
from core.jobs.tasks import inspect_model
from core.language import Translator
from core.messages import Message
from core.texts import Language
from tests.core.artifacts.hostile.corpus import Hostile
from tests.core.jobs.children import job


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said about a file."""

    item: Hostile
    without: ArtifactReport
    consented: ArtifactReport

    @property
    def opened(self) -> bool:
        """Whether the file counts as a model in the end."""
        return self.consented.artifact is not None


def handed_in(item: Hostile) -> Outcome:
    """Hand a file in twice: without anybody's consent, and with it."""
    return Outcome(item, inspect_model(item.path), inspect_model(item.path, consent=True))


def said(message: Message) -> tuple[str, str]:
    """Say a sentence in both languages."""
    english, german = (Translator(language).say(message) for language in (Language.ENGLISH, Language.GERMAN))
    return english, german


_LISTED = """
import json
from pathlib import Path
from core.artifacts.pickle import open_model
from core.errors import PruefsteinError
from core.jobs.confinement import confine, limit
paths = json.loads({paths!r})
data = [Path(path).read_bytes() for path in paths]
limit(4 << 30, 60)
level = confine(Path(start.scratch))
opened = []
for path, one in zip(paths, data):
    try:
        open_model(one)
        opened.append(path)
    except (PruefsteinError, MemoryError):
        pass
    except Exception as error:
        if isinstance(error, OSError):
            raise
channel.hello("full")
channel.result({{"tried": len(data), "opened": opened}})
"""


def past_the_scan(files: list[Path]) -> tuple[int, list[str]]:
    """Open files as pickles by the reviewed list in one confined process, whatever a scan would say.

    Return how many were tried and which opened.
    """
    said = json.loads(run(job(_LISTED.format(paths=_listed(files)), limits=Limits(seconds=90))).body)
    return int(said["tried"]), list(said["opened"])


_RAW = """
import contextlib, io, json, pickle
from pathlib import Path
from core.jobs.confinement import confine, limit
import joblib, numpy, sklearn.svm, scipy.stats
paths = json.loads({paths!r})
data = [Path(path).read_bytes() for path in paths]
limit(4 << 30, 60)
level = confine(Path(start.scratch))
for one in data:
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            pickle.loads(one)
        except BaseException:
            pass
channel.hello("full")
channel.result({{"loaded": len(data)}})
"""


def raw_but_confined(files: list[Path]) -> int:
    """Load pickles without any list in a confined process; return how many were loaded."""
    answer = run(job(_RAW.format(paths=_listed(files)), limits=Limits(seconds=90)))
    return int(json.loads(answer.body)["loaded"])


def _listed(files: list[Path]) -> str:
    return json.dumps([str(path) for path in files])
