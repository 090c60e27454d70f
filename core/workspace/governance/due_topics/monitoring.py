"""By when are new rows expected, and by when the true values of rows that were seen?"""

from collections.abc import Iterator
from datetime import date

from core.governance.due import DueItem, DueKind
from core.governance.monitoring import LabelState, Monitor, Observation, next_due
from core.ids import MonitorId, model_of
from core.messages import message
from core.policy import Policy
from core.store import Store


def items(store: Store, _policy: Policy, today: date) -> Iterator[DueItem]:
    """Yield the next observation of each monitoring and the labels of each observation."""
    seen: dict[MonitorId, list[Observation]] = {}
    for item in store.all(Observation):
        seen.setdefault(item.monitor, []).append(item)
    for monitor in store.all(Monitor):
        found = seen.get(monitor.id, [])
        yield DueItem(
            kind=DueKind.OBSERVATION,
            id=monitor.id,
            what=message("New rows for {monitor}", monitor=monitor.id),
            who=monitor.owner,
            day=next_due(monitor, found),
            model=model_of(monitor.version),
            version=monitor.version,
            settled=not monitor.active,
            revision=len(found) + int(not monitor.active),
        )
        yield from (_labels(monitor, item, today) for item in found if monitor.label_lag_days is not None)


def _labels(monitor: Monitor, item: Observation, today: date) -> DueItem:
    known = item.labels(monitor, today) is LabelState.COMPLETE
    return DueItem(
        kind=DueKind.LABELS,
        id=item.id,
        what=message("True values for {observation}", observation=item.id),
        who=monitor.owner,
        day=item.labels_due(monitor),
        model=model_of(item.version),
        version=item.version,
        settled=known or not monitor.active,
        revision=len(item.labelings) + int(not monitor.active),
    )
