"""Is evidence asked for, answered with a file, frozen, judged and opened again from the command line?"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.people import Role
from tests.cli.test_reviews import answered, folder
from tests.core.casework import Firm
from tests.core.conftest import cheap_keys, validated, validated_once  # noqa: F401

__all__ = ["folder"]

STEPS = """
owner     ! request send --to {owner} --title Drill --text Protocol --due 2026-12-01
validator | request send --to {owner} --title Drill --text Protocol --due 2026-12-01 --item day --item people
owner     ! request answer REQ-0001 --text here --item friday --file {file}
validator ! request answer REQ-0001 --text here --item friday --item four --file {file}
owner     | request answer REQ-0001 --text here --item friday --item four --file {file}
owner     ! request answer REQ-0001 --text other --item a --item b
owner     ! request accept REQ-0001 --reason fine
validator | request accept REQ-0001 --reason complete
validator ! request reopen REQ-0001 --due 2026-12-01
validator | request reopen REQ-0001 --due 2026-12-01 --reason incomplete
owner     | request answer REQ-0001 --text second --item a --item b
"""


def test_an_answer_is_frozen_with_its_file_and_opened_again_only_with_a_reason(
    folder: Path,
    validated: Firm,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    handed = validated.folder / "protocol.txt"
    handed.write_text("Friday, four people", encoding="utf-8")
    owner = validated.person(Role.OWNER).id
    for step in STEPS.strip().splitlines():
        who, sign, line = step[:9].strip(), step[10], step[12:].format(owner=owner, file=handed)
        code, answer = answered(folder, line, capsys, validated.person(Role(who)).id)
        assert (code == 0) is (sign == "|"), (step, answer)
    saved = validated.folder / "copies"

    code, shown = answered(folder, f"request show REQ-0001 --save {saved}", capsys)

    assert code == 0
    told = json.dumps(shown)
    assert all(word in told for word in ("friday", "four", "complete", "second"))
    assert [path.read_text() for path in saved.iterdir()] == ["Friday, four people"]
    assert answered(folder, f"request show REQ-0001 --save {saved}", capsys)[0] == 2
    with closing(sqlite3.connect(folder / "workspace.db")) as database:
        database.execute("UPDATE text SET body = 'monday' WHERE body = 'friday'")
        database.commit()
    assert answered(folder, "request show REQ-0001", capsys)[0] == 1
