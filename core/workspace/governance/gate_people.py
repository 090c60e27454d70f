"""Who was the approver at that moment, and what has happened to the version since?"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from cryptography import x509

from core.audit import Action, ObjectKind
from core.canonical import timestamp
from core.decisions import Decision
from core.governance.certificates import Refusal
from core.governance.gate import Demand, GateLine, met, missing
from core.governance.gate_approval import Approver
from core.governance.reproduction import Reproduction, ReproductionState
from core.ids import VersionId
from core.inventory import ModelVersion
from core.messages import message
from core.people import Person, Role
from core.store.events import EventFilter
from core.workspace.desk import Desk
from core.workspace.own_key import sharing

_ALL = 1_000_000
_WHAT_IS_DEPLOYED = frozenset({"artifacts", "cut_off", "datasets", "task", "developer"})


def approver_then(desk: Desk, decision: Decision) -> Approver | None:
    """Return who decided as they were then, walking their events back; None if nobody is known."""
    person = desk.store.get(Person, decision.decided_by)
    recorded = desk.store.last_event(Decision, decision.id)
    taken = _recorded_at(desk, decision)
    if person is None or recorded is None or taken is None:
        return None
    fields: dict[str, object] = {"roles": [role.value for role in person.roles], "active": person.active}
    wanted = EventFilter(object_kind=ObjectKind.PERSON, object_id=person.id, limit=_ALL)
    for event, _ in desk.store.events(wanted):
        if event.seq > taken and event.before is not None:
            fields |= {key: event.before.fields[key] for key in fields.keys() & event.before.fields.keys()}
    return Approver(
        id=person.id,
        name=person.name.name(),
        kind=person.kind,
        roles=_roles(fields),
        active=bool(fields["active"]),
        certificate_valid=_valid_then(
            person.certificate_of(decision.certificate_digest), decision.decided_at
        ),
        key_alone=not sharing(person, desk.store.all(Person)),
    )


def _recorded_at(desk: Desk, decision: Decision) -> int | None:
    wanted = EventFilter(object_kind=ObjectKind.DECISION, object_id=decision.id, limit=_ALL)
    return next(
        (event.seq for event, _ in desk.store.events(wanted) if event.action is Action.DECISION_RECORDED),
        None,
    )


def _roles(fields: Mapping[str, object]) -> tuple[Role, ...]:
    found = fields["roles"]
    return tuple(Role(str(item)) for item in found) if isinstance(found, list) else ()


def _chains(person: Person, decision: Decision) -> Iterator[tuple[str, ...]]:
    """Yield the certificates for the key of a decision, each with its chain, the one to be told of last."""
    from core.keys.signing import public_key

    signed = person.chain_of(decision.certificate_digest)
    if signed and signed[0] != person.certificate:
        yield signed
    present = person.certificate
    if present is not None and (not signed or public_key(signed[0]) == public_key(present)):
        yield (present, *person.certificate_chain)


def _valid_then(certificate: str | None, moment: datetime) -> bool:
    if certificate is None:
        return False
    try:
        found = x509.load_pem_x509_certificate(certificate.encode())
    except ValueError:
        return False
    return found.not_valid_before_utc <= moment <= found.not_valid_after_utc


def changed_since(desk: Desk, version: VersionId, moment: datetime) -> bool:
    """Tell whether what would be deployed was changed after a moment."""
    since = timestamp(moment)
    wanted = EventFilter(object_kind=ObjectKind.VERSION, object_id=version, limit=_ALL)
    return any(
        event.ts > since and event.before is not None and _WHAT_IS_DEPLOYED & event.before.fields.keys()
        for event, _ in desk.store.events(wanted)
    )


def reproduced_at(desk: Desk, version: ModelVersion) -> datetime | None:
    """Return when the training was last run anew: None if that was never, or gave other scores last time."""
    files = {item.digest for item in version.artifacts}
    found = [
        item
        for item in desk.store.select(Reproduction, version=version.id)
        if (item.artifact in files if files else item.artifact is None)
    ]
    last = max(found, key=lambda item: item.finished_at, default=None)
    good = last is not None and last.state is ReproductionState.REPRODUCED
    return last.finished_at if last is not None and good else None


def confirmed(desk: Desk, decision: Decision, trust: tuple[bytes, ...]) -> GateLine:
    """Say whether a trusted certificate confirms who approved.

    Asked are the certificate of that time and the present one, which may have been issued since for the same
    key.
    """
    from core.keys.trust import check_chain

    person = desk.store.get(Person, decision.decided_by)
    problem = Refusal.NO_CERTIFICATE
    for chain in () if person is None else _chains(person, decision):
        found = check_chain(chain, b"\n".join(trust), desk.clock())
        if found is None:
            said = message("A trusted certificate confirms who approved.")
            return met(Demand.IDENTITY, said, decision.decided_by)
        problem = found
    return missing(
        Demand.IDENTITY,
        message("No trusted certificate confirms who approved: {problem}.", problem=problem),
        message("Name the trusted certificates with --trust, or have somebody with a confirmed one approve."),
        about=decision.decided_by,
    )
