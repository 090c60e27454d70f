"""What does a person know better than the recognition of a table, before anything was recognized?"""

from dataclasses import dataclass, fields, replace

from core.inventory import TableDialect


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedDialect:
    """Parts of a dialect that were stated; None leaves a part to be recognized."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    """The empty string: there is none."""
    decimal: str | None = None
    thousands: str | None = None
    """The empty string: there is none."""
    sheet: str | None = None
    missing: tuple[str, ...] | None = None
    skipped: int | None = None
    header: bool | None = None
    footer: int | None = None
    date_format: str | None = None

    def applied(self, dialect: TableDialect) -> TableDialect:
        """Return the dialect with what was stated in place of what was recognized."""
        stated = {item.name: getattr(self, item.name) for item in fields(self)}
        given = {name: value for name, value in stated.items() if value is not None}
        for name in ("quote", "thousands"):
            if given.get(name) == "":
                given[name] = None
        if self.missing is not None:
            given["missing"] = tuple(dict.fromkeys(("", *self.missing)))
        return replace(dialect, **given)


NOTHING = TypedDialect()
