"""Does the report on the risk of a model say how it is watched, used, challenged, and what it rests on?"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.decisions import Condition
from core.evidence import Evidence, ReportKind
from core.findings import Severity
from core.governance.campaigns import Attestation, AttestationAnswer
from core.governance.challenges import Challenge, ChallengeTopic
from core.governance.contingency import Contingency
from core.governance.dependencies import SharedKind, SharedThing
from core.governance.deployments import Deployment
from core.governance.documents import Document as Paper
from core.governance.documents import DocumentKind
from core.governance.incidents import Incident
from core.governance.kpis import Kpis, Share
from core.governance.monitoring import Indicator, Monitor, Observation
from core.governance.surroundings import Attested, Surroundings
from core.governance.vendors import Vendor
from core.ids import (
    AttestationId,
    CampaignId,
    ChallengeId,
    DatasetId,
    DeploymentId,
    DocumentId,
    Exact,
    IncidentId,
    ModelId,
    MonitorId,
    ObservationId,
    RunId,
    VendorId,
)
from core.inventory import ModelKind, State
from core.language import Translator
from core.policy import Relation
from core.regulations.catalogue import load
from core.regulations.coverage import cover
from core.results import Verdict
from core.stages import Stage
from core.texts import Language
from core.ties import Dependency, DependencyKind
from reports.document import Document, Gap, strings
from reports.kinds import build
from tests.reports import factory
from tests.reports.records import MOMENT, OWNER, VALIDATOR, VERSION, fake, model, version, words

MODEL = ModelId("MOD-0001")
TODAY = MOMENT.date()
MONITOR = Monitor(
    id=MonitorId("MON-0001"),
    version=VERSION,
    name=words("Anträge des Monats", "Applications of the month"),
    checks=("drift",),
    label_checks=("performance",),
    reference=DatasetId("DS-0001"),
    label_lag_days=90,
    every_days=31,
    owner=OWNER,
    set_up_by=VALIDATOR,
    set_up_at=MOMENT - timedelta(days=80),
)


def observation(number: int, days: int, verdict: Verdict) -> Observation:
    """Return a look at new rows so many days ago."""
    value, seen = (0.31 if verdict is Verdict.FAILED else 0.05), MOMENT - timedelta(days=days)
    return Observation(
        id=ObservationId(f"MR-{number:04d}"),
        monitor=MONITOR.id,
        version=VERSION,
        source=fake(f"rows {number}"),
        dataset=DatasetId(f"DS-001{number}"),
        rows=150,
        first_day=seen.date() - timedelta(days=30),
        last_day=seen.date(),
        run=RunId(f"RUN-001{number}"),
        indicators=(
            Indicator(
                check="drift",
                measure="psi",
                subject="hoehe",
                value=value,
                limit=Exact("0.25"),
                relation=Relation.AT_MOST,
                verdict=verdict,
            ),
        ),
        observed_by=VALIDATOR,
        observed_at=seen,
    )


def kpis() -> Kpis:
    """Return figures of four models."""
    none = Share(part=0, whole=0)
    return Kpis(
        day=TODAY,
        models=4,
        in_operation=2,
        assessed=Share(part=3, whole=4),
        checked=Share(part=3, whole=4),
        approved=Share(part=1, whole=2),
        monitored=Share(part=1, whole=2),
        overdue_reviews=none,
        days_to_release=None,
        with_overrides=Share(part=0, whole=4),
    )


def operation() -> Surroundings:
    """Return what happens in operation, with an alarm, an incident and a plan that was never tested."""
    return Surroundings(
        monitors=(MONITOR,),
        observations=(observation(1, 40, Verdict.PASSED), observation(2, 9, Verdict.FAILED)),
        observed={MONITOR.id: 7},
        deployments=(
            Deployment(
                id=DeploymentId("DEP-0001"),
                version=VERSION,
                stage=Stage.CHAMPION,
                system="Credit desk",
                environment="production",
                share=Exact("100"),
                since=TODAY - timedelta(days=30),
                recorded_by=OWNER,
                recorded_at=MOMENT,
            ),
        ),
        contingency=Contingency(
            model=MODEL, fallback=words("Von Hand", "By hand"), responsible=OWNER, recorded_at=MOMENT
        ),
        incidents=(
            Incident(
                id=IncidentId("INC-0001"),
                model=MODEL,
                title=words("Falsche Einheit", "Wrong unit"),
                description=words("Cent statt Euro", "Cents, not euros"),
                severity=Severity.HIGH,
                detected_at=MOMENT - timedelta(days=3),
                reported_by=OWNER,
                reported_at=MOMENT - timedelta(days=3),
            ),
        ),
        kpis=kpis(),
    )


def rests() -> Surroundings:
    """Return vendor, shared libraries, an expired document, a challenge and an attestation."""
    return Surroundings(
        vendor=Vendor(
            id=VendorId("VEN-0001"),
            name=words("Rechenhaus", "Rechenhaus"),
            subcontractors=("Cloud AG",),
            recorded_at=MOMENT,
        ),
        feeds=(ModelId("MOD-0003"),),
        shared=(
            SharedThing(
                kind=SharedKind.LIBRARY,
                name="scikit-learn",
                models=(MODEL, ModelId("MOD-0002")),
                indirect=(ModelId("MOD-0003"),),
                share=0.75,
                worst=None,
            ),
        ),
        documents=(
            Paper(
                id=DocumentId("DOC-0001"),
                title=words("Unterlagen des Anbieters", "Papers of the vendor"),
                kind=DocumentKind.VENDOR_DOCUMENTATION,
                subject=MODEL,
                file_name=words("dossier.pdf", "dossier.pdf"),
                digest=fake("dossier"),
                size=10,
                language="de",
                valid_until=TODAY - timedelta(days=1),
                filed_by=OWNER,
                filed_at=MOMENT,
            ),
        ),
        challenges=(challenge(),),
        attestations=(attested(),),
    )


def challenge() -> Challenge:
    """Return a question nobody answered in time."""
    return Challenge(
        id=ChallengeId("CH-0001"),
        model=MODEL,
        topic=ChallengeTopic.DATA,
        question=words("Warum so alte Daten?", "Why data so old?"),
        expertise=words("Zwölf Jahre Validierung", "Twelve years of validation"),
        standing=words("Berichtet dem Vorstand", "Reports to the board"),
        raised_by=VALIDATOR,
        raised_at=MOMENT,
        due=date(2026, 11, 1),
    )


def attested() -> Attested:
    """Return what the owner signed in a campaign."""
    return Attested(
        statement=words("Der Eintrag stimmt.", "The entry is right."),
        attestation=Attestation(
            id=AttestationId("ATT-0001"),
            campaign=CampaignId("CAM-0001"),
            model=MODEL,
            answer=next(iter(AttestationAnswer)),
            record=fake("record"),
            given_by=OWNER,
            for_=OWNER,
            given_at=MOMENT,
            certificate_digest=fake("certificate"),
            signature="00",
        ),
    )


def report(evidence: Evidence, language: Language = Language.ENGLISH) -> Document:
    """Return the report on the risk of the model."""
    return build(evidence, ReportKind.MODEL_RISK, Translator(language), None)


def said(document: Document, title: str) -> str:
    """Return everything said in the chapter or part with a title."""
    section = next(item for item in document.walk() if item.title == title)
    return "\n".join(strings(replace(document, sections=(section,)))).replace("\N{NO-BREAK SPACE}", " ")


def gaps(document: Document) -> str:
    """Return what the report says is missing."""
    found = [item for section in document.walk() for item in section.blocks if isinstance(item, Gap)]
    return "\n".join(item.text for item in found)


def test_operation_is_stated_with_limits_alarms_and_what_is_still_missing() -> None:
    document = report(factory.evidence(around=operation()))

    watched = said(document, "Monitoring")
    assert "MON-0001 · Applications of the month" in watched
    assert "The newest 2 of 7 observations" in watched
    assert "1 of 1 figures of MR-0002 against their limits" in watched
    assert "≤ 0.250" in watched
    assert "overdue" not in watched
    run = said(document, "Deployment and contingency")
    assert {"DEP-0001", "100%", "never tested", "Fallback: By hand"} <= set(run.split("\n"))
    assert "Wrong results" not in said(document, "Incidents")
    assert "Wrong unit" in said(document, "Incidents")
    ids = said(document, "Evidence register")
    assert {"MON-0001", "MR-0002", "DEP-0001", "INC-0001"} <= set(ids.split("\n"))
    figures = said(document, "Key figures of the portfolio")
    assert "75.0%\n3 of 4" in figures
    assert "–\n0 of 0" in figures


def test_a_version_in_operation_that_nobody_watches_has_gaps_and_a_draft_has_none() -> None:
    used = factory.evidence(version=replace(version(), state=State.IN_USE))
    drafted = factory.evidence(version=replace(version(), state=State.DRAFT))

    assert "No monitoring is set up" in gaps(report(used))
    assert "No contingency plan is recorded" in gaps(report(used))
    assert "No incident with this version is recorded." in said(report(used), "Incidents")
    assert "No monitoring is set up" not in gaps(report(drafted))
    assert "No challenge of the model is recorded" in gaps(report(drafted))


def test_a_pause_longer_than_agreed_is_called_overdue() -> None:
    late = replace(operation(), observations=(observation(1, 40, Verdict.PASSED),))
    assert "Monitoring is overdue" in said(report(factory.evidence(around=late)), "Monitoring")


def test_what_the_model_rests_on_is_stated_and_a_vendor_model_without_vendor_is_a_gap() -> None:
    feeder = Dependency(kind=DependencyKind.FEEDER_MODEL, name="MOD-0009")
    document = report(factory.evidence(model=replace(model(), dependencies=(feeder,)), around=rests()))

    text = said(document, "Use, vendor, dependencies and documents")
    told = ("VEN-0001 · Rechenhaus", "Cloud AG", "MOD-0009", "Feeds\nMOD-0003", "75%", "Expired", "DOC-0001")
    assert [part for part in told if part not in text] == []
    challenged = said(document, "Effective challenge")
    assert "Twelve years of validation" in challenged
    assert "Reports to the board" in challenged
    assert "The entry is right." in said(document, "Attestations of the model")
    assert "No challenge" not in gaps(document)
    bought = factory.evidence(model=replace(model(), kind=ModelKind.VENDOR))
    assert "No vendor is recorded for this vendor model" in gaps(report(bought))


def test_conditions_say_who_confirmed_and_what_was_only_handed_in() -> None:
    met = Condition(text=words("A", "A"), owner=OWNER, due=TODAY, met_at=MOMENT, met_by=VALIDATOR)
    proved = Condition(
        text=words("B", "B"), owner=OWNER, due=TODAY, proof=("DOC-0001",), proved_by=OWNER, proved_at=MOMENT
    )
    decision = replace(factory.decision(), conditions=(met, proved))

    text = said(report(factory.evidence(decisions=(decision,))), "Decision and conditions")

    assert "met, confirmed by" in text
    assert "proof handed in, not confirmed: DOC-0001" in text


@pytest.mark.parametrize("around", [operation(), rests()], ids=["operation", "rests"])
def test_both_languages_say_the_same_and_everybody_named_is_known(around: Surroundings) -> None:
    evidence = factory.evidence(around=around)
    german, english = (report(evidence, language) for language in Language)
    shape = [
        [(s.number, [type(block).__name__ for block in s.blocks]) for s in document.walk()]
        for document in (german, english)
    ]
    assert shape[0] == shape[1]
    assert set(around.people()) <= {OWNER, VALIDATOR}
    assert german.evidence_digest != factory.evidence().digest


def test_requirements_are_answered_by_what_is_recorded() -> None:
    catalogue = load("gdpr")
    wanted = "vendor_dossier"
    control = next(
        item for item in catalogue.controls if any(demand.name == wanted for demand in item.demands)
    )

    def answer(evidence: Evidence) -> tuple[tuple[str, ...], bool, bool]:
        found = next(item for item in cover(catalogue, evidence) if item.control is control)
        supply = next(item for item in found.supplies if item.demand.name == wanted)
        return supply.evidence, supply.attested, supply.outdated

    assert answer(factory.evidence()) == ((), True, False)
    assert answer(factory.evidence(around=rests())) == (("DOC-0001",), True, True)
    (paper,) = rests().documents
    current = replace(rests(), documents=(replace(paper, valid_until=None),))
    assert answer(factory.evidence(around=current)) == (("DOC-0001",), True, False)
    gone = replace(rests(), documents=(replace(paper, withdrawn_at=MOMENT),))
    assert answer(factory.evidence(around=gone)) == ((), True, False)
