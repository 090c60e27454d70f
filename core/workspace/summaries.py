"""What does a list of all models show, with the same few queries however many there are?"""

from dataclasses import dataclass
from datetime import date

from core.ids import ModelId
from core.inventory import Model, ModelVersion
from core.model_list import Now, highest, line_on
from core.policy import Policy
from core.risk import Band
from core.store import Store
from core.store.summary import Summed

__all__ = ["ModelSummary", "highest", "summaries", "summary_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSummary:
    """One line of the inventory: a model with its current version."""

    model: Model
    version: ModelVersion | None
    """The version that counts: in use, else approved, else the newest."""
    owner_name: str
    inherent: int | None
    """Highest inherent score of the committed assessment."""
    residual: int | None
    tier: Band | None
    reassess_by: date | None
    overdue: bool
    passed: int
    """Checks passed in the latest run."""
    failed: int
    undecided: int
    open_findings: int
    awaits_decision: bool
    """In validation, or decided but lapsed."""
    open_conditions: int


def summaries(store: Store, policy: Policy, today: date) -> tuple[ModelSummary, ...]:
    """Return one line per model, by id, from the records and not from the cache."""
    with store.snapshot() as snapshot:
        return tuple(_summary(item, policy, today) for item in snapshot.summed())


def summary_of(store: Store, model: ModelId, policy: Policy, today: date) -> ModelSummary | None:
    """Return the line of one model, from the records; None if there is no such model."""
    with store.snapshot() as snapshot:
        found = snapshot.summed_of(model)
    return None if found is None else _summary(found, policy, today)


def _summary(item: Summed, policy: Policy, today: date) -> ModelSummary:
    line = line_on(item.line, item.owner_name, Now(today=today, policy=policy.digest))
    return ModelSummary(
        model=item.model,
        version=item.version,
        owner_name=line.owner_name,
        inherent=line.inherent,
        residual=line.residual,
        tier=line.tier,
        reassess_by=line.reassess_by,
        overdue=line.overdue,
        passed=line.passed,
        failed=line.failed,
        undecided=line.undecided,
        open_findings=line.open_findings,
        awaits_decision=line.awaits_decision,
        open_conditions=line.open_conditions,
    )
