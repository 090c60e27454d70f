"""Which calls may a pickle make while it is loaded, and with which arguments?

Each function of the reviewed list is called through a check: what it is given may not allocate by a stated
size, reach a codec, or make memory be read as something it is not.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from core.artifacts.pickle_words import INSTRUCTION
from core.errors import UntrustedArtifactError
from core.messages import Message

if TYPE_CHECKING:
    import numpy as np

Maker = Callable[..., object]
_OBJECT_FLAGS = 0b0010_0111
"""Flags of NumPy types whose bytes are references: item reference count, list pickle, pointer, getitem."""


def refuse(step: str) -> UntrustedArtifactError:
    """Return the error that says which loading step is not allowed."""
    return UntrustedArtifactError(Message(INSTRUCTION, {"step": step}))


def call(name: str, maker: Maker, arguments: tuple[object, ...]) -> object:
    """Call what a pickle asks for; raises `UntrustedArtifactError` for arguments no saved model has."""
    check = _CHECKS.get(name)
    if check is not None and not check(arguments):
        raise refuse(f"{name} (...)")
    return maker(*arguments)


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
    first = arguments[0] if arguments else None
    return (
        isinstance(first, str | type)
        and len(arguments) <= 3
        and not (isinstance(first, str) and "," in first)
    )


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
    named = getattr(arguments[0], "__name__", arguments[0]) if arguments else _BITS[0]
    return len(arguments) <= 1 and named in _BITS


def _random(arguments: tuple[object, ...]) -> bool:
    """A random generator is made around a bit generator, by name in older files."""
    if not arguments:
        return False
    named = arguments[0] if isinstance(arguments[0], str) else type(arguments[0]).__name__
    rest = [getattr(item, "__name__", "") for item in arguments[1:]]
    return named in _BITS and rest in ([], ["__bit_generator_ctor"])


def _seeds(arguments: tuple[object, ...]) -> bool:
    return len(arguments) == 3 and getattr(arguments[0], "__name__", "") == "SeedSequence"


def _tree(arguments: tuple[object, ...]) -> bool:
    import numpy as np

    return len(arguments) == 3 and isinstance(arguments[1], np.ndarray) and len(arguments[1]) == arguments[2]


def _numbers(arguments: tuple[object, ...]) -> bool:
    return all(isinstance(item, int | float) for item in arguments)


def _class_only(arguments: tuple[object, ...]) -> bool:
    return len(arguments) == 1 and isinstance(arguments[0], type)


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


def dtype_state(target: "np.dtype[np.generic]", state: object) -> None:
    """Set the state of a NumPy type: byte order, and the fields of a record; never what its bytes mean.

    A crafted state could declare numbers to be references to objects, and reading them would be a jump to an
    address the file chose.
    """
    if not isinstance(state, tuple) or not 8 <= len(state) <= 9:
        raise refuse("numpy.dtype")
    version, _, subtype, names, fields, size, alignment, flags = state[:8]
    if names is None:
        fits = fields is None and size in {-1, target.itemsize} and flags == target.flags
        fits &= alignment in {-1, 1, target.alignment}
    else:
        fits = (
            _record(names, fields, target.itemsize) and size == target.itemsize and not flags & _OBJECT_FLAGS
        )
    if not fits or version not in {3, 4} or subtype is not None or state[8:] not in {(), (None,)}:
        raise refuse("numpy.dtype")
    target.__setstate__(state)  # type: ignore[attr-defined]


def _record(names: object, fields: object, size: int) -> bool:
    import numpy as np

    if not isinstance(names, tuple) or not isinstance(fields, dict) or set(names) != set(fields):
        return False
    for item in fields.values():
        if not isinstance(item, tuple) or len(item) != 2:
            return False
        kind, offset = item
        if not isinstance(kind, np.dtype) or kind.hasobject or kind.names or not isinstance(offset, int):
            return False
        if offset < 0 or offset + kind.itemsize > size:
            return False
    return True
