"""Which calls may a pickle make while it is loaded, and with which arguments?

Each function of the reviewed list is called through a check: what it is given may not allocate by a stated
size, reach a codec, or make memory be read as something it is not.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.artifacts.pickle_words import INSTRUCTION
from core.errors import UntrustedArtifactError
from core.messages import Message

if TYPE_CHECKING:
    import pyarrow as pa

Maker = Callable[..., object]


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Stands for a function of the list: a pickle may call it while it is loaded, and keep it for nothing."""

    name: str
    maker: Maker


def refuse(step: str) -> UntrustedArtifactError:
    """Return the error that says which loading step is not allowed."""
    return UntrustedArtifactError(Message(INSTRUCTION, {"step": step}))


def call(name: str, maker: Maker, arguments: tuple[object, ...]) -> object:
    """Call what a pickle asks for; raises `UntrustedArtifactError` for arguments no saved model has."""
    check = _CHECKS.get(name)
    if check is not None and not check(arguments):
        raise refuse(f"{name} (...)")
    given = (item.maker if isinstance(item, Function) else item for item in arguments)
    return _OWN.get(name, maker)(*given)


def _latin(arguments: tuple[object, ...]) -> bool:
    """Python 3 writes bytes for Python 2 as text in Latin-1; other codecs unpack or import."""
    return len(arguments) == 2 and isinstance(arguments[0], str) and arguments[1] in {"latin1", "latin-1"}


def _bytes(arguments: tuple[object, ...]) -> bool:
    return (
        not arguments or _latin(arguments) or (len(arguments) == 1 and isinstance(arguments[0], bytes | list))
    )


def _collected(arguments: tuple[object, ...]) -> bool:
    return not arguments or (len(arguments) == 1 and isinstance(arguments[0], list | tuple))


def _counted(arguments: tuple[object, ...]) -> bool:
    makers = (int, float, list, dict, str, set, OrderedDict, None)
    return len(arguments) <= 1 and all(any(item is maker for maker in makers) for item in arguments)


def _object(arguments: tuple[object, ...]) -> bool:
    """Protocols 0 and 1 make an instance by class, base and state; only without a base that has a state."""
    if len(arguments) != 3 or not isinstance(arguments[0], type):
        return False
    _, base, state = arguments
    return (base is object and state is None) or (base is dict and type(state) is dict)


def _dtype(arguments: tuple[object, ...]) -> bool:
    """A type is described in letters and copied, so that its state is not that of a type all others share."""
    if len(arguments) != 3:
        return False
    first, _, copied = arguments
    return isinstance(first, str) and "," not in first and bool(copied)


def _array(arguments: tuple[object, ...]) -> bool:
    """An array is made empty and gets its shape with its data."""
    import numpy as np

    return len(arguments) == 3 and arguments[0] is np.ndarray and arguments[1] == (0,)


def _scalar(arguments: tuple[object, ...]) -> bool:
    import numpy as np

    return bool(arguments) and isinstance(arguments[0], np.dtype) and not arguments[0].hasobject


def _from_buffer(arguments: tuple[object, ...]) -> bool:
    import numpy as np

    return len(arguments) >= 3 and isinstance(arguments[1], np.dtype) and not arguments[1].hasobject


def _masked(arguments: tuple[object, ...]) -> bool:
    import numpy as np

    shape = arguments[2] if len(arguments) == 4 else None
    return (
        len(arguments) == 4
        and arguments[0] is np.ma.MaskedArray
        and arguments[1] is np.ndarray
        and shape == (0,)
    )


_BITS = ("MT19937", "PCG64")


def _bits(arguments: tuple[object, ...]) -> bool:
    named = _named(arguments[0]) if arguments else _BITS[0]
    return len(arguments) <= 1 and named in _BITS


def _random(arguments: tuple[object, ...]) -> bool:
    """A random generator is made around a bit generator, by name in older files."""
    if not arguments:
        return False
    named = arguments[0] if isinstance(arguments[0], str) else type(arguments[0]).__name__
    rest = [item.name if isinstance(item, Function) else "" for item in arguments[1:]]
    return named in _BITS and rest in ([], ["numpy.random._pickle.__bit_generator_ctor"])


def _named(kind: object) -> str:
    return kind.__name__ if isinstance(kind, type) else str(kind)


def _seeds(arguments: tuple[object, ...]) -> bool:
    return len(arguments) == 3 and getattr(arguments[0], "__name__", "") == "SeedSequence"


def _tree(arguments: tuple[object, ...]) -> bool:
    import numpy as np

    return len(arguments) == 3 and isinstance(arguments[1], np.ndarray) and len(arguments[1]) == arguments[2]


def _numbers(arguments: tuple[object, ...]) -> bool:
    return all(isinstance(item, int | float) for item in arguments)


def _class_only(arguments: tuple[object, ...]) -> bool:
    return len(arguments) == 1 and isinstance(arguments[0], type)


def _index_state(arguments: tuple[object, ...]) -> bool:
    """Names of columns, as a list of columns taken from a table carries them."""
    import numpy as np
    import pandas as pd

    if len(arguments) != 2 or arguments[0] is not pd.Index or not isinstance(arguments[1], dict):
        return False
    state = arguments[1]
    plain = isinstance(state.get("data"), np.ndarray | pd.arrays.ArrowStringArray)
    return plain and set(state) <= {"data", "name"} and isinstance(state.get("name"), str | None)


def _index(_kind: type, state: "Mapping[str, Sequence[str]]") -> object:
    import pandas as pd

    return pd.Index(state["data"], name=state.get("name"))


def _bytes_only(arguments: tuple[object, ...]) -> bool:
    return len(arguments) == 1 and isinstance(arguments[0], bytes | bytearray)


def _text_state(arguments: tuple[object, ...]) -> bool:
    state = arguments[0] if len(arguments) == 1 else None
    return isinstance(state, tuple) and len(state) == 7 and not state[5] and state[6] is None


def _texts(state: "tuple[pa.DataType, int, int, int, list[pa.Buffer | None], object, object]") -> object:
    """Make an array of texts; its offsets are checked before anybody follows them."""
    import pyarrow as pa

    kind, length, missing, offset, buffers, _, _ = state
    if not pa.types.is_string(kind) and not pa.types.is_large_string(kind):
        raise refuse("pyarrow.lib._restore_array")
    array = pa.Array.from_buffers(kind, length, buffers, missing, offset)
    array.validate(full=True)
    return array


_OWN: Mapping[str, Maker] = {
    "pandas.core.indexes.base._new_Index": _index,
    "pyarrow.lib._restore_array": _texts,
}
"""Functions that are replaced by careful ones of the same effect."""
_CHECKS: Mapping[str, Callable[[tuple[object, ...]], bool]] = {
    "_codecs.encode": _latin,
    "builtins.bytearray": _bytes,
    "builtins.bytes": _bytes,
    "builtins.complex": _numbers,
    "builtins.frozenset": _collected,
    "builtins.set": _collected,
    "collections.OrderedDict": _collected,
    "collections.defaultdict": _counted,
    "copyreg._reconstructor": _object,
    "pandas.StringDtype": lambda arguments: arguments[:1] in {("pyarrow",), ("python",)},
    "pandas.core.indexes.base._new_Index": _index_state,
    "pyarrow.lib._restore_array": _text_state,
    "pyarrow.lib.py_buffer": lambda arguments: (
        len(arguments) == 1 and isinstance(arguments[0], bytes | bytearray)
    ),
    "pyarrow.lib.type_for_alias": lambda arguments: arguments in {("string",), ("large_string",)},
    "numpy.dtype": _dtype,
    "numpy._core.multiarray._reconstruct": _array,
    "numpy._core.multiarray.scalar": _scalar,
    "numpy._core.numeric._frombuffer": _from_buffer,
    "numpy.ma.core._mareconstruct": _masked,
    "numpy.random._pickle.__bit_generator_ctor": _bits,
    "numpy.random._pickle.__generator_ctor": _random,
    "numpy.random._pickle.__randomstate_ctor": _random,
    "numpy.random.bit_generator.__pyx_unpickle_SeedSequence": _seeds,
    "sklearn.metrics._dist_metrics.newObj": _class_only,
    "sklearn.neighbors._ball_tree.newObj": _class_only,
    "sklearn.neighbors._kd_tree.newObj": _class_only,
    "sklearn.tree._tree.Tree": _tree,
}
