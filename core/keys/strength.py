"""How hard is it to guess a passphrase?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """The cost of every guess; the ledger key's part is stored beside the key."""

    argon2_memory_kib: int
    argon2_iterations: int
    argon2_lanes: int
    pkcs12_rounds: int


STANDARD = Strength(argon2_memory_kib=64 * 1024, argon2_iterations=3, argon2_lanes=4, pkcs12_rounds=600_000)
"""About 0.1 s for the ledger key and 0.2 s for the signing key on a laptop; tests put a cheaper one here."""
