"""Paths of files in text: what a "Files Changed" section names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from issues_kb.markdown.blocks import Block, BlockType
from issues_kb.model import FileChange
from issues_kb.patterns import pattern
from issues_kb.reading.folding import plain_text
from issues_kb.reading.vocabulary import FileWords, Vocabulary

__all__ = ["begins_with_path", "find_files", "paths_in"]

_CODE_SPAN = pattern(r"(`+)(.+?)\1")
_LINK = pattern(r"\[([^\[\]]*)\]\(<?([^()\s<>]+)>?[^()]*\)")
_URL = pattern(r"\b[a-z][a-z0-9+.-]{1,20}://\S+|\bwww\.\S+", re.I)
_TAIL = pattern(r"(?:[:#]L?\d+(?:\s*[-–:,]\s*L?\d+)*|#[\w.-]+|::[\w.:()\[\]]+|\([^()]*\))$")
_TOKEN = pattern(r"(?<![\w~./\\@])[~./\\@]*+[\w(\[{*][\w./\\@*()\[\]{}~+$:#%-]*")
_EXTENSION = pattern(r"[^./\\]\.([A-Za-z][A-Za-z0-9]{0,9})$|(?:^|[/\\])\.[A-Za-z][\w.-]*$")
_WINDOWS = pattern(r"^[A-Za-z]:[\\/]")
_VERSION = pattern(r"^v?\d+(?:\.\d+)+\w*$")
_NOTE = pattern(r"^\s*(?:->|→|[:：—–#|-]|\()\s*")
_LEADING_PATH = pattern(r"^\s*(?:\*\*)?`[^`\s]+`|^\s*(?:\*\*)?[\w.@-]+/\S+\.\w+")
_BRACKETED = pattern(r"^\s*\([^()]*\)")
_LINES = pattern(
    r"^\s*+[,:]?\s*+\(?\s*+(?:lines?\s|l\.\s?|L|@\s?L?|строк\w*\s|第|líneas?\s|linhas?\s|lignes?\s|zeilen?\s|righe?\s)"
    r"\s*+\d++(?:\s*[-–,~&/]\s*L?\d+)*\s*(?:行|줄)?\s*\)?",
    re.I,
)
_HOST = pattern(r"^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|ai|co)/|^\d{1,3}(?:\.\d{1,3}){3}")
_FOLDER = pattern(r"[\w.@()\[\]{}~+-]+")
_BRANCH = pattern(r"^[ \t]*(?:│[ \t]*)*[├└]", re.M)
_TREE_LINE = pattern(r"^([\s│├└─]*)([^\s│├└─]\S*)(.*)$")
_AFTER = ".,;:)]"
_STAT = pattern(r"^\s*\d+\s*[+-]*\s*$")

MAX_PATH = 300
"""Characters of a path."""


def find_files(blocks: Sequence[Block], vocabulary: Vocabulary, shift: int = 0) -> list[FileChange]:
    """The files that a section names, each once, in the order of the text.

    ``shift`` is how many lines of the log stand before those that the blocks count.
    """
    found: dict[str, FileChange] = {}
    for block in blocks:
        for path, note, line in _files(block, vocabulary):
            known = found.get(path)
            if known is None or (known.line == line + shift and note and not known.note):
                found[path] = FileChange(path, note, line + shift)
    return list(found.values())


def _files(block: Block, vocabulary: Vocabulary) -> Iterator[tuple[str, str | None, int]]:
    if block.type is BlockType.TABLE:
        yield from _table(block, vocabulary)
    elif block.type is BlockType.ITEM:
        yield from _item(block, vocabulary)
    elif block.children:
        for child in block.children:
            yield from _files(child, vocabulary)
    else:
        code = block.type is BlockType.CODE
        fenced = code and block.end_line - block.line > block.text.count("\n")
        lines = block.text.split("\n")
        if code and _BRANCH.search(block.text):
            lines = _flat_tree(lines)
        for line, text in enumerate(lines, block.line + fenced):
            for path, note in paths_in(text, vocabulary, code=code):
                yield path, note, line


def _flat_tree(lines: Sequence[str]) -> list[str]:
    """The lines of a drawn tree, each file with the folders that it lies in, no folder alone."""
    flat: list[str] = []
    folders: list[tuple[int, str]] = []
    for line in lines:
        match = _TREE_LINE.match(line)
        if match is None:
            flat.append("")
            continue
        depth, name = len(match.group(1)), match.group(2)
        while folders and folders[-1][0] >= depth:
            folders.pop()
        if name.endswith("/"):
            folders.append((depth, name))
            flat.append("")
        else:
            flat.append("".join(folder for _, folder in folders) + name + match.group(3))
    return flat


def _item(item: Block, vocabulary: Vocabulary) -> Iterator[tuple[str, str | None, int]]:
    """A list item; below one that names a file, what is said of it names no others."""
    first = item.children[0].text if item.children else ""
    named = len(item.children) > 1 and begins_with_path(first, vocabulary)
    for index, child in enumerate(item.children):
        if index == 0 or not named:
            yield from _files(child, vocabulary)
        elif child.type in (BlockType.BULLETS, BlockType.NUMBERS):
            for inner in child.children:
                text = inner.children[0].text if inner.children else ""
                if begins_with_path(text, vocabulary):
                    yield from _files(inner, vocabulary)


def begins_with_path(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a text begins with a path, as an item of a list of files does."""
    if not _LEADING_PATH.match(text):
        return False
    return next(paths_in(text.split("\n", maxsplit=1)[0], vocabulary), None) is not None


def _table(table: Block, vocabulary: Vocabulary) -> Iterator[tuple[str, str | None, int]]:
    """Each row: the paths of its column of files, noted by the cells beside it."""
    heads = [c.text for row in table.children[:1] if row.header for c in row.children]
    names = vocabulary.sections
    named = [i for i, head in enumerate(heads) if names.find(head) == "files_changed"]
    for row in table.children:
        cells = [cell.text for cell in row.children]
        found = [list(paths_in(cell, vocabulary)) for cell in cells]
        columns = [i for i in named if i < len(found) and found[i]]
        columns = columns or [i for i, paths in enumerate(found) if paths][:1]
        if row.header:
            continue
        beside = [cell for i, cell in enumerate(cells) if i not in columns and not cell.isdigit()]
        note = plain_text(" — ".join(cell.strip() for cell in beside if cell.strip())) or None
        for i in columns:
            for path, own in found[i]:
                yield path, own or note, row.line


def paths_in(
    text: str, vocabulary: Vocabulary, *, code: bool = False
) -> Iterator[tuple[str, str | None]]:
    """The paths in a line and the note that stands behind each, if any.

    Spans of code count wherever they look like a path; bare words only with a folder or a
    file's extension. Addresses of pages, functions, versions and commits are no paths.
    """
    words = vocabulary.file_words
    spans: list[tuple[int, int, str]] = []

    def take(match: re.Match[str], *candidates: str) -> str:
        """Note the first path of some, and blank out what was looked at."""
        path = next((p for c in candidates if (p := _path(c, words, quoted=True))), None)
        if path:
            spans.append((match.start(), match.end(), path))
        return " " * (match.end() - match.start())

    rest = text
    if "](" in rest:
        rest = _LINK.sub(lambda link: take(link, link[1].strip("` "), link[2]), rest)
    if "://" in rest or "www." in rest.lower():
        rest = _URL.sub(take, rest)
    if "`" in rest:
        rest = _CODE_SPAN.sub(lambda code: take(code, code[2].strip()), rest)
    spans += _bare_paths(rest, text, words, everywhere=code or not spans)
    spans.sort()
    for index, (_, end, path) in enumerate(spans):
        last = index + 1 == len(spans)
        stop = len(text) if last else spans[index + 1][0]
        yield path, _note(text[end:stop]) if last else _note_between(text[end:stop])


def _bare_paths(
    rest: str, text: str, words: FileWords, *, everywhere: bool
) -> Iterator[tuple[int, int, str]]:
    """The paths without quotes in what is left of a text; else only those in a row of names."""
    rest = rest.replace("**", "  ")
    first = _TOKEN.match(rest)
    for match in _TOKEN.finditer(rest) if _is_shaped(rest) else [first] if first else []:
        word, start = match.group().rstrip(_AFTER), match.start()
        shaped = _is_shaped(word)
        if (shaped or not start) and (everywhere or _in_row(text, start)):
            path = _path(word, words, quoted=False) if shaped else None
            if path is None and not start:
                path = _known_name(word, words)
            if path:
                yield start, match.end(), path


def _is_shaped(text: str) -> bool:
    """Whether a text holds a sign that all bare paths have but the known names."""
    return "." in text or "/" in text or "\\" in text


def _in_row(text: str, start: int) -> bool:
    """Whether a bare word begins a line, or goes on with a row of names: ``a.py, b.py``."""
    while start and text[start - 1] in " *":
        start -= 1
    return not start or text.endswith((",", "、", "->", "→"), 0, start)


def _known_name(word: str, words: FileWords) -> str | None:
    """``Dockerfile`` without a folder or quotes, where it begins a line."""
    return word if word.lower() in words.names and word[0].isupper() else None


def _note_between(rest: str) -> str | None:
    match = _BRACKETED.match(_without_lines(rest))
    return _note(match.group()) if match else None


def _without_lines(rest: str) -> str:
    match = _LINES.match(rest)
    return rest[match.end() :] if match else rest


def _note(rest: str) -> str | None:
    if not rest:
        return None
    rest = _without_lines(rest.lstrip("*_"))
    lead = _NOTE.match(rest)
    note = rest[lead.end() :].strip() if lead else rest.strip(" *,;")
    if lead and "(" in lead.group():
        inner, _, after = note.partition(")")
        note = inner if not after.strip(" .,;*") else f"{inner}{after}"
        note = note if "(" not in inner else rest[lead.end() :].strip().removesuffix(")")
    note = "" if _STAT.match(note) else note.strip()
    return plain_text(note) if len(note) > 1 and any(c.isalnum() for c in note) else None


def _path(text: str, words: FileWords, *, quoted: bool) -> str | None:
    """A path without line numbers and anchors, or none when the text is no path."""
    text = text.strip().strip("'\"*,;")
    previous = None
    while previous != text:
        previous = text
        if ":" in text or "#" in text or ")" in text:
            text = _TAIL.sub("", text)
        text = text.rstrip(" :,;")
    if not text or len(text) > MAX_PATH or (" " in text and not _spaced(text)):
        return None
    if (
        text[0] in "$<-=&|"
        or "=" in text
        or "://" in text
        or text.lower() in words.products
        or _VERSION.match(text)
    ):
        return None
    *folders, last = text.replace("\\", "/").split("/")
    name = last or next((folder for folder in reversed(folders) if folder), "")
    if name.lower() in words.names and (quoted or folders):
        return text
    extension = "." in last and _EXTENSION.search(last) is not None
    if folders:
        parts = [part for part in (*folders, last) if part]
        is_path = _is_foldered(text, parts, words.branches, extension=extension, quoted=quoted)
        return text if is_path else None
    if not extension or "(" in text:
        return None
    known = text.startswith(".") or last.rpartition(".")[2].lower() in words.extensions
    return text if known else None


def _spaced(text: str) -> bool:
    """Whether a text with blanks may still be one path: folders, and a file at the end."""
    return (
        ("/" in text or "\\" in text)
        and re.search(r"\.\w{1,8}$", text) is not None
        and "," not in text
        and len(text.split()) <= 4
        and not re.match(r"[A-Za-z]+ ", text)
    )


def _is_foldered(
    text: str, parts: list[str], branches: frozenset[str], *, extension: bool, quoted: bool
) -> bool:
    if _WINDOWS.match(text):
        return True
    if not extension and text.startswith(("@", "/", "./", "../")) and text[-1] != "/":
        return False
    if text.startswith("/") and not extension:
        return False
    if not parts or "".join(parts).isdigit() or _HOST.match(text):
        return False
    if extension or text.endswith("/") or "*" in text:
        return True
    return (
        quoted
        and parts[0].lower() not in branches
        and len(parts) > 1
        and all(map(_FOLDER.fullmatch, parts))
    )
