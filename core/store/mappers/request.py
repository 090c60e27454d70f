"""How are evidence requests stored?"""

from core.audit import ObjectKind
from core.governance.requests import EvidenceRequest
from core.ids import Digest
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class RequestRow(GovernedRow):
    """Evidence requests with all answers."""

    __tablename__ = "request"


def _files(value: EvidenceRequest) -> tuple[Digest, ...]:
    return tuple(file.digest for submission in value.submissions for file in submission.files)


MAPPER = Mapper(
    kind=ObjectKind.REQUEST,
    value=EvidenceRequest,
    row=RequestRow,
    prefix="REQ",
    key=lambda value: value.id,
    columns=lambda value: {"model": value.model, "version": value.version, "state": value.state},
    files=_files,
)
