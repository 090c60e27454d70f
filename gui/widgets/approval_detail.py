"""What stands against an approval, what would it be bound to, and what was decided before?"""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.decisions import Binding, Obstacle
from core.governance.since import Happened
from core.inventory import RecordBasis, State, next_states
from core.messages import Message
from core.model_list import VersionLine
from gui import page_operations
from gui.context import GuiContext
from gui.dialogs.finding import ReasonDialog
from gui.widgets.basic import (
    Badge,
    Callout,
    Card,
    KeyValueGrid,
    SecondaryButton,
    enable_with_reason,
    label,
)
from gui.widgets.painting import STATE_TONES, Tone
from reports.since_words import since_line

DECIDED = frozenset({State.APPROVED, State.APPROVED_WITH_CONDITIONS, State.REJECTED})
"""States that only a signed decision reaches."""
_PAGES = {"page Risk": "risk", "page Checks": "checks", "page Findings": "findings"}
"""Words of an obstacle that name the page where it is mended."""


def page_for(obstacle: Message) -> str | None:
    """Return the page on which an obstacle is mended; None where no page is named."""
    if "finding" in obstacle.values:
        return "findings"
    if "check" in obstacle.values:
        return "checks"
    return next((page for words, page in _PAGES.items() if words in obstacle.text), None)


def jump_word(context: GuiContext, page: str) -> str:
    """Return the words of the button that leads to a page."""
    tr = context.translator.tr
    words = {"risk": tr("Go to risk"), "checks": tr("Go to checks"), "findings": tr("Go to findings")}
    return words[page]


def move_word(context: GuiContext, state: State) -> str:
    """Return what bringing a version into a state is called."""
    tr = context.translator.tr
    words = {
        State.DRAFT: tr("Back to draft"),
        State.IN_VALIDATION: tr("Submit for validation"),
        State.PRE_VALIDATION_USE: tr("Use before validation"),
        State.IN_USE: tr("Take into use"),
        State.UNDER_REVIEW: tr("Put under review"),
        State.RESTRICTED: tr("Restrict use"),
        State.SUSPENDED: tr("Suspend"),
        State.RETIRED: tr("Retire"),
    }
    return words.get(state, context.translator.label(state))


def prerequisites(context: GuiContext, version: VersionLine, obstacles: Sequence[Obstacle]) -> Callout:
    """Return what stands against an approval, each with the way to where it is mended."""
    tr, say = context.translator.tr, context.translator.say
    if not obstacles:
        name = context.session.person.name.name()
        return Callout(context.theme, Tone.OK, tr("Nothing stands against an approval by {name}.", name=name))
    count = len(obstacles)
    if count == 1:
        title = tr("Approval not possible yet: 1 prerequisite open")
    else:
        title = tr("Approval not possible yet: {n} prerequisites open", n=count)
    if all(item.waivable for item in obstacles):
        title = tr("Approval possible only if results that are not decidable are accepted by name")
    lines = ["• " + say(item.message) for item in obstacles]
    callout = Callout(context.theme, Tone.WARN, title, lines, more=tr("Show all {n}", n=count))
    pages = dict.fromkeys(page for item in obstacles if (page := page_for(item.message)) is not None)
    for page in pages:
        button = SecondaryButton(jump_word(context, page), name=f"jump_{page}")
        button.clicked.connect(lambda _=False, to=page: context.navigate(to, version=version.id))
        callout.add_button(button)
    return callout


def since_callouts(context: GuiContext, version: VersionLine) -> tuple[Callout | None, Callout | None]:
    """Return that the newest decision lapsed, or else what is otherwise although it holds; each as a list.

    Both list everything that was replaced, added or settled since; both are None where nothing was.
    """
    tr, decisions = context.translator.tr, context.workspace.decisions
    found = decisions.since(version.id)
    if not found:
        return None, None
    lines = ["• " + since_line(context.translator, item) for item in found]
    lapses = dict.fromkeys(
        item.lapse for item in found if item.happened is Happened.REPLACED and item.lapse is not None
    )
    if not lapses or not decisions.of(version.id)[0].is_approval:
        title = tr("Since the newest decision, which stays as it is")
        return None, Callout(context.theme, Tone.INFO, title, lines)
    title = tr("The newest decision no longer holds: something it was bound to was replaced")
    replaced = ", ".join(context.translator.label(lapse) for lapse in lapses)
    head = tr("Replaced since: {what}. A new decision is needed.", what=replaced)
    return Callout(context.theme, Tone.BAD, title, [head, *lines]), None


def binding_card(context: GuiContext, binding: Binding) -> Card:
    """Return what a decision taken now is bound to."""
    tr = context.translator.tr
    card = Card(tr("What a decision is bound to"))
    grid = KeyValueGrid(key_width=130)

    def short(digests: Sequence[str]) -> str:
        return "\n".join(f"{item[:16]}…" for item in digests) or "–"

    cut_off = "–" if binding.cut_off is None else f"≥ {binding.cut_off.value}"
    for name, value, tip in (
        (tr("Model file"), short(binding.artifacts), binding.artifacts),
        (tr("Cut-off"), cut_off, ()),
        (tr("Data sets"), short(binding.data), binding.data),
        (tr("Check results"), ", ".join(binding.runs) or "–", binding.results),
        (tr("Risk assessment"), binding.assessment or "–", ()),
        (tr("Policy"), short((binding.policy,)), (binding.policy,)),
        (tr("Open findings"), ", ".join(binding.findings) or "–", ()),
        (tr("State digest"), short((binding.state_digest,)), (binding.state_digest,)),
    ):
        grid.add(name, value).setToolTip("\n".join(tip))
    card.body.addWidget(grid)
    return card


class Moves(Card):
    """The states a version can go to next, each as a button with its reason where it is not allowed."""

    def __init__(self, context: GuiContext, version: VersionLine, basis: RecordBasis) -> None:
        """List the moves that need no signed decision."""
        super().__init__(context.translator.tr("State and use"))
        self.context, self._version = context, version
        tr = context.translator.tr
        head = QHBoxLayout()
        head.addWidget(label(tr("Now"), "muted"))
        head.addWidget(
            Badge(context.theme, STATE_TONES[version.state], context.translator.label(version.state))
        )
        head.addStretch(1)
        self.body.addLayout(head)
        states = sorted(next_states(version.state, basis) - DECIDED, key=list(State).index)
        if not states:
            self.body.addWidget(label(tr("There is no further state."), "muted"))
        person = context.session.person
        against = context.workspace.inventory.move_obstacles(version.id, states, person) if states else {}
        for pair in (states[at : at + 2] for at in range(0, len(states), 2)):
            row = QHBoxLayout()
            for state in pair:
                row.addWidget(self._button(state, against[state]))
            row.addStretch(1)
            self.body.addLayout(row)

    def _button(self, state: State, obstacle: Message | None) -> SecondaryButton:
        context = self.context
        button = SecondaryButton(move_word(context, state), name=f"move_{state.value}")
        enable_with_reason(button, None if obstacle is None else context.translator.say(obstacle))
        button.clicked.connect(lambda: self._move(state))
        return button

    def _move(self, state: State) -> None:
        tr, word = self.context.translator.tr, move_word(self.context, state)
        dialog = ReasonDialog(
            self.context,
            self,
            title=f"{word}: {self._version.id}",
            why=tr("The new state, your name and the reason are recorded in the audit trail."),
            action=word,
        )
        reason = dialog.ask()
        if reason is not None:
            page_operations.set_state(self.context, self._version.id, state, reason, done=lambda _: None)


def stacked(widgets: Sequence[QWidget | None]) -> QWidget:
    """Return the widgets below each other."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 8, 0)
    column.setSpacing(12)
    for widget in widgets:
        if widget is not None:
            column.addWidget(widget)
    column.addStretch(1)
    return holder
