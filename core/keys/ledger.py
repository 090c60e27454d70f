"""How is the key kept that signs a person's audit events?

A JSON file (version 1): Ed25519 private key, sealed with AES-256-GCM under an Argon2id key (RFC 9106); the
public key is bound to it as associated data.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from core.errors import IntegrityError
from core.keys import strength
from core.keys.passphrase import passphrase_bytes, wrong_passphrase
from core.messages import message

VERSION = 1
_KEY_BYTES, _SALT_BYTES, _NONCE_BYTES = 32, 16, 12
_MOST_MEMORY_KIB = 1 << 20
"""A tampered file must not make the application reserve more than 1 GiB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFile:
    """The contents of `ledger.json`; binary fields are hexadecimal."""

    v: int
    kdf: str
    memory_kib: int
    iterations: int
    lanes: int
    salt: str
    cipher: str
    nonce: str
    sealed: str
    public: str


def public_hex(key: Ed25519PrivateKey) -> str:
    """Return the raw public key in hexadecimal."""
    return key.public_key().public_bytes_raw().hex()


def seal(key: Ed25519PrivateKey, passphrase: str) -> bytes:
    """Return the file that keeps the key under the passphrase."""
    cost = strength.STANDARD
    nonce = secrets.token_bytes(_NONCE_BYTES)
    file = LedgerFile(
        v=VERSION,
        kdf="argon2id",
        memory_kib=cost.argon2_memory_kib,
        iterations=cost.argon2_iterations,
        lanes=cost.argon2_lanes,
        salt=secrets.token_hex(_SALT_BYTES),
        cipher="aes-256-gcm",
        nonce=nonce.hex(),
        sealed="",
        public=public_hex(key),
    )
    cipher = AESGCM(_derived(file, passphrase))
    sealed = cipher.encrypt(nonce, key.private_bytes_raw(), bytes.fromhex(file.public))
    return msgspec.json.format(msgspec.json.encode(replace(file, sealed=sealed.hex())), indent=2)


def unseal(data: bytes, passphrase: str) -> Ed25519PrivateKey:
    """Return the key of a file; `NotAllowedError` for a wrong passphrase, `IntegrityError` for a bad file."""
    file = read(data)
    try:
        cipher = AESGCM(_derived(file, passphrase))
        sealed, public = bytes.fromhex(file.sealed), bytes.fromhex(file.public)
        raw = cipher.decrypt(bytes.fromhex(file.nonce), sealed, public)
    except InvalidTag as error:
        raise wrong_passphrase() from error
    except (ValueError, OverflowError) as error:
        raise damaged() from error
    return Ed25519PrivateKey.from_private_bytes(raw)


def read(data: bytes) -> LedgerFile:
    """Return the contents of a file; raises `IntegrityError` for anything else."""
    try:
        file = msgspec.json.decode(data, type=LedgerFile)
    except msgspec.MsgspecError as error:
        raise damaged() from error
    known = (file.v, file.kdf, file.cipher) == (VERSION, "argon2id", "aes-256-gcm")
    if not known or file.memory_kib > _MOST_MEMORY_KIB:
        raise damaged()
    return file


def valid(public: str, signature: bytes, data: bytes) -> bool:
    """Tell whether a signature was made with the private half of a public key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def verifier(public: str) -> Callable[[bytes, bytes], bool]:
    """Return what tells whether a signature (first) over data (second) was made by the key's private half."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
    except ValueError:
        return lambda _signature, _data: False

    def holds(signature: bytes, data: bytes) -> bool:
        try:
            key.verify(signature, data)
        except InvalidSignature:
            return False
        return True

    return holds


def damaged() -> IntegrityError:
    """Return what to tell about a key file that is missing or cannot be read."""
    return IntegrityError(
        message(
            "The key file of this person is missing or damaged, so the key cannot be unlocked. "
            "Nothing was changed. Bring the folder “keys” back from a backup copy."
        )
    )


def _derived(file: LedgerFile, passphrase: str) -> bytes:
    return Argon2id(
        salt=bytes.fromhex(file.salt),
        length=_KEY_BYTES,
        iterations=file.iterations,
        lanes=file.lanes,
        memory_cost=file.memory_kib,
    ).derive(passphrase_bytes(passphrase))
