"""Remembers which files of a project are logs, so that each is looked into once.

A small JSON file beside the index. Like the index it is a cache: deleting it costs one
more look. It also keeps which logs a person added or took out by hand.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from issues_kb.alone import alone
from issues_kb.ordinary import read_ordinary

__all__ = ["Memory"]

_VERSION = 1
_PART = ".discovery-"


@dataclass(slots=True)
class Memory:
    """What is known of a project's files, by path relative to its root.

    ``stamp`` names whoever judged them: another stamp forgets the judgements. ``added``
    and ``left_out`` hold paths as people gave them to ``index`` and ``index --forget``.
    ``used`` are the logs that were used last.
    """

    file: Path
    stamp: str = ""
    verdicts: dict[str, list[int] | bool] = field(default_factory=dict)
    added: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    _loaded: str = ""
    _by_hand: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())

    @classmethod
    def load(cls, file: Path, stamp: str = "") -> Memory:
        """What ``file`` says; nothing when it is missing, broken or of another version."""
        try:
            known: Any = json.loads(read_ordinary(file))
        except (OSError, ValueError, RecursionError):
            known = None
        memory = cls(file, stamp)
        if isinstance(known, dict) and known.get("version") == _VERSION:
            memory.added = _texts(known.get("added"))
            memory.left_out = _texts(known.get("left_out"))
            memory.used = _texts(known.get("used"))
            if known.get("stamp") == stamp and isinstance(known.get("verdicts"), dict):
                memory.verdicts = known["verdicts"]
        memory._loaded = memory._text()
        memory._by_hand = frozenset(memory.added), frozenset(memory.left_out)
        return memory

    def verdict(self, path: str, status: os.stat_result) -> bool | None:
        """Whether the file is a log, as judged before; none when it has to be looked at.

        Once a log, always a log: what people write into it does not make it another kind
        of file. What was none is looked at again when its size or time changes.
        """
        known = self.verdicts.get(path)
        if known is True:
            return True
        return False if known == [status.st_size, status.st_mtime_ns] else None

    def learn(self, path: str, status: os.stat_result, *, is_log: bool) -> None:
        """Keep a judgement."""
        self.verdicts[path] = True if is_log else [status.st_size, status.st_mtime_ns]

    def keep_only(self, paths: set[str]) -> None:
        """Let go of judgements about files that are no longer there."""
        self.verdicts = {path: known for path, known in self.verdicts.items() if path in paths}

    def save(self) -> None:
        """Write what changed; a folder that cannot be written costs one more look next time."""
        text = self._text()
        if text == self._loaded:
            return
        try:
            prepare_folder(self.file.parent)
            with alone(self.file.parent) as locked:
                self._take_over()
                text = self._text()
                self._put(text, sweep=locked)
        except OSError:
            return
        self._loaded = text

    def _take_over(self) -> None:
        """What others added or took out by hand since we looked counts too."""
        now = Memory.load(self.file)
        added, left_out = self._by_hand
        self.added = (now.added - (added - self.added)) | (self.added - added)
        self.left_out = (now.left_out - (left_out - self.left_out)) | (self.left_out - left_out)
        self._by_hand = frozenset(self.added), frozenset(self.left_out)

    def _put(self, text: str, *, sweep: bool) -> None:
        """Replace the file; with ``sweep`` we are the only ones who do, and clean up."""
        folder = self.file.parent
        if sweep:
            for left in folder.glob(f"{_PART}*"):
                left.unlink()
        part = folder / f"{_PART}{os.getpid()}"
        try:
            part.write_text(text, encoding="utf-8")
            os.replace(part, self.file)
        except OSError:
            part.unlink(missing_ok=True)
            raise

    def _text(self) -> str:
        document = {
            "version": _VERSION,
            "stamp": self.stamp,
            "added": sorted(self.added),
            "left_out": sorted(self.left_out),
            "used": sorted(self.used),
            "verdicts": self.verdicts,
        }
        return json.dumps(document, indent=1, sort_keys=True) + "\n"


def prepare_folder(folder: Path) -> None:
    """Make the folder of our caches, which ignores itself in git."""
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")


def _texts(value: object) -> set[str]:
    return {item for item in value if isinstance(item, str)} if isinstance(value, list) else set()
