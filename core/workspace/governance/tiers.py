"""In which tier is each model, with few queries however many there are?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.governance.determinations import Determination, DeterminationKind
from core.ids import ModelId, PersonId, VersionId
from core.inventory import ModelVersion, State, current, precedence
from core.risk import Band, RiskAssessment
from core.store import Store
from core.workspace.lookup import Reader
from core.workspace.risk_facts import tier_override


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionHead:
    """What lists of models need of their versions."""

    id: VersionId
    model: ModelId
    state: State
    developer: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class _Assessed:
    """Which tier an assessment gave."""

    version: VersionId
    tier: Band


def versions_by_model(store: Store) -> Mapping[ModelId, tuple[VersionHead, ...]]:
    """Return all versions per model, oldest first."""
    found: dict[ModelId, list[VersionHead]] = {}
    for version in store.heads(ModelVersion, VersionHead):
        found.setdefault(version.model, []).append(version)
    return {model: tuple(versions) for model, versions in found.items()}


def counting(versions: Iterable[VersionHead]) -> VersionHead | None:
    """Return the version that counts, as `current` does."""
    return min(tuple(versions)[::-1], key=lambda version: precedence(version.state), default=None)


def tiers_of(
    store: Store, versions: Mapping[ModelId, tuple[VersionHead, ...]] | None = None
) -> Mapping[ModelId, Band | None]:
    """Return the tier of each model's version that counts; None while it is not assessed."""
    assessed = {item.version: item.tier for item in store.heads(RiskAssessment, _Assessed)}
    assessed.update(overridden(store))
    listed = versions_by_model(store) if versions is None else versions
    chosen = {model: counting(found) for model, found in listed.items()}
    return {model: None if version is None else assessed.get(version.id) for model, version in chosen.items()}


def overridden(store: Store) -> Mapping[VersionId, Band]:
    """Return the tier of each version for which another one than computed is in force."""
    determined = store.select(Determination, state=DeterminationKind.TIER_OVERRIDE)
    found = {
        version: tier_override(store, version)
        for version in dict.fromkeys(item.version for item in determined)
        if version is not None
    }
    return {version: override.tier for version, override in found.items() if override is not None}


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
