"""Takes wishes for one entry, one after the other, and proves what their edits change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from issues_kb.authoring.edit import apply_edits
from issues_kb.authoring.setting.checks import KINDS, known_name, one_line, one_meaning, valid_date
from issues_kb.authoring.setting.entry import Entry
from issues_kb.authoring.setting.lines import EntryLines
from issues_kb.authoring.setting.measures import Examples, marked
from issues_kb.authoring.setting.neighbours import Neighbours
from issues_kb.authoring.setting.proof import Wanted, entry_differences, log_differences
from issues_kb.authoring.setting.values import restated, with_date, with_field, with_title
from issues_kb.authoring.setting.wording import SCALES
from issues_kb.errors import LogError, UsageError
from issues_kb.model import Issue, MeasureState
from issues_kb.reading import LogOutline, Vocabulary, outline_again, outline_log, read_entry
from issues_kb.reading.folding import fold_name, plain_text
from issues_kb.reading.nodes import FoundField, Place

__all__ = ["Setter"]

MAX_TRIES = 60


class Setter:
    """Takes one wish after the other and keeps the first edit that is read as meant."""

    def __init__(self, outline: LogOutline, index: int, path: str, vocabulary: Vocabulary) -> None:
        self.outline = outline
        self.index = index
        self.path = path
        self.vocabulary = vocabulary
        self.source = outline.entries[index]
        self.before = Entry.of(self.source, vocabulary)
        self.entry = self.before
        self.old = self.before.read()
        self.wanted = Wanted()
        self.neighbours = Neighbours(outline.entries, index, vocabulary)
        self.notes: list[str] = []

    @property
    def issue(self) -> Issue:
        """The issue as the changes so far leave it."""
        return self.entry.read().issue

    def set(self, name: str, value: str, note: str | None) -> None:
        """One value by its name."""
        value = one_line(name, value)
        if name in KINDS:
            self._scale(name, one_meaning(name, value, self.vocabulary), note)
        elif name == "date":
            self._date(value)
        elif name == "title":
            self._title(value)
        else:
            self._field(name, value)

    def set_note(self, name: str, note: str) -> None:
        """The note beside the status as it is."""
        value = getattr(self.issue, name)
        if value is None:
            raise UsageError(f"the issue has no {name} for it to stand beside", subject="note")
        self._scale(name, value.value, note)

    def _scale(self, name: str, value: str, note: str | None) -> None:
        note = one_line("note", note) if note else note
        current = getattr(self.issue, name)
        if current is not None and current.value == value and note in (None, self._note(name)):
            self.notes.append(f"{name} is {value} already")
            return
        lent = getattr(self.source.lent, name)
        wanted = self.wanted.copy()
        wanted.values.add(name)
        wanted.note = wanted.note or note is not None

        def reached(issue: Issue) -> bool:
            now = getattr(issue, name)
            if now is None or now.value != value:
                return False
            text = getattr(issue, f"{name}_note") or ""
            return not note or plain_text(note).strip(" .,:;()[]") in text

        candidates = restated(self.entry, SCALES[name], value, note, self.neighbours)
        before = self.entry
        self._take(name, value, candidates, reached, wanted)
        if lent is not None and len(self.entry.lines.lines) > len(before.lines.lines):
            self.notes.append(
                f"{self.source.key} stands in a group that says {lent.value}: the entry says"
                " now itself what it is, and stays where it is"
            )

    def _note(self, name: str) -> str | None:
        return getattr(self.issue, f"{name}_note") or ""

    def _date(self, value: str) -> None:
        value = valid_date(value, self.vocabulary)
        if self.issue.date == value:
            self.notes.append(f"date is {value} already")
            return
        wanted = self.wanted.copy()
        wanted.values.add("date")
        candidates = with_date(self.entry, value, self.neighbours)
        self._take("date", value, candidates, lambda issue: issue.date == value, wanted)

    def _title(self, value: str) -> None:
        if not value:
            raise UsageError("is empty", subject="title")
        if self.issue.title in (value, plain_text(value)):
            self.notes.append("the title is so already")
            return
        wanted = self.wanted.copy()
        wanted.values.add("title")
        titles = (value, plain_text(value))
        self._take(
            "title", value, with_title(self.entry, value), lambda i: i.title in titles, wanted
        )

    def _field(self, name: str, value: str) -> None:
        folded = fold_name(name)
        if not folded:
            raise UsageError("is no name of a field", subject=repr(name))
        if any(fold_name(f.name) == folded and f.value == value for f in self._fields()):
            self.notes.append(f"{name} is so already")
            return
        if not any(fold_name(f.name) == folded for f in self._fields()):
            self._no_section(name)
            if not self.neighbours.named(name):
                known_name(name, [f.name for f in self._fields() if f.name])
        wanted = self.wanted.copy()
        wanted.fields.add(folded)
        meaning = self.vocabulary.fields.exact(name)
        if meaning in ("date", "priority"):
            wanted.values.add("severity" if meaning == "priority" else meaning)
        texts = (value, value.replace("|", "\\|"))
        self._take(
            name,
            value,
            with_field(self.entry, name, value, self.neighbours),
            lambda _: True,
            wanted,
            lambda entry: any(
                fold_name(f.name) == folded and f.value in texts for f in entry.walk().fields
            ),
        )

    def _fields(self) -> Sequence[FoundField]:
        return self.entry.walk().fields

    def _no_section(self, name: str) -> None:
        heads = [fold_name(section.heading or "") for section in self.issue.sections]
        if fold_name(name) in heads:
            hint = f"change its text with: issues-kb edit {self.source.key}"
            raise UsageError("is a section, not a field", subject=name, hint=hint)

    def mark(self, number: int, state: MeasureState) -> None:
        """A measure, by its id, as done or to do."""
        measures = self.issue.measures
        measure = next((each for each in measures if each.id == number), None)
        if measure is None:
            raise UsageError(
                f"there is no measure {number}",
                subject=self.source.key,
                hint=f"its measures are 1 to {len(measures)}" if measures else "it has none",
            )
        if measure.state is state:
            self.notes.append(f"measure {number} is {state.value} already")
            return
        wanted = self.wanted.copy()
        wanted.measures.add(number)
        near = self.outline.entries
        sources = sorted(near, key=lambda source: abs(source.line - self.source.line))
        self._take(
            f"measure {number}",
            state.value,
            marked(self.entry, measure, state, Examples(sources, self.neighbours.language)),
            lambda issue: (
                issue.measures[number - 1 : number][0].state is state
                if len(issue.measures) >= number
                else False
            ),
            wanted,
        )

    def _take(  # noqa: PLR0913, PLR0917
        self,
        name: str,
        value: str,
        candidates: Iterable[EntryLines],
        reached: Callable[[Issue], bool],
        wanted: Wanted,
        holds: Callable[[Entry], bool] = lambda _: True,
    ) -> None:
        """Keep the first candidate that reads as meant and changes nothing else."""
        reason: list[str] = []
        seen: set[tuple[str, ...]] = {self.entry.lines.lines}
        for lines in islice(candidates, MAX_TRIES):
            if lines.lines in seen:
                continue
            seen.add(lines.lines)
            trial = self.entry.but(lines)
            reading = trial.read()
            if not reached(reading.issue) or not holds(trial):
                continue
            found = entry_differences(self.before, trial, self.old, reading, wanted)
            if not found:
                self.entry, self.wanted = trial, wanted
                return
            reason = reason or found
        raise self._refused(name, value, reason)

    def _refused(self, name: str, value: str, reason: Sequence[str]) -> LogError | UsageError:
        place = f"{self.path}:{self.source.line}"
        hint = f"change it by hand: issues-kb edit {self.source.key}"
        if reason:
            what = " and ".join(reason[:3])
            return LogError(
                f"{name} cannot become {value} without changing {what}", subject=place, hint=hint
            )
        if name in SCALES:
            return self._denied(name, value, hint)
        if not name.startswith("measure "):
            told = f"{value!r} would not be read back as the {name}"
            return UsageError(told, subject=place, hint=hint)
        return LogError(f"{name} cannot become {value} here", subject=place, hint=hint)

    def _denied(self, name: str, value: str, hint: str) -> LogError:
        """What to say where the entry goes on to say something else."""
        scale = SCALES[name]
        fields = [f for f in self.entry.fields(*scale.meanings) if f.place is not Place.NESTED]
        said = [(f.line, scale.read(f.value, self.vocabulary)) for f in fields]
        line, other = max(((n, v) for n, v in said if v), default=(1, None))
        what = f"this line says {other.value}" if other else "the entry says otherwise"
        place = f"{self.path}:{self.source.line + line - 1}"
        return LogError(f"{name} cannot become {value}: {what}", subject=place, hint=hint)

    def finish(self, data: bytes) -> tuple[bytes, Issue]:
        """The log's new bytes, read once more as a whole, and the issue in them."""
        if self.entry.lines == self.before.lines:
            return data, self.old.issue
        lines = self.entry.lines
        edits = lines.edits(data, self.source.line, self.before.lines)
        changed = apply_edits(data, edits)
        after = self._outlined(changed)
        moved = len(lines.lines) - len(self.before.lines.lines)
        found = log_differences(self.outline, after, self.index, moved)
        if not found:
            source = after.entries[self.index]
            reading = read_entry(source, "", self.vocabulary)
            found = entry_differences(self.before, self.entry, self.old, reading, self.wanted)
            found += [] if source.text == lines.text else ["more lines than meant"]
        if found:
            what = " and ".join(found[:3])
            raise LogError(
                f"this cannot be changed without changing {what}",
                subject=f"{self.path}:{self.source.line}",
                hint=f"change it by hand: issues-kb edit {self.source.key}",
            )
        return changed, reading.issue

    def shown(self) -> tuple[tuple[int, str], ...]:
        """The numbers of the lines that differ, and their texts now."""
        lines = self.entry.lines
        numbers = lines.changed(self.before.lines)
        return tuple((self.source.line + index, lines.lines[index]) for index in numbers)

    def _outlined(self, data: bytes) -> LogOutline:
        memory = self.outline.memory
        if memory is not None:
            texts = {entry.key: entry.text for entry in self.outline.entries}
            again = outline_again(data, self.path, self.vocabulary, memory, texts.get)
            if again is not None:
                return again
        return outline_log(data, self.path, self.vocabulary)
