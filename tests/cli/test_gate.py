"""What does a build pipeline get from the gate: exit code, text, JSON, SARIF, JUnit?"""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from cli.main import run
from core.exchange.gate_document import GateDocument
from core.exchange.junit import junit
from core.exchange.sarif import FINGERPRINT, sarif
from core.governance.gate import Demand, FileFacts, GateVerdict, met, missing
from core.ids import Digest
from core.language import Translator
from core.messages import message
from core.people import Role
from core.stages import Stage
from core.texts import Language
from core.workspace import Workspace
from core.workspace.governance import gate as judging
from tests.core.casework import PASSPHRASE, Firm
from tests.core.conftest import START, cheap_keys, validated, validated_once  # noqa: F401
from tests.core.gatework import VERSION, approve
from tests.core.test_gate_cases import with_file


def hostile() -> GateVerdict:
    """Return a verdict about a file whose name breaks every format that is not careful."""
    name = "../<evil>&\"'\x00\x1b[31m\ud7ff ]]> ä.onnx"
    file = FileFacts(name=name, digest=Digest("a" * 64), size=3)
    line = missing(
        Demand.ARTIFACT,
        message("“{name}” is none of the version's model files.", name=name),
        message("Set the clock of this computer."),
        detail="other",
        about=name,
    )
    return GateVerdict(
        subject=name, version=None, stage=Stage.PILOT, file=file, judged_at=START, lines=(line,)
    )


@pytest.mark.parametrize("language", list(Language))
def test_junit_is_well_formed_whatever_things_are_called(language: Language) -> None:
    verdict = hostile()
    root = ET.fromstring(junit(verdict, Translator(language)))
    cases = root.findall("testsuite/testcase")
    assert len(cases) == len(verdict.every_line) > 10
    assert int(root.get("failures", "0")) == len(root.findall("testsuite/testcase/failure"))
    assert sum(int(suite.get("tests", "0")) for suite in root) == len(cases)


@pytest.mark.parametrize("language", list(Language))
def test_sarif_keeps_the_rules_of_its_schema(language: Language) -> None:
    log = json.loads(json.dumps(sarif(hostile(), Translator(language))))
    assert log["version"] == "2.1.0"
    (found,) = log["runs"]
    rules = found["tool"]["driver"]["rules"]
    ids = [rule["id"] for rule in rules]
    assert len(ids) == len(set(ids))
    prints = set()
    for result in found["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place["uri"].isascii()
        assert not set(place["uri"]) & set('<>"\\ \x00')
        assert found["artifacts"][place["index"]]["hashes"]["sha-256"] == "a" * 64
        prints.add(result["partialFingerprints"][FINGERPRINT])
    assert len(prints) == len(found["results"]) > 0
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in rules)


def test_fingerprints_stay_when_the_language_changes() -> None:
    def prints(language: Language) -> list[str]:
        log = json.loads(json.dumps(sarif(hostile(), Translator(language))))
        return [item["partialFingerprints"][FINGERPRINT] for item in log["runs"][0]["results"]]

    assert prints(Language.GERMAN) == prints(Language.ENGLISH)


def test_a_demand_that_is_met_gives_no_sarif_result() -> None:
    verdict = replace(hostile(), lines=(met(Demand.FORM, message("x")),), demanded=frozenset({Demand.FORM}))
    assert verdict.passed
    assert sarif(verdict, Translator(Language.ENGLISH))["runs"][0]["results"] == []  # type: ignore[index]


@pytest.fixture
def folder(validated: Firm, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: F811
    """The folder of an approved version, opened by the clock of the workspace."""
    monkeypatch.setitem(Workspace.open.__func__.__kwdefaults__, "clock", validated.clock)  # type: ignore[attr-defined]
    approve(validated)
    return str(validated.workspace.folder)


def test_exit_codes_and_words_in_both_languages(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--workspace", folder, "gate", VERSION]) == 0
    assert "PASSED: MOD-0001@1" in capsys.readouterr().out
    assert run(["--workspace", folder, "--language", "de", "gate", VERSION]) == 0
    assert "BESTANDEN: MOD-0001@1" in capsys.readouterr().out
    assert run(["--workspace", folder, "gate", "MOD-0009"]) == 2
    assert run(["--workspace", folder, "gate"]) == 2
    assert run(["--workspace", folder, "gate", VERSION, "--stage", "moon"]) == 2
    assert run(["--workspace", folder, "gate", VERSION, "--format", "yaml"]) == 2
    assert run(["--workspace", str(Path(folder) / "no"), "gate", VERSION]) == 2


def test_an_unknown_file_is_not_let_through(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "model.onnx"
    file.write_bytes(b"anything")
    assert run(["--workspace", folder, "gate", "--artifact", str(file)]) == 1
    assert "gate.subject.artifact.unknown" in capsys.readouterr().out
    assert run(["--workspace", folder, "gate", "--artifact", str(tmp_path / "gone")]) == 2


@pytest.mark.parametrize("arguments", [["--format", "json"], ["--json"]], ids=["format", "option"])
def test_json_is_what_the_schema_says(
    folder: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--workspace", folder, "gate", VERSION, *arguments]) == 0
    tree = json.loads(capsys.readouterr().out)
    document = msgspec.convert(tree.get("result", tree), type=GateDocument)
    assert document.passed
    assert {item.outcome.value for item in document.demands} == {"met"}
    assert all(item.norms for item in document.demands)


def test_an_error_inside_is_never_a_zero(
    folder: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(judging.Gate, "judge", broken)
    assert run(["--workspace", folder, "gate", VERSION]) == 2
    assert "disk on fire" in capsys.readouterr().err


def test_a_certificate_lets_exactly_the_certified_file_through_where_there_is_no_workspace(
    validated: Firm,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    manager, secret, empty = validated.person(Role.RISK_MANAGER), tmp_path / "secret", tmp_path / "empty"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    empty.mkdir()
    monkeypatch.setenv("PRUEFSTEIN_PASSPHRASE_FILE", str(secret))
    monkeypatch.setitem(Workspace.open.__func__.__kwdefaults__, "clock", validated.clock)  # type: ignore[attr-defined]
    monkeypatch.setattr("core.workspace.facade.local_clock", validated.clock)
    with_file(validated, b"weights")
    decision = approve(validated)
    validated.workspace.close()
    known = ["--workspace", str(validated.workspace.folder), "--language", "en"]
    release, trust = empty / "release.json", empty / "manager.pem"
    issue = ["--as", manager.id, "certificate", "issue", decision.id, "--output", str(release)]
    assert run([*known, *issue]) == 0
    assert run([*known, "people", "certificate", manager.id, "--output", str(trust)]) == 0
    for argument in ("list", "show"):
        assert run([*known, "certificate", argument, *(["RC-0001"] if argument == "show" else [])]) == 0
    assert "RC-0001: MOD-0001@1" in capsys.readouterr().out
    monkeypatch.chdir(empty)
    (empty / "right.onnx").write_bytes(b"weights")
    (empty / "wrong.onnx").write_bytes(b"weightz")

    def judged(file: str, *more: str) -> int:
        known = ["--certificate", "release.json", "--artifact", file, "--trust", "manager.pem"]
        return run(["--workspace", str(empty / "none"), "--language", "en", "gate", *known, *more])

    assert [judged("right.onnx", "--stage", stage.value) for stage in Stage] == [0] * len(Stage)
    said = capsys.readouterr().out
    assert "cannot be seen without the workspace" in said
    assert f"confirms the issuer: CN={manager.name.name()}" in said
    assert judged("wrong.onnx") == 1
    release.write_bytes(release.read_bytes().replace(b"champion", b"chimpion"))
    assert judged("right.onnx") == 1
    assert "gate.certificate.form" in capsys.readouterr().out


def test_a_certificate_needs_a_file_and_somebody_to_trust(tmp_path: Path) -> None:
    file = tmp_path / "release.json"
    file.write_bytes(b"{}")
    assert run(["gate", "--certificate", str(file)]) == 2
    assert run(["gate", "--certificate", str(file), "--artifact", str(file), "--trust", str(file)]) == 1
