"""What does a pickle name and carry, read step by step with stand-ins so that nothing of it is ever made?

Pickle steps are followed on a stack of stand-ins: no module is imported, nothing is called, no state is set.
Following the stack (rather than only listing opcodes) finds names put together from the memo, and where
joblib writes the raw numbers of its arrays between the steps.
"""

import io
import math
import pickle
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from core.artifacts import pickle_words as words
from core.artifacts.containers import is_pickle, unpacked
from core.artifacts.pickle_steps import CODES, PickleSteps, replaced

_DEPTH = 8
_KEPT = 1000
_ARRAY = "joblib.numpy_pickle.NumpyArrayWrapper"
_DTYPE = re.compile(r"[<>|=]?([a-zA-Z])(\d*)")
BROKEN = (
    ValueError, IndexError, KeyError, TypeError, OverflowError, EOFError, struct.error, AttributeError,
    RecursionError, pickle.UnpicklingError,
)  # fmt: skip
"""What following a damaged pickle raises."""


class NotListedError(ValueError):
    """The pickle cannot be followed to its end."""


@dataclass(slots=True)
class Listing:
    """What following a pickle found."""

    names: dict[str, None] = field(default_factory=dict)
    """Full names in the order they are asked for."""
    steps: dict[str, None] = field(default_factory=dict)
    """Steps no saved model needs, for example "EXT1"."""
    inner: list[bytes] = field(default_factory=list)
    """Bytes inside that are pickles themselves."""
    arrays: list[tuple[int, int]] = field(default_factory=list)
    """Where raw numbers lie between the steps: first and last byte + 1."""
    nested: list[tuple[int, int]] = field(default_factory=list)
    """Where pickles of their own lie between the steps, as joblib writes arrays of objects."""
    end: int = 0
    """Position behind the last step."""
    problem: str = ""
    """Why it could not be followed to its end; empty when it could."""


@dataclass(slots=True, eq=False)
class _Thing:
    """Stands for something the pickle would make."""

    name: str
    arguments: tuple[object, ...] = ()
    state: object = None


def listing(data: bytes) -> Listing:
    """Follow every pickle in the bytes, one behind the other; what was found up to a problem is kept."""
    found, source = Listing(), io.BytesIO(data)
    try:
        while found.end < len(data):
            _Follower(source, found, 0).load()
            found.end = source.tell()
            if found.end < len(data) and not is_pickle(data[found.end : found.end + 4096]):
                found.problem = words.BEHIND
                break
    except NotListedError as error:
        found.problem = str(error)
    except BROKEN:
        found.problem = words.DAMAGED
    return found


def streams(data: bytes, found: Listing) -> list[bytes]:
    """Return the steps alone, each pickle by itself, for scanners that do not know joblib's arrays."""
    parts, position = [], 0
    for first, last in sorted((*found.arrays, *found.nested)):
        parts.append(data[position:first])
        position = max(position, last)
    return [b"".join((*parts, data[position:])), *(data[first:last] for first, last in found.nested)]


class _Follower(PickleSteps):
    """Follows one pickle."""

    def __init__(self, source: io.BytesIO, found: Listing, depth: int) -> None:
        super().__init__(source)
        self.found, self.depth = found, depth
        if depth > _DEPTH:
            raise NotListedError(words.NESTED)

    def find_class(self, module: str, name: str) -> object:
        """Note a name and put a stand-in in its place."""
        full = f"{module}.{name}"
        self.found.names[full[:300]] = None
        if len(self.found.names) > _KEPT:
            raise NotListedError(words.MANY)
        return _Thing(full)

    def noted(self, step: str) -> None:
        """Note a step no saved model needs."""
        self.found.steps[step] = None

    def get_extension(self, code: int) -> None:
        """Note a code that stands for a name registered elsewhere."""
        self.noted(f"EXT {code}")
        self.append(_Thing("extension"))

    def call(self) -> None:
        """Stand in for a call: the function and its arguments make one thing."""
        arguments = self.stack.pop()
        made = self.stack[-1]
        name = made.name if isinstance(made, _Thing) else "?"
        self.stack[-1] = _Thing(name, arguments if isinstance(arguments, tuple) else ())

    def call_with_names(self) -> None:
        """Stand in for a call with keyword arguments."""
        self.stack.pop()
        self.call()

    def build(self) -> None:
        """Stand in for setting a state; the raw numbers behind joblib's arrays are passed over."""
        state = self.stack.pop()
        target = self.stack[-1]
        if not isinstance(target, _Thing):
            self.noted("BUILD")
            return
        target.state = state
        if target.name == _ARRAY:
            self.stack[-1] = _Thing("numpy.ndarray")
            self._pass_over(state)

    def bytes_to_change(self) -> None:
        """Look into a bytearray, whose stated size may be a lie."""
        (size,) = struct.unpack("<Q", self.read(8))
        if size > len(self.source.getbuffer()):
            raise NotListedError(words.DAMAGED)
        self.append(self.read(size))
        self.carried(lambda _: None)

    def _pass_over(self, state: object) -> None:
        if not isinstance(state, dict):
            raise NotListedError(words.DAMAGED)
        dtype, shape = state.get("dtype"), state.get("shape")
        kind, size = _width(dtype)
        if kind == "O":
            first = self.source.tell()
            _Follower(self.source, self.found, self.depth + 1).load()
            self.found.nested.append((first, self.source.tell()))
            return
        if not isinstance(shape, tuple) or not all(isinstance(n, int) and n >= 0 for n in shape):
            raise NotListedError(words.DAMAGED)
        first = self.source.tell()
        padded = state.get("numpy_array_alignment_bytes") is not None
        last = first + (1 + self.source.read(1)[0] if padded else 0) + math.prod(shape) * size
        if last > len(self.source.getbuffer()):
            raise NotListedError(words.DAMAGED)
        self.found.arrays.append((first, last))
        self.source.seek(last)

    def instance(self) -> None:
        """Stand in for an instance of Python 2."""
        module, name = self.readline()[:-1].decode("ascii"), self.readline()[:-1].decode("ascii")
        self.noted("INST")
        arguments = self.pop_mark()
        self.find_class(module, name)
        self.append(_Thing(f"{module}.{name}", tuple(arguments)))

    def made(self) -> None:
        """Stand in for an instance whose class lies on the stack."""
        self.noted("OBJ")
        items = self.pop_mark()
        first = items[0] if items else None
        self.append(_Thing(first.name if isinstance(first, _Thing) else "?"))

    def persistent(self) -> None:
        """Note a reference to something outside the file."""
        self.noted("PERSID")
        self.readline()
        self.append(_Thing("persistent"))

    def persistent_binary(self) -> None:
        """Note a reference to something outside the file."""
        self.noted("BINPERSID")
        self.stack[-1] = _Thing("persistent")

    def buffer(self) -> None:
        """Note bytes that are expected from outside the file."""
        self.noted("NEXT_BUFFER")
        self.append(_Thing("buffer"))

    def drop_one(self) -> None:
        """Forget one item of a collection."""
        self.stack.pop()

    def drop_marked(self) -> None:
        """Forget items of a collection."""
        self.pop_mark()

    def set_one(self) -> None:
        """Keep an entry named by text, forget others."""
        value, key = self.stack.pop(), self.stack.pop()
        self._keep(key, value)

    def set_marked(self) -> None:
        """Keep entries named by text, forget others."""
        items = self.pop_mark()
        for position in range(0, len(items) - 1, 2):
            self._keep(items[position], items[position + 1])

    def _keep(self, key: object, value: object) -> None:
        target = self.stack[-1]
        if isinstance(target, dict) and isinstance(key, str) and len(target) < _KEPT:
            target[key] = value

    def dictionary(self) -> None:
        """Make a dictionary of entries named by text."""
        items = self.pop_mark()
        made = {
            key: items[at + 1] for at, key in enumerate(items[:-1]) if at % 2 == 0 and isinstance(key, str)
        }
        self.append(made)

    def frozen(self) -> None:
        """Stand in for a set."""
        self.pop_mark()
        self.append(_Thing("builtins.frozenset"))

    def carried(self, load: "Callable[[_Follower], None]") -> None:
        """Look into bytes that are pushed: they may be a pickle again."""
        load(self)
        value = self.stack[-1]
        raw = value.encode("latin-1", "ignore") if isinstance(value, str) else value
        if not isinstance(raw, bytes):
            return
        if (
            len(raw) > 3
            and len(self.found.inner) < 64
            and (is_pickle(raw) or is_pickle(unpacked(raw) or b""))
        ):
            self.found.inner.append(raw)


def _width(dtype: object) -> tuple[str, int]:
    """Return kind and bytes of one number of an array."""
    text = dtype.arguments[0] if isinstance(dtype, _Thing) and dtype.arguments else None
    match = _DTYPE.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise NotListedError(words.DAMAGED)
    kind, digits = match.group(1), int(match.group(2) or 1)
    return kind, digits * (4 if kind == "U" else 1)


_STEPS = {
    "REDUCE": _Follower.call, "NEWOBJ": _Follower.call, "NEWOBJ_EX": _Follower.call_with_names,
    "BUILD": _Follower.build, "INST": _Follower.instance, "OBJ": _Follower.made,
    "PERSID": _Follower.persistent, "BINPERSID": _Follower.persistent_binary,
    "NEXT_BUFFER": _Follower.buffer, "READONLY_BUFFER": lambda follower: follower.noted("READONLY_BUFFER"),
    "APPEND": _Follower.drop_one, "APPENDS": _Follower.drop_marked, "ADDITEMS": _Follower.drop_marked,
    "SETITEM": _Follower.set_one, "SETITEMS": _Follower.set_marked, "DICT": _Follower.dictionary,
    "FROZENSET": _Follower.frozen, "BYTEARRAY8": _Follower.bytes_to_change,
}  # fmt: skip
_CARRIERS = ("BINBYTES", "BINBYTES8", "SHORT_BINBYTES", "BINSTRING", "STRING", "BINUNICODE")


def _carrier(name: str) -> "Callable[[_Follower], None]":
    load = PickleSteps.dispatch[CODES[name]]
    return lambda follower: follower.carried(load)


_Follower.dispatch = replaced({**_STEPS, **{name: _carrier(name) for name in _CARRIERS}})
