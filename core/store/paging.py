"""Which lines of the inventory come next, and how many satisfy the conditions?"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select, text, tuple_

from core.ids import ModelId, PersonId
from core.model_list import (
    ModelCounts,
    ModelLine,
    ModelOrder,
    ModelPage,
    ModelQuery,
    Now,
    PageKey,
    StoredLine,
    line_on,
)
from core.risk import Band
from core.store.rows import SummaryRow
from core.store.wording import matching, sort_key

_ORDERS = {
    ModelOrder.ID: SummaryRow.id,
    ModelOrder.NAME: SummaryRow.name,
    ModelOrder.AREA: SummaryRow.area,
    ModelOrder.OWNER: SummaryRow.owner_name,
    ModelOrder.STATE: SummaryRow.state,
    ModelOrder.TIER: SummaryRow.tier,
    ModelOrder.INHERENT: SummaryRow.inherent,
    ModelOrder.RESIDUAL: SummaryRow.residual,
    ModelOrder.FAILED: SummaryRow.failed,
    ModelOrder.REASSESS_BY: SummaryRow.reassess_by,
}
_FOUND = text(
    "SELECT model AS id FROM search_entry WHERE number IN "
    "(SELECT rowid FROM search_text WHERE search_text MATCH :typed)"
)
_LINES = msgspec.json.Decoder(StoredLine)


def page(
    connection: Connection, query: ModelQuery, now: Now, *, after: PageKey | None, limit: int
) -> ModelPage:
    """Return the lines behind a key."""
    conditions = _conditions(query, now)
    total = connection.execute(select(func.count()).select_from(SummaryRow).where(*conditions)).scalar_one()
    key = _ORDERS[query.order]
    behind = () if after is None else (_behind(query, after),)
    ends = (key.desc(), SummaryRow.id.desc()) if query.descending else (key, SummaryRow.id)
    statement = select(SummaryRow.line, SummaryRow.owner_name, key.label("sorted_by"), SummaryRow.id)
    found = connection.execute(statement.where(*conditions, *behind).order_by(*ends).limit(limit + 1)).all()
    shown = found[:limit]
    following = None
    if len(found) > limit:
        following = PageKey(value=shown[-1].sorted_by, id=ModelId(shown[-1].id))
    lines = tuple(line_on(_LINES.decode(row.line), row.owner_name, now) for row in shown)
    return ModelPage(lines=lines, next=following, total=total)


def one(connection: Connection, model: ModelId, now: Now) -> ModelLine | None:
    """Return the line of one model."""
    statement = select(SummaryRow.line, SummaryRow.owner_name).where(SummaryRow.id == model)
    row = connection.execute(statement).first()
    return None if row is None else line_on(_LINES.decode(row.line), row.owner_name, now)


def some(connection: Connection, models: Sequence[ModelId], now: Now) -> dict[ModelId, ModelLine]:
    """Return the lines of some models."""
    statement = select(SummaryRow.id, SummaryRow.line, SummaryRow.owner_name).where(SummaryRow.id.in_(models))
    rows = connection.execute(statement)
    return {ModelId(row.id): line_on(_LINES.decode(row.line), row.owner_name, now) for row in rows}


def counts(connection: Connection, person: PersonId, now: Now) -> ModelCounts:
    """Count what is offered as a filter, all in one reading."""
    mine = or_(SummaryRow.owner == person, SummaryRow.developer == person)
    row = connection.execute(
        select(
            func.count(),
            _number(SummaryRow.tier.in_((Band.HIGH.rank, Band.SEVERE.rank))),
            _number(_awaits(now)),
            _number(SummaryRow.overdue_from <= now.today.isoformat()),
            _number(mine),
            _number(SummaryRow.finding_from <= now.today.isoformat()),
        ).select_from(SummaryRow)
    ).one()
    total, high, awaiting, overdue, own, with_findings = (int(item or 0) for item in row)
    return ModelCounts(
        total=total,
        high=high,
        awaiting=awaiting,
        overdue=overdue,
        mine=own,
        with_findings=with_findings,
    )


def areas(connection: Connection) -> tuple[str, ...]:
    """Return the business areas there are as somebody wrote them, in order."""
    statement = select(SummaryRow.line).group_by(SummaryRow.area).order_by(SummaryRow.area)
    found = (_LINES.decode(row.line).model.business_area.body for row in connection.execute(statement))
    return tuple(filter(None, found))


def owners(connection: Connection) -> dict[PersonId, str]:
    """Return who owns models, by name."""
    statement = select(SummaryRow.owner, SummaryRow.owner_name).distinct().order_by(SummaryRow.owner_name)
    return {PersonId(row.owner): row.owner_name for row in connection.execute(statement)}


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(condition)


def _behind(query: ModelQuery, after: PageKey) -> ColumnElement[bool]:
    if query.order is ModelOrder.ID:
        return SummaryRow.id < after.id if query.descending else SummaryRow.id > after.id
    here, there = tuple_(_ORDERS[query.order], SummaryRow.id), tuple_(after.value, after.id)
    return here < there if query.descending else here > there


def _holding(typed: str) -> ColumnElement[bool]:
    found = _FOUND.bindparams(typed=typed).columns(SummaryRow.id)
    return SummaryRow.id.in_(select(found.subquery().c.id))


def _called(part: str) -> ColumnElement[bool]:
    named = SummaryRow.name.contains(sort_key(part), autoescape=True)
    return or_(named, SummaryRow.id.contains(part, autoescape=True))


def _awaits(now: Now) -> ColumnElement[bool]:
    lapsed = and_(SummaryRow.bound_policy != "", SummaryRow.bound_policy != now.policy)
    return or_(SummaryRow.awaits_from <= now.today.isoformat(), lapsed)


def _conditions(query: ModelQuery, now: Now) -> list[ColumnElement[bool]]:
    day = now.today.isoformat()
    chosen: list[ColumnElement[bool]] = []
    if query.text.strip():
        typed = matching(query.text)
        chosen.append(false() if typed is None else _holding(typed))
    chosen.extend(_called(part) for part in query.called.split())
    if query.states:
        chosen.append(SummaryRow.state.in_([item.value for item in query.states]))
    if query.tiers:
        chosen.append(SummaryRow.tier.in_([item.rank for item in query.tiers]))
    if query.kinds:
        chosen.append(SummaryRow.kind.in_([item.value for item in query.kinds]))
    if query.areas:
        chosen.append(SummaryRow.area.in_([sort_key(item) for item in query.areas]))
    if query.owners:
        chosen.append(SummaryRow.owner.in_(query.owners))
    if query.mine is not None:
        chosen.append(or_(SummaryRow.owner == query.mine, SummaryRow.developer == query.mine))
    flags = (
        (query.overdue, SummaryRow.overdue_from <= day),
        (query.awaits_decision, _awaits(now)),
        (query.with_findings, SummaryRow.finding_from <= day),
        (query.conditions_open, SummaryRow.open_conditions > 0),
    )
    return [*chosen, *(condition for asked, condition in flags if asked)]
