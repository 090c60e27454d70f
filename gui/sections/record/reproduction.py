"""Was a version made again from its training script?"""

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar

from shiboken6 import isValid

from core.governance.reproduction import Reproduction, ReproductionState
from core.messages import N_
from core.people import Permission
from core.texts import Language
from core.workspace import Changes
from gui.dialogs.design import ScriptDialog
from gui.dialogs.finding import ReasonDialog
from gui.operations import change
from gui.sections.listing import Deed, Fact, Listing, why_not
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.tables import TableColumn
from gui.wording import confined

_TONES = {
    ReproductionState.REPRODUCED: Tone.OK,
    ReproductionState.NOT_REPRODUCED: Tone.BAD,
    ReproductionState.FAILED: Tone.WARN,
}


class ReproductionSection(Listing[Reproduction]):
    """Runs of training scripts for the chosen version."""

    ID: ClassVar[str] = "reproduction"
    TITLE: ClassVar[str] = N_("Reproduction")
    ICON: ClassVar[str] = "refresh-cw"
    ORDER: ClassVar[int] = 56
    TOUCHED: ClassVar[Changes] = Changes.INVENTORY | Changes.CHECKS
    KEY: ClassVar[str] = "reproduction"
    EMPTY: ClassVar[str] = N_(
        "This version was not made again from its training script. Run the script: its scores are compared "
        "with those of the registered version."
    )

    def deeds(self) -> Sequence[Deed[Reproduction]]:
        """Return what can be done."""
        tr = self.words.tr
        return (
            Deed(name="run_script", text=tr("Run script …"), icon="play", new=True, obstacle=self._why,
                 act=lambda _: self._run()),
            Deed(name="run_again", text=tr("Run once more …"), obstacle=self._why, act=self._again),
            Deed(name="recompute", text=tr("Recompute"), obstacle=lambda _: None, act=self._recompute),
        )  # fmt: skip

    def columns(self) -> Sequence[TableColumn[Reproduction]]:
        """Return the columns of the list."""
        tr, words = self.words.tr, self.words
        return (
            TableColumn(
                title=tr("Reproduction"),
                cell=lambda item: Cell(text=item.id, below=item.script.file_name.name()),
            ),
            TableColumn(
                title=tr("State"),
                cell=lambda item: Cell(text=words.label(item.state), tone=_TONES[item.state], badge=True),
                width=168,
            ),
            TableColumn(
                title=tr("Largest difference"),
                cell=lambda item: Cell(text=self._largest(item)),
                key=lambda item: None if item.compared is None else item.compared.largest,
                width=152,
                right=True,
            ),
        )

    def read(self) -> Sequence[Reproduction]:
        """Return the reproductions of the version."""
        return self.context.workspace.reproductions.of(self.version) if self.version else ()

    def facts(self, record: Reproduction) -> Sequence[Fact]:
        """Return with what it was run and what came of it."""
        tr, script, found = self.words.tr, record.script, record.compared
        rows = "" if found is None else tr("{equal} of {rows} rows", equal=found.equal, rows=found.rows)
        people = {who.id: who.name.name() for who in self.context.workspace.people.all()}
        who = people.get(record.consent.by or record.run_by, "–")
        return (
            (tr("State"), self.words.label(record.state)),
            (tr("Finished"), self.words.moment(record.finished_at)),
            (tr("Why"), "" if record.failure is None else self.words.label(record.failure)),
            (tr("Equal"), rows),
            (tr("Compared with"), "" if found is None else self.words.label(found.expected_from)),
            (tr("Largest difference"), "" if found is None else self._largest(record)),
            (tr("Tolerance"), self._figure(float(Fraction(script.tolerance)))),
            (tr("Share needed"), self._figure(float(Fraction(script.share)))),
            (tr("Seed"), str(script.seed)),
            (tr("Parameters"), "\n".join(f"{key} = {value}" for key, value in script.parameters.items())),
            (
                tr("Data"),
                "\n".join(f"{item.name}: {item.dataset}" for item in (*script.inputs, script.predict_on)),
            ),
            (tr("Script"), f"{script.file_name.name()} · {script.digest[:12]}"),
            (tr("Confinement"), confined(self.words, record.confinement)),
            (
                tr("Consent"),
                f"{who}: {self.words.text(record.consent.reason)}",
            ),
            (tr("Output"), "" if record.log is None else record.log.body[-1500:]),
        )

    def _largest(self, item: Reproduction) -> str:
        return "–" if item.compared is None else self._figure(item.compared.largest)

    def _figure(self, value: float) -> str:
        """Write three digits that count, as the language does."""
        text = f"{value:.3g}"
        return text.replace(".", ",") if self.words.language is Language.GERMAN else text

    def _why(self, _record: Reproduction | None) -> str | None:
        if self.version is None:
            return self.words.tr("There is no version yet.")
        return why_not(self.context, Permission.RUN_CHECKS)

    def _run(self) -> None:
        if self.version is None:
            return
        dialog = ScriptDialog(self.context, self.version, self)
        if not dialog.ask(self.words.tr("Run the script")):
            return
        session, desk = self.context.session.current, self.context.workspace.reproductions
        request, title = dialog.request, self.words.tr("Reproducing {version}", version=self.version)
        change(self.context, title, lambda job: desk.run(session, request, job), self._made)

    def _made(self, record: Reproduction) -> None:
        """Show what came of it."""
        if isValid(self):
            self.arrive({self.KEY: record.id})

    def _again(self, record: Reproduction | None) -> None:
        if record is None:
            return
        tr = self.words.tr
        dialog = ReasonDialog(
            self.context,
            self,
            title=tr("Run the script of {id} once more", id=record.id),
            why=tr("It runs shut in with the same data, seed and parameters. You answer for running it."),
            action=tr("Run the script"),
        )
        reason = dialog.ask()
        if reason is None:
            return
        session, desk = self.context.session.current, self.context.workspace.reproductions
        title = tr("Reproducing {version}", version=record.version)
        change(self.context, title, lambda job: desk.again(session, record.id, reason, job), self._made)

    def _recompute(self, record: Reproduction | None) -> None:
        if record is None:
            return
        desk, tr = self.context.workspace.reproductions, self.words.tr
        self.context.jobs.start(
            tr("Recomputing {id}", id=record.id),
            lambda _job: desk.recompute(record.id),
            lambda found: self.context.notice(
                tr("{id}: equal to what was stored.", id=record.id)
                if found.equal
                else tr("{id}: differs from what was stored.", id=record.id)
            ),
        )


SECTION = ReproductionSection
