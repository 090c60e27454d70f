"""How are real examinations made: tables of people, judged by the checks themselves?"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.checks.base import Attributions
from core.examination import (
    Examination,
    Plan,
    ReceivedModel,
    Scan,
    ScanVerdict,
)
from core.findings import Severity
from core.ids import Exact
from core.inventory import (
    ArtifactFormat,
    Consent,
    Grouping,
    SensitivePurpose,
    Task,
)
from core.messages import message
from core.opinion import Observation, OpinionGrade
from core.remarks import remark
from core.texts import Language, Text
from core.workspace.requests import NewOpinion
from tests.reports.cases import HALF, Case, examine, people
from tests.reports.records import MOMENT, VALIDATOR, fake, words

FEATURES = ("alter", "höhe des kredits")
"""What the received model reads."""


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
    amount = rng.normal(5000, 900, len(case.table)).round(2)
    return examine(
        replace(
            case,
            table=case.table.assign(**{FEATURES[1]: amount}),
            attributions=_attributions(rng),
            features=FEATURES,
            checks=("group_fairness", "performance", "explanation"),
            more={"model": _received(kind), "confinement": "full"},
        )
    )


def _attributions(rng: np.random.Generator) -> Attributions:
    values = rng.normal(size=(80, 2)) * np.array([0.4, -0.2])
    return Attributions(
        values=values,
        base=0.6,
        outputs=values.sum(axis=1) + 0.6,
        rows=np.arange(80),
        features=FEATURES,
        background_rows=50,
        background_digest=fake("background"),
        explainer="permutation",
        scale="probability of the favorable class",
        float32=False,
    )


def _received(kind: ArtifactFormat) -> ReceivedModel:
    consent = Consent(
        by=VALIDATOR,
        name="Dr. Renate Süß",
        reason=words("Nur so liegt das Modell vor.", "The model is available in this form only."),
        given_at=MOMENT,
    )
    return ReceivedModel(
        file_name=Text("bonität_final_v3.pkl", Language.GERMAN),
        digest=fake("model"),
        size=1_482_113,
        format=kind,
        estimator="Pipeline(ColumnTransformer, LogisticRegression)",
        features=FEATURES,
        outputs=("0", "1"),
        libraries={"scikit-learn": "1.2.2", "numpy": "1.24.1"},
        scans=(
            Scan(scanner="picklescan 1.0.5", verdict=ScanVerdict.SUSPICIOUS, found=("sklearn.pipeline",)),
        ),
        remarks=(remark(message("The file was saved with an older scikit-learn than the one here.")),),
        consent=consent if kind is ArtifactFormat.PICKLE else None,
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
