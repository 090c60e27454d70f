"""What have the sections about signed determinations in common?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QDialog

from core.governance.determinations import Determination, DeterminationKind
from core.governance.questionnaire import given_by, reasons
from core.governance.signatures import SignatureState
from core.ids import ModelId, VersionId
from core.language import Translator
from core.messages import Message
from core.regulations.questionnaires import questionnaire
from core.workspace import Changes, Workspace
from core.workspace.governance.determination_rules import rules
from core.workspace.governance.determinations import NewDetermination
from gui.context import GuiContext
from gui.dialogs.determine import EarlyUseDialog, ExceptionDialog, ScopeDialog, SignedForm
from gui.dialogs.finding import ReasonDialog
from gui.dialogs.questionnaire import QuestionnaireDialog
from gui.jobs import Job
from gui.operations import change
from gui.sections.base import Section
from gui.sections.gathered import Gathered
from gui.sections.listing import Deed, Fact, Listing
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.tables import TableColumn
from gui.wording import topic_words

ASKED = (DeterminationKind.AI_ACT, DeterminationKind.GDPR_THRESHOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One determination with what was found about it."""

    item: Determination
    signature: SignatureState
    outdated: tuple[Message, ...]
    ended: bool
    replaced: bool
    """Whether there is a newer one of the same question."""

    @property
    def id(self) -> str:
        """Return the id."""
        return self.item.id

    @property
    def holds(self) -> bool:
        """Tell whether it is in force."""
        return (
            not self.ended
            and not self.replaced
            and self.item.withdrawn_at is None
            and self.signature is SignatureState.VALID
        )


def shown(workspace: Workspace, items: Sequence[Determination]) -> tuple[Shown, ...]:
    """Return determinations (newest first) with their state."""
    desk, today, seen = workspace.determinations, workspace.today, set[tuple[str, ...]]()
    found: list[Shown] = []
    states, changes = desk.signature_states(items), desk.all_outdated(items)
    for item, signature, changed in zip(items, states, changes, strict=True):
        question = (item.kind, item.model, item.version or "", item.topic)
        found.append(
            Shown(
                item=item,
                signature=signature,
                outdated=changed,
                ended=item.expires is not None and item.expires < today,
                replaced=question in seen,
            )
        )
        seen.add(question)
    return tuple(found)


def outcome_words(words: Translator, item: Determination) -> str:
    """Return the outcome in words."""
    rule = rules().get(item.kind)
    if rule is None or item.outcome not in {str(one) for one in rule.outcomes}:
        return item.outcome
    return words.label(rule.outcomes(item.outcome))


def state_cell(words: Translator, record: Shown) -> Cell:
    """Return the state as a badge."""
    tr, item = words.tr, record.item
    if record.signature is not SignatureState.VALID:
        return Cell(text=words.label(record.signature), tone=Tone.BAD, badge=True)
    if item.withdrawn_at is not None:
        return Cell(text=tr("Withdrawn"), tone=Tone.NEUTRAL, badge=True)
    if record.replaced:
        return Cell(text=tr("Replaced"), tone=Tone.NEUTRAL, badge=True)
    if record.ended:
        return Cell(text=tr("Ended"), tone=Tone.BAD, badge=True)
    if record.outdated:
        tip = "\n".join(words.say(text) for text in record.outdated)
        return Cell(text=tr("Outdated"), tone=Tone.WARN, badge=True, tip=tip)
    return Cell(text=tr("Holds"), tone=Tone.OK, badge=True)


def facts_of(context: GuiContext, record: Shown) -> list[Fact]:
    """Return what the detail says of a determination."""
    words, item = context.translator, record.item
    tr, people = words.tr, {who.id: who.name.name() for who in context.workspace.people.all()}
    facts: list[Fact] = [
        (tr("About"), item.version or item.model),
        (tr("Kind"), words.label(item.kind)),
        (tr("Topic"), topic_words(words, item)),
        (tr("Outcome"), outcome_words(words, item)),
        (tr("State"), state_cell(words, record).text),
        (tr("Reason"), words.text(item.reason)),
        (tr("Limits"), words.text(item.limits)),
        (tr("Informed"), ", ".join(people.get(who, who) for who in item.informed)),
        (tr("Last day"), "" if item.expires is None else words.date(item.expires)),
        (tr("Signed by"), people.get(item.decided_by, item.decided_by)),
        (tr("On"), words.date(item.decided_at.date())),
        (tr("Signature"), words.label(record.signature)),
        (tr("Certificate"), f"{item.certificate_digest[:16]}…"),
        (tr("Outdated by"), "\n".join(words.say(text) for text in record.outdated)),
        (tr("Withdrawn"), words.text(item.withdrawn_because)),
        (tr("Follows from"), "\n".join(_reasons(words, item))),
    ]
    return [(name, value) for name, value in facts if value]


def _reasons(words: Translator, item: Determination) -> tuple[str, ...]:
    if item.kind not in ASKED:
        return ()
    asked_with = questionnaire(item.kind.value)
    if asked_with.digest != item.catalogue:
        return tuple(f"{answer.question} = {answer.answer}" for answer in item.answers)
    return reasons(asked_with, given_by(item.answers), words.language)


def sign(
    context: GuiContext, new: NewDetermination, passphrase: str, dialog: SignedForm | QuestionnaireDialog
) -> None:
    """Sign and record beside the window; the dialog stays open when it is refused."""
    session, workspace = context.session.current, context.workspace

    def work(_job: Job) -> tuple[Determination, Changes]:
        key = workspace.people.signing_key(session, passphrase)
        return workspace.determinations.determine(session, new, key)

    title = context.translator.tr("Signing the determination")
    change(context, title, work, dialog.signed, failed=dialog.failed)


def obstacle(context: GuiContext, kind: DeterminationKind, subject: ModelId | VersionId) -> str | None:
    """Return why the person signed in may not determine this; None: they may."""
    found = context.workspace.determinations.obstacles(kind, subject, context.session.person)
    return context.translator.say(found[0]) if found else None


def ask(parent: Section, kind: DeterminationKind, model: ModelId, framework: str = "") -> QDialog:
    """Open the dialog for a kind about a model; return it, for tests."""
    context = parent.context
    put = partial(sign, context)
    dialog: QDialog
    if kind is DeterminationKind.SCOPE:
        dialog = ScopeDialog(context, model, parent, framework=framework, sign=put)
    else:
        dialog = QuestionnaireDialog(context, kind, model, parent, sign=put)
    dialog.open()
    return dialog


def ask_version(parent: Section, kind: DeterminationKind, version: VersionId | None = None) -> QDialog:
    """Open the dialog for a kind about a version; return it, for tests."""
    form = ExceptionDialog if kind is DeterminationKind.POLICY_EXCEPTION else EarlyUseDialog
    context = parent.context
    dialog = form(context, parent, version=version, sign=partial(sign, context))
    dialog.open()
    return dialog


def withdraw_obstacle(context: GuiContext, record: Shown | None) -> str | None:
    """Return why a determination cannot be withdrawn now; None: it can."""
    if record is None:
        return None
    if record.item.kind not in rules():
        return context.translator.tr("There is no rule for it.")
    if record.item.withdrawn_at is not None:
        return context.translator.tr("It was withdrawn already.")
    return obstacle(context, record.item.kind, record.item.version or record.item.model)


def withdraw(parent: Listing[Shown], record: Shown) -> None:
    """Ask for the reason and withdraw."""
    context, item = parent.context, record.item
    tr = context.translator.tr
    dialog = ReasonDialog(
        context,
        parent,
        title=tr("Withdraw {id}", id=item.id),
        why=tr("It stays readable; no older one comes back in its place."),
        action=tr("Withdraw"),
    )
    reason = dialog.ask()
    if reason is not None:
        desk, session = context.workspace.determinations, context.session.current
        parent.run(tr("Withdrawing {id}", id=item.id), lambda: desk.withdraw(session, item.id, reason))


class Determined(Gathered[Shown]):
    """A table of determinations with state, reasons and signature; kinds and deeds come from the section."""

    TOUCHED: ClassVar[Changes] = Changes.DETERMINATIONS | Changes.INVENTORY | Changes.PEOPLE
    KEY: ClassVar[str] = "determination"
    KINDS: ClassVar[tuple[DeterminationKind, ...]] = tuple(DeterminationKind)

    def items(self) -> Sequence[Determination]:
        """Return what is shown, newest first."""
        return [item for item in self.context.workspace.determinations.all() if item.kind in self.KINDS]

    def read(self) -> Sequence[Shown]:
        """Return them with their state."""
        return shown(self.context.workspace, self.items())

    def columns(self) -> Sequence[TableColumn[Shown]]:
        """Return the columns of the list."""
        tr, words = self.words.tr, self.words
        return (
            TableColumn(title=tr("Id"), cell=lambda one: Cell(text=one.id), width=78),
            TableColumn(
                title=tr("Determined"),
                cell=lambda one: Cell(
                    text=outcome_words(words, one.item),
                    below=self._below(one),
                    strong=one.holds,
                ),
            ),
            TableColumn(
                title=tr("About"), cell=lambda one: Cell(text=one.item.version or one.item.model), width=104
            ),
            TableColumn(title=tr("State"), cell=lambda one: state_cell(words, one), width=126),
        )

    def _below(self, one: Shown) -> str:
        """Return kind, topic and last day."""
        ends = "" if one.item.expires is None else self.words.tr("until {day}", day=one.item.expires)
        parts = (self.words.label(one.item.kind), topic_words(self.words, one.item), ends)
        return " · ".join(part for part in parts if part)

    def heading(self, record: Shown) -> str:
        """Return id and outcome."""
        return f"{record.id} · {outcome_words(self.words, record.item)}"

    def facts(self, record: Shown) -> Sequence[Fact]:
        """Return everything that was signed."""
        return facts_of(self.context, record)

    def summary(self, records: Sequence[Shown]) -> str:
        """Say how many hold and how many are outdated."""
        holding = sum(one.holds and not one.outdated for one in records)
        late = sum(one.holds and bool(one.outdated) for one in records)
        return self.words.tr(
            "Entries: {count}, in force: {holding}, outdated: {late}",
            count=len(records),
            holding=holding,
            late=late,
        )

    def deeds(self) -> Sequence[Deed[Shown]]:
        """Return what can be done: withdraw."""
        return (
            Deed(
                name="withdraw_determination",
                text=self.words.tr("Withdraw"),
                icon="undo-2",
                obstacle=lambda one: withdraw_obstacle(self.context, one),
                act=lambda one: withdraw(self, one) if one is not None else None,
            ),
        )
