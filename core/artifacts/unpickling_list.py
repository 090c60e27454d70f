"""What may a pickle name, told by the reviewed list and without importing anything it names?"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent.parent.parent / "resources" / "artifacts" / "pickle_allowed.json"
_PYTHON_2 = frozenset(
    {"__builtin__", "commands", "copy_reg", "cPickle", "exceptions", "httplib", "nt", "posix", "urllib2"}
)
_CODE = ("cloudpickle", "dill")


class Use(StrEnum):
    """What a file may do with something it names."""

    ESTIMATOR = "estimator"
    """Make one without calling its constructor; it must be a class derived from scikit-learn's base."""
    CLASS = "class"
    """Make one without calling its constructor; it must be a class."""
    CALLED = "called"
    """Call it with arguments that are checked."""
    HELD = "held"
    """Keep it as a value."""
    UFUNC = "ufunc"
    """Keep it as a value; it must be one of NumPy's elementwise functions."""


class Threat(StrEnum):
    """How bad it is that a file names something that is not on the list."""

    CODE = "code"
    """Program code inside the file, as cloudpickle and dill save it."""
    DANGEROUS = "dangerous"
    """Python's own library or something known to run, read or fetch what a file says."""
    UNKNOWN = "unknown"
    """Something nobody reviewed, often a class of the people who trained the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """The reviewed list."""

    estimators: frozenset[str]
    never: frozenset[str]
    names: Mapping[str, Use]
    """Full name and use of everything listed by itself."""
    renamed: Mapping[str, str]
    dangerous: tuple[str, ...]

    def home(self, module: str, name: str) -> str:
        """Return where something lives today under the same name."""
        new = self.renamed.get(module, module)
        return new if f"{new}.{name}" in self.names else module

    def use(self, module: str, name: str) -> Use | None:
        """Return what a file may do with `name` of `module`, None if it may not even name it."""
        if not _plain(name) or not all(_plain(part) for part in module.split(".")):
            return None
        if self.never & set(module.split(".")):
            return None
        module = self.home(module, name)
        listed = self.names.get(f"{module}.{name}")
        if listed is not None:
            return listed
        above = any(module == known or module.startswith(f"{known}.") for known in self.estimators)
        return Use.ESTIMATOR if above and not name.startswith("__") else None

    def threat(self, module: str) -> Threat:
        """Say how bad it is that a file names something of `module` that is not on the list."""
        top = module.partition(".")[0]
        if top in _CODE:
            return Threat.CODE
        if top in sys.stdlib_module_names or top in _PYTHON_2 or self.never & set(module.split(".")):
            return Threat.DANGEROUS if top != "__main__" else Threat.UNKNOWN
        known = any(module == item or module.startswith(f"{item}.") for item in self.dangerous)
        return Threat.DANGEROUS if known else Threat.UNKNOWN


@cache
def allowed() -> Allowed:
    """Return the list shipped with the program."""
    read = json.loads(_FILE.read_text(encoding="utf-8"))
    uses = (("classes", Use.CLASS), ("called", Use.CALLED), ("held", Use.HELD), ("ufuncs", Use.UFUNC))
    names = {
        f"{module}.{name}": use
        for part, use in uses
        for module, listed in read[part].items()
        for name in listed
    }
    return Allowed(
        estimators=frozenset(read["estimators"]),
        never=frozenset(read["never"]),
        names=names,
        renamed=read["renamed"],
        dangerous=tuple(read["dangerous"]),
    )


def _plain(name: str) -> bool:
    """Tell whether a name is one identifier of plain letters: no dots, no look-alikes."""
    return name.isidentifier() and name.isascii()
