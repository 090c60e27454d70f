"""Who may allow a check of another maker, and what does that change?"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.audit import Action, ObjectKind
from core.errors import NotAllowedError, UserError
from core.people import Role
from core.results import RunState
from core.workspace import RunRequest
from core.workspace.trail import TrailQuery
from tests.core.casework import Firm, said
from tests.core.external_packages import install_example

CHECK = "external.approval_ceiling"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example of the documentation, installed where Python finds it."""
    place = install_example(tmp_path)
    monkeypatch.syspath_prepend(str(place))
    return place


def administrator(firm: Firm) -> Role:
    roles = [role for role, session in firm.sessions.items() if Role.ADMINISTRATOR in session.person.roles]
    return roles[0]


def request(firm: Firm) -> RunRequest:
    version = firm.version()
    return RunRequest(version=version.id, dataset=version.datasets[0], checks=("performance", CHECK))


def test_an_installed_check_does_not_run_until_an_administrator_allowed_it(
    firm: Firm, installed: Path
) -> None:
    asked = request(firm)
    with pytest.raises(UserError, match="not allowed as it is installed now"):
        firm.workspace.checking.run(firm.as_(Role.VALIDATOR), asked)
    with pytest.raises(NotAllowedError):
        firm.workspace.externals.allow(firm.as_(Role.VALIDATOR), CHECK, said("I want it"))
    with pytest.raises(UserError, match="reason is missing"):
        firm.workspace.externals.allow(firm.as_(administrator(firm)), CHECK, said("  "))
    admission, _ = firm.workspace.externals.allow(firm.as_(administrator(firm)), CHECK, said("Reviewed"))
    assert [item.id for item in firm.workspace.externals.allowed()] == [CHECK]
    run, _ = firm.workspace.checking.run(firm.as_(Role.VALIDATOR), asked)
    result = next(item for item in run.results if item.check == CHECK)
    assert result.state is RunState.FINISHED
    assert result.definition.parameters["external_digest"] == admission.digest
    assert firm.workspace.checking.replay(run.id).equal
    (event, _), *_rest = firm.workspace.trail.events(TrailQuery(object_kind=ObjectKind.EXTERNAL))
    assert event.action is Action.EXTERNAL_ALLOWED
    assert firm.workspace.trail.verify().intact


def test_a_changed_package_is_off_again(firm: Firm, installed: Path) -> None:
    asked = request(firm)
    firm.workspace.externals.allow(firm.as_(administrator(firm)), CHECK, said("Reviewed"))
    with (installed / "bank_checks" / "approval_ceiling.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert firm.workspace.externals.allowed() == ()
    with pytest.raises(UserError, match="not allowed as it is installed now"):
        firm.workspace.checking.run(firm.as_(Role.VALIDATOR), asked)


def test_a_run_is_repeated_without_an_external_check_that_changed_since(firm: Firm, installed: Path) -> None:
    asked = request(firm)
    firm.workspace.externals.allow(firm.as_(administrator(firm)), CHECK, said("Reviewed"))
    run, _ = firm.workspace.checking.run(firm.as_(Role.VALIDATOR), asked)
    with (installed / "bank_checks" / "approval_ceiling.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    replay = firm.workspace.checking.replay(run.id)
    assert (replay.equal, replay.differing, replay.older) == (False, (), (CHECK,))


def test_what_was_allowed_can_be_withdrawn_and_what_was_not_cannot(firm: Firm, installed: Path) -> None:
    who = administrator(firm)
    with pytest.raises(UserError, match="nothing to withdraw"):
        firm.workspace.externals.withdraw(firm.as_(who), CHECK, said("Mistake"))
    firm.workspace.externals.allow(firm.as_(who), CHECK, said("Reviewed"))
    with pytest.raises(NotAllowedError):
        firm.workspace.externals.withdraw(firm.as_(Role.OWNER), CHECK, said("Mistake"))
    firm.workspace.externals.withdraw(firm.as_(who), CHECK, said("Mistake"))
    assert firm.workspace.externals.allowed() == ()
    actions = [event.action for event, _ in firm.workspace.trail.events(TrailQuery(object_id=CHECK))]
    assert actions == [Action.EXTERNAL_WITHDRAWN, Action.EXTERNAL_ALLOWED]


def test_an_unknown_check_is_named_with_what_is_installed(firm: Firm, installed: Path) -> None:
    with pytest.raises(UserError, match=rf"Installed are: {CHECK}"):
        firm.workspace.externals.allow(firm.as_(administrator(firm)), "external.other", said("?"))


def test_an_admission_forged_in_the_database_counts_for_nothing(firm: Firm, installed: Path) -> None:
    asked = request(firm)
    who = administrator(firm)
    firm.workspace.externals.allow(firm.as_(who), CHECK, said("Reviewed"))
    firm.workspace.externals.withdraw(firm.as_(who), CHECK, said("Mistake"))
    with closing(sqlite3.connect(firm.workspace.folder / "workspace.db")) as connection:
        (document,) = connection.execute("SELECT document FROM external WHERE id = ?", (CHECK,)).fetchone()
        forged = document.replace(b'"allowed":false', b'"allowed":true')
        assert forged != document
        connection.execute("UPDATE external SET document = ? WHERE id = ?", (forged, CHECK))
        connection.commit()
    assert firm.workspace.externals.admissions()[0].allowed
    assert firm.workspace.externals.allowed() == ()
    with pytest.raises(UserError, match="not allowed as it is installed now"):
        firm.workspace.checking.run(firm.as_(Role.VALIDATOR), asked)
    assert not firm.workspace.trail.verify().intact
