"""Do the scans see what a pickle names through every wrapping, and admit what they cannot see?"""

import bz2
import gzip
import io
import lzma
import pickle
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import joblib
import numpy as np
import pytest
import sklearn.ensemble as ensemble
from hypothesis import given
from hypothesis import strategies as st

from core.artifacts import pickle_words as words
from core.artifacts.scan import OWN, refusal, scan, telling, unfinished, worth_scanning
from core.artifacts.scan_opcodes import listing, streams
from core.artifacts.scan_unpacking import Budget, TooLargeError, decompressed, packing, unpack
from core.examination import Scan, ScanVerdict
from core.jobs import scanning
from core.jobs.tasks import inspect_model
from core.language import Translator
from core.texts import Language
from tests.core.artifacts.hostile.assembly import call, finished, named, named_late, push
from tests.core.artifacts.hostile.wrapping import one_zip, overlapping, tarred, zipped
from tests.core.jobs.models import fitted

EVIL = finished(call("os.system", "true"))
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "zlib": zlib.compress,
    "gzip": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, lzma.FORMAT_ALONE),
}


def own(data: bytes) -> Scan:
    (first, _) = scan(data, "model")
    assert first.scanner == OWN
    return first


def second(data: bytes) -> Scan:
    (_, other) = scan(data, "model")
    assert other.scanner.startswith("picklescan ")
    return other


def joblib_bytes(model: object, compress: object = 0) -> bytes:
    buffer = io.BytesIO()
    joblib.dump(model, buffer, compress=compress)
    return buffer.getvalue()


@pytest.mark.parametrize("final", [None, ensemble.HistGradientBoostingClassifier(max_iter=2)])
def test_both_scanners_find_nothing_in_an_ordinary_model(final: object) -> None:
    model = fitted(final, ordinal=True)
    forms = [pickle.dumps(model, number) for number in (0, 2, 4, 5)]
    forms += [joblib_bytes(model), joblib_bytes(model, ("xz", 3))]
    for data in forms:
        assert [item.verdict for item in scan(data, "m")] == [ScanVerdict.NOTHING_FOUND] * 2
        assert refusal(scan(data, "m")) is None


@pytest.mark.parametrize("packed", PACKINGS)
def test_a_program_is_seen_through_compression_where_picklescan_alone_sees_nothing(packed: str) -> None:
    from picklescan.scanner import scan_bytes

    data = PACKINGS[packed](EVIL)
    assert own(data).verdict is ScanVerdict.DANGEROUS
    assert own(data).found == ("os.system",)
    assert second(data).verdict is ScanVerdict.DANGEROUS
    assert scan_bytes(io.BytesIO(data), "m").issues_count == 0


@pytest.mark.parametrize(
    "data",
    [
        zipped(a_dot_pkl=EVIL),
        zipped(a_dot_zip=zipped(b_dot_bin=EVIL)),
        tarred(EVIL),
        tarred(EVIL, mode="w:gz"),
        gzip.compress(zlib.compress(EVIL), mtime=0),
        finished(call("_pickle.loads", EVIL), 4),
        finished(push(zlib.compress(EVIL)), 4),
        pickle.dumps({"a": 1}) + EVIL,
    ],
    ids=["zip", "zip in zip", "tar", "tar.gz", "twice", "inside", "inside, packed", "behind another"],
)
def test_a_program_is_seen_wherever_it_lies(data: bytes) -> None:
    assert own(data).verdict is ScanVerdict.DANGEROUS
    assert "os.system" in own(data).found


def test_names_put_together_from_the_memo_are_seen() -> None:
    late = finished(push("os") + b"q\x01" + b"0" + push("system") + b"q\x02" + b"0h\x01h\x02\x93)R", 4)
    assert own(late).found == ("os.system",)
    assert own(finished(named_late("posix.system"), 4)).found == ("posix.system",)


def test_arrays_of_objects_are_looked_into(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return eval, ("1",)

    objects = np.array([Trap()], dtype=object)
    np.save(tmp_path / "a.npy", objects, allow_pickle=True)
    np.savez(tmp_path / "a.npz", first=np.arange(3), second=objects)
    for data in (
        joblib_bytes([np.arange(5.0), objects]),
        (tmp_path / "a.npy").read_bytes(),
        (tmp_path / "a.npz").read_bytes(),
    ):
        assert "builtins.eval" in own(data).found
        assert second(data).verdict is ScanVerdict.DANGEROUS


def test_the_numbers_of_arrays_are_passed_over_exactly() -> None:
    arrays = [np.arange(1000.0), np.asfortranarray(np.ones((3, 4))), np.array(["ä", "b"]), np.zeros(0)]
    data = joblib_bytes(arrays)
    found = listing(data)
    assert found.problem == ""
    assert len(found.arrays) == 4
    (steps,) = streams(data, found)
    assert len(steps) < len(data) - 8000


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (EVIL[:-1].replace(b"os\nsystem", b"numpy\ndtype") + b"\xff\xff", words.DAMAGED),
        (pickle.dumps(fitted())[:-30], words.DAMAGED),
        (pickle.dumps([1]) + b"more", words.BEHIND),
        (gzip.compress(pickle.dumps([1]), mtime=0) + b"more", words.BEHIND),
        (b"7z\xbc\xaf\x27\x1c" + bytes(40), words.SEALED),
        (b"\x04\x22\x4d\x18" + bytes(40), words.SEALED),
        (overlapping(), words.OVERLAPPING),
        (gzip.compress(bytes(40 << 20), mtime=0), words.TOO_MUCH),
        (zipped(a_dot_pkl=bytes(40 << 20)), words.TOO_MUCH),
        (gzip.compress(EVIL, mtime=0)[:-10], words.DAMAGED),
    ],
)
def test_what_cannot_be_scanned_to_its_end_is_refused(data: bytes, reason: str) -> None:
    scans = scan(data, "m")
    assert scans[0].verdict is ScanVerdict.NOT_SCANNABLE
    assert reason in scans[0].found
    why = refusal(scans)
    assert why is not None
    assert "could not be scanned" in str(why)
    assert "Der Scan kam nicht" in Translator(Language.GERMAN).say(why)
    assert Translator(Language.GERMAN).tr(reason) != reason


def test_a_password_is_named() -> None:
    data = bytearray(zipped(a_dot_pkl=EVIL))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert words.PASSWORD in own(bytes(data)).found


def test_names_that_lead_out_of_an_archive_are_odd() -> None:
    harmless = pickle.dumps([1])
    for data in (
        one_zip("../../a.pkl", harmless),
        one_zip("/etc/a.pkl", harmless),
        one_zip("C:\\a.pkl", harmless),
        tarred(harmless, name="../a"),
        tarred(harmless, link="/etc"),
    ):
        assert own(data).verdict is ScanVerdict.SUSPICIOUS


def test_steps_no_model_needs_are_named() -> None:
    assert own(finished(b"\x82\x01" + b")R")).found == ("EXT 1",)
    refused = refusal(scan(finished(b"K\x01Q"), "m"))
    assert refused is not None
    assert "BINPERSID" in str(refused)
    assert own(b"(ios\nsystem\n.").verdict is ScanVerdict.DANGEROUS


def test_a_class_of_the_author_is_suspicious_and_named() -> None:
    data = finished(named("company.models.Scorer") + b")\x81")
    assert own(data).verdict is ScanVerdict.SUSPICIOUS
    why = refusal(scan(data, "m"))
    assert why is not None
    assert "company.models.Scorer" in str(why)


def test_scanning_imports_nothing_that_is_named() -> None:
    before = set(sys.modules)
    own(finished(call("lib2to3.pgen2.driver.load_grammar") + named("turtle.Screen")))
    assert "turtle" not in set(sys.modules) - before
    assert "lib2to3" not in set(sys.modules) - before


@given(st.binary(max_size=300))
def test_no_bytes_make_the_scan_fail(data: bytes) -> None:
    for part in (data, b"\x80\x04" + data, gzip.compress(data), b"PK\x03\x04" + data):
        worth_scanning(part)
        for item in scan(part, "m"):
            assert len(item.found) <= 20


def test_compression_is_told_and_undone_in_one_piece() -> None:
    for name, pack in PACKINGS.items():
        assert packing(pack(EVIL)) == name
        assert decompressed(pack(EVIL), Budget()) == EVIL
    assert decompressed(gzip.compress(b"one") + gzip.compress(b"two"), Budget()) == b"onetwo"
    assert packing(b"name;value\n") is None


def test_unpacking_stops_at_its_limits() -> None:
    packed = gzip.compress(bytes(1 << 20))
    with pytest.raises(TooLargeError):
        decompressed(packed, Budget(1 << 16))
    with pytest.raises(TooLargeError):
        decompressed(bz2.compress(bytes(40 << 20)), Budget())
    noise = np.random.default_rng(0).bytes(3 << 20)
    assert decompressed(gzip.compress(noise, 1), Budget()) == noise


def test_archives_inside_archives_share_one_limit() -> None:
    inner = zipped(compression=zipfile.ZIP_STORED, **{f"f{number}": bytes(1000) for number in range(50)})
    found = unpack(inner, Budget(20_000))
    assert found.problems == [words.TOO_MUCH]


def test_special_entries_of_a_tar_are_not_read() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for kind in (tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.LNKTYPE, tarfile.SYMTYPE):
            info = tarfile.TarInfo(f"x{kind.decode()}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    found = unpack(buffer.getvalue(), Budget())
    assert found.pickles == []
    assert len(found.remarks) == 4


def test_a_scan_that_is_stopped_counts_as_not_scannable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.errors import PruefsteinError
    from core.messages import message

    def stopped(*_arguments: object, **_named: object) -> None:
        raise PruefsteinError(message("damaged"))

    path = tmp_path / "model.pkl"
    path.write_bytes(pickle.dumps(fitted()))
    monkeypatch.setattr(scanning, "run", stopped)
    report = inspect_model(path, consent=True)
    assert report.artifact is None
    assert report.scans == unfinished()
    assert "the scan did not finish" in str(report.refusal)
    assert not report.consent_needed


def test_what_a_scan_shows_cannot_disguise_itself(tmp_path: Path) -> None:
    path = tmp_path / "model.pkl"
    path.write_bytes(finished(named_late("company.mo\N{RIGHT-TO-LEFT OVERRIDE}del.x\ny"), 4))
    report = inspect_model(path)
    assert report.scans[0].found == ("company.mo?del.x?y",)


def test_a_hint_that_only_says_damaged_changes_no_other_answer() -> None:
    damaged = (Scan(scanner=OWN, verdict=ScanVerdict.NOT_SCANNABLE, found=(words.DAMAGED,)),)
    assert not telling(damaged)
    assert telling(unfinished())
