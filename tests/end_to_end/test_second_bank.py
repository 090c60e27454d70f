"""Does a bank get from its grown register to a gate, a certificate and an audit, with every gap named?"""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.core.exchange import messy
from tests.end_to_end.conftest import Command
from tests.end_to_end.second_bank import bank
from tests.end_to_end.second_bank.terminal import Terminal, elsewhere, list_of, second_process

MODELS = 300
IN_A_MONTH = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
LOW = [
    part
    for kind in ("unavailable", "wrong_prediction", "decay", "skills_lost")
    for part in ("--rating", f"{kind}:1x2:1x1:Looked at with the desk: {kind}")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """The workspace of the bank, a terminal, and where its tables lie."""

    terminal: Terminal
    folder: Path
    tables: Path
    examples: Path

    @property
    def workspace(self) -> Path:
        """Return the folder of the workspace."""
        return self.folder / "workspace"


@pytest.fixture
def here(command: Command, tmp_path: Path, examples: Path) -> Bank:
    """A bank with its own policy, its staff, and nothing else."""
    terminal, tables = Terminal(command=command), tmp_path / "exports"
    tables.mkdir()
    policy = bank.policy(tmp_path / "bank.toml")
    terminal.do("init", str(tmp_path / "workspace"), "--name", bank.ADMINISTRATOR, "--policy", str(policy))
    for name, role in bank.STAFF.items():
        terminal.do("people", "add", name, "--role", role, "--as", bank.ADMINISTRATOR)
    return Bank(terminal=terminal, folder=tmp_path, tables=tables, examples=examples)


def take_over(here: Bank) -> messy.Mess:
    """Import the register: each oddity is shown, and decided on before anything is made."""
    path, terminal = here.folder / "Modellinventar.xlsx", here.terminal
    mess = messy.written(path, MODELS)
    register = ("import", "register", str(path), "--written-in", "de", "--as", bank.OWNER)
    shown = terminal.do(*register)
    expected = {"new": mess.models, "skip": mess.repeats, "decide": mess.alike, "change": 0, "same": 0}
    assert shown["counts"] == expected
    assert (shown["applied"], shown["sheet"], shown["head"]) == (False, "Inventar 2026", 4)
    assert "Bemerkung" in str(shown["not_taken_over"])
    unread = [cell for row in list_of(shown["rows"]) for cell in list_of(row["problems"])]
    assert len([cell for cell in unread if cell["written"] == "demnächst"]) >= mess.bad_days > 0
    apply = (*register, "--apply", "--reason", "Übernahme des Inventars")
    assert "2 rows may be models" in terminal.refused(*apply)
    assert terminal.listed("models") == []
    assert terminal.do(*apply, "--undecided", "skip")["applied"] is True
    return mess


def classify(here: Bank, credit: str, liquidity: str) -> None:
    """Determine class, threshold and scope, each signed; an outcome that does not follow is not signed."""
    terminal, files = here.terminal, {name: here.folder / f"{name}.toml" for name in bank.ANSWERS}
    for name, path in files.items():
        path.write_text(bank.toml(bank.ANSWERS[name]), encoding="utf-8")
    signed = ("--reason", "Wie beantwortet", "--as", bank.RISK_MANAGER)
    act = ("determine", "ai_act", credit, "--answers", str(files["act"]))
    assert "From the answers follows" in terminal.refused(*act, "--outcome", "minimal", *signed)
    assert terminal.do(*act, *signed)["outcome"] == "high_risk_annex_iii"
    assert "favor" in terminal.refused(*act, *signed[:2], "--outcome", "minimal", "--as", bank.OWNER)
    threshold = ("determine", "gdpr_threshold")
    found = terminal.do(*threshold, credit, "--answers", str(files["threshold"]), *signed)
    assert found["outcome"] == "required"
    found = terminal.do(*threshold, liquidity, "--answers", str(files["none"]), *signed)
    assert found["outcome"] == "no_personal_data"
    scope = ("determine", "scope", liquidity, "--topic", "us-sr-26-2", "--outcome", "in_scope")
    assert terminal.do(*scope, *signed)["topic"] == "us-sr-26-2"
    kinds = {str(row["kind"]) for row in terminal.listed("determinations", "list", credit)}
    assert kinds == {"ai_act", "gdpr_threshold"}


def register(here: Bank, name: str, *, misses: bool = False) -> str:
    """Register a model with a table of its predictions, which stays where the export lies."""
    rows = bank.table(here.tables / f"{name}.csv", misses=misses)
    found = here.terminal.do(
        "register", name, "--data", str(rows), "--target", "good", "--favorable", "1",
        "--sensitive", "age<=25", "--prediction", "said", "--score", "score", "--cut-off", "0,5",
        "--score-means", "favorable", "--purpose", "Vorschläge", "--use", "Fachabteilung", "--area", "Kredit",
        "--kind", "statistical", "--owner", bank.OWNER, "--as", bank.DEVELOPER,
    )  # fmt: skip
    version = found["version"]
    assert isinstance(version, dict)
    return str(version["id"])


def register_file(here: Bank) -> str:
    """Register the credit score with its model file."""
    found = here.terminal.do(
        "register", bank.CREDIT, "--file", str(model_file(here)),
        "--data", str(here.examples / "held_back.csv"), "--target", "kredit",
        "--favorable", "1", "--sensitive", "alter<=25", "--cut-off", "5/6",
        "--score-means", "favorable", "--purpose", "Kreditvorschlag", "--use", "Filialen", "--area", "Kredit",
        "--owner", bank.OWNER, "--as", bank.DEVELOPER,
    )  # fmt: skip
    version = found["version"]
    assert isinstance(version, dict)
    return str(version["id"])


def model_file(here: Bank) -> Path:
    """Return the file of the credit score."""
    return here.examples / "models" / "kredit_logreg.skops"


def validate(here: Bank, version: str, *, failed: bool = False) -> dict[str, object]:
    """Assess the risk, hand over and check; by persons who neither developed nor own it."""
    terminal = here.terminal
    assessment = terminal.do("assess", version, "--materiality", "low", *LOW, "--as", bank.VALIDATOR)
    assert assessment["tier"] == "low"
    terminal.do("state", version, "in_validation", "--reason", "Unterlagen vollständig", "--as", bank.OWNER)
    run = terminal.do("check", version, "--only", "performance", "--as", bank.VALIDATOR, code=int(failed))
    (result,) = list_of(run["results"])
    assert (result["check"], result["verdict"]) == ("performance", "failed" if failed else "passed")
    return run


def approve(here: Bank, version: str, kind: str = "approve", *rest: str) -> str:
    """Decide as the risk manager and return the decision's id."""
    typed = ("decide", version, kind, "--reason", "Angemessen", *rest, "--as", bank.RISK_MANAGER)
    return str(here.terminal.do(*typed)["id"])


def mend(here: Bank, finding: str) -> None:
    """Plan, do and report the mending as the owner, and let somebody else verify it."""
    terminal, own = here.terminal, ("--as", bank.OWNER)
    step = f"{bank.OWNER}:{IN_A_MONTH}:Join by id"
    terminal.do("findings", "remedy", finding, "--cause", "A wrong join", "--step", step, *own)
    assert "not done" in terminal.refused("findings", "report-mended", finding, "--text", "Done", *own)
    terminal.do("findings", "remedy", finding, "--done", "1", "--note", "joined", *own)
    proof = here.folder / f"{finding}.txt"
    proof.write_text(f"Rows of {finding} compared one by one.", encoding="utf-8")
    filed = terminal.do(
        "document", "add", str(proof), "--title", "Comparison", "--kind", "evidence",
        "--subject", finding, *own,
    )  # fmt: skip
    document = ("--document", str(filed["id"]))
    reported = terminal.do("findings", "report-mended", finding, "--text", "Join is right", *document, *own)
    assert reported["state"] != "closed"
    looked = ("findings", "verify", finding, "--reason", "Looked at the rows")
    assert "none of their roles" in terminal.refused(*looked, *own)
    assert terminal.do(*looked, "--as", bank.VALIDATOR)["state"] == "closed"


def missing(here: Bank, *subject: str, code: int = 1) -> dict[str, dict[str, object]]:
    """Return what the gate misses, by rule; each thing names a norm and the next step."""
    document = json.loads(here.terminal.typed("gate", *subject, "--format", "json", code=code))
    assert document["passed"] is (code == 0)
    found = {item["rule"]: item for item in document["demands"] if item["outcome"] == "missing"}
    assert all(item["norms"] and item["next_step"] for item in found.values())
    return found


def test_from_the_register_to_the_audit(here: Bank) -> None:
    mess = take_over(here)
    check_register(here, mess)
    credit = register_file(here)
    liquidity, churn, collateral = (
        register(here, name) for name in (bank.LIQUIDITY, bank.CHURN, bank.COLLATERAL)
    )
    fraud = register(here, bank.FRAUD, misses=True)
    classify(here, credit.partition("@")[0], liquidity.partition("@")[0])
    for version in (credit, liquidity, churn, collateral):
        validate(here, version)
    refuse_fraud(here, fraud)
    condition_never_lapses(here, liquidity)
    finding_never_lapses(here, collateral)
    replaced_data_lapses(here, churn)
    gate_for_pipelines(here, liquidity, churn)
    certificate_elsewhere(here, credit)
    audit(here, collateral)
    tampering_is_named(here, collateral)


def check_register(here: Bank, mess: messy.Mess) -> None:
    """Every row is a model with the owner it names, and none of them may be used unexamined."""
    models = here.terminal.listed("models")
    assert len(models) == mess.models
    owners = [str(row["owner_name"]) for row in models]
    assert sorted(set(owners)) == sorted(messy.KNOWN)
    assert owners.count(bank.OWNER) == mess.models // 5 + mess.unknown_owners
    assert "MOD-0001" in here.terminal.refused("gate", "MOD-0001")


def refuse_fraud(here: Bank, version: str) -> None:
    """A failed check becomes a finding; while it is open nothing is approved, and it ends as a rejection."""
    terminal = here.terminal
    run = validate(here, version, failed=True)
    proposed = [row for row in terminal.listed("findings", "list") if row["version"] == version]
    assert {(row["state"], row["run"]) for row in proposed} == {("proposed", run["id"])}
    finding, *others = sorted(str(row["id"]) for row in proposed)
    deny = ("decide", version, "approve", "--reason", "Trotzdem", "--as", bank.RISK_MANAGER)
    assert finding in terminal.refused(*deny)
    confirm = ("findings", "confirm", finding, "--severity", "severe", "--owner", bank.OWNER)
    assert "none of their roles" in terminal.refused(*confirm, "--as", bank.DEVELOPER)
    terminal.do(*confirm, "--as", bank.VALIDATOR)
    for other in others:
        same = ("findings", "dismiss", other, "--reason", f"Dieselbe Ursache wie {finding}")
        terminal.do(*same, "--as", bank.VALIDATOR)
    said = terminal.refused(*deny)
    assert finding in said
    assert "severity Severe is open" in said
    mend(here, finding)
    assert approve(here, version, "reject")
    found = missing(here, version)
    assert {"gate.approval.present.rejected", "gate.stage.state"} <= set(found)


def condition_never_lapses(here: Bank, version: str) -> None:
    """Its owner proves the condition, somebody else confirms it, and the approval holds all along."""
    terminal = here.terminal
    assert {"gate.approval.present", "gate.stage.state"} <= set(missing(here, version))
    condition = f"{bank.OWNER}:{IN_A_MONTH}:Handbuch ergänzen"
    decision = approve(here, version, "approve_with_conditions", "--condition", condition)
    assert missing(here, version, code=0) == {}
    met = ("condition", "met", decision, "1")
    assert "Nothing shows" in terminal.refused(*met, "--as", bank.RISK_MANAGER)
    proof = ("condition", "prove", decision, "1", "--proof", version, "--note", "Kapitel 4")
    assert "somebody else" in terminal.refused(*proof, "--as", bank.DEVELOPER)
    terminal.do(*proof, "--as", bank.OWNER)
    terminal.do(*met, "--as", bank.RISK_MANAGER)
    assert missing(here, version, code=0) == {}
    terminal.do("state", version, "in_use", "--reason", "Freigabe", "--as", bank.RISK_MANAGER)


def finding_never_lapses(here: Bank, version: str) -> None:
    """A finding that does not block is closed after the approval, which goes on."""
    raised = here.terminal.do(
        "findings", "raise", version, "--title", "Die Herkunft einer Spalte ist nicht beschrieben",
        "--severity", "medium", "--owner", bank.OWNER, "--as", bank.VALIDATOR,
    )  # fmt: skip
    developed = ("decide", version, "approve", "--reason", "Gut", "--as", bank.DEVELOPER)
    assert "may not decide" in here.terminal.refused(*developed)
    approve(here, version)
    assert missing(here, version, code=0) == {}
    mend(here, str(raised["id"]))
    assert missing(here, version, code=0) == {}


def replaced_data_lapses(here: Bank, version: str) -> None:
    """A nightly export puts other rows in the place of those that were validated."""
    decision = approve(here, version)
    assert missing(here, version, code=0) == {}
    bank.replaced(here.tables / f"{bank.CHURN}.csv")
    found = missing(here, version)
    assert {"gate.approval.lapsed.data", "gate.subject.data"} <= set(found)
    assert found["gate.approval.lapsed.data"]["about"] == decision
    norms = {item["citation"] for item in list_of(found["gate.approval.lapsed.data"]["norms"])}
    assert "OSFI E-23, Principle 3.4" in norms
    use = ("state", version, "in_use", "--reason", "Trotzdem", "--as", bank.RISK_MANAGER)
    assert f"The approval {decision} has lapsed" in here.terminal.refused(*use)


def gate_for_pipelines(here: Bank, passing: str, lapsed: str) -> None:
    """JUnit and SARIF say the same: what is missing, of which version, by which norm."""
    assert ET.fromstring(here.terminal.typed("gate", passing, "--format", "junit")).get("failures") == "0"
    root = ET.fromstring(here.terminal.typed("gate", lapsed, "--format", "junit", code=1))
    failures = {str(item.get("type")): item for item in root.iter("failure")}
    assert lapsed in str(root.get("name"))
    assert "OSFI E-23, Principle 3.4" in str(failures["gate.approval.lapsed.data"].text)
    log = json.loads(here.terminal.typed("gate", lapsed, "--format", "sarif", code=1))
    (run,) = log["runs"]
    results = {result["ruleId"]: result for result in run["results"]}
    assert set(results) == set(failures) == set(missing(here, lapsed))
    assert "data set was replaced" in results["gate.approval.lapsed.data"]["message"]["text"]
    assert missing(here, passing, "--stage", "shadow", code=0) == {}


def certificate_elsewhere(here: Bank, version: str) -> None:
    """The file passes where there is neither workspace nor network; another file, trust or age does not."""
    terminal, file = here.terminal, model_file(here)
    decision = approve(here, version)
    assert missing(here, "--artifact", str(file), code=0) == {}
    pipeline = here.folder / "pipeline"
    pipeline.mkdir()
    issue = ("certificate", "issue", decision, "--output", str(pipeline / "release.json"))
    assert "who may decide, issues" in terminal.refused(*issue, "--as", bank.OWNER)
    terminal.do(*issue, "--as", bank.RISK_MANAGER)
    pems = {str(row["id"]): str(row["certificate"]) for row in terminal.listed("people", "list")}
    signer = next(
        row["id"] for row in terminal.listed("people", "list") if bank.RISK_MANAGER in str(row["name"])
    )
    for name, person in (("CA.pem", str(signer)), ("other.pem", next(key for key in pems if key != signer))):
        (pipeline / name).write_text(pems[person], encoding="utf-8")
    (pipeline / "model.skops").write_bytes(file.read_bytes())
    (pipeline / "other.skops").write_bytes(file.read_bytes() + b" ")

    def judged(name: str, trust: str, *more: str) -> tuple[int, dict[str, object]]:
        given = ("--certificate", "release.json", "--artifact", name, "--trust", trust, "--format", "json")
        answer = elsewhere(pipeline, here.workspace, "--language", "en", "gate", *given, *more)
        return answer.code, json.loads(answer.out)

    code, passed = judged("model.skops", "CA.pem")
    assert (code, passed["version"], passed["decision"]) == (0, version, decision)
    assert "cannot be seen" in str(passed["remarks"])
    for name, trust, rule in (
        ("other.skops", "CA.pem", "gate.subject.artifact.other"),
        ("model.skops", "other.pem", "gate.certificate.trust"),
    ):
        code, document = judged(name, trust)
        rules = [item["rule"] for item in list_of(document["demands"]) if item["outcome"] == "missing"]
        assert code == 1
        assert [found for found in rules if str(found).startswith(rule)] == rules != []


def audit(here: Bank, version: str) -> None:
    """The auditor examines rows without the model, signs an opinion, and a second process verifies it all."""
    terminal = here.terminal
    rate = ("assess", version, "--materiality", "low", *LOW, "--as", bank.AUDITOR)
    assert "none of their roles" in terminal.refused(*rate)
    terminal.do(
        "audit", str(bank.table(here.folder / "sample.csv")), "--label", "good", "--prediction", "said",
        "--favorable", "1", "--sensitive", "age", "--bins", "age:25", "--purpose", "age=model_input",
        "--report", str(here.folder / "opinion.pdf"), "--title", f"Stichprobe zu {version}",
        "--opinion", "Die Zahlen der Validierung halten.", "--grade", "unqualified", "--as", bank.AUDITOR,
        "--only", "performance",
    )  # fmt: skip
    (opinion,) = terminal.listed("opinions", "list")
    issued = terminal.do("opinions", "report", str(opinion["id"]), "--as", bank.AUDITOR)
    (row,) = list_of(issued["reports"])
    for report in (str(row["path"]), str(here.folder / "opinion.pdf")):
        answer = second_process(here.folder, "verify", report, "--language", "en", "--json")
        assert (answer.code, answer.result["intact"], answer.result["valid"]) == (0, True, True)
    trail = second_process(here.folder, "--workspace", str(here.workspace), "trail", "verify", "--json")
    assert (trail.code, trail.result["problems"]) == (0, [])
    assert int(str(trail.result["signatures_checked"])) > MODELS


def tampering_is_named(here: Bank, version: str) -> None:
    """Somebody writes into the database what they would like to read: the trail names it, the gate shuts."""
    with closing(sqlite3.connect(here.workspace / "workspace.db")) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(
            "UPDATE version SET document = CAST(replace(CAST(document AS TEXT), '\"rejected\"', "
            "'\"approved\"') AS BLOB) WHERE state = 'rejected'"
        )
        connection.commit()
    trail = second_process(here.folder, "--workspace", str(here.workspace), "trail", "verify", "--json")
    assert trail.code == 1
    problems = {(str(item["problem"]), str(item["object"])) for item in list_of(trail.result["problems"])}
    assert problems == {("object_changed", "version MOD-0305@1"), ("columns_differ", "list MOD-0305")}
    assert set(missing(here, version)) == {"gate.trail.intact"}
