"""How does an audit become a PDF: signed in a workspace, or a draft marked as unsigned?"""

import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cli.call import Call
from core.errors import UserError
from core.examination import Examination
from core.messages import Message, message
from core.opinion import OpinionGrade, title_text
from core.progress import Progress
from core.texts import Language, Text
from core.workspace import NewOpinion, Session, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What was said about the report."""

    path: Path
    language: Language
    title: str
    opinion: str | None
    grade: OpinionGrade | None
    force: bool

    def new(self, examination: Examination) -> NewOpinion:
        """Return what is to be printed; free text is taken to be in the language of the report."""
        return NewOpinion(
            title=title_text(self.title, self.language, examination),
            examination=examination,
            grade=self.grade,
            conclusion=None if self.opinion is None else Text(self.opinion, self.language),
        )


def check_paper(paper: Paper, inputs: Iterable[Path]) -> None:
    """Raise `UserError` before anything is calculated, for what would stop the report at the end."""
    if any(paper.path.resolve() == item.resolve() for item in inputs):
        raise UserError(
            message(
                "The report would replace the file that is examined: {path}. Name another one.",
                path=str(paper.path),
            )
        )
    if paper.path.exists() and not paper.force:
        raise UserError(
            message(
                "There is already a file {path}. Nothing was calculated. Name another one, or add --force to "
                "replace it.",
                path=str(paper.path),
            )
        )
    if paper.path.is_dir() or not paper.path.parent.is_dir():
        raise UserError(
            message("No file can be written at {path}: there is no such folder.", path=str(paper.path))
        )
    if not os.access(paper.path.parent, os.W_OK):
        raise UserError(
            message(
                "You may not write into the folder {folder}. Nothing was calculated. Name another place for "
                "the report.",
                folder=str(paper.path.parent),
            )
        )
    if paper.grade is not None and not (paper.opinion or "").strip():
        raise UserError(
            message("--grade needs --opinion: write in your own words what you conclude and why.")
        )
    if paper.grade is None and paper.opinion is not None:
        raise UserError(message("--opinion needs --grade: say of which kind the opinion is."))


def opinion_text(typed: str | None) -> str | None:
    """Return the opinion as typed, or from the file after an at sign."""
    if typed is None or not typed.startswith("@"):
        return typed
    try:
        return Path(typed[1:]).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise UserError(
            message("The text of the opinion cannot be read from {path}.", path=typed[1:])
        ) from None


def require_workspace(call: Call) -> None:
    """Raise `UserError` that says how to get a workspace where there is none to sign in."""
    if (call.folder / "workspace.db").is_file():
        return
    raise UserError(
        message(
            "There is no workspace in {folder} in which {name} could sign. Make one: pruefstein init "
            'my-workspace --name "{name}" – then add --workspace my-workspace. Without --as an unsigned '
            "draft is written.",
            folder=str(call.folder),
            name=call.person,
        )
    )


def drafted(call: Call, paper: Paper, examination: Examination) -> None:
    """Write the report unsigned, marked so on every page."""
    from core.workspace.opinion_rules import check_words
    from reports.issue import draft_opinion

    new = paper.new(examination)
    check_words(new)
    write_file(paper.path, draft_opinion(new, paper.language, call.person), force=paper.force)


def signed(
    call: Call,
    paper: Paper,
    examination: Examination,
    signing: tuple[Workspace, Session, str],
    progress: Progress,
) -> str:
    """Keep the opinion in the workspace, sign and file the report, copy it; return its number."""
    from reports.issue import OpinionIssue, issue_opinion

    workspace, session, passphrase = signing
    opinion, _ = workspace.opinions.keep(session, paper.new(examination))
    wanted = OpinionIssue(opinion=opinion.id, languages=(paper.language,))
    (issued,), _ = issue_opinion(workspace, session, wanted, passphrase, progress)
    filed = call.folder / issued.path
    try:
        write_file(paper.path, filed.read_bytes(), force=paper.force)
    except UserError as error:
        raise UserError(
            message(
                "{why} The opinion itself is signed and filed as {number}: {path}. Copy it from there.",
                why=error.message,
                number=issued.id,
                path=str(filed),
            )
        ) from error
    return issued.id


def write_file(path: Path, data: bytes, *, force: bool) -> None:
    """Write a file completely or not at all; an existing one is replaced only with `force`."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists() and not force:
            raise FileExistsError(path)
        temporary.replace(path)
    except OSError as error:
        raise UserError(
            message(
                "The report could not be written to {path}: {reason} Name another file.",
                path=str(path),
                reason=_reason(error),
            )
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _reason(error: OSError) -> Message:
    """Return why a file cannot be written, without the words of the operating system."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return message("there is no room left.")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return message("it may not be written there.")
        case errno.EEXIST | None if isinstance(error, FileExistsError):
            return message("there is such a file by now.")
    return message("no file can be made there.")
