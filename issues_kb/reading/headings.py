"""What the text of an entry's heading says: id, title, and the state that it carries."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from issues_kb.model import Severity, Status
from issues_kb.reading.dates import find_date
from issues_kb.reading.folding import fold, fold_name, plain_text
from issues_kb.reading.heading_shapes import (
    BRACKET,
    BRACKET_ENDS,
    BRACKET_TAIL,
    EDGE,
    EMOJI,
    EMOJI_TAIL,
    LABEL,
    LABEL_VALUE,
    LEAD_WORD,
    LETTERS,
    MORE_IDS,
    SEGMENTS,
    TAIL,
    TAIL_LABEL,
    HeadingParts,
)
from issues_kb.reading.ids import (
    SHARED_KINDS,
    SURE_KINDS,
    FoundId,
    IdKind,
    id_inside,
    leading_id,
    leading_noun,
    leading_ordinal,
    loose_id,
    whole_id,
)
from issues_kb.reading.slots import SOME_DAY
from issues_kb.reading.tables import PhraseTable
from issues_kb.reading.values import cvss_severity, read_severity, read_status
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["HeadingParts", "parse_heading"]


MAX_BEFORE_ID = 50
MIN_SEGMENTS = 3
MAX_LOOSE_WORDS = 8


class _Reader:
    def __init__(self, text: str, vocabulary: Vocabulary, *, shared: bool) -> None:
        self.vocabulary = vocabulary
        self.shared = shared
        self.parts = HeadingParts()
        self.text = plain_text(text)
        if text.lstrip(" *_").startswith("~~"):
            self.parts.status = Status.RESOLVED
            self.parts.marked = True

    def read(self) -> HeadingParts:
        """Take known pieces off both ends until nothing more is known."""
        steps: tuple[Callable[[], bool], ...] = (
            self._lead_emoji,
            self._lead_bracket,
            self._lead_date,
            self._lead_id,
            self._lead_noun,
            self._lead_label,
            self._lead_word,
        )
        while any(step() for step in steps):
            left = self.text.lstrip(EDGE)
            # ``~50 rows`` and ``.NET`` begin with their sign.
            sign = self.text[: len(self.text) - len(left)][-2:]
            kept = (sign == " ~" and left[:1].isdigit()) or (sign == " ." and left[:1].isalpha())
            self.text = f"{sign[1]}{left}" if kept else left
        self._id_inside()
        self._segments()
        tails: tuple[Callable[[], bool], ...] = (
            self._tail_emoji,
            self._tail_bracket,
            self._tail_label,
            self._tail_words,
            self._tail_after_emoji,
        )
        while any(step() for step in tails):
            self.text = self.text.rstrip(" \t|·•–—-:：")
        if self._is_but_a_state():
            self.text = ""
        self.parts.title = EMOJI.sub("", self.text).strip().strip("*_").strip()
        return self.parts

    def _is_but_a_state(self) -> bool:
        """``BUG-7 — FIXED``: an id with a state, and no title."""
        words = fold_name(self.text) if self.parts.id_kind in SURE_KINDS else ""
        state = self.vocabulary.status.first(words)
        if state is None or (state.start, state.end) != (0, len(words)):
            return False
        return (self.text.isupper() or words not in self.vocabulary.not_lent) and self._known(words)

    def _id_inside(self) -> None:
        """``Backend - Issue #7: Title``: an id behind other words."""
        if self.parts.number is not None:
            return
        found = id_inside(self.text, self.vocabulary)
        if found is None or found.start > MAX_BEFORE_ID:
            return
        before = self.text[: found.start].strip(EDGE)
        if self.vocabulary.headings.find(before) or fold_name(before).endswith(
            (" for", " of", " to")
        ):
            return
        self._take_id(found)
        after = self.text[found.end :].lstrip(EDGE)
        known = bool(before) and self._known(before, loose=False)
        self.text = after if known or not before else f"{before}: {after}"

    def _segments(self) -> None:
        """``FF-1 · Title · C · Open``: of several segments, one is the title."""
        numbered = self.parts.number is not None
        pieces = SEGMENTS.split(self.text)
        if len(pieces) < MIN_SEGMENTS or not (numbered or self.parts.date):
            return
        left: list[str] = []
        for piece in pieces:
            letter = LETTERS.get(piece.strip())
            if letter is not None and self.parts.severity is None:
                self.parts.severity = letter
            elif not self._known(piece, loose=piece.isupper() or self._is_closing(piece)):
                left.append(piece)
        # Behind a date alone nothing tells which of the others is the title.
        self.text = (left[0] if numbered else " · ".join(left)) if left else pieces[0]

    def _lead_emoji(self) -> bool:
        if self.text[:1].isascii():
            return False
        match = EMOJI.match(self.text)
        if match is None:
            return False
        self._mark(match.group())
        self.text = self.text[match.end() :]
        return True

    def _tail_emoji(self) -> bool:
        if self.text[-1:].isascii():
            return False
        match = EMOJI_TAIL.search(self.text)
        if match is None or match.start() == 0:
            return False
        self._mark(match.group())
        self.text = self.text[: match.start()].rstrip()
        return True

    def _mark(self, signs: str) -> None:
        for sign in signs:
            status = self.vocabulary.status_marks.get(sign)
            severity = self.vocabulary.severity_marks.get(sign)
            if status and self.parts.status is None:
                self.parts.status = Status(status)
                self.parts.marked = True
            if severity and self.parts.severity is None:
                self.parts.severity = Severity(severity)

    def _lead_bracket(self) -> bool:
        match = BRACKET.match(self.text)
        if match is None:
            return False
        inner = next(group for group in match.groups() if group is not None)
        label = LABEL.match(inner)
        if label is not None and self.vocabulary.fields.exact(label.group(1)):
            inner = inner[label.end() :]
        round_ = match.group()[0] == "("
        if not round_ and fold(inner.strip()) in self.vocabulary.nouns:
            self.parts.noun_led = True
        elif not self._known(inner, loose=not round_) and (round_ or not self._bracket_id(inner)):
            return False
        self.text = self.text[match.end() :]
        return True

    def _bracket_id(self, inner: str) -> bool:
        whole, self.text = self.text, inner.strip()
        found = self.parts.number is None and self._lead_id() and not self.text.strip(EDGE)
        if not found:
            self.parts.number = None
            self.parts.id_kind = None
        self.text = whole
        return found

    def _tail_bracket(self) -> bool:
        if self.text[-1:] not in BRACKET_ENDS:
            return False
        match = BRACKET_TAIL.search(self.text)
        if match is None or match.start() == 0:
            return False
        inner = next(group for group in match.groups() if group is not None)
        loose = match.group()[0] in "[【" or self._is_closing(inner)
        if not (self._cvss(inner) or self._known(inner, loose=loose) or self._whole_id(inner)):
            return False
        self.text = self.text[: match.start()].rstrip()
        return True

    def _whole_id(self, inner: str) -> bool:
        found = whole_id(inner.strip(), self.vocabulary) if self.shared else None
        if found is None or self.parts.number is not None:
            return False
        self._take_id(found)
        return True

    def _is_closing(self, inner: str) -> bool:
        """Whether a bracket begins with a word in capitals that closes an issue, or a severity."""
        word = (inner.split() or [""])[0]
        if not word.isupper():
            return False
        status = self.vocabulary.status.first(word)
        closed = status is not None and status.meaning in ("resolved", "wont-fix")
        return closed or self.vocabulary.severity.first(word) is not None

    def _cvss(self, piece: str) -> bool:
        scored, severity = cvss_severity(piece)
        self.parts.severity = self.parts.severity or severity
        return scored

    def _lead_date(self) -> bool:
        date = find_date(self.text, self.vocabulary)
        iso, end = (date.iso, date.end) if date is not None and date.start == 0 else (None, 0)
        if not end and (some_day := SOME_DAY.match(self.text)):
            iso, end = some_day[1], some_day.end()
        self.parts.date = self.parts.date or iso
        self.text = self.text[end:]
        return end > 0

    def _lead_noun(self) -> bool:
        start = leading_noun(self.text, self.vocabulary)
        if not start or self.parts.number is not None:
            return False
        self.parts.noun_led = True
        self.text = self.text[start:]
        return True

    def _lead_label(self) -> bool:
        match = LABEL.match(self.text)
        name = self.vocabulary.fields.exact(match.group(1)) if match else None
        if match is None or name is None:
            return False
        rest = self.text[match.end() :]
        value = LABEL_VALUE.match(rest)
        assert value is not None
        if not self._known(value.group(1).strip("[]() "), loose=True):
            return False
        self.text = rest[value.end() :]
        return True

    def _lead_word(self) -> bool:
        match = LEAD_WORD.match(self.text)
        if match is None:
            return False
        word, numbered = match.group(1), self.parts.number is not None
        told = match.group().rstrip()[-1] in ":：|"
        if not (told or word.isupper() or self._may_be_state(word)):
            return False
        kind = self._lead_kind(word) or (" " in word and fold(word) in self.vocabulary.nouns)
        severe = told and self._whole(fold_name(word), self.vocabulary.severity, loose=False)
        if numbered and fold(word) in self.vocabulary.fix_words:
            self.parts.status = self.parts.status or Status.RESOLVED
        elif not (kind or ((numbered or severe or word.isupper()) and self._known(word))):
            return False
        self.text = f" {self.text[match.end() :]}"
        return True

    def _may_be_state(self, word: str) -> bool:
        """``BUG-3 fixed - Title``: small letters before a dash tell a state behind a sure id."""
        sure = self.parts.id_kind not in (None, IdKind.ORDINAL)
        return sure and fold(word) not in self.vocabulary.not_lent

    def _lead_kind(self, words: str) -> bool:
        """``Critical Issue: Title``, ``High Priority: Title``: how severe the entry is."""
        state, _, noun = words.rpartition(" ")
        kinds = ("priority", "severity")
        named = fold(noun) in self.vocabulary.nouns or self.vocabulary.fields.exact(noun) in kinds
        known = self._whole(fold_name(state), self.vocabulary.severity, loose=False)
        return named and known and self._known(state)

    def _tail_words(self) -> bool:
        match = TAIL.match(self.text)
        if match is None:
            return False
        piece = match.group(2)
        if not self._known(piece, loose=piece.isupper() or self._is_closing(piece)):
            return False
        self.text = match.group(1)
        return True

    def _tail_label(self) -> bool:
        match = TAIL_LABEL.match(self.text)
        if match is None or self.vocabulary.fields.exact(match.group(2)) is None:
            return False
        if not self._known(match.group(3), loose=True):
            return False
        self.text = match.group(1)
        return True

    def _tail_after_emoji(self) -> bool:
        """``Title ✅ FIXED``: a sign inside the heading, and nothing but a state after it."""
        if self.text.isascii():
            return False
        for index in range(len(self.text) - 1, 0, -1):
            if EMOJI.match(self.text[index]):
                if self._known(self.text[index:], loose=self.text[index + 1 :].isupper()):
                    self.text = self.text[:index].rstrip("\ufe0f ")
                    return True
                return False
        return False

    def _known(self, piece: str, *, loose: bool = False) -> bool:
        """Whether a piece is nothing but status, severity and date; takes what it says.

        ``loose`` lets a status be followed by a note: ``FIXED in PR #12``.
        """
        if SOME_DAY.fullmatch(piece.strip()):
            return True
        date = find_date(piece, self.vocabulary)
        rest = piece if date is None else piece[: date.start] + " " + piece[date.end :]
        words = fold_name(rest.replace("/", " / ")).strip(" ,|/")
        status = self._whole(words, self.vocabulary.status, loose=loose)
        severity = self._whole(words, self.vocabulary.severity, loose=loose)
        level = self.vocabulary.numbered_levels[0].fullmatch(words)
        if words and not (status or severity or level):
            return False
        if not words and date is None and not EMOJI.match(piece.strip()):
            return False
        self.parts.stated = self.parts.stated or status or severity
        if (status and self.parts.status is None) or (self.parts.marked and status):
            self.parts.status = read_status(rest, self.vocabulary).meaning
            self.parts.marked = False
        elif (severity or level) and not status:
            value = read_severity(rest, self.vocabulary)
            self.parts.severity = value.meaning if value.meaning else self.parts.severity
        if date is not None and self.parts.date is None and not status:
            self.parts.date = date.iso
        return True

    def _whole(self, words: str, table: PhraseTable, *, loose: bool) -> bool:
        if not words or not table.begins(words):
            return False
        found = list(table.finditer(words))
        if loose and len(words.split()) <= MAX_LOOSE_WORDS:
            return True
        covered = words
        for piece in reversed(found):
            covered = covered[: piece.start] + covered[piece.end :]
        left = [w for w in covered.replace("-", " ").replace("/", " ").split() if w]
        return all(word in self.vocabulary.group_words or word == "severity" for word in left)

    def _lead_id(self) -> bool:
        parts = self.parts
        if parts.number is not None and parts.id_kind is not IdKind.ORDINAL:
            return False
        found = leading_id(self.text, self.vocabulary)
        if found is not None and found.kind in SHARED_KINDS and not self.shared:
            found = None
        if found is None and parts.number is None:
            found = leading_ordinal(self.text)
            found = found or (loose_id(self.text, self.vocabulary) if self.shared else None)
        if found is None:
            return False
        self._take_id(found)
        more = MORE_IDS.match(self.text[found.end :]) if found.kind in SURE_KINDS else None
        self.text = self.text[found.end + (more.end() if more else 0) :]
        return True

    def _take_id(self, found: FoundId) -> None:
        self.parts.id_kind = found.kind
        self.parts.prefix = found.prefix
        self.parts.number = found.number


@lru_cache(maxsize=8192)
def parse_heading(text: str, vocabulary: Vocabulary, *, shared: bool = True) -> HeadingParts:
    """Take a heading apart. ``shared`` takes ids, too, that only siblings can confirm."""
    return _Reader(text, vocabulary, shared=shared).read()
