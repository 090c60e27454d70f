"""What is otherwise than at the newest decision on a version?"""

from core.decisions import Decision
from core.governance.since import Shelf, SinceThen, since
from core.ids import DatasetId, RunId, VersionId
from core.inventory import Dataset
from core.results import CheckRun
from core.workspace.desk import Desk
from core.workspace.lookup import facts_of


def since_decision(desk: Desk, version: VersionId) -> tuple[SinceThen, ...]:
    """Return what was replaced, added or settled since the newest decision; empty without a decision.

    Only what is marked as replaced lapses an approval.
    """
    decisions = desk.store.select(Decision, version=version)
    if not decisions:
        return ()
    facts = facts_of(desk.store, version, desk.policy)
    then = decisions[-1].binding
    runs = {run.id: run.dataset for run in facts.runs}

    def dataset_of(run: RunId) -> DatasetId | None:
        if run not in runs:
            found = desk.store.get(CheckRun, run)
            if found is None:
                return None
            runs[run] = found.dataset
        return runs[run]

    datasets = {item.digest: item.id for item in facts.datasets}
    if not set(then.data) <= set(datasets):
        datasets |= {item.digest: item.id for item in desk.store.all(Dataset)}
    return since(then, facts.binding(desk.clock().date()), Shelf(datasets=datasets, dataset_of=dataset_of))
