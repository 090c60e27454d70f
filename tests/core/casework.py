"""What do the tests of the use cases share? Small real workspaces, tables and models."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from shutil import copytree

from core.findings import Finding
from core.governance.documents import DocumentKind
from core.ids import DatasetId, DocumentId, Exact, FindingId, ModelId, VersionId
from core.inventory import (
    Column,
    ColumnRole,
    CutOff,
    Dataset,
    DatasetKind,
    Grouping,
    ModelKind,
    ModelVersion,
    RecordBasis,
    ScoreMeans,
    State,
    TableDialect,
    TableFormat,
    Task,
)
from core.people import Person, Role
from core.results import CheckRun
from core.risk import Band, Level, Rating, RiskKind
from core.texts import Language, Text
from core.workspace import NewDataset, NewModel, NewPerson, NewVersion, RunRequest, Session, Workspace
from core.workspace.governance.documents import NewDocument
from core.workspace.mending import NewPlan
from core.workspace.people import SigningKey
from tests.conftest import FixedClock

PASSPHRASE = "a long enough passphrase"
CSV = TableDialect(format=TableFormat.CSV, encoding="utf-8", delimiter=",", decimal=".")
HALF = CutOff(value=Exact("0.5"), score_means=ScoreMeans.FAVORABLE)


def said(body: str) -> Text:
    """Return a text in English."""
    return Text(body, Language.ENGLISH)


@dataclass
class Firm:
    """A workspace with five persons who have one role each."""

    workspace: Workspace
    clock: FixedClock
    sessions: dict[Role, Session]
    folder: Path
    names: list[str] = field(default_factory=list)

    def as_(self, role: Role) -> Session:
        """Return the session of the person with the role."""
        session = self.sessions[role]
        session.touch()
        return session

    def person(self, role: Role) -> Person:
        """Return the person with the role."""
        return self.sessions[role].person

    def key(self, role: Role) -> SigningKey:
        """Return the unlocked signing key of the person with the role."""
        return self.workspace.people.signing_key(self.as_(role), PASSPHRASE)

    def later(self, **step: float) -> None:
        """Let time pass; everybody signs in again."""
        self.clock.advance(timedelta(**step))
        for role, session in self.sessions.items():
            self.sessions[role] = self.workspace.people.sign_in(session.person.id, PASSPHRASE)

    def model(self, *, basis: RecordBasis = RecordBasis.REGISTERED, name: str = "Credit score") -> ModelId:
        """Register a model."""
        new = NewModel(
            name=said(name),
            purpose=said("Estimate repayment"),
            intended_use=said("Proposals to the credit desk"),
            kind=ModelKind.STATISTICAL,
            owner=self.person(Role.OWNER).id,
            business_area=said("Retail"),
            basis=basis,
        )
        return self.workspace.inventory.register_model(self.as_(Role.OWNER), new)[0].id

    def table(self, rows: list[str] | None = None, *, kind: DatasetKind = DatasetKind.TEST) -> Dataset:
        """Register a table with predictions, so that no model file is needed."""
        path = self.folder / f"table-{len(self.names)}.csv"
        self.names.append(path.name)
        path.write_text("\n".join(["good,said,score,age", *(rows or good_rows())]) + "\n", encoding="utf-8")
        return self.workspace.inventory.register_dataset(self.as_(Role.DEVELOPER), predictions(path, kind))[0]

    def version(
        self, label: str = "1", *, model: ModelId | None = None, datasets: tuple[DatasetId, ...] | None = None
    ) -> ModelVersion:
        """Register a version without a model file, on a table with predictions."""
        new = NewVersion(
            model=model or self.model(),
            label=label,
            task=Task.BINARY,
            developer=self.person(Role.DEVELOPER).id,
            cut_off=HALF,
            datasets=(self.table().id,) if datasets is None else datasets,
        )
        return self.workspace.inventory.register_version(self.as_(Role.DEVELOPER), new)[0]

    def in_validation(self, **given: object) -> ModelVersion:
        """Register a version and put it into validation."""
        version = self.version(**given)  # type: ignore[arg-type]
        return self.move(version.id, State.IN_VALIDATION)

    def move(self, version: VersionId, state: State, role: Role = Role.OWNER) -> ModelVersion:
        """Bring a version into a state."""
        return self.workspace.inventory.set_state(self.as_(role), version, state, said("next step"))[0]

    def assess(self, version: VersionId, *, high: bool = False) -> None:
        """Commit an assessment in tier low, or high."""
        level = Level(likelihood=4, impact=3) if high else Level(likelihood=1, impact=2)
        self.workspace.risk.assess(self.as_(Role.RISK_MANAGER), version, ratings(level), Band.LOW)


def proof_of(firm: Firm, finding: str, body: str = "The rows were corrected.") -> DocumentId:
    """File a document about a finding."""
    path = firm.folder / f"proof-{len(firm.names)}.txt"
    firm.names.append(path.name)
    path.write_text(body, encoding="utf-8")
    new = NewDocument(path=path, title=said("Proof"), kind=DocumentKind.EVIDENCE, subject=finding)
    return firm.workspace.documents.file(firm.as_(Role.OWNER), new)[0].id


def reported(firm: Firm, finding: FindingId) -> Finding:
    """Let its owner, who is the model's, plan, do and report the mending of a finding."""
    findings, owner = firm.workspace.findings, firm.as_(Role.OWNER)
    due = firm.clock().date() + timedelta(days=5)
    plan = NewPlan(root_cause=said("A wrong join"), steps=((said("Join by id"), owner.person.id, due),))
    findings.plan(owner, finding, plan)
    findings.complete_step(owner, finding, 0, said("joined"))
    proof = proof_of(firm, finding)
    return findings.report_mended(owner, finding, said("The join is right now"), documents=(proof,))[0]


def mended(firm: Firm, finding: FindingId, role: Role = Role.VALIDATOR) -> Finding:
    """Let the owner report a finding mended, and somebody else verify that."""
    reported(firm, finding)
    return firm.workspace.findings.verify(firm.as_(role), finding, said("Looked at the new rows"))[0]


def predictions(path: Path, kind: DatasetKind = DatasetKind.TEST) -> NewDataset:
    """Return what is handed in for the table of `Firm.table`."""
    return NewDataset(
        path=path,
        name=said("Held-back loans"),
        kind=kind,
        dialect=CSV,
        columns=(
            Column(name="good", dtype="integer", roles=(ColumnRole.TARGET,)),
            Column(name="said", dtype="integer", roles=(ColumnRole.PREDICTION,)),
            Column(name="score", dtype="number", roles=(ColumnRole.SCORE,)),
            Column(name="age", dtype="integer", roles=(ColumnRole.SENSITIVE,)),
        ),
        favorable="1",
        groupings=(Grouping(column="age", edges=(Exact("25"),)),),
    )


def good_rows(n: int = 400) -> list[str]:
    """Return rows on which the predictions are right in nine of ten cases, equally for young and old."""
    rows = []
    for i in range(n):
        good = int(i % 4 != 0)
        right = i % 10 != 9
        predicted = good if right else 1 - good
        score = 0.7 + i % 5 / 20 if predicted else 0.3 - i % 5 / 20
        rows.append(f"{good},{predicted},{score:.3f},{20 if i // 4 % 2 else 50}")
    return rows


def bad_rows(n: int = 400) -> list[str]:
    """Return rows on which nearly every bad loan is missed."""
    return [
        f"{int(i % 2)},{int(i % 40 != 0)},{0.8 if i % 40 else 0.2},{20 if i // 2 % 2 else 50}"
        for i in range(n)
    ]


def ratings(level: Level) -> tuple[Rating, ...]:
    """Rate every kind the same."""
    return tuple(
        Rating(kind=kind, inherent=level, residual=Level(likelihood=1, impact=1), rationale=said("known"))
        for kind in RiskKind
    )


def found(folder: Path, clock: FixedClock) -> Firm:
    """Found a workspace with a person for each role that the use cases tell apart."""
    workspace, session = Workspace.create(folder / "workspace", _new(Role.ADMINISTRATOR), clock=clock)
    sessions = {Role.ADMINISTRATOR: session}
    for role in (Role.OWNER, Role.DEVELOPER, Role.VALIDATOR, Role.RISK_MANAGER, Role.AUDITOR):
        person, _ = workspace.people.add(session, _new(role))
        sessions[role] = workspace.people.sign_in(person.id, PASSPHRASE)
    return Firm(workspace=workspace, clock=clock, sessions=sessions, folder=folder)


def reopened(source: Path, folder: Path, clock: FixedClock) -> Firm:
    """Copy a closed workspace and open the copy, everybody signed in."""
    copytree(source / "workspace", folder / "workspace")
    workspace = Workspace.open(folder / "workspace", clock=clock)
    sessions = {
        person.roles[0]: workspace.people.sign_in(person.id, PASSPHRASE) for person in workspace.people.all()
    }
    return Firm(workspace=workspace, clock=clock, sessions=sessions, folder=folder)


def check(firm: Firm, version: ModelVersion, role: Role = Role.VALIDATOR) -> CheckRun:
    """Run the mandatory checks on the version's first data set."""
    request = RunRequest(version=version.id, dataset=version.datasets[0])
    return firm.workspace.checking.run(firm.as_(role), request)[0]


def _new(role: Role) -> NewPerson:
    return NewPerson(name=said(f"The {role.value}"), roles=(role,), passphrase=PASSPHRASE)
