"""Does the gate say of damaged records that they are damaged, and let nothing through?"""

import pytest

from core.errors import IntegrityError
from tests.core.casework import Firm
from tests.core.gatework import approve, edited, judged, missing_rules

RECORDS = ("policy", "version", "model", "decision", "person", "dataset", "run", "assessment")


def test_a_record_that_cannot_be_read_lets_nothing_through_and_is_told_as_such(validated: Firm) -> None:
    approve(validated)
    assert judged(validated.workspace).passed
    for table in RECORDS:
        with edited(validated.workspace.folder) as connection:
            kept = connection.execute(f"SELECT id, document FROM {table}").fetchall()
            connection.execute(f"UPDATE {table} SET document = CAST('{{}}' AS BLOB)")
        verdict = judged(validated.workspace)
        assert not verdict.passed, table
        assert missing_rules(verdict) == {"gate.trail.intact.unreadable"}, table
        with edited(validated.workspace.folder) as connection:
            connection.executemany(f"UPDATE {table} SET document = ? WHERE id = ?", [(b, a) for a, b in kept])
    assert judged(validated.workspace).passed


def test_a_policy_that_was_made_milder_in_the_database_judges_nothing(validated: Firm) -> None:
    approve(validated)
    with edited(validated.workspace.folder) as connection:
        connection.execute(
            "UPDATE policy SET document = CAST(replace(CAST(document AS TEXT), 'certificate_days = 30', "
            "'certificate_days = 99') AS BLOB)"
        )
    with pytest.raises(IntegrityError, match="changed outside"):
        _ = validated.workspace.policy
    assert missing_rules(judged(validated.workspace)) == {"gate.trail.intact.unreadable"}
    with pytest.raises(IntegrityError, match="changed outside"):
        approve(validated)
