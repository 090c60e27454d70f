"""Does a release certificate let this very file through, without a workspace and without a network?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from core.canonical import sha256
from core.errors import UserError
from core.governance.certificates import LONGEST, Body, Refusal, Signed, read_certificate, signed_bytes
from core.governance.gate import (
    OF_CERTIFICATE,
    Demand,
    FileFacts,
    GateLine,
    GateVerdict,
    Outcome,
    met,
    missing,
)
from core.keys.signing import verify_signature
from core.keys.trust import check_chain, subject_of
from core.messages import Message, message
from core.stages import Stage
from core.workspace.governance.gate_subject import hashed

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far the clock here may be behind that of the issuer."""
_ANEW = message("Have a new release certificate issued.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRequest:
    """A certificate, the file to be deployed, and whom to trust."""

    certificate: Path
    artifact: Path
    trust: bytes
    """Certificates (PEM): the issuer's own, or those of authorities."""
    stage: Stage = Stage.CHAMPION
    max_age_days: int | None = None
    """Shortens the age that the certificate itself allows."""


def check_certificate(request: CertificateRequest, now: datetime) -> GateVerdict:
    """Judge a file by a certificate; raises `UserError` for files that cannot be read."""
    data, file = _read(request.certificate), hashed(request.artifact)
    signed = read_certificate(data)
    if signed is None:
        line = missing(
            Demand.FORM,
            message("“{name}” is no release certificate in its exact form.", name=request.certificate.name),
            message("Use the file as it was issued; it may not be formatted or edited."),
        )
        return GateVerdict(
            subject=request.certificate.name,
            version=None,
            stage=request.stage,
            file=file,
            judged_at=now,
            demanded=OF_CERTIFICATE,
            lines=(line,),
        )
    body = signed.body
    return GateVerdict(
        subject=body.version,
        version=body.version,
        stage=request.stage,
        tier=body.tier,
        file=file,
        artifacts=tuple(item.digest for item in body.artifacts),
        cut_off=body.cut_off,
        decision=body.decision,
        expires=body.expires,
        policy=body.policy,
        checkpoint=body.checkpoint,
        certificate=sha256(data),
        judged_at=now,
        demanded=OF_CERTIFICATE,
        lines=tuple(_lines(request, signed, file, now)),
        remarks=tuple(_remarks(body)),
    )


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LONGEST + 1)
    except OSError as error:
        raise UserError(
            message("“{name}” cannot be read. Nothing was judged. Name another file.", name=path.name)
        ) from error


def _lines(request: CertificateRequest, signed: Signed, file: FileFacts, now: datetime) -> Iterator[GateLine]:
    body = signed.body
    yield met(Demand.FORM, message("The certificate has its exact form."), body.id)
    yield _signature(signed)
    yield _trust(request, signed, now)
    yield _age(request, body, now)
    yield _artifact(request.artifact, body, file)
    yield _stage(request.stage, body)
    yield _expiry(body, now)
    yield from _conditions(body, now)
    yield from _exceptions(body, now)


def _signature(signed: Signed) -> GateLine:
    seal = signed.signature
    leaf = seal.certificates[0] if seal.certificates else ""
    if verify_signature(leaf, signed_bytes(signed.body), seal.value):
        return met(Demand.SIGNATURE, message("The certificate's signature is valid."), signed.body.id)
    return missing(
        Demand.SIGNATURE,
        message("The signature does not fit what the certificate says."),
        message("Do not deploy; ask the issuer for the file as it was issued."),
        about=signed.body.id,
    )


def _trust(request: CertificateRequest, signed: Signed, now: datetime) -> GateLine:
    chain, issued = signed.signature.certificates, signed.body.issued_at
    problem = check_chain(chain, request.trust, now) or check_chain(chain, request.trust, issued)
    if problem is None:
        said = message("A trusted certificate confirms the issuer: {name}.", name=subject_of(chain[0]))
        return met(Demand.TRUST, said, signed.body.issued_by)
    return missing(
        Demand.TRUST,
        message("The issuer's certificate is not confirmed: {problem}.", problem=problem),
        message("Name the issuer's certificate, or that of the authority, with --trust."),
        detail="" if problem is Refusal.NOT_CONFIRMED else problem.value,
        about=signed.body.issued_by,
    )


def _age(request: CertificateRequest, body: Body, now: datetime) -> GateLine:
    days = body.maximum_age_days
    if request.max_age_days is not None:
        days = min(days, request.max_age_days)
    if body.issued_at > now + CLOCK_TOLERANCE:
        said = message("The certificate was issued in the future ({moment}).", moment=body.issued_at)
        return missing(Demand.AGE, said, message("Set the clock of this computer."), detail="future")
    if now - body.issued_at > timedelta(days=days):
        said = message("The certificate is older than {days} days.", days=days)
        return missing(Demand.AGE, said, _ANEW, detail="old", about=body.id)
    return met(
        Demand.AGE,
        message("Issued on {moment}; counts for {days} days.", moment=body.issued_at, days=days),
        body.id,
    )


def _artifact(path: Path, body: Body, file: FileFacts) -> GateLine:
    step = message("Deploy the file that was certified, or have a certificate issued for this one.")
    certified = next((item for item in body.artifacts if item.digest == file.digest), None)
    if certified is None:
        said = message("“{name}” is none of the certified files.", name=file.name)
        return missing(Demand.ARTIFACT, said, step, detail="other", about=file.digest)
    absent = [item.name for item in certified.companions if not _beside(path, item.name, item.digest)]
    if absent:
        names = ", ".join(absent)
        said = message("Files that belong to the model are missing or differ: {names}.", names=names)
        return missing(Demand.ARTIFACT, said, step, detail="companion", about=file.digest)
    said = message("“{name}” is exactly the certified file.", name=file.name)
    return met(Demand.ARTIFACT, said, file.digest)


def _beside(path: Path, name: str, digest: str) -> bool:
    try:
        return hashed(path.parent / name).digest == digest
    except UserError:
        return False


def _stage(stage: Stage, body: Body) -> GateLine:
    if stage in body.stages:
        return met(Demand.STAGE, message("Certified for the stage {stage}.", stage=stage), body.id)
    said = message("Not certified for the stage {stage}.", stage=stage)
    return missing(Demand.STAGE, said, _ANEW, about=body.id)


def _expiry(body: Body, now: datetime) -> GateLine:
    last = min(body.expires, body.holds_until)
    if now.date() <= last:
        return met(Demand.EXPIRY, message("What is certified holds until {day}.", day=last), body.decision)
    said = message("What is certified held until {day} only.", day=last)
    return missing(Demand.EXPIRY, said, _ANEW, about=body.decision)


def _conditions(body: Body, now: datetime) -> Iterator[GateLine]:
    overdue = [item for item in body.conditions if item.due < now.date()]
    if not overdue:
        n = len(body.conditions)
        yield met(Demand.CONDITIONS, message("No certified condition is overdue; {n} were open.", n=n))
    for item in overdue:
        said = message(
            "A condition was due on {day}; whether it was met cannot be seen here: {what}",
            day=item.due,
            what=item.text,
        )
        yield missing(Demand.CONDITIONS, said, _ANEW, detail="overdue", about=body.decision)


def _exceptions(body: Body, now: datetime) -> Iterator[GateLine]:
    for item in body.exceptions:
        ended = now.date() > item.until
        said = message(
            "{id} sets aside “{demand}” until {day}.", id=item.id, demand=item.demand.value, day=item.until
        )
        yield GateLine(
            demand=item.demand,
            outcome=Outcome.MISSING if ended else Outcome.EXCEPTED,
            said=said,
            step=_ANEW if ended else None,
            exception=item.id,
        )


def _remarks(body: Body) -> Iterator[Message]:
    yield message(
        "A certificate says what held when it was issued ({moment}). Whether the approval has lapsed or was "
        "withdrawn since cannot be seen without the workspace.",
        moment=body.issued_at,
    )
    yield message(
        "The certificate says of itself that it comes from the workspace {workspace}. Whether its issuer may "
        "decide there cannot be seen here: trust only those who may.",
        workspace=body.workspace[:8],
    )
    if body.cut_off is not None:
        yield message("Approved with the cut-off {value} only.", value=str(body.cut_off.value))
