"""How is a pickle loaded so that it can make nothing but what a reviewed list names?

Only inside the confined model worker. Every step of the pickle is taken here, in Python: what may be named is
decided by `unpickling_list`, what may be called with which arguments by `unpickling_calls`. joblib's arrays
are read here as well, because older versions of joblib load arrays of objects past any list. Source of the
steps: the documentation of `pickletools`.
"""

import io
import math
import struct
from collections import deque
from collections.abc import Callable, MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

from core.artifacts import pickle_words as words
from core.artifacts import unpickling_types
from core.artifacts.formats import installed
from core.artifacts.pickle_steps import PickleSteps, replaced
from core.artifacts.scan_unpacking import MOST_BYTES, Budget, TooLargeError, decompressed, packing
from core.artifacts.unpickling_calls import Function, Maker, call, refuse
from core.artifacts.unpickling_list import Threat, Use, allowed
from core.errors import UntrustedArtifactError, UserError
from core.messages import Message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_DEPTH = 8
_DISTRIBUTIONS = {"sklearn": "scikit-learn"}


def load(data: bytes, stated: str = "") -> object:
    """Return what a pickle holds; `stated` is the scikit-learn version it says it was saved with.

    Raises `UntrustedArtifactError` for whatever is not on the list, `UserError` for what is missing here, and
    what a damaged pickle raises.
    """
    if packing(data) is not None:
        try:
            data = decompressed(data, Budget())
        except TooLargeError:
            raise UntrustedArtifactError(Message(words.TOO_LARGE, {"limit": MOST_BYTES >> 20})) from None
    return _Loader(io.BytesIO(data), stated, 0).load()


class _SavedArray:
    """Stands where joblib keeps an array whose numbers follow in the file."""


class _Loader(PickleSteps):
    """Loads one pickle by the reviewed list."""

    def __init__(self, source: io.BytesIO, stated: str, depth: int) -> None:
        super().__init__(source)
        self.stated, self.depth = stated, depth
        self.classes: set[type] = set()
        self.makers: dict[type, Function] = {}
        if depth > _DEPTH:
            raise refuse("nested pickles")

    def find_class(self, module: str, name: str) -> object:
        """Return what the file names if it is on the list; say what is wrong with it otherwise."""
        known = allowed()
        use = known.use(module, name)
        if use is None:
            raise UntrustedArtifactError(
                Message(_SAID[known.threat(module)], {"name": f"{module}.{name}"[:120]})
            )
        if f"{module}.{name}" == "joblib.numpy_pickle.NumpyArrayWrapper":
            self.classes.add(_SavedArray)
            return _SavedArray
        home = known.home(module, name)
        found = self._imported(home, name)
        _fits(found, use, home, name)
        if isinstance(found, type):
            self.classes.add(found)
        if use is not Use.CALLED:
            return found
        named = Function(f"{home}.{name}", cast("Maker", found))
        if not isinstance(found, type):
            return named
        self.makers[found] = named
        return found

    def _imported(self, module: str, name: str) -> object:
        library = module.partition(".")[0]
        try:
            return getattr(import_module(module), name)
        except (ImportError, AttributeError):
            shown = _DISTRIBUTIONS.get(library, library)
            version = installed(shown)
            if version is None:
                raise UserError(Message(words.MISSING_LIBRARY, {"library": shown})) from None
            said = {"name": f"{module}.{name}"[:120], "library": shown, "installed": version}
            if not self.stated:
                raise UserError(Message(words.MISSING_NAME_UNDATED, said)) from None
            raise UserError(Message(words.MISSING_NAME, said | {"stated": self.stated})) from None

    def make(self) -> None:
        """Make an instance without calling its constructor."""
        arguments, kind = self.stack.pop(), self.stack[-1]
        if not isinstance(kind, type) or kind not in self.classes or arguments != ():
            raise refuse("NEWOBJ")
        self.stack[-1] = _new(kind)

    def call(self) -> None:
        """Call something of the list with arguments that are checked."""
        arguments, asked = self.stack.pop(), self.stack[-1]
        function = self.makers.get(asked) if isinstance(asked, type) else asked
        if not isinstance(function, Function) or not isinstance(arguments, tuple):
            raise refuse("REDUCE")
        if any(item not in self.classes for item in arguments if isinstance(item, type)):
            raise refuse("REDUCE")
        self.stack[-1] = call(function.name, function.maker, arguments)

    def build(self) -> None:
        """Set the state of something the list knows how to make."""
        import numpy as np

        state, target = self.stack.pop(), self.stack[-1]
        if isinstance(target, _SavedArray):
            self.stack[-1] = self._array(state)
        elif isinstance(target, np.dtype):
            unpickling_types.set_state(target, state)
        elif isinstance(target, type) or type(target) not in self.classes | _stateful():
            raise refuse("BUILD")
        else:
            _set_state(target, state)

    def _array(self, state: object) -> object:
        """Read the numbers joblib writes behind the description of an array."""
        import numpy as np

        if not isinstance(state, dict) or not isinstance(state.get("dtype"), np.dtype):
            raise refuse("joblib")
        dtype, shape = state["dtype"], state.get("shape")
        if dtype.hasobject:
            loaded = _Loader(self.source, self.stated, self.depth + 1).load()
            if not isinstance(loaded, np.ndarray):
                raise refuse("joblib")
            return loaded
        if not isinstance(shape, tuple) or not all(isinstance(item, int) and item >= 0 for item in shape):
            raise refuse("joblib")
        if state.get("numpy_array_alignment_bytes") is not None:
            self.source.read(self.source.read(1)[0])
        return _shaped(self.source, dtype, shape, fortran=state.get("order") == "F")

    def change_one(self) -> None:
        """Add an entry to a dictionary."""
        value, key = self.stack.pop(), self.stack.pop()
        _dictionary(self.stack[-1])[key] = value

    def change_many(self) -> None:
        """Add entries to a dictionary."""
        items = self.pop_mark()
        target = _dictionary(self.stack[-1])
        for position in range(0, len(items), 2):
            target[items[position]] = items[position + 1]

    def append_one(self) -> None:
        """Add an item to a list."""
        item = self.stack.pop()
        _list(self.stack[-1]).append(item)

    def append_many(self) -> None:
        """Add items to a list."""
        items = self.pop_mark()
        _list(self.stack[-1]).extend(items)

    def add_many(self) -> None:
        """Add items to a set."""
        items = self.pop_mark()
        target = self.stack[-1]
        if not isinstance(target, set):
            raise refuse("ADDITEMS")
        target.update(items)

    def bytes_to_change(self) -> None:
        """Push a bytearray, whose stated size may be a lie."""
        (size,) = struct.unpack("<Q", self.read(8))
        if size > len(self.source.getbuffer()):
            raise EOFError("bytes larger than the file")
        self.append(bytearray(self.read(size)))


def _new(kind: type) -> object:
    return cast("Callable[[type], object]", kind.__new__)(kind)


_SAID = {
    Threat.CODE: words.CODE_INSIDE,
    Threat.DANGEROUS: words.FORBIDDEN,
    Threat.UNKNOWN: words.NOT_REVIEWED,
}


def _fits(found: object, use: Use, module: str, name: str) -> None:
    """Refuse a listed name behind which something else lies than was reviewed."""
    import numpy as np
    from sklearn.base import BaseEstimator

    where = f"{module}.{name}"[:120]
    if use is Use.ESTIMATOR:
        fits = isinstance(found, type) and issubclass(found, BaseEstimator)
        fits = fits and allowed().use(found.__module__, name) is not None
    elif use is Use.CLASS:
        fits = isinstance(found, type)
    elif use is Use.UFUNC:
        fits = isinstance(found, np.ufunc)
    else:
        fits = callable(found)
    if not fits:
        raise UntrustedArtifactError(Message(words.NOT_REVIEWED, {"name": where}))


def _stateful() -> frozenset[type]:
    """Return types whose instances come out of calls and get a state of their own."""
    import numpy as np
    from numpy.random import MT19937, PCG64, Generator, RandomState

    return frozenset({np.ndarray, np.ma.MaskedArray, MT19937, PCG64, Generator, RandomState})


def _set_state(target: object, state: object) -> None:
    """Set a state as the class defines it; attributes are named by plain text and never by a slot."""
    own = getattr(type(target), "__setstate__", None)
    if isinstance(state, dict):
        for key in state:
            if not isinstance(key, str) or (key.startswith("__") and key.endswith("__")):
                raise refuse("BUILD")
    elif own is None and not (isinstance(state, tuple) and not any(state)):
        raise refuse("BUILD")
    if own is not None:
        own(target, state)
    elif isinstance(state, dict):
        target.__dict__.update(state)


def _dictionary(target: object) -> MutableMapping[object, object]:
    if not isinstance(target, dict):
        raise refuse("SETITEMS")
    return target


def _list(target: object) -> "list[object] | deque[object]":
    if not isinstance(target, list | deque):
        raise refuse("APPENDS")
    return target


def _shaped(
    source: io.BytesIO, dtype: "np.dtype[np.generic]", shape: tuple[int, ...], *, fortran: bool
) -> "npt.NDArray[np.generic]":
    import numpy as np

    size = math.prod(shape) * dtype.itemsize
    if size > len(source.getbuffer()) - source.tell():
        raise EOFError("an array larger than the file")
    array = np.frombuffer(bytearray(source.read(size)), dtype=dtype, count=math.prod(shape))
    array = array.reshape(shape[::-1]).transpose() if fortran else array.reshape(shape)
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def _refused(name: str) -> "Callable[[_Loader], None]":
    def step(_loader: _Loader) -> None:
        raise refuse(name)

    return step


_STEPS = {
    "REDUCE": _Loader.call, "NEWOBJ": _Loader.make, "BUILD": _Loader.build,
    "SETITEM": _Loader.change_one, "SETITEMS": _Loader.change_many, "APPEND": _Loader.append_one,
    "APPENDS": _Loader.append_many, "ADDITEMS": _Loader.add_many, "BYTEARRAY8": _Loader.bytes_to_change,
}  # fmt: skip
_NEVER = (
    "NEWOBJ_EX", "INST", "OBJ", "EXT1", "EXT2", "EXT4", "PERSID", "BINPERSID", "NEXT_BUFFER",
    "READONLY_BUFFER",
)  # fmt: skip
_Loader.dispatch = replaced({**_STEPS, **{name: _refused(name) for name in _NEVER}})
