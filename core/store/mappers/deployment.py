"""How are deployments stored?"""

from core.audit import ObjectKind
from core.governance.deployments import Deployment
from core.ids import model_of
from core.store.mapping import Mapper
from core.store.rows import GovernedRow


class DeploymentRow(GovernedRow):
    """Deployments, running and ended."""

    __tablename__ = "deployment"


MAPPER = Mapper(
    kind=ObjectKind.DEPLOYMENT,
    value=Deployment,
    row=DeploymentRow,
    prefix="DEP",
    key=lambda value: value.id,
    columns=lambda value: {"model": model_of(value.version), "version": value.version, "state": value.stage},
)
