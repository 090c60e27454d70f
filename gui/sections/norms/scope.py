"""Which framework applies to which model, and who says so?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from core.governance.determinations import DeterminationKind
from core.governance.frameworks import ScopedFramework, ScopeOutcome
from core.inventory import Model
from core.messages import N_
from core.regulations.questionnaires import frameworks
from core.workspace import Changes
from gui.sections.determined import Shown, ask, obstacle, outcome_words, shown, state_cell
from gui.sections.gathered import Gathered
from gui.sections.listing import Deed, Fact
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.tables import TableColumn

SHORT: Mapping[str, str] = {
    "gdpr": N_("GDPR"),
    "us-sr-26-2": N_("SR 26-2"),
    "us-sr-11-7": N_("SR 11-7"),
    "eu-ai-act": N_("AI Act"),
    "uk-pra-ss1-23": N_("SS1/23"),
    "de-marisk-435": N_("MaRisk"),
    "ca-osfi-e23": N_("E-23"),
    "us-21cfr11": N_("Part 11"),
    "eu-gmp-annex11-22": N_("GMP"),
    "us-nyc-ll144": N_("LL 144"),
    "fairness-law": N_("Fairness"),
    "us-state-admt": N_("CO/CA"),
    "eidas-pades": N_("eIDAS"),
    "mlops-governance": N_("MLOps"),
}
"""Names that fit above a narrow column."""
SIGNS: Mapping[str, tuple[str, Tone]] = {
    ScopeOutcome.IN_SCOPE: ("●", Tone.OK),
    ScopeOutcome.VOLUNTARY: ("○", Tone.INFO),
    ScopeOutcome.NOT_IN_SCOPE: ("–", Tone.NEUTRAL),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoped:
    """A model with the newest determination per framework."""

    model: Model
    newest: Mapping[str, Shown]

    @property
    def id(self) -> str:
        """Return the model's id."""
        return self.model.id

    @property
    def open(self) -> int:
        """Return for how many frameworks nothing holds."""
        known = frameworks().frameworks
        return sum(not (item.id in self.newest and self.newest[item.id].holds) for item in known)


class ScopeSection(Gathered[Scoped]):
    """Models against frameworks; frameworks may disagree about the same model."""

    ID: ClassVar[str] = "scope"
    TITLE: ClassVar[str] = N_("Scope of frameworks")
    ICON: ClassVar[str] = "layout-grid"
    ORDER: ClassVar[int] = 10
    TOUCHED: ClassVar[Changes] = Changes.DETERMINATIONS | Changes.INVENTORY
    KEY: ClassVar[str] = "model"
    EMPTY: ClassVar[str] = N_("There is no model yet. Register one on the page Models.")

    def read(self) -> Sequence[Scoped]:
        """Return every model."""
        workspace = self.context.workspace
        given = [item for item in workspace.determinations.all() if item.kind is DeterminationKind.SCOPE]
        found: dict[str, dict[str, Shown]] = {}
        for one in shown(workspace, given):
            if not one.replaced:
                found.setdefault(one.item.model, {})[one.item.topic] = one
        return [Scoped(model=model, newest=found.get(model.id, {})) for model in workspace.inventory.models()]

    def columns(self) -> Sequence[TableColumn[Scoped]]:
        """Return the model, then a narrow column per framework."""
        tr, words = self.words.tr, self.words
        narrow: list[TableColumn[Scoped]] = [
            TableColumn(
                title=words.tr(SHORT.get(item.id, item.id)),
                cell=partial(self._sign, item),
                width=24,
                turned=True,
            )
            for item in frameworks().frameworks
        ]
        name: TableColumn[Scoped] = TableColumn(
            title=tr("Model"),
            cell=lambda one: Cell(text=words.text(one.model.name), below=one.model.id, strong=True),
        )
        return (name, *narrow)

    def _sign(self, framework: ScopedFramework, one: Scoped) -> Cell:
        found = one.newest.get(framework.id)
        title = framework.title(self.words.language)
        if found is None or not found.holds:
            tip = f"{title}: {self.words.tr('not determined')}"
            return Cell(text="?", faint=True, tip=tip, centered=True)
        sign, tone = SIGNS[found.item.outcome]
        state = state_cell(self.words, found).text
        outcome, reason = outcome_words(self.words, found.item), self.words.text(found.item.reason)
        tip = f"{title}: {outcome} ({state})\n{reason}"
        if found.outdated:
            sign, tone = f"{sign}!", Tone.WARN
        return Cell(text=sign, tone=tone, tip=tip, centered=True)

    def heading(self, record: Scoped) -> str:
        """Return the model."""
        return f"{record.model.id} · {self.words.text(record.model.name)}"

    def facts(self, record: Scoped) -> Sequence[Fact]:
        """Return outcome and rationale of each framework."""
        facts: list[Fact] = []
        for framework in frameworks().frameworks:
            found = record.newest.get(framework.id)
            if found is None:
                said = self.words.tr("not determined")
            else:
                state = state_cell(self.words, found).text
                outcome = outcome_words(self.words, found.item)
                said = f"{outcome} ({found.id}, {state})\n{self.words.text(found.item.reason)}"
            facts.append((self.words.tr(SHORT.get(framework.id, framework.id)), said))
        return facts

    def summary(self, records: Sequence[Scoped]) -> str:
        """Say how the signs are read and how many are open."""
        return self.words.tr(
            "● in scope, ○ voluntary, – not in scope; {open} open", open=sum(one.open for one in records)
        )

    def deeds(self) -> Sequence[Deed[Scoped]]:
        """Return what can be done: determine the scope of one framework."""
        kind = DeterminationKind.SCOPE
        return (
            Deed(
                name="determine_scope",
                text=self.words.tr("Determine scope"),
                icon="stamp",
                obstacle=lambda one: None if one is None else obstacle(self.context, kind, one.model.id),
                act=lambda one: None if one is None else self._ask(one),
            ),
        )

    def _ask(self, one: Scoped) -> None:
        missing = [item.id for item in frameworks().frameworks if item.id not in one.newest]
        first = missing[0] if missing else ""
        self.dialog = ask(self, DeterminationKind.SCOPE, one.model.id, first)


SECTION = ScopeSection
