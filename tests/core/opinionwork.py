"""What do the tests of opinions share: a received table, an examination, what is written about it?"""

from pathlib import Path

import pytest

from core.canonical import result_digest
from core.data.digest import file_digest
from core.examination import Examination, Plan, ReceivedModel, ReceivedTable
from core.findings import Severity
from core.ids import Exact, PersonId
from core.inventory import ArtifactFormat, Consent, Grouping, ModelKind, SensitivePurpose, Task
from core.opinion import Observation, OpinionGrade
from core.people import Role
from core.policy_file import default_policy, read_policy
from core.results import CheckResult
from core.workspace import NewModel, NewOpinion
from tests.core.casework import CSV, HALF, Firm, good_rows, predictions, said
from tests.core.conftest import START


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
