"""Which stored result answers which name that the catalogues of requirements ask for?"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.messages import N_
from core.results import CheckResult, CheckRun, RunState, Verdict


class Answer(StrEnum):
    """By what a name is answered."""

    CHECK = "check"
    FACT = "fact"
    """By something the records themselves hold, whatever was checked."""
    NOT_YET = "not_yet"
    """By nothing so far: the requirement stays open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckName:
    """What answers one name."""

    answer: Answer
    checks: tuple[str, ...] = ()
    """Any of these, finished and applicable."""
    table: str | None = None
    """Data the result must hold."""
    said: str
    """English: what answers it, or what is missing."""

    def given_by(self, run: CheckRun) -> bool:
        """Tell whether a run answers the name; facts about runs are `FACTS`."""
        if self.answer is Answer.CHECK:
            return any(_holds(result, self.table) for result in run.results if result.check in self.checks)
        return False


def _holds(result: CheckResult, table: str | None) -> bool:
    if result.state is not RunState.FINISHED or result.verdict is Verdict.NOT_APPLICABLE:
        return False
    return table is None or any(item.id == table for item in result.tables)


def _by(*checks: str, said: str, table: str | None = None) -> CheckName:
    return CheckName(answer=Answer.CHECK, checks=checks, table=table, said=said)


def _fact(said: str) -> CheckName:
    return CheckName(answer=Answer.FACT, said=said)


def _open(said: str) -> CheckName:
    return CheckName(answer=Answer.NOT_YET, said=said)


CHECK_NAMES: Mapping[str, CheckName] = {
    "all": _fact(N_("every finished run with its date, policy and digest")),
    "alternative_models": _by("challenger", said=N_("figures of a simple challenger beside the model's")),
    "artifact_integrity": _fact(N_("the model file compared with its registered digest at each run")),
    "backtest": _by("backtest", said=N_("predicted against realized outcomes")),
    "calibration": _by("calibration", "grade_calibration", said=N_("calibration of scores and grades")),
    "challenger": _by("challenger", said=N_("benchmark against a simple challenger")),
    "confidence": _open(N_("a band of scores in which the model does not decide is not recorded yet")),
    "counterfactual": _by("counterfactuals", said=N_("what would have led to another decision")),
    "data_quality": _by("data_quality", said=N_("missing, double, impossible and inconsistent values")),
    "dependency_graph": _fact(N_("models, data, vendors and libraries the model depends on")),
    "determinism": _by("robustness", said=N_("the same rows asked twice")),
    "drift": _by("drift", said=N_("differences to the reference data")),
    "feature_importance": _by("explanation", "permutation_importance", said=N_("importance of each feature")),
    "fisher_exact": _by("group_fairness", said=N_("Fisher's exact test of each comparison")),
    "four_fifths": _by("group_fairness", said=N_("impact ratios with the four-fifths flag")),
    "global_explanation": _by("explanation", "effects", said=N_("importance and effect of features")),
    "governance_kpis": _fact(
        N_("coverage, overdue reviews, age of findings, time to release and overrides, from the records")
    ),
    "group_fairness": _by("group_fairness", said=N_("comparison of groups")),
    "group_performance": _by("group_fairness", "group_scores", said=N_("errors and scores of each group")),
    "ll144_scoring": _by("ll144", said=N_("scoring rates and impact ratios")),
    "ll144_selection": _by("ll144", said=N_("selection rates and impact ratios")),
    "ll144_tables": _by("ll144", said=N_("the published tables with intersections")),
    "local_explanation": _by("explanation", table="local", said=N_("attributions of single cases")),
    "ltv": _open(N_("signatures carry no data for validation in the long term yet")),
    "monitoring": _fact(N_("observations of a monitoring, or runs on data of operation")),
    "out_of_range_inputs": _by("data_quality", said=N_("values outside the range of the reference data")),
    "override_rate": _by(
        "overrides", "decision_reliance", said=N_("how decisions follow or leave the score")
    ),
    "per_class_performance": _by("performance", said=N_("recall and precision of each class")),
    "performance_oos": _by("overfit", "performance", said=N_("performance on rows the model did not see")),
    "performance_oot": _by("overfit", "time_windows", said=N_("performance on later rows")),
    "performance_over_time": _by("time_windows", said=N_("performance in each window of time")),
    "policy_conformance": _fact(N_("mandatory checks of the tier compared with what was run")),
    "proxy_scan": _by("proxies", said=N_("how well other features give away a protected one")),
    "reason_codes": _by("reason_codes", said=N_("reasons that lowered the score of each rejected case")),
    "representation": _by("representation", said=N_("shares of groups against the population")),
    "reproduction": _fact(N_("runs repeated from their stored predictions")),
    "robustness": _by("robustness", said=N_("response to noise, missing values and small changes")),
    "self_verification": _fact(N_("signatures, digests and audit trail verified by the program")),
    "sensitivity": _by("sensitivity", said=N_("response to shifted inputs")),
    "signature_verification": _fact(N_("signatures of decisions and reports")),
    "stability": _by("score_stability", "drift", said=N_("stability of scores and grades")),
    "threshold_breach": _fact(N_("conclusions beyond their thresholds, with the findings they led to")),
    "timestamp": _open(N_("signatures carry no time stamp of a trusted authority yet")),
    "train_test_overlap": _by("leakage", said=N_("rows of the training data among the tested ones")),
    "two_sd": _by("group_fairness", said=N_("the rule of two standard deviations")),
    "version_comparison": _by("version_comparison", "swap_set", said=N_("two versions on the same rows")),
    "workflow_state": _fact(N_("the state of the version and its permitted next states")),
}
"""Every name a catalogue may ask for, with what answers it."""
