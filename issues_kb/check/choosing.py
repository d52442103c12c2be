"""What people write to choose rules: on the command line and in the table ``[check]``."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from issues_kb.check.rule import Rule
from issues_kb.check.rules import RULES
from issues_kb.check.settings import REQUIRED, Settings, fits
from issues_kb.diagnostics import Level
from issues_kb.errors import ConfigError, UsageError
from issues_kb.model import SectionKind

__all__ = ["choose", "read_settings", "rules_named"]

_STATES = ("open", "in-progress", "resolved", "wont-fix", "low", "medium", "high", "critical")
_OFF = "off"


def choose(settings: Settings, select: Sequence[str], ignore: Sequence[str]) -> Settings:
    """The same with what was chosen for one run. Raises UsageError for unknown names."""
    for name in (*select, *ignore):
        if not rules_named(name):
            raise UsageError(f"there is no rule {name}", hint=_suggestion(name))
    return replace(
        settings,
        select=tuple(select) or settings.select,
        ignore=(*settings.ignore, *ignore),
    )


def rules_named(name: str) -> list[Rule]:
    """The rules that a code, the beginning of one, or a name stands for."""
    folded = name.strip().casefold()
    return [r for r in RULES.values() if fits(folded, r)] if folded else []


def _suggestion(name: str) -> str:
    names = [*RULES, *(rule.name for rule in RULES.values())]
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]}?"
    return "issues-kb check --explain all lists the rules"


def read_settings(table: Mapping[str, Any], source: str) -> Settings:
    """The settings of ``[check]``. Raises ConfigError with file, key and reason."""
    values: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        read = _READERS.get(name)
        if read is None:
            close = difflib.get_close_matches(name, _READERS, n=1)
            hint = f"did you mean `{close[0]}`?" if close else f"the keys are {', '.join(_READERS)}"
            raise ConfigError(f"`check.{key}` is no key of issues-kb", subject=source, hint=hint)
        try:
            values[name] = read(value)
        except ValueError as error:
            raise ConfigError(f"`check.{key}` {error}", subject=source) from None
    return Settings(**values)


def _codes(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("is not a list of codes")
    for item in value:
        if not rules_named(item):
            raise ValueError(f"holds {item}, which is no rule; {_suggestion(item)}")
    return tuple(value)


def _levels(value: object) -> dict[str, Level | None]:
    if not isinstance(value, dict):
        raise ValueError("is not a table")  # noqa: TRY004 the caller words it
    words = {level.value: level for level in Level}
    found: dict[str, Level | None] = {}
    for name, level in value.items():
        rules = rules_named(name)
        if not rules:
            raise ValueError(f"holds {name}, which is no rule; {_suggestion(name)}")
        if level != _OFF and level not in words:
            raise ValueError(f"gives {name} the level {level!r}; write {', '.join(words)} or off")
        found |= {rule.code: words.get(level) for rule in rules}
    return found


def _globs(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ValueError("is not a table of paths and codes")  # noqa: TRY004
    return {pattern: _codes(codes) for pattern, codes in value.items()}


def _sections(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ValueError("is not a table of statuses or severities and sections")  # noqa: TRY004
    kinds = {kind.value for kind in SectionKind}
    for state, names in value.items():
        if state not in _STATES:
            raise ValueError(f"holds {state}; write one of {', '.join(_STATES)}")
        if not isinstance(names, list) or not set(names) <= kinds:
            raise ValueError(f"needs a list of sections for {state}: {', '.join(sorted(kinds))}")
    return {**REQUIRED, **{state: tuple(names) for state, names in value.items()}}


def _days(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError("is not a number of days")
    return value


def _path(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("is not a path")
    return value


_READERS: Mapping[str, Callable[[object], Any]] = {
    "select": _codes,
    "ignore": _codes,
    "levels": _levels,
    "per_file_ignores": _globs,
    "required": _sections,
    "todo_days": _days,
    "open_days": _days,
    "baseline": _path,
}
