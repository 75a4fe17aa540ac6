"""Counting secret votes: an urn is a handful of counts, and sealed while it fills.

What was cast is kept as sums alone: no ballot has a row, a place or a time of its own.
The sums are sealed with a key that does not lie in the database, into a text of always
the same length: who compares the urn before and after a vote learns nothing from it.
"""

import hmac
from hashlib import blake2b

CHOICES = ("for", "against", "abstained")
NONCE = 16
TAG = 16
DIGITS = 8  # Bytes of a count.

Counts = tuple[int, ...]

EMPTY: Counts = (0,) * len(CHOICES)


def add(counts: Counts, choice: str) -> Counts:
    """The counts with one more vote (R5.17).

    :raises ValueError: for what is no choice
    """
    place = CHOICES.index(choice)
    return tuple(count + (index == place) for index, count in enumerate(counts))


def share(counts: Counts) -> float | None:
    """The part of those for it among those for and against; ``None`` without any."""
    for_it, against, _abstained = counts
    return for_it / (for_it + against) if for_it + against else None


def seal(counts: Counts, key: bytes, nonce: bytes) -> str:
    """The counts as a text that says nothing without the key.

    :param nonce: of :data:`NONCE` bytes, random and never used twice with the key
    """
    plain = b"".join(count.to_bytes(DIGITS, "big") for count in counts)
    body = nonce + _mask(plain, key, nonce)
    return (body + _tag(body, key)).hex()


def unseal(sealed: str, key: bytes) -> Counts:
    """The counts in a sealed text.

    :raises ValueError: if it was sealed with another key, or changed since
    """
    raw = bytes.fromhex(sealed)
    body, tag = raw[:-TAG], raw[-TAG:]
    if not hmac.compare_digest(tag, _tag(body, key)):
        raise ValueError("sealed with another key, or changed since")
    plain = _mask(body[NONCE:], key, body[:NONCE])
    return tuple(
        int.from_bytes(plain[start : start + DIGITS], "big")
        for start in range(0, len(plain), DIGITS)
    )


def _mask(text: bytes, key: bytes, nonce: bytes) -> bytes:
    """Text with a pad that only the key makes, used once: there and back."""
    pad = blake2b(nonce, key=key, digest_size=len(text), person=b"urn pad").digest()
    return bytes(one ^ other for one, other in zip(text, pad, strict=True))


def _tag(body: bytes, key: bytes) -> bytes:
    return blake2b(body, key=key, digest_size=TAG, person=b"urn tag").digest()
