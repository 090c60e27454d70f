"""By when must contingency plans be tested again?"""

from collections.abc import Iterator
from datetime import date

from core.governance.contingency import Contingency
from core.governance.due import DueItem, DueKind
from core.inventory import ENDED
from core.messages import message
from core.policy import Policy
from core.risk import Band
from core.store import Store
from core.workspace.governance.tiers import tiers_of, versions_by_model


def items(store: Store, policy: Policy, _today: date) -> Iterator[DueItem]:
    """Yield one test per plan; plans of models without a living version are settled."""
    plans = store.all(Contingency)
    if not plans:
        return
    versions = versions_by_model(store)
    tiers = tiers_of(store, versions)
    for plan in plans:
        months = policy.tiers[tiers.get(plan.model) or Band.SEVERE].contingency_test_months
        yield DueItem(
            kind=DueKind.CONTINGENCY_TEST,
            id=plan.model,
            what=message("The contingency plan of {model} is tested", model=plan.model),
            who=plan.responsible,
            day=plan.next_test(months),
            model=plan.model,
            settled=all(version.state in ENDED for version in versions.get(plan.model, ())),
            revision=len(plan.tests),
        )
