"""Who stands in which line of defense of each model, which line is empty, and who stands in two?"""

from collections import Counter
from collections.abc import Sequence

from core.governance.three_lines import Conflict, DefenseLine, LinesOfModel
from core.messages import N_
from core.workspace import Changes
from gui.sections.gathered import Gathered
from gui.sections.listing import Deed, Fact
from gui.sections.shown import Names
from gui.sections.sifted import Sieve, Sifted
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.tables import TableColumn


class ThreeLinesSection(Gathered[LinesOfModel], Sifted[LinesOfModel]):
    """Models by lines of defense, as what people did shows it."""

    ID = "three_lines"
    TITLE = N_("Three lines")
    ICON = "users"
    ORDER = 70
    TOUCHED = ~Changes.NONE & ~Changes.REPORTS
    KEY = "model"
    EMPTY = N_("No model is registered, so nobody stands in a line yet.")

    def sieves(self) -> Sequence[Sieve[LinesOfModel]]:
        """Return everything, models with an empty line, and those with somebody in two."""
        tr = self.words.tr
        return (
            ("every", tr("All"), None),
            ("empty", tr("With an empty line"), lambda item: bool(item.empty)),
            ("conflicts", tr("Somebody in two lines"), lambda item: bool(item.conflicts)),
        )

    def columns(self) -> Sequence[TableColumn[LinesOfModel]]:
        """Return the model and the three lines; who stands in two comes first and is marked."""
        words = self.words
        return (
            TableColumn(
                title=words.tr("Model"),
                cell=lambda item: Cell(
                    text=self.names.model(item.model).partition(" · ")[2] or item.model,
                    below=item.model,
                    strong=bool(item.conflicts),
                ),
            ),
            *(self._line(line) for line in DefenseLine),
        )

    def _line(self, line: DefenseLine) -> TableColumn[LinesOfModel]:
        return TableColumn(
            title=self.words.label(line), cell=lambda item: self._people(item, line), width=126
        )

    def _people(self, item: LinesOfModel, line: DefenseLine) -> Cell:
        twice = {one.person for one in item.conflicts}
        people = sorted((who for at, who in item.people if at is line), key=lambda who: who not in twice)
        names = [self.names.person(who) for who in people]
        if not names:
            tip = self.words.tr("Nobody has acted in this line.")
            return Cell(text=self.words.tr("nobody"), tone=Tone.WARN, icon="triangle-alert", tip=tip)
        day = dict(item.last)[line]
        more = self.words.tr("and {n} more", n=len(names) - 1) if len(names) > 1 else ""
        tip = "\n".join(names)
        if people[0] in twice:
            return Cell(text=names[0], below=self.words.tr("In two lines"), tone=Tone.BAD, tip=tip)
        return Cell(text=names[0], below=more or self.words.date(day), tip=tip)

    def read(self) -> Sequence[LinesOfModel]:
        """Return every model."""
        self.names = Names(self.context)
        return self.context.workspace.lines.all()

    def identity(self, record: LinesOfModel) -> str:
        """Return the model."""
        return record.model

    def summary(self, records: Sequence[LinesOfModel]) -> str:
        """Count models with gaps and conflicts."""
        return self.words.tr(
            "{n} models, {empty} with an empty line, {conflicts} with somebody in two",
            n=len(records),
            empty=sum(bool(item.empty) for item in records),
            conflicts=sum(bool(item.conflicts) for item in records),
        )

    def heading(self, record: LinesOfModel) -> str:
        """Return id and name of the model."""
        return self.names.model(record.model)

    def facts(self, record: LinesOfModel) -> Sequence[Fact]:
        """Return the people of each line with its last act, and every conflict with what shows it."""
        words, last = self.words, dict(record.last)
        facts: list[Fact] = []
        for line in DefenseLine:
            names = [self.names.person(who) for at, who in record.people if at is line]
            if line in last:
                names.append(words.tr("last act on {day}", day=last[line]))
            facts.append((words.label(line), "\n".join(names) or words.tr("nobody")))
        facts += [(words.tr("In two lines"), self._conflict(one)) for one in record.conflicts]
        return facts

    def _conflict(self, found: Conflict) -> str:
        """Return somebody with what they did, the newest of each kind of deed."""
        words = self.words
        newest = {(act.line, act.deed): act for act in found.acts}
        count = Counter((act.line, act.deed) for act in found.acts)
        rows = (
            words.tr(
                "{line}: {deed} ({n}×, last {source}, {day})",
                line=words.label(line),
                deed=words.label(deed),
                n=count[line, deed],
                source=act.source,
                day=act.day,
            )
            for (line, deed), act in newest.items()
        )
        return "\n".join((self.names.person(found.person), *(f"• {row}" for row in rows)))

    def deeds(self) -> Sequence[Deed[LinesOfModel]]:
        """Return the ways to where a gap is closed."""
        tr = self.words.tr
        return (
            Deed(name="go_duties", text=tr("Responsible persons"), icon="arrow-right",
                 obstacle=lambda _: None, act=lambda item: self._go("record", item, section="duties")),
            Deed(name="go_model", text=tr("Show the model"), icon="arrow-right", obstacle=lambda _: None,
                 act=lambda item: self._go("models", item)),
        )  # fmt: skip

    def _go(self, page: str, item: LinesOfModel | None, **more: str) -> None:
        if item is not None:
            self.context.navigate(page, model=item.model, **more)


SECTION = ThreeLinesSection
