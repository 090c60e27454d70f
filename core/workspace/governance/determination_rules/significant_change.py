"""Who may determine whether a version changes its model significantly, and against which one?"""

from core.governance.determinations import Determination, DeterminationKind
from core.governance.difference import difference
from core.governance.questionnaire import given_by
from core.governance.significance import Significance, against_measured, implied, refusal
from core.ids import Digest, VersionId
from core.messages import Message, message
from core.people import Permission
from core.regulations.questionnaires import questionnaire
from core.workspace.changes import Changes
from core.workspace.governance.changes_determined import compared_with, earlier_approved
from core.workspace.governance.rule import Case, Rule, Subject
from core.workspace.governance.versions import side_of

NAME = "significant_change"


def _digest(_topic: str) -> Digest:
    return questionnaire(NAME).digest


def _follows(determination: Determination) -> bool:
    if determination.catalogue != _digest(""):
        return True  # answered with other questions: shown as outdated
    follows = implied(given_by(determination.answers))
    return follows is not Significance.SIGNIFICANT or determination.outcome == follows


def _against(case: Case) -> Message | None:
    """Refuse without an earlier version that was approved, and named."""
    if case.version is None:
        return None
    known = {version.id for version in earlier_approved(case.reader, case.version)}
    if not known:
        return message(
            "No earlier version of {model} was ever approved, so there is nothing to be changed "
            "significantly.",
            model=case.model.id,
        )
    if case.new is not None and compared_with(case.new.evidence) not in known:
        return message(
            "Name the earlier version it is compared with; it must have been approved. Possible are: "
            "{versions}.",
            versions=", ".join(sorted(known)),
        )
    return None


def _answered(case: Case) -> Message | None:
    if case.new is None or case.version is None:
        return None
    new, given = case.new, given_by(case.new.answers)
    wrong = refusal(questionnaire(NAME), given, new.outcome, new.answers)
    if wrong is not None:
        return wrong
    before = compared_with(new.evidence)
    assert before is not None  # noqa: S101 (asked by `_against`)
    found = difference(side_of(case.reader, VersionId(before)), side_of(case.reader, case.version.id))
    return against_measured(new.answers, found)


RULE = Rule(
    kind=DeterminationKind.SIGNIFICANT_CHANGE,
    subject=Subject.VERSION,
    outcomes=Significance,
    permissions=(Permission.ASSESS,),
    not_by_owner=frozenset({Significance.NOT_SIGNIFICANT}),
    guards=(_against, _answered),
    catalogue=_digest,
    follows=_follows,
    touched=Changes.INVENTORY | Changes.DECISIONS,
)
