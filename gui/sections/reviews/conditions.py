"""Which conditions do approvals have, who has to meet them, and what shows that they are met?"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from core.decisions import Condition, Decision
from core.governance.conditions import ConditionLine, ConditionState
from core.ids import PersonId, model_of
from core.messages import N_, Message
from core.workspace import Changes
from core.workspace.conditions import MAY_CONFIRM
from gui.due_export import export_due
from gui.sections.gathered import Gathered
from gui.sections.held import HeldForm, ReasonForm, Work
from gui.sections.listing import Deed, Fact, why_not
from gui.sections.shown import Names, day_cell
from gui.sections.sifted import Sieve, Sifted
from gui.sections.ticked import Evidence, evidence_about, evidence_links
from gui.widgets.basic import link_button
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.tables import TableColumn

TONES = {
    ConditionState.OPEN: Tone.WARN,
    ConditionState.PROVED: Tone.INFO,
    ConditionState.MET: Tone.OK,
}


def living(line: ConditionLine) -> bool:
    """Tell whether a condition still has to be met."""
    return line.counts and line.state is not ConditionState.MET


class ConditionsSection(Gathered[ConditionLine], Sifted[ConditionLine]):
    """Conditions of approvals: proved by who has to meet them, confirmed by somebody else."""

    ID = "conditions"
    TITLE = N_("Conditions")
    ICON = "file-check-2"
    ORDER = 20
    TOUCHED = Changes.DECISIONS | Changes.PEOPLE | Changes.ESTATE
    KEY = "condition"
    EMPTY = N_("No approval has conditions. They are set when a version is approved, on the page Approvals.")

    def sieves(self) -> Sequence[Sieve[ConditionLine]]:
        """Return what is still to be done, what waits for a look, and everything."""
        tr, me = self.words.tr, self.context.session
        return (
            ("living", tr("To be met"), living),
            ("mine", tr("Mine"), lambda line: living(line) and line.condition.owner == me.person.id),
            ("proved", tr("To be confirmed"), lambda line: living(line) and bool(line.condition.proof)),
            ("every", tr("All"), None),
        )

    def columns(self) -> Sequence[TableColumn[ConditionLine]]:
        """Return what and who, state and day."""
        words = self.words
        return (
            TableColumn(
                title=words.tr("Condition"),
                cell=lambda line: Cell(
                    text=words.text(line.condition.text),
                    below=f"{line.id} · {line.version} · {self.names.person(line.condition.owner)}",
                    strong=living(line),
                    tip=words.text(line.condition.text),
                ),
            ),
            TableColumn(title=words.tr("State"), cell=self._state, fits=True),
            TableColumn(
                title=words.tr("Due"),
                cell=lambda line: day_cell(self.context, line.condition.due, late=line.overdue),
                key=lambda line: line.condition.due,
                width=104,
            ),
        )

    def _state(self, line: ConditionLine) -> Cell:
        if not line.counts and line.state is not ConditionState.MET:
            tip = self.words.tr("A later decision took the place of the one it belongs to.")
            return Cell(text=self.words.tr("Replaced"), tone=Tone.NEUTRAL, badge=True, tip=tip)
        return Cell(text=self.words.label(line.state), tone=TONES[line.state], badge=True)

    def read(self) -> Sequence[ConditionLine]:
        """Return every condition, what is to be done first."""
        self.names = Names(self.context)
        return self.context.workspace.decisions.conditions()

    def summary(self, records: Sequence[ConditionLine]) -> str:
        """Count what is to be met, waits for a look, and is overdue."""
        return self.words.tr(
            "{open} to be met, {proved} of them with proof, {late} overdue",
            open=sum(living(line) for line in records),
            proved=sum(living(line) and bool(line.condition.proof) for line in records),
            late=sum(line.overdue for line in records),
        )

    def heading(self, record: ConditionLine) -> str:
        """Return which condition it is."""
        return self.words.tr("Condition {id}", id=record.id)

    def facts(self, record: ConditionLine) -> Sequence[Fact]:
        """Return what is asked for, and what was handed in."""
        tr, words, item = self.words.tr, self.words, record.condition
        shows = partial(self.context.navigate, "approvals", version=record.version)
        facts: list[Fact] = [
            (tr("Decision"), link_button(record.decision, name="show_decision", pressed=shows)),
            (tr("Version"), record.version),
            (tr("Asked for"), words.text(item.text)),
            (tr("Responsible"), self.names.person(item.owner)),
            (tr("Due"), words.date(item.due)),
            (tr("State"), self._state(record).text),
        ]
        if item.proof:
            facts.append((tr("Proof"), evidence_links(self.context, item.proof)))
        facts += [
            (tr("It says"), words.text(item.proof_note)),
            (tr("Proved by"), self._who(item.proved_by, item.proved_at)),
            (tr("Confirmed by"), self._who(item.met_by, item.met_at)),
        ]
        return facts

    def _who(self, who: PersonId | None, at: datetime | None) -> str:
        if who is None or at is None:
            return ""
        return self.words.tr("{who}, {moment}", who=self.names.person(who), moment=at)

    def deeds(self) -> Sequence[Deed[ConditionLine]]:
        """Return proving, confirming and sending back."""
        tr = self.words.tr
        return (
            Deed(name="export_due", text=tr("Export due dates …"), new=True, obstacle=lambda _: None,
                 act=lambda _: export_due(self.context, self)),
            Deed(name="prove_condition", text=tr("Hand in proof …"), icon="file-up",
                 obstacle=self._why_not_prove, act=self._prove),
            Deed(name="meet_condition", text=tr("Confirm as met …"), icon="circle-check",
                 obstacle=self._why_not_judge, act=self._meet),
            Deed(name="return_proof", text=tr("Send back …"), icon="undo-2",
                 obstacle=self._why_not_judge, act=self._return),
        )  # fmt: skip

    def _settled(self, line: ConditionLine) -> str | None:
        if line.state is ConditionState.MET:
            return self.words.tr("The condition is met; nothing more is to be done.")
        return None

    def _said(self, found: Message | None) -> str | None:
        return None if found is None else self.words.say(found)

    def _why_not_prove(self, line: ConditionLine | None) -> str | None:
        if line is None:
            return None
        decisions, person = self.context.workspace.decisions, self.context.session.person
        return self._settled(line) or self._said(decisions.proof_obstacle(line.decision, line.index, person))

    def _why_not_judge(self, line: ConditionLine | None) -> str | None:
        if line is None:
            return None
        decisions, person = self.context.workspace.decisions, self.context.session.person
        return (
            self._settled(line)
            or why_not(self.context, *MAY_CONFIRM)
            or self._said(decisions.judgment_obstacle(line.decision, line.index, person))
        )

    def _prove(self, line: ConditionLine | None) -> None:
        if line is not None:
            form, decisions = ProofForm(self, line), self.context.workspace.decisions

            def gather() -> Work[Decision]:
                proof, note = form.evidence.ids, form.note.needed
                return lambda session: decisions.prove_condition(
                    session, line.decision, line.index, proof, note
                )

            form.hold(self.words.tr("Hand in"), self.words.tr("Recording the proof"), gather)

    def _meet(self, line: ConditionLine | None) -> None:
        if line is None:
            return
        tr, item, decisions = self.words.tr, line.condition, self.context.workspace.decisions
        form = HeldForm(
            self.context,
            self,
            name="meet_form",
            title=tr("Confirm that {id} is met", id=line.id),
            why=tr("You confirm that the proof shows what was asked for. The approval stays as it is."),
        )
        form.grid.add(tr("Asked for"), self.words.text(item.text))
        form.grid.add(tr("Proof"), ", ".join(item.proof))
        form.grid.add(tr("It says"), self.words.text(item.proof_note))
        form.hold(
            tr("Confirm as met"),
            tr("Recording the condition as met"),
            lambda: (
                lambda session: decisions.meet_condition(
                    session, line.decision, line.index, read=item.proved_at
                )
            ),
        )

    def _return(self, line: ConditionLine | None) -> None:
        if line is None:
            return
        tr, read, decisions = self.words.tr, line.condition.proved_at, self.context.workspace.decisions
        form = ReasonForm(
            self.context,
            self,
            title=tr("Send the proof of {id} back", id=line.id),
            why=tr("Whoever has to meet the condition then hands in another proof."),
            said=tr("What is missing?"),
        )

        def gather() -> Work[Decision]:
            reason = form.given
            return lambda session: decisions.return_proof(
                session, line.decision, line.index, reason, read=read
            )

        form.hold(tr("Send back"), tr("Sending the proof back"), gather)


class ProofForm(HeldForm):
    """What shows that a condition is met."""

    def __init__(self, section: ConditionsSection, line: ConditionLine) -> None:
        """Offer documents, findings and runs of the version."""
        tr, item = section.words.tr, line.condition
        super().__init__(
            section.context,
            section,
            name="proof_form",
            title=tr("Hand in the proof of {id}", id=line.id),
            why=section.words.text(item.text),
        )
        offered = evidence_about(section.context, model_of(line.version), line.version, line.decision)
        self.evidence = Evidence(section.context, offered, self.recheck)
        self.grid.add(tr("What shows it"), self.evidence)
        self.need(lambda: None if self.evidence.ids else tr("Tick or name what shows it."))
        self.note = self.add_text(
            "proof_note", tr("How it was met"), needed=tr("Write how the condition was met."), height=84
        )
        self.begin(item)

    def begin(self, item: Condition) -> None:
        """Start with what was handed in before."""
        for identity in item.proof:
            self.evidence.list.tick(identity)
        unknown = [identity for identity in item.proof if identity not in self.evidence.list.ticked]
        self.evidence.others.setText(", ".join(unknown))
        self.note.write("" if item.proof_note is None else item.proof_note.body)


SECTION = ConditionsSection
