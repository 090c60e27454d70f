"""On what would checks be run, and which of them follow from an entry?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.checks.base import Check, Need
from core.external import ExternalCheck
from core.ids import DatasetId, VersionId
from core.inventory import ColumnRole, Dataset, DatasetKind, Task
from core.language import Translator
from core.messages import Message
from core.policy import Threshold
from core.risk import Band
from core.workspace import Workspace
from gui.checks.availability import AtHand, lacking, met, met_by
from gui.checks.entry import CheckEntry, Preset
from gui.checks.reading import Known, gaps, options_of

Entries = tuple[tuple[str, str], ...]
"""Pairs of words and id."""
_OUTCOMES = (ColumnRole.TARGET, ColumnRole.PREDICTION, ColumnRole.SCORE, ColumnRole.ROW_ID, ColumnRole.WEIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Model and data that were chosen, and what they can be compared with."""

    task: Task | None
    known: Known
    base: frozenset[Need]
    """Needs met by model and data themselves."""
    standard: tuple[str, ...]
    """Checks of the first preset."""
    usual: str = ""
    """What the first preset is called where no policy demands it."""
    references: Entries = ()
    training: str | None = None
    """Id of the data set taken as reference where none is chosen."""
    versions: Entries = ()
    comparing: bool = True
    """Whether data sets and versions to compare with are chosen here."""
    externals: tuple[ExternalCheck, ...] = ()
    """Checks of other makers that may run here."""
    limits: Mapping[str, tuple[Threshold, ...]] = field(default_factory=dict)
    """By which each check will be judged."""

    @property
    def offered(self) -> tuple[Check, ...]:
        """Return every check there is."""
        from core.checks.registry import all_checks, get

        return (*all_checks(), *(get(item.id) for item in self.externals))

    def at_hand(self, entry: CheckEntry) -> AtHand:
        """Return what there is, with what was entered."""
        stated = met(
            options_of(entry.options),
            reference=bool(entry.reference or self.training),
            other_version=entry.other_version is not None,
            other_file=False,
        )
        return AtHand(task=self.task, needs=self.base | stated)

    def applying(self, entry: CheckEntry, checks: tuple[Check, ...]) -> tuple[str, ...]:
        """Return the checks that have what they need."""
        at_hand = self.at_hand(entry)
        return tuple(check.id for check in checks if not lacking(check, at_hand))

    def checks(self, entry: CheckEntry) -> tuple[str, ...] | None:
        """Return the ids to run; None leaves them to the policy."""
        if entry.preset is Preset.STANDARD:
            return None
        applying = self.applying(entry, self.offered)
        if entry.preset is Preset.APPLICABLE:
            return applying
        return tuple(check for check in entry.own if check in applying)

    def problems(self, entry: CheckEntry) -> tuple[Message, ...]:
        """Return what in the options cannot be read."""
        return gaps(entry.options, self.known)


def situation_of(
    workspace: Workspace, version: VersionId, dataset: DatasetId, translator: Translator
) -> Situation:
    """Return what a registered version and data set offer."""
    inventory = workspace.inventory
    chosen, table = inventory.version(version), inventory.dataset(dataset)
    own = [inventory.dataset(item) for item in chosen.datasets]
    training = next((item for item in own if item.kind is DatasetKind.TRAINING and item.id != dataset), None)
    others = [item for item in inventory.datasets() if item.id != dataset]
    return Situation(
        task=chosen.task,
        known=known_of(table),
        base=met_by(chosen, table),
        standard=standard_of(workspace, version),
        references=tuple((_named(item, translator), item.id) for item in others),
        training=None if training is None else training.id,
        versions=tuple(_versions(workspace, version, translator)),
        externals=workspace.externals.allowed(),
        limits=limits_of(workspace, version),
    )


def known_of(table: Dataset) -> Known:
    """Return the columns of a registered data set."""
    return Known(
        columns=table.readable,
        sensitive=tuple(item.name for item in table.readable if ColumnRole.SENSITIVE in item.roles),
        outcomes=tuple(item.name for item in table.readable if any(role in item.roles for role in _OUTCOMES)),
    )


def standard_of(workspace: Workspace, version: VersionId) -> tuple[str, ...]:
    """Return the checks the policy demands for the version's tier; the standard ones while it has none."""
    assessment = workspace.risk.latest(version)
    if assessment is None:
        from core.checks.registry import STANDARD

        return STANDARD
    return workspace.policy.checks_for(assessment.tier, workspace.inventory.version(version).task)


def limits_of(workspace: Workspace, version: VersionId) -> Mapping[str, tuple[Threshold, ...]]:
    """Return by which limits each check will be judged, as the policy states them now."""
    assessment, policy = workspace.risk.latest(version), workspace.policy
    tier = Band.SEVERE if assessment is None else assessment.tier
    task = workspace.inventory.version(version).task
    checks = dict.fromkeys(limit.check for limit in policy.thresholds)
    return {check: policy.thresholds_for(check, task, tier) for check in checks}


def _named(dataset: Dataset, translator: Translator) -> str:
    return f"{translator.text(dataset.name)} ({translator.label(dataset.kind)})"


def _versions(workspace: Workspace, version: VersionId, translator: Translator) -> list[tuple[str, str]]:
    """Return the other versions of the same task, those of the same model first."""
    inventory = workspace.inventory
    chosen = inventory.version(version)
    found = []
    versions = inventory.version_lines()
    for line in inventory.lines():
        for item in versions.get(line.id, ()):
            if item.id != version and item.task is chosen.task:
                name = f"{translator.text(line.model.name)} · {item.label}"
                found.append((item.model != chosen.model, name, item.id))
    return [(name, id_) for _, name, id_ in sorted(found)]
