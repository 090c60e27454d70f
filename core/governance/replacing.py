"""Which checks that need a model file are replaced by other evidence, where a version has none?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.governance.documents import Document, DocumentState, document_state, replaced_by
from core.ids import DocumentId, PersonId
from core.inventory import Model, ModelVersion
from core.kind_policy import Replacement, replacement_for
from core.people import Role
from core.policy import Policy
from core.reasons import ReasonCode
from core.results import CheckResult, Verdict
from core.risk import months_later


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A check, and the document that takes its place."""

    check: str
    document: DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """The documents about a version and its model, and the roles of those who filed them."""

    documents: tuple[Document, ...]
    roles: Mapping[PersonId, tuple[Role, ...]]


def lacks_model(result: CheckResult) -> bool:
    """Tell whether a check could not be made because the version has no model file."""
    return result.verdict is Verdict.NOT_APPLICABLE and any(
        item.reason.code is ReasonCode.NO_ARTIFACT for item in result.conclusions
    )


def demanded(policy: Policy, model: Model, version: ModelVersion, check: str) -> Replacement | None:
    """Return what the policy wants instead of a check; None where there is a file or no such rule."""
    return None if version.artifacts else replacement_for(policy.replacements, model.kind, check)


def replaced_checks(
    policy: Policy, model: Model, version: ModelVersion, filed: Filed, today: date
) -> tuple[Replaced, ...]:
    """Return the checks that a filed document replaces today; none where the version has a model file."""
    found = []
    for check in dict.fromkeys(check for rule in policy.replacements for check in rule.checks):
        rule = demanded(policy, model, version, check)
        document = None if rule is None else _evidence(rule, version, filed, today)
        if document is not None:
            found.append(Replaced(check=check, document=document.id))
    return tuple(found)


def _evidence(rule: Replacement, version: ModelVersion, filed: Filed, today: date) -> Document | None:
    """Return the newest document that meets a rule."""
    gone = replaced_by(filed.documents)
    fitting = (
        item
        for item in filed.documents
        if item.kind in rule.documents
        and item.version in {None, version.id}
        and document_state(item, gone, today) is DocumentState.CURRENT
        and item.filed_by != version.developer
        and (not rule.filed_by or set(rule.filed_by) & set(filed.roles.get(item.filed_by, ())))
        and (not rule.months or months_later(item.filed_at.date(), rule.months) >= today)
    )
    return max(fitting, key=lambda item: item.filed_at, default=None)
