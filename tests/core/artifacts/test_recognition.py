"""Is a file recognized by what it holds, without ever being opened here?"""

import bz2
import gzip
import io
import lzma
import os
import pickle
import pickletools
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import skops.io
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from core.artifacts import formats
from core.artifacts.containers import is_pickle, other_model, pickled
from core.artifacts.recognition import recognize
from core.inventory import ArtifactFormat
from core.jobs.tasks import inspect_model
from tests.core.jobs.children import descendants
from tests.core.jobs.models import NUMBERS, TEXTS, exportable, fitted, hostile, table


class Trap:
    """Leaves a trace when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {self.trace}",)


COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda data: data,
    "zlib": zlib.compress,
    "zlib fast": lambda data: zlib.compress(data, 1),
    "gzip": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, lzma.FORMAT_ALONE),
}


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize(
    "name", ["model.pkl", "model.joblib", "model.sav", "model.skops", "model.onnx", "model.csv"]
)
def test_a_pickle_is_told_by_its_opcodes_and_never_run(
    tmp_path: Path, compression: str, protocol: int, name: str
) -> None:
    trace, path = tmp_path / "trace", tmp_path / name
    path.write_bytes(COMPRESSIONS[compression](pickle.dumps(Trap(trace), protocol)))
    report = inspect_model(path)
    assert report.artifact is None
    assert "pickle" in str(report.recognized)
    assert report.refusal is not None
    assert "no model needs" in str(report.refusal)
    assert not report.consent_needed
    assert report.advice is not None
    assert report.digest is not None
    assert not trace.exists()


def test_hostile_pickles_are_recognized_without_loading(reference_data: Path) -> None:
    folder = reference_data / "models" / "hostile_picklescan"
    if not folder.is_dir():
        pytest.skip("no hostile files")
    before = descendants()
    for path in sorted(folder.iterdir()):
        report = inspect_model(path)
        assert report.artifact is None, path.name
        assert report.refusal is not None, path.name
        if path.suffix in {".pkl", ".pickle"}:
            assert "pickle" in str(report.recognized), path.name
    assert descendants() <= before


def archive(names: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in names.items():
            file.writestr(name, content)
    return buffer.getvalue()


def tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as file:
        file.addfile(tarfile.TarInfo("x"))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"a;b\n1;2\n", "text"),
        (b"\x00" * 100, "unknown kind"),
        (b"PK\x03\x04 broken", "damaged"),
        (archive({"a.txt": b"x"}), "zip archive"),
        (archive({"archive/data.pkl": b"x"}), "PyTorch"),
        (archive({"schema.json": b"{}"}), "zip archive"),
        (archive({"schema.json": b"not json"}), "damaged"),
        (archive({"a.npy": b"x"}), "NumPy archive"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "7z"),
        (tar(), "tar"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "compressed"),
        (b"PAR1" + bytes(40), "Parquet"),
        (b"\x7fELF" + bytes(40), "program"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x80\x04", "unknown kind"),
    ],
)
def test_what_is_no_model_is_said(tmp_path: Path, data: bytes, kind: str) -> None:
    path = tmp_path / "model.skops"
    path.write_bytes(data)
    report = inspect_model(path)
    assert kind in str(report.recognized)
    assert report.artifact is None
    assert report.refusal is not None


def test_missing_files_and_folders_are_said(tmp_path: Path) -> None:
    assert "folder" in str(inspect_model(tmp_path).recognized)
    assert "could not be read" in str(inspect_model(tmp_path / "gone.skops").refusal)


def test_the_content_counts_and_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "model.txt"
    path.write_bytes(skops.io.dumps(fitted()))
    report = inspect_model(path)
    assert report.artifact is not None
    assert report.artifact.format is ArtifactFormat.SKOPS
    assert any("content counts" in str(warning) for warning in report.warnings)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_model_is_refused(tmp_path: Path, share: float) -> None:
    data = skops.io.dumps(fitted())
    path = tmp_path / "model.skops"
    path.write_bytes(data[: int(len(data) * share)])
    report = inspect_model(path)
    assert report.artifact is None
    assert "damaged" in str(report.recognized)


def test_versions_are_read_without_opening_the_model(tmp_path: Path) -> None:
    import sklearn

    path = tmp_path / "model.skops"
    path.write_bytes(skops.io.dumps(fitted()))
    found = recognize(path).recognized
    assert found.libraries == {"skops": skops.__version__, "scikit-learn": sklearn.__version__}
    assert found.estimator == "Pipeline"


def test_a_large_schema_is_skimmed_with_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "model.skops"
    path.write_bytes(skops.io.dumps(fitted()))
    parsed = recognize(path).recognized
    monkeypatch.setattr("core.artifacts.skops._PARSED", 100)
    assert recognize(path).recognized == parsed
    path.write_bytes(archive({"schema.json": b"[" + b"[]," * 500 + b"1]"}))
    assert "zip archive" in str(inspect_model(path).recognized)


def test_a_model_of_a_newer_library_carries_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "model.skops"
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(skops.io.dumps(fitted()))) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "schema.json":
                import sklearn

                content = content.replace(f'\\"{sklearn.__version__}\\"'.encode(), b'\\"99.1.0\\"')
            new.writestr(name, content)
    path.write_bytes(data.getvalue())
    report = inspect_model(path)
    assert report.artifact is not None
    assert report.artifact.libraries["scikit-learn"] == "99.1.0"
    assert any("99.1.0" in str(warning) for warning in report.warnings)


@given(st.binary(max_size=400))
def test_no_bytes_make_recognition_fail(data: bytes) -> None:
    pickled(data)
    other_model(data)
    if is_pickle(data) and data[:1] != b"\x80":
        assert any(opcode.name == "STOP" for opcode, _, _ in pickletools.genops(data))


BEGINNINGS = (
    b"", b"PK\x03\x04", b"tree\nnum_class=", b"tree\nversion=v", b"CBM1", b'{"learner"', b"{L\x00learner",
    b"\x08\x07\x3a", b"binf", b"[{\"nodeid\"", b"\x80\x04", b"\x93NUMPY", b"\x1f\x8b",
    b"tree\nnum_class=1\n\nTree=0\nend of trees\npandas_categorical:",
    b"tree\nnum_class=1\nversion=v" + b"9" * 5000 + b"\nend of trees\n[categorical_feature: " + b"9" * 5000,
)  # fmt: skip


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=300))
def test_no_beginning_makes_a_format_raise(beginning: bytes, rest: bytes) -> None:
    found = formats.recognized(beginning + rest, "model")
    assert found is None or found[1].said


@given(st.text(max_size=300))
def test_ordinary_text_is_not_taken_for_a_pickle(text: str) -> None:
    data = ("name;value\n" + text).encode()
    assert pickled(data) is None


def test_the_offered_script_saves_a_pickled_model_as_skops_and_onnx(tmp_path: Path) -> None:
    import joblib

    model, rows = exportable(), table()
    joblib.dump(model, tmp_path / "model.joblib")
    rows[TEXTS + NUMBERS].to_csv(tmp_path / "rows.csv", index=False)
    report = inspect_model(tmp_path / "model.joblib")
    assert report.script is not None
    (tmp_path / "convert.py").write_text(report.script)
    arguments = [sys.executable, "convert.py", "model.joblib", "rows.csv"]
    done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    again = inspect_model(tmp_path / "model.skops")
    assert again.artifact is not None
    assert again.artifact.features == (*TEXTS, *NUMBERS)
    if "skl2onnx is not installed" not in done.stdout:
        converted = inspect_model(tmp_path / "model.onnx")
        assert converted.artifact is not None
        assert converted.outputs == ("bad", "good")


def test_a_name_with_quotes_cannot_break_out_of_the_script(tmp_path: Path) -> None:
    path = tmp_path / 'a"); import os; os.abort() #.pkl'
    path.write_bytes(pickle.dumps(LogisticRegression()))
    report = inspect_model(path)
    assert report.script is not None
    compile(report.script, "convert.py", "exec")
    assert 'a\\"); import os' in report.script


def test_types_nobody_reviewed_are_refused_by_name(tmp_path: Path) -> None:
    from sklearn.preprocessing import FunctionTransformer

    path = tmp_path / "model.skops"
    path.write_bytes(hostile(FunctionTransformer(os.system)))
    report = inspect_model(path)
    assert report.artifact is None
    assert "system" in str(report.refusal)
