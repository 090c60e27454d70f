"""In which tier is each model, with few queries however many there are?"""

from collections.abc import Mapping

from core.governance.determinations import Determination, DeterminationKind
from core.ids import ModelId, VersionId
from core.inventory import ModelVersion, current
from core.risk import Band, RiskAssessment
from core.workspace.lookup import Reader
from core.workspace.risk_facts import tier_override


def versions_by_model(reader: Reader) -> Mapping[ModelId, tuple[ModelVersion, ...]]:
    """Return all versions per model, oldest first."""
    found: dict[ModelId, list[ModelVersion]] = {}
    for version in reader.all(ModelVersion):
        found.setdefault(version.model, []).append(version)
    return {model: tuple(versions) for model, versions in found.items()}


def tiers_of(
    reader: Reader, versions: Mapping[ModelId, tuple[ModelVersion, ...]] | None = None
) -> Mapping[ModelId, Band | None]:
    """Return the tier of each model's version that counts; None while it is not assessed."""
    assessed: dict[VersionId, Band] = {item.version: item.tier for item in reader.all(RiskAssessment)}
    kind = DeterminationKind.TIER_OVERRIDE
    determined = (item.version for item in reader.all(Determination) if item.kind is kind)
    for version in dict.fromkeys(determined):
        override = None if version is None else tier_override(reader, version)
        if version is not None and override is not None:
            assessed[version] = override.tier
    listed = versions_by_model(reader) if versions is None else versions
    counting = {model: current(found) for model, found in listed.items()}
    return {
        model: None if version is None else assessed.get(version.id) for model, version in counting.items()
    }


def tier_of_model(reader: Reader, model: ModelId) -> Band | None:
    """Return the tier of a model's version that counts; None while it is not assessed."""
    version = current(reader.select(ModelVersion, model=model))
    if version is None:
        return None
    override = tier_override(reader, version.id)
    if override is not None:
        return override.tier
    assessments = reader.select(RiskAssessment, version=version.id)
    return assessments[-1].tier if assessments else None
