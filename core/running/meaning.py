"""What do the columns of a table mean to whoever predicts from it or judges it?"""

from dataclasses import dataclass, replace

from core.inventory import Column, ColumnRole, Dataset, Grouping
from core.options import CheckOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Roles, groups and the favorable value; of a registered data set, or as stated for one audit."""

    columns: tuple[Column, ...]
    favorable: str | None
    groupings: tuple[Grouping, ...]
    targets: tuple[str, ...] = ()
    """Multi-label tasks: columns with the true 0/1 flags."""
    predictions: tuple[str, ...] = ()
    """Multi-label tasks: columns with the predicted 0/1 flags, in the order of `targets`."""

    def named(self, role: ColumnRole) -> tuple[str, ...]:
        """Return the names of the columns that carry the role."""
        return tuple(column.name for column in self.columns if role in column.roles)


def meaning_of(dataset: Dataset) -> Meaning:
    """Return what was registered about the columns of a data set whose values still exist."""
    return Meaning(columns=dataset.readable, favorable=dataset.favorable, groupings=dataset.groupings)


def with_roles(options: CheckOptions, meaning: Meaning) -> CheckOptions:
    """Return the options with the columns that follow from roles where nothing else was asked."""
    time = options.time or next(iter(meaning.named(ColumnRole.TIME)), None)
    return replace(options, time=time, segments=options.segments or meaning.named(ColumnRole.SEGMENT))
