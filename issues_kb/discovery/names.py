"""The names that people give to issue logs, and the short names that we give them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

__all__ = ["is_log_name", "is_sure_name", "names_for"]

LOG_SUFFIXES = (".md", ".markdown", ".mdown")

# Shapes of a file's name without suffix, in small letters, words joined by one hyphen.
LOG_NAMES = (
    *("issue-log*", "*-issue-log", "issues-log*", "*-issues-log", "issuelog", "issueslog"),
    *("issues", "*-issues", "known-issues*", "issues-and-*", "issues-solutions", "issues-fixed"),
    *("bug-log*", "*-bug-log", "bugs-log*", "*-bugs-log", "buglog", "bugslog"),
    *("bugs", "known-bugs", "bugs-fixed", "bugs-and-*", "bugs-solutions*", "*-bugs-fixed"),
    *("bug-journal", "bug-history", "bug-tracker", "bug-diary", "bugfix-log*", "bugfixes"),
    *("defect-log*", "*-defect-log", "defects-log", "defects"),
    *("error-log*", "*-error-log", "errors-log", "errors-and-*", "common-errors"),
    *("incident-log*", "*-incident-log", "incidents", "incidents-log", "incident-reports"),
    *("postmortem", "postmortems", "post-mortems", "postmortem-log", "post-mortem-log"),
    *("problem-log*", "problems-log", "problems-and-*", "problems"),
    *(
        "troubleshooting-log*",
        "*-troubleshooting-log",
        "debug-log",
        "debugging-log",
        "debug-journal",
    ),
    *("fix-log", "fixes-log", "fixlog", "regression-log", "regressions", "qa-log", "rca-log"),
    *("lessons", "lessons-learned*", "lessons-learnt*", "lessons-log", "learnings", "gotchas"),
    *("registro-de-problemas", "problemas-conocidos", "registro-de-errores", "registro-de-erros"),
    *("lecciones-aprendidas", "lições-aprendidas", "licoes-aprendidas"),
    *("journal-des-problèmes", "journal-des-problemes", "problèmes-connus", "problemes-connus"),
    *("fehlerprotokoll", "fehlerlog", "problemprotokoll", "bekannte-probleme", "bekannte-fehler"),
    *("*问题记录*", "*问题日志*", "*问题汇总*", "*故障记录*", "*踩坑*", "*bug记录*", "*缺陷记录*"),
    *("*問題記錄*", "*除錯紀錄*", "*不具合一覧*", "*不具合管理*", "*障害記録*", "*課題一覧*"),
    *("*이슈로그*", "*이슈-로그*", "*버그로그*", "*장애기록*", "журнал-ошибок", "журнал-проблем"),
)

# Of these, the ones that nothing else is called.
SURE_NAMES = ("*issue-log", "*issues-log", "*bug-log", "*bugs-log", "*defect-log", "*incident-log")

_SEPARATORS = re.compile(r"[\s_.\-]+")


def is_log_name(path: str) -> bool:
    """Whether people name issue logs like the file at ``path``, in any letter case."""
    return path.lower().endswith(LOG_SUFFIXES) and _has_shape(path, LOG_NAMES)


def is_sure_name(path: str) -> bool:
    """Whether a file with the name of a log can hardly be anything else."""
    return _has_shape(path, SURE_NAMES)


def _has_shape(path: str, shapes: Sequence[str]) -> bool:
    name = _SEPARATORS.sub("-", PurePosixPath(path).stem.casefold()).strip("-")
    return any(fnmatchcase(name, shape) for shape in shapes)


def names_for(paths: Sequence[str]) -> tuple[str, ...]:
    """The shortest unambiguous name for each of ``paths``, which have ``/`` and no equals.

    ``backend`` for ``backend/ISSUES_LOG.md``; where several logs share a folder, or a log
    stands in the root, the file's name without suffix; then as many folders as it takes.
    Names differ in any letter case.
    """
    chosen: dict[str, str] = {}
    taken: set[str] = set()
    for level in _levels(paths):
        left = {path: level(PurePosixPath(path)) for path in paths if path not in chosen}
        counts = Counter(name.casefold() for name in left.values())
        chosen |= {
            path: name
            for path, name in left.items()
            if name and counts[name.casefold()] == 1 and name.casefold() not in taken
        }
        taken.update(name.casefold() for name in chosen.values())
    return tuple(chosen.get(path, path) for path in paths)


def _levels(paths: Sequence[str]) -> list[Callable[[PurePosixPath], str]]:
    """What a log may be called, shortest first; an empty name is none."""
    deepest = max((len(PurePosixPath(path).parts) for path in paths), default=0)
    return [
        lambda path: path.parent.name if path.parent.name != ".." else "",
        lambda path: path.stem,
        *(_folders(count) for count in range(2, deepest)),
        lambda path: str(path).removesuffix(path.suffix),
        str,
    ]


def _folders(count: int) -> Callable[[PurePosixPath], str]:
    def name(path: PurePosixPath) -> str:
        return "/".join(path.parent.parts[-count:]).lstrip("/")

    return name
