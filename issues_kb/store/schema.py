"""The tables of an index, their views, and how a database comes to have them.

Lines of what is inside an issue are stored relative to it (``offset``: lines below the
issue's first), so that an entry that only moved needs one update. The entry's text is
stored once; sections, learnings and measures are slices of it wherever they can be. The
views put it all together again, for people and for Datasette.
"""
# ruff: noqa: S608
# The views are put together from constants of this module.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from issues_kb.query.sql import SEARCH_COLUMNS

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

__all__ = [
    "APPLICATION_ID",
    "FTS_TABLES",
    "PART_TEXT",
    "SCHEMA_VERSION",
    "create",
    "create_search",
    "drop",
]

APPLICATION_ID = 0x49534B42
"""``ISKB`` in the file's header: how an index is told from any other database."""

SCHEMA_VERSION = 1
"""Kept as ``user_version``. Another one is built anew, since the logs give everything back."""

FTS_TABLES: dict[str, tuple[str, dict[str, float]]] = {
    "issues_fts": ("issues", SEARCH_COLUMNS),
}
"""Each full-text table, the table whose rows it finds, and its columns."""

_TOKENIZER = "porter unicode61 remove_diacritics 2"

_TABLES: dict[str, tuple[dict[str, type], dict[str, Any]]] = {
    "settings": ({"name": str, "value": str}, {"pk": "name", "not_null": {"value"}}),
    "logs": (
        {
            "id": int,
            "name": str,
            "path": str,
            "title": str,
            "issue_count": int,
            "text_length": int,
            "position": int,
            "file": str,
            "stamp": str,
            "hash": str,
            "failure": str,
        },
        {"pk": "id", "not_null": {"name", "path", "issue_count", "position", "file"}},
    ),
    "synonyms": (
        {"expression": str, "others": str},
        {"pk": "expression", "not_null": {"others"}},
    ),
    "issues": (
        {
            "id": int,
            "log_id": int,
            "key": str,
            "number": str,
            "plain_key": str,
            "plain_number": str,
            "title": str,
            "date": str,
            "severity": str,
            "severity_note": str,
            "status": str,
            "status_note": str,
            "line": int,
            "lines": int,
            "missed": str,
            "text": str,
            "digest": str,
        },
        {
            "pk": "id",
            "not_null": {
                *("log_id", "key", "plain_key", "title", "line", "lines", "digest", "text"),
            },
            "foreign_keys": [("log_id", "logs", "id")],
        },
    ),
    "blocks": (
        {"id": int, "log_id": int, "kind": str, "heading": str, "line": int, "end_line": int},
        {
            "pk": "id",
            "not_null": {"log_id", "kind", "line", "end_line"},
            "foreign_keys": [("log_id", "logs", "id")],
        },
    ),
    "outlines": (
        {"log_id": int, "memory": str},
        {"pk": "log_id", "not_null": {"memory"}, "foreign_keys": [("log_id", "logs", "id")]},
    ),
    "diagnostics": (
        {
            "id": int,
            "log_id": int,
            "issue_id": int,
            "offset": int,
            "column": int,
            "code": str,
            "level": str,
            "message": str,
            "hint": str,
            "value": str,
        },
        {
            "pk": "id",
            "not_null": {"log_id", "offset", "column", "code", "level", "message"},
            "foreign_keys": [("log_id", "logs", "id"), ("issue_id", "issues", "id")],
        },
    ),
}

_SLICE: dict[str, type] = {"start": int, "length": int, "text": str}
"""A text inside an issue's: its place there, or the text itself where it is no slice."""

_ISSUE_PARTS: dict[str, tuple[dict[str, type], set[str]]] = {
    "fields": ({"name": str, "value": str}, {"name", "value"}),
    "sections": ({"kind": str, "heading": str, "parent": int, **_SLICE}, {"kind"}),
    "learnings": ({"topic": str, "rule": str, **_SLICE}, set()),
    "measures": (
        {"number": int, "topic": str, "state": str, "checklist": int, **_SLICE},
        {"number", "state", "checklist"},
    ),
    "files": ({"path": str, "note": str}, {"path"}),
    "errors": ({"kind": str, "text": str}, {"kind", "text"}),
    "links": ({"text": str, "target": str}, {"text"}),
}
"""Tables of what stands inside an issue: own columns, and those that are never null."""

_INDEXES: dict[str, list[tuple[tuple[str, ...], bool]]] = {
    "logs": [(("file",), True)],
    "issues": [(("log_id", "key"), True), (("plain_key",), False), (("plain_number",), False)],
    "blocks": [(("log_id",), False)],
    "diagnostics": [(("log_id",), False), (("issue_id",), False)],
    **{name: [(("issue_id",), False)] for name in _ISSUE_PARTS},
}

PART_TEXT = "coalesce(p.text, substr(i.text, p.start + 1, p.length))"
"""The text of a row ``p`` of sections, learnings or measures, whose issue is ``i``."""

_PLACE = (
    "l.name AS log, i.key AS issue, i.title AS title, i.severity AS severity, i.status AS status"
)
_FROM = "JOIN issues i ON i.id = p.issue_id JOIN logs l ON l.id = i.log_id"

_VIEWS = {
    "issue_list": (
        "SELECT i.id AS id, l.name AS log, i.key AS key, i.title AS title, i.date AS date,"
        " i.severity AS severity, i.status AS status, i.missed AS missed, l.path AS path,"
        " i.line AS line,"
        " i.line + i.lines - 1 AS end_line"
        " FROM issues i JOIN logs l ON l.id = i.log_id"
    ),
    "section_list": (
        f"SELECT {_PLACE}, p.kind AS kind, p.heading AS heading, i.line + p.offset AS line,"
        f" i.line + p.parent AS parent, {PART_TEXT}"
        f" AS text FROM sections p {_FROM}"
    ),
    "learning_list": (
        f"SELECT {_PLACE}, p.rule AS rule, p.topic AS topic, {PART_TEXT} AS text,"
        f" i.line + p.offset AS line FROM learnings p {_FROM}"
    ),
    "measure_list": (
        f"SELECT {_PLACE}, i.date AS date, p.number AS number, p.state AS state,"
        f" p.checklist AS checklist, p.topic AS topic, {PART_TEXT} AS text,"
        f" i.line + p.offset AS line FROM measures p {_FROM}"
    ),
    "file_list": (
        f"SELECT p.path AS path, p.note AS note, {_PLACE}, i.line + p.offset AS line"
        f" FROM files p {_FROM}"
    ),
    "diagnostic_list": (
        "SELECT l.path AS path, coalesce(i.line, 0) + d.offset AS line, d.column AS column,"
        " d.code AS code, d.level AS level, d.message AS message, d.hint AS hint"
        " FROM diagnostics d JOIN logs l ON l.id = d.log_id LEFT JOIN issues i ON i.id = d.issue_id"
    ),
}


def _tables(db: Database) -> None:
    for name, (columns, options) in _TABLES.items():
        db.table(name).create(columns, strict=True, **options)
    for name, (columns, required) in _ISSUE_PARTS.items():
        db.table(name).create(
            {"id": int, "issue_id": int, "offset": int, **columns},
            pk="id",
            not_null={"issue_id", "offset", *required},
            foreign_keys=[("issue_id", "issues", "id")],
            strict=True,
        )
    for name, indexes in _INDEXES.items():
        for index_columns, unique in indexes:
            db.table(name).create_index(index_columns, unique=unique)
    db.execute("CREATE VIRTUAL TABLE issues_stems USING fts5vocab('issues_fts', 'row')")
    for name, select in _VIEWS.items():
        db.create_view(name, select)


def create_search(connection: sqlite3.Connection) -> None:
    """Make the full-text tables, empty, in place of those that are there.

    Their columns are computed from whole issues and stored nowhere: a row is found
    through its rowid, and taken out by giving the same columns again. Naming the table
    that the rowids belong to, in these quotes, lets Datasette offer search on it.
    """
    for name, (content, columns) in FTS_TABLES.items():
        connection.execute(f"DROP TABLE IF EXISTS {name}")
        connection.execute(
            f'CREATE VIRTUAL TABLE {name} USING fts5({", ".join(columns)}, content="{content}",'
            f" content_rowid='id', tokenize='{_TOKENIZER}')"
        )


def _search(db: Database) -> None:
    create_search(db.conn)


def create(connection: sqlite3.Connection) -> None:
    """Make everything in an empty database, inside the caller's transaction."""
    # Imported by nobody else: rows are written without it, in a fraction of the time.
    from sqlite_utils import Database, Migrations

    migrations = Migrations("issues-kb")
    migrations(name="0001-tables")(_tables)
    migrations(name="0002-search")(_search)
    migrations.apply(Database(connection, execute_plugins=False, recursive_triggers=False))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def drop(connection: sqlite3.Connection) -> None:
    """Take everything out of an index of any version, inside the caller's transaction.

    Raises sqlite3.DatabaseError when something resists, as a table of a module that this
    SQLite does not have does.
    """
    kinds = ("VIEW", "TRIGGER", "TABLE")
    rows = connection.execute(
        "SELECT upper(type), name, sql FROM sqlite_master WHERE substr(name, 1, 7) <> 'sqlite_'"
    ).fetchall()
    virtual = [name for _, name, sql in rows if (sql or "").upper().startswith("CREATE VIRTUAL")]
    for name in virtual:
        connection.execute(f"DROP TABLE IF EXISTS {_name(name)}")
    for kind in kinds:
        # What refers to a table was made after it, and goes before it.
        for row_kind, name, _ in reversed(rows):
            if row_kind == kind and name not in virtual:
                connection.execute(f"DROP {kind} IF EXISTS {_name(name)}")


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
