"""The outline of a log that was outlined before: only the stretch that was edited is scanned.

Which headings are entries is decided over the whole log, by what is known of each heading.
An edit that leaves all that as it was, which most edits inside entries do, leaves the
decision, too: then lines move and the entries in the stretch get other texts, no more. The
proof that an edit is such a one costs a hash of the parts around it, and a look at the
headings inside. An edit that might change more is none of ours: the log is outlined anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from issues_kb.markdown.containers import ATX
from issues_kb.model import BlockKind, LogBlock
from issues_kb.reading.candidates import Candidate, collect_candidates
from issues_kb.reading.entry import EntrySource
from issues_kb.reading.memory import LogMemory, RememberedPart
from issues_kb.reading.outline import LogOutline, top_level_headings
from issues_kb.reading.recovery import swallows_nothing
from issues_kb.reading.sources import digest_of, repeated_numbers
from issues_kb.reading.splitting import scan_lines
from issues_kb.reading.text import decode
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["outline_again"]

MAX_SHARE = 2
"""An edit is looked into up to half of the log's parts: beyond, a new outline costs as much."""

_SENTINEL = "# heading"


def outline_again(
    data: bytes,
    path: str,
    vocabulary: Vocabulary,
    memory: LogMemory,
    text_of: Callable[[str], str | None],
) -> LogOutline | None:
    """The outline of ``data`` as ``outline_log`` makes it, or none when that has to make it.

    ``memory`` is what the outline of the log's earlier text left, with the same vocabulary,
    and ``text_of`` gives an entry's text in it by its key.
    """
    decoded = decode(data, path)
    if decoded.diagnostics:
        return None
    text = decoded.text if decoded.text.endswith("\n") else decoded.text + "\n"
    edit = _Edit(text, memory.parts, vocabulary)
    edit.match()
    if edit.before < edit.behind:
        changed = memory.parts[edit.before : edit.behind]
        if len(changed) * MAX_SHARE > len(memory.parts) or any(part.kind for part in changed):
            return None
        texts = edit.new_texts(changed, [text_of(part.key) for part in changed])
        if texts is None:
            return None
    elif edit.start == edit.end:
        texts = []
    else:
        return None
    return _outline(edit, texts, memory, path)


@dataclass(slots=True)
class _Edit:
    """The parts before and behind an edit, and the stretch of text between them."""

    text: str
    parts: Sequence[RememberedPart]
    vocabulary: Vocabulary
    before: int = 0
    behind: int = 0
    start: int = 0
    end: int = 0
    head: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    """The texts of the parts before the edit, and of those behind it."""

    def match(self) -> None:
        """Find the parts that are as they were, from both ends."""
        text, parts = self.text, self.parts
        self.end, self.behind = len(text), len(parts)
        for part in parts:
            end = self.start + part.length
            same = text[self.start : end - 1]
            if text[end - 1 : end] != "\n" or self.digest(part, same) != part.digest:
                break
            self.head.append(same)
            self.start, self.before = end, self.before + 1
        while self.behind > self.before:
            part = parts[self.behind - 1]
            start = self.end - part.length
            if start < self.start or (start and text[start - 1] != "\n"):
                break
            same = text[start : self.end - 1]
            if self.digest(part, same) != part.digest:
                break
            self.tail.append(same)
            self.end, self.behind = start, self.behind - 1
        self.tail.reverse()
        if self.head and self.start < self.end and not ATX.match(self._first_line()):
            # Text was put in behind an entry that is as it was: it belongs to that one.
            self.start -= len(self.head.pop()) + 1
            self.before -= 1

    def _first_line(self) -> str:
        return self.text[self.start : self.text.index("\n", self.start)]

    def digest(self, part: RememberedPart, text: str) -> str:
        """The hash of a text in a part's place."""
        return digest_of(
            text, part.number, part.title or "", part.lent, self.vocabulary.fingerprint
        )

    def new_texts(
        self, changed: Sequence[RememberedPart], texts: Sequence[str | None]
    ) -> list[str] | None:
        """What the edit made of some entries' texts; none when it may have changed more."""
        old: list[str] = []
        for part, text in zip(changed, texts, strict=True):
            if text is None or self.digest(part, text) != part.digest:
                return None
            old += text.split("\n")
        new = self.text[self.start : self.end].split("\n")
        new.pop()
        follower = self.tail[0].partition("\n")[0] if self.tail else _SENTINEL
        # Such a line begins anew whatever is open, but for code, comments and raw HTML.
        if not (new and ATX.match(new[0]) and ATX.match(old[0]) and ATX.match(follower)):
            return None
        before, after = self._candidates(old), self._candidates(new)
        if before is None or after is None or _facts(before) != _facts(after):
            return None
        starts = {candidate.heading.line: index for index, candidate in enumerate(before)}
        line = 1
        lines: list[int] = []
        for part in changed:
            lines.append(after[starts[line]].heading.line)
            line += part.lines
        ends = [*(line - 1 for line in lines[1:]), len(new)]
        return ["\n".join(new[a - 1 : b]) for a, b in zip(lines, ends, strict=True)]

    def _candidates(self, lines: list[str]) -> list[Candidate] | None:
        """The headings of a stretch; none when it may change how the lines behind it read."""
        whole = [*lines, _SENTINEL]
        scan = scan_lines(whole)
        if not scan.headings or scan.headings[-1].line != len(whole):
            return None
        if not swallows_nothing(whole, scan, self.vocabulary):
            return None
        headings = top_level_headings(scan, self.vocabulary)
        return collect_candidates(headings, whole, self.vocabulary)[:-1]


def _facts(candidates: Sequence[Candidate]) -> list[tuple[object, ...]]:
    """All that the outline of a log depends on, of entries and what belongs to them."""
    return [
        (
            candidate.heading.level,
            candidate.heading.text,
            candidate.fields,
            candidate.kinds,
            candidate.child_kinds,
            candidate.stated.get("title"),
            candidate.repeats,
            candidate.placeholders,
            candidate.has_text,
            candidate.has_prose,
        )
        for candidate in candidates
    ]


def _outline(edit: _Edit, texts: list[str], memory: LogMemory, path: str) -> LogOutline:
    """The parts as they were, with the lines and texts that they have now."""
    blocks: list[LogBlock] = []
    entries: list[EntrySource] = []
    parts: list[RememberedPart] = []
    line = 1
    whole = [*edit.head, *texts, *edit.tail]
    for index, (known, text) in enumerate(zip(memory.parts, whole, strict=True)):
        part = known
        if edit.before <= index < edit.behind:
            lines = text.count("\n") + 1
            digest = edit.digest(known, text)
            part = known._replace(digest=digest, length=len(text) + 1, lines=lines)
        end = line + part.lines - 1
        if part.kind is not None:
            blocks.append(LogBlock(BlockKind(part.kind), part.title, line, end))
        else:
            entries.append(
                EntrySource(
                    part.key,
                    part.number,
                    part.title or "",
                    line,
                    end,
                    text,
                    part.digest,
                    part.lent,
                )
            )
        parts.append(part)
        line = end + 1
    return LogOutline(
        memory.title,
        tuple(blocks),
        tuple(entries),
        tuple(repeated_numbers(entries, path)),
        LogMemory(memory.title, tuple(parts)),
    )
