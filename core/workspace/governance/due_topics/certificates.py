"""Whose certificate ends within 30 days, so that another one must be asked for?"""

from collections.abc import Iterator
from datetime import date

from core.governance.due import DueItem, DueKind
from core.keys.described import described
from core.messages import message
from core.people import Person
from core.policy import Policy
from core.store import Store


def items(store: Store, _policy: Policy, today: date) -> Iterator[DueItem]:
    """Yield the certificates of people who work here; those that hold for longer are left out."""
    for person in store.all(Person):
        facts = described(person.certificate or "")
        if person.active and facts is not None and facts.ends_soon(today):
            yield DueItem(
                kind=DueKind.CERTIFICATE,
                id=person.id,
                what=message("The certificate of {name} ends", name=person.name.name()),
                who=person.id,
                day=facts.ends.date(),
                revision=len(person.former_certificates),
            )
