"""Options that commands share, and how their values are understood."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from issues_kb.errors import UsageError

if TYPE_CHECKING:
    from issues_kb.model import Severity, Status
    from issues_kb.query import Filter
    from issues_kb.store import Index

__all__ = [
    "Limit",
    "Logs",
    "OutputFormat",
    "QueryWords",
    "age_in_days",
    "check_logs",
    "one_severity",
    "one_status",
    "option_filters",
    "source_date",
    "today",
    "valid_date",
]

Logs = Annotated[
    list[str] | None,
    typer.Argument(metavar="[LOG]...", help="Log files. Without any, those of the project."),
]

QueryWords = Annotated[
    list[str] | None,
    typer.Argument(metavar="[QUERY]...", help="Words and filters, as for search."),
]

Limit = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="Show at most N results.")
]

_DATE = r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?"


class OutputFormat(StrEnum):
    """Every way that results are printed; each command offers some of them."""

    TABLE = "table"
    PLAIN = "plain"
    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


def option_filters(
    severity: Sequence[str],
    status: Sequence[str],
    log: Sequence[str],
    vocabulary: Mapping[str, object],
) -> tuple[Filter, ...]:
    """The filters that the options stand for; values of one option are alternatives.

    ``vocabulary`` is the configured one. Raises UsageError for a severity or status that
    does not exist.
    """
    filters: list[Filter] = []
    for name, values in (("severity", severity), ("status", status)):
        if values:
            filters += _understood(name, values, vocabulary)
    if log:
        from issues_kb.query import LogFilter

        filters.append(LogFilter(tuple(log)))
    return tuple(filters)


def check_logs(index: Index, names: Sequence[str]) -> None:
    """Raise UsageError when a log that was named is not in the index."""
    known = index.logs() if names else ()
    folded = {text.casefold() for each in known for text in (each.log.name, each.log.path)}
    for name in names:
        if name.casefold() not in folded:
            hint = f"known are {', '.join(each.log.name for each in known)}"
            raise UsageError(f"there is no log {name}", subject="--log", hint=hint)


def _understood(
    name: str, values: Sequence[str], vocabulary: Mapping[str, object]
) -> tuple[Filter, ...]:
    """One filter for an option, by the words of the query language."""
    from issues_kb.query import parse_query

    words = [word.replace('"', "").strip() for value in values for word in value.split(",")]
    if not all(words):
        raise UsageError("is empty", subject=f"--{name}", hint=_known(name))
    parsed = parse_query(
        f"{name}:" + ",".join(f'"{word}"' for word in words), vocabulary=vocabulary
    )
    if parsed.hints or len(parsed.query.filters) != 1:
        guess = re.search(r"did you mean [^?]+\?", " ".join(parsed.hints))
        hint = guess[0] if guess else _known(name)
        raise UsageError(_unknown(name, words, vocabulary), subject=f"--{name}", hint=hint)
    return parsed.query.filters


def _unknown(name: str, words: Sequence[str], vocabulary: Mapping[str, object]) -> str:
    from issues_kb.query import parse_query

    wrong = [word for word in words if parse_query(f'{name}:"{word}"', vocabulary=vocabulary).hints]
    return f"there is no {name} {', '.join(wrong or words)}"


def _known(name: str) -> str:
    from issues_kb.model import Severity, Status

    kinds = Severity if name == "severity" else Status
    return f"known are {', '.join(kind.value for kind in kinds)}"


def one_severity(value: str | None, vocabulary: Mapping[str, object]) -> Severity | None:
    """The severity that a person means. Raises UsageError for another word."""
    from issues_kb.model import Severity

    if value is None:
        return None
    with contextlib.suppress(ValueError):
        return Severity(value)
    from issues_kb.query import SeverityFilter

    found = _understood("severity", [value], vocabulary)[0]
    if isinstance(found, SeverityFilter) and len(found.values) == 1:
        return next(iter(found.values))
    raise UsageError("is not one severity", subject="--severity", hint=_known("severity"))


def one_status(value: str, vocabulary: Mapping[str, object]) -> Status:
    """The status that a person means. Raises UsageError for another word."""
    from issues_kb.model import Status

    with contextlib.suppress(ValueError):
        return Status(value)
    from issues_kb.query import StatusFilter

    found = _understood("status", [value], vocabulary)[0]
    if isinstance(found, StatusFilter) and len(found.values) == 1:
        return next(iter(found.values))
    raise UsageError("is not one status", subject="--status", hint=_known("status"))


def valid_date(value: str) -> str:
    """An ISO day or month. Raises UsageError for anything else."""
    if re.fullmatch(_DATE, value):
        day = value if len(value) > len("2024-12") else f"{value}-01"
        with contextlib.suppress(ValueError):
            date.fromisoformat(day)
            return value
    hint = "write 2024-12-19 or 2024-12"
    raise UsageError(f"{value!r} is no date", subject="--date", hint=hint)


def age_in_days(date_text: str | None) -> int | None:
    """Days since an ISO day, or since the first of a month; none without a date."""
    if date_text is None:
        return None
    first = date_text if len(date_text) > len("2024-12") else f"{date_text}-01"
    try:
        days = (date.fromisoformat(today()) - date.fromisoformat(first)).days
    except ValueError:
        return None
    return max(days, 0)


def today() -> str:
    """The day, from SOURCE_DATE_EPOCH (in UTC) where that is set. Raises UsageError."""
    given = source_date()
    return date.today().isoformat() if given is None else given.partition("T")[0]


def source_date() -> str | None:
    """The time in SOURCE_DATE_EPOCH, in UTC, where that is set. Raises UsageError."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return None
    try:
        return datetime.fromtimestamp(int(epoch), tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        hint = "give it whole seconds since 1970, or unset it"
        raise UsageError(f"{epoch!r} is no time", subject="SOURCE_DATE_EPOCH", hint=hint) from None
