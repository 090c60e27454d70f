"""Does what was examined become a version of the inventory, and only the very same files?"""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.audit import Action
from core.errors import ConflictError, NotAllowedError, UserError
from core.ids import PersonId
from core.inventory import SensitivePurpose, Task
from core.people import Role
from core.store import schema
from core.store.migrations.versions import r0004_governance
from core.workspace import Changes, Promotion, Workspace
from tests.core.casework import HALF, Firm, said
from tests.core.opinionwork import examined, new_model, pickled, table, written

__all__ = ["table"]


def test_a_promoted_examination_is_a_version_with_a_run(firm: Firm, table: Path) -> None:
    opinion, _ = firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), written(table))
    promotion = Promotion(
        model=new_model(firm), label="7", table=table, developer=firm.person(Role.DEVELOPER).id
    )
    version, changes = firm.workspace.opinions.promote(firm.as_(Role.OWNER), opinion.id, promotion)
    assert Changes.INVENTORY in changes
    assert Changes.OPINIONS in changes
    assert (version.label, version.task, version.cut_off) == ("7", Task.BINARY, HALF)
    assert version.training["opinion"] == opinion.id
    assert version.training["examined rows"] == "age > 18"
    dataset = firm.workspace.inventory.dataset(version.datasets[0])
    assert dataset.digest == opinion.examination.table.digest
    assert dataset.favorable == "1"
    (run,) = firm.workspace.checking.runs(version.id)
    assert run.results
    kept = firm.workspace.opinions.get(opinion.id)
    assert kept.promoted == version.id
    assert replace(kept, promoted=None) == opinion
    actions = [event.action for event, _ in firm.workspace.trail.events()]
    assert Action.OPINION_PROMOTED in actions
    assert firm.workspace.trail.verify().intact
    with pytest.raises(ConflictError, match="promoted before"):
        firm.workspace.opinions.promote(firm.as_(Role.OWNER), opinion.id, promotion)


def test_a_further_version_of_a_registered_model_can_be_promoted(firm: Firm, table: Path) -> None:
    model = firm.model()
    opinion, _ = firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), written(table))
    promotion = Promotion(model=model, label="2", table=table)
    version, _ = firm.workspace.opinions.promote(firm.as_(Role.OWNER), opinion.id, promotion)
    assert version.id == f"{model}@2"
    assert version.developer == firm.person(Role.OWNER).id


Wrong = Callable[[Promotion, Path], Promotion]


def _changed_table(given: Promotion, table: Path) -> Promotion:
    other = table.with_name("changed.csv")
    other.write_bytes(table.read_bytes() + b"1,1,0.9,30\n")
    return replace(given, table=other)


def _missing_table(given: Promotion, table: Path) -> Promotion:
    return replace(given, table=table.with_name("gone.csv"))


def _wrong_label(given: Promotion, _table: Path) -> Promotion:
    return replace(given, label="no label !")


def _unknown_developer(given: Promotion, _table: Path) -> Promotion:
    return replace(given, developer=PersonId("P-nobody12"))


def _unexamined_model(given: Promotion, table: Path) -> Promotion:
    return replace(given, model_file=table)


@pytest.mark.parametrize(
    "wrong", [_changed_table, _missing_table, _wrong_label, _unknown_developer, _unexamined_model]
)
def test_nothing_is_registered_when_something_does_not_fit(firm: Firm, table: Path, wrong: Wrong) -> None:
    opinion, _ = firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), written(table))
    before = firm.workspace.trail.count()
    given = wrong(Promotion(model=new_model(firm), label="1", table=table), table)
    with pytest.raises(UserError):
        firm.workspace.opinions.promote(firm.as_(Role.OWNER), opinion.id, given)
    assert firm.workspace.trail.count() == before
    assert firm.workspace.inventory.datasets() == ()


def test_an_examined_model_file_must_be_the_same_and_consented(firm: Firm, table: Path) -> None:
    file = table.with_name("m.pkl")
    model = pickled(firm, file)
    opinion, _ = firm.workspace.opinions.keep(
        firm.as_(Role.AUDITOR), written(table, examination=examined(table, model))
    )
    given = Promotion(model=new_model(firm), label="1", table=table)
    other = table.with_name("other.pkl")
    other.write_bytes(b"another file")
    for wrong, words in (
        (given, "Name this file"),
        (replace(given, model_file=other), "not the file that was examined"),
        (replace(given, model_file=file), "can run program code"),
    ):
        with pytest.raises(UserError, match=words):
            firm.workspace.opinions.promote(firm.as_(Role.OWNER), opinion.id, wrong)
    assert firm.workspace.inventory.datasets() == ()


def test_an_auditor_cannot_promote(firm: Firm, table: Path) -> None:
    opinion, _ = firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), written(table))
    given = Promotion(model=new_model(firm), label="1", table=table)
    with pytest.raises(NotAllowedError):
        firm.workspace.opinions.promote(firm.as_(Role.AUDITOR), opinion.id, given)


def test_columns_for_bias_tests_keep_their_day_of_deletion(firm: Firm, table: Path) -> None:
    found = examined(table)
    columns = tuple(
        replace(column, purpose=SensitivePurpose.BIAS_TEST_ONLY) if column.name == "age" else column
        for column in found.table.columns
    )
    plan = replace(found.plan, purposes={"age": SensitivePurpose.BIAS_TEST_ONLY})
    new = written(table, examination=replace(found, table=replace(found.table, columns=columns), plan=plan))
    opinion, _ = firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), new)
    given = Promotion(model=new_model(firm), label="1", table=table)
    with pytest.raises(UserError):
        firm.workspace.opinions.promote(firm.as_(Role.OWNER), opinion.id, given)
    day = date(2027, 1, 31)
    given = replace(given, delete_by=day, necessity=said("no other data show the gap"))
    version, _ = firm.workspace.opinions.promote(firm.as_(Role.OWNER), opinion.id, given)
    assert firm.workspace.inventory.dataset(version.datasets[0]).delete_by == day


BACK = """
DROP INDEX ix_report_opinion;
ALTER TABLE report DROP COLUMN opinion;
UPDATE alembic_version SET version_num = '0001';
"""


def first_form(database: Path) -> None:
    """Take out of a database whatever came after the first form."""
    later = ("external", "opinion", *r0004_governance.CACHES, *r0004_governance.GOVERNED)
    with sqlite3.connect(database) as connection:
        for name in later:
            connection.execute(f"DROP TABLE {name}")
        for column in r0004_governance.SOUGHT:
            connection.execute(f"DROP INDEX ix_event_{column}")
        connection.executescript(BACK)
    connection.close()


def test_a_workspace_of_the_first_form_gets_opinions_and_keeps_its_reports(
    validated: Firm, table: Path
) -> None:
    from tests.core.test_reporting_cases import written as report

    _, _, given = report(validated)
    filed, _ = validated.workspace.reporting.file(validated.as_(Role.AUDITOR), given)
    validated.workspace.close()
    database = validated.workspace.folder / "workspace.db"
    first_form(database)
    assert schema.revision(database) == "0001"
    workspace = Workspace.open(validated.workspace.folder, clock=validated.clock)
    try:
        assert workspace.reporting.all() == (filed,)
        session = workspace.people.sign_in(validated.person(Role.AUDITOR).id, "a long enough passphrase")
        workspace.opinions.keep(session, written(table))
        assert workspace.trail.verify().intact
        with sqlite3.connect(database) as connection:
            sql = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'report'").fetchone()[0]
        connection.close()
        assert "STRICT" in sql
    finally:
        workspace.close()
