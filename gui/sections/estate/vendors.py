"""Who supplies models, and how much hangs on one of them?"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.governance.vendors import Vendor, VendorExposure
from core.messages import N_
from core.workspace import Changes
from core.workspace.governance.vendors import MAY_RECORD, NewVendor
from gui.sections.forms import RecordForm
from gui.sections.gathered import Gathered
from gui.sections.listing import Deed, Fact, why_not
from gui.sections.shown import Names, band_cell, band_chip, day_cell
from gui.widgets.cells import Cell
from gui.widgets.pickers import today
from gui.widgets.tables import TableColumn


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorLine:
    """A vendor, or a subcontractor of vendors, with what hangs on it."""

    vendor: Vendor | None
    exposure: VendorExposure

    @property
    def id(self) -> str:
        """Return the vendor's id; the name of a subcontractor."""
        return self.exposure.name if self.vendor is None else self.vendor.id

    @property
    def late(self) -> bool:
        """Tell whether the vendor's review is overdue."""
        return self.vendor is not None and self.vendor.review_overdue(today())


class VendorsSection(Gathered[VendorLine]):
    """Vendors and their subcontractors with models, share and worst tier."""

    ID = "vendors"
    TITLE = N_("Vendors")
    ICON = "building-2"
    ORDER = 20
    TOUCHED = Changes.ESTATE | Changes.INVENTORY | Changes.RISK
    KEY = "vendor"
    EMPTY = N_("No vendor is recorded. Record who supplies models or runs them, then assign the models.")

    def columns(self) -> Sequence[TableColumn[VendorLine]]:
        """Return name, share, worst tier and review."""
        words = self.words
        return (
            TableColumn(title=words.tr("Vendor"), cell=self._name),
            TableColumn(
                title=words.tr("Share"),
                cell=lambda line: Cell(
                    text=words.tr("{percent} %", percent=round(100 * line.exposure.share)),
                    below=words.tr("Models: {count}", count=len(line.exposure.models)),
                ),
                key=lambda line: line.exposure.share,
                width=98,
            ),
            TableColumn(
                title=words.tr("Worst tier"),
                cell=lambda line: band_cell(self.context, line.exposure.worst),
                key=lambda line: -1 if line.exposure.worst is None else line.exposure.worst.rank,
                fits=True,
            ),
            TableColumn(
                title=words.tr("Review"),
                cell=lambda line: day_cell(
                    self.context, None if line.vendor is None else line.vendor.next_review, late=line.late
                ),
                key=lambda line: None if line.vendor is None else line.vendor.next_review,
                width=116,
            ),
        )

    def _name(self, line: VendorLine) -> Cell:
        if line.vendor is None:
            below = self.words.tr("Subcontractor of {vendors}", vendors=", ".join(line.exposure.vendors))
            return Cell(text=line.exposure.name, below=below)
        return Cell(text=line.exposure.name, below=line.vendor.id, strong=True)

    def read(self) -> Sequence[VendorLine]:
        """Return vendors and subcontractors, the largest share first."""
        self.names = Names(self.context)
        known = {vendor.id: vendor for vendor in self.context.workspace.vendors.all()}
        return tuple(
            VendorLine(vendor=None if item.subcontractor else known[item.vendors[0]], exposure=item)
            for item in self.context.workspace.vendors.exposures()
        )

    def heading(self, record: VendorLine) -> str:
        """Return the name."""
        return record.exposure.name

    def summary(self, records: Sequence[VendorLine]) -> str:
        """Count vendors and overdue reviews."""
        return self.words.tr(
            "Vendors: {count}, reviews overdue: {late}",
            count=sum(line.vendor is not None for line in records),
            late=sum(line.late for line in records),
        )

    def facts(self, record: VendorLine) -> Sequence[Fact]:
        """Return all that is stated about a vendor."""
        words, vendor = self.words, record.vendor
        models = self.names.models(record.exposure.models) or "–"
        last = (
            (words.tr("Worst tier"), band_chip(self.context, record.exposure.worst)),
            (words.tr("Models"), models),
        )
        if vendor is None:
            return (words.tr("Used by"), "\n".join(record.exposure.vendors)), *last
        return (
            (words.tr("Supplies"), words.text(vendor.service)),
            (words.tr("Contact"), words.text(vendor.contact)),
            (words.tr("Contract"), vendor.contract),
            (words.tr("Countries"), ", ".join(vendor.countries)),
            (words.tr("Subcontractors"), ", ".join(vendor.subcontractors)),
            (words.tr("Exit plan"), words.text(vendor.exit_plan) or words.tr("none")),
            (words.tr("Due diligence"), words.value(vendor.due_diligence)),
            (words.tr("Ended"), "" if vendor.ended is None else words.date(vendor.ended)),
            *last,
        )

    def deeds(self) -> Sequence[Deed[VendorLine]]:
        """Return recording, changing and assigning."""
        tr = self.words.tr
        return (
            Deed(name="new_vendor", text=tr("New vendor"), icon="plus", new=True, obstacle=self._why,
                 act=lambda _: self._new()),
            Deed(name="change_vendor", text=tr("Edit"), icon="pencil", obstacle=self._why_own,
                 act=self._change),
            Deed(name="assign_vendor", text=tr("Assign a model"), icon="link", obstacle=self._why_own,
                 act=self._assign),
        )  # fmt: skip

    def _why(self, _line: VendorLine | None) -> str | None:
        return why_not(self.context, *MAY_RECORD)

    def _why_own(self, line: VendorLine | None) -> str | None:
        if line is not None and line.vendor is None:
            return self.words.tr("A subcontractor stands in the entries of its vendors.")
        return self._why(line)

    def _new(self) -> None:
        form = VendorForm(self, None)
        if form.ask(self.words.tr("Save")):
            session, vendors = self.context.session.current, self.context.workspace.vendors
            new = form.entered()
            self.run(
                self.words.tr("Recording the vendor"),
                lambda: vendors.record(session, new),
                lambda made: self.arrive({self.KEY: made.id}),
            )

    def _change(self, line: VendorLine | None) -> None:
        vendor = None if line is None else line.vendor
        if vendor is None:
            return
        form = VendorForm(self, vendor)
        if form.ask(self.words.tr("Save")) and form.reason is not None:
            session, vendors = self.context.session.current, self.context.workspace.vendors
            new, reason = form.entered(), form.reason.needed
            self.run(
                self.words.tr("Recording the vendor"),
                lambda: vendors.change(session, vendor.id, new, reason),
            )

    def _assign(self, line: VendorLine | None) -> None:
        vendor = None if line is None else line.vendor
        if vendor is None:
            return
        tr = self.words.tr
        form = RecordForm(
            self.context,
            self,
            name="assign_model",
            title=tr("Assign a model"),
            why=tr("The vendor then supplies the model; an earlier vendor of it is replaced."),
        )
        box = form.add_choice("model", tr("Model"), self.names.entries)
        if form.ask(tr("Assign")):
            session, vendors = self.context.session.current, self.context.workspace.vendors
            model = box.currentData()
            self.run(tr("Assigning the model"), lambda: vendors.assign(session, model, vendor.id))


class VendorForm(RecordForm):
    """All that is stated about a vendor."""

    def __init__(self, section: VendorsSection, old: Vendor | None) -> None:
        """Fill in what is known."""
        tr = section.words.tr
        title = tr("New vendor") if old is None else tr("Change {id}", id=old.id)
        super().__init__(section.context, section, name="vendor_form", title=title)
        self.called = self.add_line(
            "name", tr("Name"), old.name if old else None, needed=tr("Give it a name.")
        )
        self.service = self.add_line("service", tr("Supplies"), old.service if old else None)
        self.contact = self.add_line("contact", tr("Contact"), old.contact if old else None)
        self.contract = self.add_line("contract", tr("Contract"), old.contract if old else "")
        self.countries = self.add_line(
            "countries", tr("Countries"), ", ".join(old.countries) if old else "", hint="DE, AT, US"
        )
        self.subcontractors = self.add_line(
            "subcontractors", tr("Subcontractors"), ", ".join(old.subcontractors) if old else ""
        )
        self.exit_plan = self.add_text("exit_plan", tr("Exit plan"), old.exit_plan if old else None)
        self.due_diligence = self.add_day(
            "due_diligence", tr("Due diligence"), old.due_diligence if old else None
        )
        self.next_review = self.add_day("next_review", tr("Next review"), old.next_review if old else None)
        self.ended = self.add_day("ended", tr("Ended"), old.ended if old else None)
        self.reason = self.add_reason() if old else None

    def entered(self) -> NewVendor:
        """Return what was entered."""
        return NewVendor(
            name=self.called.needed,
            service=self.service.text,
            contact=self.contact.text,
            contract=self.contract.plain,
            countries=self.countries.entries,
            subcontractors=self.subcontractors.entries,
            exit_plan=self.exit_plan.text,
            due_diligence=self.due_diligence.day,
            next_review=self.next_review.day,
            ended=self.ended.day,
        )


SECTION = VendorsSection
