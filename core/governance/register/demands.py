"""How does the table say in one word which list asks for a field?

Sources: OSFI Guideline E-23 (2027), Appendix 1; PRA SS1/23, principle 1.2(c) and the principles named;
Regulation (EU) 2016/679, Art. 30(1); Regulation (EU) 2024/1689 as amended by Regulation (EU) 2026/1744,
Annex VIII; SR 26-2 (OCC Bulletin 2026-13), which lists no fields.
"""

from core.governance.register.types import Demand, FieldList, Strength


def e23(item: str) -> Demand:
    """One of the six fields for every model."""
    return Demand(list=FieldList.E23, item=item, strength=Strength.REQUIRED, citation="E-23 Appendix 1")


def e23_risky(item: str) -> Demand:
    """One of the eleven further fields for models whose inherent risk is not negligible."""
    return Demand(list=FieldList.E23, item=item, strength=Strength.NOT_NEGLIGIBLE, citation="E-23 Appendix 1")


def ss1(item: str, citation: str) -> Demand:
    """Asked for by SS1/23."""
    return Demand(list=FieldList.SS1_23, item=item, strength=Strength.REQUIRED, citation=f"SS1/23 {citation}")


def ss1_implied(item: str, citation: str) -> Demand:
    """Not named by SS1/23, but its principle cannot be followed without."""
    return Demand(list=FieldList.SS1_23, item=item, strength=Strength.IMPLIED, citation=f"SS1/23 {citation}")


def sr(item: str, section: str) -> Demand:
    """Implied by SR 26-2, which asks for sufficient information and lists nothing."""
    return Demand(
        list=FieldList.SR_26_2, item=item, strength=Strength.IMPLIED, citation=f"SR 26-2 § {section}"
    )


def gdpr(letter: str) -> Demand:
    """Required in the record of processing activities."""
    return Demand(
        list=FieldList.GDPR_30,
        item=letter,
        strength=Strength.REQUIRED,
        citation=f"GDPR Art. 30(1)({letter})",
    )


def gdpr_if(letter: str) -> Demand:
    """Required in the record of processing activities where it applies, or where possible."""
    return Demand(
        list=FieldList.GDPR_30,
        item=letter,
        strength=Strength.WHERE_APPLICABLE,
        citation=f"GDPR Art. 30(1)({letter})",
    )


def annex_a(point: int, *, optional: bool = False) -> Demand:
    """To be submitted when a high-risk system is registered (Art. 49(1))."""
    return Demand(
        list=FieldList.ANNEX_VIII_A,
        item=str(point),
        strength=Strength.WHERE_APPLICABLE if optional else Strength.REQUIRED,
        citation=f"AI Act Annex VIII Section A point {point}",
    )


def annex_b(point: int, *, optional: bool = False) -> Demand:
    """To be submitted for a system that is not high-risk by Art. 6(3) (Art. 49(2))."""
    return Demand(
        list=FieldList.ANNEX_VIII_B,
        item=str(point),
        strength=Strength.WHERE_APPLICABLE if optional else Strength.REQUIRED,
        citation=f"AI Act Annex VIII Section B point {point}",
    )


def annex_c(point: int, *, optional: bool = False) -> Demand:
    """To be submitted by a deployer that is a public body, or acts for one (Art. 49(3))."""
    return Demand(
        list=FieldList.ANNEX_VIII_C,
        item=str(point),
        strength=Strength.WHERE_APPLICABLE if optional else Strength.REQUIRED,
        citation=f"AI Act Annex VIII Section C point {point}",
    )


def marisk(item: str, number: str) -> Demand:
    """Implied by MaRisk AT 4.3.5, which lists no fields."""
    return Demand(
        list=FieldList.MARISK,
        item=item,
        strength=Strength.IMPLIED,
        citation=f"MaRisk AT 4.3.5 Tz. {number}",
    )
