"""Which vendors are there, what do they supply, and how much hangs on one?"""

import re
from dataclasses import dataclass, replace
from datetime import date

from core.audit import Action
from core.errors import NotAllowedError, UserError
from core.governance.dependencies import ModelTies
from core.governance.vendors import Vendor, VendorExposure, exposures
from core.ids import ModelId, VendorId
from core.inventory import Model
from core.messages import message
from core.people import Permission
from core.texts import Text
from core.workspace.changes import Changes
from core.workspace.desk import Desk
from core.workspace.governance.tiers import tiers_of
from core.workspace.lookup import Reader, require_one_of, require_text, the_model
from core.workspace.session import Session

MAY_RECORD = (Permission.REGISTER, Permission.DECIDE)
_COUNTRY = re.compile(r"[A-Z]{2}")
_TOUCHED = Changes.ESTATE | Changes.INVENTORY


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVendor:
    """What is stated about a vendor."""

    name: Text
    contact: Text | None = None
    service: Text | None = None
    contract: str = ""
    subcontractors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    exit_plan: Text | None = None
    due_diligence: date | None = None
    next_review: date | None = None
    ended: date | None = None
    example: bool = False


class Vendors:
    """Vendors; recorded by those who register models or decide."""

    def __init__(self, desk: Desk) -> None:
        """Work on the desk of one workspace."""
        self._desk = desk

    def all(self) -> tuple[Vendor, ...]:
        """Return every vendor, oldest first."""
        return self._desk.store.all(Vendor)

    def get(self, vendor: VendorId) -> Vendor:
        """Return one vendor; raises `UserError` if there is none."""
        return the_vendor(self._desk.store, vendor)

    def models(self, vendor: VendorId) -> tuple[Model, ...]:
        """Return the models a vendor supplies."""
        return tuple(model for model in self._desk.store.all(Model) if model.vendor_record == vendor)

    def exposures(self) -> tuple[VendorExposure, ...]:
        """Return what hangs on each vendor and subcontractor, the largest share first."""
        store = self._desk.store
        return exposures(self.all(), store.heads(Model, ModelTies), tiers_of(store))

    def record(self, session: Session, new: NewVendor) -> tuple[Vendor, Changes]:
        """Record a vendor."""
        require_one_of(session, *MAY_RECORD)
        self._check(new)
        with self._desk.store.transaction(session) as step:
            _refuse_double(step, new, None)
            made = _made(VendorId(step.new_id(Vendor)), new, self._desk)
            step.put(made, Action.VENDOR_RECORDED)
        return made, _TOUCHED

    def change(
        self, session: Session, vendor: VendorId, new: NewVendor, reason: Text
    ) -> tuple[Vendor, Changes]:
        """State a vendor anew."""
        require_one_of(session, *MAY_RECORD)
        self._check(new)
        require_text(reason, message("The reason is missing. Write why the vendor's entry changes."))
        with self._desk.store.transaction(session, reason) as step:
            old = the_vendor(step, vendor)
            _refuse_double(step, new, vendor)
            changed = replace(_made(vendor, new, self._desk), recorded_at=old.recorded_at)
            step.put(changed, Action.VENDOR_RECORDED)
        return changed, _TOUCHED

    def assign(self, session: Session, model: ModelId, vendor: VendorId | None) -> tuple[Model, Changes]:
        """Say which vendor supplies a model; None: none of them."""
        require_one_of(session, *MAY_RECORD)
        with self._desk.store.transaction(session) as step:
            found, today = the_model(step, model), self._desk.clock().date()
            chosen = None if vendor is None else the_vendor(step, vendor)
            if chosen is not None and chosen.ended is not None and chosen.ended < today:
                raise NotAllowedError(
                    message(
                        "The relation with {vendor} ended on {day}. Nothing was changed. "
                        "Choose another vendor.",
                        vendor=chosen.name.name(),
                        day=chosen.ended,
                    )
                )
            if found.vendor_record == vendor:
                raise UserError(message("That is so already. Nothing was changed."))
            changed = replace(found, vendor_record=vendor)
            step.put(changed, Action.MODEL_CHANGED)
        return changed, _TOUCHED

    def _check(self, new: NewVendor) -> None:
        require_text(new.name, message("The vendor has no name. Give it one."))
        for country in new.countries:
            if not _COUNTRY.fullmatch(country):
                raise UserError(
                    message(
                        "“{value}” is no country. Nothing was changed. Write two capital letters as in DE, "
                        "AT or US.",
                        value=country,
                    )
                )
        if new.due_diligence is not None and new.due_diligence > self._desk.clock().date():
            raise UserError(
                message(
                    "The due diligence lies in the future. Nothing was changed. "
                    "State the day of the last one."
                )
            )


def the_vendor(reader: Reader, vendor: VendorId) -> Vendor:
    """Return a vendor; raises `UserError` if there is none."""
    found = reader.get(Vendor, vendor)
    if found is None:
        raise UserError(message("There is no vendor {id}. Choose one from the list.", id=vendor))
    return found


def _refuse_double(reader: Reader, new: NewVendor, own: VendorId | None) -> None:
    for other in reader.all(Vendor):
        if other.id != own and other.name.name().strip().casefold() == new.name.name().strip().casefold():
            raise UserError(
                message(
                    "{vendor} is recorded already as {id}. Nothing was changed. Change that entry instead.",
                    vendor=other.name.name(),
                    id=other.id,
                )
            )


def _made(identity: VendorId, new: NewVendor, desk: Desk) -> Vendor:
    return Vendor(
        id=identity,
        name=new.name,
        contact=new.contact,
        service=new.service,
        contract=new.contract,
        subcontractors=new.subcontractors,
        countries=new.countries,
        exit_plan=new.exit_plan,
        due_diligence=new.due_diligence,
        next_review=new.next_review,
        ended=new.ended,
        recorded_at=desk.clock(),
        example=new.example,
    )
