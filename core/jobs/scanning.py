"""What do static scanners say about a received file, asked in the confined worker?"""

from dataclasses import replace

import msgspec

from core.artifacts import words
from core.artifacts.advice import predictions_only
from core.artifacts.recognition import Candidate
from core.artifacts.scan import refusal, telling, unfinished, worth_scanning
from core.errors import CancelledError, PruefsteinError
from core.examination import Scan
from core.inventory import ArtifactFormat
from core.jobs.frames import BYTES, JSON
from core.jobs.job import MODEL
from core.jobs.process import Job, Limits, run
from core.jobs.requests import ModelRequest, ModelTask, Scanned
from core.jobs.values import parsed
from core.progress import SILENT, Progress

_LIMITS = Limits(seconds=120, memory=6 << 30, body=1 << 20)
_FOUND, _LENGTH = 20, 120


def scanned(candidate: Candidate, progress: Progress = SILENT) -> Candidate:
    """Return the candidate with what was found in it.

    A file that cannot be scanned, or asks for what no model needs, is refused for good. Formats that cannot
    hold a program are not scanned.
    """
    other = candidate.format is not None and candidate.format.id is not ArtifactFormat.PICKLE
    if other or not worth_scanning(candidate.data):
        return candidate
    scans = _scans(candidate.data, progress)
    found, why = candidate.recognized, refusal(scans)
    if why is None or (found.refusal is not None and not telling(scans)):
        return replace(candidate, recognized=replace(found, scans=scans))
    refused = replace(found, scans=scans, refusal=why, advice=predictions_only(), script=None, warnings=())
    return replace(candidate, recognized=refused)


def _scans(data: bytes, progress: Progress) -> tuple[Scan, ...]:
    request = ModelRequest(task=ModelTask.SCAN, format=ArtifactFormat.PICKLE)
    frames = ((JSON, msgspec.json.encode(request)), (BYTES, data))
    job = Job(arguments=MODEL, frames=frames, limits=_LIMITS, sentences=words.MODEL_SENTENCES)
    try:
        said = parsed(run(job, progress).body, Scanned).scans
    except CancelledError:
        raise
    except PruefsteinError:
        return unfinished()
    return tuple(replace(item, found=tuple(map(_plain, item.found[:_FOUND]))) for item in said[:4])


def _plain(found: str) -> str:
    """Return what was found without signs that could disguise it, such as a change of direction."""
    return "".join(sign if sign.isprintable() else "?" for sign in found[:_LENGTH])
