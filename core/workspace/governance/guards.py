"""What is demanded of every determination, whatever its kind?"""

from collections.abc import Callable
from datetime import timedelta
from itertools import chain

from core.ids import PersonId
from core.messages import Message, message
from core.people import Person, PersonKind
from core.workspace.governance.rule import Case, NewDetermination, Rule

_Check = Callable[[Rule, Case, NewDetermination], Message | None]


def person_refusal(rule: Rule, case: Case) -> Message | None:
    """Return why the person may not determine this kind here at all, or None."""
    person = case.person
    if person.kind is PersonKind.SERVICE or person.certificate is None or person.certificate_digest is None:
        return message(
            "{name} is a service identity and cannot sign. Nothing was changed. "
            "Switch to a person who may sign.",
            name=person.name.name(),
        )
    allowed = any(person.may(permission) for permission in rule.permissions)
    if not person.active or not (allowed or set(rule.roles) & set(person.roles)):
        return message(
            "{name} may not do this: none of their roles allows it. Switch to a person who may.",
            name=person.name.name(),
        )
    if not rule.own_work and person.id in _developers(case):
        return message(
            "{name} developed what this is about, and nobody determines on their own work. "
            "Switch to another person.",
            name=person.name.name(),
        )
    if person.id == case.model.owner and rule.not_by_owner >= {str(item) for item in rule.outcomes}:
        return _owners_favor(person)
    return None


def request_refusal(rule: Rule, case: Case) -> Message | None:
    """Return why the determination cannot be made as it is asked for, or None."""
    new = case.new
    if new is None:
        raise TypeError("the request is missing")
    found = (check(rule, case, new) for check in _CHECKS)
    guarded = (guard(case) for guard in rule.guards)
    return next((item for item in chain(found, guarded) if item is not None), None)


def withdrawal_refusal(rule: Rule, case: Case, decided_by: PersonId) -> Message | None:
    """Return why the person may not withdraw what somebody determined, or None.

    Where an owner does not determine what is in their own favor, neither do they do away with what somebody
    else determined.
    """
    person = case.person
    if rule.not_by_owner and person.id == case.model.owner != decided_by:
        return message(
            "{name} owns this model, and an owner does not withdraw what somebody else determined on it. "
            "Switch to another person.",
            name=person.name.name(),
        )
    return None


def _developers(case: Case) -> set[PersonId]:
    about = case.versions if case.version is None else (case.version,)
    return {version.developer for version in about}


def _owners_favor(person: Person) -> Message:
    return message(
        "{name} owns this model, and an owner does not determine what is in their own favor. "
        "Switch to another person.",
        name=person.name.name(),
    )


def _outcome(rule: Rule, case: Case, new: NewDetermination) -> Message | None:
    if new.outcome not in {str(item) for item in rule.outcomes}:
        return message(
            "“{outcome}” is no outcome of “{kind}”. Choose one of: {outcomes}.",
            outcome=new.outcome,
            kind=new.kind,
            outcomes=", ".join(rule.outcomes),
        )
    if case.person.id == case.model.owner and new.outcome in rule.not_by_owner:
        return _owners_favor(case.person)
    return None


def _limits(rule: Rule, _case: Case, new: NewDetermination) -> Message | None:
    if new.outcome in rule.limits and (new.limits is None or not new.limits.body.strip()):
        return message("The limits are missing. Write within which limits it holds.")
    return None


def _informed(rule: Rule, case: Case, new: NewDetermination) -> Message | None:
    if new.outcome in rule.informed and not new.informed:
        return message("Nobody was told of it. Name the persons who were informed.")
    for who in new.informed:
        person = case.reader.get(Person, who)
        if person is None or not person.active:
            return message("There is no active person {id} who could have been informed.", id=who)
    return None


def _expiry(rule: Rule, case: Case, new: NewDetermination) -> Message | None:
    if new.outcome in rule.expiry and new.expires is None and rule.longest is None:
        return message("The last day is missing. Say until when it holds.")
    if new.expires is None:
        return None
    if new.expires <= case.today:
        return message("The last day must lie in the future. Choose a later day.")
    if rule.longest is None or new.outcome not in rule.expiry:
        return None
    latest = case.today + timedelta(days=rule.longest(case.policy))
    if new.expires > latest:
        return message(
            "By the policy this ends on {latest} at the latest. Choose an earlier day.", latest=latest
        )
    return None


def _catalogue(rule: Rule, _case: Case, new: NewDetermination) -> Message | None:
    if new.catalogue is not None and new.catalogue != rule.catalogue(new.topic):
        return message(
            "The questions were changed since you answered them. Nothing was signed. Answer them again."
        )
    return None


_CHECKS: tuple[_Check, ...] = (_outcome, _limits, _informed, _expiry, _catalogue)
