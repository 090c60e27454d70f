"""How does a verdict of the gate look as JUnit XML, which every CI system shows?"""

import re
from itertools import groupby
from xml.etree import ElementTree as ET

from core.exchange.gate_document import DemandText, gate_document
from core.governance.gate import GateVerdict, Outcome
from core.language import Translator

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2) does not allow, not even escaped."""


def junit(verdict: GateVerdict, words: Translator) -> bytes:
    """Return the XML: a test suite for each area, a test case for each demand."""
    document = gate_document(verdict, words)
    demands = sorted(document.demands, key=lambda item: item.demand.area)
    root = ET.Element(
        "testsuites", {"name": _clean(f"pruefstein gate {document.subject}"), **_counts(demands)}
    )
    for area, members in groupby(demands, key=lambda item: item.demand.area):
        inside = list(members)
        suite = ET.SubElement(root, "testsuite", {"name": f"gate.{area}", **_counts(inside)})
        suite.set("timestamp", verdict.judged_at.strftime("%Y-%m-%dT%H:%M:%S"))
        for item in inside:
            _case(suite, item)
    if document.remarks:
        last = root[-1]
        ET.SubElement(last, "system-out").text = _clean("\n".join(document.remarks))
    ET.indent(root)
    found: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return found + b"\n"


def _counts(items: list[DemandText]) -> dict[str, str]:
    outcomes = [item.outcome for item in items]
    return {
        "tests": str(len(outcomes)),
        "failures": str(outcomes.count(Outcome.MISSING)),
        "errors": "0",
        "skipped": str(outcomes.count(Outcome.EXCEPTED)),
    }


def _case(suite: ET.Element, item: DemandText) -> None:
    name = item.title if item.about is None else f"{item.title}: {item.about}"
    case = ET.SubElement(suite, "testcase", name=_clean(name), classname=_clean(item.rule), time="0")
    norms = "\n".join(f"{norm.citation}: {norm.title}" for norm in item.norms)
    if item.outcome is Outcome.MISSING:
        failure = ET.SubElement(case, "failure", message=_clean(item.text), type=item.rule)
        failure.text = _clean("\n".join(part for part in (item.next_step, norms) if part))
    elif item.outcome is Outcome.EXCEPTED:
        ET.SubElement(case, "skipped", message=_clean(f"{item.exception}: {item.text}"))
    else:
        ET.SubElement(case, "system-out").text = _clean(f"{item.text}\n{norms}")


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
