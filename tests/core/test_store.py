"""Do records come back as they went in, and does nothing half done remain?"""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.schema import CreateIndex, CreateTable

from core.audit import Action
from core.errors import ConflictError, NotAllowedError, UserError
from core.ids import ModelId, PersonId
from core.inventory import Model, ModelKind, ModelVersion, State, Task
from core.people import Person, Role
from core.store import Store, engine, schema
from core.store.mapping import mappers
from core.store.rows import Base
from core.texts import Text
from tests.conftest import FixedClock
from tests.core.casework import Firm, said

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def store_of(firm: Firm) -> Store:
    return firm.workspace._desk.store


def model(name: Text, identity: str = "MOD-0001") -> Model:
    return Model(
        id=ModelId(identity),
        name=name,
        purpose=said("purpose"),
        intended_use=said("use"),
        kind=ModelKind.STATISTICAL,
        owner=PersonId("P-1"),
        business_area=said("area"),
        registered_at=NOW,
    )


def version(training: dict[str, str]) -> ModelVersion:
    return ModelVersion(
        id="MOD-0001@1",  # type: ignore[arg-type]
        model=ModelId("MOD-0001"),
        label="1",
        task=Task.BINARY,
        state=State.DRAFT,
        developer=PersonId("P-1"),
        training=training,
        registered_at=NOW,
    )


def test_changing_one_field_keeps_the_salted_digests_of_the_others(firm: Firm) -> None:
    found = firm.workspace.inventory.model(firm.model())
    with store_of(firm).transaction(firm.as_(Role.OWNER)) as step:
        step.put(replace(found, purpose=said("another purpose")), Action.MODEL_CHANGED)
    event, _ = firm.workspace.trail.events()[0]
    assert event.before is not None
    assert event.after is not None
    assert set(event.before.fields) == set(event.after.fields) == {"purpose"}
    old = event.before.fields["purpose"]
    assert isinstance(old, dict)
    assert firm.workspace.trail.text(old["text"]) == found.purpose


def test_every_put_writes_one_event_and_all_events_of_a_step_share_an_id(firm: Firm) -> None:
    before = firm.workspace.trail.count()
    with store_of(firm).transaction(firm.as_(Role.OWNER), said("because")) as step:
        step.put(model(said("one"), step.new_id(Model)), Action.MODEL_REGISTERED)
        step.put(model(said("two"), step.new_id(Model)), Action.MODEL_REGISTERED)
    (second, _), (first, _) = firm.workspace.trail.events()[:2]
    assert firm.workspace.trail.count() == before + 2
    assert first.object.tx == second.object.tx
    assert (first.object.id, second.object.id) == ("MOD-0001", "MOD-0002")
    assert first.reason == second.reason
    assert firm.workspace.trail.text(str(first.reason)) == said("because")


def test_many_values_together_are_recorded_as_one_by_one(firm: Firm) -> None:
    store, known = store_of(firm), firm.workspace.inventory.model(firm.model())
    with store.transaction(firm.as_(Role.OWNER), said("together")) as step:
        ids = step.new_ids(Model, 3)
        fresh = [(model(said(f"new {name}"), name), Action.MODEL_REGISTERED) for name in ids]
        changed = (replace(known, purpose=said("another purpose")), Action.MODEL_CHANGED)
        step.put_all([*fresh[:2], changed, fresh[2]])
        with pytest.raises(ValueError, match="each once"):
            step.put_all([changed, changed])
    events = [event for event, _ in firm.workspace.trail.events()[:4]][::-1]
    assert [event.object.id for event in events] == ["MOD-0002", "MOD-0003", "MOD-0001", "MOD-0004"]
    assert len({event.object.tx for event in events}) == 1
    (before, after) = (events[2].before, events[2].after)
    assert before is not None
    assert after is not None
    assert set(before.fields) == set(after.fields) == {"purpose"}
    assert [item.id for item in store.all(Model)] == ["MOD-0001", "MOD-0002", "MOD-0003", "MOD-0004"]
    assert store.get(Model, "MOD-0003") == fresh[1][0]
    assert firm.workspace.trail.verify().intact
    with store.snapshot() as snapshot:
        assert list(snapshot.differing_lists()) == []


def test_an_error_inside_a_step_leaves_no_trace(firm: Firm) -> None:
    before = firm.workspace.trail.checkpoint()

    def attempt() -> None:
        with store_of(firm).transaction(firm.as_(Role.OWNER), said("never")) as step:
            step.put(model(said("lost"), step.new_id(Model)), Action.MODEL_REGISTERED)
            raise KeyError("stop")

    with pytest.raises(KeyError):
        attempt()
    after = firm.workspace.trail.checkpoint()
    assert (before.size, before.root) == (after.size, after.root)
    assert store_of(firm).all(Model) == ()
    assert firm.workspace.trail.verify().intact
    with store_of(firm).transaction(firm.as_(Role.OWNER)) as step:
        assert step.new_id(Model) == "MOD-0001"


def test_a_locked_session_cannot_write(firm: Firm) -> None:
    session = firm.as_(Role.OWNER)
    session.lock()
    with pytest.raises(NotAllowedError, match="locked out"):
        firm.workspace.inventory.set_state(session, firm.version().id, State.IN_VALIDATION, said("x"))
    with (
        pytest.raises(NotAllowedError),
        store_of(firm).transaction(session) as step,
    ):
        step.put(model(said("x")), Action.MODEL_REGISTERED)
    assert firm.workspace.trail.verify().intact


def test_projection_columns_select_and_order_by_creation(firm: Firm) -> None:
    with store_of(firm).transaction(firm.as_(Role.OWNER)) as step:
        for label in ("b", "a"):
            step.put(
                replace(version({}), id=f"MOD-0001@{label}", label=label),  # type: ignore[arg-type]
                Action.VERSION_REGISTERED,
            )
        assert [item.label for item in step.select(ModelVersion, model="MOD-0001")] == ["b", "a"]
    assert [item.label for item in store_of(firm).all(ModelVersion)] == ["b", "a"]
    assert store_of(firm).select(ModelVersion, state="approved") == ()
    assert store_of(firm).get(ModelVersion, "MOD-0001@c") is None


def test_readers_on_other_threads_see_only_finished_steps(firm: Firm) -> None:
    store, seen = store_of(firm), []
    reader = threading.Thread(target=lambda: seen.append(len(store.all(Model))))
    with store.transaction(firm.as_(Role.OWNER)) as step:
        step.put(model(said("new"), step.new_id(Model)), Action.MODEL_REGISTERED)
        reader.start()
        reader.join(timeout=5)
        assert seen == [0]
    assert len(store.all(Model)) == 1


def test_writers_on_many_threads_take_turns(firm: Firm) -> None:
    store, session, errors = store_of(firm), firm.as_(Role.OWNER), []

    def write() -> None:
        try:
            for _ in range(5):
                with store.transaction(session) as step:
                    step.put(model(said("m"), step.new_id(Model)), Action.MODEL_REGISTERED)
        except ConflictError as error:
            errors.append(error)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(store.all(Model)) == 20
    assert firm.workspace.trail.verify().intact


def test_a_second_writer_is_told_so(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_of(firm)
    other = sqlite3.connect(store.database, isolation_level=None, timeout=0.1)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(engine, "BUSY_MILLISECONDS", 50)
    monkeypatch.setattr(store, "_writer", engine.writer(store.database))
    with (
        pytest.raises(ConflictError, match="Another task"),
        store.transaction(firm.as_(Role.OWNER)),
    ):
        pass
    other.execute("ROLLBACK")
    other.close()
    assert store._writer is not None
    store._writer.dispose()


def test_the_migrated_database_has_exactly_the_tables_that_are_mapped(tmp_path: Path) -> None:
    mappers()
    migrated, direct = tmp_path / "migrated.db", sqlite3.connect(":memory:")
    schema.migrate(migrated)
    for table in Base.metadata.sorted_tables:
        direct.execute(str(CreateTable(table)) + " STRICT")
        for index in table.indexes:
            direct.execute(str(CreateIndex(index)))
    found = sqlite3.connect(migrated)
    assert shape(found) == shape(direct)
    triggers = found.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone()
    assert triggers == (3,)
    found.close()
    direct.close()


def shape(connection: sqlite3.Connection) -> dict[str, object]:
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'index') AND name NOT LIKE 'sqlite_%' "
        "AND name NOT LIKE 'search_text%'"  # the full-text index, of which SQLAlchemy knows nothing
    ).fetchall()
    return {
        name: sorted(
            connection.execute('SELECT name, type, "notnull", pk FROM pragma_table_info(?)', (name,))
        )
        or sorted(connection.execute("SELECT seqno, name FROM pragma_index_info(?)", (name,)))
        for (name,) in tables
        if name != "alembic_version"
    }


def test_the_database_is_opened_as_durably_as_it_can(firm: Firm) -> None:
    store = store_of(firm)
    assert store._writer is not None
    with store._writer.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "cell_size_check")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
    }


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET ts = ts",
        "DELETE FROM event WHERE seq = 1",
        (
            "INSERT INTO event SELECT seq + 100, payload, prev, hash, signature, ts, actor, action, "
            "object_kind, object_id, tx FROM event WHERE seq = 1"
        ),
    ],
)
def test_the_database_itself_refuses_to_change_events(firm: Firm, statement: str) -> None:
    connection = sqlite3.connect(store_of(firm).database)
    with pytest.raises(sqlite3.IntegrityError, match="events are"):
        connection.execute(statement)
    connection.close()


def test_readers_cannot_write(firm: Firm) -> None:
    with (
        pytest.raises(Exception, match="readonly"),
        store_of(firm)._reader.connect() as connection,
    ):
        connection.exec_driver_sql("DELETE FROM model")


def test_small_steps_back_of_the_clock_keep_the_order_and_large_ones_are_refused(
    firm: Firm, clock: FixedClock
) -> None:
    firm.model()
    last = firm.workspace.trail.events()[0][0].ts
    clock.now = clock.now.replace(second=0) - (datetime.resolution * 1_000_000 * 30)
    firm.model(name="Second")
    assert firm.workspace.trail.events()[0][0].ts == last
    clock.now = NOW.replace(year=2025)
    with pytest.raises(UserError, match="clock"):
        firm.model(name="Third")
    assert firm.workspace.trail.verify().intact


def test_a_person_who_was_deactivated_can_no_longer_write(firm: Firm) -> None:
    people, administrator = firm.workspace.people, firm.as_(Role.ADMINISTRATOR)
    owner = firm.as_(Role.OWNER)
    people.change(administrator, owner.person.id, roles=(Role.OWNER,), active=False)
    with pytest.raises(NotAllowedError, match="no longer act"):
        firm.model()
    with pytest.raises(NotAllowedError, match="no longer works"):
        people.sign_in(owner.person.id, "whatever it is")
    assert firm.workspace.trail.verify().intact


def digest_of(firm: Firm, body: str) -> str:
    with closing(sqlite3.connect(store_of(firm).database)) as connection:
        (digest,) = connection.execute("SELECT digest FROM text WHERE body = ?", (body,)).fetchone()
    return str(digest)


@pytest.mark.parametrize("body", ["Karl Beispiel", "An earlier name", "next step"])
def test_an_erased_text_is_gone_and_the_trail_still_verifies(firm: Firm, body: str) -> None:
    model_id = firm.model(name="An earlier name" if body == "An earlier name" else "Karl Beispiel")
    found = firm.workspace.inventory.model(model_id)
    firm.in_validation(model=model_id)
    with store_of(firm).transaction(firm.as_(Role.OWNER)) as step:
        step.put(replace(found, name=said("Karl Beispiel")), Action.MODEL_CHANGED)
    trail, digest = firm.workspace.trail, digest_of(firm, body)
    with pytest.raises(NotAllowedError, match="may not erase"):
        trail.erase(firm.as_(Role.OWNER), digest, said("asked to"))
    trail.erase(firm.as_(Role.ADMINISTRATOR), digest, said("asked to"))
    assert trail.text(digest) is None
    assert firm.workspace.inventory.model(found.id).name.erased == (body == "Karl Beispiel")
    assert trail.verify().problems == ()
    assert trail.events()[0][0].action is Action.TEXT_ERASED
    with pytest.raises(UserError, match="erased before"):
        trail.erase(firm.as_(Role.ADMINISTRATOR), digest, said("again"))
    firm.move(firm.workspace.inventory.versions(found.id)[0].id, State.DRAFT)
    assert trail.verify().intact


@pytest.mark.parametrize("body", ["a\x00b", "👩🏽‍🔬 ü ß", "\x7f\u2028", "x" * 100_000])
def test_any_character_survives_the_database(firm: Firm, body: str) -> None:
    assert firm.workspace.inventory.model(firm.model(name=body)).name.body == body
    assert firm.workspace.trail.verify().intact


def test_bytes_that_are_no_characters_are_refused(firm: Firm) -> None:
    with pytest.raises(UserError, match="no characters"):
        firm.model(name="broken \udcff name")
    with (
        pytest.raises(UserError, match="no characters"),
        store_of(firm).transaction(firm.as_(Role.OWNER), said("broken \udcff")),
    ):
        pass
    assert firm.workspace.trail.verify().intact


def test_persons_are_stored_without_their_name(firm: Firm) -> None:
    connection = sqlite3.connect(store_of(firm).database)
    documents = b"".join(row[0] for row in connection.execute("SELECT document FROM person"))
    payloads = b"".join(row[0] for row in connection.execute("SELECT payload FROM event"))
    connection.close()
    for person in store_of(firm).all(Person):
        assert person.name.name().encode() not in documents + payloads
