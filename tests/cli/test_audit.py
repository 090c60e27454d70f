"""Does one command lead from a received table to figures, a verdict and a report, and say what it lacks?"""

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest

from cli.commands.audit import leaving
from cli.main import run
from core.keys import strength
from core.policy_file import DEFAULT_FILE
from core.results import CheckResult, Definition, RunState, Verdict
from core.texts import Language, Text
from reports.verification import verify
from tests.conftest import ROOT
from tests.core.conftest import CHEAP
from tests.core.examining.tables import ADMISSIONS, counted, scored

Audit = Callable[..., "tuple[int, str, str]"]
PAID = ("--label", "paid", "--prediction", "said", "--favorable", "1", "--sensitive", "sex")


@pytest.fixture
def audit(capsys: pytest.CaptureFixture[str]) -> Audit:
    """Run the command; exit code, standard output and standard error."""

    def called(*arguments: "str | Path") -> "tuple[int, str, str]":
        code = run(["audit", *(str(item) for item in arguments)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return called


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up applications."""
    return scored(tmp_path_factory.mktemp("audit") / "applications.csv")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Received: applications.csv, 400 rows", "Selection rate", "Verdict", "Conclusions",
                "Impact ratio (four-fifths rule)", "sex: f / m", "at least 30 are needed", "Result digest"]),
        ("de", ["Erhalten: applications.csv, 400 Zeilen", "Auswahlrate", "Urteil", "Ergebnis",
                "Auswahlverhältnis", "sex: f / m", "mindestens 30 sind nötig", "Prüfsumme der Ergebnisse"]),
    ],
)  # fmt: skip
def test_the_terminal_says_what_came_in_the_groups_the_comparisons_and_the_verdicts(
    audit: Audit, table: Path, language: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    code, out, err = audit(table, *PAID, "--language", language)
    assert code in {0, 1}
    assert err == ""
    for word in words:
        assert word in out, word
    assert "\x1b[" not in out
    rows = [line for line in out.splitlines() if "─" in line or re.search(r"\d %?  ", line)]
    assert rows
    assert max(len(line) for line in rows) <= 100


def test_the_json_is_one_document_of_the_published_schema_with_everything_about_each_group(
    audit: Audit, table: Path
) -> None:
    code, out, err = audit(
        table, *PAID, "--score", "score", "--cutoff", "0.5", "--score-means", "favorable",
        "--sensitive", "age", "--bins", "age:25,40", "--intersections", "--reference", "sex=m", "--json",
    )  # fmt: skip
    assert err == ""
    document = json.loads(out)
    schema = json.loads((ROOT / "docs" / "schema" / "examination-1.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)
    fairness = document["result"]["results"][0]
    assert fairness["check"] == "group_fairness"
    for group in fairness["groups"]:
        assert group["n"] > 0
        for item in group["measurements"]:
            assert (item["value"] is None) == (item["reason"] is not None)
            if item["measure"] in {"selection_rate", "tpr", "fpr"} and item["value"] is not None:
                assert item["value"] == pytest.approx(item["numerator"] / item["denominator"])
                assert item["interval"]["low"] <= item["value"] <= item["interval"]["high"]
    assert {item["feature"] for item in fairness["comparisons"]} == {"sex", "age", "sex x age"}
    for item in fairness["comparisons"]:
        assert {"reference", "reference_rule", "difference", "ratio", "tests"} <= item.keys()
        assert item["verdict"] in {"passed", "failed", "not_decidable", "not_applicable"}
        assert item["reason"]["code"]
    assert {item["reference"] for item in fairness["comparisons"] if item["feature"] == "sex"} == {"m"}
    verdicts = {item["verdict"] for item in document["result"]["results"]}
    assert code == int("failed" in verdicts)


def test_the_same_rows_in_any_coding_give_the_same_figures(audit: Audit, tmp_path: Path) -> None:
    frame = pd.read_csv(scored(tmp_path / "plain.csv", rows=200), keep_default_na=False)
    paid, said = frame["paid"] == 1, frame["said"] == 1
    codings = {
        "words": (np.where(paid, "gut", "böse"), np.where(said, "gut", "böse"), "gut"),
        "truths": (np.where(paid, "True", "False"), np.where(said, "true", "false"), "true"),
        "decimals": (np.where(paid, "1,0", "2,0"), np.where(said, "1", "2"), "1"),
    }
    seen = []
    for name, (label, prediction, favorable) in codings.items():
        path = tmp_path / f"{name}.csv"
        pd.DataFrame({"Geschlecht": frame["sex"], "wahr": label, "Größe der Zusage": prediction}).to_csv(
            path, sep=";", index=False, encoding="cp1252"
        )
        code, out, err = audit(
            path, "--label", "wahr", "--prediction", "Größe der Zusage", "--favorable", favorable,
            "--sensitive", "Geschlecht", "--json",
        )  # fmt: skip
        assert (code in {0, 1}, err) == (True, ""), name
        groups = json.loads(out)["result"]["results"][0]["groups"]
        seen.append([(item["label"], item["n"], item["measurements"]) for item in groups])
    assert seen[0] == seen[1] == seen[2]


FORMATS = ("plain.csv", "t.parquet", "t.feather", "t.xlsx", "t.jsonl", "t.tsv.gz")


@pytest.mark.parametrize(
    "names", [("t.xlsx", "t.tsv.gz"), pytest.param(FORMATS, marks=pytest.mark.full)], ids=["two", "all"]
)
def test_the_same_rows_in_any_format_give_the_same_figures(
    audit: Audit, tmp_path: Path, names: tuple[str, ...]
) -> None:
    frame = pd.read_csv(scored(tmp_path / "plain.csv", rows=120))
    frame.to_parquet(tmp_path / "t.parquet")
    frame.to_feather(tmp_path / "t.feather")
    frame.to_excel(tmp_path / "t.xlsx", sheet_name="Daten", index=False)
    frame.to_json(tmp_path / "t.jsonl", orient="records", lines=True)
    frame.to_csv(tmp_path / "t.tsv.gz", sep="\t", index=False)
    seen = []
    for name in names:
        code, out, err = audit(tmp_path / name, *PAID, "--json")
        assert (code in {0, 1}, err) == (True, ""), name
        seen.append(json.loads(out)["result"]["result_digest"])
    assert len(set(seen)) == 1


def test_a_pickled_model_is_opened_only_with_the_consent_of_a_named_person(
    audit: Audit, tmp_path: Path
) -> None:
    import joblib
    from sklearn.linear_model import LogisticRegression

    path, model = scored(tmp_path / "t.csv", rows=150), tmp_path / "model.joblib"
    frame = pd.read_csv(path)
    joblib.dump(LogisticRegression().fit(frame[["age", "score"]], frame["paid"]), model)
    asked = (path, "--model", model, "--label", "paid", "--favorable", "1", "--sensitive", "sex")
    code, _, err = audit(*asked)
    assert code == 2
    assert "--consent" in err
    assert "pruefstein inspect" in err
    code, out, err = audit(*asked, "--as", "Selin Aydın", "--consent", "known supplier", "--json")
    assert (code in {0, 1}, err) == (True, "")
    received = json.loads(out)["result"]["model"]
    assert received["format"] == "pickle"
    assert (received["consent"]["by"], received["consent"]["name"]) == (None, "Selin Aydın")
    assert received["consent"]["reason"]["body"] == "known supplier"


def test_a_published_table_is_recomputed_from_its_cells(audit: Audit, tmp_path: Path) -> None:
    code, out, _ = audit(
        counted(tmp_path / "berkeley.csv"), "--prediction", "admitted", "--favorable", "yes",
        "--sensitive", "sex", "--weight", "n", "--json",
    )  # fmt: skip
    assert code == 1
    fairness, performance = json.loads(out)["result"]["results"]
    groups = {item["label"]: item for item in fairness["groups"]}
    for sex, yes, no in ADMISSIONS:
        assert groups[sex]["n"] == yes + no
        assert groups[sex]["measurements"][0]["value"] == pytest.approx(yes / (yes + no), abs=1e-12)
    assert fairness["comparisons"][0]["ratio"]["value"] == pytest.approx(0.6818297, abs=1e-6)
    assert performance["verdict"] == "not_applicable"


def test_the_four_fifths_of_the_guidelines_are_exact(audit: Audit, tmp_path: Path) -> None:
    case = json.loads((ROOT / "tests/golden/cases/fourfifths_eeoc_qa.json").read_text(encoding="utf-8"))
    groups, rates = case["input"]["groups"], case["input"]["rate"]
    rows = [("race", "hired", "n")]
    for group, rate in zip(groups, rates, strict=True):
        rows += [(group, "yes", str(round(rate * 100))), (group, "no", str(100 - round(rate * 100)))]
    path = tmp_path / "eeoc.csv"
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    _, out, _ = audit(
        path, "--prediction", "hired", "--favorable", "yes", "--sensitive", "race", "--weight", "n", "--json"
    )
    compared = json.loads(out)["result"]["results"][0]["comparisons"]
    below = {item["group"]: item["below_four_fifths"] for item in compared}
    expected = zip(groups, case["expected"]["below_80"], strict=True)
    assert below == {group: low for group, low in expected if group != "white"}


@pytest.mark.parametrize(
    ("arguments", "english", "german"),
    [
        (["--prediction", "said"], "favorable to the person", "[--favorable]"),
        (["--score", "score", "--sensitive", "sex"], "[--cutoff, --score-means]", "Schwellenwert"),
        (["--score", "score", "--cutoff", "0.5"], "--score-means", "--score-means"),
        (["--score-means", "favorable"], "--score-means needs --cutoff", "--score-means braucht --cutoff"),
        (["--cutoff", "half", "--score-means", "favorable"], "half is no number", "half"),
        ([*PAID, "--task", "magic"], "magic is no value of --task", "--task"),
        ([*PAID, "--sensitive", "age"], "--bins age:25,40", "--bins age:25,40"),
        ([*PAID, "--bins", "age:25"], "--sensitive does not name", "--sensitive nennt"),
        ([*PAID, "--bins", "age"], "names no cut points", "nennt keine Schnittpunkte"),
        ([*PAID, "--sensitive", "age", "--bins", "age:x"], "x is no number for --bins", "--bins"),
        ([*PAID, "--sensitive", "age<=25", "--bins", "age:25"], "Cut it once", "einmal"),
        ([*PAID, "--reference", "sex"], "cannot be read for --reference", "--reference nicht lesbar"),
        ([*PAID, "--reference", "sex=x"], "does not occur in “sex”", "kommt in „sex“ nicht vor"),
        ([*PAID, "--purpose", "sex=fun"], "fun is no value of --purpose", "--purpose"),
        ([*PAID, "--where", "sex = "], "at character 7: its end was found", "bei Zeichen 7"),
        ([*PAID, "--label", "nope"], "no column “nope”", "keine Spalte „nope“"),
        ([*PAID, "--min-group", "0"], "[--min-group]", "[--min-group]"),
        ([*PAID, "--consent", "because"], "A consent needs a reason and a name", "Name"),
        ([*PAID, "--policy", "none.toml"], "There is no file none.toml", "none.toml"),
        ([*PAID, "--delimiter", ";"], "no column", "keine Spalte"),
        ([*PAID, "--encoding", "klingon"], "klingon", "klingon"),
        ([*PAID, "--reference", "sex x age=m x 3"], "not named as sensitive", "nicht als sensibel"),
        ([*PAID, "--report", "no/such/folder.pdf"], "there is no such folder", "Den Ordner gibt es nicht"),
        ([*PAID, "--report", "x.pdf", "--grade", "adverse"], "--grade needs --opinion", "--grade braucht"),
        ([*PAID, "--report", "x.pdf", "--opinion", "bad"], "--opinion needs --grade", "--opinion braucht"),
        ([*PAID, "--report", "x.pdf", "--opinion", "@none"], "cannot be read from none", "aus none"),
        ([*PAID, "--report", "x.pdf", "--lang", "fr"], "fr is no value of --lang", "--lang"),
    ],
)  # fmt: skip
def test_what_is_lacking_or_wrong_leaves_with_2_and_says_the_option_in_both_languages(
    audit: Audit, table: Path, arguments: list[str], english: str, german: str
) -> None:
    for language, words in (("en", english), ("de", german)):
        code, out, err = audit(table, *arguments, "--language", language)
        assert (code, out) == (2, "")
        assert words in err


def test_everything_that_is_lacking_is_said_at_once(audit: Audit, table: Path) -> None:
    code, _, err = audit(table, "--score", "score", "--label", "paid")
    assert code == 2
    assert [line.rpartition("[")[2] for line in err.strip().splitlines()] == [
        "--cutoff, --score-means]",
        "--favorable]",
    ]


def test_files_that_are_no_table_are_refused(audit: Audit, tmp_path: Path, examples: Path) -> None:
    model = examples / "models" / "kredit_logreg.skops"
    assert "with --model" in audit(model, *PAID)[2]
    assert "There is no file" in audit(tmp_path / "none.csv", *PAID)[2]
    assert "is a folder" in audit(tmp_path, *PAID)[2]
    code, out, _ = audit(model, *PAID, "--json")
    assert code == 2
    assert json.loads(out)["error"]["message"]


def test_below_an_edge_and_up_to_it_are_different_groups(audit: Audit, table: Path) -> None:
    rates = ("--score", "score", "--cutoff", "1/2", "--score-means", "favorable", "--sensitive")
    labels = []
    for typed in (("age", "--bins", "age:25"), ("age", "--bins", "age:<25"), ("age<=25",)):
        found = json.loads(audit(table, *rates, *typed, "--json")[1])["result"]
        labels.append([item["label"] for item in found["results"][0]["groups"]])
    assert labels == [["<= 25", "> 25"], ["< 25", ">= 25"], ["<= 25", "> 25"]]
    code, out, _ = audit(table, *rates, "age", "--bins", "age:", "--json")
    assert code in {0, 1}
    assert len(json.loads(out)["result"]["results"][0]["groups"]) > 40


def test_a_draft_is_marked_needs_no_workspace_and_overwrites_nothing(
    audit: Audit, table: Path, tmp_path: Path
) -> None:
    import pikepdf

    path = tmp_path / "opinion.pdf"
    code, out, err = audit(table, *PAID, "--report", path, "--lang", "de")
    assert (code in {0, 1}, err) == (True, "")
    assert f"Unsigned draft: {path}" in out
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) > 3
        assert "/Sig" not in str(pdf.Root.get("/AcroForm", ""))
    before = path.read_bytes()
    code, _, err = audit(table, *PAID, "--report", path)
    assert (code, path.read_bytes()) == (2, before)
    assert "--force" in err
    assert audit(table, *PAID, "--report", path, "--force")[0] in {0, 1}
    assert path.read_bytes() != before
    assert [item.name for item in tmp_path.iterdir()] == ["opinion.pdf"]


def test_a_policy_of_the_firm_decides_instead_of_the_shipped_one(
    audit: Audit, table: Path, tmp_path: Path
) -> None:
    shipped = DEFAULT_FILE.read_text(encoding="utf-8")
    own = tmp_path / "policy.toml"
    own.write_text(re.sub(r"minimum_group = \d+", "minimum_group = 5", shipped), encoding="utf-8")
    labels = []
    for arguments in ((), ("--policy", own), ("--min-group", "5")):
        found = json.loads(audit(table, *PAID, *arguments, "--json")[1])["result"]
        labels.append({item["group"] for item in found["results"][0]["comparisons"]})
    assert "" not in labels[0]
    assert labels[1] == labels[2] >= {""}
    broken = tmp_path / "broken.toml"
    broken.write_text(shipped.replace("confidence", "konfidenz"), encoding="utf-8")
    code, _, err = audit(table, *PAID, "--policy", broken)
    assert code == 2
    assert "konfidenz" in err


def test_a_report_never_replaces_what_is_examined(audit: Audit, tmp_path: Path) -> None:
    path = scored(tmp_path / "t.csv", rows=60)
    before = path.read_bytes()
    code, _, err = audit(path, *PAID, "--report", tmp_path / "." / "t.csv", "--force")
    assert (code, path.read_bytes()) == (2, before)
    assert "would replace the file that is examined" in err


def test_without_a_workspace_nobody_signs_and_the_way_to_one_is_said(
    audit: Audit, table: Path, tmp_path: Path
) -> None:
    code, _, err = audit(
        table, *PAID, "--report", tmp_path / "o.pdf", "--as", "Selin Aydın", "--workspace", tmp_path
    )
    assert code == 2
    assert 'pruefstein init my-workspace --name "Selin Aydın"' in err
    assert not (tmp_path / "o.pdf").exists()


def test_in_a_workspace_the_opinion_is_kept_signed_filed_and_copied(
    audit: Audit, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.workspace import Workspace

    monkeypatch.setattr(strength, "STANDARD", CHEAP)
    secret, folder, path = tmp_path / "passphrase", tmp_path / "ws", tmp_path / "opinion.pdf"
    secret.write_text("Korrekt-Pferd-9-Batterie\n", encoding="utf-8")
    monkeypatch.setenv("PRUEFSTEIN_PASSPHRASE_FILE", str(secret))
    assert run(["init", str(folder), "--name", "Selin Aydın"]) == 0
    text = tmp_path / "opinion.txt"
    text.write_text("Frauen werden seltener angenommen.", encoding="utf-8")
    code, out, err = audit(
        table, *PAID, "--report", path, "--as", "Selin Aydın", "--workspace", folder, "--lang", "de",
        "--title", "Punktwerte der Firma X", "--opinion", f"@{text}", "--grade", "qualified",
    )  # fmt: skip
    assert (code in {0, 1}, err) == (True, "")
    assert "Signed and filed as REP-0001" in out
    workspace = Workspace.open(folder, read_only=True)
    try:
        (head,) = workspace.opinions.all()
        kept = workspace.opinions.get(head.id)
        found = verify(path, workspace)
    finally:
        workspace.close()
    assert kept.title == Text("Punktwerte der Firma X", Language.GERMAN)
    assert kept.conclusion is not None
    assert kept.conclusion.body == "Frauen werden seltener angenommen."
    assert found.intact
    assert kept.examination.result_digest in out


def test_the_exit_code_is_0_only_without_failed_and_errored() -> None:
    def checked(verdict: Verdict, state: RunState = RunState.FINISHED) -> CheckResult:
        definition = Definition(rows=1, rows_total=1)
        return CheckResult(
            check="performance", check_version=1, state=state, verdict=verdict, definition=definition
        )

    passed, open_, failed = map(checked, (Verdict.PASSED, Verdict.NOT_DECIDABLE, Verdict.FAILED))
    broken = checked(Verdict.NOT_APPLICABLE, RunState.ERRORED)
    assert leaving((passed, open_), strict=False) == 0
    assert leaving((passed, open_), strict=True) == 1
    assert leaving((passed, failed), strict=False) == 1
    assert leaving((passed, broken), strict=False) == 1
    assert leaving((), strict=True) == 0


def test_why_a_report_cannot_be_written_is_said_in_the_language_and_nothing_is_left(
    tmp_path: Path,
) -> None:
    from cli.audit.paper import write_file
    from core.errors import UserError
    from core.language import Translator

    taken = tmp_path / "taken.pdf"
    taken.write_bytes(b"before")
    for path, words in (
        (taken, "Inzwischen gibt es dort"),
        (tmp_path / "gone" / "o.pdf", "keine Datei anlegen"),
    ):
        with pytest.raises(UserError) as error:
            write_file(path, b"%PDF", force=False)
        said = Translator(Language.GERMAN).say(error.value.message)
        assert words in said
        assert "No such file" not in said
    assert [item.name for item in tmp_path.iterdir()] == ["taken.pdf"]
    assert taken.read_bytes() == b"before"
