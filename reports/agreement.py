"""Does a report agree with the workspace it comes from?"""

from dataclasses import replace

from core.canonical import result_digest, to_json
from core.evidence import Evidence, IssuedReport, OpinionEvidence
from core.ids import Digest, ReportId
from core.messages import message
from core.opinion import Opinion
from core.workspace.facade import Workspace
from core.workspace.trail import TrailQuery
from reports.verification import About, Agreement, Aspect, Compared, Identity


def identity_in(workspace: Workspace | None, certificate: Digest) -> Identity:
    """Return whether somebody of the workspace signs, or once signed, with this certificate."""
    if workspace is None:
        return Identity.NOT_CONFIRMED
    known = any(certificate in person.certificate_digests for person in workspace.people.all())
    return Identity.KNOWN if known else Identity.NOT_CONFIRMED


def compare(
    workspace: Workspace, evidence: Evidence | OpinionEvidence, about: About, digest: Digest
) -> tuple[Compared, ...]:
    """Return how file, records and trail compare with a report's evidence."""
    if workspace.trail.checkpoint().db != evidence.workspace:
        text = message("The report comes from another workspace; its records were not compared.")
        return (Compared(aspect=Aspect.FILE, agreement=Agreement.NOT_COMPARED, message=text),)
    return (
        _file(workspace, about, digest),
        _records(workspace, evidence),
        _trail(workspace, evidence),
    )


def _file(workspace: Workspace, about: About, digest: Digest) -> Compared:
    filed = workspace.reporting.find(digest)
    if filed is not None and _same(filed, about):
        text = message("The file is the one filed here as {report}.", report=filed.id)
        return Compared(aspect=Aspect.FILE, agreement=Agreement.EQUAL, message=text)
    text = message("No such file was filed here, although the report says it comes from this workspace.")
    known = {report.id for report in workspace.reporting.all()}
    if about.report is not None and ReportId(about.report) in known:
        text = message("Another file was filed here as {report}.", report=about.report)
    return Compared(aspect=Aspect.FILE, agreement=Agreement.DIFFERS, message=text)


def _same(filed: IssuedReport, about: About) -> bool:
    told = (about.report, about.evidence, about.version, about.opinion)
    return (filed.id, filed.evidence, filed.version, filed.opinion) == told


def _records(workspace: Workspace, evidence: Evidence | OpinionEvidence) -> Compared:
    now, then = _now(workspace, evidence), _digests(evidence)
    different = sorted(name for name, value in then.items() if name in now and now[name] != value)
    if different:
        text = message(
            "Records here differ from those in the report: {records}.", records=", ".join(different)
        )
        return Compared(aspect=Aspect.RECORDS, agreement=Agreement.DIFFERS, message=text)
    newer = sorted(name for name in now if name not in then)
    if newer:
        text = message(
            "The records in the report are unchanged here; newer ones were added since: {records}.",
            records=", ".join(newer),
        )
    else:
        text = message("The records in the report are unchanged here.")
    return Compared(aspect=Aspect.RECORDS, agreement=Agreement.EQUAL, message=text)


def _now(workspace: Workspace, evidence: Evidence | OpinionEvidence) -> dict[str, str]:
    if isinstance(evidence, Evidence):
        return _digests(workspace.reporting.evidence(evidence.version.id))
    kept = (item.id for item in workspace.opinions.all())
    if evidence.opinion.id not in kept:
        return {evidence.opinion.id: ""}
    return _opinion_digest(workspace.opinions.get(evidence.opinion.id))


def _opinion_digest(opinion: Opinion) -> dict[str, str]:
    """Return the digest of what an opinion keeps for good: texts can be erased, and it can be promoted."""
    lasting = replace(opinion, promoted=None)
    return {str(opinion.id): result_digest(to_json(lasting, lambda _: None))}


def _digests(evidence: Evidence | OpinionEvidence) -> dict[str, str]:
    """Return what never changes once it is recorded, by the record's id."""
    if isinstance(evidence, OpinionEvidence):
        return _opinion_digest(evidence.opinion)
    found = {str(item.id): str(item.digest) for item in evidence.datasets}
    found |= {str(item.id): str(item.result_digest) for item in evidence.runs}
    found |= {str(item.id): str(item.state_digest) for item in evidence.decisions}
    return found


def _trail(workspace: Workspace, evidence: Evidence | OpinionEvidence) -> Compared:
    point = evidence.trail
    if point is None:
        text = message("The report carries no checkpoint of the trail; nothing was compared.")
        return Compared(aspect=Aspect.TRAIL, agreement=Agreement.NOT_COMPARED, message=text)
    query = TrailQuery(before=point.size + 1, limit=1)
    heads = [(event.seq, digest) for event, digest in workspace.trail.events(query)]
    if heads == [(point.size, point.head)]:
        text = message("The trail continues from the checkpoint in the report without a change before it.")
        return Compared(aspect=Aspect.TRAIL, agreement=Agreement.EQUAL, message=text)
    text = message("The trail was changed before the checkpoint in the report: history was rewritten.")
    return Compared(aspect=Aspect.TRAIL, agreement=Agreement.DIFFERS, message=text)
