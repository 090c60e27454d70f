"""What did a person enter besides model and data, complete or not?"""

from dataclasses import dataclass, field
from enum import StrEnum

from core.options import Change, Direction, MetricChoice, Period


class Preset(StrEnum):
    """How checks are chosen."""

    STANDARD = "standard"
    """Those the policy demands for the tier; without an inventory the usual ones."""
    APPLICABLE = "applicable"
    """All that have what they need."""
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEntry:
    """What may be done with one feature, as written."""

    column: str
    change: Change = Change.ANY
    low: str = ""
    high: str = ""
    cost: str = ""
    expected: Direction | None = None

    @property
    def plain(self) -> bool:
        """Tell whether nothing was said of the feature."""
        return self == RuleEntry(column=self.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionsEntry:
    """The form of options as entered; numbers are texts until they are read."""

    time: str | None = None
    period: Period = Period.MONTH
    grade: str | None = None
    grades: tuple[tuple[str, str], ...] = ()
    """Label and probability of default, from best to worst."""
    decision: str | None = None
    segments: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    quasi_identifiers: tuple[str, ...] = ()
    rules: tuple[RuleEntry, ...] = ()
    false_favorable: str = ""
    false_unfavorable: str = ""
    population: tuple[tuple[str, str, str], ...] = ()
    """Sensitive column, group, share."""
    metric: MetricChoice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckEntry:
    """Which checks, compared with what, with which options."""

    preset: Preset = Preset.STANDARD
    own: tuple[str, ...] = ()
    """Ids of the own choice."""
    reference: str | None = None
    """Id of a data set; None: the version's training data."""
    other_version: str | None = None
    options: OptionsEntry = field(default_factory=OptionsEntry)
