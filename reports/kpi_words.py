"""What are the key figures of a portfolio called, of how many are they, and what do they count?"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.governance.ageing import Aged
from core.governance.kpis import Share
from core.governance.overview import Overview, TileKind
from core.language import Translator
from core.messages import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """One figure with its English name."""

    title: str
    value: Share | float | int | None
    """A share, a number of days, or a plain number; None: there is nothing to count."""
    counts: str
    """English: what is counted."""
    of: int | None = None
    """How many the days are of."""


def figures_of(found: Overview) -> Iterator[KeyFigure]:
    """Yield every figure: what is covered, late, open, and how long it takes."""
    yield from _coverage(found)
    yield from _findings(found)
    yield from _process(found)


def _coverage(found: Overview) -> Iterator[KeyFigure]:
    kpis = found.kpis
    yield KeyFigure(
        title=N_("Models assessed"),
        value=kpis.assessed,
        counts=N_("Of all models: the version that counts has a committed risk assessment."),
    )
    yield KeyFigure(
        title=N_("Models checked"),
        value=kpis.checked,
        counts=N_("Of all models: the newest checks of the version that counts gave a verdict."),
    )
    yield KeyFigure(
        title=N_("In operation with a valid approval"),
        value=kpis.approved,
        counts=N_("Of the models in operation: approved, and nothing the approval rests on was replaced."),
    )
    yield KeyFigure(
        title=N_("Lapsed approvals"),
        value=found.tile(TileKind.LAPSED).count,
        counts=N_("Released versions whose approval ran out or rests on something that was replaced."),
    )
    yield KeyFigure(
        title=N_("Periodic reviews overdue"),
        value=kpis.overdue_reviews,
        counts=N_("Of the models in operation with a day of review: that day has passed."),
    )
    yield KeyFigure(
        title=N_("In operation and monitored"),
        value=kpis.monitored,
        counts=N_("Of the models in operation: an active monitoring looks at new data."),
    )
    yield KeyFigure(
        title=N_("Monitoring alarms"),
        value=found.tile(TileKind.ALARMS).count,
        counts=N_("Active monitorings whose newest observation lies beyond a limit."),
    )


def _findings(found: Overview) -> Iterator[KeyFigure]:
    standing = found.ageing.items
    late = sum(item.overdue > 0 for item in standing)
    yield KeyFigure(
        title=N_("Standing findings overdue"),
        value=Share(part=late, whole=len(standing)),
        counts=N_("Of the confirmed findings that are neither closed nor accepted: past their day."),
    )
    yield KeyFigure(
        title=N_("Age of standing findings"),
        value=_middle(standing),
        of=len(standing),
        counts=N_("Median days since a standing finding was raised."),
    )
    yield KeyFigure(
        title=N_("Open incidents"),
        value=found.tile(TileKind.INCIDENTS).count,
        counts=N_("Incidents that were reported and are not closed."),
    )


def _process(found: Overview) -> Iterator[KeyFigure]:
    kpis = found.kpis
    yield KeyFigure(
        title=N_("Time to release"),
        value=kpis.days_to_release,
        of=kpis.releases,
        counts=N_("Median days from registration to the first approval, over the last two years."),
    )
    yield KeyFigure(
        title=N_("Models with overrides or exceptions"),
        value=kpis.with_overrides,
        counts=N_("Of all models: a tier override or an exception from the policy holds."),
    )


def _middle(items: tuple[Aged, ...]) -> float | None:
    days = sorted(item.days for item in items)
    if not days:
        return None
    middle = len(days) // 2
    return float(days[middle]) if len(days) % 2 else (days[middle - 1] + days[middle]) / 2


def value_of(words: Translator, figure: KeyFigure) -> str:
    """Write a figure as the language does; a dash where there is nothing to count."""
    value = figure.value
    if value is None or (isinstance(value, Share) and value.value is None):
        return "–"
    if isinstance(value, Share):
        return words.percent(value.value)
    if isinstance(value, int):
        return words.integer(value)
    return words.tr("{n} days", n=words.number(value, 0 if value.is_integer() else 1))


def count_of(words: Translator, figure: KeyFigure) -> str:
    """Write of how many a figure is: empty for a plain number."""
    if isinstance(figure.value, Share):
        return words.tr("{part} of {whole}", part=figure.value.part, whole=figure.value.whole)
    return "" if figure.of is None else words.tr("n = {n}", n=figure.of)
