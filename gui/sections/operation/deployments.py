"""What runs where, with which share, may it still, and to what can it be rolled back?"""

from collections.abc import Sequence
from itertools import takewhile

from core.governance.deployments import Deployment
from core.ids import Exact, VersionId, model_of
from core.messages import N_
from core.people import Permission
from core.stages import Stage
from core.workspace import Changes
from core.workspace.governance.deployments import DeploymentLine, NewDeployment
from gui.sections.forms import RecordForm
from gui.sections.gathered import Gathered
from gui.sections.listing import Deed, Fact, why_not
from gui.sections.shown import Names
from gui.widgets.cells import Cell
from gui.widgets.painting import Tone
from gui.widgets.pickers import VersionPicker, today
from gui.widgets.tables import TableColumn


class DeploymentsSection(Gathered[DeploymentLine]):
    """Deployments, running, planned and ended."""

    ID = "deployments"
    TITLE = N_("Deployments")
    ICON = "play"
    ORDER = 10
    TOUCHED = Changes.OPERATION | Changes.INVENTORY | Changes.DECISIONS | Changes.DETERMINATIONS
    KEY = "deployment"
    EMPTY = N_("No deployment is recorded. Record which version runs where, as what and with which share.")

    def columns(self) -> Sequence[TableColumn[DeploymentLine]]:
        """Return version, stage, share and state."""
        words = self.words
        return (
            TableColumn(
                title=words.tr("Version"),
                cell=lambda line: Cell(
                    text=line.deployment.version,
                    below=f"{line.deployment.system} · {line.deployment.environment}",
                    strong=line.running,
                ),
            ),
            TableColumn(
                title=words.tr("Stage"),
                cell=lambda line: Cell(text=words.label(line.deployment.stage)),
                width=118,
            ),
            TableColumn(
                title=words.tr("Share"),
                cell=lambda line: Cell(text=self._share(line.deployment)),
                key=lambda line: float(line.deployment.percent),
                width=80,
                right=True,
            ),
            TableColumn(title=words.tr("State"), cell=self._state, fits=True),
        )

    def _share(self, item: Deployment) -> str:
        percent = item.percent
        whole = int(percent) if percent.denominator == 1 else round(float(percent), 1)
        return self.words.tr("{percent} %", percent=whole)

    def _state(self, line: DeploymentLine) -> Cell:
        tr, item = self.words.tr, line.deployment
        if line.running and line.problem is not None:
            tip = self.words.say(line.problem)
            return Cell(text=tr("Not permitted"), tone=Tone.BAD, badge=True, tip=tip)
        if line.running:
            return Cell(text=tr("Running"), tone=Tone.OK, badge=True)
        if item.over(today()):
            return Cell(text=tr("Ended"), tone=Tone.NEUTRAL, badge=True)
        return Cell(text=tr("Planned"), tone=Tone.INFO, badge=True)

    def read(self) -> Sequence[DeploymentLine]:
        """Return every deployment, newest first."""
        self.names = Names(self.context)
        return self.context.workspace.deployments.lines()

    def identity(self, record: DeploymentLine) -> str:
        """Return the deployment's id."""
        return record.deployment.id

    def summary(self, records: Sequence[DeploymentLine]) -> str:
        """Count what runs and what may not."""
        return self.words.tr(
            "Running: {running}, not permitted: {wrong}",
            running=sum(line.running for line in records),
            wrong=sum(line.problem is not None for line in records),
        )

    def heading(self, record: DeploymentLine) -> str:
        """Return id and model."""
        item = record.deployment
        return f"{item.id} · {self.names.model(model_of(item.version))}"

    def facts(self, record: DeploymentLine) -> Sequence[Fact]:
        """Return all that is stated, and what is wrong."""
        words, item = self.words, record.deployment
        return (
            (words.tr("Problem"), "" if record.problem is None else words.say(record.problem)),
            (words.tr("Version"), item.version),
            (words.tr("Stage"), words.label(item.stage)),
            (words.tr("System"), item.system),
            (words.tr("Runs in"), item.environment),
            (words.tr("Share"), self._share(item)),
            (words.tr("Since"), words.date(item.since)),
            (words.tr("Until"), "" if item.until is None else words.date(item.until)),
            (words.tr("Rollback to"), item.rollback or words.tr("not named")),
            (words.tr("Rollback"), "" if record.no_rollback is None else words.say(record.no_rollback)),
            (words.tr("Restrictions"), words.text(item.restrictions)),
            (words.tr("Recorded by"), self.names.person(item.recorded_by)),
            (words.tr("Ended because"), words.text(item.ended_because)),
        )

    def deeds(self) -> Sequence[Deed[DeploymentLine]]:
        """Return deploying, changing and ending."""
        tr = self.words.tr
        return (
            Deed(name="deploy", text=tr("Deploy"), icon="plus", new=True, obstacle=self._why,
                 act=lambda _: self._deploy()),
            Deed(name="change_deployment", text=tr("Edit"), icon="pencil", obstacle=self._why_living,
                 act=self._change),
            Deed(name="end_deployment", text=tr("End"), icon="circle-x", obstacle=self._why_living,
                 act=self._end),
        )  # fmt: skip

    def _why(self, _line: DeploymentLine | None) -> str | None:
        return why_not(self.context, Permission.OPERATE)

    def _why_living(self, line: DeploymentLine | None) -> str | None:
        ended = line is not None and (line.deployment.ended_by or line.deployment.over(today()))
        return self.words.tr("It has ended and stays as it is.") if ended else self._why(line)

    def _deploy(self) -> None:
        form = DeploymentForm(self, None)
        if form.ask(self.words.tr("Save")):
            session, deployments = self.context.session.current, self.context.workspace.deployments
            new = form.entered()
            self.run(
                self.words.tr("Recording the deployment"),
                lambda: deployments.record(session, new),
                lambda made: self.arrive({self.KEY: made.id}),
            )

    def _change(self, line: DeploymentLine | None) -> None:
        if line is None:
            return
        form = DeploymentForm(self, line.deployment)
        if form.ask(self.words.tr("Save")) and form.reason is not None:
            session, deployments = self.context.session.current, self.context.workspace.deployments
            new, reason = form.entered(), form.reason.needed
            self.run(
                self.words.tr("Recording the deployment"),
                lambda: deployments.change(session, line.deployment.id, new, reason),
            )

    def _end(self, line: DeploymentLine | None) -> None:
        if line is None:
            return
        tr = self.words.tr
        form = RecordForm(self.context, self, name="end_form", title=tr("End {id}", id=line.deployment.id))
        last, reason = form.add_day("last", tr("Last day"), today(), optional=False), form.add_reason()
        if form.ask(tr("End")) and last.day is not None:
            session, deployments = self.context.session.current, self.context.workspace.deployments
            day, why = last.day, reason.needed
            self.run(
                tr("Recording the deployment"), lambda: deployments.end(session, line.deployment.id, day, why)
            )


class DeploymentForm(RecordForm):
    """Which version runs where, as what, with which share."""

    def __init__(self, section: DeploymentsSection, old: Deployment | None) -> None:
        """Fill in what is known; version and place of a deployment stay."""
        tr = section.words.tr
        title = tr("Deploy a version") if old is None else tr("Change {id}", id=old.id)
        why = tr("Champion, challenger and pilot shares of one place add up to 100 % at most.")
        super().__init__(section.context, section, name="deployment_form", title=title, why=why)
        self.version = VersionPicker(section.words)
        self.add_picker(self.version, "version", tr("Version"), old.version if old else None)
        self.stage = self.add_enum("stage", tr("Stage"), Stage, old.stage if old else Stage.CHAMPION)
        self.system = self.add_line(
            "system", tr("System"), old.system if old else "", needed=tr("Say in which system it runs.")
        )
        self.environment = self.add_line(
            "environment", tr("Runs in"), old.environment if old else "production"
        )
        self.share = self.add_line("share", tr("Share in %"), old.share if old else "100")
        self.since = self.add_day("since", tr("Since"), old.since if old else today(), optional=False)
        self.until = self.add_day("until", tr("Until"), old.until if old else None)
        self.rollback = self.add_choice("rollback", tr("Rollback to"), (), ask=tr("not named"))
        self._offer_rollback(old.rollback if old else None)
        self.version.currentIndexChanged.connect(lambda _: self._offer_rollback(None))
        self.restrictions = self.add_text(
            "restrictions", tr("Restrictions"), old.restrictions if old else None
        )
        self.reason = self.add_reason() if old else None
        for field in (self.version, self.system.widget, self.environment.widget, self.since):
            field.setEnabled(old is None)

    def _offer_rollback(self, chosen: VersionId | None) -> None:
        """Offer the earlier versions of the model, newest first."""
        version, inventory = self.version.version, self.context.workspace.inventory
        for row in range(self.rollback.count() - 1, 0, -1):
            self.rollback.removeItem(row)
        versions = () if version is None else inventory.versions(model_of(version))
        earlier = takewhile(lambda item: item.id != version, versions)
        for item in reversed(tuple(earlier)):
            self.rollback.addItem(f"{item.id} · {self.words.label(item.state)}", item.id)
        self.rollback.setCurrentIndex(max(self.rollback.findData(chosen), 0))

    def entered(self) -> NewDeployment:
        """Return what was entered."""
        since = self.since.day
        return NewDeployment(
            version=VersionId(self.version.currentData()),
            stage=Stage(self.stage.currentData()),
            system=self.system.plain,
            environment=self.environment.plain,
            share=Exact(self.share.plain.replace(",", ".")),
            since=today() if since is None else since,
            until=self.until.day,
            rollback=self.rollback.currentData(),
            restrictions=self.restrictions.text,
        )


SECTION = DeploymentsSection
