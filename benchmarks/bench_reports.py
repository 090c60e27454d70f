"""How long does a signed report in two languages take, and how many pages a second is that?"""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.goals import Goal, Outcome
from core.evidence import ReportKind, SignatureMeaning
from core.progress import SILENT
from core.texts import Language
from core.workspace import Workspace

if TYPE_CHECKING:
    from reports.issue import IssueRequest

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "build" / "example"


def requests_of(workspace: Workspace) -> "list[IssueRequest]":
    """Return what is asked for: the GDPR report of a version that was checked, in both languages."""
    from reports.issue import IssueRequest

    heads = (item.version for item in workspace.inventory.summaries() if item.version is not None)
    version = next(item for item in heads if workspace.checking.runs(item.id))
    return [
        IssueRequest(
            version=version.id,
            kind=ReportKind.GDPR_AUDIT,
            language=language,
            meaning=SignatureMeaning.REVIEW,
        )
        for language in Language
    ]


def signed() -> Outcome:
    """Issue the GDPR report of the example in German and English, after everything was imported."""
    from pypdfium2 import PdfDocument

    from reports.issue import issue_reports

    if not (EXAMPLE / "workspace.db").exists():
        raise OSError("no example: pruefstein example build/example makes it")
    persons = json.loads((ROOT / "resources" / "examples" / "persons.json").read_text("utf-8"))["persons"]
    passphrase = next(item["passphrase"] for item in persons if item["key"] == "validator")
    with TemporaryDirectory() as folder:
        place = Path(folder) / "w"
        shutil.copytree(EXAMPLE, place)
        workspace = Workspace.open(place)
        try:
            person = next(item for item in workspace.people.all() if item.name.body.startswith("Dr. Tobias"))
            session = workspace.people.sign_in(person.id, passphrase)
            requests = requests_of(workspace)
            issue_reports(workspace, session, requests, passphrase, SILENT)
            start = perf_counter()
            made, _ = issue_reports(workspace, session, requests, passphrase, SILENT)
            seconds = perf_counter() - start
            pages = sum(len(PdfDocument(workspace.folder / item.path)) for item in made)
        finally:
            workspace.close()
    return Outcome(
        ours=seconds * 60 / pages,
        met=seconds * 60 / pages < 1 and pages / seconds >= 25,
        note="scaled to 30 pages in each of two languages; tagged, PDF/A, signed, filed, with its evidence",
        further={"pages": pages, "pages a second": pages / seconds, "seconds": seconds},
    )


GOALS = (
    Goal(
        id="report",
        work="signed 30-page bilingual report",
        limit="under 1 s after imports, at least 25 pages/s",
        measure=signed,
    ),
)
