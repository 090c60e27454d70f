"""What do the commands that issue signed reports have in common?"""

from collections.abc import Iterable
from typing import Annotated

import typer

from cli.call import Call
from cli.inputs import one_of
from core.evidence import IssuedReport, SignatureMeaning
from core.messages import N_
from core.texts import Language
from core.workspace import Workspace

BOTH = "both"

ReportLanguage = Annotated[
    str | None,
    typer.Option(
        "--lang",
        "--report-language",
        help=N_(
            "Language of the report: de, en, or both from one evidence set; default: the one spoken here."
        ),
    ),
]
Meaning = Annotated[
    str, typer.Option(help=N_("What the signature says: authorship, review, approval or responsibility."))
]


def languages_of(call: Call, chosen: str | None) -> tuple[Language, ...]:
    """Return the language that was typed, both, or the one spoken here."""
    wanted = chosen or call.translator.language.value
    return tuple(Language) if wanted == BOTH else (one_of(Language, wanted, "--lang"),)


def meaning_of(typed: str) -> SignatureMeaning:
    """Return what the signature says; raises `UserError` listing the possible meanings."""
    return one_of(SignatureMeaning, typed, "--meaning")


def paths_of(workspace: Workspace, issued: Iterable[IssuedReport]) -> list[str]:
    """Return the absolute path of each filed report."""
    return [str(workspace.reporting.path(item).resolve()) for item in issued]


def answer_issued(call: Call, issued: Iterable[IssuedReport], paths: list[str]) -> None:
    """Print each path alone on a line."""
    rows = [{"report": item, "path": path} for item, path in zip(issued, paths, strict=True)]
    call.answer({"reports": rows}, "\n".join(paths))
