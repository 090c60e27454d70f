"""Who supplies models, on what terms, and how much depends on one of them?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.governance.dependencies import ModelTies
from core.governance.use_cases import worst
from core.ids import ModelId, VendorId
from core.inventory import Model
from core.risk import Band
from core.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """Somebody outside the firm who supplies models or runs them."""

    id: VendorId
    name: Text
    contact: Text | None = None
    """A person or address there: personal data."""
    service: Text | None = None
    """What is supplied."""
    contract: str = ""
    """Reference of the contract in the firm's files."""
    subcontractors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    """Where it works for the firm, ISO 3166-1 alpha-2, for example "DE"."""
    exit_plan: Text | None = None
    """What the firm does when the vendor fails or the contract ends."""
    due_diligence: date | None = None
    """Day of the last due diligence."""
    next_review: date | None = None
    ended: date | None = None
    """Last day of the relation; None while it goes on."""
    recorded_at: datetime
    example: bool = False

    def review_overdue(self, today: date) -> bool:
        """Tell whether a review is due that has not been made, or none was ever planned."""
        if self.ended is not None and self.ended < today:
            return False
        return self.next_review is None or self.next_review < today


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorExposure:
    """What hangs on one vendor or one subcontractor."""

    name: str
    vendors: tuple[VendorId, ...]
    """The vendor itself, or all that use the subcontractor."""
    subcontractor: bool
    models: tuple[ModelId, ...]
    share: float
    """Of all models of the inventory, 0 to 1."""
    worst: Band | None
    """Highest tier among the models."""


def exposures(
    vendors: Iterable[Vendor], models: Iterable[Model | ModelTies], tiers: Mapping[ModelId, Band | None]
) -> tuple[VendorExposure, ...]:
    """Return what hangs on each vendor and subcontractor, the largest share first."""
    listed = tuple(models)
    of_vendor: dict[VendorId, list[ModelId]] = {}
    for model in listed:
        if model.vendor_record is not None:
            of_vendor.setdefault(model.vendor_record, []).append(model.id)
    known = tuple(vendors)
    rows: list[tuple[str, tuple[VendorId, ...], bool]] = [
        (vendor.name.name(), (vendor.id,), False) for vendor in known
    ]
    chains: dict[str, list[Vendor]] = {}
    for vendor in known:
        for name in vendor.subcontractors:
            chains.setdefault(name.strip().casefold(), []).append(vendor)
    for key, users in chains.items():
        shown = next(name for name in users[0].subcontractors if name.strip().casefold() == key)
        rows.append((shown, tuple(vendor.id for vendor in users), True))
    found = [_exposure(row, of_vendor, tiers, len(listed)) for row in rows]
    return tuple(sorted(found, key=lambda item: (-item.share, item.name)))


def _exposure(
    row: tuple[str, tuple[VendorId, ...], bool],
    of_vendor: Mapping[VendorId, list[ModelId]],
    tiers: Mapping[ModelId, Band | None],
    total: int,
) -> VendorExposure:
    name, vendors, subcontractor = row
    models = tuple(sorted(model for vendor in vendors for model in of_vendor.get(vendor, ())))
    return VendorExposure(
        name=name,
        vendors=vendors,
        subcontractor=subcontractor,
        models=models,
        share=len(models) / total if total else 0.0,
        worst=worst(tiers.get(model) for model in models),
    )
