"""How much processor time does a row of a register take until it is a model with its signed event?"""

import csv
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks.goals import Goal, Outcome
from core.governance.register.importing import RowAction
from core.governance.register.imports import ImportTerms
from core.inventory import ModelKind
from core.people import Role
from core.texts import Language, Text
from core.workspace import NewPerson, Session, Workspace

ROWS = 10_000
LIMIT = 4.0
"""Milliseconds of preview and import together; a limit of our own."""
_SORTS = [
    "Scorecard",
    "Rating",
    "Fraud",
    "Churn",
    "Pricing",
    "Limit",
    "Collections",
    "Liquidity",
    "Stress",
    "Recovery",
]
_AREAS = [
    "Retail",
    "Corporate",
    "Mortgage",
    "Leasing",
    "Cards",
    "Auto",
    "Private",
    "Agri",
    "Treasury",
    "Shipping",
]


def numbered(at: int) -> str:
    """Return a name with a number, which tells it from all others."""
    return f"{_SORTS[at % 10]} {_AREAS[at // 10 % 10]} {at}"


def worded(at: int) -> str:
    """Return a name of four words; each has to be compared with all others."""
    last = (_SORTS[at // 100 % 10], _AREAS[at // 1000 % 10])
    return f"{_SORTS[at % 10]} {_AREAS[at // 10 % 10]} {last[0]} {last[1]}"


def register(path: Path, *, words: bool) -> None:
    """Write a register of eight columns."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(("ID", "Name", "Owner", "Business area", "Purpose", "Kind", "Description", "Remark"))
        for at in range(ROWS):
            name = worded(at) if words else numbered(at)
            area, purpose = _AREAS[at % 10], f"Estimates for decision {at}"
            rows.writerow((f"R-{at}", name, "The owner", area, purpose, "statistical", f"Text {at}" * 4, "-"))


def measured(*, words: bool) -> Outcome:
    """Preview and import a register into a new workspace."""
    with TemporaryDirectory(prefix="pruefstein-import-") as folder:
        path = Path(folder) / "register.csv"
        register(path, words=words)
        who = NewPerson(name=_said("The owner"), roles=(Role.OWNER,), passphrase="a long enough passphrase")
        workspace, session = Workspace.create(Path(folder) / "workspace", who)
        try:
            return _timed(workspace, session, path)
        finally:
            workspace.close()


def _timed(workspace: Workspace, session: Session, path: Path) -> Outcome:
    imports, begin = workspace.imports, process_time()
    looked = imports.look(path)
    terms = ImportTerms(
        owner=session.person.id,
        kind=ModelKind.STATISTICAL,
        language=Language.ENGLISH,
        columns=looked.columns,
        undecided_is_new=True,
    )
    plan = imports.plan(looked, terms)
    shown = process_time()
    imports.run(session, looked, plan, _said("Takeover"))
    done = process_time()
    each = 1000 * (done - begin) / ROWS
    further = {"ms preview": 1000 * (shown - begin) / ROWS, "ms import": 1000 * (done - shown) / ROWS}
    return Outcome(
        ours=each,
        unit="ms",
        met=each < LIMIT and plan.count(RowAction.NEW) == ROWS,
        further={name: round(value, 3) for name, value in further.items()},
        note="processor time per row; each row is a model with its own signed event",
    )


def _said(body: str) -> Text:
    return Text(body, Language.ENGLISH)


GOALS = (
    Goal(
        id="import.register",
        work=f"preview and import of a register with {ROWS:,} rows, names with numbers",
        limit=f"{LIMIT} ms of processor time per row",
        measure=lambda: measured(words=False),
    ),
    Goal(
        id="import.names",
        work=f"preview and import of a register with {ROWS:,} rows, names of words alone",
        limit=f"{LIMIT} ms of processor time per row",
        measure=lambda: measured(words=True),
    ),
)
