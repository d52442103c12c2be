"""What was rendered before, for whoever would render it again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, NamedTuple, TypeVar, cast, get_args, get_origin, get_type_hints

from issues_kb.markdown.visible import Html
from issues_kb.store.kept import Kept

__all__ = ["Shelf"]

_Value = TypeVar("_Value")


class Shelf:
    """Values of one type of frozen dataclass by the digest of all that they depend on.

    What is added stays with this object until ``save``; a copy of the process hands it over
    through ``taken`` and ``give``.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._kept = {os.getpid(): Kept(file)}
        self._added: dict[str, bytes] = {}
        self._wanted: list[Callable[[], Iterable[str]]] = []

    def want(self, keys: Callable[[], Iterable[str]]) -> None:
        """Say what the site is made of: ``save`` drops the rest."""
        self._wanted.append(keys)

    def find(self, keys: Sequence[str], kind: type[_Value]) -> dict[str, _Value]:
        """The values that are there."""
        if self._file is None:
            return {}
        decode = _codec(cast(Hashable, kind)).decode
        found: dict[str, _Value] = {}
        for key, data in self._own().get(keys).items():
            try:
                found[key] = decode(json.loads(data))
            except (ValueError, TypeError, KeyError):
                # Written by other code under the same key: made again.
                continue
        return found

    def add(self, key: str, value: object) -> None:
        """Keep a value."""
        if self._file is not None:
            encoded = _codec(cast(Hashable, type(value))).encode(value)
            text = json.dumps(encoded, ensure_ascii=False, separators=(",", ":"))
            self._added[key] = text.encode("utf-8", "surrogatepass")

    def taken(self) -> dict[str, bytes]:
        """What was added; the shelf forgets it."""
        added, self._added = self._added, {}
        return added

    def give(self, added: Mapping[str, bytes]) -> None:
        """Take over what a copy of the process added."""
        self._added.update(added)

    def save(self) -> None:
        """Write what was added, and let go of the file."""
        kept = self._own()
        if self._added:
            kept.put(self.taken(), (key for keys in self._wanted for key in keys()))
        kept.close()

    def _own(self) -> Kept:
        """The file as this process opened it: SQLite's connections cannot be shared."""
        return self._kept.setdefault(os.getpid(), Kept(self._file))


class _Codec(NamedTuple):
    """From a value to what JSON has, and back."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


@cache
def _codec(kind: Hashable) -> _Codec:
    """``kind`` is a type, or what stands for one in an annotation."""
    if kind in (str, int, bool, type(None)):
        return _Codec(_same, _same)
    if kind is Html:
        return _Codec(str, Html)
    if is_dataclass(kind):
        return _record(kind)
    inner = [each for each in get_args(kind) if each not in (type(None), Ellipsis)]
    if len(inner) == 1 and get_origin(kind) is tuple:
        return _many(_codec(inner[0]))
    if len(inner) == 1 and get_origin(kind) is UnionType:
        return _perhaps(_codec(inner[0]))
    raise TypeError(f"no way to keep {kind}")


def _record(kind: Any) -> _Codec:  # noqa: ANN401 a dataclass
    hints = get_type_hints(kind)
    parts = [(field.name, _codec(hints[field.name])) for field in fields(kind)]

    def encode(value: object) -> list[object]:
        return [codec.encode(getattr(value, name)) for name, codec in parts]

    def decode(data: Sequence[Any]) -> object:
        pairs = zip(parts, data, strict=True)
        return kind(**{name: codec.decode(each) for (name, codec), each in pairs})

    return _Codec(encode, decode)


def _many(item: _Codec) -> _Codec:
    return _Codec(
        lambda value: [item.encode(each) for each in value],
        lambda data: tuple([item.decode(each) for each in data]),
    )


def _perhaps(item: _Codec) -> _Codec:
    return _Codec(
        lambda value: None if value is None else item.encode(value),
        lambda data: None if data is None else item.decode(data),
    )


def _same(value: object) -> object:
    return value
