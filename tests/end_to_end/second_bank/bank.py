"""Who works in the second bank, and which models does it bring?"""

from pathlib import Path

from core.policy_file import default_policy

ADMINISTRATOR = "Ines Vogel"
DEVELOPER = "Lena Kraus"
VALIDATOR = "Paul Stein"
RISK_MANAGER = "Miriam Roth"
AUDITOR = "Rita Sommer"
OWNER, OTHER_OWNER = "Anna Weiß", "Tobias Keller"
STAFF = {
    OWNER: "owner",
    OTHER_OWNER: "owner",
    "Mehmet Öztürk": "owner",
    DEVELOPER: "developer",
    VALIDATOR: "validator",
    RISK_MANAGER: "risk_manager",
    AUDITOR: "auditor",
}

CREDIT, LIQUIDITY, CHURN, COLLATERAL, FRAUD = (
    "Kreditscoring Neu",
    "Liquiditätsprognose Neu",
    "Kündigerprognose Neu",
    "Sicherheitenbewertung Neu",
    "Betrugserkennung Neu",
)
"""Registered anew with evidence; what the old register said of them stays beside it."""

AI_ACT: dict[str, str | list[str]] = {
    "ai_system": "yes",
    "excluded": "none",
    "role": ["provider", "deployer"],
    "prohibited": "none",
    "annex_i": "none",
    "annex_iii": "5b",
    "profiling": "yes",
    "transparency": "none",
    "gpai": "no",
    "placed": "not_yet",
    "public": "no",
}
"""A score of the creditworthiness of natural persons."""
THRESHOLD: dict[str, str | list[str]] = {
    "personal_data": "yes",
    "cases": "a",
    "authority_list": "no",
    "criteria": ["evaluation", "automated"],
    "covered": "no",
}
NO_PERSONS: dict[str, str | list[str]] = {"personal_data": "no"}
ANSWERS = {"act": AI_ACT, "threshold": THRESHOLD, "none": NO_PERSONS}


def toml(answers: dict[str, str | list[str]]) -> str:
    """Return answers as the file a person would write."""
    return "".join(
        f"{key} = {value!r}\n".replace("'", '"') if isinstance(value, list) else f'{key} = "{value}"\n'
        for key, value in answers.items()
    )


def policy(path: Path) -> Path:
    """Write the bank's policy: the shipped one, but tables stay where they are and are bound by digest."""
    path.write_bytes(default_policy().replace(b"copy_limit_mb = 200", b"copy_limit_mb = 0"))
    return path


def table(path: Path, *, misses: bool = False) -> Path:
    """Write 240 rows with predictions, right nine times in ten; `misses`: nearly every bad case is missed."""
    rows = ["good,said,score,age"]
    for i in range(240):
        good = int(i % 4 != 0)
        right = (i % 10 != 9) if not misses else (good == 1 or i % 40 == 0)
        said = good if right else 1 - good
        score = 0.7 + i % 5 / 20 if said else 0.3 - i % 5 / 20
        rows.append(f"{good},{said},{score:.3f},{20 if i // 4 % 2 else 50}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def replaced(path: Path) -> None:
    """Put other rows in the place of a table, as a nightly export does."""
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], *reversed(lines[1:-20])]) + "\n", encoding="utf-8")
