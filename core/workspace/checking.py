"""How are checks run on a version, and what do they leave behind?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.audit import Action
from core.canonical import result_digest
from core.errors import UserError
from core.external import is_external
from core.facts import Facts
from core.findings import Finding, FindingState
from core.ids import Digest, FindingId, RunId, VersionId
from core.inventory import Dataset, DatasetKind
from core.messages import message
from core.options import SampleFacts
from core.options_file import require_options
from core.people import Permission
from core.policy import Threshold
from core.progress import SILENT, Part, Progress
from core.proposals import Proposal, due_date, proposals
from core.results import CheckResult, CheckRun, RunState, Verdict
from core.running.answering import answered, as_kept, asking, by_file, kept_of
from core.running.environment import environment
from core.running.judging import Suite, Terms, check_input, explaining, judge_all, judged
from core.running.meaning import meaning_of
from core.running.needs import Sources, at_hand
from core.running.predictions import Said, Stored, pack, unpack
from core.running.samples import with_samples
from core.running.scoring import Outcome, Scoring
from core.store.transaction import Transaction
from core.workspace.changes import Changes
from core.workspace.comparing import Comparison, compared_again, training_of
from core.workspace.desk import Desk
from core.workspace.externals import allowed_among, externals_of
from core.workspace.golden import kept_files
from core.workspace.lookup import facts_of, the_dataset, the_run, the_version
from core.workspace.requests import RunRequest
from core.workspace.review import set_under_review
from core.workspace.scoring import Scene, predict
from core.workspace.sensitive import read_for_bias_test, require_values
from core.workspace.session import Session
from core.workspace.tables import verified

if TYPE_CHECKING:
    from core.checks.base import CheckInput, Need

_WATCHED = frozenset({DatasetKind.PRODUCTION, DatasetKind.MONITORING})
"""Kinds of data on which a failure sets a released version under review."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A run repeated with the same inputs, parameters and seed."""

    run: RunId
    equal: bool
    """Whether all result digests agree."""
    differing: tuple[str, ...]
    """Ids of checks whose results differ."""
    older: tuple[str, ...] = ()
    """Ids of checks whose stored results are of an older version of the check: they cannot be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What a run is made on, before anything is calculated."""

    request: RunRequest
    facts: Facts
    dataset: Dataset
    suite: Suite
    started: datetime

    @property
    def terms(self) -> Terms:
        """Return by what the predictions are judged."""
        return Terms(
            task=self.facts.version.task,
            cut_off=self.facts.version.cut_off,
            policy=self.facts.policy,
            tier=self.facts.tier,
            seed=self.request.seed,
            options=self.request.options,
            as_of=self.started.date(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What was calculated, before it is recorded."""

    outcome: Outcome
    results: tuple[CheckResult, ...]
    samples: tuple[SampleFacts, ...]
    predictions: Digest


class Checking:
    """Check runs."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def run(
        self, session: Session, request: RunRequest, progress: Progress = SILENT
    ) -> tuple[CheckRun, Changes]:
        """Score in the model worker, judge in the statistics process, store, and propose findings.

        The golden sample is re-scored first. Nothing is stored when the user cancels.
        """
        session.require(Permission.RUN_CHECKS)
        self._desk.store.check_actor(session)
        work = self._work(request)
        judged = self._judged(session, work, progress)
        with self._desk.store.transaction(session) as step:
            run = self._record(work, judged, RunId(step.new_id(CheckRun)), session)
            step.put(run, Action.CHECKS_RUN)
            self._propose(step, run, work)
            changes = self._watch(step, run, work)
        return run, changes | Changes.CHECKS | Changes.FINDINGS | Changes.INVENTORY | Changes.DECISIONS

    def runs(self, version: VersionId) -> tuple[CheckRun, ...]:
        """Return a version's runs, newest first."""
        return self._desk.store.select(CheckRun, version=version)[::-1]

    def all(self) -> tuple[CheckRun, ...]:
        """Return every run, newest first."""
        return self._desk.store.all(CheckRun)[::-1]

    def get(self, run: RunId) -> CheckRun:
        """Return one run; raises `UserError` if there is none."""
        return the_run(self._desk.store, run)

    def replay(self, run: RunId, progress: Progress = SILENT, *, session: Session | None = None) -> Replay:
        """Recompute a stored run from the stored predictions; writes nothing but an access that is recorded.

        Raises `IntegrityError` when the table or the predictions are gone or changed, `NotAllowedError` when
        columns kept for bias tests only would be read and nobody is signed in.
        """
        stored = the_run(self._desk.store, run)
        gone = self._gone(stored)
        checks = tuple(check for check in _repeatable(stored) if check not in gone)
        again = judge_all(
            Suite(checks=checks, externals=allowed_among(self._desk.store, checks)),
            self._stored_input(stored, session, Part(progress, 0.0, 0.4)),
            Part(progress, 0.4, 1.0),
        )
        before = {result.check: result for result in stored.results}
        other = [item for item in again if result_digest(item) != result_digest(before[item.check])]
        older = tuple(item.check for item in other if item.check_version != before[item.check].check_version)
        differing = tuple(item.check for item in other if item.check not in older)
        equal = not other and not gone
        return Replay(run=run, equal=equal, differing=differing, older=(*older, *gone))

    def _gone(self, run: CheckRun) -> tuple[str, ...]:
        """Return the external checks of a run that are not allowed any more as they were then."""
        allowed = {check.id: check.digest for check in externals_of(self._desk.store)}
        return tuple(
            result.check
            for result in run.results
            if is_external(result.check)
            and allowed.get(result.check) != result.definition.parameters.get("external_digest")
        )

    def applicable(self, request: RunRequest) -> tuple[str, ...]:
        """Return the checks that have what they need on a version and data set, whatever was asked for."""
        from core.checks.registry import all_checks

        there = self.at_hand(request)
        task = the_version(self._desk.store, request.version).task
        return tuple(item.id for item in all_checks() if task in item.tasks and item.needs <= there)

    def at_hand(self, request: RunRequest) -> "frozenset[Need]":
        """Return what a run would have of everything that checks may need."""
        version = the_version(self._desk.store, request.version)
        dataset = the_dataset(self._desk.store, request.dataset)
        training = training_of(self._desk.store, version, besides=dataset.id)
        return at_hand(
            meaning_of(dataset),
            request.options,
            Sources(
                model=bool(version.artifacts),
                reference=request.reference is not None or training is not None,
                other_version=request.other_version is not None,
                other_artifact=len(version.artifacts) > 1,
            ),
        )

    def stated(self, request: RunRequest) -> Mapping[str, tuple[Threshold, ...]]:
        """Return the checks a run would make, each with the limits it would be judged by; runs nothing."""
        facts = facts_of(self._desk.store, request.version, self._desk.policy)
        task = facts.version.task
        return {
            check: facts.policy.thresholds_for(check, task, facts.tier) for check in _chosen(request, facts)
        }

    def _work(self, request: RunRequest) -> _Work:
        facts = facts_of(self._desk.store, request.version, self._desk.policy)
        dataset = the_dataset(self._desk.store, request.dataset)
        checks = _chosen(request, facts)
        require_options(request.options, (column.name for column in dataset.readable))
        return _Work(
            request=request,
            facts=facts,
            dataset=dataset,
            suite=Suite(checks=checks, externals=allowed_among(self._desk.store, checks)),
            started=self._desk.clock(),
        )

    def _judged(self, session: Session, work: _Work, progress: Progress) -> _Judged:
        """Calculate everything; only the predictions are stored, under their digest."""
        progress(0.0, message("Reading the data set"))
        table = read_for_bias_test(self._desk, session, work.dataset)
        meaning, explain = meaning_of(work.dataset), bool(explaining(work.suite.checks))
        scene = Scene(
            version=work.facts.version, meaning=meaning, table=table, terms=work.terms, explain=explain
        )
        outcome = predict(self._desk, scene, Part(progress, 0.05, 0.4))
        comparison = Comparison(
            desk=self._desk, session=session, scene=scene, request=work.request, checks=work.suite.checks
        )
        compared = comparison.made(Part(progress, 0.4, 0.5))
        data = with_samples(check_input(meaning, table, outcome.predictions, work.terms), compared)
        data = self._answered(scene, work.suite.checks, data, Part(progress, 0.5, 0.7))
        results = judged(work.suite, data, outcome.explain_error, Part(progress, 0.7, 1.0))
        progress.check()
        stored = Stored(
            predictions=outcome.predictions,
            tier=work.facts.tier,
            samples={
                item.facts.role: Said(score=item.sample.score, predicted=item.sample.predicted)
                for item in compared
            },
            answers=kept_of(data),
        )
        kept = self._desk.files.add(pack(stored))
        facts = tuple(item.facts for item in compared)
        return _Judged(outcome=outcome, results=results, samples=facts, predictions=kept)

    def _answered(
        self, scene: Scene, checks: tuple[str, ...], data: "CheckInput", progress: Progress
    ) -> "CheckInput":
        """Let the checks ask the version's file, where it has one."""
        artifact = scene.artifact
        if artifact is None or not asking(checks):
            return data
        scoring = Scoring(
            path=kept_files(self._desk, artifact),
            artifact=artifact,
            meaning=scene.meaning,
            table=scene.table,
            terms=scene.terms,
            explain=False,
        )
        return answered(checks, data, by_file(scoring), progress)

    def _record(self, work: _Work, judged: _Judged, run: RunId, session: Session) -> CheckRun:
        version = work.facts.version
        broken = any(result.state is not RunState.FINISHED for result in judged.results)
        return CheckRun(
            id=run,
            version=version.id,
            dataset=work.dataset.id,
            dataset_digest=work.dataset.digest,
            artifact=version.artifacts[0].digest if version.artifacts else None,
            task=version.task,
            cut_off=version.cut_off,
            policy=work.facts.policy.digest,
            seed=work.request.seed,
            state=RunState.ERRORED if broken else RunState.FINISHED,
            results=judged.results,
            predictions=judged.predictions,
            result_digest=result_digest(judged.results),
            environment=environment(),
            confinement=judged.outcome.predictions.confinement,
            run_by=session.person.id,
            started_at=work.started,
            finished_at=self._desk.clock(),
            options=work.request.options,
            samples=judged.samples,
        )

    def _propose(self, step: Transaction, run: CheckRun, work: _Work) -> None:
        today = run.finished_at.date()
        existing = step.select(Finding, version=run.version)
        for proposal in proposals(run.results, existing, work.facts.tier, today):
            step.put(self._proposed(step, run, proposal), Action.FINDING_PROPOSED)

    def _proposed(self, step: Transaction, run: CheckRun, proposal: Proposal) -> Finding:
        return Finding(
            id=FindingId(step.new_id(Finding)),
            version=run.version,
            cause=proposal.cause,
            run=run.id,
            check=proposal.check,
            measure=proposal.measure,
            subject=proposal.subject,
            severity=proposal.severity,
            state=FindingState.PROPOSED,
            due=due_date(self._desk.policy, proposal.severity, run.finished_at.date()),
            raised_by=run.run_by,
            raised_at=run.finished_at,
        )

    def _watch(self, step: Transaction, run: CheckRun, work: _Work) -> Changes:
        if work.dataset.kind in _WATCHED and run.verdict is Verdict.FAILED:
            return set_under_review(step, work.facts.version)
        return Changes.NONE

    def _stored_input(self, run: CheckRun, session: Session | None, progress: Progress) -> "CheckInput":
        if run.predictions is None:
            raise UserError(
                message(
                    "{run} kept no predictions, so it cannot be repeated. Run the checks again.", run=run.id
                )
            )
        dataset = the_dataset(self._desk.store, run.dataset)
        require_values(dataset, run.finished_at)
        stored = unpack(verified(self._desk, run.predictions).read_bytes())
        terms = Terms(
            task=run.task,
            cut_off=run.cut_off,
            policy=self._desk.policy_at(run.policy),
            tier=stored.tier,
            seed=run.seed,
            options=run.options,
            as_of=run.started_at.date(),
        )
        table = read_for_bias_test(self._desk, session, dataset)
        data = check_input(meaning_of(dataset), table, stored.predictions, terms)
        data = with_samples(data, compared_again(self._desk, session, run, stored))
        if not stored.answers:
            return data
        return answered(_unchanged(run), data, as_kept(stored.answers), progress)


def _chosen(request: RunRequest, facts: Facts) -> tuple[str, ...]:
    """Return the checks to run: as asked, else those of the tier, else the standard ones."""
    from core.checks.registry import STANDARD, get

    if request.checks is not None:
        chosen = tuple(get(check).id for check in dict.fromkeys(request.checks))
    elif facts.assessment is not None:
        chosen = tuple(get(check).id for check in facts.mandatory)
    else:
        chosen = STANDARD
    if not chosen:
        raise UserError(message("No check was chosen. Choose at least one."))
    return chosen


def _repeatable(run: CheckRun) -> tuple[str, ...]:
    """Return the checks of a run that ended; one that broke left nothing to compare with."""
    return tuple(result.check for result in run.results if result.state is RunState.FINISHED)


def _unchanged(run: CheckRun) -> tuple[str, ...]:
    """Return those of them that ask the model what they asked it then."""
    from core.checks.registry import get

    versions = {result.check: result.check_version for result in run.results}
    return tuple(check for check in _repeatable(run) if get(check).version == versions[check])
