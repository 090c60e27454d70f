"""How is the line of each model calculated from the records and kept in the cache of lines?"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from core.decisions import Decision
from core.facts import Known
from core.findings import Finding
from core.governance.determinations import Determination
from core.governance.overrides import override_for
from core.ids import DatasetId, ModelId, PersonId, VersionId, model_of
from core.inventory import Dataset, Model, ModelVersion, current
from core.model_list import StoredLine, listed, stored_line
from core.people import Person
from core.policy import Policy
from core.policy_file import PolicyFile
from core.results import CheckRun, RunHead
from core.risk import RiskAssessment
from core.store import reading
from core.store.codec import head_of
from core.store.mapping import mapper_of
from core.store.rows import SummaryRow
from core.store.wording import sort_key

V = TypeVar("V")
K = TypeVar("K", bound=Hashable)
NEVER = "~"
"""Behind every day, in the order of texts."""
MISSING = 99
"""Behind every score."""
_CHUNK = 500
"""Models whose lines are calculated together."""
Row = dict[str, str | int | bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The records that lines are calculated from, by what they belong to."""

    owners: Mapping[PersonId, str]
    policy: Policy
    versions: Callable[[ModelId], Iterable[ModelVersion]]
    datasets: Callable[[DatasetId], Dataset | None]
    assessments: Callable[[VersionId], Iterable[RiskAssessment]]
    runs: Callable[[VersionId], Iterable[RunHead]]
    findings: Callable[[ModelId], Iterable[Finding]]
    """Of all versions of a model."""
    decisions: Callable[[VersionId], Iterable[Decision]]
    determined: Callable[[VersionId | None], Iterable[Determination]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summed:
    """A model with the version that counts and its line."""

    model: Model
    version: ModelVersion | None
    owner_name: str
    line: StoredLine


def summed(connection: Connection) -> Iterator[Summed]:
    """Yield the line of every model, by id, with the same few queries however many there are."""
    shelf = _whole(connection)
    if shelf is not None:
        for model in sorted(reading.everything(connection, Model), key=lambda item: item.id):
            yield _summed(model, shelf)


def summed_of(connection: Connection, model: ModelId) -> Summed | None:
    """Return the line of one model; None if there is no such model."""
    shelf, found = _among(connection, (model,)), reading.get(connection, Model, model)
    return None if shelf is None or found is None else _summed(found, shelf)


def rows_of(connection: Connection) -> Iterator[Row]:
    """Yield the row of every model as it should be in the cache, by id."""
    return map(row_of, summed(connection))


def refill(connection: Connection, target: Connection) -> None:
    """Write all rows anew."""
    target.execute(delete(SummaryRow))
    rows = list(rows_of(connection))
    if rows:
        target.execute(insert(SummaryRow), rows)


def renew(connection: Connection, models: Iterable[ModelId]) -> None:
    """Calculate the lines of some models again."""
    left = iter(models)
    while part := tuple(islice(left, _CHUNK)):
        shelf = _among(connection, part)
        found = reading.among(connection, Model, "id", part)
        if shelf is not None and found:
            rows = [row_of(_summed(model, shelf)) for model in found]
            _write(connection, rows)


def _write(connection: Connection, rows: list[Row]) -> None:
    """Write rows, over those that are there."""
    statement = upsert(SummaryRow)
    replaced = {name: statement.excluded[name] for name in rows[0] if name != "id"}
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=replaced), rows)


def rename_owner(connection: Connection, person: PersonId, name: str) -> None:
    """Say an owner's name in all lines as it is now."""
    connection.execute(update(SummaryRow).where(SummaryRow.owner == person).values(owner_name=name))


def row_of(item: Summed) -> Row:
    """Return the row of a line: what it shows, and the keys to sort and narrow by."""
    line, version = item.line, item.line.version
    return {
        "id": item.model.id,
        "name": sort_key(item.model.name.body),
        "area": sort_key(item.model.business_area.body),
        "owner_name": item.owner_name,
        "owner": item.model.owner,
        "developer": "" if version is None else version.developer,
        "kind": item.model.kind.value,
        "state": "" if version is None else version.state.value,
        "tier": MISSING if line.tier is None else line.tier.rank,
        "inherent": MISSING if line.inherent is None else line.inherent,
        "residual": MISSING if line.residual is None else line.residual,
        "failed": line.failed,
        "reassess_by": _day(line.reassess_by),
        "overdue_from": _day(line.overdue_from),
        "awaits_from": _day(line.awaits_from),
        "bound_policy": line.bound_policy or "",
        "finding_from": _day(line.findings_from[0] if line.findings_from else None),
        "open_conditions": line.open_conditions,
        "line": msgspec.json.encode(line),
    }


def _day(day: date | None) -> str:
    return NEVER if day is None else day.isoformat()


def _summed(model: Model, shelf: Shelf) -> Summed:
    version = current(shelf.versions(model.id))
    if version is None:
        line = StoredLine(model=listed(model))
    else:
        line = stored_line(_known(model, version, shelf), shelf.decisions(version.id))
    name = shelf.owners.get(model.owner, str(model.owner))
    return Summed(model=model, version=version, owner_name=name, line=line)


def _known(model: Model, version: ModelVersion, shelf: Shelf) -> Known[RunHead]:
    runs = tuple(shelf.runs(version.id))
    used = dict.fromkeys((*version.datasets, *(run.dataset for run in runs)))
    assessments = tuple(shelf.assessments(version.id))
    return Known(
        model=model,
        version=version,
        datasets=tuple(item for item in map(shelf.datasets, used) if item is not None),
        assessment=assessments[-1] if assessments else None,
        runs=runs,
        findings=tuple(item for item in shelf.findings(model.id) if item.concerns(version.id)),
        policy=shelf.policy,
        override=override_for(assessments[-1] if assessments else None, shelf.determined(version.id)),
    )


def _whole(connection: Connection) -> Shelf | None:
    """Read everything once; None before a policy was adopted, when there are no models either."""
    policy = reading.newest(connection, PolicyFile)
    if policy is None:
        return None
    heads = reading.newest_heads(connection, CheckRun, RunHead, per=("version", "dataset"))
    datasets = {item.id: item for item in reading.everything(connection, Dataset)}
    return Shelf(
        owners=_names(connection),
        policy=policy.policy,
        versions=_by(reading.everything(connection, ModelVersion), lambda item: item.model),
        datasets=datasets.get,
        assessments=_by(reading.everything(connection, RiskAssessment), lambda item: item.version),
        runs=_by(heads, lambda item: item.version),
        findings=_by(reading.everything(connection, Finding), lambda item: model_of(item.version)),
        decisions=_by(reading.everything(connection, Decision), lambda item: item.version),
        determined=_by(reading.everything(connection, Determination), lambda item: item.version),
    )


def _among(connection: Connection, models: Sequence[ModelId]) -> Shelf | None:
    """Read what belongs to some models; None before a policy was adopted."""
    policy = reading.newest(connection, PolicyFile)
    if policy is None:
        return None
    versions = _by(reading.among(connection, ModelVersion, "model", models), lambda item: item.model)
    counting = [found for model in models if (found := current(versions(model))) is not None]
    about, every = [item.id for item in counting], [item.id for model in models for item in versions(model)]
    runs = _heads(connection, about)
    used = {item.dataset for item in runs}.union(*(item.datasets for item in counting))
    datasets = {item.id: item for item in reading.among(connection, Dataset, "id", used)}
    assessments = reading.among(connection, RiskAssessment, "version", about)
    findings = reading.among(connection, Finding, "version", every)
    decisions = reading.among(connection, Decision, "version", about)
    determined = reading.among(connection, Determination, "version", about)
    return Shelf(
        owners=_names(connection),
        policy=policy.policy,
        versions=versions,
        datasets=datasets.get,
        assessments=_by(assessments, lambda item: item.version),
        runs=_by(runs, lambda item: item.version),
        findings=_by(findings, lambda item: model_of(item.version)),
        decisions=_by(decisions, lambda item: item.version),
        determined=_by(determined, lambda item: item.version),
    )


def _names(connection: Connection) -> dict[PersonId, str]:
    return {person.id: person.name.name() for person in reading.everything(connection, Person)}


def _heads(connection: Connection, versions: Iterable[VersionId]) -> tuple[RunHead, ...]:
    """Return the newest run per version and data set, oldest first."""
    columns = mapper_of(CheckRun).row.__table__.c
    newest = (
        select(func.max(columns.created_seq))
        .where(columns.version.in_(reading.listed(versions)))
        .group_by(columns.version, columns.dataset)
    )
    statement = select(columns.document).where(columns.created_seq.in_(newest)).order_by(columns.created_seq)
    return tuple(head_of(RunHead, row[0]) for row in connection.execute(statement))


def _by(values: Iterable[V], key: Callable[[V], K]) -> Callable[[K], Iterable[V]]:
    found: dict[K, list[V]] = defaultdict(list)
    for value in values:
        found[key(value)].append(value)
    return lambda wanted: found.get(wanted, ())
