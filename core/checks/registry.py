"""Which checks are there?

Every module of this folder that holds a `CHECK`. What other distributions offer is found by
`core.checks.foreign` and never loaded in this process.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import core.checks
from core.checks.base import Check, CheckInput, Family
from core.errors import UserError
from core.external import is_external
from core.inventory import Task
from core.messages import message
from core.progress import Progress
from core.results import CheckResult

STANDARD = ("group_fairness", "performance", "explanation")
"""What is run where nothing else is asked for and no tier demands more."""


@cache
def all_checks() -> tuple[Check, ...]:
    """Return every check of this folder, ordered by id."""
    modules = (f"core.checks.{info.name}" for info in iter_modules(core.checks.__path__) if not info.ispkg)
    found = [getattr(import_module(name), "CHECK", None) for name in modules if name != __name__]
    return tuple(sorted((item for item in found if isinstance(item, Check)), key=lambda item: item.id))


def get(id_: str) -> Check:
    """Return the check with an id; of an external one only what is known without loading it.

    Raises
    ------
    UserError
        There is none.
    """
    if is_external(id_):
        return Check(id=id_, version=0, tasks=tuple(Task), family=Family.EXTERNAL, run=_elsewhere)
    for check in all_checks():
        if check.id == id_:
            return check
    known = ", ".join(check.id for check in all_checks())
    raise UserError(message("There is no check {id}. Choose from: {known}.", id=id_, known=known))


def _elsewhere(_data: CheckInput, _progress: Progress) -> CheckResult:
    raise TypeError("an external check runs in a process of its own, through core.jobs.external")
