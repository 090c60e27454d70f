"""How does a verdict of the gate look in SARIF 2.1.0 (OASIS, March 2020)?

One result for each demand that is missing or set aside; a demand that is met gives none.
"""

from dataclasses import dataclass
from importlib.metadata import version
from urllib.parse import quote

from core.canonical import sha256
from core.exchange.gate_document import DemandText, GateDocument, gate_document
from core.governance.gate import GateVerdict, Outcome
from core.language import Translator

SCHEMA_URI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "pruefsteinGate/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What the results are about."""

    uri: str
    name: str


def sarif(verdict: GateVerdict, words: Translator) -> dict[str, object]:
    """Return the SARIF log of a verdict, as JSON values."""
    document = gate_document(verdict, words)
    shown = tuple(item for item in document.demands if item.outcome is not Outcome.MET)
    rules = tuple(dict.fromkeys(item.rule for item in shown))
    first = {item.rule: item for item in reversed(shown)}
    place = _place(document)
    run = {
        "tool": {"driver": _driver([first[rule] for rule in rules], words)},
        "language": words.language.value,
        "automationDetails": {"id": f"pruefstein-gate/{document.stage.value}/"},
        "invocations": [
            {
                "executionSuccessful": True,
                "exitCode": 0 if document.passed else 1,
                "endTimeUtc": verdict.judged_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
        ],
        "artifacts": [_artifact(document, place)],
        "results": [_result(item, rules.index(item.rule), document, place) for item in shown],
        "properties": {"passed": document.passed, "remarks": list(document.remarks)},
    }
    return {"$schema": SCHEMA_URI, "version": "2.1.0", "runs": [run]}


def _driver(rules: list[DemandText], words: Translator) -> dict[str, object]:
    return {
        "name": "pruefstein",
        "fullName": "Prüfstein gate",
        "version": version("pruefstein"),
        "rules": [_rule(item, words) for item in rules],
    }


def _rule(item: DemandText, words: Translator) -> dict[str, object]:
    norms = "; ".join(f"{norm.citation} ({norm.title})" for norm in item.norms)
    text = words.tr(
        "{title}. The firm's policy demands it; its subject stands in: {norms}", title=item.title, norms=norms
    )
    return {
        "id": item.rule,
        "name": "".join(part.capitalize() for part in item.rule.replace("_", ".").split(".")),
        "shortDescription": {"text": item.title},
        "fullDescription": {"text": text},
        "help": {"text": "\n".join(part for part in (text, item.next_step) if part)},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": [norm.citation for norm in item.norms]},
    }


def _place(document: GateDocument) -> _Place:
    named = document.subject if document.file is None else document.file.name
    return _Place(uri=quote(named, safe="/@-._~"), name=named)


def _artifact(document: GateDocument, place: _Place) -> dict[str, object]:
    found: dict[str, object] = {"location": {"uri": place.uri, "description": {"text": place.name}}}
    if document.file is not None:
        found |= {"length": document.file.size, "hashes": {"sha-256": document.file.digest}}
    elif document.artifacts:
        found["hashes"] = {"sha-256": document.artifacts[0]}
    return found


def _result(item: DemandText, index: int, document: GateDocument, place: _Place) -> dict[str, object]:
    text = item.text if item.next_step is None else f"{item.text} {item.next_step}"
    what = "|".join((item.rule, document.subject, document.stage.value, item.about or ""))
    location: dict[str, object] = {
        "physicalLocation": {"artifactLocation": {"uri": place.uri, "index": 0}},
        "logicalLocations": [{"fullyQualifiedName": item.about or document.subject}],
    }
    found: dict[str, object] = {
        "ruleId": item.rule,
        "ruleIndex": index,
        "kind": "fail",
        "level": "error" if item.outcome is Outcome.MISSING else "note",
        "message": {"text": text},
        "locations": [location],
        "partialFingerprints": {FINGERPRINT: sha256(what.encode())},
    }
    if item.exception is not None:
        found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": item.exception}]
    return found
