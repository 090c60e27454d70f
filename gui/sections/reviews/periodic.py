"""Which versions in operation must be reviewed when, and what speaks against their use?"""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.governance.periodic import PeriodicReview, ReviewState
from core.ids import VersionId
from core.inventory import ModelVersion, State
from core.messages import N_
from core.people import Permission
from core.workspace import Changes
from gui.risk_words import due_words
from gui.sections.gathered import Gathered
from gui.sections.held import ReasonForm, Work
from gui.sections.listing import Deed, Fact, why_not
from gui.sections.shown import Names, band_cell, band_chip, day_cell
from gui.sections.sifted import Sieve, Sifted
from gui.widgets.basic import label
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.pickers import today
from gui.widgets.tables import TableColumn
from reports.since_words import since_line

TONES = {
    ReviewState.CURRENT: Tone.OK,
    ReviewState.SOON: Tone.WARN,
    ReviewState.OVERDUE: Tone.BAD,
    ReviewState.MISSING: Tone.BAD,
    ReviewState.RUNNING: Tone.INFO,
}


class PeriodicSection(Gathered[PeriodicReview], Sifted[PeriodicReview]):
    """Versions in operation, the earliest review first."""

    ID = "periodic"
    TITLE = N_("Periodic reviews")
    ICON = "calendar-clock"
    ORDER = 30
    TOUCHED = Changes.INVENTORY | Changes.RISK | Changes.DECISIONS | Changes.FINDINGS | Changes.CHECKS
    KEY = "version"
    EMPTY = N_("No version is in operation. Versions appear here as soon as they are taken into use.")

    def sieves(self) -> Sequence[Sieve[PeriodicReview]]:
        """Return everything, what is overdue, what is soon, and what is under way."""
        tr = self.words.tr
        return (
            ("every", tr("All"), None),
            ("late", tr("Overdue"), lambda item: item.overdue(today())),
            ("soon", tr("Due soon"), lambda item: _stand(item) is ReviewState.SOON),
            ("running", tr("Under review"), lambda item: _stand(item) is ReviewState.RUNNING),
        )

    def columns(self) -> Sequence[TableColumn[PeriodicReview]]:
        """Return version, tier, state and the next day."""
        words = self.words
        return (
            TableColumn(
                title=words.tr("Version"),
                cell=lambda item: Cell(
                    text=words.text(item.name), below=item.version, strong=item.overdue(today())
                ),
            ),
            TableColumn(
                title=words.tr("Tier"),
                cell=lambda item: band_cell(self.context, item.tier),
                key=lambda item: "" if item.tier is None else item.tier.value,
                fits=True,
            ),
            TableColumn(
                title=words.tr("State"),
                cell=lambda item: Cell(text=words.label(_stand(item)), tone=TONES[_stand(item)], badge=True),
                fits=True,
            ),
            TableColumn(
                title=words.tr("Next"),
                cell=lambda item: day_cell(self.context, item.next, late=item.overdue(today())),
                key=lambda item: item.next or date.min,
                width=104,
            ),
        )

    def read(self) -> Sequence[PeriodicReview]:
        """Return every version in operation."""
        self.names = Names(self.context)
        return self.context.workspace.reviews.all()

    def identity(self, record: PeriodicReview) -> str:
        """Return the version."""
        return record.version

    def summary(self, records: Sequence[PeriodicReview]) -> str:
        """Count what is overdue, due soon and under way."""
        states = [_stand(item) for item in records]
        return self.words.tr(
            "{late} overdue, {soon} due soon, {running} under review",
            late=sum(item.overdue(today()) for item in records),
            soon=states.count(ReviewState.SOON),
            running=states.count(ReviewState.RUNNING),
        )

    def heading(self, record: PeriodicReview) -> str:
        """Return the version."""
        return record.version

    def facts(self, record: PeriodicReview) -> Sequence[Fact]:
        """Return the last and the next review, and what speaks against the use."""
        tr, words, workspace = self.words.tr, self.words, self.context.workspace
        against = [words.say(item) for item in workspace.reviews.against(record.version)]
        again = [due_words(item, words) for item in workspace.risk.due(record.version)]
        since = [since_line(words, item) for item in workspace.decisions.since(record.version)]
        last = "" if record.last is None else f"{words.date(record.last)} ({record.last_source})"
        return (
            ("", _listed(tr("Speaks against the use"), against or [tr("nothing")])),
            ("", _listed(tr("Asks for a new assessment"), again)),
            ("", _listed(tr("Otherwise than at the decision"), since)),
            (tr("Model"), self.names.model(record.model)),
            (tr("Responsible"), self.names.person(record.owner)),
            (tr("State"), words.label(record.state)),
            (tr("Tier"), band_chip(self.context, record.tier)),
            (tr("Interval"), tr("{n} months", n=record.interval_months)),
            (tr("Last review"), last or tr("never")),
            (tr("Reassess by"), "" if record.reassess_by is None else words.date(record.reassess_by)),
            (tr("Approval ends"), "" if record.approval_ends is None else words.date(record.approval_ends)),
        )

    def deeds(self) -> Sequence[Deed[PeriodicReview]]:
        """Return beginning a review, and the ways to its steps."""
        tr = self.words.tr
        return (
            Deed(name="set_overdue", text=tr("Set overdue under review"), icon="refresh-cw", new=True,
                 obstacle=lambda _: why_not(self.context, Permission.OPERATE, Permission.RAISE_FINDING),
                 act=lambda _: self._set_overdue()),
            Deed(name="begin_review", text=tr("Begin the review …"), icon="play",
                 obstacle=self._why_not_begin, act=self._begin),
            Deed(name="go_risk", text=tr("Assess the risk"), icon="arrow-right", obstacle=lambda _: None,
                 act=lambda item: self._go("risk", item)),
            Deed(name="go_checks", text=tr("Run checks"), icon="arrow-right", obstacle=lambda _: None,
                 act=lambda item: self._go("checks", item)),
            Deed(name="go_decide", text=tr("Decide"), icon="arrow-right", obstacle=lambda _: None,
                 act=lambda item: self._go("approvals", item)),
        )  # fmt: skip

    def opened(self, record: PeriodicReview) -> None:
        """Show what an approval needs."""
        self._go("approvals", record)

    def _go(self, page: str, item: PeriodicReview | None) -> None:
        if item is not None:
            self.context.navigate(page, version=item.version)

    def _why_not_begin(self, item: PeriodicReview | None) -> str | None:
        if item is None:
            return None
        if item.state is State.UNDER_REVIEW:
            return self.words.tr("The review is under way. Assess, check and decide.")
        inventory, person = self.context.workspace.inventory, self.context.session.person
        found = inventory.move_obstacle(item.version, State.UNDER_REVIEW, person)
        return None if found is None else self.words.say(found)

    def _begin(self, item: PeriodicReview | None) -> None:
        if item is None:
            return
        tr, inventory = self.words.tr, self.context.workspace.inventory
        form = ReasonForm(
            self.context,
            self,
            title=tr("Begin the review of {version}", version=item.version),
            why=tr("The version is under review until somebody decides on it or it goes back into use."),
            said=tr("Reason"),
        )

        def gather() -> Work[ModelVersion]:
            reason = form.given
            return lambda session: inventory.set_state(session, item.version, State.UNDER_REVIEW, reason)

        form.hold(tr("Begin the review"), tr("Recording the new state"), gather)

    def _set_overdue(self) -> None:
        session, decisions = self.context.session.current, self.context.workspace.decisions
        self.run(
            self.words.tr("Looking for what is overdue"),
            lambda: decisions.review_overdue(session),
            self._told,
        )

    def _told(self, moved: tuple[VersionId, ...]) -> None:
        if moved:
            versions = ", ".join(moved)
            self.context.notice(self.words.tr("Under review or suspended now: {versions}", versions=versions))
        else:
            self.context.notice(self.words.tr("Nothing speaks against the versions in use."))


def _listed(title: str, lines: Sequence[str]) -> QWidget:
    """Return lines below a heading, as wide as the detail; nothing where there are none."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 4)
    column.setSpacing(4)
    if lines:
        column.addWidget(label(title, "strong", wrap=True))
    for line in lines:
        column.addWidget(label(f"• {line}", wrap=True, selectable=True))
    return holder


def _stand(item: PeriodicReview) -> ReviewState:
    return item.review_state(today())


SECTION = PeriodicSection
