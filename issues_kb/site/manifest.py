"""What a build remembers of the files that it wrote: a small file in the site's folder.

Nothing in it depends on clock or machine, so that equal sites have equal manifests. That a
file is still as it was written shows from its size and its times, which are before those
of the manifest: it is written last of all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

__all__ = ["MANIFEST", "Manifest", "Record", "content_digest", "is_safe"]

MANIFEST = ".issues-kb-site.json"
_VERSION = 2
# No name of ours begins with a dot, but for the one that GitHub Pages looks for.
_PART = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*|\.nojekyll")


class Record(NamedTuple):
    """A file as it was written.

    ``made_of`` is the digest of its plan, empty without one; ``content`` that of its bytes.
    """

    made_of: str
    content: str
    size: int


@dataclass(slots=True)
class Manifest:
    """``files`` that are ours by path; none stands for one that a build may have written.

    ``base`` is the digest of what all of them depend on.
    """

    base: str = ""
    files: dict[str, Record | None] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The file's content, a line for each file."""
        files = {path: record and list(record) for path, record in sorted(self.files.items())}
        lines = (f"{json.dumps(path)}:{_compact(record)}" for path, record in files.items())
        head = f'{{"version":{_VERSION},"base":{json.dumps(self.base)},"files":{{\n'
        return (head + ",\n".join(lines) + "\n}}\n").encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest | None:
        """None when it is no manifest. What in it is wrong is left out."""
        try:
            content = json.loads(data)
        except ValueError:
            return None
        files = content.get("files") if isinstance(content, Mapping) else None
        if isinstance(files, list):
            # As the first version had it: paths alone.
            files = dict.fromkeys(path for path in files if isinstance(path, str))
        if not isinstance(files, dict):
            return None
        base = content.get("base")
        records = {path: _record(value) for path, value in files.items() if is_safe(path)}
        return cls(base if isinstance(base, str) else "", records)


def content_digest(data: bytes) -> str:
    """What tells whether a file holds these bytes."""
    return blake2b(data, digest_size=12).hexdigest()


def is_safe(path: str) -> bool:
    """Whether a path leads to a file below the folder that it is joined to."""
    return all(map(_PART.fullmatch, path.split("/")))


def _record(value: object) -> Record | None:
    match value:
        case [str() as made_of, str() as content, int() as size]:
            return Record(made_of, content, size)
    return None


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
