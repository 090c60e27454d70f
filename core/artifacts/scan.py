"""What do static scanners say about a file that could run a program when it is loaded?

A hint in the report, never a permission: what is not named here may still be refused by the allow-list, and
what cannot be scanned to its end is refused. Only opcodes are read, nothing is loaded. It runs in the
confined worker all the same, which starts in milliseconds: listing a large pickle needs a multiple of its
size in memory, and a bomb that slips past the limits then ends a worker and not the application.
"""

import io
import logging
from importlib.metadata import version

from core.artifacts import pickle_words as words
from core.artifacts.containers import pickled
from core.artifacts.scan_opcodes import Listing, listing, streams
from core.artifacts.scan_unpacking import SEALED, Budget, packing, unpack
from core.artifacts.unpickling_list import Threat, allowed
from core.examination import Scan, ScanVerdict
from core.messages import Message

OWN = "Prüfstein"
_MOST = 20
_ROUNDS = 3
_LARGEST = 256 << 20


def scan(data: bytes, name: str) -> tuple[Scan, ...]:
    """Return what each scanner says; empty when there is no pickle inside. Never raises for a bad file."""
    found = unpack(data, Budget())
    pickles, listed = list(found.pickles), []
    problems = [*found.problems]
    waiting = list(found.pickles)
    for _ in range(_ROUNDS):
        fresh = [listing(item) for item in waiting]
        listed += fresh
        inner = unpack_all([raw for item in fresh for raw in item.inner], problems)
        pickles += inner
        waiting = inner
    if waiting:
        problems.append(words.NESTED)
    if not pickles and not problems:
        return ()
    steps = [part for raw, item in zip(pickles, listed, strict=False) for part in streams(raw, item)]
    return (_own(listed, problems, found.remarks), _picklescan(steps, problems, name))


def unpack_all(packed: list[bytes], problems: list[str]) -> list[bytes]:
    """Return the pickles inside several byte strings; what cannot be looked into is added to `problems`."""
    pickles: list[bytes] = []
    budget = Budget()
    for item in packed:
        found = unpack(item, budget)
        pickles += found.pickles
        problems += found.problems
    return pickles


def unfinished() -> tuple[Scan, ...]:
    """Return what is said when the scan itself was stopped."""
    return (Scan(scanner=OWN, verdict=ScanVerdict.NOT_SCANNABLE, found=(words.STOPPED,)),)


def worth_scanning(data: bytes) -> bool:
    """Tell whether a pickle could lie inside, by the first bytes alone."""
    head = data[:6]
    wrapped = head[:2] == b"PK" or head == b"\x93NUMPY" or data[257:262] == b"ustar" or head[:4] in SEALED
    return wrapped or packing(data) is not None or pickled(data) is not None


def telling(scans: tuple[Scan, ...]) -> bool:
    """Tell whether a scan says more than that a file is damaged or holds something unusual."""
    grave = [item for item in scans if item.verdict in {ScanVerdict.DANGEROUS, ScanVerdict.NOT_SCANNABLE}]
    return any(words.DAMAGED not in item.found for item in grave)


def refusal(scans: tuple[Scan, ...]) -> Message | None:
    """Return why a file is refused for what was found in it, None if nothing speaks against asking on."""
    for verdict in (ScanVerdict.DANGEROUS, ScanVerdict.NOT_SCANNABLE, ScanVerdict.SUSPICIOUS):
        for item in scans:
            if item.verdict is verdict:
                return _said(verdict, item.found)
    return None


def _said(verdict: ScanVerdict, found: tuple[str, ...]) -> Message:
    first = found[0] if found else ""
    if verdict is ScanVerdict.NOT_SCANNABLE:
        reason = next((item for item in found if item in words.PHRASES), words.DAMAGED)
        return Message(words.NOT_SCANNED, {"reason": Message(reason)})
    if verdict is ScanVerdict.SUSPICIOUS:
        return Message(words.NOT_REVIEWED, {"name": first})
    if "." not in first:
        return Message(words.INSTRUCTION, {"step": first})
    inside = allowed().threat(first.rpartition(".")[0]) is Threat.CODE
    return Message(words.CODE_INSIDE if inside else words.FORBIDDEN, {"name": first})


def _own(listed: list[Listing], problems: list[str], remarks: list[str]) -> Scan:
    """Compare every name with the reviewed list."""
    known = allowed()
    names = list(dict.fromkeys(name for item in listed for name in item.names))
    outside = [name for name in names if known.use(*_split(name)) is None]
    bad = [name for name in outside if known.threat(_split(name)[0]) is not Threat.UNKNOWN]
    steps = [step for item in listed for step in item.steps]
    unread = [*problems, *(item.problem for item in listed if item.problem)]
    verdict = _verdict(dangerous=bool(bad or steps), unread=bool(unread), suspicious=bool(outside or remarks))
    order = [*bad, *steps, *(name for name in outside if name not in bad), *remarks, *unread]
    return Scan(scanner=OWN, verdict=verdict, found=tuple(item[:120] for item in order[:_MOST]))


def _verdict(*, dangerous: bool, unread: bool, suspicious: bool) -> ScanVerdict:
    if dangerous:
        return ScanVerdict.DANGEROUS
    if unread:
        return ScanVerdict.NOT_SCANNABLE
    return ScanVerdict.SUSPICIOUS if suspicious else ScanVerdict.NOTHING_FOUND


def _picklescan(pickles: list[bytes], problems: list[str], name: str) -> Scan:
    """Let picklescan judge the same pickles, unwrapped, because it does not look into every compression."""
    from picklescan.scanner import SafetyLevel, scan_pickle_bytes

    logging.getLogger("picklescan").setLevel(logging.CRITICAL + 1)
    named: dict[str, SafetyLevel] = {}
    unread = list(problems)
    for data in pickles:
        try:
            result = scan_pickle_bytes(io.BytesIO(data[:_LARGEST]), name)
        except (ValueError, IndexError, KeyError, TypeError, AttributeError, OSError, RecursionError):
            unread.append(words.DAMAGED)
            continue
        named |= {f"{item.module}.{item.name}": item.safety for item in result.globals}
        unread += [words.DAMAGED] if result.scan_err else []
    bad = [full for full, safety in named.items() if safety is SafetyLevel.Dangerous]
    known = allowed()
    odd = [
        full
        for full, safety in named.items()
        if safety is SafetyLevel.Suspicious and known.use(*_split(full)) is None
    ]
    verdict = _verdict(dangerous=bool(bad), unread=bool(unread), suspicious=bool(odd))
    found = tuple(item[:120] for item in sorted(bad) + sorted(odd) + unread)[:_MOST]
    return Scan(scanner=f"picklescan {version('picklescan')}", verdict=verdict, found=found)


def _split(full: str) -> tuple[str, str]:
    """Return module and name; a dotted name such as "Outer.inner" is on no list either way."""
    module, _, name = full.rpartition(".")
    return module, name
