"""How is a model of the example watched once it is in use?"""

import csv
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from cli.example.around import read_around
from cli.example.people import Cast
from cli.example.story import FOLDER
from core.ids import DatasetId, VersionId
from core.messages import message
from core.progress import Progress
from core.workspace.governance.monitoring_guards import NewMonitor


def watch(cast: Cast, version: VersionId, reference: DatasetId, progress: Progress) -> None:
    """Set up monitoring and look at a few months of rows drawn from the example's own loans.

    The last month is changed on purpose: amounts of today's money, which the old loans never had.
    """
    told = read_around()
    monitor, _ = cast.workspace.monitoring.set_up(
        cast.session("risk_manager"),
        NewMonitor(
            version=version,
            name=told.say("monitor"),
            reference=reference,
            owner=cast.ids["owner"],
            row_id="antrag",
            time="tag",
            every_days=told.monitor.every,
            label_lag_days=told.monitor.lag,
            example=True,
        ),
    )
    with TemporaryDirectory() as folder:
        for month in range(told.monitor.months):
            progress(0.87 + 0.01 * month, message("Building the example: {model}", model=monitor.id))
            path = _month(cast, Path(folder), month, told.monitor.months)
            cast.workspace.monitoring.observe(cast.session("validator"), monitor.id, path)


def _month(cast: Cast, folder: Path, month: int, months: int) -> Path:
    """Write a third of the reviewed loans as the applications of a month, without the outcome."""
    with (FOLDER / "reviewed.csv").open(encoding="utf-8", newline="") as source:
        rows: list[dict[str, str]] = list(csv.DictReader(source))[month::months]
    last = month == months - 1
    day = cast.clock().date() - timedelta(days=31 * (months - 1 - month) + 1)
    kept = [name for name in rows[0] if name not in {"kredit", "antrag_am", "klasse", "entscheidung"}]
    path = folder / f"antraege-{day:%Y-%m}.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["antrag", "tag", *kept])
        for number, row in enumerate(rows):
            amount = {"hoehe": str(round(int(row["hoehe"]) * 2.5))} if last else {}
            cells = {**row, **amount}
            writer.writerow([f"{month + 1}-{number:04d}", day.isoformat(), *(cells[name] for name in kept)])
    return path
