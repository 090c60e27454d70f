"""Which files try to exhaust memory, time or the stack instead of running a program?"""

import bz2
import gzip
import io
import pickle
import struct
import zipfile
from collections.abc import Callable, Mapping

from tests.core.artifacts.hostile.assembly import Raw, call, entries, finished, made, named, stated
from tests.core.artifacts.hostile.wrapping import overlapping, zipped

_MANY = 200_000


def many_entries() -> bytes:
    """An archive of more entries than any model has."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(10_500):
            archive.writestr(str(number), b"")
    return buffer.getvalue()


def lying_zip() -> bytes:
    """An archive that states a small size for a large entry."""
    data = bytearray(zipped(schema_dot_json=b" " * (16 << 20)))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 100)
    return bytes(data)


def huge_sizes() -> bytes:
    """An archive that states 16 exabytes in its zip64 field."""
    data = bytearray(zipped(schema_dot_json=b"{}"))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = b"\xff\xff\xff\xff"
    return bytes(data)


def large_array() -> bytes:
    """A joblib array that states more numbers than the file holds."""
    state = entries(
        subclass=named("numpy.ndarray"), shape=(1 << 40,), order="C",
        dtype=call("numpy.dtype", "f8", False, True), allow_mmap=False,
    )  # fmt: skip
    return b"\x80\x02" + stated_by(state)


def stated_by(state: Raw) -> bytes:
    """A joblib array with this description."""
    return made("joblib.numpy_pickle.NumpyArrayWrapper") + state + b"b" + b"\0" * 64 + b"."


def objects_as_numbers() -> bytes:
    """A NumPy type that declares references to objects to be plain numbers: an address the file chooses."""
    kind = call("numpy.dtype", "O8", False, True)
    crafted = stated(kind, (3, "|", None, None, None, -1, -1, 0))
    array = call("numpy._core.multiarray._reconstruct", named("numpy.ndarray"), (0,), b"b")
    return finished(stated(array, (1, (4,), crafted, False, b"\x41" * 32)))


def memory_mapped() -> bytes:
    """An array of joblib that is to be mapped from the file system."""
    return finished(
        call("joblib._memmapping_reducer._strided_from_memmap", "/etc/passwd", "u1", "r", 0, "C", (10,))
    )


BOMBS: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "bytearray of 1 TB": ("model.pkl", lambda: b"\x80\x05\x96" + struct.pack("<Q", 1 << 40) + b"x."),
    "bytes of 1 EB": ("model.pkl", lambda: b"\x80\x04\x8e" + struct.pack("<Q", 1 << 60) + b"x."),
    "number of 2 GB": ("model.pkl", lambda: b"\x80\x02\x8b" + struct.pack("<i", (1 << 31) - 1) + b"x."),
    "frame of 1 EB": ("model.pkl", lambda: b"\x80\x04\x95" + struct.pack("<Q", 1 << 60) + b"N."),
    "memo at 4 billion": ("model.pkl", lambda: finished(b"Nr\xff\xff\xff\xff")),
    "nested lists": ("model.pkl", lambda: finished(b"]" * 50_000 + b"a" * 49_999)),
    "nested tuples as a key": ("model.pkl", lambda: finished(b"}" + b")" + b"\x85" * _MANY + b"Ns")),
    "marks only": ("model.pkl", lambda: finished(b"(" * 50_000)),
    "list that holds itself": ("model.pkl", lambda: finished(b"]q\x00h\x00a")),
    "set of a list": ("model.pkl", lambda: finished(b"\x8f(]\x90", 4)),
    "empty stack": ("model.pkl", lambda: b"\x80\x02R."),
    "numbers of a million digits": ("model.pkl", lambda: b"I" + b"9" * 1_000_000 + b"\n."),
    "gzip bomb": ("model.pkl.gz", lambda: gzip.compress(pickle.dumps(b"\0" * (48 << 20)))),
    "bzip2 bomb": ("model.pkl.bz2", lambda: bz2.compress(pickle.dumps(b"\0" * (48 << 20)))),
    "zip bomb": ("model.zip", lambda: zipped(model_dot_pkl=pickle.dumps(b"\0" * (48 << 20)))),
    "zip bomb with shared bytes": ("model.zip", overlapping),
    "zip that lies about a size": ("model.skops", lying_zip),
    "zip64 that lies": ("model.skops", huge_sizes),
    "zip of 10,500 entries": ("model.zip", many_entries),
    "array larger than the file": ("model.joblib", large_array),
    "objects declared as numbers": ("model.pkl", objects_as_numbers),
    "array mapped from the file system": ("model.pkl", memory_mapped),
    "shape of an array": (
        "model.pkl",
        lambda: finished(
            call("numpy._core.multiarray._reconstruct", named("numpy.ndarray"), (1 << 40,), b"b")
        ),
    ),
    "codec that unpacks": ("model.pkl", lambda: finished(call("_codecs.encode", "x" * 1000, "zlib_codec"))),
    "bytes from outside": ("model.pkl", lambda: finished(b"\x97", 5)),
    "iterated function": ("model.pkl", lambda: finished(call("builtins.set", made("builtins.dict")))),
    "state of a function": ("model.pkl", lambda: finished(stated(named("_codecs.encode"), {"x": 1}))),
    "slots of an estimator": (
        "model.pkl",
        lambda: finished(
            stated(made("sklearn.model_selection._split.KFold"), (None, entries(__class__="x")))
        ),
    ),
    "another class by its attribute": (
        "model.pkl",
        lambda: finished(
            stated(
                made("sklearn.linear_model._logistic.LogisticRegression"),
                entries(__class__=named("sklearn.svm._classes.SVC")),
            )
        ),
    ),
}
"""Name, file name and bytes."""
