"""Which checks have a page of their own, and what do the others show?"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from reports.results.page import FiguresPart, Part, ResultPage, View


@cache
def pages() -> dict[str, ResultPage]:
    """Return the pages of this folder by check id."""
    modules = (import_module(f"{__name__}.{info.name}") for info in iter_modules(__path__))
    found = (getattr(module, "PAGE", None) for module in modules)
    return {page.check: page for page in found if isinstance(page, ResultPage)}


def parts(view: View) -> tuple[Part, ...]:
    """Return what is shown of a result; of a check without a page all its figures."""
    page = pages().get(view.result.check)
    if page is not None:
        return page.parts(view)
    if not view.result.measurements:
        return ()
    return (FiguresPart(title=view.tr("Figures"), measurements=view.result.measurements),)
