"""Which checks are there?

Every module of this folder that holds a `CHECK`, and those that other distributions offer through the
entry-point group `pruefstein.checks`.
"""

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules

import core.checks
from core.checks.base import Check
from core.errors import UserError
from core.messages import message

ENTRY_POINTS = "pruefstein.checks"
STANDARD = ("group_fairness", "performance", "explanation")
"""What is run where nothing else is asked for and no tier demands more."""


@cache
def all_checks() -> tuple[Check, ...]:
    """Return every check, ordered by id.

    Returns
    -------
    tuple of Check
        Ours first wins: a third party cannot replace a check of this folder.
    """
    modules = (f"core.checks.{info.name}" for info in iter_modules(core.checks.__path__) if not info.ispkg)
    ours = [getattr(import_module(name), "CHECK", None) for name in modules if name != __name__]
    theirs = [point.load() for point in entry_points(group=ENTRY_POINTS)]
    found: dict[str, Check] = {}
    for check in (*ours, *theirs):
        if isinstance(check, Check):
            found.setdefault(check.id, check)
    return tuple(found[key] for key in sorted(found))


def get(id_: str) -> Check:
    """Return the check with an id.

    Raises
    ------
    UserError
        There is none.
    """
    for check in all_checks():
        if check.id == id_:
            return check
    known = ", ".join(check.id for check in all_checks())
    raise UserError(message("There is no check {id}. Choose from: {known}.", id=id_, known=known))
