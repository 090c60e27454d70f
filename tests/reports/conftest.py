"""Which signed reports do several tests look at?"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

import pytest

from core.evidence import Evidence, ReportKind, SignatureMeaning
from core.ids import ReportId
from core.keys import signing as keys
from core.language import Translator
from core.people import Person, PersonKind, Role
from core.texts import Language, Text
from core.workspace.people import SigningKey
from reports.document import Issue
from reports.issue import render_report
from reports.signing import sign
from tests.reports import factory

PASSPHRASE = "korrekt pferd batterie klammer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """A person with a key, the evidence that names them, and what they sign."""

    key: SigningKey
    evidence: Evidence
    issue: Issue

    def report(self, kind: ReportKind = ReportKind.MODEL_RISK, language: Language = Language.GERMAN) -> bytes:
        """Return a signed report."""
        raw = render_report(self.evidence, kind, language, self.issue)
        return sign(raw, self.issue, self.key, Translator(language))


@cache
def signing(name: str = "Dr. Renate Süß", moment: datetime = factory.MOMENT) -> Signing:
    """Make a key for a name and evidence that knows its certificate."""
    made = keys.make(name, PASSPHRASE, factory.MOMENT, example=True)
    person = Person(
        id=factory.VALIDATOR,
        name=Text(name, Language.GERMAN),
        kind=PersonKind.HUMAN,
        roles=(Role.VALIDATOR,),
        ledger_key="00" * 32,
        certificate=made.certificate,
        certificate_digest=made.digest,
        example=True,
    )
    parties = tuple(
        replace(party, certificate_digest=made.digest) if party.id == factory.VALIDATOR else party
        for party in factory.parties()
    )
    issue = Issue(
        report=ReportId("REP-0007"),
        meaning=SignatureMeaning.REVIEW,
        signer=name,
        signer_id=factory.VALIDATOR,
        certificate_digest=made.digest,
        moment=moment,
        example=True,
    )
    key = SigningKey(person=person, pkcs12=made.pkcs12, passphrase=PASSPHRASE.encode())
    return Signing(key=key, evidence=factory.evidence(parties=parties), issue=issue)


@pytest.fixture(scope="session")
def signer() -> Signing:
    """Return a validator with a key."""
    return signing()


@pytest.fixture(scope="session")
def signed_report(signer: Signing) -> bytes:
    """Return a signed German model risk report."""
    return signer.report()
