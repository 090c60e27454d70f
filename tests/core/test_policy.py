"""Is a policy file read exactly, and is every mistake in it named?"""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audit import Action
from core.canonical import sha256
from core.checks.registry import all_checks
from core.checks.texts import check_text
from core.errors import ConflictError, NotAllowedError, UserError
from core.findings import Severity
from core.inventory import Task
from core.labels import label
from core.people import Role
from core.policy_difference import policy_changes
from core.policy_file import default_policy, policy_file, read_policy
from core.risk import Band
from core.texts import Language
from core.workspace import Workspace
from tests.core.casework import Firm

DEFAULT = default_policy().decode()


def test_the_shipped_policy_says_what_was_decided() -> None:
    policy = read_policy(default_policy())
    assert policy.digest == sha256(default_policy())
    assert [policy.severity_days[item] for item in Severity] == [180, 90, 30, 14]
    assert [policy.tiers[item].reassess_months for item in Band] == [36, 24, 12, 6]
    assert [policy.tiers[item].undecided_is_missing for item in Band] == [False, False, True, True]
    for band in Band:
        blocks = set(policy.tiers[band].blocks)
        expected = {Severity.SEVERE} | ({Severity.HIGH} if band.rank >= 2 else set())
        assert blocks == expected
    assert (policy.minimum_group, policy.copy_limit_mb, policy.confidence) == (30, 200, "0.95")
    limits = {
        (item.measure, item.limit) for item in policy.thresholds_for("performance", Task.BINARY, Band.LOW)
    }
    assert limits == {
        ("recall", "0.60"),
        ("auc", "0.65"),
        ("rare_class_recall", "0.50"),
        ("balanced_accuracy", "0.55"),
    }
    fairness = policy.thresholds_for("group_fairness", Task.BINARY, Band.SEVERE)
    assert {item.measure: item.limit for item in fairness}["impact_ratio"] == "4/5"


def test_every_limit_names_its_source_in_both_languages() -> None:
    for limit in read_policy(default_policy()).thresholds:
        assert limit.source_en
        assert limit.source_de
        assert limit.source_en != limit.source_de


SAY_NOTHING = (
    "decision_reliance",
    "effects",
    "group_explanation",
    "permutation_importance",
    "threshold_analysis",
)
"""Checks whose figures no limit fits that would hold for every firm."""


@pytest.mark.parametrize("check", [item.id for item in all_checks()])
def test_every_check_is_limited_by_default_or_says_that_it_judges_nothing(check: str) -> None:
    limited = {item.check for item in read_policy(default_policy()).thresholds}
    assert (check in limited) != (check in SAY_NOTHING)
    said = "The default policy sets no limit", "Die Standardrichtlinie setzt"
    for language, words in zip((Language.ENGLISH, Language.GERMAN), said, strict=True):
        assert (words in check_text(check, language).method) == (check in SAY_NOTHING)


def test_local_law_144_is_limited_by_the_firm_and_not_by_law() -> None:
    limits = [item for item in read_policy(default_policy()).thresholds if item.check == "ll144"]
    assert {item.limit for item in limits} == {"4/5"}
    assert all("not law" in item.source_en and "keine Rechtsnorm" in item.source_de for item in limits)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("minimum_group = 30", "minimum_grup = 30", "minimum_grup"),
        ("minimum_group = 30", "", "minimum_group"),
        ("minimum_group = 30", "minimum_group = 0", "minimum_group"),
        ("minimum_group = 30", 'minimum_group = "30"', "minimum_group"),
        ("schema = 1", "schema = 2", "schema"),
        ('confidence = "0.95"', "confidence = 0.95", "confidence"),
        ('confidence = "0.95"', 'confidence = "95"', "confidence"),
        ('confidence = "0.95"', 'confidence = "high"', "confidence"),
        ("severe = 14", "severe = 0", "severity_days.severe"),
        ("severe = 14", "", "severity_days.severe"),
        ("[tiers.low]", "[tiers.lowest]", "tiers.lowest"),
        ("reassess_months = 36", "reassess_months = 0", "tiers.low.reassess_months"),
        ("reassess_months = 36", "reassess_month = 36", "tiers.low.reassess_month"),
        ('approver = "risk_manager"', 'approver = "auditor"', "tiers.low.approver"),
        ('approver = "risk_manager"', 'approver = "boss"', "tiers.low.approver"),
        ('relation = "at_least"', 'relation = "about"', "thresholds[1].relation"),
        ('limit = "4/5"', 'limit = "4/0"', "limit"),
        ('limit = "4/5"', "limit = 0.8", "limit"),
        ('task = "binary"', 'taks = "binary"', "taks"),
        ("schema = 1", 'schema = 1\ndigest = "abc"', "digest"),
    ],
)
def test_a_wrong_key_is_named(old: str, new: str, key: str) -> None:
    assert old in DEFAULT
    with pytest.raises(UserError) as error:
        read_policy(DEFAULT.replace(old, new, 1).encode())
    assert key in str(error.value.message.values["key"])


@pytest.mark.parametrize("data", [b"\xff", b"= 1", b"[tiers", b""])
def test_what_is_no_policy_is_refused(data: bytes) -> None:
    with pytest.raises(UserError, match="policy file cannot be used"):
        read_policy(data)


@given(at=st.integers(0, len(DEFAULT) - 1), with_=st.characters(max_codepoint=300, exclude_categories=["Cs"]))
def test_no_edit_of_the_file_leads_to_anything_but_a_policy_or_a_clear_refusal(at: int, with_: str) -> None:
    with suppress(UserError):
        read_policy((DEFAULT[:at] + with_ + DEFAULT[at + 1 :]).encode())


def changed_on_disk(workspace: Workspace) -> bool:
    return workspace.policy_changed_on_disk


def test_an_adopted_policy_is_in_force_whatever_the_file_in_the_folder_says(firm: Firm) -> None:
    workspace, path = firm.workspace, firm.workspace.folder / "policy.toml"
    assert not changed_on_disk(workspace)
    changed = DEFAULT.replace("minimum_group = 30", "minimum_group = 50").encode()
    path.write_bytes(changed)
    assert changed_on_disk(workspace)
    assert workspace.policy.minimum_group == 30
    policy, _ = workspace.adopt_policy(firm.as_(Role.RISK_MANAGER), changed)
    assert workspace.policy == policy
    assert workspace.policy.minimum_group == 50
    assert not changed_on_disk(workspace)
    assert workspace.trail.events()[0][0].action is Action.POLICY_ADOPTED
    assert workspace.trail.verify().intact


def test_an_earlier_policy_can_come_back_into_force(firm: Firm) -> None:
    session = firm.as_(Role.RISK_MANAGER)
    changed = DEFAULT.replace("minimum_group = 30", "minimum_group = 50").encode()
    firm.workspace.adopt_policy(session, changed)
    firm.workspace.adopt_policy(session, default_policy())
    assert firm.workspace.policy.minimum_group == 30
    assert firm.workspace._desk.policy_at(sha256(changed)).minimum_group == 50
    assert firm.workspace.trail.verify().intact


def test_what_was_compared_with_a_policy_that_is_no_longer_in_force_is_not_adopted(firm: Firm) -> None:
    session, workspace = firm.as_(Role.RISK_MANAGER), firm.workspace
    seen = workspace.policy.digest
    more = DEFAULT.replace("minimum_group = 30", "minimum_group = 50").encode()
    _, changes = workspace.compare_policy(more)
    assert [(item.key, item.before, item.after) for item in changes] == [("minimum_group", "30", "50")]
    workspace.adopt_policy(session, more, replaces=seen)

    with pytest.raises(ConflictError, match="meanwhile"):
        workspace.adopt_policy(session, default_policy(), replaces=seen)

    assert workspace.policy.minimum_group == 50


def test_differences_name_what_a_limit_limits() -> None:
    other = DEFAULT.replace('limit = "0.60"', 'limit = "0.123"', 1)
    assert other != DEFAULT

    found = policy_changes(read_policy(DEFAULT.encode()), read_policy(other.encode()))

    assert [(item.before, item.after) for item in found] == [("0.60", "0.123")]
    assert found[0].key.startswith("thresholds[")
    assert found[0].key.endswith("].limit")


def test_others_may_not_adopt_a_policy(firm: Firm) -> None:
    with pytest.raises(NotAllowedError, match="may not adopt"):
        firm.workspace.adopt_policy(firm.as_(Role.OWNER), default_policy())


def test_the_stored_copy_is_the_file_byte_for_byte() -> None:
    stored = policy_file(default_policy())
    assert stored.toml.encode() == default_policy()
    assert stored.policy.digest == stored.digest


def test_approvers_have_a_name_to_be_shown() -> None:
    assert label(read_policy(default_policy()).tiers[Band.HIGH].approver) == "Risk manager"


def test_further_checks_are_mandatory_for_a_kind_of_task() -> None:
    text = (
        default_policy()
        .decode()
        .replace("[tiers.high]\n", '[tiers.high]\ntasks = { binary = ["calibration", "performance"] }\n')
    )
    policy = read_policy(text.encode())
    assert policy.checks_for(Band.HIGH, Task.BINARY) == (*policy.tiers[Band.HIGH].checks, "calibration")
    assert policy.checks_for(Band.HIGH, Task.REGRESSION) == policy.tiers[Band.HIGH].checks
    assert policy.checks_for(Band.SEVERE, Task.BINARY) == policy.tiers[Band.SEVERE].checks
    with pytest.raises(UserError, match=r"tiers\.high.*riddle"):
        read_policy(text.replace("binary = [", "riddle = [").encode())
