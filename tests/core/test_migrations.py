"""Does a workspace of another form get the present one, or stay as it is?"""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import IntegrityError, UserError
from core.people import Role
from core.store import schema
from core.workspace import NewPerson, Workspace
from tests.conftest import FixedClock
from tests.core.casework import PASSPHRASE, said

SOMEBODY = NewPerson(name=said("Ada"), roles=(Role.RISK_MANAGER,), passphrase=PASSPHRASE)

pytestmark = pytest.mark.usefixtures("cheap_keys")


@pytest.fixture
def folder(tmp_path: Path, clock: FixedClock, cheap_keys: None) -> Path:
    """A closed workspace."""
    workspace, _ = Workspace.create(tmp_path / "w", SOMEBODY, clock=clock)
    workspace.close()
    return tmp_path / "w"


def everything(folder: Path) -> dict[str, bytes]:
    """Return all contents, without what SQLite and the lock come and go with."""
    passing = ("-wal", "-shm", ".lock")
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(passing)
    }


def test_a_newer_form_is_refused(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "workspace.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = everything(folder)
    with pytest.raises(UserError, match=r"newer Prüfstein \(form 9999; this one knows 0004\)"):
        Workspace.open(folder)
    assert everything(folder) == before


NEXT = '''"""A form of the future, for the test."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add a table and rebuild one."""
    op.create_table("later", sa.Column("id", sa.Text, primary_key=True), sqlite_strict=True)
    with op.batch_alter_table("counter") as batch:
        batch.add_column(sa.Column("note", sa.Text, nullable=True))
    {broken}
'''


@pytest.fixture
def newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that knows one more form, so that today's workspace is an old one."""
    migrations = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    (migrations / "versions" / "r0005_next.py").write_text(NEXT.format(broken=""))
    monkeypatch.setattr(schema, "MIGRATIONS", migrations)
    return migrations


def test_an_older_form_is_brought_up_to_date_after_a_backup_copy(
    folder: Path, clock: FixedClock, newer_program: Path
) -> None:
    with pytest.raises(UserError, match="Open it once for writing"):
        Workspace.open(folder, read_only=True, clock=clock)
    workspace = Workspace.open(folder, clock=clock)
    assert workspace.trail.verify().intact
    assert len(workspace.people.all()) == 1
    workspace.close()
    assert schema.revision(folder / "workspace.db") == "0005"
    (copy,) = (folder / "backups").glob("workspace-form-0004-*.db")
    assert schema.revision(copy) == "0004"
    with closing(sqlite3.connect(folder / "workspace.db")) as connection:
        triggers = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone()
    assert triggers == (3,)


def test_a_migration_that_fails_changes_nothing(folder: Path, clock: FixedClock, newer_program: Path) -> None:
    (newer_program / "versions" / "r0005_next.py").write_text(
        NEXT.format(broken='op.execute("CREATE TABLE later (id)")')
    )
    with closing(sqlite3.connect(folder / "workspace.db")) as connection:
        before = list(connection.iterdump())
    with pytest.raises(IntegrityError):
        Workspace.open(folder, clock=clock)
    with closing(sqlite3.connect(folder / "workspace.db")) as connection:
        assert list(connection.iterdump()) == before
    assert list((folder / "backups").glob("workspace-form-0004-*.db"))


def test_the_known_forms_are_those_alembic_knows() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert schema.known(schema.MIGRATIONS) == tuple(
        sorted(script.revision for script in scripts.walk_revisions())
    )
    assert scripts.get_current_head() == schema.known(schema.MIGRATIONS)[-1]


def test_a_copy_is_kept_every_day_and_the_oldest_goes(folder: Path, clock: FixedClock) -> None:
    for _ in range(9):
        Workspace.open(folder, clock=clock).close()
        Workspace.open(folder, clock=clock).close()
        clock.advance(timedelta(days=1))
    copies = sorted(path.name for path in (folder / "backups").iterdir())
    assert len(copies) == 7
    assert copies[-1] == "workspace-2026-11-10.db"
    assert schema.revision(folder / "backups" / copies[-1]) == "0004"
