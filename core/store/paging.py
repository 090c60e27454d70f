"""Which lines of the inventory come next, and how many satisfy the conditions?"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Integer,
    ScalarSelect,
    Select,
    UnaryExpression,
    and_,
    func,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.sql.operators import custom_op

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
_HOLDING = (
    "SELECT DISTINCT search_entry.model AS id FROM search_text CROSS JOIN search_entry "
    "ON search_entry.number = search_text.rowid "
    "WHERE search_text MATCH :typed AND search_entry.model IS NOT NULL"
)
"""The models with a record that holds the words: the index is read once, then each entry by its number."""
_FIRST = (
    f"WITH found(id) AS MATERIALIZED ({_HOLDING}), "  # noqa: S608 (constants)
    "first(id) AS (SELECT id FROM found WHERE {behind} ORDER BY {end} LIMIT :number) "
    "SELECT line, owner_name, model_summary.id AS sorted_by, model_summary.id, "
    "(SELECT count(*) FROM found) AS total "
    "FROM first CROSS JOIN model_summary ON model_summary.id = first.id ORDER BY model_summary.{end}"
)
_BY_WORDS = {
    False: text(_FIRST.format(behind="id > :after", end="id")),
    True: text(_FIRST.format(behind="(id < :after OR :after = '')", end="id DESC")),
}
"""The most frequent question, words in the order of ids (whether descending), in one statement of its own."""
_AS_IT_IS: ColumnElement[str] = UnaryExpression(
    SummaryRow.__table__.c.id, operator=custom_op("+"), type_=SummaryRow.__table__.c.id.type
)
"""The id by which no rows are looked up: all are gone through in the wanted order until the page is full."""
_LINES = msgspec.json.Decoder(StoredLine)


def page(
    connection: Connection, query: ModelQuery, now: Now, *, after: PageKey | None, limit: int
) -> ModelPage:
    """Return the lines behind a key."""
    typed = matching(query.text)
    if query.text.strip() and typed is None:
        return ModelPage(lines=(), next=None, total=0)
    conditions = _conditions(query, now)
    if typed is not None and not conditions and query.order is ModelOrder.ID:
        given = {"typed": typed, "after": "" if after is None else after.id, "number": limit + 1}
        rows = connection.execute(_BY_WORDS[query.descending], given).all()
    else:
        asked = _asked(query, conditions, _found(typed), _behind(query, after))
        rows = connection.execute(asked.limit(limit + 1)).all()
    shown, following = rows[:limit], None
    if len(rows) > limit:
        following = PageKey(value=shown[-1].sorted_by, id=ModelId(shown[-1].id))
    lines = tuple(line_on(_LINES.decode(row.line), row.owner_name, now) for row in shown)
    if rows:
        number = rows[0].total
    else:
        number = connection.execute(select(_total(conditions, _found(typed)))).scalar_one()
    return ModelPage(lines=lines, next=following, total=number)


def _found(typed: str | None) -> CTE | None:
    if typed is None:
        return None
    return text(_HOLDING).bindparams(typed=typed).columns(SummaryRow.id).cte("found")


def _total(conditions: Sequence[ColumnElement[bool]], found: CTE | None) -> ScalarSelect[int]:
    """Count the models that satisfy everything; where only words were typed, they were found already."""
    if found is not None and not conditions:
        return select(func.count()).select_from(found).scalar_subquery()
    holding = () if found is None else (_AS_IT_IS.in_(select(found.c.id)),)
    return select(func.count()).select_from(SummaryRow).where(*holding, *conditions).scalar_subquery()


def _asked(
    query: ModelQuery,
    conditions: Sequence[ColumnElement[bool]],
    found: CTE | None,
    behind: Sequence[ColumnElement[bool]],
) -> "Select[bytes, str, object, str, int]":
    """Ask for lines in their order, which an index has: nothing is sorted."""
    key = _ORDERS[query.order]
    holding = () if found is None else (_AS_IT_IS.in_(select(found.c.id)),)
    ends = (key.desc(), SummaryRow.id.desc()) if query.descending else (key, SummaryRow.id)
    columns = (SummaryRow.line, SummaryRow.owner_name, key.label("sorted_by"), SummaryRow.id)
    asked = select(*columns, _total(conditions, found).label("total"))
    return asked.where(*holding, *conditions, *behind).order_by(*ends)


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
    return func.sum(condition, type_=Integer)  # without the type a sum of conditions is read as a truth


def _behind(query: ModelQuery, after: PageKey | None) -> tuple[ColumnElement[bool], ...]:
    if after is None:
        return ()
    if query.order is ModelOrder.ID:
        return (SummaryRow.id < after.id if query.descending else SummaryRow.id > after.id,)
    here, there = tuple_(_ORDERS[query.order], SummaryRow.id), tuple_(after.value, after.id)
    return (here < there if query.descending else here > there,)


def _called(part: str) -> ColumnElement[bool]:
    named = SummaryRow.name.contains(sort_key(part), autoescape=True)
    return or_(named, SummaryRow.id.contains(part, autoescape=True))


def _awaits(now: Now) -> ColumnElement[bool]:
    lapsed = and_(SummaryRow.bound_policy != "", SummaryRow.bound_policy != now.policy)
    return or_(SummaryRow.awaits_from <= now.today.isoformat(), lapsed)


def _conditions(query: ModelQuery, now: Now) -> list[ColumnElement[bool]]:
    day = now.today.isoformat()
    chosen: list[ColumnElement[bool]] = []
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
    if query.overdue:
        chosen.append(SummaryRow.overdue_from <= day)
    if query.awaits_decision:
        chosen.append(_awaits(now))
    if query.with_findings:
        chosen.append(SummaryRow.finding_from <= day)
    if query.conditions_open:
        chosen.append(SummaryRow.open_conditions > 0)
    return chosen
