"""Is every change of a signed report found?"""

import random
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import DictionaryObject, NameObject, StreamObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from core.canonical import sha256, to_json
from core.errors import UserError
from core.evidence import VERSION_KINDS, ReportKind, SignatureMeaning
from core.language import Translator
from core.texts import Language
from reports.issue import render_report
from reports.signing import sign
from reports.verification import Agreement, Aspect, Identity, Outcome, verify, verify_bytes
from tests.reports.conftest import Signing, signing


def _outcome(data: bytes) -> Outcome:
    return verify_bytes("report.pdf", data).outcome


def _flipped(data: bytes, position: int, mask: int) -> bytes:
    changed = bytearray(data)
    changed[position] ^= mask
    return bytes(changed)


def _gap(data: bytes) -> tuple[int, int]:
    found = re.search(rb"/ByteRange ?\[ ?0 (\d+) (\d+)", data)
    assert found is not None
    return int(found[1]), int(found[2])


def test_a_fresh_report_is_valid_and_says_who_signed_what(signed_report: bytes) -> None:
    found = verify_bytes("report.pdf", signed_report)
    assert found.outcome is Outcome.VALID
    assert found.accepted
    assert (found.intact, found.valid, found.complete) == (True, True, True)
    assert found.identity is Identity.NOT_CONFIRMED
    assert found.signed is not None
    assert found.signed.name == "Dr. Renate Süß (Example)"
    assert found.signed.meaning is SignatureMeaning.REVIEW
    assert found.about is not None
    assert found.about.report == "REP-0007"
    assert {item.agreement for item in found.comparisons} == {Agreement.EQUAL}


@pytest.mark.parametrize("kind", VERSION_KINDS)
@pytest.mark.parametrize("language", list(Language))
def test_every_kind_in_every_language_verifies(signer: Signing, kind: ReportKind, language: Language) -> None:
    assert _outcome(signer.report(kind, language)) is Outcome.VALID


def test_the_result_is_json(signed_report: bytes) -> None:
    content = to_json(verify_bytes("report.pdf", signed_report))
    assert isinstance(content, dict)
    assert content["outcome"] == "valid"


def test_every_sentence_can_be_said_in_both_languages(signed_report: bytes) -> None:
    for sentence in verify_bytes("report.pdf", signed_report).sentences:
        german, english = (
            Translator(language).say(sentence) for language in (Language.GERMAN, Language.ENGLISH)
        )
        assert german != english


@pytest.mark.parametrize("seed", range(20))
def test_a_flipped_bit_anywhere_is_reported_as_changed(signed_report: bytes, seed: int) -> None:
    chance = random.Random(seed)
    position = chance.randrange(len(signed_report))
    assert _outcome(_flipped(signed_report, position, 1 << chance.randrange(8))) is Outcome.CHANGED


@pytest.mark.parametrize("seed", range(25))
def test_a_flipped_bit_in_the_signature_itself_is_reported_as_changed(
    signed_report: bytes, seed: int
) -> None:
    chance = random.Random(seed)
    start, end = _gap(signed_report)
    position = chance.randrange(start, start + 2020) if seed < 20 else chance.randrange(start + 2020, end)
    assert _outcome(_flipped(signed_report, position, 1 << chance.randrange(8))) is Outcome.CHANGED


def test_letter_case_of_the_signature_is_not_free(signed_report: bytes) -> None:
    start, _ = _gap(signed_report)
    letter = next(at for at in range(start + 200, start + 400) if signed_report[at : at + 1].isalpha())
    assert _outcome(_flipped(signed_report, letter, 0x20)) is Outcome.CHANGED


@pytest.mark.parametrize("position", [0, 1, 5, 8, -1, -2, -6, -8])
def test_first_and_last_bytes_count(signed_report: bytes, position: int) -> None:
    assert _outcome(_flipped(signed_report, position, 1)) is Outcome.CHANGED


@pytest.mark.parametrize("extra", [b"\n", b" ", b"\x00", b"%comment\n", b"\n%%EOF\n"])
def test_appended_bytes_are_found(signed_report: bytes, extra: bytes) -> None:
    assert _outcome(signed_report + extra) is Outcome.CHANGED


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_changed(signed_report: bytes, share: float) -> None:
    assert _outcome(signed_report[: int(len(signed_report) * share)]) is Outcome.CHANGED


def test_cutting_off_the_signature_is_found(signed_report: bytes) -> None:
    before = signed_report[: signed_report.rindex(b"%%EOF", 0, -10) + 5]
    assert _outcome(before) is Outcome.CHANGED


def test_removing_the_signature_field_is_found(signed_report: bytes) -> None:
    target = BytesIO()
    with pikepdf.open(BytesIO(signed_report)) as pdf:
        del pdf.Root.AcroForm
        del pdf.pages[-1].Annots
        pdf.save(target)
    assert _outcome(target.getvalue()) is Outcome.CHANGED


def test_a_full_rewrite_by_another_program_is_found(signed_report: bytes) -> None:
    target = BytesIO()
    with pikepdf.open(BytesIO(signed_report)) as pdf:
        pdf.save(target)
    assert _outcome(target.getvalue()) is Outcome.CHANGED


def _overlay(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    note = DictionaryObject(  # type: ignore[no-untyped-call]
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FreeText"),
            NameObject("/Contents"): TextStringObject("Approved"),
        }
    )
    page["/Annots"] = writer.add_object(note)
    writer.update_container(page)


def _content(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Contents"] = writer.add_object(StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)


def _open_action(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/OpenAction"] = DictionaryObject(  # type: ignore[no-untyped-call]
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    writer.update_root()  # type: ignore[no-untyped-call]


def _title(writer: IncrementalPdfFileWriter) -> None:
    info = writer.trailer["/Info"].get_object()
    info["/Title"] = TextStringObject("Another title")
    writer.update_container(info)


def _language(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/Lang"] = TextStringObject("fr")
    writer.update_root()  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("attack", [_overlay, _content, _open_action, _title, _language])
def test_incremental_updates_are_found(signed_report: bytes, attack: object) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(signed_report))
    assert callable(attack)
    attack(writer)
    target = BytesIO()
    writer.write(target)  # type: ignore[no-untyped-call]
    assert target.getvalue().startswith(signed_report)
    assert _outcome(target.getvalue()) is Outcome.CHANGED


def test_a_byte_range_that_leaves_something_out_is_found(signed_report: bytes) -> None:
    changed = re.sub(rb"/ByteRange", rb"/ByteRangf", signed_report, count=1)
    assert _outcome(changed) is Outcome.CHANGED


def test_a_second_signature_is_found(signed_report: bytes) -> None:
    from pyhanko.sign.fields import SigFieldSpec
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

    other = signing("Miriam Köhler")
    signer = SimpleSigner.load_pkcs12_data(other.key.pkcs12, [], other.key.passphrase)
    assert signer is not None
    with pytest.raises(Exception, match=r"forbids all changes"):
        PdfSigner(
            PdfSignatureMetadata(field_name="Second"), signer, new_field_spec=SigFieldSpec("Second")
        ).sign_pdf(IncrementalPdfFileWriter(BytesIO(signed_report)))


def test_a_report_signed_by_another_key_than_it_names_differs(signer: Signing) -> None:
    other = signing("Dr. Renate Süß", signer.issue.moment.replace(second=1))
    raw = render_report(signer.evidence, ReportKind.MODEL_RISK, Language.GERMAN, signer.issue)
    forged = sign(raw, signer.issue, other.key, Translator(Language.GERMAN))
    found = verify_bytes("report.pdf", forged)
    assert found.outcome is Outcome.DIFFERS
    assert not found.accepted
    aspects = {item.aspect for item in found.comparisons if item.agreement is Agreement.DIFFERS}
    assert aspects == {Aspect.SIGNER}


def test_a_report_signed_with_another_meaning_differs(signer: Signing) -> None:
    raw = render_report(signer.evidence, ReportKind.MODEL_RISK, Language.GERMAN, signer.issue)
    other = replace(signer.issue, meaning=SignatureMeaning.APPROVAL)
    assert _outcome(sign(raw, other, signer.key, Translator(Language.GERMAN))) is Outcome.DIFFERS


def test_a_report_signed_before_its_certificate_began_differs(signer: Signing) -> None:
    early = replace(signer.issue, moment=signer.issue.moment.replace(year=2020))
    raw = render_report(signer.evidence, ReportKind.MODEL_RISK, Language.GERMAN, early)
    found = verify_bytes("report.pdf", sign(raw, early, signer.key, Translator(Language.GERMAN)))
    assert found.outcome is Outcome.DIFFERS
    differing = {item.aspect for item in found.comparisons if item.agreement is Agreement.DIFFERS}
    assert differing == {Aspect.CERTIFICATE}


def test_a_certificate_of_the_trust_list_confirms_identity(
    signer: Signing, signed_report: bytes, tmp_path: Path
) -> None:
    report, trusted, other = (tmp_path / name for name in ("report.pdf", "trusted.pem", "other.pem"))
    report.write_bytes(signed_report)
    trusted.write_text(signer.key.person.certificate or "")
    other.write_text(signing("Miriam Köhler").key.person.certificate or "")
    assert verify(report, trust=(trusted,)).identity is Identity.TRUSTED
    assert verify(report, trust=(other,)).identity is Identity.NOT_CONFIRMED


def test_a_draft_is_unsigned(signer: Signing) -> None:
    raw = render_report(signer.evidence, ReportKind.MODEL_RISK, Language.GERMAN, None)
    assert _outcome(raw) is Outcome.UNSIGNED


def test_a_report_before_its_signature_is_not_a_draft(signer: Signing) -> None:
    raw = render_report(signer.evidence, ReportKind.MODEL_RISK, Language.GERMAN, signer.issue)
    assert _outcome(raw) is Outcome.CHANGED


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x89PNG\r\n", "größe;höhe\n".encode()])
def test_other_files_are_no_pdf(data: bytes) -> None:
    assert _outcome(data) is Outcome.NOT_PDF


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\n" + b"\xff" * 500])
def test_a_damaged_pdf_is_never_accepted(data: bytes) -> None:
    assert _outcome(data) in {Outcome.CHANGED, Outcome.UNSIGNED}


def test_a_missing_file_is_the_users_error(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        verify(tmp_path / "nothing.pdf")


def test_the_digest_of_the_file_is_given_whatever_the_outcome(signed_report: bytes) -> None:
    changed = signed_report + b" "
    assert verify_bytes("report.pdf", changed).sha256 == sha256(changed)
