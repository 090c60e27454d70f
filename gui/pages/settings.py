"""Which choices can be made, who works here, and what does the policy demand?"""

from collections.abc import Mapping

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from core.keys.described import described
from core.messages import N_
from core.people import Permission, Person
from core.policy import Policy, Relation, Threshold
from core.risk import Band
from core.texts import Language
from core.workspace import Changes
from core.workspace.policies import MAY_ADOPT
from gui.context import GuiContext
from gui.pages.base import Page
from gui.theme import ThemeChoice
from gui.widgets.basic import (
    Card,
    KeyValueGrid,
    SecondaryButton,
    Tone,
    clear_layout,
    enable_with_reason,
    label,
    scrolled,
)
from gui.widgets.cells import Cell
from gui.widgets.external_checks import ExternalChecks
from gui.widgets.tables import RecordView, TableColumn
from gui.widgets.topbar import LANGUAGE_NAMES
from gui.wording import check_name, measure_name

THEMES = {
    ThemeChoice.SYSTEM: N_("As the system"),
    ThemeChoice.LIGHT: N_("Light"),
    ThemeChoice.DARK: N_("Dark"),
}
RELATIONS = {Relation.AT_LEAST: N_("at least {limit}"), Relation.AT_MOST: N_("at most {limit}")}


class SettingsPage(Page):
    """Language, appearance, persons, policy, and facts about the workspace."""

    TITLE = N_("Settings")
    ICON = "settings"
    TOUCHED = Changes.PEOPLE | Changes.CHECKS

    def __init__(self, context: GuiContext, parent: QWidget | None = None) -> None:
        """Build the page empty."""
        super().__init__(context, parent)
        tr = context.translator.tr
        self.people = RecordView(context.theme, self._people_columns(), name="people", title=tr("Persons"))
        self.people.chosen.connect(lambda _who: self._judge_person())
        self.people.verticalHeader().setDefaultSectionSize(40)
        self.limits = RecordView(context.theme, self._limit_columns(), name="limits", title=tr("Thresholds"))
        self.external = ExternalChecks(context)
        self._policy_facts = QVBoxLayout()
        self._place_facts = QVBoxLayout()
        inner = QWidget()
        body = QVBoxLayout(inner)
        body.setContentsMargins(18, 16, 18, 18)
        body.setSpacing(14)
        body.addWidget(label(tr("Settings"), "title"))
        body.addWidget(self._choices())
        body.addWidget(self._persons())
        body.addWidget(self._policy())
        body.addWidget(self.external)
        body.addWidget(self._workspace())
        body.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(inner))

    def _choices(self) -> Card:
        tr, values = self.context.translator.tr, self.context.settings.values
        card = Card(tr("Language and appearance"))
        languages = {language.value: name for language, name in LANGUAGE_NAMES.items()}
        self.language = _combo("setting_language", languages, self.context.translator.language.value)
        themes = {choice.value: tr(text) for choice, text in THEMES.items()}
        self.theme_choice = _combo("setting_theme", themes, values.theme.value)
        self.language.activated.connect(lambda _i: self._choose_language())
        self.theme_choice.activated.connect(lambda _i: self._choose_theme())
        grid = KeyValueGrid(key_width=150)
        grid.add(tr("Language"), self.language)
        grid.add(tr("Appearance"), self.theme_choice)
        card.body.addWidget(grid)
        words = tr("The language of a report is chosen when the report is made.")
        card.body.addWidget(label(words, "faint", wrap=True))
        return card

    def _choose_language(self) -> None:
        self.context.choose_language(Language(self.language.currentData()))

    def _choose_theme(self) -> None:
        self.context.choose_theme(ThemeChoice(self.theme_choice.currentData()))

    def _people_columns(self) -> tuple[TableColumn[Person], ...]:
        tr, words = self.context.translator.tr, self.context.translator
        return (
            TableColumn(
                title=tr("Name"), cell=lambda who: Cell(text=who.name.name(), strong=True), width=200
            ),
            TableColumn(
                title=tr("Roles"),
                cell=lambda who: Cell(text=", ".join(words.label(role) for role in who.roles)),
            ),
            TableColumn(title=tr("Certificate"), cell=self._certificate_cell, width=230),
            TableColumn(title=tr("Kind"), cell=self._kind_cell, width=150),
            TableColumn(title=tr("Id"), cell=lambda who: Cell(text=who.id, faint=True), width=120),
        )

    def _kind_cell(self, who: Person) -> Cell:
        if not who.active:
            return Cell(text=self.tr_(N_("left")), faint=True)
        if who.example:
            return Cell(text=self.tr_(N_("Demonstration")), badge=True, tone=Tone.INFO)
        return Cell(text=self.context.translator.label(who.kind))

    def _certificate_cell(self, who: Person) -> Cell:
        facts, words = described(who.certificate or ""), self.context.translator
        if facts is None:
            return Cell(text="–", faint=True)
        text = words.tr("self-signed") if facts.self_signed else facts.issuer_name
        day, today = words.date(facts.ends.date()), self.context.workspace.today
        if not (who.active and facts.ends_soon(today)):
            return Cell(text=text, below=words.tr("until {day}", day=day), tip=facts.issuer)
        ended = facts.ends.date() < today
        below = words.tr("ended: {day}", day=day) if ended else words.tr("ends soon: {day}", day=day)
        return Cell(text=text, below=below, tone=Tone.BAD if ended else Tone.WARN, tip=facts.issuer)

    def _persons(self) -> Card:
        tr = self.context.translator.tr
        card = Card(tr("Persons"))
        self.people.setMinimumHeight(200)
        card.body.addWidget(self.people)
        row = QHBoxLayout()
        self.add_person = SecondaryButton(
            tr("Add person …"), name="add_person", theme=self.context.theme, icon="user-plus"
        )
        self.add_person.clicked.connect(lambda _=False: self._add_person())
        self.change_person = SecondaryButton(
            tr("Change …"), name="change_person", theme=self.context.theme, icon="pencil"
        )
        self.change_person.clicked.connect(lambda _=False: self._change_person())
        self.save_certificate = SecondaryButton(
            tr("Save certificate …"), name="save_certificate", theme=self.context.theme, icon="download"
        )
        self.save_certificate.clicked.connect(lambda _=False: self._save_certificate())
        self.request_certificate = SecondaryButton(
            tr("Request certificate …"), name="request_certificate", theme=self.context.theme, icon="file-up"
        )
        self.request_certificate.clicked.connect(lambda _=False: self._request_certificate())
        self.install_certificate = SecondaryButton(
            tr("Install certificate …"),
            name="install_certificate",
            theme=self.context.theme,
            icon="shield-check",
        )
        self.install_certificate.clicked.connect(lambda _=False: self._install_certificate())
        for button in (
            self.add_person,
            self.change_person,
            self.request_certificate,
            self.install_certificate,
            self.save_certificate,
        ):
            row.addWidget(button)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _add_person(self) -> None:
        from gui.dialogs.person import PersonDialog

        PersonDialog(self.context, self).open()

    def _change_person(self) -> None:
        from gui.dialogs.person import change_person

        if (person := self.people.current()) is not None:
            change_person(self.context, person, self)

    def _save_certificate(self) -> None:
        from gui.certificate_export import save_certificate

        if (person := self.people.current()) is not None:
            save_certificate(self.context, person, self)

    def _request_certificate(self) -> None:
        from gui.dialogs.own_certificate import request_certificate

        request_certificate(self.context, self)

    def _install_certificate(self) -> None:
        from gui.dialogs.own_certificate import install_certificate

        install_certificate(self.context, self)

    def arrive(self, selection: Mapping[str, str]) -> None:
        """Choose the person of whom something is due."""
        if "person" in selection:
            self.people.choose(lambda who: who.id == selection["person"])

    def _judge_person(self) -> None:
        """Say what can be done with the chosen person."""
        tr, person = self.context.translator.tr, self.people.current()
        nobody = tr("Choose a person from the list.") if person is None else None
        may = self.context.session.may(Permission.MANAGE_PEOPLE)
        enable_with_reason(
            self.change_person, nobody or (None if may else tr("Only an administrator changes persons."))
        )
        without = person is not None and person.certificate is None
        enable_with_reason(
            self.save_certificate, nobody or (tr("A pipeline has no certificate.") if without else None)
        )
        own = person is not None and person.id == self.context.session.person.id
        others = tr("Everybody sees to their own certificate. Choose yourself in the list.")
        for button in (self.request_certificate, self.install_certificate):
            enable_with_reason(button, nobody or (None if own else others))

    def _policy(self) -> Card:
        tr = self.context.translator.tr
        card = Card(tr("Policy: what the firm demands"))
        card.body.addLayout(self._policy_facts)
        card.body.addWidget(label(tr("THRESHOLDS"), "section"))
        self.limits.setMinimumHeight(300)
        card.body.addWidget(self.limits)
        row = QHBoxLayout()
        self.adopt = SecondaryButton(
            tr("Adopt a policy …"), name="adopt_policy", theme=self.context.theme, icon="file-up"
        )
        self.adopt.clicked.connect(lambda _=False: self._adopt())
        row.addWidget(self.adopt)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _adopt(self) -> None:
        from gui.dialogs.policy import adopt_policy

        adopt_policy(self.context, self)

    def _limit_columns(self) -> tuple[TableColumn[Threshold], ...]:
        tr, words = self.context.translator.tr, self.context.translator
        german = words.language is Language.GERMAN
        return (
            TableColumn(
                title=tr("Measure"),
                cell=lambda item: Cell(
                    text=measure_name(words, item.measure), below=check_name(words, item.check), strong=True
                ),
                width=250,
            ),
            TableColumn(
                title=tr("Limit"),
                cell=lambda item: Cell(text=tr(RELATIONS[item.relation], limit=item.limit)),
                width=140,
            ),
            TableColumn(title=tr("Task"), cell=self._task_cell, width=150),
            TableColumn(title=tr("Source"), cell=lambda item: self._source_cell(item, german=german)),
        )

    def _task_cell(self, item: Threshold) -> Cell:
        return Cell(
            text=self.context.translator.label(item.task) if item.task else self.tr_(N_("every task"))
        )

    def _source_cell(self, item: Threshold, *, german: bool) -> Cell:
        text = item.source_de if german else item.source_en
        return Cell(text=text, tip=text)

    def _workspace(self) -> Card:
        card = Card(self.context.translator.tr("This workspace"))
        card.body.addLayout(self._place_facts)
        return card

    def refresh(self) -> None:
        """Read persons and policy again."""
        tr, workspace = self.context.translator.tr, self.context.workspace
        self.people.fill(workspace.people.all())
        self.limits.fill(workspace.policy.thresholds)
        may = self.context.session.may(Permission.MANAGE_PEOPLE)
        enable_with_reason(self.add_person, None if may else tr("Only an administrator adds persons."))
        self._judge_person()
        adopting = bool(MAY_ADOPT.intersection(self.context.session.person.roles))
        enable_with_reason(
            self.adopt, None if adopting else tr("Only an administrator or a risk manager adopts a policy.")
        )
        self.external.refresh()
        clear_layout(self._policy_facts)
        self._policy_facts.addWidget(self._policy_grid(workspace.policy))
        clear_layout(self._place_facts)
        grid = KeyValueGrid(key_width=150)
        grid.add(tr("Folder"), str(workspace.folder))
        grid.add(tr("Entries in the audit trail"), self.context.translator.integer(workspace.trail.count()))
        signed_in = self.context.session.person
        roles = ", ".join(self.context.translator.label(role) for role in signed_in.roles)
        grid.add(tr("Signed in"), f"{signed_in.name.name()} ({roles})")
        self._place_facts.addWidget(grid)

    def _policy_grid(self, policy: Policy) -> KeyValueGrid:
        tr, words = self.context.translator.tr, self.context.translator
        grid = KeyValueGrid(key_width=150)
        grid.add(tr("Policy"), f"{policy.name} · {policy.version}")
        grid.add("SHA-256", policy.digest)
        grid.add(tr("Smallest group compared"), tr("{n} rows", n=policy.minimum_group))
        grid.add(tr("Level of the intervals"), words.percent(float(policy.confidence), 0))
        for tier in Band:
            rule = policy.tiers[tier]
            facts = (
                tr("approved by: {role}", role=rule.approver),
                tr("reassessed every {n} months", n=rule.reassess_months),
                tr(
                    "checks: {checks}",
                    checks=", ".join(check_name(words, item) for item in rule.checks) or "–",
                ),
                *(
                    tr(
                        "for {task} also: {checks}",
                        task=task,
                        checks=", ".join(check_name(words, item) for item in more),
                    )
                    for task, more in rule.tasks.items()
                ),
            )
            grid.add(tr("Tier {tier}", tier=tier), " · ".join(facts))
        return grid


def _combo(name: str, choices: dict[str, str], current: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setMaximumWidth(260)
    for value, text in choices.items():
        combo.addItem(text, value)
    combo.setCurrentIndex(combo.findData(current))
    return combo
