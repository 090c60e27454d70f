"""Are audit opinions kept, read, erased, issued and promoted as they should be?"""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.audit import Action, ObjectKind
from core.errors import NotAllowedError, PruefsteinError, UserError
from core.findings import Severity
from core.ids import Digest, OpinionId, PersonId
from core.inventory import ArtifactFormat, SensitivePurpose
from core.opinion import Observation, OpinionGrade
from core.people import Role
from core.texts import Text
from core.workspace import Changes
from core.workspace.trail import TrailQuery
from tests.core.casework import Firm, said
from tests.core.opinionwork import examined, pickled, table, written

__all__ = ["table"]

SIGNERS = (Role.OWNER, Role.VALIDATOR, Role.RISK_MANAGER, Role.AUDITOR)


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
