"""Where do the records of a workspace lie, and how do they get in and out?"""

from core.store.files import Files
from core.store.store import Store
from core.store.transaction import Transaction

__all__ = ["Files", "Store", "Transaction"]
