"""How are real examinations made: tables of people, judged by the checks themselves?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.canonical import result_digest, sha256
from core.checks.base import Attributions, CheckInput
from core.checks.registry import get
from core.examination import (
    Examination,
    Plan,
    ReceivedModel,
    ReceivedTable,
    Scan,
    ScanVerdict,
)
from core.findings import Severity
from core.ids import Exact
from core.inventory import (
    ArtifactFormat,
    Column,
    ColumnRole,
    Consent,
    CutOff,
    Grouping,
    ScoreMeans,
    SensitivePurpose,
    TableDialect,
    TableFormat,
    Task,
)
from core.messages import message
from core.opinion import Observation, OpinionGrade
from core.policy_file import default_policy, read_policy
from core.progress import SILENT
from core.remarks import remark
from core.risk import Band
from core.texts import Language, Text
from core.workspace.requests import NewOpinion
from tests.reports.records import MOMENT, VALIDATOR, fake, words

HALF = CutOff(value=Exact("1/2"), score_means=ScoreMeans.FAVORABLE)
DIALECT = TableDialect(
    format=TableFormat.CSV,
    encoding="cp1252",
    delimiter=";",
    decimal=",",
    thousands=".",
    missing=("", "k. A."),
    skipped=2,
    date_format="%d.%m.%Y",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A table with what is asked of it."""

    table: pd.DataFrame
    plan: Plan
    score: "npt.NDArray[np.float64] | None" = None
    predicted: "npt.NDArray[np.object_] | None" = None
    attributions: Attributions | None = None
    features: tuple[str, ...] = ()
    checks: tuple[str, ...] = ("group_fairness", "performance")
    more: Mapping[str, object] = field(default_factory=dict)
    """Further fields of the examination."""


def examine(case: Case) -> Examination:
    """Run the checks in this process and put down what they found."""
    data = _input(case)
    results = tuple(get(check).run(data, SILENT) for check in case.checks)
    values: dict[str, object] = {
        "application": "Prüfstein 0.1.0",
        "examined_at": MOMENT,
        "table": received_table(case),
        "plan": case.plan,
        "policy": read_policy(default_policy()),
        "rows": len(case.table),
        "results": results,
        "result_digest": result_digest(results),
        "environment": {"python": "3.11.7", "numpy": "2.4.6", "scipy": "1.17.1"},
        "confinement": "not needed",
    }
    return Examination(**{**values, **case.more})  # type: ignore[arg-type]


def received_table(case: Case) -> ReceivedTable:
    """Return the table as received, with the roles of the plan."""
    columns = tuple(_column(case, str(name)) for name in case.table.columns)
    return ReceivedTable(
        file_name=Text("Anträge_Größe ß.csv", Language.GERMAN),
        digest=sha256(case.table.to_csv().encode()),
        size=len(case.table.to_csv()),
        dialect=DIALECT,
        rows=len(case.table) + 12,
        columns=columns,
        remarks=(
            remark(message("Numbers are written with “{sign}” as decimal sign.", sign=",")),
            remark(message("The first {n} lines are no part of the table.", n=2)),
        ),
    )


def _column(case: Case, name: str) -> Column:
    plan, roles = case.plan, []
    if name in plan.label:
        roles.append(ColumnRole.TARGET)
    if name in plan.prediction:
        roles.append(ColumnRole.PREDICTION)
    if name == plan.score:
        roles.append(ColumnRole.SCORE)
    if name == plan.weight:
        roles.append(ColumnRole.WEIGHT)
    if any(name == item.column for item in plan.groupings):
        roles.append(ColumnRole.SENSITIVE)
    if name in case.features:
        roles.append(ColumnRole.FEATURE)
    dtype = "text" if case.table[name].dtype == object else "number"
    return Column(
        name=name,
        dtype=dtype,
        roles=tuple(roles) or (ColumnRole.IGNORED,),
        purpose=plan.purposes.get(name),
    )


def _input(case: Case) -> CheckInput:
    plan = case.plan
    several = plan.task is Task.MULTILABEL
    return CheckInput(
        table=case.table,
        task=plan.task,
        target=plan.label[0] if plan.label and not several else None,
        favorable=plan.favorable,
        features=case.features,
        groupings=plan.groupings,
        weight=plan.weight,
        score=case.score,
        predicted=case.predicted,
        cut_off=plan.cut_off,
        score_means=None if plan.cut_off is None else plan.cut_off.score_means,
        attributions=case.attributions,
        policy=read_policy(default_policy()),
        tier=Band.SEVERE,
        seed=plan.seed,
        targets=plan.label if several else (),
        predictions=plan.prediction if several else (),
        references=plan.references,
        intersections=plan.intersections,
        filter=plan.where,
    )


def people(n: int = 900, seed: int = 5) -> pd.DataFrame:
    """Return applicants with true outcome, score, decision, age and origin."""
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 80, n)
    origin = rng.choice(["Deutschland", "Österreich", "Türkei", "übrige EU"], n, p=[0.6, 0.2, 0.17, 0.03])
    chance = 0.35 + 0.004 * (age - 18) + np.where(origin == "Türkei", -0.12, 0.0)
    good = (rng.random(n) < chance).astype(int)
    score = np.clip(chance + rng.normal(0, 0.12, n) + 0.15 * (good - 0.5), 0, 1)
    return pd.DataFrame(
        {
            "rückzahlung": good,
            "entscheidung": (score >= 0.5).astype(int),
            "wert": score,
            "alter": age,
            "herkunft": origin,
        }
    )


def rates_only() -> Examination:
    """Return decisions without any true outcome."""
    table = people().drop(columns=["rückzahlung", "wert"])
    plan = Plan(
        task=Task.BINARY,
        prediction=("entscheidung",),
        favorable="1",
        groupings=(Grouping(column="alter", edges=(Exact("25"), Exact("60"))), Grouping(column="herkunft")),
        purposes={
            "alter": SensitivePurpose.GROUP_COMPARISON,
            "herkunft": SensitivePurpose.BIAS_TEST_ONLY,
        },
        where="alter >= 18 and not herkunft = 'übrige EU'",
    )
    return examine(Case(table=table, plan=plan, predicted=_said(table["entscheidung"])))


def labelled(table: pd.DataFrame | None = None, **changes: object) -> Examination:
    """Return decisions with true outcomes, scores, intersections and a chosen reference."""
    return examine(labelled_case(table, **changes))


def labelled_case(table: pd.DataFrame | None = None, **changes: object) -> Case:
    """Return the case behind `labelled`."""
    found = people() if table is None else table
    plan = Plan(
        task=Task.BINARY,
        label=("rückzahlung",),
        prediction=("entscheidung",),
        score="wert",
        cut_off=HALF,
        favorable="1",
        groupings=(Grouping(column="alter", edges=(Exact("25"),)), Grouping(column="herkunft")),
        purposes={"alter": SensitivePurpose.MODEL_INPUT, "herkunft": SensitivePurpose.GROUP_COMPARISON},
        intersections=True,
        references={"herkunft": "Deutschland"},
        minimum_group=40,
    )
    plan = replace(plan, **changes)  # type: ignore[arg-type]
    return Case(
        table=found,
        plan=plan,
        score=found["wert"].to_numpy(dtype=float),
        predicted=_said(found["entscheidung"]),
    )


def with_model(kind: ArtifactFormat = ArtifactFormat.PICKLE) -> Examination:
    """Return an examination of a model file that somebody consented to open."""
    rng = np.random.default_rng(1)
    case = labelled_case()
    table, weights = case.table, np.array([0.4, -0.2])
    values = rng.normal(size=(80, 2)) * weights
    features = ("alter", "höhe des kredits")
    table = table.assign(**{"höhe des kredits": rng.normal(5000, 900, len(table)).round(2)})
    consent = Consent(
        by=VALIDATOR,
        name="Dr. Renate Süß",
        reason=words("Nur so liegt das Modell vor.", "The model is available in this form only."),
        given_at=MOMENT,
    )
    model = ReceivedModel(
        file_name=Text("bonität_final_v3.pkl", Language.GERMAN),
        digest=fake("model"),
        size=1_482_113,
        format=kind,
        estimator="Pipeline(ColumnTransformer, LogisticRegression)",
        features=features,
        outputs=("0", "1"),
        libraries={"scikit-learn": "1.2.2", "numpy": "1.24.1"},
        scans=(
            Scan(scanner="picklescan 1.0.5", verdict=ScanVerdict.SUSPICIOUS, found=("sklearn.pipeline",)),
        ),
        remarks=(remark(message("The file was saved with an older scikit-learn than the one here.")),),
        consent=consent if kind is ArtifactFormat.PICKLE else None,
    )
    attributions = Attributions(
        values=values,
        base=0.6,
        outputs=values.sum(axis=1) + 0.6,
        rows=np.arange(80),
        features=features,
        background_rows=50,
        background_digest=fake("background"),
        explainer="permutation",
        scale="probability of the favorable class",
        float32=False,
    )
    return examine(
        replace(
            case,
            table=table,
            attributions=attributions,
            features=features,
            checks=("group_fairness", "performance", "explanation"),
            more={"model": model, "confinement": "full"},
        )
    )


def regression() -> Examination:
    """Return a table of estimated prices."""
    rng = np.random.default_rng(3)
    truth = rng.normal(200, 40, 400)
    table = pd.DataFrame(
        {
            "preis": truth,
            "schätzung": truth + rng.normal(0, 20, 400),
            "lage": rng.choice(["Nord", "Süd"], 400),
        }
    )
    plan = Plan(
        task=Task.REGRESSION,
        label=("preis",),
        prediction=("schätzung",),
        groupings=(Grouping(column="lage"),),
        purposes={"lage": SensitivePurpose.GROUP_COMPARISON},
    )
    return examine(Case(table=table, plan=plan, score=table["schätzung"].to_numpy(dtype=float)))


def multilabel() -> Examination:
    """Return flags for three topics."""
    rng = np.random.default_rng(4)
    flags = {f"thema {name}": rng.integers(0, 2, 300) for name in "abc"}
    said = {f"erkannt {name}": rng.integers(0, 2, 300) for name in "abc"}
    table = pd.DataFrame({**flags, **said, "sprache": rng.choice(["de", "tr"], 300)})
    plan = Plan(
        task=Task.MULTILABEL,
        label=tuple(flags),
        prediction=tuple(said),
        favorable="1",
        groupings=(Grouping(column="sprache"),),
        purposes={"sprache": SensitivePurpose.GROUP_COMPARISON},
    )
    return examine(Case(table=table, plan=plan))


def multiclass() -> Examination:
    """Return three classes with a rare one."""
    rng = np.random.default_rng(6)
    truth = rng.choice(["A", "B", "C"], 500, p=[0.7, 0.27, 0.03])
    said = np.where(rng.random(500) < 0.8, truth, rng.choice(["A", "B", "C"], 500))
    table = pd.DataFrame({"klasse": truth, "gesagt": said, "region": rng.choice(["Ost", "West"], 500)})
    plan = Plan(
        task=Task.MULTICLASS,
        label=("klasse",),
        prediction=("gesagt",),
        favorable="A",
        groupings=(Grouping(column="region"),),
        purposes={"region": SensitivePurpose.GROUP_COMPARISON},
    )
    return examine(Case(table=table, plan=plan, predicted=_said(table["gesagt"])))


def many_groups(count: int = 40) -> Examination:
    """Return a table with forty districts, some of them tiny."""
    rng = np.random.default_rng(8)
    sizes = rng.integers(5, 120, count)
    names = [f"Landkreis Nummer {at:02d} mit längerem Namen" for at in range(count)]
    district = np.repeat(np.array(names, dtype=object), sizes)
    table = people(len(district)).assign(landkreis=district).drop(columns=["alter", "herkunft"])
    return examine(
        labelled_case(
            table,
            groupings=(Grouping(column="landkreis"),),
            purposes={"landkreis": SensitivePurpose.GROUP_COMPARISON},
            references={},
            intersections=False,
            minimum_group=None,
        )
    )


def not_computable() -> Examination:
    """Return a group without any row of one class, and a rate of zero as reference."""
    table = people(300)
    table.loc[table["alter"] <= 25, "rückzahlung"] = 1
    table["entscheidung"] = 0
    return labelled(table=table, intersections=False, references={}, minimum_group=None)


def opinion(examination: Examination, **changes: object) -> NewOpinion:
    """Return what an auditor writes about an examination."""
    values: dict[str, object] = {
        "title": words(
            "Bonitätsmodell des Lieferanten Größe & Söhne", "Credit model of supplier Größe & Söhne"
        ),
        "subject": words(
            "Eingegangen am 20.11.2026 von der Kreditabteilung. Frage: Werden junge Antragstellende "
            "benachteiligt?",
            "Received on 20 November 2026 from the credit department. Question: are young applicants "
            "disadvantaged?",
        ),
        "examination": examination,
        "observations": observations(),
        "grade": OpinionGrade.QUALIFIED,
        "conclusion": words(
            "Die Zahlen halten, mit Einschränkung:\n\nFür Personen bis 25 Jahre reichen die Daten nicht.",
            "The figures hold with one reservation:\n\nFor persons up to 25 years the data do not suffice.",
        ),
    }
    return NewOpinion(**{**values, **changes})  # type: ignore[arg-type]


def observations() -> tuple[Observation, ...]:
    """Return one observation from a check and one of the author's own."""
    return (
        Observation(
            title=words(
                "Junge Antragstellende werden seltener angenommen", "Young applicants are accepted less"
            ),
            description=words("Das Verhältnis liegt unter 0,8.", "The ratio lies below 0.8."),
            severity=Severity.HIGH,
            check="group_fairness",
            measure="impact_ratio",
            subject="alter",
        ),
        Observation(
            title=words("Herkunft der Daten ist nicht belegt", "The origin of the data is not shown"),
            severity=Severity.LOW,
        ),
    )


def _said(column: "pd.Series[int]") -> "npt.NDArray[np.object_]":
    return column.astype(str).to_numpy(dtype=object)
