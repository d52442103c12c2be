"""A search index in files of bounded size that an edit leaves alone, all but one.

Issues are divided by a hash of their address: all in one file; when it grows too large, by
the first bit of the hash in two, and so on for each. Where an issue stands depends on how
large its neighbours are and on nothing else, so an edited or added issue changes its own
file, and at most splits it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import TypeVar

__all__ = ["divided", "script"]

_Item = TypeVar("_Item")
_DEEPEST = 24
# The end of a script element, of a comment, of a line: a text that is pasted into a page, or
# read by an old browser, stays a text.
_ESCAPED = re.compile("[\x00-\x1f\\\\'<\u2028\u2029]")


def divided(
    items: Iterable[_Item],
    *,
    name: Callable[[_Item], str],
    weight: Callable[[_Item], int],
    limit: int,
) -> Iterator[tuple[str, list[_Item]]]:
    """Groups that weigh at most ``limit`` together, each with the bits its hashes begin with.

    One item that weighs more stands alone. The items of a group are in the order of their
    names; the first group has no bits when it is the only one.
    """
    held = sorted(items, key=name)
    hashed = [(_bits(name(item)), weight(item), item) for item in held]
    yield from _split(hashed, "", limit)


def script(path: str, text: str) -> bytes:
    """A script that hands ``text`` over under the name of its own path."""
    quoted = "".join(("'", _ESCAPED.sub(_escape, text), "'"))
    return f"issuesKb.take('{path}',{quoted});\n".encode("utf-8", "replace")


def _split(
    items: Sequence[tuple[str, int, _Item]], bits: str, limit: int
) -> Iterator[tuple[str, list[_Item]]]:
    total = sum(weight for _, weight, _ in items)
    if total <= limit or len(items) < 2 or len(bits) == _DEEPEST:
        if items:
            yield bits, [item for _, _, item in items]
        return
    for bit in "01":
        yield from _split([each for each in items if each[0][len(bits)] == bit], bits + bit, limit)


def _bits(name: str) -> str:
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return f"{int.from_bytes(digest):032b}"


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}" if match[0] not in "\\'" else f"\\{match[0]}"
