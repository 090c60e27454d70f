"""Is each thing named that is otherwise than at the decision, and does only what was replaced lapse it?"""

from dataclasses import replace

from core.decisions import DecisionKind, Lapse, lapsed
from core.governance.since import Happened, Shelf, SinceThen, since
from core.ids import DatasetId, Digest, Exact, FindingId, VersionId
from core.inventory import CutOff, DatasetKind, ScoreMeans
from core.people import Role
from core.workspace import DecisionRequest, RunRequest
from tests.core.casework import Firm, good_rows, proof_of, said

READY = VersionId("MOD-0001@1")


def approved(firm: Firm, *, condition: bool = False) -> None:
    """Approve the checked version, perhaps with one condition on the owner."""
    due = firm.clock().date().replace(year=firm.clock().year + 1)
    given = ((said("Document the cut-off"), firm.person(Role.OWNER).id, due),) if condition else ()
    kind = DecisionKind.APPROVE_WITH_CONDITIONS if condition else DecisionKind.APPROVE
    request = DecisionRequest(version=READY, kind=kind, reason=said("good enough"), conditions=given)
    firm.workspace.decisions.decide(firm.as_(Role.RISK_MANAGER), request, firm.key(Role.RISK_MANAGER))


def lapses(found: tuple[SinceThen, ...]) -> set[Lapse | None]:
    return {item.lapse for item in found if item.happened is Happened.REPLACED}


def test_nothing_is_otherwise_right_after_the_decision_and_there_is_none_before(validated: Firm) -> None:
    decisions = validated.workspace.decisions
    assert decisions.since(READY) == ()

    approved(validated)

    assert decisions.since(READY) == ()


def test_another_assessment_is_named_with_the_one_before(validated: Firm) -> None:
    approved(validated)
    decisions, risk = validated.workspace.decisions, validated.workspace.risk
    before = risk.latest(READY)

    validated.assess(READY)

    (found,) = decisions.since(READY)
    after = risk.latest(READY)
    assert before is not None
    assert after is not None
    assert (found.lapse, found.before, found.now) == (Lapse.ASSESSMENT, before.id, after.id)
    assert decisions.lapsed(READY) == (Lapse.ASSESSMENT,)


def test_another_run_on_the_same_data_names_both_runs_and_the_data(validated: Firm) -> None:
    approved(validated)
    version = validated.workspace.inventory.version(READY)
    old = validated.workspace.decisions.of(READY)[0].binding.runs[0]

    request = RunRequest(version=READY, dataset=version.datasets[0], checks=("data_quality",))
    new = validated.workspace.checking.run(validated.as_(Role.VALIDATOR), request)[0]

    found = validated.workspace.decisions.since(READY)
    replaced = next(item for item in found if item.happened is Happened.REPLACED)
    assert replaced.lapse is Lapse.RUNS
    assert replaced.name == version.datasets[0]
    assert replaced.before.startswith(f"{old} ")
    assert replaced.now.startswith(f"{new.id} ")


def test_a_run_on_further_data_comes_on_top_and_lapses_nothing(validated: Firm) -> None:
    approved(validated)
    table = validated.table(good_rows(200), kind=DatasetKind.OUT_OF_TIME)

    validated.workspace.checking.run(
        validated.as_(Role.VALIDATOR), RunRequest(version=READY, dataset=table.id, checks=("performance",))
    )

    found = validated.workspace.decisions.since(READY)
    assert {(item.lapse, item.happened, item.name) for item in found} == {
        (Lapse.DATA, Happened.ADDED, table.id),
        (Lapse.RUNS, Happened.ADDED, table.id),
    }
    assert validated.workspace.decisions.lapsed(READY) == ()


def test_what_is_gone_is_named_before_what_came_on_top(validated: Firm) -> None:
    then = validated.workspace.decisions.binding(READY)
    other = Digest("f" * 64)
    now = replace(
        then,
        artifacts=(other,),
        data=(other,),
        cut_off=CutOff(value=Exact("0.6"), score_means=ScoreMeans.FAVORABLE),
        findings=(FindingId("F-0009"),),
    )
    shelf = Shelf(datasets={then.data[0]: DatasetId("DATA-0001")}, dataset_of=lambda _run: None)

    found = since(then, now, shelf)

    assert [(item.lapse, item.happened, item.name, item.now) for item in found] == [
        (Lapse.ARTIFACT, Happened.REPLACED, "", other),
        (Lapse.CUT_OFF, Happened.REPLACED, "", "0.6 (favorable)"),
        (Lapse.DATA, Happened.REPLACED, "DATA-0001", ""),
        (Lapse.DATA, Happened.ADDED, "", other),
        (None, Happened.ADDED, "F-0009", ""),
    ]
    assert {item.lapse for item in found if item.happened is Happened.REPLACED} == set(lapsed(then, now))


def test_a_met_condition_and_a_settled_finding_never_lapse_an_approval(validated: Firm) -> None:
    approved(validated, condition=True)
    decisions = validated.workspace.decisions
    (decision,) = decisions.of(READY)
    proof = proof_of(validated, decision.id)

    decisions.prove_condition(validated.as_(Role.OWNER), decision.id, 0, (proof,), said("written"))
    decisions.meet_condition(validated.as_(Role.VALIDATOR), decision.id, 0)

    assert decisions.of(READY)[0].open_conditions == ()
    assert decisions.lapsed(READY) == ()
    assert lapses(decisions.since(READY)) == set()
    assert decisions.signature_valid(decisions.of(READY)[0])
