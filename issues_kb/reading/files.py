"""Paths of files in text: what a "Files Changed" section names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from issues_kb.markdown.blocks import Block, BlockType
from issues_kb.model import FileChange
from issues_kb.reading.folding import plain_text
from issues_kb.reading.vocabulary import FileWords, Vocabulary

__all__ = ["find_files", "paths_in"]

_CODE_SPAN = re.compile(r"(`+)(.+?)\1")
_LINK = re.compile(r"\[([^\[\]]*)\]\(<?([^()\s<>]+)>?[^()]*\)")
_URL = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://\S+|\bwww\.\S+", re.I)
_TAIL = re.compile(r"(?:[:#]L?\d+(?:\s*[-–:,]\s*L?\d+)*|#[\w.-]+|::[\w.:()\[\]]+|\([^()]*\))$")
_TOKEN = re.compile(r"(?<![\w@])[~./\\@]*[\w(\[{*][\w./\\@*()\[\]{}~+$:#%-]*")
_EXTENSION = re.compile(r"[^./\\]\.([A-Za-z][A-Za-z0-9]{0,9})$|(?:^|[/\\])\.[A-Za-z][\w.-]*$")
_WINDOWS = re.compile(r"^[A-Za-z]:[\\/]")
_VERSION = re.compile(r"^v?\d+(?:\.\d+)+\w*$")
_NOTE = re.compile(r"^\s*(?:[:：—–-]|->|→|\()\s*")


def find_files(blocks: Sequence[Block], vocabulary: Vocabulary) -> list[FileChange]:
    """The files that a section names, each once, in the order of the text."""
    found: dict[str, FileChange] = {}
    for block in blocks:
        for text, line, code in _texts(block):
            for path, note in paths_in(text, vocabulary, code=code):
                found.setdefault(path, FileChange(path, note, line))
    return list(found.values())


def _texts(block: Block) -> Iterator[tuple[str, int, bool]]:
    if block.type is BlockType.CODE:
        first = block.line + (1 if block.end_line - block.line > block.text.count("\n") else 0)
        for offset, line in enumerate(block.text.split("\n")):
            yield line, first + offset, True
    elif block.children:
        for child in block.children:
            yield from _texts(child)
    else:
        for offset, line in enumerate(block.text.split("\n")):
            yield line, block.line + offset, False


def paths_in(
    text: str, vocabulary: Vocabulary, *, code: bool = False
) -> Iterator[tuple[str, str | None]]:
    """The paths in a line and the note that stands behind each, if any.

    Spans of code count wherever they look like a path; bare words only with a folder or a
    file's extension. Addresses of pages, functions, versions and commits are no paths.
    """
    words = vocabulary.file_words
    spans: list[tuple[int, int, str]] = []
    blanked = text
    for match in _LINK.finditer(text):
        inner = match.group(1).strip("` ")
        path = _path(inner, words, quoted=True) or _path(match.group(2), words, quoted=True)
        if path:
            spans.append((match.start(), match.end(), path))
        blanked = _blank(blanked, match)
    for match in _URL.finditer(blanked):
        blanked = _blank(blanked, match)
    for match in _CODE_SPAN.finditer(blanked):
        path = _path(match.group(2).strip(), words, quoted=True)
        if path:
            spans.append((match.start(), match.end(), path))
        blanked = _blank(blanked, match)
    if code or not spans:
        blanked = blanked.replace("**", "  ")
        for match in _TOKEN.finditer(blanked):
            path = _path(match.group().rstrip(".,;:)]"), words, quoted=False)
            if path:
                spans.append((match.start(), match.end(), path))
    spans.sort()
    for index, (_, end, path) in enumerate(spans):
        stop = spans[index + 1][0] if index + 1 < len(spans) else len(text)
        yield path, _note(text[end:stop]) if index + 1 == len(spans) else None


def _blank(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]


def _note(rest: str) -> str | None:
    lead = _NOTE.match(rest)
    note = rest[lead.end() :].strip() if lead else rest.strip(" *,;")
    if lead and "(" in lead.group():
        note = note[:-1] if note.endswith(")") else note
    note = note.strip()
    return plain_text(note) if len(note) > 1 and any(c.isalnum() for c in note) else None


def _path(text: str, words: FileWords, *, quoted: bool) -> str | None:
    """A path without line numbers and anchors, or none when the text is no path."""
    text = text.strip().strip("'\"*,;")
    previous = None
    while previous != text:
        previous = text
        text = _TAIL.sub("", text).rstrip(" :,;")
    if not text or len(text) > 300 or (" " in text and not _spaced(text)):
        return None
    folded = text.lower()
    if (
        "://" in text
        or folded in words.products
        or _VERSION.match(text)
        or text[0] in "$<-=&|"
        or "=" in text
    ):
        return None
    name = re.split(r"[/\\]", text.rstrip("/\\"))[-1]
    has_folder = "/" in text or "\\" in text
    if name.lower() in words.names and (quoted or has_folder):
        return text
    extension = _EXTENSION.search(text)
    if has_folder:
        return text if _is_foldered(text, extension=extension is not None, quoted=quoted) else None
    if extension is None or "(" in text:
        return None
    return (
        text
        if text.startswith(".") or text.rsplit(".", 1)[-1].lower() in words.extensions
        else None
    )


def _spaced(text: str) -> bool:
    """Whether a text with blanks may still be one path: folders, and a file at the end."""
    return (
        ("/" in text or "\\" in text)
        and re.search(r"\.\w{1,8}$", text) is not None
        and "," not in text
        and len(text.split()) <= 4
        and not re.match(r"[A-Za-z]+ ", text)
    )


def _is_foldered(text: str, *, extension: bool, quoted: bool) -> bool:
    if text.startswith(("@", "//")) and not extension:
        return False
    if _WINDOWS.match(text):
        return True
    if text.startswith("/") and not extension:
        return False
    parts = [part for part in re.split(r"[/\\]", text) if part]
    if not parts or all(part.isdigit() for part in parts):
        return False
    if extension or text.endswith("/"):
        return True
    if text.startswith(("./", "../")):
        return False
    if any("*" in part for part in parts):
        return True
    return quoted and len(parts) > 1 and all(re.fullmatch(r"[\w.@()\[\]{}~+-]+", p) for p in parts)
