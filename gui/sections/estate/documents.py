"""Which documents are filed, whatever they are about?"""

from collections.abc import Sequence

from gui.sections.filed import Filed


class DocumentsSection(Filed):
    """All documents of the workspace."""

    ID = "documents"
    ORDER = 30

    def subjects(self) -> Sequence[tuple[str, str | None]]:
        """Return the firm, models, vendors and use cases."""
        workspace, words = self.context.workspace, self.words
        return (
            (words.tr("the whole firm"), None),
            *self.names.entries,
            *((f"{item.id} · {words.text(item.name)}", item.id) for item in workspace.vendors.all()),
            *((f"{item.id} · {words.text(item.name)}", item.id) for item in workspace.use_cases.all()),
        )


SECTION = DocumentsSection
