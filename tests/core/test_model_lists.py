"""Do the caches of lists and words say what the records say, and does no guard believe them?"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.audit import Action, Problem
from core.decisions import DecisionKind
from core.findings import Severity
from core.ids import ModelId, VersionId
from core.inventory import Model, State, Task
from core.keys import strength
from core.model_list import EVERY_MODEL, ModelOrder, ModelQuery, PageKey, first_day
from core.people import Role
from core.risk import Band
from core.store import derived
from core.texts import Text
from core.workspace import DecisionRequest, NewFinding, NewVersion, Workspace
from core.workspace.governance.vendors import NewVendor
from tests.conftest import FixedClock
from tests.core import casework
from tests.core.casework import Firm, said
from tests.core.conftest import CHEAP, START

MODELS = 30


@pytest.fixture(scope="module")
def many_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed workspace with some more models, each with a version."""
    folder = tmp_path_factory.mktemp("many")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strength, "STANDARD", CHEAP)
        firm = casework.found(folder, FixedClock(START))
        for number in range(MODELS):
            name = f"Model {number:03d} {'Kreditwürdigkeit' if number % 3 == 0 else 'Fraud'}"
            firm.version("1", model=firm.model(name=name), datasets=())
        firm.workspace.close()
    return folder


@pytest.fixture
def many(many_once: Path, tmp_path: Path, clock: FixedClock, cheap_keys: None) -> Iterator[Firm]:
    """A copy of that workspace."""
    firm = casework.reopened(many_once, tmp_path, clock)
    yield firm
    firm.workspace.close()


def put(firm: Firm, model: Model) -> None:
    """Write a model as it is."""
    with firm.workspace._desk.store.transaction(firm.as_(Role.OWNER)) as step:
        step.put(model, Action.MODEL_CHANGED)


def edit(firm: Firm, statement: str) -> None:
    """Change the database behind the application's back."""
    with closing(sqlite3.connect(firm.workspace.folder / "workspace.db")) as connection:
        connection.execute(statement)
        connection.commit()


def differing(firm: Firm) -> list[str]:
    """Return what the caches say otherwise than the records."""
    with firm.workspace._desk.store.snapshot() as snapshot:
        return list(snapshot.differing_lists())


def names(firm: Firm, query: ModelQuery = EVERY_MODEL, limit: int = 100) -> list[str]:
    """Return the names of all models of a query, read page by page."""
    found: list[str] = []
    page = firm.workspace.inventory.page(query, limit=limit)
    while True:
        found += [line.model.name.body for line in page.lines]
        if page.next is None:
            return found
        page = firm.workspace.inventory.page(query, after=page.next, limit=limit)


def test_pages_follow_each_other_without_gap_or_repetition(many: Firm) -> None:
    everything = sorted(summary.model.name.body for summary in many.workspace.inventory.summaries())
    for order in ModelOrder:
        for descending in (False, True):
            query = ModelQuery(order=order, descending=descending)
            whole = names(many, query)
            assert names(many, query, limit=7) == whole, query
            assert sorted(whole) == everything
    assert names(many, ModelQuery(order=ModelOrder.NAME, descending=True)) == everything[::-1]


def test_what_was_registered_later_falls_into_place_while_somebody_pages(many: Firm) -> None:
    query = ModelQuery(order=ModelOrder.NAME)
    first = many.workspace.inventory.page(query, limit=10)
    many.model(name="Model 000 aaa")
    second = many.workspace.inventory.page(query, after=first.next, limit=10)
    shown = {line.id for line in first.lines}
    assert not shown & {line.id for line in second.lines}
    assert (first.total, second.total) == (MODELS, MODELS + 1)


def test_a_line_says_what_a_calculation_from_the_records_says(validated: Firm) -> None:
    (summary,) = validated.workspace.inventory.summaries()
    line = validated.workspace.inventory.line(ModelId("MOD-0001"))
    assert line is not None
    assert line.version is not None
    assert summary.version is not None
    for name in ("inherent", "residual", "tier", "passed", "failed", "open_findings", "awaits_decision"):
        assert getattr(line, name) == getattr(summary, name)
    assert (line.version.id, line.version.state) == (summary.version.id, State.IN_VALIDATION)
    assert line.awaits_decision
    assert line.passed > 0


def approved(firm: Firm) -> None:
    """Approve the version of the fixture."""
    asked = DecisionRequest(version=VersionId("MOD-0001@1"), kind=DecisionKind.APPROVE, reason=said("tested"))
    role = Role.RISK_MANAGER
    firm.workspace.decisions.decide(firm.as_(role), asked, firm.key(role))


def test_flags_come_with_the_day_although_nothing_is_written(validated: Firm) -> None:
    approved(validated)
    awaiting, overdue = ModelQuery(awaits_decision=True), ModelQuery(overdue=True)
    assert (names(validated, awaiting), names(validated, overdue)) == ([], [])
    validated.clock.advance(timedelta(days=3700))
    assert (names(validated, awaiting), names(validated, overdue)) == (["Credit score"],) * 2
    (summary,) = validated.workspace.inventory.summaries()
    assert (summary.awaits_decision, summary.overdue) == (True, True)
    counts = validated.workspace.inventory.counts(validated.person(Role.AUDITOR).id)
    assert (counts.total, counts.awaiting, counts.overdue, counts.mine) == (1, 1, 1, 0)


def test_another_policy_lets_every_line_know_that_approvals_lapsed(validated: Firm) -> None:
    approved(validated)
    text = (validated.workspace.folder / "policy.toml").read_bytes()
    validated.workspace.adopt_policy(validated.as_(Role.ADMINISTRATOR), text + b"\n# changed\n")
    assert names(validated, ModelQuery(awaits_decision=True)) == ["Credit score"]
    assert differing(validated) == []


def test_a_finding_is_counted_where_it_stands(validated: Firm) -> None:
    assert names(validated, ModelQuery(with_findings=True)) == []
    new = NewFinding(
        version=VersionId("MOD-0001@1"),
        title=said("Undocumented override"),
        severity=Severity.HIGH,
        owner=validated.person(Role.OWNER).id,
    )
    validated.workspace.findings.raise_new(validated.as_(Role.VALIDATOR), new)
    assert names(validated, ModelQuery(with_findings=True)) == ["Credit score"]
    assert [hit.kind for hit in validated.workspace.inventory.search("undocumented")] == ["finding"]
    assert names(validated, ModelQuery(text="override")) == ["Credit score"]


def test_chips_count_models_and_do_not_only_say_that_there_are_some(many: Firm) -> None:
    for number in (1, 2, 3):
        version = VersionId(f"MOD-{number:04d}@1")
        many.assess(version, high=True)
        many.move(version, State.IN_VALIDATION)
    counts = many.workspace.inventory.counts(many.person(Role.OWNER).id)
    assert (counts.total, counts.high, counts.awaiting, counts.mine) == (MODELS, 3, 3, MODELS)


def test_conditions_narrow_together(many: Firm) -> None:
    owner, developer = many.person(Role.OWNER).id, many.person(Role.DEVELOPER).id
    assert len(names(many, ModelQuery(states=(State.DRAFT,), mine=developer))) == MODELS
    assert len(names(many, ModelQuery(states=(State.DRAFT,), owners=(owner,), text="kredit"))) == MODELS / 3
    assert names(many, ModelQuery(states=(State.APPROVED,), owners=(owner,))) == []
    assert names(many, ModelQuery(tiers=(Band.HIGH,))) == []
    assert len(names(many, ModelQuery(areas=("RETAIL",)))) == MODELS


def test_words_are_found_whatever_their_case_marks_and_ends(many: Firm) -> None:
    for typed in ("Kredit", "kredit", "KREDITWÜRDIGKEIT", "kreditwurdig", "000 kreditw", "the owner 000"):
        assert "Model 000 Kreditwürdigkeit" in names(many, ModelQuery(text=typed)), typed


def test_a_sharp_s_is_found_either_way(firm: Firm) -> None:
    firm.model(name="Großkunden")
    for typed in ("grosskunden", "Großkunden", "GROSSK", "groß"):
        assert names(firm, ModelQuery(text=typed)) == ["Großkunden"], typed


OPERATORS = (
    '"',
    "' OR 1=1 --",
    "NOT fraud",
    "title:fraud",
    "(",
    "fraud AND",
    "a NEAR b",
    "-",
    "%",
    "fraud\x00x",
)


def test_nothing_that_is_typed_is_an_operator(many: Firm) -> None:
    for typed in OPERATORS:
        assert names(many, ModelQuery(text=typed)) == [], typed
        assert many.workspace.inventory.search(typed) == (), typed
    for typed in ("fraud*", "^fraud", '"fraud"'):
        assert len(names(many, ModelQuery(text=typed))) == 2 * MODELS / 3, typed


def test_ids_are_words_too(many: Firm) -> None:
    assert len(names(many, ModelQuery(text="mod-0007"))) == 1
    assert many.workspace.inventory.search("MOD-0007")[0].id == "MOD-0007"


def test_a_person_who_is_called_otherwise_is_found_by_the_new_name(many: Firm) -> None:
    owner = many.person(Role.OWNER)
    with many.workspace._desk.store.transaction(many.as_(Role.ADMINISTRATOR)) as step:
        step.put(replace(owner, name=said("Zora Neu")), Action.PERSON_CHANGED)
    assert len(names(many, ModelQuery(text="zora"))) == MODELS
    assert many.workspace.inventory.page().lines[0].owner_name == "Zora Neu"
    assert differing(many) == []


def test_an_erased_text_is_nowhere_in_the_file(many: Firm) -> None:
    model = many.workspace.inventory.model(ModelId("MOD-0003"))
    put(many, replace(model, name=said("Xylophonbewertung"), purpose=said("Quartalsxerxes")))
    put(many, replace(many.workspace.inventory.model(ModelId("MOD-0004")), purpose=said("Other words")))
    assert [hit.id for hit in many.workspace.inventory.search("xylophon")] == ["MOD-0003"]
    event = many.workspace.trail.events()[1][0]
    assert event.after is not None
    dpo = many.as_(Role.ADMINISTRATOR)
    for field in ("name", "purpose"):
        digest = event.after.fields[field]
        assert isinstance(digest, dict)
        many.workspace.trail.erase(dpo, digest["text"], said("asked for"))
    assert many.workspace.inventory.search("xylophon") == ()
    assert differing(many) == []
    many.workspace.close()
    for path in many.workspace.folder.glob("workspace.db*"):
        content = path.read_bytes().lower()
        assert b"xylophon" not in content, path.name
        assert b"quartalsxer" not in content, path.name


def test_an_edited_cache_is_found_and_believed_by_no_guard(validated: Firm) -> None:
    edit(validated, "UPDATE model_summary SET awaits_from = '~', state = 'approved', finding_from = '~'")
    edit(validated, "UPDATE search_text SET title = 'Harmless'")
    problems = validated.workspace.trail.verify().problems
    assert {(item.problem, item.object) for item in problems} >= {
        (Problem.COLUMNS_DIFFER, "list MOD-0001"),
        (Problem.COLUMNS_DIFFER, "search model MOD-0001"),
    }
    obstacle = validated.workspace.inventory.move_obstacle(
        VersionId("MOD-0001@1"), State.IN_USE, validated.person(Role.OWNER)
    )
    assert obstacle is not None
    assert validated.workspace.inventory.summaries()[0].awaits_decision


REMOVALS: tuple[str, ...] = (
    "DELETE FROM model_summary",
    "DELETE FROM search_entry",
    """INSERT INTO model_summary SELECT 'MOD-0099', name, area, owner_name, owner, developer, kind, state,
    tier, inherent, residual, failed, reassess_by, overdue_from, awaits_from, bound_policy, finding_from,
    open_conditions, line FROM model_summary""",
)


@pytest.mark.parametrize("statement", REMOVALS, ids=["lines gone", "entries gone", "line too many"])
def test_lines_that_are_missing_or_too_many_are_found(validated: Firm, statement: str) -> None:
    edit(validated, statement)
    assert not validated.workspace.trail.verify().intact


def test_caches_that_lag_behind_are_filled_when_the_workspace_is_opened(validated: Firm) -> None:
    validated.workspace.close()
    edit(validated, "DELETE FROM model_summary")
    edit(validated, "UPDATE watermark SET seq = seq - 1")
    opened = Workspace.open(validated.workspace.folder, read_only=True, clock=validated.clock)
    assert [line.id for line in opened.inventory.page().lines] == ["MOD-0001"]
    assert opened.inventory.search("credit")
    opened.close()
    opened = Workspace.open(validated.workspace.folder, clock=validated.clock)
    assert opened.trail.verify().intact
    opened.close()


def test_caches_of_other_rules_are_filled_anew(validated: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    validated.workspace.close()
    monkeypatch.setattr(derived, "FORM", derived.FORM + 1)
    edit(validated, "UPDATE model_summary SET failed = 77")
    read = Workspace.open(validated.workspace.folder, read_only=True, clock=validated.clock)
    assert read.inventory.page().lines[0].failed == 0
    assert read.trail.verify().intact
    read.close()
    opened = Workspace.open(validated.workspace.folder, clock=validated.clock)
    assert opened.inventory.page().lines[0].failed == 0
    assert opened.trail.verify().intact
    opened.close()


def test_an_error_inside_a_step_leaves_the_caches_as_they_were(many: Firm) -> None:
    model = many.workspace.inventory.model(ModelId("MOD-0001"))

    def attempt() -> None:
        with many.workspace._desk.store.transaction(many.as_(Role.OWNER)) as step:
            step.put(replace(model, name=said("Never")), Action.MODEL_CHANGED)
            raise KeyError("stop")

    with pytest.raises(KeyError):
        attempt()
    assert many.workspace.inventory.search("never") == ()
    assert differing(many) == []


DAYS: dict[str, tuple[Callable[[date], bool], date | None]] = {
    "always": (lambda _: True, date.min),
    "never": (lambda _: False, None),
    "from a day": (lambda day: day > date(2027, 3, 1), date(2027, 3, 2)),
}


@pytest.mark.parametrize("case", DAYS)
def test_the_first_day_of_something_is_found(case: str) -> None:
    holds, first = DAYS[case]
    assert first_day(holds) == first


def test_translations_are_found_as_well(firm: Firm) -> None:
    model = firm.workspace.inventory.model(firm.model())
    put(firm, replace(model, purpose=Text("Forecast", model.name.language, "Vorhersage")))
    assert names(firm, ModelQuery(text="vorhers")) == ["Credit score"]


def test_the_index_does_not_depend_on_the_order_in_which_facts_were_entered(firm: Firm) -> None:
    model = firm.model()
    owner, developer = firm.as_(Role.OWNER), firm.person(Role.DEVELOPER).id
    entered = NewVersion(
        model=model, label="1", task=Task.BINARY, developer=developer, training={"z": "last", "a": "first"}
    )
    firm.workspace.inventory.register_version(owner, entered)
    put(firm, replace(firm.workspace.inventory.model(model), facts={"us_states": "NY", "ai_type": "none"}))
    assert differing(firm) == []
    assert firm.workspace.trail.verify().intact


def test_versions_to_choose_from_are_found_by_name_id_and_label_page_by_page(many: Firm) -> None:
    inventory = many.workspace.inventory
    many.version("2-b", model=ModelId("MOD-0004"), datasets=())

    first = inventory.choices("KREDIT model", limit=6)
    second = inventory.choices("KREDIT model", after=first.next, limit=6)

    shown = [line.id for _, line in (*first.versions, *second.versions)]
    assert shown == sorted([f"MOD-{number + 1:04d}@1" for number in range(0, MODELS, 3)] + ["MOD-0004@2-b"])
    assert second.next is None
    assert [line.id for _, line in inventory.choices("0004@2").versions] == ["MOD-0004@2-b"]
    assert inventory.choices("kredit 100%").versions == ()
    assert inventory.counting() == "MOD-0001@1"
    assert inventory.number_of_versions() == MODELS + 1


def test_versions_that_wait_come_first_and_each_version_once(many: Firm) -> None:
    waiting, moved = many.workspace.waiting, {f"MOD-{number:04d}@1" for number in (3, 9, 20)}
    for version in sorted(moved):
        many.move(VersionId(version), State.IN_VALIDATION)

    pages = [waiting.page(every=True, limit=4)]
    while pages[-1].next is not None:
        pages.append(waiting.page(every=True, after=pages[-1].next, limit=4))

    shown = [item.id for page in pages for item in page.versions]
    others = {f"MOD-{number:04d}@1" for number in range(1, MODELS + 1)} - moved
    assert shown == [*sorted(moved), *sorted(others)]
    assert all(page.versions for page in pages)
    assert [item.id for item in waiting.page(every=False).versions] == sorted(moved)
    assert (one := waiting.of(VersionId("MOD-0009@1"))) is not None
    assert one.awaits
    assert waiting.of(VersionId("MOD-0009@7")) is None


def test_words_are_counted_once_a_model_in_every_order_and_page(many: Firm) -> None:
    inventory = many.workspace.inventory
    many.workspace.vendors.record(many.as_(Role.OWNER), NewVendor(name=said("Fraud Ltd")))  # of no model
    for label in ("Fraud", "Fraud-2"):  # further records of a model that hold the word
        many.version(label, model=ModelId("MOD-0002"), datasets=())
    holding = [line.id for line in inventory.lines() if "Fraud" in line.model.name.body]
    for order in ModelOrder:
        for descending in (False, True):
            query = ModelQuery(text="fraud", order=order, descending=descending)
            ordered = [line for line in inventory.page(replace(query, text="")).lines if line.id in holding]
            assert names(many, query, limit=7) == [line.model.name.body for line in ordered], query
            assert inventory.page(query, limit=1).total == len(holding), query
    narrowed = ModelQuery(text="fraud", states=(State.DRAFT,))
    assert inventory.page(narrowed).total == len(holding)
    assert inventory.page(replace(narrowed, states=(State.IN_USE,))).total == 0
    last = inventory.page(ModelQuery(text="fraud")).lines[-1].id
    behind = inventory.page(ModelQuery(text="fraud"), after=PageKey(value=last, id=last))
    assert (behind.lines, behind.total) == ((), len(holding))
