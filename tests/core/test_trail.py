"""Is every way of tampering with records, texts and files found and named?"""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.audit import Action, Depth, Problem
from core.decisions import DecisionKind
from core.errors import IntegrityError
from core.ids import VersionId
from core.inventory import Model
from core.keys import strength
from core.language import Translator
from core.messages import Message
from core.people import Role
from core.texts import Language
from core.workspace import DecisionRequest, Workspace
from tests.conftest import FixedClock
from tests.core import casework
from tests.core.casework import Firm, said
from tests.core.conftest import CHEAP
from tests.core.tampering import (
    ATTACKS,
    BLOBS,
    Attack,
    Case,
    cut_tail,
    delete_event,
    edit_and_rechain,
    edit_document,
    edit_payload,
    file_report,
    lower_counter,
)

LINKS = frozenset({
    Problem.CHAIN_BROKEN, Problem.GAP, Problem.CHECKPOINT_DIFFERS, Problem.REPORT_CHANGED, Problem.KEY_SHARED,
})  # fmt: skip
"""What numbers, hashes and filed reports show."""


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A workspace in which each kind of thing happened once; made once, copied for every attack."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strength, "STANDARD", CHEAP)
        clock = FixedClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
        folder = tmp_path_factory.mktemp("history")
        firm = casework.found(folder, clock)
        version = firm.in_validation()
        firm.assess(version.id)
        firm.later(days=1)
        firm.version("2")
        file_report(firm, version)
        key = firm.as_(Role.ADMINISTRATOR)._key
        assert key is not None
        assert firm.workspace.trail.verify().intact
        firm.workspace.close()
    return Case(folder=firm.workspace.folder, clock=clock, key=key)


@pytest.fixture
def case(history: Case, tmp_path: Path) -> Case:
    """A fresh copy to tamper with."""
    folder = tmp_path / "copy"
    shutil.copytree(history.folder, folder)
    return replace(history, folder=folder)


def test_an_untouched_workspace_verifies(case: Case) -> None:
    assert case.problems() == ()
    assert case.problems(Depth.RECORDS) == ()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_tampering_is_found_and_named(case: Case, attack: Attack) -> None:
    with case.database() as connection:
        attack(case, connection)
    found = case.problems()
    assert ATTACKS[attack] <= {problem.problem for problem in found}
    assert all(problem.seq is not None or problem.object is not None for problem in found)


@pytest.mark.parametrize("attack", [edit_payload, edit_and_rechain, delete_event, cut_tail, edit_document])
def test_the_quick_verification_finds_it_too(case: Case, attack: Attack) -> None:
    with case.database() as connection:
        attack(case, connection)
    assert case.problems(Depth.RECORDS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_the_chain_alone_tells_no_break_less_and_nothing_else(case: Case, attack: Attack) -> None:
    with case.database() as connection:
        attack(case, connection)
    whole = {item.problem for item in case.problems()}
    chain = {item.problem for item in case.problems(Depth.CHAIN)}
    assert chain <= whole
    assert chain & LINKS == whole & LINKS


class Hearing:
    """Keeps what a verification says of itself, in the order it is first said."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.said: dict[str, float] = {}

    def __call__(self, fraction: float, doing: Message) -> None:
        """Keep a sentence and where it was said first."""
        self.said.setdefault(Translator(Language.ENGLISH).say(doing), fraction)

    def check(self) -> None:
        """Never stop."""


@pytest.mark.parametrize("processes", [1, 2])
def test_whether_the_chain_is_unbroken_is_said_before_the_rest_is_known(
    case: Case, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.workspace.chain.processes_for", lambda _events: processes)
    hearing = Hearing()
    workspace = Workspace.open(case.folder, read_only=True, clock=case.clock)
    events = workspace.trail.count()
    assert workspace.trail.verify(hearing).intact
    assert f"{events} events linked without a break. Checking their contents." in hearing.said
    workspace.close()

    with case.database() as connection:
        edit_payload(case, connection)
    workspace, hearing = Workspace.open(case.folder, read_only=True, clock=case.clock), Hearing()
    assert not workspace.trail.verify(hearing).intact
    assert "The audit trail is NOT intact. Checking the rest." in hearing.said
    assert not any("without a break" in sentence for sentence in hearing.said)
    workspace.close()


def test_a_number_is_never_given_twice(case: Case) -> None:
    with case.database() as connection:
        lower_counter(case, connection)
    workspace = Workspace.open(case.folder, clock=case.clock)
    try:
        person = next(item for item in workspace.people.all() if Role.ADMINISTRATOR in item.roles)
        session = workspace.people.sign_in(person.id, casework.PASSPHRASE)
        with (
            pytest.raises(IntegrityError),
            workspace._desk.store.transaction(session, said("again")) as step,
        ):
            step.new_id(Model)
    finally:
        workspace.close()


def test_an_unreadable_certificate_is_named_and_does_not_stop_the_verification(validated: Firm) -> None:
    version = validated.workspace.inventory.version(VersionId("MOD-0001@1"))
    asked = DecisionRequest(version=version.id, kind=DecisionKind.APPROVE, reason=said("as tested"))
    role = Role.RISK_MANAGER
    decision, _ = validated.workspace.decisions.decide(validated.as_(role), asked, validated.key(role))
    with closing(sqlite3.connect(validated.workspace.folder / "workspace.db")) as connection:
        connection.execute(
            "UPDATE person SET document = CAST(replace(CAST(document AS TEXT), 'BEGIN', 'BEGIX') AS BLOB)"
        )
        connection.commit()
    found = {(item.problem, item.object) for item in validated.workspace.trail.verify().problems}
    assert (Problem.SIGNATURE_INVALID, f"decision {decision.id}") in found


def test_an_edited_document_is_named(case: Case) -> None:
    with case.database() as connection:
        edit_document(case, connection)
    assert "version MOD-0001@1" in {problem.object for problem in case.problems()}


def test_an_older_database_put_back_is_shown_by_the_report_that_is_newer(firm: Firm, tmp_path: Path) -> None:
    version, folder = firm.in_validation(), firm.workspace.folder
    with (
        closing(sqlite3.connect(folder / "workspace.db")) as source,
        closing(sqlite3.connect(tmp_path / "old.db")) as old,
    ):
        source.backup(old)
    file_report(firm, version)
    firm.workspace.close()
    shutil.copy(tmp_path / "old.db", folder / "workspace.db")
    workspace = Workspace.open(folder, read_only=True, clock=firm.clock)
    found = workspace.trail.verify().problems
    workspace.close()
    assert [problem.problem for problem in found] == [Problem.OBJECT_NOT_RECORDED]
    assert "REP-0001.pdf" in str(found[0].object)


def test_an_older_database_put_back_without_any_newer_report_is_not_found(firm: Firm, tmp_path: Path) -> None:
    """The limit of a trail without a witness outside; the documentation says so."""
    folder = firm.workspace.folder
    with (
        closing(sqlite3.connect(folder / "workspace.db")) as source,
        closing(sqlite3.connect(tmp_path / "old.db")) as old,
    ):
        source.backup(old)
    firm.model()
    firm.workspace.close()
    shutil.copy(tmp_path / "old.db", folder / "workspace.db")
    workspace = Workspace.open(folder, read_only=True, clock=firm.clock)
    assert workspace.trail.verify().intact
    workspace.close()


def test_a_person_who_was_deactivated_cannot_have_signed_later_events(firm: Firm) -> None:
    owner, administrator = firm.as_(Role.OWNER), firm.as_(Role.ADMINISTRATOR)
    firm.model()
    firm.workspace.people.change(administrator, owner.person.id, roles=(Role.OWNER,), active=False)
    assert firm.workspace.trail.verify().intact
    record = firm.workspace._desk.store
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.store.transaction.Transaction.check_actor", lambda _: None)
        model = firm.workspace.inventory.model("MOD-0001")  # type: ignore[arg-type]
        with record.transaction(owner) as step:
            step.put(replace(model, name=said("Later")), Action.MODEL_CHANGED)
    found = firm.workspace.trail.verify().problems
    assert [problem.problem for problem in found] == [Problem.KEY_UNKNOWN]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_every_flipped_bit_in_a_record_is_found(history: Case, tmp_path: Path, data: st.DataObject) -> None:
    folder = tmp_path / "flip"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(history.folder, folder)
    case = replace(history, folder=folder)
    with case.database() as connection:
        table, column, key = data.draw(st.sampled_from(BLOBS))
        keys = [found[0] for found in connection.execute(f"SELECT {key} FROM {table} ORDER BY 1")]
        chosen = data.draw(st.sampled_from(keys))
        (old,) = connection.execute(f"SELECT {column} FROM {table} WHERE {key} = ?", (chosen,)).fetchone()
        bit = data.draw(st.integers(0, len(old) * 8 - 1))
        new = bytearray(old)
        new[bit // 8] ^= 1 << (bit % 8)
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (bytes(new), chosen))
    assert case.problems()
