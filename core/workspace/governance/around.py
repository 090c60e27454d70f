"""Which use cases are there around the models?"""

from core.workspace.checking import Checking
from core.workspace.desk import Desk
from core.workspace.governance.campaigns import Campaigns
from core.workspace.governance.certificates import Certificates
from core.workspace.governance.challenges import Challenges
from core.workspace.governance.contingency import Contingencies
from core.workspace.governance.dependencies import Dependencies
from core.workspace.governance.deployments import Deployments
from core.workspace.governance.designs import Designs
from core.workspace.governance.determinations import Determinations
from core.workspace.governance.documents import Documents
from core.workspace.governance.due import Due
from core.workspace.governance.duties import Duties
from core.workspace.governance.exports import Exports
from core.workspace.governance.gate import Gate
from core.workspace.governance.imports import Imports
from core.workspace.governance.incidents import Incidents
from core.workspace.governance.lines import Lines
from core.workspace.governance.mlflow_imports import MlflowImports
from core.workspace.governance.monitoring import Monitoring
from core.workspace.governance.overview import PortfolioOverview
from core.workspace.governance.register import Register
from core.workspace.governance.reproductions import Reproductions
from core.workspace.governance.requests import Requests
from core.workspace.governance.reviews import Reviews
from core.workspace.governance.scales import Scales
from core.workspace.governance.use_cases import UseCases
from core.workspace.governance.vendors import Vendors
from core.workspace.governance.versions import Versions


class Governance:
    """Estate, operation, determinations, reviews, release and monitoring of one workspace."""

    def __init__(self, desk: Desk, checking: Checking) -> None:
        """Make every use case at one desk."""
        self.scales = Scales(desk)
        self.requests = Requests(desk)
        self.due = Due(desk)
        self.gate = Gate(desk)
        self.certificates = Certificates(desk)
        self.determinations = Determinations(desk)
        self.documents = Documents(desk)
        self.use_cases = UseCases(desk)
        self.vendors = Vendors(desk)
        self.duties = Duties(desk)
        self.dependencies = Dependencies(desk)
        self.deployments = Deployments(desk)
        self.contingency = Contingencies(desk)
        self.incidents = Incidents(desk)
        self.monitoring = Monitoring(desk, checking)
        self.campaigns = Campaigns(desk)
        self.challenges = Challenges(desk)
        self.lines = Lines(desk)
        self.reviews = Reviews(desk)
        self.overview = PortfolioOverview(desk)
        self.imports = Imports(desk)
        self.mlflow = MlflowImports(desk)
        self.exports = Exports(desk)
        self.designs = Designs(desk)
        self.versions = Versions(desk)
        self.reproductions = Reproductions(desk)
        self.register = Register(desk)
