"""A log as entries and blocks, before any entry is parsed.

The outline costs one pass over the lines. Every entry carries a digest of all that its
reading depends on, so that an unchanged entry need never be parsed again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from issues_kb.diagnostics import Diagnostic
from issues_kb.model import BlockKind, LogBlock
from issues_kb.reading.candidates import SURE, Candidate, let_go
from issues_kb.reading.entry import EntrySource, Lent
from issues_kb.reading.evidence import find_entries
from issues_kb.reading.folding import fold, plain_text
from issues_kb.reading.groups import lent_by
from issues_kb.reading.headings import parse_heading
from issues_kb.reading.ids import SURE_KINDS
from issues_kb.reading.labels import parse_label
from issues_kb.reading.memory import LogMemory, RememberedPart, remembered_entry
from issues_kb.reading.recovery import scan_with_recovery
from issues_kb.reading.references import make_keys
from issues_kb.reading.shape import keeps_issues_elsewhere
from issues_kb.reading.sources import digest_of, repeated_numbers
from issues_kb.reading.splitting import HeadingLine, Scan
from issues_kb.reading.text import FRONT_MATTER, decode, front_matter_end
from issues_kb.reading.vocabulary import Vocabulary, default_vocabulary

__all__ = ["LogOutline", "outline_log", "top_level_headings"]

_BLOCK_KINDS = {
    "template": BlockKind.TEMPLATE,
    "summary": BlockKind.SUMMARY,
    "guide": BlockKind.GUIDE,
    "contents": BlockKind.SUMMARY,
}


@dataclass(frozen=True, slots=True)
class LogOutline:
    """The parts of a log. ``diagnostics`` are those of the log as a whole.

    ``memory`` serves to outline the log again after an edit; there is none of a log that
    had to be mended, has nothing to be found again, or may read otherwise from far away.
    """

    title: str | None
    blocks: tuple[LogBlock, ...]
    entries: tuple[EntrySource, ...]
    diagnostics: tuple[Diagnostic, ...]
    memory: LogMemory | None = None


@dataclass(slots=True)
class _Part:
    """A stretch of lines that belongs together: an entry, or a block of a kind."""

    line: int
    level: int
    heading: str | None
    kind: BlockKind | None
    candidate: Candidate | None = None
    lent: Lent = field(default_factory=Lent)
    end: int = 0
    flat: bool = False


def outline_log(data: bytes, path: str, vocabulary: Vocabulary | None = None) -> LogOutline:
    """Find the entries and blocks of a log. Never raises for what the log holds."""
    words = vocabulary or default_vocabulary()
    decoded = decode(data, path)
    lines = decoded.lines
    skipped = front_matter_end(lines)
    scanned = [""] * skipped + lines[skipped:] if skipped else lines
    recovered = scan_with_recovery(scanned, path, words)
    headings = top_level_headings(recovered.scan, words)
    candidates = find_entries(headings, lines, words)
    parts = _partition(candidates, len(lines), words)
    entries = _sources(parts, lines, words)
    diagnostics = [*decoded.diagnostics, *recovered.diagnostics]
    diagnostics += repeated_numbers(entries, path)
    if not entries:
        diagnostics += keeps_issues_elsewhere(_without_known(parts, lines), path, words)
    blocks = tuple(
        LogBlock(part.kind, part.heading, part.line, part.end)
        for part in parts
        if part.kind is not None
    )
    title = _title(headings, candidates)
    odd = decoded.diagnostics or (not skipped and lines and lines[0].rstrip() in FRONT_MATTER)
    memory = None
    if entries and recovered.sound and not odd:
        memory = LogMemory(title, _remembered(parts, entries, lines, words))
    let_go(candidates)
    return LogOutline(title, blocks, entries, tuple(diagnostics), memory)


def _without_known(parts: Sequence[_Part], lines: Sequence[str]) -> list[str]:
    """The lines, those blank that show, explain or sum up issues instead of holding some."""
    left = list(lines)
    for part in parts:
        if part.kind in (BlockKind.TEMPLATE, BlockKind.GUIDE):
            left[part.line - 1 : part.end] = [""] * (part.end - part.line + 1)
    return left


def top_level_headings(scan: Scan, vocabulary: Vocabulary) -> list[HeadingLine]:
    """The headings of a scan, without underlined lines that are none to a reader."""
    return [h for h in scan.headings if not h.setext or _is_heading(h, vocabulary)]


def _is_heading(heading: HeadingLine, vocabulary: Vocabulary) -> bool:
    """Whether an underlined line is a heading, not a field or an item above a rule."""
    text = heading.text
    if parse_heading(text, vocabulary).id_kind in SURE_KINDS:
        return True
    label = parse_label(text)
    if label is not None and (label.value or vocabulary.fields.exact(label.name)):
        return False
    return not text.startswith(("|", "-", "*", "+", ">")) and len(text) <= 120


def _title(headings: Sequence[HeadingLine], candidates: Sequence[Candidate]) -> str | None:
    for heading, candidate in zip(headings, candidates, strict=True):
        if heading.level == 1 and not candidate.is_entry:
            return plain_text(heading.text) or None
        if candidate.is_entry:
            break
    return None


# Partition


def _partition(
    candidates: Sequence[Candidate], line_count: int, vocabulary: Vocabulary
) -> list[_Part]:
    """Give every line to exactly one part."""
    parts: list[_Part] = []
    groups: list[tuple[int, Lent]] = []
    current: _Part | None = None
    entry: _Part | None = None
    for candidate in candidates:
        level = candidate.heading.level
        going_on = current is not None and not candidate.is_entry
        if going_on and current and _belongs(candidate, current, entry, vocabulary):
            continue
        while groups and groups[-1][0] >= level:
            groups.pop()
        if candidate.is_entry:
            current = _Part(candidate.heading.line, level, candidate.heading.text, None, candidate)
            current.lent = _combined([lent for _, lent in groups])
            entry = current
        else:
            kind = _block_kind(candidate, first=not parts)
            text = plain_text(candidate.heading.text)
            current = _Part(candidate.heading.line, level, text or None, kind, candidate)
            if kind not in (BlockKind.TEMPLATE, BlockKind.SUMMARY, BlockKind.GUIDE):
                title = not parts and level == 1
                lent = lent_by(candidate.heading.text, candidate.stated, vocabulary, title=title)
                if candidate.role == "date":
                    level = min(level, 1)
                groups.append((level, lent))
        parts.append(current)
    if not parts:
        return [_Part(1, 0, None, BlockKind.PREAMBLE, end=line_count)] if line_count else []
    if parts[0].line > 1:
        parts.insert(0, _Part(1, 0, None, BlockKind.PREAMBLE))
    for part, following in pairwise(parts):
        part.end = following.line - 1
    parts[-1].end = line_count
    return parts


def _combined(lents: Sequence[Lent]) -> Lent:
    """What the groups around an entry lend it: the innermost that says something."""
    date = next((lent.date for lent in reversed(lents) if lent.date), None)
    severity = next((lent.severity for lent in reversed(lents) if lent.severity), None)
    status = next((lent.status for lent in reversed(lents) if lent.status), None)
    return Lent(date, severity, status)


def _belongs(
    candidate: Candidate, current: _Part, entry: _Part | None, vocabulary: Vocabulary
) -> bool:
    """Whether a heading goes on with the part before it."""
    level = candidate.heading.level
    if current.kind is not None:
        return level > current.level and current.kind not in (BlockKind.GROUP, BlockKind.PREAMBLE)
    if level > current.level or (entry is not None and _takes_up(candidate, entry)):
        return True
    if level < current.level:
        return bool(entry is not None and candidate.parent and _takes_up(candidate.parent, entry))
    if candidate.role == "follow_up":
        return not _names_another(candidate, entry)
    current.flat = current.flat or _is_flat(candidate, current)
    return current.flat and vocabulary.sections.find(candidate.heading.text) is not None


def _is_flat(candidate: Candidate, current: _Part) -> bool:
    """Whether an entry has its sections beside it, at its own level, instead of below it."""
    own = current.candidate
    return candidate.role == "section" and own is not None and not own.kinds | own.child_kinds


def _names_another(candidate: Candidate, entry: _Part | None) -> bool:
    """Whether a heading goes on with an entry other than the one before it."""
    number = candidate.parts.number if candidate.id_weight == SURE else None
    own = entry.candidate.parts.number if entry and entry.candidate else None
    return number is not None and own is not None and fold(number) != fold(own)


def _takes_up(candidate: Candidate, entry: _Part) -> bool:
    """Whether a heading names the entry before it, or stands below one that does."""
    own = entry.candidate.parts if entry.candidate else None
    if own is None or own.number is None:
        return False
    above: Candidate | None = candidate
    while above is not None:
        if above.heading.line > entry.line and _names(above.heading.text, own.prefix, own.number):
            return True
        above = above.parent
    return False


def _names(text: str, prefix: str, number: str) -> bool:
    if prefix and fold(number).startswith(fold(prefix)):
        pattern = re.escape(fold(number))
    else:
        noun = re.escape(prefix) if prefix not in ("", "#") else ""
        pattern = (
            rf"{noun}\s*#\s*{re.escape(fold(number))}"
            if noun
            else rf"#\s*{re.escape(fold(number))}"
        )
        pattern = rf"(?:{pattern}|{noun}\s+{re.escape(fold(number))})" if noun else pattern
    return re.search(rf"(?<!\w){pattern}(?!\w)", fold(plain_text(text))) is not None


def _block_kind(candidate: Candidate, *, first: bool) -> BlockKind:
    if candidate.role in _BLOCK_KINDS:
        return _BLOCK_KINDS[candidate.role]
    if first:
        return BlockKind.PREAMBLE
    if any(_has_entry(child) for child in candidate.children):
        return BlockKind.GROUP
    if candidate.role == "date":
        return BlockKind.GROUP
    return BlockKind.OTHER


def _has_entry(candidate: Candidate) -> bool:
    return candidate.is_entry or any(_has_entry(child) for child in candidate.children)


# Sources


def _sources(
    parts: Sequence[_Part], lines: Sequence[str], vocabulary: Vocabulary
) -> tuple[EntrySource, ...]:
    entries = [part for part in parts if part.kind is None]
    names = [_name(part, vocabulary) for part in entries]
    keys = make_keys(names)
    sources: list[EntrySource] = []
    for part, (number, title), key in zip(entries, names, keys, strict=True):
        text = "\n".join(lines[part.line - 1 : part.end])
        digest = digest_of(text, number, title, part.lent, vocabulary.fingerprint)
        sources.append(
            EntrySource(key, number, title, part.line, part.end, text, digest, part.lent)
        )
    return tuple(sources)


def _remembered(
    parts: Sequence[_Part],
    entries: Sequence[EntrySource],
    lines: Sequence[str],
    vocabulary: Vocabulary,
) -> tuple[RememberedPart, ...]:
    remembered: list[RememberedPart] = []
    rest = iter(entries)
    for part in parts:
        if part.kind is None:
            remembered.append(remembered_entry(next(rest)))
            continue
        text = "\n".join(lines[part.line - 1 : part.end])
        digest = digest_of(text, None, part.heading or "", part.lent, vocabulary.fingerprint)
        count, kind = part.end - part.line + 1, part.kind.value
        remembered.append(RememberedPart(digest, len(text) + 1, count, kind, part.heading))
    return tuple(remembered)


def _name(part: _Part, vocabulary: Vocabulary) -> tuple[str | None, str]:
    """Number and title; a heading that is but a number has the next heading for a title."""
    assert part.candidate is not None
    parts = part.candidate.parts
    title = parts.title
    title = title or plain_text(part.candidate.stated.get("title", ""))
    if not title:
        for child in part.candidate.children:
            if vocabulary.sections.find(child.heading.text) is None:
                title = parse_heading(child.heading.text, vocabulary).title
            break
    return parts.number, title
