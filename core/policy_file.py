"""Which policy does a file describe, and if none, which key is wrong?"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec

from core.canonical import sha256
from core.errors import IntegrityError, UserError
from core.findings import Severity
from core.gate_policy import GateDemands, GatePolicy, StageRule
from core.governance.documents import DocumentKind
from core.ids import Digest
from core.inventory import State
from core.kind_policy import RegisterRules, Replacement
from core.messages import Message, message
from core.people import PERMISSIONS, Permission
from core.policy import FindingRules, Policy, Threshold, TierRule
from core.risk import Band
from core.tiering import ComplexityRule, MaterialityRule, ReassessmentRule

SCHEMA = 1
DEFAULT_FILE = Path(__file__).parent.parent / "resources" / "policy" / "default.toml"
_FIELD = re.compile(r"missing required field `(\w+)`")
_TYPES = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_CHOICE = re.compile(r"Invalid enum value '([^']*)'")
_PATH = re.compile(r" - at `(?:key in )?\$\.?([^`]*)`")
_V = TypeVar("_V")
RISK_TABLES: Mapping[str, type] = {
    "materiality": MaterialityRule,
    "complexity": ComplexityRule,
    "reassessment": ReassessmentRule,
}
"""Tables of the file that say how risk becomes a tier and when it is assessed again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFile:
    """An adopted policy, byte for byte."""

    digest: Digest
    """SHA-256 of the file's bytes."""
    toml: str
    """The file."""

    @property
    def policy(self) -> Policy:
        """Return what the file describes; raises `IntegrityError` if it is not the file that was adopted."""
        data = self.toml.encode()
        if sha256(data) != self.digest:
            raise IntegrityError(
                message(
                    "The adopted policy was changed outside of Prüfstein, so nothing can be judged by it. "
                    "Nothing was changed now. Verify the audit trail, and go on with a copy from the folder "
                    "“backups”."
                )
            )
        return read_policy(data)


def default_policy() -> bytes:
    """Return the policy file that is shipped."""
    return DEFAULT_FILE.read_bytes()


def policy_file(data: bytes) -> PolicyFile:
    """Return the file of a policy; raises `UserError` naming the wrong key."""
    return PolicyFile(digest=read_policy(data).digest, toml=data.decode())


@lru_cache(maxsize=8)
def read_policy(data: bytes) -> Policy:
    """Return the policy a TOML file describes, with its digest; raises `UserError` naming the wrong key."""
    raw = _toml(data)
    _refuse_unknown(raw, Policy, "", computed=("digest",))
    if isinstance(raw.get("findings"), dict):
        _refuse_unknown(_table(raw, "findings"), FindingRules, "findings.")
    for key, kind in RISK_TABLES.items():
        if isinstance(raw.get(key), dict):
            _refuse_unknown(_table(raw, key), kind, f"{key}.")
    if isinstance(raw.get("register"), dict):
        _refuse_unknown(_table(raw, "register"), RegisterRules, "register.")
    tiers, thresholds = _table(raw, "tiers"), _list(raw, "thresholds")
    replacements = _list(raw, "replacements") if "replacements" in raw else []
    _refuse_unknown_gate(raw, tiers)
    policy = replace(
        _converted({**raw, "tiers": {}, "thresholds": [], "replacements": []}, Policy, ""),
        tiers={_band(name): _part(tier, TierRule, f"tiers.{name}") for name, tier in tiers.items()},
        thresholds=tuple(
            _part(item, Threshold, f"thresholds[{number}]") for number, item in enumerate(thresholds, 1)
        ),
        replacements=tuple(
            _part(item, Replacement, f"replacements[{number}]") for number, item in enumerate(replacements, 1)
        ),
        digest=sha256(data),
    )
    _check(policy)
    _check_days(policy)
    _check_tiers(policy)
    _check_risk(policy)
    _check_findings(policy)
    _check_gate(policy)
    _check_replacements(policy)
    return policy


def _toml(data: bytes) -> dict[str, object]:
    try:
        return tomllib.loads(data.decode())
    except UnicodeDecodeError as error:
        raise _useless(message("it is not written in UTF-8")) from error
    except tomllib.TOMLDecodeError as error:
        raise _useless(message("it is not TOML: {detail}", detail=str(error))) from error


def _table(raw: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = raw.get(key)
    if not isinstance(value, dict):
        raise _missing(key)
    return value


def _list(raw: Mapping[str, object], key: str) -> list[object]:
    value = raw.get(key)
    if not isinstance(value, list):
        raise _missing(key)
    return value


def _band(name: str) -> Band:
    try:
        return Band(name)
    except ValueError as error:
        raise _wrong(f"tiers.{name}", message("it is not known")) from error


def _part(value: object, kind: type[_V], path: str) -> _V:
    if isinstance(value, dict):
        _refuse_unknown(value, kind, f"{path}.")
    return _converted(value, kind, path)


def _refuse_unknown(raw: Mapping[str, object], kind: type, path: str, computed: tuple[str, ...] = ()) -> None:
    known = {field.name for field in fields(kind)} if is_dataclass(kind) else set()
    for key in raw:
        if key not in known or key in computed:
            raise _wrong(f"{path}{key}", message("it is not known"))


def _converted(value: object, kind: type[_V], path: str) -> _V:
    try:
        return msgspec.convert(value, type=kind)
    except msgspec.ValidationError as error:
        raise _explained(str(error), path) from error


def _explained(detail: str, path: str) -> UserError:
    inner = found.group(1) if (found := _PATH.search(detail)) else ""
    where = ".".join(part for part in (path, inner) if part)
    if missing := _FIELD.search(detail):
        return _missing(".".join(part for part in (where, missing.group(1)) if part))
    if types := _TYPES.search(detail):
        expected, got = types.groups()
        return _wrong(
            where, message("it is of the kind {found}; {wanted} is needed", found=got, wanted=expected)
        )
    if choice := _CHOICE.search(detail):
        return _wrong(where, message("“{value}” is not one of the permitted words", value=choice.group(1)))
    return _wrong(where, message("its value is not permitted"))


def _check(policy: Policy) -> None:
    for number, limit in enumerate(policy.thresholds, 1):
        _fraction(f"thresholds[{number}].limit", limit.limit)
    checks: tuple[tuple[str, bool], ...] = (
        ("schema", policy.schema == SCHEMA),
        ("minimum_group", policy.minimum_group >= 1),
        ("minimum_share", 0 <= _fraction("minimum_share", policy.minimum_share) < 1),
        ("confidence", Fraction(1, 2) <= _fraction("confidence", policy.confidence) < 1),
        ("copy_limit_mb", policy.copy_limit_mb >= 0),
        ("document_limit_mb", policy.document_limit_mb >= 1),
        ("leave_notice_days", policy.leave_notice_days >= 1),
        ("exception_days", policy.exception_days >= 1),
        ("pre_validation_days", policy.pre_validation_days >= 1),
    )
    for key, good in checks:
        if not good:
            raise _wrong(key, message("its value is not permitted"))


def _check_days(policy: Policy) -> None:
    for severity in Severity:
        if severity not in policy.severity_days:
            raise _missing(f"severity_days.{severity.value}")
        if policy.severity_days[severity] < 1:
            raise _wrong(f"severity_days.{severity.value}", message("its value is not permitted"))


def _check_tiers(policy: Policy) -> None:
    for band in Band:
        if band not in policy.tiers:
            raise _missing(f"tiers.{band.value}")
        rule, path = policy.tiers[band], f"tiers.{band.value}"
        if Permission.DECIDE not in PERMISSIONS[rule.approver]:
            raise _wrong(f"{path}.approver", message("this role may not decide"))
        if rule.reassess_months < 1:
            raise _wrong(f"{path}.reassess_months", message("its value is not permitted"))
        if rule.approval_months < 1:
            raise _wrong(f"{path}.approval_months", message("its value is not permitted"))
        if rule.contingency_test_months < 1:
            raise _wrong(f"{path}.contingency_test_months", message("its value is not permitted"))


def _check_findings(policy: Policy) -> None:
    rules = policy.findings
    for severity in Severity:
        if rules.acceptance_days.get(severity, 0) < 1:
            raise _wrong(f"findings.acceptance_days.{severity.value}", message("it is missing or empty"))
    for key, number in (
        ("postponements", rules.postponements),
        ("postponement_days", rules.postponement_days),
    ):
        if number < 0:
            raise _wrong(f"findings.{key}", message("its value is not permitted"))
    for band, rule in policy.tiers.items():
        accepts = rule.acceptance_approver
        if accepts is not None and Permission.DECIDE not in PERMISSIONS[accepts]:
            raise _wrong(f"tiers.{band.value}.acceptance_approver", message("this role may not decide"))


def _refuse_unknown_gate(raw: Mapping[str, object], tiers: Mapping[str, object]) -> None:
    gate = raw.get("gate")
    if isinstance(gate, dict):
        _refuse_unknown(gate, GatePolicy, "gate.")
        stages = gate.get("stages")
        for name, stage in stages.items() if isinstance(stages, dict) else ():
            if isinstance(stage, dict):
                _refuse_unknown(stage, StageRule, f"gate.stages.{name}.")
    for name, tier in tiers.items():
        demands = tier.get("gate") if isinstance(tier, dict) else None
        if isinstance(demands, dict):
            _refuse_unknown(demands, GateDemands, f"tiers.{name}.gate.")


def _check_gate(policy: Policy) -> None:
    if policy.gate.certificate_days < 1:
        raise _wrong("gate.certificate_days", message("its value is not permitted"))
    for stage, allowed in policy.gate.stages.items():
        if {State.REJECTED, State.RETIRED, State.SUSPENDED} & set(allowed.states):
            raise _wrong(f"gate.stages.{stage.value}.states", message("its value is not permitted"))
    for band, rule in policy.tiers.items():
        demands = rule.gate
        if min(demands.run_days, demands.report_days, demands.reproduction_days) < 0:
            raise _wrong(f"tiers.{band.value}.gate", message("its value is not permitted"))


def _check_replacements(policy: Policy) -> None:
    known = {item.value for item in DocumentKind}
    for number, item in enumerate(policy.replacements, 1):
        path = f"replacements[{number}]"
        for key, given in (("kinds", item.kinds), ("checks", item.checks), ("documents", item.documents)):
            if not given:
                raise _wrong(f"{path}.{key}", message("it is missing or empty"))
        for kind in item.documents:
            if kind not in known:
                raise _wrong(f"{path}.documents", message("“{value}” is not known", value=kind))
        if item.months < 0:
            raise _wrong(f"{path}.months", message("its value is not permitted"))


def _check_risk(policy: Policy) -> None:
    rule = policy.materiality
    rising = {
        "materiality.amount": [_fraction("materiality.amount", item) for item in rule.amount],
        "materiality.decisions": [Fraction(item) for item in rule.decisions],
        "materiality.persons": [Fraction(item) for item in rule.persons],
        "complexity.points": [Fraction(item) for item in policy.complexity.points],
    }
    for key, steps in rising.items():
        if steps[0] <= 0 or steps != sorted(set(steps)):
            raise _wrong(key, message("its values do not rise"))
    if not rule.currency.strip():
        raise _wrong("materiality.currency", message("it is missing or empty"))
    for band in Band:
        if band not in rule.bands:
            raise _wrong(f"materiality.bands.{band.value}", message("it is missing or empty"))
    for key, number in (
        ("outage_months", policy.reassessment.outage_months),
        ("override_days", policy.reassessment.override_days),
    ):
        if number < 1:
            raise _wrong(f"reassessment.{key}", message("its value is not permitted"))


def _fraction(key: str, text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise _wrong(key, message("“{value}” is not a number", value=text)) from error


def _missing(key: str) -> UserError:
    return _wrong(key, message("it is missing or empty"))


def _wrong(key: str, problem: Message) -> UserError:
    return UserError(
        message(
            "The policy file cannot be used because of its key “{key}”: {problem}. "
            "Nothing was changed. Correct the file, then try again.",
            key=key,
            problem=problem,
        )
    )


def _useless(problem: Message) -> UserError:
    return UserError(
        message(
            "The policy file cannot be used: {problem}. Nothing was changed. "
            "Correct the file, then try again.",
            problem=problem,
        )
    )
