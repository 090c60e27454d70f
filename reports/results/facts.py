"""What holds for every figure of a result: which rows, which class, which settings, whose check?"""

from collections.abc import Iterator

from core.inventory import Grouping
from reports.plots.values import said
from reports.results.page import View
from reports.results.parameter_words import PARAMETERS, VALUES

_EXTERNAL = ("external_package", "external_version", "external_digest")
_LONG = 160
"""Characters of a setting from which it is not shown."""


def definition_facts(view: View, seed: int | None = None) -> tuple[tuple[str, str], ...]:
    """Return names and values of rows, filter, classes, cut-off, groups, seed and settings."""
    return (*_rows(view, seed), *settings(view))


def settings(view: View) -> tuple[tuple[str, str], ...]:
    """Return names and values of everything else that changes the numbers."""
    return tuple(_settings(view))


def external_words(view: View) -> str:
    """Return whose check it is where it is not ours; else nothing."""
    package, version, digest = (view.result.definition.parameters.get(key) for key in _EXTERNAL)
    if package is None:
        return ""
    return view.tr(
        "External check: package {package}, version {version}, digest {digest}. It was written by others "
        "and runs confined like every check; its figures are theirs.",
        package=str(package),
        version=None if version is None else str(version),
        digest=None if digest is None else str(digest),
    )


def _rows(view: View, seed: int | None) -> Iterator[tuple[str, str]]:
    tr, found, result = view.tr, view.result.definition, view.result
    yield tr("Rows"), tr("{rows} of {total}", rows=found.rows, total=found.rows_total)
    if found.filter is not None:
        yield tr("Filter"), found.filter
    if found.favorable is not None:
        yield tr("Favorable class"), found.favorable
    if found.positive is not None and found.positive != found.favorable:
        yield tr("Positive class"), found.positive
    if found.cut_off is not None:
        value = view.exact(found.cut_off.value)
        yield tr("Cut-off"), f"{value} ({view.translator.label(found.cut_off.score_means)})"
    if found.groupings:
        yield tr("Groups"), "; ".join(_grouping(item) for item in found.groupings)
    if seed is not None and "seed" not in found.parameters:
        yield tr("Seed"), str(seed)
    yield tr("Version of the check"), str(result.check_version)


def _grouping(item: Grouping) -> str:
    if not item.edges:
        return item.column
    sign = "≤" if item.right_closed else "<"
    return f"{item.column} {', '.join(f'{sign} {edge}' for edge in item.edges)}"


def _settings(view: View) -> Iterator[tuple[str, str]]:
    for name, value in view.result.definition.parameters.items():
        words = _setting(view, name, value)
        if name not in _EXTERNAL and words and len(words) <= _LONG:
            label = PARAMETERS.get(name)
            yield (name.replace("_", " ") if label is None else view.tr(label)), words


def _setting(view: View, name: str, value: object) -> str:
    if name == "seed":
        return str(value)
    if name == "confidence":
        return view.translator.percent(float(str(value)), 0)
    if name == "headline":
        return view.measure(str(value))
    if isinstance(value, str):
        return view.tr(VALUES[value]) if value in VALUES else view.exact(value)
    return said(value, view.translator) if isinstance(value, float) else view.translator.value(value)
