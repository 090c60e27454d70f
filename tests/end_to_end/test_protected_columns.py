"""Does the command line keep columns for bias tests inside, and delete them for good?"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.core.casework import good_rows
from tests.end_to_end.conftest import Command


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Return a table with an attribute that is protected by law."""
    path = tmp_path / "kredite.csv"
    rows = [f"{row},{'ev' if i // 3 % 2 else 'rk'}" for i, row in enumerate(good_rows())]
    path.write_text("\n".join(["good,said,score,alter,konfession", *rows]) + "\n", encoding="utf-8")
    return path


def registered(command: Command, table: Path, *more: str) -> int:
    return command(
        "register", "Kreditscore", "--data", str(table), "--target", "good", "--favorable", "1",
        "--prediction", "said", "--ignore", "score", "--sensitive", "alter<=25",
        "--bias-test-only", "konfession",
        "--purpose", "Antraege bewerten", "--use", "Vorschlag", "--as", "Jana", *more,
    ).code  # fmt: skip


def test_protected_columns_need_a_day_and_a_reason(command: Command, table: Path, tmp_path: Path) -> None:
    workspace = str(tmp_path / "workspace")
    assert command("init", workspace, "--name", "Jana", "--role", "owner", "--role", "validator").code == 0
    assert registered(command, table) == 2
    soon = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    assert registered(command, table, "--delete-by", soon) == 2
    assert registered(command, table, "--delete-by", soon, "--necessity", "nur so erkennbar") == 0
    listed = command("data", "list")
    assert "konfession" in listed.out
    assert command("data", "due").code == 0

    target = tmp_path / "aus.csv"
    assert command("data", "export", "DS-0001", str(target), "--as", "Jana").code == 0
    assert "konfession" not in target.read_text(encoding="utf-8")
    refused = command(
        "data", "export", "DS-0001", str(tmp_path / "b.csv"), "--column", "konfession", "--as", "Jana",
        "--language", "de",
    )  # fmt: skip
    assert refused.code == 2
    assert "nicht weitergegeben" in refused.err
    assert not (tmp_path / "b.csv").exists()

    deleted = command("data", "delete", "DS-0001", "--reason", "bereinigt", "--as", "Jana")
    assert deleted.code == 0
    assert "konfession" in deleted.out
    assert "konfession" in command("data", "list").out
    accesses = command("data", "accesses", "DS-0001", "--json")
    assert accesses.out.count("sensitive_deleted") == 1
    assert accesses.out.count("sensitive_export_refused") == 1
    assert command("trail", "verify").code == 0
    stored = b"".join(
        path.read_bytes() for path in (tmp_path / "workspace" / "files").rglob("*") if path.is_file()
    )
    assert b"konfession" not in stored
