"""Which columns of a table does a model read?"""

from collections.abc import Iterable

from core.inventory import Artifact, ArtifactFormat


def matched(artifact: Artifact, names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the table's columns in the model's order, and the model's columns the table does not have.

    LightGBM writes an underscore for each blank in a name; such a column is found when only one can be meant.
    """
    there = tuple(names)
    found, missing = [], []
    for feature in artifact.features:
        if feature in there:
            found.append(feature)
            continue
        meant = [
            name for name in there if artifact.format is ArtifactFormat.LIGHTGBM and _joined(name) == feature
        ]
        if len(meant) == 1:
            found.append(meant[0])
        else:
            missing.append(feature)
    return tuple(found), tuple(missing)


def _joined(name: str) -> str:
    return name.replace(" ", "_")
