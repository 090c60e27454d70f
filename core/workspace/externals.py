"""Which checks of other makers may run here, and who said so?"""

from core.audit import Action, event_hash
from core.canonical import sha256
from core.checks import foreign
from core.errors import UserError
from core.external import Admission, ExternalCheck, is_external
from core.keys import ledger
from core.messages import message
from core.people import PERMISSIONS, Permission, Person
from core.store import Store
from core.store.events import parsed
from core.store.transaction import Transaction
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.lookup import require_text
from core.workspace.session import Session


class Externals:
    """External checks."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def installed(self) -> tuple[ExternalCheck, ...]:
        """Return what is installed beside the program; none of it is loaded."""
        return foreign.found()

    def admissions(self) -> tuple[Admission, ...]:
        """Return what was said last of each check, allowed or not, installed or not."""
        return self._desk.store.all(Admission)

    def allowed(self) -> tuple[ExternalCheck, ...]:
        """Return the installed checks that were allowed exactly as they are now."""
        return externals_of(self._desk.store)

    def allow(self, session: Session, id_: str, reason: Text) -> tuple[Admission, Changes]:
        """Allow an installed check with the digest it has now.

        Raises `NotAllowedError` for anybody but an administrator, `UserError` when there is no such check.
        """
        session.require(Permission.ALLOW_EXTERNAL)
        require_text(reason, message("The reason is missing. Write why this check is trusted."))
        check = _the_installed(id_)
        return self._put(session, check, reason, allowed=True)

    def withdraw(self, session: Session, id_: str, reason: Text) -> tuple[Admission, Changes]:
        """Withdraw what was allowed; results made before stay and keep their mark."""
        session.require(Permission.ALLOW_EXTERNAL)
        require_text(reason, message("The reason is missing. Write why the check may not run any more."))
        found = self._desk.store.get(Admission, id_)
        if found is None or not found.allowed:
            raise UserError(
                message("{id} was not allowed, so there is nothing to withdraw. Nothing was changed.", id=id_)
            )
        check = ExternalCheck(
            id=id_,
            entry="",
            package=found.package,
            version=found.version,
            digest=found.digest,
            folder="",
        )
        return self._put(session, check, reason, allowed=False)

    def _put(
        self, session: Session, check: ExternalCheck, reason: Text, *, allowed: bool
    ) -> tuple[Admission, Changes]:
        admission = Admission(
            id=check.id,
            package=check.package,
            version=check.version,
            digest=check.digest,
            allowed=allowed,
            by=session.person.id,
            at=self._desk.clock(),
            reason=reason,
        )
        with self._desk.store.transaction(session, reason) as step:
            _record(step, admission)
        return admission, Changes.CHECKS


def externals_of(store: Store) -> tuple[ExternalCheck, ...]:
    """Return the installed checks that were allowed exactly as they are now."""
    return tuple(check for check in foreign.found() if is_allowed(store, check))


def is_allowed(store: Store, check: ExternalCheck) -> bool:
    """Tell whether a check was allowed with exactly this digest, by an event an administrator signed."""
    found = store.get(Admission, check.id)
    fits = found is not None and found.allowed and found.digest == check.digest
    return fits and _is_signed(store, check.id)


def _is_signed(store: Store, id_: str) -> bool:
    """Tell whether the record is what its last event says, and that event what its actor signed."""
    last = store.last_event(Admission, id_)
    if last is None:
        return False
    stored, link = last
    event = parsed(link.payload)
    person = store.get(Person, event.actor)
    return (
        event.action is Action.EXTERNAL_ALLOWED
        and event.object.id == id_
        and event.after is not None
        and event.after.digest == sha256(stored)
        and person is not None
        and person.ledger_key == event.key
        and Permission.ALLOW_EXTERNAL in {item for role in person.roles for item in PERMISSIONS[role]}
        and event_hash(link.prev, link.payload) == link.hash
        and ledger.valid(event.key, link.signature, link.hash)
    )


def allowed_among(store: Store, checks: tuple[str, ...]) -> tuple[ExternalCheck, ...]:
    """Return the external ones of some checks; raises `UserError` for one that may not run."""
    wanted = tuple(check for check in checks if is_external(check))
    found = tuple(_the_installed(check) for check in wanted)
    for check in found:
        if not is_allowed(store, check):
            raise UserError(
                message(
                    "The external check {id} of {package} {version} is not allowed as it is installed now. "
                    "Nothing was calculated. An administrator can allow it in the settings.",
                    id=check.id,
                    package=check.package,
                    version=check.version,
                )
            )
    return found


def _the_installed(id_: str) -> ExternalCheck:
    for check in foreign.found():
        if check.id == id_:
            return check
    known = ", ".join(check.id for check in foreign.found()) or "–"
    raise UserError(
        message("The external check {id} is not installed. Installed are: {known}.", id=id_, known=known)
    )


def _record(step: Transaction, admission: Admission) -> None:
    action = Action.EXTERNAL_ALLOWED if admission.allowed else Action.EXTERNAL_WITHDRAWN
    step.put(admission, action)
