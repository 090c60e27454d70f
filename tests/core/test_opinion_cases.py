"""Are audit opinions kept, read, erased, issued and promoted as they should be?"""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.audit import Action, ObjectKind
from core.canonical import result_digest
from core.data.digest import file_digest
from core.errors import ConflictError, NotAllowedError, PruefsteinError, UserError
from core.examination import Examination, Plan, ReceivedModel, ReceivedTable
from core.findings import Severity
from core.ids import Digest, Exact, OpinionId, PersonId
from core.inventory import ArtifactFormat, Consent, Grouping, ModelKind, SensitivePurpose, Task
from core.opinion import Observation, OpinionGrade
from core.people import Role
from core.policy_file import default_policy, read_policy
from core.results import CheckResult
from core.store import schema
from core.texts import Text
from core.workspace import Changes, NewModel, NewOpinion, Promotion, Workspace
from core.workspace.trail import TrailQuery
from tests.core.casework import CSV, HALF, Firm, good_rows, predictions, said
from tests.core.conftest import START

SIGNERS = (Role.OWNER, Role.VALIDATOR, Role.RISK_MANAGER, Role.AUDITOR)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A received table."""
    path = tmp_path / "received.csv"
    path.write_text("\n".join(["good,said,score,age", *good_rows()]) + "\n", encoding="utf-8")
    return path


def examined(table: Path, model: ReceivedModel | None = None, **changes: object) -> Examination:
    """Return an examination of the table; which figures it holds does not matter here."""
    results: tuple[CheckResult, ...] = ()
    values: dict[str, object] = {
        "application": "Prüfstein 0.1.0",
        "examined_at": START,
        "table": ReceivedTable(
            file_name=said(table.name),
            digest=file_digest(table),
            size=table.stat().st_size,
            dialect=CSV,
            rows=400,
            columns=predictions(table).columns,
        ),
        "model": model,
        "plan": Plan(
            task=Task.BINARY,
            label=("good",),
            prediction=("said",),
            score="score",
            cut_off=HALF,
            favorable="1",
            groupings=(Grouping(column="age", edges=(Exact("25"),)),),
            purposes={"age": SensitivePurpose.GROUP_COMPARISON},
            where="age > 18",
        ),
        "policy": read_policy(default_policy()),
        "rows": 400,
        "results": results,
        "result_digest": result_digest(results),
        "environment": {"python": "3.11.7"},
        "confinement": "not needed" if model is None else "full",
    }
    return Examination(**{**values, **changes})  # type: ignore[arg-type]


def written(table: Path, **changes: object) -> NewOpinion:
    """Return a complete opinion."""
    values: dict[str, object] = {
        "title": said("Scoring of supplier X"),
        "subject": said("Received on Monday"),
        "examination": examined(table),
        "observations": (Observation(title=said("Few young people"), severity=Severity.LOW),),
        "grade": OpinionGrade.QUALIFIED,
        "conclusion": said("The figures hold with one reservation."),
    }
    return NewOpinion(**{**values, **changes})  # type: ignore[arg-type]


def pickled(firm: Firm, path: Path, by: PersonId | None = None) -> ReceivedModel:
    """Return a model file that the auditor consented to open."""
    path.write_bytes(b"a file that is not opened here")
    who = firm.person(Role.AUDITOR)
    consent = Consent(
        by=by or who.id, name="The auditor", reason=said("no other form"), given_at=firm.clock()
    )
    return ReceivedModel(
        file_name=said(path.name),
        digest=file_digest(path),
        size=path.stat().st_size,
        format=ArtifactFormat.PICKLE,
        estimator="LogisticRegression",
        features=("income",),
        outputs=("0", "1"),
        libraries={},
        consent=consent,
    )


def new_model(firm: Firm) -> NewModel:
    """Return the form of a model to be registered."""
    return NewModel(
        name=said("Supplier scoring"),
        purpose=said("Estimate repayment"),
        intended_use=said("Proposals"),
        kind=ModelKind.STATISTICAL,
        owner=firm.person(Role.OWNER).id,
        business_area=said("Retail"),
    )


@pytest.mark.parametrize("role", SIGNERS)
def test_whoever_may_sign_may_write_an_opinion(firm: Firm, table: Path, role: Role) -> None:
    opinion, changes = firm.workspace.opinions.keep(firm.as_(role), written(table))
    assert changes == Changes.OPINIONS
    assert opinion.id == "OPN-0001"
    assert opinion.author == firm.person(role).id
    assert firm.workspace.opinions.get(opinion.id) == opinion
    assert firm.workspace.trail.verify().intact


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DEVELOPER])
def test_others_may_not(firm: Firm, table: Path, role: Role) -> None:
    before = firm.workspace.trail.count()
    with pytest.raises(NotAllowedError):
        firm.workspace.opinions.keep(firm.as_(role), written(table))
    assert firm.workspace.trail.count() == before


def test_keeping_writes_one_event_and_copies_no_file(firm: Firm, table: Path) -> None:
    opinion, _ = firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), written(table))
    query = TrailQuery(object_kind=ObjectKind.OPINION, object_id=opinion.id)
    ((event, _),) = firm.workspace.trail.events(query)
    assert (event.action, event.before) == (Action.OPINION_WRITTEN, None)
    stored = [path for path in (firm.workspace.folder / "files").rglob("*") if path.is_file()]
    assert stored == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": said("  ")}, "no title"),
        ({"conclusion": None}, "not written"),
        ({"conclusion": said(" ")}, "not written"),
        ({"grade": None}, "its kind is not chosen"),
        ({"observations": (Observation(title=said(""), severity=Severity.HIGH),)}, "no title"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(
    firm: Firm, table: Path, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(UserError, match=words):
        firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), written(table, **changes))
    assert firm.workspace.opinions.all() == ()


def test_figures_without_an_opinion_can_be_kept(firm: Firm, table: Path) -> None:
    new = written(table, grade=None, conclusion=None, observations=())
    opinion, _ = firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), new)
    assert (opinion.grade, opinion.conclusion) == (None, None)


def test_figures_that_do_not_fit_their_digest_are_refused(firm: Firm, table: Path) -> None:
    forged = replace(examined(table), result_digest=Digest("00" * 32))
    with pytest.raises(UserError, match="digest differs"):
        firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), written(table, examination=forged))


def test_a_column_for_bias_tests_only_cannot_be_read_by_the_model(firm: Firm, table: Path) -> None:
    model = replace(
        pickled(firm, table.with_name("m.pkl")), format=ArtifactFormat.SKOPS, consent=None, features=("age",)
    )
    plan = replace(examined(table).plan, purposes={"age": SensitivePurpose.BIAS_TEST_ONLY})
    new = written(table, examination=replace(examined(table, model), plan=plan))
    with pytest.raises(UserError, match="bias tests only"):
        firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), new)


def test_opening_a_pickle_needs_the_consent_of_a_person_of_the_workspace(firm: Firm, table: Path) -> None:
    keep, file = firm.workspace.opinions.keep, table.with_name("m.pkl")
    model = pickled(firm, file)
    for refused in (replace(model, consent=None), pickled(firm, file, by=PersonId("P-nobody12"))):
        with pytest.raises(UserError, match="consent"):
            keep(firm.as_(Role.AUDITOR), written(table, examination=examined(table, refused)))
    opinion, _ = keep(firm.as_(Role.VALIDATOR), written(table, examination=examined(table, model)))
    evidence = firm.workspace.opinions.evidence(opinion.id)
    assert {party.roles[0] for party in evidence.parties} == {Role.AUDITOR, Role.VALIDATOR}


def test_the_name_of_who_consented_is_not_in_the_record(firm: Firm, table: Path) -> None:
    model = pickled(firm, table.with_name("m.pkl"))
    firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), written(table, examination=examined(table, model)))
    with sqlite3.connect(firm.workspace.folder / "workspace.db") as database:
        (document,) = database.execute("SELECT document FROM opinion").fetchone()
    database.close()
    assert b"The auditor" not in document
    assert b"no other form" not in document
    assert b"Scoring of supplier" not in document


def test_the_list_shows_titles_without_reading_examinations(firm: Firm, table: Path) -> None:
    keep = firm.workspace.opinions.keep
    first, _ = keep(firm.as_(Role.AUDITOR), written(table))
    second, _ = keep(firm.as_(Role.OWNER), written(table, title=said("Another"), grade=None, conclusion=None))
    heads = firm.workspace.opinions.all()
    assert [head.id for head in heads] == [second.id, first.id]
    assert [head.title.body for head in heads] == ["Another", "Scoring of supplier X"]
    assert [head.grade for head in heads] == [None, OpinionGrade.QUALIFIED]
    assert not hasattr(heads[0], "examination")


def test_an_erased_text_is_gone_and_the_trail_stays_intact(firm: Firm, table: Path) -> None:
    opinion, _ = firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), written(table))
    with sqlite3.connect(firm.workspace.folder / "workspace.db") as database:
        rows = database.execute("SELECT digest FROM text WHERE body LIKE 'The figures hold%'").fetchall()
    database.close()
    ((digest,),) = rows
    firm.workspace.trail.erase(firm.as_(Role.ADMINISTRATOR), digest, said("asked to"))
    kept = firm.workspace.opinions.get(opinion.id)
    assert kept.conclusion == Text("", said("").language, erased=True)
    assert kept.title.body == "Scoring of supplier X"
    assert firm.workspace.trail.verify().intact


def test_the_evidence_names_the_checkpoint_and_the_events_of_the_opinion(firm: Firm, table: Path) -> None:
    opinion, _ = firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), written(table))
    firm.model()
    evidence = firm.workspace.opinions.evidence(opinion.id)
    assert evidence.trail == firm.workspace.trail.checkpoint()
    assert evidence.trail_intact
    assert [line.action for line in evidence.extract] == ["opinion.written"]
    assert [party.id for party in evidence.parties] == [opinion.author]
    again = firm.workspace.opinions.evidence(opinion.id)
    assert evidence.digest == again.digest
    firm.clock.advance(timedelta(seconds=1))
    assert evidence.digest != firm.workspace.opinions.evidence(opinion.id).digest


def test_a_changed_document_is_found_by_the_trail(firm: Firm, table: Path) -> None:
    firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), written(table))
    with sqlite3.connect(firm.workspace.folder / "workspace.db") as database:
        database.execute(
            "UPDATE opinion SET grade = 'adverse', document = CAST("
            "replace(CAST(document AS TEXT), '\"qualified\"', '\"adverse\"') AS BLOB)"
        )
    database.close()
    assert not firm.workspace.trail.verify().intact


def test_an_unknown_opinion_is_said(firm: Firm) -> None:
    with pytest.raises(UserError, match="no opinion OPN-0009"):
        firm.workspace.opinions.get(OpinionId("OPN-0009"))


def test_keeping_is_one_step(firm: Firm, table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.store import events

    def broken(*_arguments: object) -> None:
        raise OSError("the computer stopped here")

    before = firm.workspace.trail.count()
    monkeypatch.setattr(events, "append", broken)
    with pytest.raises((OSError, PruefsteinError)):
        firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), written(table))
    monkeypatch.undo()
    assert firm.workspace.opinions.all() == ()
    assert firm.workspace.trail.count() == before
    opinion, _ = firm.workspace.opinions.keep(firm.as_(Role.AUDITOR), written(table))
    assert opinion.id == "OPN-0001"
    assert firm.workspace.trail.verify().intact


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
DROP TABLE opinion;
DROP INDEX ix_report_opinion;
ALTER TABLE report DROP COLUMN opinion;
UPDATE alembic_version SET version_num = '0001';
"""


def test_a_workspace_of_the_first_form_gets_opinions_and_keeps_its_reports(
    validated: Firm, table: Path
) -> None:
    from tests.core.test_reporting_cases import written as report

    _, _, given = report(validated)
    filed, _ = validated.workspace.reporting.file(validated.as_(Role.AUDITOR), given)
    validated.workspace.close()
    database = validated.workspace.folder / "workspace.db"
    with sqlite3.connect(database) as connection:
        connection.executescript(BACK)
    connection.close()
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
