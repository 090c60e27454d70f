"""What changed since something was determined, so that it must be determined anew?"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from core.audit import Action, AuditEvent, ObjectKind
from core.governance.determinations import Determination, DeterminationKind
from core.ids import ModelId
from core.messages import N_, Message, message
from core.store import Store
from core.store.events import EventFilter
from core.workspace.governance.determination_rules import rules

_ALL = 1_000_000
"""More events than there ever are of one kind."""
ABOUT_NORMS = frozenset({DeterminationKind.AI_ACT, DeterminationKind.GDPR_THRESHOLD, DeterminationKind.SCOPE})
"""Kinds that rest on what the model is and is used for."""
FIELDS: Mapping[str, str] = {
    "kind": N_("kind of model"),
    "purpose": N_("purpose"),
    "intended_use": N_("intended use"),
    "use_case": N_("use case"),
}
ENTRIES = frozenset(
    {
        "actual_use",
        "prohibited_use",
        "approved_uses",
        "operating_boundaries",
        "use_case_class",
        "score_recipients",
        "personal_data_class",
        "data_subjects",
        "data_categories",
        "hosting_countries",
        "us_states",
        "ai_type",
        "profiling",
        "automation_level",
        "decision_effect",
        "ai_act_role",
        "annex_iii_point",
        "annex_i_act",
        "placed_on_market",
        "market_status",
        "marisk_process",
    }
)
"""Fields of the register that say what a model is used for, on whom and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trail:
    """What the trail says of models that changed and of when something was determined."""

    changed: Callable[[Determination], Iterable[AuditEvent]]
    """Changes of the model, oldest first."""
    made: Callable[[Determination], int]
    """Number of the first event about it."""


def outdated(store: Store, determination: Determination) -> tuple[Message, ...]:
    """Return what changed since; empty while it is up to date."""
    asked = _Trail(
        changed=lambda item: _changes_of(store, _changed(item.model)),
        made=lambda item: store.first_events(ObjectKind.DETERMINATION, item.id).get(item.id, 0),
    )
    return _outdated(determination, asked)


def all_outdated(store: Store, items: Iterable[Determination]) -> tuple[tuple[Message, ...], ...]:
    """Return it of many, for lists: the trail is asked twice, however many there are."""
    changed: dict[str, list[AuditEvent]] = {}
    for event in _changes_of(store, _changed()):
        changed.setdefault(event.object.id, []).append(event)
    made = store.first_events(ObjectKind.DETERMINATION) if changed else {}
    asked = _Trail(changed=lambda item: changed.get(item.model, ()), made=lambda item: made.get(item.id, 0))
    return tuple(_outdated(item, asked) for item in items)


def _changed(model: ModelId | None = None) -> EventFilter:
    return EventFilter(object_kind=ObjectKind.MODEL, object_id=model, action=Action.MODEL_CHANGED, limit=_ALL)


def _changes_of(store: Store, query: EventFilter) -> Iterator[AuditEvent]:
    return (event for event, _ in reversed(store.events(query)))


def _outdated(determination: Determination, trail: _Trail) -> tuple[Message, ...]:
    if determination.kind not in ABOUT_NORMS:
        return ()
    return tuple(_changes(determination, trail))


def _changes(determination: Determination, trail: _Trail) -> Iterator[Message]:
    rule = rules()[determination.kind]
    if determination.catalogue != rule.catalogue(determination.topic):
        yield message("The questions or frameworks were revised since.")
    changed = tuple(trail.changed(determination))
    made = trail.made(determination) if changed else 0
    moved: dict[str, None] = {}
    for event in changed:
        if event.seq > made:
            moved.update(dict.fromkeys(_moved(event)))
    for name in moved:
        yield message("Changed since: {field}.", field=Message(FIELDS.get(name, name)))


def _moved(event: AuditEvent) -> Iterator[str]:
    before = {} if event.before is None else event.before.fields
    after = {} if event.after is None else event.after.fields
    for name in sorted({*before, *after}):
        if name in FIELDS:
            yield name
        elif name in {"words", "facts"}:
            old, new = _entries(before.get(name)), _entries(after.get(name))
            yield from (key for key in sorted(ENTRIES) if old.get(key) != new.get(key))


def _entries(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
