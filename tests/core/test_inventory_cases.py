"""Do registrations keep their rules, and leave nothing behind when they are refused?"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import IntegrityError, NotAllowedError, UntrustedArtifactError, UserError
from core.ids import Digest, Exact, ModelId, PersonId, VersionId
from core.inventory import (
    TRANSITIONS,
    Column,
    ColumnRole,
    CutOff,
    Grouping,
    ModelKind,
    RecordBasis,
    ScoreMeans,
    State,
    Task,
    current,
)
from core.people import Role
from core.workspace import Changes, NewDataset, NewModel, NewVersion
from tests.core.casework import HALF, Firm, good_rows, predictions, said


def untouched(firm: Firm, refused: Callable[[], object], error: type[Exception]) -> Exception:
    """Assert that the call is refused with the error and leaves no event behind."""
    before = firm.workspace.trail.count()
    with pytest.raises(error) as caught:
        refused()
    assert firm.workspace.trail.count() == before
    assert firm.workspace.trail.verify().intact
    return caught.value


def new_model(firm: Firm) -> NewModel:
    return NewModel(
        name=said("Score"),
        purpose=said("Estimate"),
        intended_use=said("Proposals"),
        kind=ModelKind.STATISTICAL,
        owner=firm.person(Role.OWNER).id,
        business_area=said("Retail"),
    )


def test_a_model_is_registered_with_one_event_and_says_what_changed(firm: Firm) -> None:
    before = firm.workspace.trail.count()
    model, changes = firm.workspace.inventory.register_model(firm.as_(Role.OWNER), new_model(firm))
    assert model.id == "MOD-0001"
    assert changes == Changes.INVENTORY
    assert firm.workspace.trail.count() == before + 1
    assert firm.workspace.inventory.model(model.id) == model


@pytest.mark.parametrize("field", ["name", "purpose", "intended_use"])
def test_a_model_without_its_words_is_refused(firm: Firm, field: str) -> None:
    new = replace(new_model(firm), **{field: said("  ")})  # type: ignore[arg-type]
    untouched(firm, lambda: firm.workspace.inventory.register_model(firm.as_(Role.OWNER), new), UserError)


def test_a_model_needs_an_owner_who_is_there(firm: Firm) -> None:
    new = replace(new_model(firm), owner=PersonId("P-nobody00"))
    untouched(firm, lambda: firm.workspace.inventory.register_model(firm.as_(Role.OWNER), new), UserError)


def test_only_roles_that_register_may_register(firm: Firm) -> None:
    untouched(
        firm,
        lambda: firm.workspace.inventory.register_model(firm.as_(Role.AUDITOR), new_model(firm)),
        NotAllowedError,
    )


def test_a_sensitive_column_without_grouping_is_grouped_by_its_values(firm: Firm, tmp_path: Path) -> None:
    path = table_file(tmp_path)
    new = replace(predictions(path), groupings=())
    dataset, _ = firm.workspace.inventory.register_dataset(firm.as_(Role.OWNER), new)
    assert dataset.groupings == (Grouping(column="age"),)
    assert dataset.rows == 400
    assert dataset.reference is None
    assert firm.workspace.inventory.file(dataset.digest).read_bytes() == path.read_bytes()


def with_column(new: NewDataset, column: Column) -> NewDataset:
    return replace(new, columns=(*new.columns, column))


BAD_TABLES: dict[str, Callable[[NewDataset], NewDataset]] = {
    "favorable value that never occurs": lambda new: replace(new, favorable="yes"),
    "grouping of an unknown column": lambda new: replace(new, groupings=(Grouping(column="income"),)),
    "edges that fall": lambda new: replace(
        new, groupings=(Grouping(column="age", edges=(Exact("60"), Exact("25"))),)
    ),
    "edge that is no number": lambda new: replace(
        new, groupings=(Grouping(column="age", edges=(Exact("old"),)),)
    ),
    "column named twice": lambda new: with_column(new, Column(name="age", dtype="integer", roles=())),
    "two targets": lambda new: with_column(
        new, Column(name="other", dtype="integer", roles=(ColumnRole.TARGET,))
    ),
    "score that is text": lambda new: replace(
        new,
        columns=tuple(replace(item, dtype="text") if item.name == "score" else item for item in new.columns),
    ),
    "column without a name": lambda new: with_column(new, Column(name=" ", dtype="text", roles=())),
    "column that is not in the file": lambda new: with_column(
        new, Column(name="income", dtype="number", roles=())
    ),
    "no name": lambda new: replace(new, name=said("")),
    "file that is not there": lambda new: replace(new, path=new.path.with_name("gone.csv")),
    "folder instead of a file": lambda new: replace(new, path=new.path.parent),
}


@pytest.mark.parametrize("case", BAD_TABLES)
def test_a_table_that_makes_no_sense_is_refused(firm: Firm, tmp_path: Path, case: str) -> None:
    new = BAD_TABLES[case](predictions(table_file(tmp_path)))
    untouched(firm, lambda: firm.workspace.inventory.register_dataset(firm.as_(Role.OWNER), new), UserError)


def test_a_table_without_rows_is_refused(firm: Firm, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("good,said,score,age\n", encoding="utf-8")
    untouched(
        firm,
        lambda: firm.workspace.inventory.register_dataset(firm.as_(Role.OWNER), predictions(path)),
        UserError,
    )


def table_file(folder: Path) -> Path:
    path = folder / "loans.csv"
    path.write_text("\n".join(["good,said,score,age", *good_rows()]) + "\n", encoding="utf-8")
    return path


def test_a_large_table_is_referenced_and_a_changed_one_is_noticed(firm: Firm, tmp_path: Path) -> None:
    from core.policy_file import default_policy

    small_limit = default_policy().replace(b"copy_limit_mb = 200", b"copy_limit_mb = 0")
    firm.workspace.adopt_policy(firm.as_(Role.ADMINISTRATOR), small_limit)
    path = table_file(tmp_path)
    dataset, _ = firm.workspace.inventory.register_dataset(firm.as_(Role.OWNER), predictions(path))
    assert dataset.reference == str(path.resolve())
    version = firm.version(datasets=(dataset.id,))

    from core.workspace import RunRequest

    def run() -> object:
        return firm.workspace.checking.run(
            firm.as_(Role.VALIDATOR), RunRequest(version=version.id, dataset=dataset.id)
        )

    path.write_text(path.read_text(encoding="utf-8").replace("50", "51"), encoding="utf-8")
    assert "changed" in str(untouched(firm, run, IntegrityError))
    path.unlink()
    assert "no longer" in str(untouched(firm, run, IntegrityError))


def test_a_file_changed_in_the_workspace_is_not_handed_out(firm: Firm) -> None:
    dataset = firm.table()
    stored = firm.workspace.inventory.file(dataset.digest)
    stored.chmod(0o600)
    stored.write_bytes(b"other")
    with pytest.raises(IntegrityError, match="digest"):
        firm.workspace.inventory.file(dataset.digest)
    with pytest.raises(IntegrityError):
        firm.workspace.inventory.file(Digest("0" * 64))


def new_version(firm: Firm, model: ModelId) -> NewVersion:
    return NewVersion(
        model=model,
        label="1",
        task=Task.BINARY,
        developer=firm.person(Role.DEVELOPER).id,
        cut_off=HALF,
        datasets=(firm.table().id,),
    )


BAD_VERSIONS: dict[str, Callable[[NewVersion], NewVersion]] = {
    "label with a space": lambda new: replace(new, label="1 b"),
    "label with an at sign": lambda new: replace(new, label="1@2"),
    "no label": lambda new: replace(new, label=""),
    "unknown model": lambda new: replace(new, model=ModelId("MOD-0009")),
    "unknown developer": lambda new: replace(new, developer=PersonId("P-nobody00")),
    "cut-off that is no number": lambda new: replace(
        new, cut_off=CutOff(value=Exact("half"), score_means=ScoreMeans.FAVORABLE)
    ),
    "cut-off of a regression": lambda new: replace(new, task=Task.REGRESSION),
    "unknown data set": lambda new: replace(new, datasets=("DS-0099",)),  # type: ignore[arg-type]
    "golden sample from elsewhere": lambda new: replace(new, golden_from="DS-0099"),  # type: ignore[arg-type]
    "file without cut-off": lambda new: replace(new, cut_off=None, artifacts=(Path("model.skops"),)),
}


@pytest.mark.parametrize("case", BAD_VERSIONS)
def test_a_version_that_makes_no_sense_is_refused(firm: Firm, case: str) -> None:
    new = BAD_VERSIONS[case](new_version(firm, firm.model()))
    untouched(
        firm, lambda: firm.workspace.inventory.register_version(firm.as_(Role.DEVELOPER), new), UserError
    )


def test_a_label_is_given_once_per_model(firm: Firm) -> None:
    model = firm.model()
    firm.version("a", model=model)
    new = replace(new_version(firm, model), label="A")
    untouched(
        firm, lambda: firm.workspace.inventory.register_version(firm.as_(Role.DEVELOPER), new), UserError
    )
    assert firm.version("a", model=firm.model(name="Other")).label == "a"


def test_a_pickled_model_is_refused_unopened(firm: Firm, tmp_path: Path) -> None:
    import pickle

    path = tmp_path / "model.pkl"
    path.write_bytes(pickle.dumps({"not": "a model"}))
    new = replace(new_version(firm, firm.model()), artifacts=(path,))
    untouched(
        firm,
        lambda: firm.workspace.inventory.register_version(firm.as_(Role.DEVELOPER), new),
        UntrustedArtifactError,
    )


def test_the_version_in_use_counts_before_an_approved_one_and_that_before_the_newest(firm: Firm) -> None:
    first = firm.version("1")
    versions = [
        replace(first, label=str(number), state=state)
        for number, state in enumerate((State.IN_USE, State.APPROVED, State.DRAFT, State.REJECTED))
    ]
    assert current(()) is None
    for number in range(4):
        found = current(versions[number:])
        assert found is not None
        assert found.label == str(number)
    twice = current([versions[0], replace(versions[0], label="newer")])
    assert twice is not None
    assert twice.label == "newer"


def test_a_reference_names_one_version_or_says_the_candidates(firm: Firm) -> None:
    inventory = firm.workspace.inventory
    model = firm.model(name="Credit score")
    with pytest.raises(UserError, match="no version yet"):
        inventory.resolve(model)
    first = firm.version("1", model=model)
    assert inventory.resolve("MOD-0001").id == first.id
    assert inventory.resolve("credit SCORE").id == first.id
    assert inventory.resolve("Credit score@1").id == first.id
    second = firm.version("2", model=model)
    with pytest.raises(UserError, match="MOD-0001@1, MOD-0001@2"):
        inventory.resolve("MOD-0001")
    firm.move(first.id, State.RETIRED)
    assert inventory.resolve("MOD-0001").id == second.id
    assert inventory.resolve("MOD-0001@1").id == first.id
    for unknown in ("MOD-0009", "MOD-0001@9", "", "@", "nobody@1"):
        with pytest.raises(UserError):
            inventory.resolve(unknown)
    firm.model(name="Credit score")
    with pytest.raises(UserError, match="MOD-0001, MOD-0002"):
        inventory.resolve("Credit score")


@pytest.mark.parametrize("state", [State.APPROVED, State.APPROVED_WITH_CONDITIONS, State.REJECTED])
def test_approving_and_rejecting_take_a_decision(firm: Firm, state: State) -> None:
    version = firm.in_validation()
    error = untouched(firm, lambda: firm.move(version.id, state, Role.RISK_MANAGER), NotAllowedError)
    assert "signed decision" in str(error)


def test_a_version_is_not_used_without_approval(firm: Firm) -> None:
    version = firm.in_validation()
    untouched(firm, lambda: firm.move(version.id, State.IN_USE), NotAllowedError)


def test_a_change_of_state_needs_a_reason_and_the_right_to_it(firm: Firm) -> None:
    version = firm.version()
    inventory = firm.workspace.inventory
    untouched(
        firm,
        lambda: inventory.set_state(firm.as_(Role.OWNER), version.id, State.IN_VALIDATION, said(" ")),
        UserError,
    )
    untouched(firm, lambda: firm.move(version.id, State.IN_VALIDATION, Role.AUDITOR), NotAllowedError)
    untouched(firm, lambda: firm.move(version.id, State.RETIRED, Role.DEVELOPER), NotAllowedError)


def test_a_taken_over_model_is_recorded_as_in_use_by_its_owner_only(firm: Firm) -> None:
    model = firm.model(basis=RecordBasis.TAKEN_OVER)
    version = firm.version(model=model, datasets=())
    untouched(firm, lambda: firm.move(version.id, State.IN_USE, Role.RISK_MANAGER), NotAllowedError)
    assert firm.move(version.id, State.IN_USE).state is State.IN_USE
    found = firm.workspace.decisions.obstacles(version.id, firm.person(Role.RISK_MANAGER))
    assert "not evidenced" in str(found[0].message)


def test_a_list_of_300_models_takes_as_many_queries_as_a_list_of_one(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import Engine, event

    counted: list[str] = []

    def count(*arguments: object) -> None:
        counted.append(str(arguments[2]))

    def queries() -> int:
        counted.clear()
        event.listen(Engine, "before_cursor_execute", count)
        try:
            firm.workspace.inventory.summaries()
        finally:
            event.remove(Engine, "before_cursor_execute", count)
        return len([text for text in counted if text.lstrip().upper().startswith("SELECT")])

    version = firm.in_validation()
    firm.assess(version.id)
    one = queries()
    _many(firm, version.id, 299)
    listed = firm.workspace.inventory.summaries()
    assert len(listed) == 300
    assert listed[0].awaits_decision
    assert listed[0].tier is not None
    assert queries() - one <= _text_chunks(300)


def _text_chunks(models: int) -> int:
    """Texts are read in chunks of 500: at most one query more per 60 models."""
    return models // 60


def _many(firm: Firm, like: VersionId, count: int) -> None:
    """Record models and versions in one step, as quickly as the store can."""
    from core.audit import Action
    from core.inventory import Model
    from core.workspace.lookup import the_model, the_version

    store = firm.workspace.inventory._desk.store
    version = the_version(store, like)
    model = the_model(store, version.model)
    with store.transaction(firm.as_(Role.OWNER)) as step:
        for _ in range(count):
            identity = ModelId(step.new_id(Model))
            step.put(replace(model, id=identity), Action.MODEL_REGISTERED)
            another = replace(version, id=VersionId(f"{identity}@1"), model=identity)
            step.put(another, Action.VERSION_REGISTERED)


def test_every_transition_that_is_not_permitted_is_refused(firm: Firm) -> None:
    """The table of transitions is the only list: every other move is refused, whoever asks."""
    from core.workspace import movement
    from core.workspace.lookup import facts_of

    inventory = firm.workspace.inventory
    facts = facts_of(inventory._desk.store, firm.version().id, firm.workspace.policy)
    everybody = [session.person for session in firm.sessions.values()]
    for state in State:
        for to in set(State) - TRANSITIONS[state]:
            placed = replace(facts, version=replace(facts.version, state=state))
            for person in everybody:
                move = movement.Move(facts=placed, to=to, person=person, decisions=())
                assert movement.refusal(move, firm.clock().date()) is not None
