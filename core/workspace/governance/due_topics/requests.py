"""Which evidence requests await an answer?"""

from collections.abc import Iterator
from datetime import date

from core.governance.due import DueItem, DueKind
from core.governance.requests import EvidenceRequest
from core.policy import Policy
from core.store import Store


def items(store: Store, _policy: Policy, _today: date) -> Iterator[DueItem]:
    """Yield the requests with their days."""
    for request in store.all(EvidenceRequest):
        yield DueItem(
            kind=DueKind.REQUEST,
            id=request.id,
            what=request.title,
            who=request.to,
            day=request.due,
            model=request.model,
            version=request.version,
            settled=not request.awaited,
            revision=len(request.life),
        )
