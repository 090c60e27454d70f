"""Which rule does each kind of determination follow?"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from core.governance.determinations import DeterminationKind
from core.workspace.governance.rule import Rule


@cache
def rules() -> dict[DeterminationKind, Rule]:
    """Return the rule of each kind that has one, found by listing this folder."""
    found: list[Rule] = [
        import_module(f"{__name__}.{module.name}").RULE
        for module in iter_modules(__path__)
        if not module.name.startswith("_")
    ]
    return {rule.kind: rule for rule in found}
