"""How does a document get in, and is it still the file that was filed?"""

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.governance.documents import (
    Document,
    DocumentKind,
    DocumentState,
    document_state,
    replaced_by,
    safe_file_name,
)
from core.ids import DocumentId
from core.messages import message
from core.people import Permission
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.subjects import require_subject
from core.workspace.lookup import Reader, require_one_of, require_text
from core.workspace.session import Session
from core.workspace.tables import copied_out, verified

MAY_FILE = (Permission.REGISTER, Permission.ASSESS, Permission.RAISE_FINDING, Permission.OPERATE)
_LANGUAGE = re.compile(r"[a-z]{2}")
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """A file to be filed."""

    path: Path
    title: Text
    kind: DocumentKind
    subject: str | None = None
    """Id of what it is about; None: the whole firm."""
    language: str = ""
    """ISO 639-1, for example "de"."""
    valid_until: date | None = None
    replaces: DocumentId | None = None
    note: Text | None = None
    example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """A document with whether it counts today."""

    document: Document
    state: DocumentState


class Documents:
    """Filed documents; any person who registers, assesses, raises findings or operates may file one."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def all(self) -> tuple[Document, ...]:
        """Return every document, newest first."""
        return self._desk.store.all(Document)[::-1]

    def lines(self, subject: str | None = None) -> tuple[DocumentLine, ...]:
        """Return documents with whether they count, newest first: all, or those of a subject."""
        found = self.all() if subject is None else self.of(subject)
        replaced, today = replaced_by(found), self._desk.clock().date()
        return tuple(
            DocumentLine(document=item, state=document_state(item, replaced, today)) for item in found
        )

    def of(self, subject: str) -> tuple[Document, ...]:
        """Return the documents about exactly this thing, newest first."""
        return self._desk.store.select(Document, subject=subject)[::-1]

    def current(self, subject: str, kind: DocumentKind) -> Document | None:
        """Return the newest document of a kind about a thing that counts today; None if there is none."""
        counting = (line for line in self.lines(subject) if line.state is DocumentState.CURRENT)
        return next((line.document for line in counting if line.document.kind is kind), None)

    def get(self, document: DocumentId) -> Document:
        """Return one document; raises `UserError` if there is none."""
        return the_document(self._desk.store, document)

    def path(self, document: DocumentId) -> Path:
        """Return where the file lies; raises `IntegrityError` if it is gone or was changed."""
        return verified(self._desk, self.get(document).digest)

    def save_copy(self, document: DocumentId, folder: Path) -> Path:
        """Write the unchanged file into a folder under a safe name and return its path; replaces nothing."""
        found, source = self.get(document), self.path(document)
        return copied_out(source, folder / safe_file_name(found.file_name.name()))

    def file(self, session: Session, new: NewDocument) -> tuple[Document, Changes]:
        """Copy a file in under its digest and record what it is about; it is not opened."""
        require_one_of(session, *MAY_FILE)
        require_text(new.title, message("The document has no title. Nothing was filed. Give it one."))
        self._check(new)
        data = _contents(new.path, self._desk.policy.document_limit_mb)
        digest = self._desk.files.add(data)
        with self._desk.store.transaction(session) as step:
            require_subject(step, new.subject)
            _check_replaced(step, new)
            document = Document(
                id=DocumentId(step.new_id(Document)),
                title=new.title,
                kind=new.kind,
                subject=new.subject,
                file_name=Text(safe_file_name(new.path.name), new.title.language),
                digest=digest,
                size=len(data),
                language=new.language,
                valid_until=new.valid_until,
                replaces=new.replaces,
                note=new.note,
                filed_by=session.person.id,
                filed_at=self._desk.clock(),
                example=new.example,
            )
            step.put(document, Action.DOCUMENT_FILED)
        return document, Changes.ESTATE

    def set_validity(
        self, session: Session, document: DocumentId, until: date | None, reason: Text
    ) -> tuple[Document, Changes]:
        """State another last day; the reason is kept in the audit trail."""
        require_one_of(session, *MAY_FILE)
        require_text(reason, message("The reason is missing. Write why the last day changes."))
        with self._desk.store.transaction(session, reason) as step:
            changed = replace(_standing(step, document), valid_until=until)
            step.put(changed, Action.DOCUMENT_CHANGED)
        return changed, Changes.ESTATE

    def withdraw(self, session: Session, document: DocumentId, reason: Text) -> tuple[Document, Changes]:
        """Say that a document no longer counts; the file stays, because others may rest on it."""
        require_one_of(session, *MAY_FILE)
        require_text(reason, message("The reason is missing. Write why the document no longer counts."))
        with self._desk.store.transaction(session, reason) as step:
            withdrawn = replace(
                _standing(step, document),
                withdrawn_by=session.person.id,
                withdrawn_at=self._desk.clock(),
                withdrawn_because=reason,
            )
            step.put(withdrawn, Action.DOCUMENT_CHANGED)
        return withdrawn, Changes.ESTATE

    def _check(self, new: NewDocument) -> None:
        if new.language and not _LANGUAGE.fullmatch(new.language):
            raise UserError(
                message(
                    "“{value}” is no language. Nothing was filed. Write two letters, for example de or en.",
                    value=new.language,
                )
            )
        if new.valid_until is not None and new.valid_until < self._desk.clock().date():
            raise UserError(
                message("The document is no longer valid. Nothing was filed. Choose a later last day.")
            )


def the_document(reader: Reader, document: DocumentId) -> Document:
    """Return a document; raises `UserError` if there is none."""
    found = reader.get(Document, document)
    if found is None:
        raise UserError(message("There is no document {id}. Choose one from the list.", id=document))
    return found


def _standing(step: Transaction, document: DocumentId) -> Document:
    found = the_document(step, document)
    if found.withdrawn_at is not None:
        raise NotAllowedError(
            message("{document} was withdrawn, so it stays as it is. File a new one.", document=document)
        )
    return found


def _check_replaced(step: Transaction, new: NewDocument) -> None:
    """Refuse to replace what is gone, was replaced before, or is about something else."""
    if new.replaces is None:
        return
    old = _standing(step, new.replaces)
    if old.subject != new.subject:
        raise UserError(
            message(
                "{document} is about something else, so it cannot be replaced by this one. Nothing was "
                "filed. Choose a document about the same thing.",
                document=old.id,
            )
        )
    siblings = step.all(Document) if new.subject is None else step.select(Document, subject=new.subject)
    if old.id in replaced_by(siblings):
        raise UserError(
            message(
                "{document} was replaced before. Nothing was filed. Replace its successor instead.",
                document=old.id,
            )
        )


def _contents(path: Path, limit_mb: int) -> bytes:
    """Read a regular file up to the policy's limit."""
    if not path.is_file():
        raise UserError(
            message(
                "“{name}” is no file that can be read. Nothing was filed. Choose another file.",
                name=path.name,
            )
        )
    try:
        with path.open("rb") as stream:
            data = stream.read(limit_mb * _MEGABYTE + 1)
    except OSError as error:
        raise UserError(
            message("“{name}” cannot be read. Nothing was filed. Check its permissions.", name=path.name)
        ) from error
    if not data:
        raise UserError(message("“{name}” is empty. Nothing was filed. Choose another file.", name=path.name))
    if len(data) > limit_mb * _MEGABYTE:
        raise UserError(
            message(
                "“{name}” is larger than {limit} MB, the policy's limit for documents. Nothing was filed. "
                "Make it smaller, or file the place where it is kept.",
                name=path.name,
                limit=limit_mb,
            )
        )
    return data
