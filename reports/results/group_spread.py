"""How does each group stand beside the reference, the highest, the lowest group and all people?"""

from reports.charts import group_word
from reports.results.making import Line, lines_of
from reports.results.page import Head, TablePart, View
from reports.wording import Wording

_BASES = ("reference", "highest", "lowest", "overall")


def spread_part(view: View, feature: str, measure: str) -> TablePart | None:
    """Return one measure of each group of a feature with its gap and ratio to four bases."""
    tr = view.tr
    lines = [
        line
        for line in lines_of(view, "spread")
        if line.word("feature") == feature and line.word("measure") == measure
    ]
    if not lines:
        return None
    titles = (tr("Reference group"), tr("Highest group"), tr("Lowest group"), tr("All people"))
    heads = (
        Head(title=tr("Group"), share=1.7),
        Head(title=tr("Value"), right=True),
        *(Head(title=title, share=1.6, right=True) for title in titles),
    )
    return TablePart(
        title=tr("{measure}: each group beside four bases", measure=view.measure(measure)),
        heads=heads,
        rows=tuple(_row(view, line, measure) for line in lines),
        caption=tr(
            "Each cell: base minus group, then group over base with its interval. A ratio below 1 means the "
            "group lies below the base."
        ),
    )


def apart(words: Wording, measure: str, value: float | None) -> str:
    """Return a gap in the unit of its measure: of shares in points."""
    return words.value(measure, None) if value is None else words.distance(measure, value)


def _row(view: View, line: Line, measure: str) -> tuple[str, ...]:
    return (
        group_word(line.word("group"), view.translator),
        view.value(measure, line.number("value")),
        *(_beside(view, line, measure, base) for base in _BASES),
    )


def _beside(view: View, line: Line, measure: str, base: str) -> str:
    gap = apart(view, measure, line.number(f"difference_{base}"))
    names = (f"ratio_{base}", f"ratio_{base}_low", f"ratio_{base}_high")
    ratio, low, high = (view.value("impact_ratio", line.number(name)) for name in names)
    if ratio == "–":
        return gap
    return f"{gap}; {ratio}" + ("" if low == "–" else f" [{low} – {high}]")
