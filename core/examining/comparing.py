"""With what are received rows compared: a reference table, another model, or what the table says itself?"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.checks.base import CheckInput, Need, Sample
from core.checks.registry import STANDARD, get
from core.errors import UserError
from core.examination import Plan
from core.examining.rows import Reading, Rows, read_rows
from core.external import is_external
from core.inventory import Column, ColumnRole
from core.messages import message
from core.options import SampleFacts, SampleRole, columns_of
from core.progress import Part, Progress
from core.running.answering import answered, asking, by_file
from core.running.judging import Terms
from core.running.meaning import Meaning
from core.running.samples import Compared, other_rows, scored_elsewhere, stated_rows
from core.running.scoring import Scoring
from core.running.stated import stated
from core.texts import Language, Text

if TYPE_CHECKING:
    from core.examining.model import ModelAtHand

CONDENSED = frozenset({"group_fairness", "performance"})
"""Checks for which counts of equal rows say everything."""


def checks_of(plan: Plan, *, with_model: bool) -> tuple[str, ...]:
    """Return what is checked; raises `UserError` for an unknown check, or one that needs a missing model."""
    if plan.checks is None:
        return STANDARD if with_model else tuple(item for item in STANDARD if not _by_model(item))
    if not plan.checks:
        raise UserError(message("No check was chosen. Choose at least one."))
    for name in plan.checks:
        if is_external(name):
            raise UserError(
                message(
                    "External checks run in a workspace only, where an administrator allowed them. Nothing "
                    "was calculated. Leave out {check}.",
                    check=name,
                )
            )
        if _by_model(name) and not with_model:
            raise UserError(
                message(
                    "The check {check} has to ask the model, and no model file is given. Nothing was "
                    "calculated. Give the model file, or leave the check out.",
                    check=name,
                )
            )
    return tuple(dict.fromkeys(plan.checks))


def asked_roles(plan: Plan, columns: tuple[Column, ...], *, with_model: bool) -> dict[str, ColumnRole | None]:
    """Return the columns that are read for the options and the checks beyond the plan, with their roles."""
    named: dict[str, ColumnRole | None] = dict.fromkeys(columns_of(plan.options))
    others = (plan.other_prediction, plan.other_score)
    named |= {name: ColumnRole.IGNORED for name in others if name is not None}
    broad = set(checks_of(plan, with_model=with_model)) - set(STANDARD)
    if broad:
        feature = None if with_model else ColumnRole.FEATURE
        named = {item.name: feature for item in columns} | named
    return named


class Comparing:
    """What was received besides the table, and by which terms it is read and scored."""

    def __init__(self, plan: Plan, terms: Terms, meaning: Meaning, rows: Rows) -> None:
        """Keep what every comparison needs."""
        self._plan, self._terms, self._meaning, self._rows = plan, terms, meaning, rows

    def reference(self, reading: Reading, model: "ModelAtHand | None", progress: Progress) -> Compared:
        """Return the rows of a reference table with what the model, or the table itself, says of them."""
        from core.data.digest import file_digest

        progress(0.0, message("Reading the reference data"))
        digest = file_digest(reading.path)
        found = read_rows(reading, Part(progress, 0.0, 0.4))
        sample = Sample(digest=digest, table=found.table)
        meaning = replace(self._meaning, columns=reading.columns)
        if model is None:
            sample = stated_rows(meaning, sample, self._terms)
        else:
            scoring = replace(self.scoring(model), meaning=meaning, table=found.table)
            sample = other_rows(scoring, sample, Part(progress, 0.4, 1.0))
        facts = SampleFacts(
            role=SampleRole.REFERENCE,
            name=Text(reading.path.name, Language.ENGLISH),
            digest=digest,
            rows=found.left,
        )
        return Compared(facts=facts, sample=sample)

    def other_model(self, model: "ModelAtHand", progress: Progress) -> Compared:
        """Return what another model file says of the same rows."""
        progress(0.0, message("Asking the other version"))
        sample = scored_elsewhere(self.scoring(model), model.artifact.digest, progress)
        facts = SampleFacts(
            role=SampleRole.OTHER_VERSION,
            name=model.artifact.file_name,
            digest=model.artifact.digest,
            rows=self._rows.left,
        )
        return Compared(facts=facts, sample=sample)

    def other_columns(self, table: Sample) -> Compared:
        """Return what the table says that another version predicts for the same rows."""
        plan = self._plan
        roles = {plan.other_prediction: ColumnRole.PREDICTION, plan.other_score: ColumnRole.SCORE}
        hidden = {ColumnRole.PREDICTION, ColumnRole.SCORE}
        columns = tuple(
            replace(item, roles=(roles[item.name],))
            if item.name in roles
            else replace(item, roles=tuple(role for role in item.roles if role not in hidden))
            for item in self._meaning.columns
        )
        said = stated(replace(self._meaning, columns=columns), self._rows.table, self._terms)
        names = [name for name in (plan.other_prediction, plan.other_score) if name is not None]
        facts = SampleFacts(
            role=SampleRole.OTHER_VERSION,
            name=Text(", ".join(names), Language.ENGLISH),
            digest=table.digest,
            rows=self._rows.left,
        )
        return Compared(facts=facts, sample=replace(table, score=said.score, predicted=said.predicted))

    def scoring(self, model: "ModelAtHand") -> Scoring:
        """Return a model with the rows it is asked about."""
        return Scoring(
            path=model.path,
            artifact=model.artifact,
            meaning=self._meaning,
            table=self._rows.table,
            terms=self._terms,
            explain=False,
        )

    def answered(
        self, checks: tuple[str, ...], data: CheckInput, model: "ModelAtHand | None", progress: Progress
    ) -> CheckInput:
        """Let the checks ask the model, where there is one."""
        if model is None or not asking(checks):
            return data
        return answered(checks, data, by_file(self.scoring(model)), progress)


def reference_reading(path: Path, like: Reading) -> Reading:
    """Return how the reference table is read: the same columns as far as it has them, the same condition."""
    from core.data.reading import preview

    seen = preview(path)
    there = {column.name for column in seen.columns}
    columns = tuple(item for item in like.columns if item.name in there)
    if not columns:
        raise UserError(
            message(
                "“{name}” has none of the columns of the examined table, so nothing can be compared. Nothing "
                "was calculated. Choose another reference table.",
                name=path.name,
            )
        )
    where = like.where if like.where is not None and set(like.where.columns) <= there else None
    return Reading(path=path, dialect=seen.dialect, columns=columns, where=where, countable=False)


def _by_model(check: str) -> bool:
    return bool({Need.ATTRIBUTIONS, Need.ANSWERS} & get(check).needs)
