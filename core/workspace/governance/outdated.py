"""What changed since something was determined, so that it must be determined anew?"""

from collections.abc import Iterator, Mapping

from core.audit import Action, AuditEvent, ObjectKind
from core.governance.determinations import Determination, DeterminationKind
from core.messages import N_, Message, message
from core.store import Store
from core.store.events import EventFilter
from core.workspace.governance.determination_rules import rules

_ALL = 1_000_000
"""More events than one object ever has."""
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


def outdated(store: Store, determination: Determination) -> tuple[Message, ...]:
    """Return what changed since; empty while it is up to date."""
    if determination.kind not in ABOUT_NORMS:
        return ()
    return tuple(_changes(store, determination))


def _changes(store: Store, determination: Determination) -> Iterator[Message]:
    rule = rules()[determination.kind]
    if determination.catalogue != rule.catalogue(determination.topic):
        yield message("The questions or frameworks were revised since.")
    changed = tuple(_of_model(store, determination))
    made = _first(store, determination) if changed else 0
    moved: dict[str, None] = {}
    for event in changed:
        if event.seq > made:
            moved.update(dict.fromkeys(_moved(event)))
    for name in moved:
        yield message("Changed since: {field}.", field=Message(FIELDS.get(name, name)))


def _first(store: Store, determination: Determination) -> int:
    found = store.events(
        EventFilter(object_kind=ObjectKind.DETERMINATION, object_id=determination.id, limit=_ALL)
    )
    return min((event.seq for event, _ in found), default=0)


def _of_model(store: Store, determination: Determination) -> Iterator[AuditEvent]:
    query = EventFilter(object_kind=ObjectKind.MODEL, object_id=determination.model, limit=_ALL)
    found = reversed(store.events(query))
    yield from (event for event, _ in found if event.action is Action.MODEL_CHANGED)


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
