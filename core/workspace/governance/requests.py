"""How is evidence asked for, answered, frozen and judged?"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from core.audit import Action
from core.errors import IntegrityError, NotAllowedError, UserError
from core.governance.documents import safe_file_name
from core.governance.requests import (
    REQUEST_MOVES,
    EvidenceRequest,
    RequestCase,
    RequestDeed,
    RequestEntry,
    Submission,
    SubmittedFile,
    frozen_digest,
    request_refusal,
    unchanged,
)
from core.ids import Digest, DocumentId, FindingId, ModelId, PersonId, RequestId, VersionId, model_of
from core.messages import Message, message
from core.people import Permission, Person
from core.store.transaction import Transaction
from core.texts import Language, Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.finding_desk import require_now, stored_person
from core.workspace.governance.documents import the_document
from core.workspace.lookup import Reader, active_person, require_text, the_finding, the_model, the_version
from core.workspace.session import Session
from core.workspace.tables import verified

_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """Evidence to be asked for."""

    title: Text
    text: Text
    items: tuple[Text, ...] = ()
    to: PersonId
    due: date
    model: ModelId | None = None
    version: VersionId | None = None
    finding: FindingId | None = None
    control: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """An answer to be submitted."""

    text: Text
    items: tuple[Text, ...] = ()
    """One for each point of the list."""
    files: tuple[Path, ...] = ()
    documents: tuple[DocumentId, ...] = ()
    """Filed documents that are handed in as they are now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Doing:
    step: Transaction
    request: EvidenceRequest
    deed: RequestDeed
    session: Session
    now: datetime
    reason: Text | None

    def put(
        self, changed: EvidenceRequest, *, before: str | None = None, after: str | None = None
    ) -> EvidenceRequest:
        """Move the request on, enter the deed and record it."""
        entry = RequestEntry(
            deed=self.deed,
            by=self.session.person.id,
            at=self.now,
            reason=self.reason,
            before=before,
            after=after,
        )
        state = REQUEST_MOVES[self.deed][self.request.state]
        done = replace(changed, state=state, life=(*changed.life, entry))
        self.step.put(done, Action.REQUEST_CHANGED)
        return done


class Requests:
    """Evidence requests with their answers."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def all(self) -> tuple[EvidenceRequest, ...]:
        """Return every request, newest first."""
        return self._desk.store.all(EvidenceRequest)[::-1]

    def of(self, model: ModelId) -> tuple[EvidenceRequest, ...]:
        """Return the requests about a model, newest first."""
        return self._desk.store.select(EvidenceRequest, model=model)[::-1]

    def get(self, request: RequestId) -> EvidenceRequest:
        """Return one request; raises `UserError` if there is none."""
        return the_request(self._desk.store, request)

    def refusal(self, request: RequestId, deed: RequestDeed, person: Person) -> Message | None:
        """Return why a person may not do this with a request now, or None."""
        store = self._desk.store
        return request_refusal(_case(store, the_request(store, request), person), deed)

    def frozen(self, request: RequestId) -> bool | None:
        """Tell whether every answer and file is as it was submitted; None where a text was erased since."""
        found = [unchanged(item) for item in self.get(request).submissions]
        for submission in self.get(request).submissions:
            for file in submission.files:
                try:
                    verified(self._desk, file.digest)
                except IntegrityError:
                    found.append(False)
        if False in found:
            return False
        return None if None in found else True

    def file(self, request: RequestId, digest: Digest) -> Path:
        """Return where a submitted file lies; raises `IntegrityError` if it is gone or was changed."""
        files = [file for item in self.get(request).submissions for file in item.files]
        if digest not in {file.digest for file in files}:
            raise UserError(message("{request} has no such file. Refresh the list.", request=request))
        return verified(self._desk, digest)

    def send(self, session: Session, new: NewRequest) -> tuple[EvidenceRequest, Changes]:
        """Ask somebody for evidence; by whoever may raise findings."""
        session.require(Permission.RAISE_FINDING)
        require_text(new.title, message("The request has no title. Say in one line what is asked for."))
        require_text(new.text, message("The request has no text. Write what is to be shown."))
        for item in new.items:
            require_text(item, message("A point of the list is empty. Write it, or remove it."))
        now = self._desk.clock()
        if new.due < now.date():
            raise UserError(message("The answer would be due in the past. Choose a later day."))
        with self._desk.store.transaction(session) as step:
            require_now(step, session, Permission.RAISE_FINDING)
            active_person(step, new.to)
            if new.to == session.person.id:
                raise UserError(message("You would ask yourself. Choose somebody else."))
            model, version = _subject(step, new)
            request = EvidenceRequest(
                id=RequestId(step.new_id(EvidenceRequest)),
                title=new.title,
                text=new.text,
                items=new.items,
                to=new.to,
                due=new.due,
                model=model,
                version=version,
                finding=new.finding,
                control=(new.control or "").strip() or None,
                requested_by=session.person.id,
                requested_at=now,
            )
            step.put(request, Action.EVIDENCE_REQUESTED)
        return request, Changes.REVIEWS

    def answer(self, session: Session, request: RequestId, new: NewAnswer) -> tuple[EvidenceRequest, Changes]:
        """Submit an answer, which is frozen by that; by who was asked or their deputy on the model."""
        incoming = self._incoming(new)
        with self._doing(session, request, RequestDeed.ANSWERED) as doing:
            _check_answer(doing.request, new)
            named = tuple(_filed(doing.step, item) for item in dict.fromkeys(new.documents))
            open_ = Submission(
                text=new.text,
                items=new.items,
                files=(*incoming, *named),
                by=session.person.id,
                at=doing.now,
                seal=Text(secrets.token_urlsafe(24), Language.ENGLISH),
                digest=Digest(""),
            )
            submission = replace(open_, digest=frozen_digest(open_))
            changed = replace(doing.request, submissions=(*doing.request.submissions, submission))
            changed = doing.put(changed, after=submission.digest)
        return changed, Changes.REVIEWS

    def accept(self, session: Session, request: RequestId, reason: Text) -> tuple[EvidenceRequest, Changes]:
        """Say that the answer shows what was asked for; it must still be the one submitted."""
        with self._doing(session, request, RequestDeed.ACCEPTED, reason) as doing:
            self._check_frozen(doing.request.submissions[-1], request)
            changed = doing.put(_judged(doing))
        return changed, Changes.REVIEWS

    def send_back(
        self, session: Session, request: RequestId, reason: Text
    ) -> tuple[EvidenceRequest, Changes]:
        """Say what is missing; the answer stays as it is, and another one is awaited."""
        with self._doing(session, request, RequestDeed.RETURNED, reason) as doing:
            changed = doing.put(_judged(doing))
        return changed, Changes.REVIEWS

    def reopen(
        self, session: Session, request: RequestId, reason: Text, due: date
    ) -> tuple[EvidenceRequest, Changes]:
        """Ask again although the answer was accepted or the request cancelled; what was answered stays."""
        with self._doing(session, request, RequestDeed.REOPENED, reason) as doing:
            changed = self._later(doing, due, earliest=doing.now.date())
        return changed, Changes.REVIEWS

    def prolong(
        self, session: Session, request: RequestId, reason: Text, due: date
    ) -> tuple[EvidenceRequest, Changes]:
        """Give more time."""
        with self._doing(session, request, RequestDeed.PROLONGED, reason) as doing:
            changed = self._later(doing, due, earliest=max(doing.request.due, doing.now.date()))
        return changed, Changes.REVIEWS

    def remind(self, session: Session, request: RequestId) -> tuple[EvidenceRequest, Changes]:
        """Record that who was asked was reminded; once a day."""
        with self._doing(session, request, RequestDeed.REMINDED) as doing:
            today = doing.now.date()
            reminded = (item.at.date() for item in doing.request.life if item.deed is RequestDeed.REMINDED)
            if today in reminded:
                raise UserError(message("A reminder of {request} was recorded today.", request=request))
            changed = doing.put(doing.request)
        return changed, Changes.REVIEWS

    def cancel(self, session: Session, request: RequestId, reason: Text) -> tuple[EvidenceRequest, Changes]:
        """Say why it is no longer needed."""
        with self._doing(session, request, RequestDeed.CANCELLED, reason) as doing:
            changed = doing.put(doing.request)
        return changed, Changes.REVIEWS

    @contextmanager
    def _doing(
        self, session: Session, request: RequestId, deed: RequestDeed, reason: Text | None = None
    ) -> Iterator[_Doing]:
        """Open a transaction in which everything is read again and the deed is allowed."""
        with self._desk.store.transaction(session, reason) as step:
            found = the_request(step, request)
            refused = request_refusal(_case(step, found, stored_person(step, session)), deed)
            if refused is not None:
                raise NotAllowedError(refused)
            if reason is not None:
                require_text(reason, message("The reason is missing. Write why."))
            now = self._desk.clock()
            yield _Doing(step=step, request=found, deed=deed, session=session, now=now, reason=reason)

    def _later(self, doing: _Doing, due: date, *, earliest: date) -> EvidenceRequest:
        if due <= earliest:
            raise UserError(message("The new day must lie after {day}. Choose a later day.", day=earliest))
        old = doing.request.due
        return doing.put(replace(doing.request, due=due), before=old.isoformat(), after=due.isoformat())

    def _incoming(self, new: NewAnswer) -> tuple[SubmittedFile, ...]:
        """Copy the files in under their digests; without an answer nothing refers to them."""
        limit = self._desk.policy.document_limit_mb
        for path in new.files:
            if not path.is_file() or path.stat().st_size > limit * _MEGABYTE:
                raise UserError(
                    message(
                        "“{name}” is no file, or larger than {limit} MB. Nothing was submitted. "
                        "Choose another file.",
                        name=path.name,
                        limit=limit,
                    )
                )
        language = new.text.language
        return tuple(
            SubmittedFile(
                name=Text(safe_file_name(path.name), language),
                digest=(digest := self._desk.files.add(path)),
                size=self._desk.files.path(digest).stat().st_size,
            )
            for path in new.files
        )

    def _check_frozen(self, submission: Submission, request: RequestId) -> None:
        for file in submission.files:
            verified(self._desk, file.digest)
        if unchanged(submission) is False:
            raise IntegrityError(
                message(
                    "The answer to {request} is not the one that was submitted: it was changed outside of "
                    "Prüfstein. Nothing was accepted. Verify the audit trail.",
                    request=request,
                )
            )


def the_request(reader: Reader, request: RequestId) -> EvidenceRequest:
    """Return a request; raises `UserError` if there is none."""
    found = reader.get(EvidenceRequest, request)
    if found is None:
        raise UserError(message("There is no request {id}. Choose one from the list.", id=request))
    return found


def _case(reader: Reader, request: EvidenceRequest, person: Person) -> RequestCase:
    requester = reader.get(Person, request.requested_by)
    if requester is None:
        raise UserError(message("There is no person {id}. Add the person first.", id=request.requested_by))
    model = None if request.model is None else the_model(reader, request.model)
    return RequestCase(request=request, requester=requester, model=model, person=person)


def _subject(step: Transaction, new: NewRequest) -> tuple[ModelId | None, VersionId | None]:
    """Return model and version the request is about; they must exist and fit each other."""
    version = new.version
    if new.finding is not None:
        version = version or the_finding(step, new.finding).version
        fits = the_finding(step, new.finding).concerns(version)
    else:
        fits = True
    model = new.model or (None if version is None else model_of(version))
    if model is not None:
        the_model(step, model)
    if version is not None:
        the_version(step, version)
        fits = fits and model_of(version) == model
    if not fits:
        raise UserError(
            message("Model, version and finding of the request do not belong together. Choose them anew.")
        )
    return model, version


def _check_answer(request: EvidenceRequest, new: NewAnswer) -> None:
    require_text(new.text, message("The answer has no text. Write what shows what was asked for."))
    if len(new.items) != len(request.items) or any(not item.body.strip() for item in new.items):
        raise UserError(
            message(
                "{request} has {n} points, and each needs an answer. Nothing was submitted. Answer them all.",
                request=request.id,
                n=len(request.items),
            )
        )


def _filed(step: Transaction, identity: DocumentId) -> SubmittedFile:
    document = the_document(step, identity)
    if document.withdrawn_at is not None:
        raise UserError(
            message("{document} was withdrawn and proves nothing. Name another one.", document=identity)
        )
    return SubmittedFile(
        name=document.file_name, digest=document.digest, size=document.size, document=document.id
    )


def _judged(doing: _Doing) -> EvidenceRequest:
    *earlier, last = doing.request.submissions
    judged = replace(last, judged_by=doing.session.person.id, judged_at=doing.now, judgment=doing.reason)
    return replace(doing.request, submissions=(*earlier, judged))
