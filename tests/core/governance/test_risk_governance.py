"""Do scales, appetite, overrides and triggers hold against everybody who would get around them?"""

import sqlite3
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.errors import NotAllowedError, UserError
from core.governance.scale_file import built_in, read_scale, scale_toml
from core.governance.scales import Appetite, OwnKind, ScaleDefinition, Words
from core.ids import Exact, VersionId
from core.people import Role
from core.risk import (
    Acceptance,
    Band,
    ComplexityAnswer,
    ComplexityFactor,
    Control,
    Exposure,
    Level,
    Perspective,
    Rating,
    RiskAssessment,
    RiskKind,
    Target,
    TierSource,
)
from core.workspace.risk import NewAssessment, NewMateriality
from tests.core.casework import Firm, ratings, said

READY = VersionId("MOD-0001@1")
LOW = Level(likelihood=1, impact=1)
MIDDLE = Level(likelihood=3, impact=3)
HIGH = Level(likelihood=4, impact=4)
LINE = Appetite(perspective=Perspective.FIRM, highest=4, reason_de="Vorstand", reason_en="Board")
OWN = OwnKind(id="reputation", words=Words(de="Ruf", en="Reputation"), mandatory=True)


def definition(**changes: object) -> ScaleDefinition:
    return replace(built_in().definition, **changes)  # type: ignore[arg-type]


def adopt(firm: Firm, role: Role = Role.RISK_MANAGER, **changes: object) -> str:
    now = firm.workspace.scales.in_force()
    new = replace(now.definition, **changes)  # type: ignore[arg-type]
    return firm.workspace.scales.adopt(firm.as_(role), new, said("a new year"), replaces=now.id)[0].id


def commit(firm: Firm, *rated: Rating, role: Role = Role.VALIDATOR, **more: object) -> RiskAssessment:
    new = NewAssessment(version=READY, ratings=rated or ratings(LOW), materiality=Band.LOW)
    return firm.workspace.risk.commit(firm.as_(role), replace(new, **more))[0]  # type: ignore[arg-type]


def with_first(first: Rating, level: Level = LOW) -> tuple[Rating, ...]:
    return (first, *ratings(level)[1:])


def first(**changes: object) -> Rating:
    return replace(ratings(HIGH)[0], **changes)  # type: ignore[arg-type]


def test_a_scale_is_adopted_as_a_new_version_and_old_assessments_keep_theirs(validated: Firm) -> None:
    risk = validated.workspace.risk
    before = commit(validated, *ratings(MIDDLE))
    assert (before.scale, before.tier) == ("5x5-1", Band.MEDIUM)
    scale = adopt(validated, borders=(2, 6, 12), kinds=(OWN,))
    own = replace(ratings(MIDDLE)[0], kind="reputation")
    after = commit(validated, *ratings(MIDDLE), own)
    assert (after.scale, after.tier, after.borders) == (scale, Band.HIGH, (2, 6, 12))
    assert risk.get(before.id) == before
    assert risk.scale_of(before).band(MIDDLE) is Band.MEDIUM
    assert risk.scale_of(after).own("reputation") == OWN
    assert [item.id for item in validated.workspace.scales.all()] == [scale, "5x5-1"]


def test_mandatory_own_kinds_must_be_rated_and_unknown_kinds_are_refused(validated: Firm) -> None:
    adopt(validated, kinds=(OWN,))
    with pytest.raises(UserError, match="Reputation"):
        commit(validated)
    with pytest.raises(UserError, match="no kind"):
        commit(validated, *ratings(LOW), replace(ratings(LOW)[0], kind="weather"))
    seen = replace(ratings(LOW)[0], kind="reputation", perspective=Perspective.DATA_SUBJECT)
    with pytest.raises(UserError, match="no kind"):
        commit(validated, *ratings(LOW), replace(seen, perspective=Perspective.FIRM), seen)


def test_ratings_made_on_an_older_scale_are_refused(validated: Firm) -> None:
    adopt(validated, borders=(2, 6, 12))
    with pytest.raises(UserError, match="5x5-1"):
        commit(validated, scale="5x5-1")


def test_only_risk_managers_and_administrators_adopt_scales(validated: Firm) -> None:
    for role in (Role.OWNER, Role.DEVELOPER, Role.VALIDATOR, Role.AUDITOR):
        with pytest.raises(NotAllowedError):
            adopt(validated, role, borders=(2, 6, 12))
    with pytest.raises(NotAllowedError, match="how much risk"):
        adopt(validated, Role.ADMINISTRATOR, appetite=(LINE,))
    adopt(validated, appetite=(LINE,))
    adopt(validated, Role.ADMINISTRATOR, borders=(2, 6, 12))
    now = validated.workspace.scales.in_force()
    assert now.appetite_by == validated.person(Role.RISK_MANAGER).id
    assert now.adopted_by == validated.person(Role.ADMINISTRATOR).id


def test_a_scale_is_not_adopted_over_one_that_came_meanwhile_nor_without_reason(validated: Firm) -> None:
    scales, session = validated.workspace.scales, validated.as_(Role.RISK_MANAGER)
    adopt(validated, borders=(2, 6, 12))
    with pytest.raises(UserError, match="Meanwhile"):
        scales.adopt(session, definition(borders=(1, 2, 3)), said("late"), replaces="5x5-1")
    with pytest.raises(UserError, match="reason"):
        scales.adopt(session, definition(), said(" "), replaces=scales.in_force().id)
    with pytest.raises(UserError, match="Nothing differs"):
        scales.adopt(session, scales.in_force().definition, said("again"), replaces=scales.in_force().id)


WRONG: dict[str, dict[str, object]] = {
    "borders fall": {"borders": (9, 3, 16)},
    "borders beyond": {"borders": (3, 9, 25)},
    "four steps": {"likelihood": built_in().definition.likelihood[:4]},
    "one perspective": {"impact": {Perspective.FIRM: built_in().definition.likelihood}},
    "a kind of the book": {"kinds": (replace(OWN, id="decay"),)},
    "a kind twice": {"kinds": (OWN, OWN)},
    "a kind with capitals": {"kinds": (replace(OWN, id="Ruf"),)},
    "a kind without German": {"kinds": (replace(OWN, words=Words(de=" ", en="x")),)},
    "appetite beyond": {"appetite": (replace(LINE, highest=26),)},
    "appetite for nothing": {"appetite": (replace(LINE, kind="weather"),)},
    "appetite twice": {"appetite": (LINE, LINE)},
    "appetite without reason": {"appetite": (replace(LINE, reason_de=""),)},
}


@pytest.mark.parametrize("case", WRONG)
def test_a_scale_on_which_nothing_could_be_rated_is_refused(validated: Firm, case: str) -> None:
    with pytest.raises(UserError, match="cannot be used"):
        adopt(validated, Role.RISK_MANAGER, **WRONG[case])
    assert validated.workspace.scales.in_force() == built_in()


def test_a_scale_survives_its_file() -> None:
    odd = Words(de='"Ruf"\\ und\n\x7f', en="x # y")
    full = definition(kinds=(replace(OWN, words=odd),), appetite=(LINE, replace(LINE, kind="reputation")))
    assert read_scale(scale_toml(full).encode()) == full
    with pytest.raises(UserError):
        read_scale(b"schema = 1")


def test_a_scale_edited_in_the_database_is_found(validated: Firm) -> None:
    adopt(validated, borders=(2, 6, 12))
    validated.workspace.close()
    with sqlite3.connect(validated.folder / "workspace" / "workspace.db") as database:
        changed = database.execute(
            "UPDATE scale SET document ="
            " CAST(replace(CAST(document AS TEXT), '[2,6,12]', '[2,6,24]') AS BLOB)"
        ).rowcount
    assert changed == 1
    again = type(validated.workspace).open(validated.folder / "workspace", clock=validated.clock)
    assert not again.trail.verify().intact
    again.close()


def test_a_residual_risk_above_the_inherent_one_must_be_explained(validated: Firm) -> None:
    worse = first(inherent=LOW, residual=HIGH)
    with pytest.raises(UserError, match="above the inherent"):
        commit(validated, *with_first(worse))
    commit(validated, *with_first(replace(worse, raised_because=said("the fallback is worse"))))


TOMORROW = date(2026, 11, 3)
SOUND = Target(level=LOW, by=TOMORROW, measure=said("retrain"))


@pytest.mark.parametrize(
    "target",
    [
        replace(SOUND, level=HIGH),
        replace(SOUND, by=TOMORROW - timedelta(days=1)),
        replace(SOUND, measure=said(" ")),
    ],
    ids=["not lower", "today", "no measure"],
)
def test_an_unsound_target_is_refused(validated: Firm, target: Target) -> None:
    commit(validated, *with_first(first(residual=MIDDLE, target=SOUND)))
    with pytest.raises(UserError, match="target"):
        commit(validated, *with_first(first(residual=MIDDLE, target=target)))


def test_evidence_and_owners_of_controls_must_exist(validated: Firm) -> None:
    with pytest.raises(UserError, match="RUN-0099"):
        commit(validated, *with_first(first(evidence=("RUN-0099",))))
    somebody = Control(name=said("second look"), owner="P-nobody00")  # type: ignore[arg-type]
    with pytest.raises(UserError):
        commit(validated, *with_first(first(controls=(somebody,))))
    owner = validated.person(Role.OWNER).id
    done = commit(
        validated,
        *with_first(first(controls=(replace(somebody, owner=owner),), evidence=("RUN-0001",))),
    )
    assert validated.workspace.risk.get(done.id).ratings[0].controls[0].owner == owner


def obstacles(firm: Firm) -> str:
    found = firm.workspace.decisions.obstacles(READY, firm.person(Role.RISK_MANAGER))
    return " ".join(str(item.message) for item in found)


def test_above_the_appetite_line_an_approval_needs_a_target_or_an_acceptance_by_name(validated: Firm) -> None:
    adopt(validated, appetite=(LINE,))
    slot = (RiskKind.UNAVAILABLE, Perspective.FIRM)
    commit(validated, *with_first(first(residual=MIDDLE)))
    assert "appetite line at 4" in obstacles(validated)
    for role in (Role.VALIDATOR, Role.OWNER, Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowedError):
            validated.workspace.risk.accept(
                validated.as_(role), READY, slot, reason=said("fine"), until=TOMORROW
            )
    accept = validated.workspace.risk.accept
    manager = validated.as_(Role.RISK_MANAGER)
    for until in (date(2026, 11, 2), date(2028, 1, 1)):
        with pytest.raises(UserError, match="ends between"):
            accept(manager, READY, slot, reason=said("fine"), until=until)
    with pytest.raises(UserError, match="reason"):
        accept(manager, READY, slot, reason=said(""), until=TOMORROW)
    accept(manager, READY, slot, reason=said("known"), until=TOMORROW)
    assert "appetite" not in obstacles(validated)
    validated.later(days=2)
    assert "appetite line at 4" in obstacles(validated)
    commit(validated, *with_first(first(residual=MIDDLE, target=replace(SOUND, by=date(2026, 12, 1)))))
    assert "appetite" not in obstacles(validated)


def test_who_assessed_does_not_accept_and_an_assessment_brings_no_acceptance(validated: Firm) -> None:
    adopt(validated, appetite=(LINE,))
    slot = (RiskKind.UNAVAILABLE, Perspective.FIRM)
    manager = validated.as_(Role.RISK_MANAGER)
    taken = Acceptance(by=manager.person.id, at=validated.clock(), until=TOMORROW, reason=said("me"))
    with pytest.raises(UserError, match="own acceptance"):
        commit(validated, *with_first(first(residual=MIDDLE, acceptance=taken)))
    commit(validated, *with_first(first(residual=MIDDLE)), role=Role.RISK_MANAGER)
    with pytest.raises(NotAllowedError, match="own risk"):
        validated.workspace.risk.accept(manager, READY, slot, reason=said("fine"), until=TOMORROW)
    commit(validated, *with_first(first(residual=LOW)))
    with pytest.raises(UserError, match="nothing is to be accepted"):
        validated.workspace.risk.accept(manager, READY, slot, reason=said("fine"), until=TOMORROW)


@pytest.mark.parametrize(
    ("exposure", "purpose", "expected"),
    [
        (Exposure(persons=10), Band.LOW, Band.LOW),
        (Exposure(amount=Exact("25000000"), currency="EUR"), Band.MEDIUM, Band.HIGH),
        (Exposure(amount=Exact("24999999.99"), currency="EUR"), Band.MEDIUM, Band.MEDIUM),
        (Exposure(decisions=1, persons=250_000), Band.LOW, Band.HIGH),
    ],
)
def test_materiality_follows_from_figures_and_purpose(
    validated: Firm, exposure: Exposure, purpose: Band, expected: Band
) -> None:
    new = NewMateriality(exposure=exposure, purpose=purpose, reason=said("used for refusals"))
    done = commit(validated, materiality=new)
    assert done.materiality is expected
    assert done.materiality_inputs is not None
    assert done.materiality_inputs.exposure == exposure
    assert done.tier_factors[0].source is (TierSource.MATERIALITY if expected.rank else TierSource.KIND)


@pytest.mark.parametrize(
    "exposure",
    [
        Exposure(),
        Exposure(persons=-1),
        Exposure(amount=Exact("5"), currency="USD"),
        Exposure(amount=Exact("much"), currency="EUR"),
    ],
    ids=["no figure", "negative", "other currency", "no number"],
)
def test_an_exposure_that_says_nothing_is_refused(validated: Firm, exposure: Exposure) -> None:
    with pytest.raises(UserError):
        commit(validated, materiality=NewMateriality(exposure=exposure, purpose=Band.LOW, reason=said("x")))


def test_complexity_raises_the_tier_by_one_band_and_says_so(validated: Firm) -> None:
    answers = tuple(
        ComplexityAnswer(factor=factor, rating=Band.SEVERE, reason=said("deep network"))
        for factor in ComplexityFactor
    )
    done = commit(validated, complexity=answers)
    assert done.complexity is not None
    assert (done.complexity.points, done.complexity.band, done.tier) == (21, Band.SEVERE, Band.MEDIUM)
    assert done.tier_factors[0].source is TierSource.COMPLEXITY
    with pytest.raises(UserError, match="seven factors"):
        commit(validated, complexity=answers[1:])
    with pytest.raises(UserError, match="without a reason"):
        commit(validated, complexity=(replace(answers[0], reason=None), *answers[1:]))
