"""What does a report on a version rest on?"""

from collections.abc import Iterable, Iterator

from core.audit import Depth, ObjectKind
from core.canonical import digest
from core.decisions import Decision, lapsed
from core.evidence import Evidence, OpinionEvidence, Party, TrailExtract
from core.facts import Facts
from core.governance.contradictions import Contradiction
from core.governance.determinations import Determination
from core.ids import Digest, OpinionId, PersonId, VersionId
from core.inventory import ModelVersion
from core.opinion import Opinion
from core.people import Person
from core.risk import RiskAssessment
from core.running.environment import application
from core.workspace.desk import Desk
from core.workspace.governance.determined import in_force
from core.workspace.governance.surroundings import surroundings
from core.workspace.lookup import facts_of, the_opinion
from core.workspace.risk_facts import contradicted
from core.workspace.trail import Trail, TrailQuery

_ALL = 1_000_000
"""More events than one object ever has."""


def gather(desk: Desk, trail: Trail, version: VersionId) -> Evidence:
    """Collect the evidence as it is now."""
    facts = facts_of(desk.store, version, desk.policy)
    decisions = desk.store.select(Decision, version=version)
    newest = decisions[-1] if decisions else None
    now = desk.clock()
    extract = tuple(_extract(trail, _objects(facts, decisions)))
    determined = _determined(desk, facts.version)
    binding = facts.binding(now.date())
    around = surroundings(desk, facts.model, facts.version)
    named = (*_named_in(facts, decisions), *_signers(determined), *around.people())
    return Evidence(
        application=application(),
        gathered_at=now,
        workspace=desk.store.id,
        model=facts.model,
        version=facts.version,
        earlier=_earlier(desk, facts.version),
        datasets=facts.datasets,
        assessment=facts.assessment,
        runs=facts.latest_runs,
        findings=facts.findings,
        decisions=decisions,
        lapsed=lapsed(newest.binding, binding) if newest is not None and newest.is_approval else (),
        policy=facts.policy,
        parties=_parties(desk, named, extract),
        trail=trail.checkpoint(),
        extract=extract,
        catalogue=_catalogue(),
        changed_data=facts.changed,
        scale=facts.scale,
        determinations=determined,
        contradictions=_contradictions(desk, facts),
        reassess=facts.due,
        tier_override=facts.override,
        around=around,
        trail_intact=trail.verify(depth=Depth.RECORDS).intact,
    )


def _contradictions(desk: Desk, facts: Facts) -> tuple[Contradiction, ...]:
    if facts.assessment is None:
        return ()
    return contradicted(desk.store, facts.assessment, facts.policy)


def _of_assessment(assessment: RiskAssessment) -> Iterator[PersonId]:
    for rating in assessment.ratings:
        yield from (control.owner for control in rating.controls if control.owner is not None)
        if rating.acceptance is not None:
            yield rating.acceptance.by


def gather_opinion(desk: Desk, trail: Trail, opinion: OpinionId) -> OpinionEvidence:
    """Collect what an audit opinion rests on, as it is now."""
    found = the_opinion(desk.store, opinion)
    extract = tuple(_extract(trail, ((ObjectKind.OPINION, found.id),)))
    return OpinionEvidence(
        application=application(),
        gathered_at=desk.clock(),
        workspace=desk.store.id,
        opinion=found,
        parties=_parties(desk, _of_opinion(found), extract),
        trail=trail.checkpoint(),
        extract=extract,
        trail_intact=trail.verify(depth=Depth.RECORDS).intact,
    )


def _earlier(desk: Desk, version: ModelVersion) -> tuple[ModelVersion, ...]:
    """Return the versions of the model that were registered before this one, oldest first."""
    versions = desk.store.select(ModelVersion, model=version.model)
    position = [item.id for item in versions].index(version.id)
    return versions[:position]


def _catalogue() -> Digest | None:
    """Return the digest of the catalogue of requirements; of all together if there are several."""
    from core.regulations.catalogue import available, load

    digests = {framework: load(framework).digest for framework in available()}
    if len(digests) == 1:
        return next(iter(digests.values()))
    return digest(digests) if digests else None


def _extract(trail: Trail, objects: Iterable[tuple[ObjectKind, str]]) -> Iterator[TrailExtract]:
    lines = [
        TrailExtract(
            seq=event.seq,
            ts=event.ts,
            actor=event.actor,
            action=event.action.value,
            object=f"{event.object.kind.value} {event.object.id}",
            hash=hashed,
        )
        for kind, identity in objects
        for event, hashed in trail.events(TrailQuery(object_kind=kind, object_id=identity, limit=_ALL))
    ]
    yield from sorted(lines, key=lambda line: line.seq)


def _objects(facts: Facts, decisions: Iterable[Decision]) -> Iterator[tuple[ObjectKind, str]]:
    yield ObjectKind.MODEL, facts.model.id
    yield ObjectKind.VERSION, facts.version.id
    yield from ((ObjectKind.DATASET, dataset.id) for dataset in facts.datasets)
    if facts.assessment is not None:
        yield ObjectKind.ASSESSMENT, facts.assessment.id
    yield from ((ObjectKind.RUN, run.id) for run in facts.runs)
    yield from ((ObjectKind.FINDING, finding.id) for finding in facts.findings)
    yield from ((ObjectKind.DECISION, decision.id) for decision in decisions)


def _parties(desk: Desk, people: Iterable[PersonId], extract: Iterable[TrailExtract]) -> tuple[Party, ...]:
    """Return everybody named in the evidence, in the order in which they were added to the workspace."""
    named = {*people, *(line.actor for line in extract)}
    return tuple(party(person) for person in desk.store.all(Person) if person.id in named)


def party(person: Person) -> Party:
    """Return a person as printed in a report."""
    return Party(
        id=person.id,
        name=person.name.name(),
        roles=person.roles,
        certificate_digest=person.certificate_digest,
        example=person.example,
    )


def _named_in(facts: Facts, decisions: Iterable[Decision]) -> Iterator[PersonId]:
    yield from _of_version(facts)
    yield from _of_findings(facts)
    yield from _of_decisions(decisions)


def _determined(desk: Desk, version: ModelVersion) -> tuple[Determination, ...]:
    """Return what is in force about the version or its model."""
    found = desk.store.select(Determination, model=version.model)
    about = [item for item in found if item.version in {None, version.id}]
    return in_force(desk.store, about, desk.clock().date())


def _signers(determined: Iterable[Determination]) -> Iterator[PersonId]:
    for item in determined:
        yield from (item.decided_by, *item.informed)


def _of_opinion(opinion: Opinion) -> Iterator[PersonId]:
    yield opinion.author
    received = opinion.examination.model
    if received is not None and received.consent is not None and received.consent.by is not None:
        yield received.consent.by


def _of_version(facts: Facts) -> Iterator[PersonId]:
    yield facts.model.owner
    yield facts.version.developer
    consents = (item.consent for item in facts.version.artifacts if item.consent is not None)
    yield from (item.by for item in consents if item.by is not None)
    yield from (run.run_by for run in facts.runs)
    assessment: RiskAssessment | None = facts.assessment
    if assessment is not None:
        yield assessment.committed_by
        yield from _of_assessment(assessment)


def _of_findings(facts: Facts) -> Iterator[PersonId]:
    for finding in facts.findings:
        yield from (who for who in (finding.owner, finding.raised_by, finding.closed_by) if who is not None)
        yield from (entry.by for entry in finding.life)
        if finding.remediation is not None:
            yield from (step.who for step in finding.remediation.steps)


def _of_decisions(decisions: Iterable[Decision]) -> Iterator[PersonId]:
    for decision in decisions:
        yield decision.decided_by
        for condition in decision.conditions:
            named = (condition.owner, condition.met_by, condition.proved_by)
            yield from (who for who in named if who is not None)
