"""Which documents are filed about one model and its versions?"""

from collections.abc import Sequence

from core.workspace.governance.documents import DocumentLine
from gui.sections.filed import Filed


class ModelDocumentsSection(Filed):
    """The documents about the model of the page, its versions, and what belongs to it."""

    ID = "documents"
    ORDER = 90

    def read(self) -> Sequence[DocumentLine]:
        """Return the documents about the model and its versions."""
        return tuple(line for line in super().read() if line.document.model == self.model)

    def subjects(self) -> Sequence[tuple[str, str | None]]:
        """Return the model and its versions, newest first."""
        if self.model is None:
            return ()
        versions = self.context.workspace.inventory.versions(self.model)[::-1]
        return ((self.names.model(self.model), self.model), *((item.id, item.id) for item in versions))

    def _why(self, line: DocumentLine | None) -> str | None:
        if self.model is None:
            return self.words.tr("There is no model yet.")
        return super()._why(line)


SECTION = ModelDocumentsSection
