"""How are a model and the columns kept for bias tests described on the command line?"""

from typing import Annotated

import typer

from core.messages import N_

LabelOption = Annotated[str, typer.Option(help=N_("Label of the version."))]
DataKindOption = Annotated[str, typer.Option(help=N_("What the table was used for."))]
PurposeOption = Annotated[str, typer.Option(help=N_("What the model is for."))]
UseOption = Annotated[str, typer.Option(help=N_("Who uses it, for which decisions, within which limits."))]
KindOption = Annotated[str, typer.Option(help=N_("Kind of model."))]
AreaOption = Annotated[str, typer.Option(help=N_("Business area."))]
OwnerOption = Annotated[str | None, typer.Option(help=N_("Owner; default: the acting person."))]
VendorOption = Annotated[str | None, typer.Option(help=N_("Who supplies it."))]
ConsentOption = Annotated[
    str | None, typer.Option(help=N_("Why a pickled model may be opened in the confined process."))
]
DeleteByOption = Annotated[
    str | None, typer.Option(help=N_("Day by which columns kept for bias tests only are deleted."))
]
NecessityOption = Annotated[
    str | None,
    typer.Option(help=N_("Why bias cannot be found without the columns kept for bias tests only.")),
]
