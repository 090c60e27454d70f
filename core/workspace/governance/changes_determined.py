"""Was it determined whether a version is a significant change, and must it have been?"""

from collections.abc import Iterable, Iterator
from datetime import date

from core.decisions import Decision, Obstacle
from core.facts import Facts
from core.governance.determinations import Determination, DeterminationKind
from core.governance.significance import Significance
from core.ids import VersionId
from core.inventory import ModelVersion
from core.messages import message
from core.workspace.governance.determined import version_determination
from core.workspace.lookup import Reader


def earlier_approved(reader: Reader, version: ModelVersion) -> tuple[ModelVersion, ...]:
    """Return the versions of the model registered before this one that were approved at some time."""
    earlier: list[ModelVersion] = []
    for item in reader.select(ModelVersion, model=version.model):
        if item.id == version.id:
            break
        if any(decision.is_approval for decision in reader.select(Decision, version=item.id)):
            earlier.append(item)
    return tuple(earlier)


def compared_with(evidence: Iterable[str]) -> VersionId | None:
    """Return the version a determination names as the one it is compared with."""
    return next((VersionId(item) for item in evidence if "@" in item), None)


def change_determined(reader: Reader, version: VersionId, today: date) -> Determination | None:
    """Return the determination on a version's change that is in force, or None."""
    return version_determination(reader, DeterminationKind.SIGNIFICANT_CHANGE, version, today)


def is_significant(reader: Reader, version: VersionId, today: date) -> bool:
    """Tell whether a version was determined to be a significant change: its risk is then assessed anew."""
    found = change_determined(reader, version, today)
    return found is not None and found.outcome == Significance.SIGNIFICANT


def change_obstacles(reader: Reader, facts: Facts, today: date) -> Iterator[Obstacle]:
    """Yield what stands against an approval: nobody determined whether the change is significant."""
    if facts.tier not in facts.policy.change_determination:
        return
    if not earlier_approved(reader, facts.version):
        return
    if change_determined(reader, facts.version.id, today) is None:
        yield Obstacle(
            message=message(
                "In tier {tier} it must be determined whether {version} changes the model significantly "
                "against an approved version. Determine it in the model's record under “Difference”.",
                tier=facts.tier,
                version=facts.version.id,
            )
        )
