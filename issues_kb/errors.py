"""The exceptions that callers may catch, one family.

    IssuesKbError
    ├── UsageError          the call's words are off                  exit code 2
    ├── NotFoundError       no such issue                             exit code 1
    ├── ConfigError         a configuration file cannot be used       exit code 3
    ├── LogError            a log cannot be read or written           exit code 3
    ├── DatabaseError       a database cannot be used                 exit code 3
    ├── TemplateError       a template is missing or broken           exit code 3
    └── GitError            git cannot answer                         exit code 3

What a log *says* never raises: see ``diagnostics``.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "ConfigError",
    "DatabaseError",
    "GitError",
    "IssuesKbError",
    "LogError",
    "NotFoundError",
    "TemplateError",
    "UsageError",
]


class IssuesKbError(Exception):
    """Something that the caller can do something about.

    ``reason`` says what is wrong, ``subject`` where (a path, a key, an option), ``hint``
    what to do about it.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, reason: str, *, subject: str | None = None, hint: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.subject = subject
        self.hint = hint

    def __str__(self) -> str:
        text = f"{self.subject}: {self.reason}" if self.subject else self.reason
        return f"{text} ({self.hint})" if self.hint else text


class UsageError(IssuesKbError):
    """The words of a call are off: a bad value, two options that exclude each other."""

    exit_code = 2


class NotFoundError(IssuesKbError):
    """A key that names no issue."""

    exit_code = 1


class ConfigError(IssuesKbError):
    """A configuration file that cannot be read, or holds a wrong key or value."""


class LogError(IssuesKbError):
    """A log that cannot be read or written: missing, a folder, binary, not permitted."""


class DatabaseError(IssuesKbError):
    """A database that is not ours, broken, or locked for too long."""


class TemplateError(IssuesKbError):
    """A template that is missing or broken; ``subject`` is ``file:line``."""


class GitError(IssuesKbError):
    """A repository that git cannot answer about: there is none, or it is broken."""
