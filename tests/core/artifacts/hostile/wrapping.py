"""In which wrappings could a hostile pickle arrive? Compressed, renamed, archived, disguised."""

import bz2
import gzip
import io
import lzma
import pickle
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from tests.core.artifacts.hostile.calls import Aim


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A file: its name, its bytes, and the way in which it does harm when loaded without protection."""

    file: str
    data: Callable[[Aim], bytes]
    control: str = ""
    """Empty: no usual loader would open it."""


def zipped(*, compression: int = zipfile.ZIP_DEFLATED, **entries: bytes) -> bytes:
    """A zip archive; `__` in a name stands for a slash, `_dot_` for a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def one_zip(name: str, content: bytes, *, link: bool = False) -> bytes:
    """A zip archive with one entry of any name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system = 3
        info.external_attr = ((0o120777 if link else 0o100644) & 0xFFFF) << 16
        archive.writestr(info, content)
    return buffer.getvalue()


def tarred(data: bytes, *, mode: str = "w", name: str = "model.pkl", link: str = "") -> bytes:
    """A tar archive with one file, or a link to elsewhere and a file behind it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        if link:
            info = tarfile.TarInfo("model")
            info.type, info.linkname = tarfile.SYMTYPE, link
            archive.addfile(info)
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


class _Trap:
    def __init__(self, shell: str) -> None:
        self.shell = shell

    def __reduce__(self) -> tuple[object, tuple[str]]:
        import os

        return os.system, (self.shell,)


def array(aim: Aim) -> bytes:
    """A NumPy file whose elements are pickled objects."""
    buffer = io.BytesIO()
    np.save(buffer, np.array([_Trap(aim.shell)], dtype=object), allow_pickle=True)
    return buffer.getvalue()


def arrays(aim: Aim) -> bytes:
    """Several of them in one archive."""
    buffer = io.BytesIO()
    np.savez(buffer, first=np.arange(3), second=np.array([_Trap(aim.shell)], dtype=object))
    return buffer.getvalue()


def in_dtype_metadata(aim: Aim) -> bytes:
    """An array description with fields, one of which holds objects."""
    buffer = io.BytesIO()
    rows = np.array([(1, _Trap(aim.shell))], dtype=[("a", "i4"), ("b", "O")])
    np.save(buffer, rows, allow_pickle=True)
    return buffer.getvalue()


def function(aim: Aim) -> bytes:
    """A function of the author, saved with its program code."""
    cloudpickle = __import__("cloudpickle")
    shell = aim.shell
    return bytes(cloudpickle.dumps(lambda: __import__("os").system(shell)))


def dill(aim: Aim) -> bytes:
    """What dill writes for a function, by hand."""
    import marshal

    from tests.core.artifacts.hostile.assembly import call, finished

    code = call("marshal.loads", marshal.dumps(compile(aim.code, "x", "exec")))
    return finished(call(call("dill._dill._create_function", code, {})))


def torch_zip(aim: Aim) -> bytes:
    """A PyTorch file: a zip archive around a pickle."""
    return zipped(archive__data_dot_pkl=aim.raw, archive__version=b"3\n", archive__data__0=b"\0" * 16)


def pdf_and_zip(aim: Aim) -> bytes:
    """A PDF document and a zip archive at once."""
    return b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" + zipped(model_dot_pkl=aim.raw) + b"\n%%EOF"


def pickle_and_zip(aim: Aim) -> bytes:
    """A pickle with a skops archive behind it, so that two readers see two files."""
    return aim.raw + zipped(schema_dot_json=b'{"_skops_version": "0.16.0"}')


def skops_and_pickle(aim: Aim) -> bytes:
    """A skops archive that carries a pickle besides its schema."""
    return zipped(schema_dot_json=b'{"_skops_version": "0.16.0", "__class__": "x"}', model_dot_pkl=aim.raw)


def z_file(aim: Aim) -> bytes:
    """The compressed form of joblib before 0.10."""
    packed = zlib.compress(aim.raw)
    return b"ZF" + hex(len(aim.raw)).ljust(18).encode() + packed


def mlflow_zip(aim: Aim) -> bytes:
    """An MLflow model with a function of its own, zipped."""
    flavor = b"flavors:\n  python_function:\n    python_model: python_model.pkl\n"
    return zipped(model__MLmodel=flavor, model__python_model_dot_pkl=aim.raw)


RTL = "model_\N{RIGHT-TO-LEFT OVERRIDE}lkp.exe"

WRAPPED: Mapping[str, Wrapped] = {
    "zlib": Wrapped("model.joblib", lambda aim: zlib.compress(aim.raw), "joblib"),
    "gzip": Wrapped("model.pkl.gz", lambda aim: gzip.compress(aim.raw), "joblib"),
    "bzip2": Wrapped("model.pkl.bz2", lambda aim: bz2.compress(aim.raw), "joblib"),
    "xz": Wrapped("model.pkl.xz", lambda aim: lzma.compress(aim.raw), "joblib"),
    "lzma": Wrapped("model.lzma", lambda aim: lzma.compress(aim.raw, lzma.FORMAT_ALONE), "joblib"),
    "joblib before 0.10": Wrapped("model.z", z_file),
    "packed twice": Wrapped("model.joblib", lambda aim: gzip.compress(zlib.compress(aim.raw))),
    "packed six times": Wrapped("model.gz", lambda aim: _times(gzip.compress, aim.raw, 6)),
    "lz4": Wrapped("model.joblib", lambda aim: b"\x04\x22\x4d\x18" + aim.raw),
    "zstandard": Wrapped("model.zst", lambda aim: b"\x28\xb5\x2f\xfd" + aim.raw),
    "called .skops": Wrapped("model.skops", lambda aim: aim.raw, "pickle"),
    "called .onnx": Wrapped("model.onnx", lambda aim: aim.raw, "pickle"),
    "called .txt": Wrapped("model.txt", lambda aim: aim.raw, "pickle"),
    "called .csv": Wrapped("model.csv", lambda aim: aim.raw, "pickle"),
    "called .json": Wrapped("model.json", lambda aim: aim.raw, "pickle"),
    "called .cbm": Wrapped("model.cbm", lambda aim: aim.raw, "pickle"),
    "called .sav": Wrapped("model.sav", lambda aim: aim.raw, "pickle"),
    "name turned around": Wrapped(RTL, lambda aim: aim.raw, "pickle"),
    "name with a line break": Wrapped("model\n.pkl", lambda aim: aim.raw, "pickle"),
    "name with a format field": Wrapped("model{name}%s.pkl", lambda aim: aim.raw, "pickle"),
    "NumPy array of objects": Wrapped("model.npy", array, "numpy"),
    "NumPy archive": Wrapped("model.npz", arrays, "npz"),
    "NumPy record of objects": Wrapped("model.npy", in_dtype_metadata, "numpy"),
    "zip around a pickle": Wrapped("model.zip", lambda aim: zipped(model_dot_pkl=aim.raw)),
    "zip in a zip": Wrapped("model.zip", lambda aim: zipped(a_dot_zip=zipped(model_dot_pkl=aim.raw))),
    "zip with a hidden pickle": Wrapped("model.zip", lambda aim: zipped(readme_dot_txt=aim.raw)),
    "zip with a traversing name": Wrapped("model.zip", lambda aim: one_zip("../../../mark.pkl", aim.raw)),
    "zip with an absolute name": Wrapped("model.zip", lambda aim: one_zip(str(aim.mark), aim.raw)),
    "zip with a link": Wrapped(
        "model.zip", lambda aim: one_zip("model.pkl", str(aim.mark).encode(), link=True)
    ),
    "PyTorch": Wrapped("model.pt", torch_zip),
    "MLflow with a function": Wrapped("model.zip", mlflow_zip),
    "tar": Wrapped("model.tar", lambda aim: tarred(aim.raw)),
    "tar, compressed": Wrapped("model.tar.gz", lambda aim: tarred(aim.raw, mode="w:gz")),
    "tar with a link": Wrapped(
        "model.tar", lambda aim: tarred(aim.raw, name="model/mark", link=str(aim.mark.parent))
    ),
    "tar with a traversing name": Wrapped("model.tar", lambda aim: tarred(aim.raw, name="../../mark")),
    "7z": Wrapped("model.7z", lambda aim: b"7z\xbc\xaf\x27\x1c\x00\x04" + aim.raw),
    "RAR": Wrapped("model.rar", lambda aim: b"Rar!\x1a\x07\x01\x00" + aim.raw),
    "PDF and zip": Wrapped("report.pdf", pdf_and_zip),
    "pickle and zip": Wrapped("model.skops", pickle_and_zip, "pickle"),
    "skops and pickle": Wrapped("model.skops", skops_and_pickle),
    "two pickles": Wrapped("model.pkl", lambda aim: pickle.dumps({"a": 1}) + aim.raw),
    "blanks before the pickle": Wrapped("model.pkl", lambda aim: b"\n\n" + aim.raw),
    "cloudpickle function": Wrapped("python_model.pkl", function, "cloudpickle"),
    "dill function": Wrapped("model.dill", dill),
    "table with a pickle behind": Wrapped("table.csv", lambda aim: b"a;b\n1;2\n" + aim.raw),
    "PyTorch before 1.6": Wrapped(
        "model.pth", lambda aim: pickle.dumps(0x1950A86A20F9469CFC6C, 2) + pickle.dumps(1001, 2) + aim.raw
    ),
}


def _times(pack: Callable[[bytes], bytes], data: bytes, count: int) -> bytes:
    for _ in range(count):
        data = pack(data)
    return data


def overlapping(count: int = 400) -> bytes:
    """A zip archive whose entries are all the same bytes: it unpacks to many times its size."""
    inner = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = b"\0" * (1 << 20)
    packed = inner.compress(plain) + inner.flush()
    crc = zlib.crc32(plain)
    common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, crc, len(packed), len(plain), 1, 0)
    body = b"PK\x03\x04" + common + b"a" + packed
    central = b""
    for _ in range(count):
        central += (
            b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + b"a"
        )
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(central), len(body), 0)
    return body + central + end
