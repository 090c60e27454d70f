"""Is the evidence of a version whole, unchanged, fresh and signed, and does no finding stand against it?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.audit import TrailProblem
from core.check_names import CHECK_NAMES
from core.decisions import Decision
from core.facts import Facts
from core.findings import FindingCause, FindingState
from core.governance.gate import Demand, FileFacts, GateLine, met, missing
from core.governance.replacing import demanded, lacks_model
from core.ids import DatasetId, Digest, ReportId, RunId
from core.messages import Message, message
from core.obstacles import (
    evidence_obstacles,
    is_current,
    standing_blockers,
    undecided_obstacles,
    validated,
)
from core.results import CheckRun, RunState

_VERIFY = message("Verify the audit trail; restore the workspace from a backup copy.")
_NAMED_PROBLEMS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """The newest signed report on a version."""

    id: ReportId
    issued_at: datetime
    valid: bool
    """Whether the file is the one filed and its signature is valid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceCase:
    """What was found when everything was read and hashed anew."""

    facts: Facts
    now: datetime
    decision: Decision | None
    problems: tuple[TrailProblem, ...]
    """Of the audit trail with all objects and files."""
    signatures: int
    """How many signatures of the trail were checked."""
    damaged: tuple[Digest, ...]
    """Model files of the version that are gone or changed."""
    file: FileFacts | None
    """The file handed in."""
    companions_missing: tuple[str, ...]
    """Further files of the model that do not lie beside the file as registered."""
    data_gone: tuple[DatasetId, ...]
    """Data sets whose file is gone or changed, hashed anew."""
    results_changed: tuple[RunId, ...]
    """Runs whose results do not give their digest."""
    report: ReportFacts | None
    change: Message | None
    """Why the change against the version approved before is still to be determined; None: it is not."""
    reproduced_at: datetime | None
    """When the training was last reproduced with equal scores, on this very version."""


def integrity_lines(case: EvidenceCase) -> Iterator[GateLine]:
    """Say whether files, data and trail are what they were."""
    yield _artifact(case)
    if case.data_gone:
        for dataset in case.data_gone:
            yield missing(
                Demand.DATA,
                message("The file of {dataset} is gone or was changed.", dataset=dataset),
                message("Restore the file, or register it as a new data set and check anew."),
                about=dataset,
            )
    else:
        yield met(Demand.DATA, message("All data sets are unchanged."))
    yield _trail(case)


def _artifact(case: EvidenceCase) -> GateLine:
    artifacts = case.facts.version.artifacts
    known = {item.digest for item in artifacts}
    problem: tuple[str, Message] | None = None
    if case.damaged:
        problem = ("stored", message("A stored model file is gone or does not fit its digest."))
    elif case.file is not None and case.file.digest not in known:
        problem = ("other", message("“{name}” is none of the version's model files.", name=case.file.name))
    elif case.companions_missing:
        names = ", ".join(case.companions_missing)
        problem = (
            "companion",
            message("Files that belong to the model are missing or differ: {names}.", names=names),
        )
    elif not artifacts and case.facts.rule.gate.artifact:
        problem = ("none", message("The version has no model file, which the policy demands here."))
    if problem is not None:
        step = message("Deploy the file that was registered, or register this one as a new version.")
        return missing(Demand.ARTIFACT, problem[1], step, detail=problem[0], about=case.facts.version.id)
    if case.file is not None:
        said = message("“{name}” is exactly the registered model file.", name=case.file.name)
    elif artifacts:
        said = message("The stored model file is unchanged.")
    else:
        said = message("The version has no model file; which file is deployed cannot be compared.")
    return met(Demand.ARTIFACT, said, next(iter(known), None))


def _trail(case: EvidenceCase) -> GateLine:
    if not case.problems:
        said = message("The audit trail is intact; signatures checked: {n}.", n=case.signatures)
        return met(Demand.TRAIL, said)
    named = [
        f"{item.problem.value} {item.object or item.seq or ''}".strip()
        for item in case.problems[:_NAMED_PROBLEMS]
    ]
    said = message(
        "The audit trail, the stored records or files do not agree ({n} places): {list}.",
        n=len(case.problems),
        list=", ".join(named),
    )
    return missing(Demand.TRAIL, said, _VERIFY)


def evidence_lines(case: EvidenceCase) -> Iterator[GateLine]:
    """Say whether checks, results, report and reproduction are there and fresh."""
    yield from _checks(case)
    yield _results(case)
    yield from _fresh(case)
    yield from _undecided(case)
    yield from _report(case)
    yield from _reproduction(case)
    yield from _risk(case)
    if case.change is not None:
        step = message("Determine it on the page of the model's record, signed.")
        yield missing(Demand.CHANGE, case.change, step, about=case.facts.version.id)


def _checks(case: EvidenceCase) -> Iterator[GateLine]:
    obstacles = evidence_obstacles(case.facts)
    if not obstacles:
        said = message("Every mandatory check is current and was run by somebody independent.")
        yield met(Demand.CHECKS, said)
    for obstacle in obstacles:
        name = obstacle.demand.removeprefix(f"{Demand.CHECKS.value}.")
        yield missing(Demand.CHECKS, obstacle.message, _check_step(case, name), about=name or None)


def _check_step(case: EvidenceCase, check: str) -> Message:
    """Return what is to be done about a mandatory check: file its replacement where a file is missing."""
    facts = case.facts
    results = (item for run in facts.latest_runs for item in run.results if item.check == check)
    rule = demanded(facts.policy, facts.model, facts.version, check)
    if rule is not None and any(lacks_model(item) for item in results):
        return message("File that document on the page Model record, section Documents.")
    return message("Have somebody who is neither developer nor owner run it on the page Checks.")


def _results(case: EvidenceCase) -> GateLine:
    bound = () if case.decision is None else case.decision.binding.runs
    there = {run.id for run in case.facts.runs}
    gone = tuple(run for run in bound if run not in there)
    if not case.results_changed and not gone:
        return met(Demand.RESULTS, message("The stored results give the digests they were approved with."))
    runs = ", ".join((*case.results_changed, *gone))
    said = message("Results were changed or removed: {runs}.", runs=runs)
    return missing(Demand.RESULTS, said, _VERIFY, about=runs)


def _fresh(case: EvidenceCase) -> Iterator[GateLine]:
    days, found = case.facts.rule.gate.run_days, 0
    if not days:
        return
    for check in case.facts.mandatory:
        last = max((run.finished_at for run in _counting(case, check)), default=None)
        if last is None or last > case.now or case.now - last > timedelta(days=days):
            found += 1
            yield missing(
                Demand.FRESH,
                message(
                    "The check “{check}” has no independent, current run of the last {days} days.",
                    check=CHECK_NAMES.get(check, Message(check)),
                    days=days,
                ),
                message("Run it again on the page Checks."),
                about=check,
            )
    if not found:
        yield met(Demand.FRESH, message("No mandatory run is older than {days} days.", days=days))


def _counting(case: EvidenceCase, check: str) -> Iterator[CheckRun]:
    for run in case.facts.runs:
        finished = any(item.check == check and item.state is RunState.FINISHED for item in run.results)
        if finished and is_current(run, case.facts) and validated(run, case.facts):
            yield run


def _undecided(case: EvidenceCase) -> Iterator[GateLine]:
    if case.decision is not None and case.decision.accepted_undecided is not None:
        said = message("Results that are not decidable were accepted by name.")
        yield met(Demand.UNDECIDED, said, case.decision.id)
        return
    for obstacle in undecided_obstacles(case.facts):
        step = message("Check on more data, or have them accepted by name in a decision.")
        check = obstacle.demand.removeprefix(f"{Demand.UNDECIDED.value}.")
        yield missing(Demand.UNDECIDED, obstacle.message, step, about=check)


def _report(case: EvidenceCase) -> Iterator[GateLine]:
    demands, report = case.facts.rule.gate, case.report
    if not demands.report:
        return
    problem: tuple[str, Message] | None = None
    if report is None:
        problem = ("none", message("There is no signed model-risk report on this version."))
    elif not report.valid:
        problem = (
            "signature",
            message("The file or the signature of {report} is not valid.", report=report.id),
        )
    elif case.decision is not None and report.issued_at < _newest_bound(case):
        problem = (
            "outdated",
            message("{report} is older than the results that were approved.", report=report.id),
        )
    elif demands.report_days and case.now - report.issued_at > timedelta(days=demands.report_days):
        problem = (
            "old",
            message("{report} is older than {days} days.", report=report.id, days=demands.report_days),
        )
    if problem is None:
        assert report is not None  # noqa: S101 (asked above)
        said = message("{report} is signed, unchanged and recent enough.", report=report.id)
        yield met(Demand.REPORT, said, report.id)
        return
    step = message("Sign a new model-risk report on the page Reports.")
    about = None if report is None else report.id
    yield missing(Demand.REPORT, problem[1], step, detail=problem[0], about=about)


def _newest_bound(case: EvidenceCase) -> datetime:
    bound = set() if case.decision is None else set(case.decision.binding.runs)
    moments = [run.finished_at for run in case.facts.runs if run.id in bound]
    return max(moments, default=datetime.min.replace(tzinfo=case.now.tzinfo))


def _reproduction(case: EvidenceCase) -> Iterator[GateLine]:
    days, last = case.facts.rule.gate.reproduction_days, case.reproduced_at
    if not days:
        return
    if last is None or case.now - last > timedelta(days=days):
        yield missing(
            Demand.REPRODUCTION,
            message("The training was not reproduced with equal scores in the last {days} days.", days=days),
            message("Run the reproduction check of the version."),
        )
    else:
        yield met(Demand.REPRODUCTION, message("The training was reproduced on {day}.", day=last.date()))


def _risk(case: EvidenceCase) -> Iterator[GateLine]:
    assessment = case.facts.assessment
    if assessment is None:
        yield missing(
            Demand.RISK,
            message("There is no risk assessment of this version."),
            message("Commit one on the page Risk."),
        )
        return
    said = message("The risk assessment gives the tier {tier}.", tier=case.facts.tier)
    yield met(Demand.RISK, said, assessment.id)
    for due in (item for item in case.facts.due if item.blocks):
        yield missing(
            Demand.REASSESSMENT,
            message(
                "Since the risk assessment something changed: {trigger} ({ids}).",
                trigger=due.trigger,
                ids=", ".join(due.evidence) or "–",
            ),
            message("Commit a new one on the page Risk, then have the version decided on anew."),
            detail=due.trigger.value,
            about=assessment.id,
        )
    if assessment.reassess_by < case.now.date():
        yield missing(
            Demand.REASSESSMENT,
            message("The risk assessment was due again on {day}.", day=assessment.reassess_by),
            message("Commit a new one on the page Risk, then have the version decided on anew."),
            about=assessment.id,
        )
    else:
        said = message("The risk is due again on {day}.", day=assessment.reassess_by)
        yield met(Demand.REASSESSMENT, said, assessment.id)


def finding_lines(case: EvidenceCase) -> Iterator[GateLine]:
    """Say which findings stand against the version."""
    today, step = case.now.date(), message("Close the finding or have its risk accepted.")
    found = standing_blockers(case.facts, today)
    for finding in found:
        ran_out = finding.state is FindingState.ACCEPTED
        said = (
            message(
                "The acceptance of {finding} ({severity}) ended on {day}.",
                finding=finding.id,
                severity=finding.severity,
                day=finding.accepted_until,
            )
            if ran_out
            else message(
                "{finding} ({severity}) is open and blocks.", finding=finding.id, severity=finding.severity
            )
        )
        detail = "acceptance_ended" if ran_out else "open"
        yield missing(Demand.FINDINGS, said, step, detail=detail, about=finding.id)
    if not found:
        yield met(Demand.FINDINGS, message("No open finding blocks in this tier."))
    for finding in case.facts.findings:
        if finding.state is FindingState.PROPOSED and finding.cause is FindingCause.FAILED:
            yield missing(
                Demand.UNSEEN,
                message("{finding} was proposed by a failed check; nobody looked at it.", finding=finding.id),
                message("Confirm or dismiss it on the page Findings."),
                about=finding.id,
            )
