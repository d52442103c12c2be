"""The house rules that no reader should have to check, held over every module's syntax tree.

Imports count wherever they stand: at the top, inside a function, under ``TYPE_CHECKING``.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from issues_kb.store import maker

ROOT = Path(__file__).parent.parent
PACKAGE = "issues_kb"

# Each room and the rooms it may import, in an order in which every row imports only rows above it.
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "alone": set(),
    "globs": set(),
    "lazy": set(),
    "letters": set(),
    "ordinary": set(),
    "patterns": set(),
    "diagnostics": set(),
    "model": {"diagnostics", "lazy"},
    "contract": {"diagnostics", "model"},
    "config": {"errors", "model", "ordinary"},
    "git": {"errors"},
    "discovery": {"alone", "config", "errors", "git", "globs", "model", "ordinary"},
    "templating": {"errors"},
    "markdown": {"letters", "patterns"},
    "reading": {"diagnostics", "errors", "lazy", "letters", "markdown", "model", "patterns"},
    "query": {"errors", "lazy", "letters", "model"},
    "store": {
        "alone",
        "contract",
        "diagnostics",
        "discovery",
        "errors",
        "lazy",
        "letters",
        "model",
        "ordinary",
        "query",
        "reading",
    },
    "knowledge": {"config", "discovery", "errors", "model", "query", "reading", "store"},
    "authoring": {
        "diagnostics",
        "errors",
        "markdown",
        "model",
        "ordinary",
        "patterns",
        "reading",
        "templating",
    },
    "check": {
        "authoring",
        "contract",
        "diagnostics",
        "errors",
        "git",
        "globs",
        "lazy",
        "markdown",
        "model",
        "reading",
    },
    "site": {
        "contract",
        "diagnostics",
        "errors",
        "letters",
        "markdown",
        "model",
        "query",
        "store",
        "templating",
    },
    "cli": {
        "authoring",
        "check",
        "config",
        "contract",
        "diagnostics",
        "discovery",
        "errors",
        "git",
        "knowledge",
        "model",
        "query",
        "reading",
        "site",
        "store",
        "templating",
    },
    "__main__": {"cli"},
}

# Planned rooms, which may be empty until their time comes.
NOT_YET_BUILT: set[str] = set()

# The only rooms that import a third-party package, or a standard one that belongs to one room.
HOMES: dict[str, set[str]] = {
    "jinja2": {"templating"},
    "markdown_it": {"markdown"},
    "pygments": {"markdown"},
    "sqlite3": {"store"},
    "sqlite_utils": {"store"},
    "typer": {"cli"},
}
DISTRIBUTIONS = {"markdown_it": "markdown-it-py", "sqlite_utils": "sqlite-utils"}

# A library that neither prints, nor exits, nor asks the machine: the command line passes these in.
FORBIDDEN_BELOW_CLI = {
    *("print", "input", "breakpoint", "exit", "quit", "SystemExit"),
    *("sys.exit", "sys.argv", "sys.stdin", "sys.stdout", "sys.stderr", "os._exit", "os.abort"),
    *("os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime"),
    *("time.strftime", "time.monotonic", "time.monotonic_ns", "time.perf_counter"),
    *("time.perf_counter_ns", "time.process_time"),
    *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today"),
    "datetime.date.today",
}

# (module, name): why it may. A row that is no longer needed fails the test.
JUSTIFIED: dict[tuple[str, str], str] = {
    (f"{PACKAGE}.git", "os.environ"): "git is started without what leads it to another repository",
}

DRAWERS = re.compile(r"^_?(utils?|helpers?|common|misc|tools|stuff)$")
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file: ``name`` is dotted, ``place`` is its path from the project's root."""

    name: str
    place: str
    lines: int
    tree: ast.Module

    @property
    def room(self) -> str:
        """The part of the package below the root that the module belongs to."""
        return [*self.name.split("."), ""][1]


@cache
def modules(folder: str) -> tuple[Module, ...]:
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = list(path.relative_to(ROOT).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text(encoding="utf-8")
        place = path.relative_to(ROOT).as_posix()
        found.append(Module(name, place, len(text.splitlines()), ast.parse(text)))
    return tuple(found)


def package_names() -> set[str]:
    return {module.name for module in modules(PACKAGE)}


def imported(module: Module) -> Iterator[tuple[str, int]]:
    """Every module that a file names in an import, as (dotted name, line)."""
    is_package = module.place.endswith("__init__.py")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.name.split(".")
                kept = len(parts) - node.level + (1 if is_package else 0)
                base = ".".join([*parts[:kept], *filter(None, [base])])
            for alias in node.names:
                within = f"{base}.{alias.name}"
                yield (within if within in package_names() else base), node.lineno


def imported_rooms(module: Module) -> Iterator[tuple[str, int]]:
    for name, line in imported(module):
        if name.startswith(f"{PACKAGE}."):
            yield name.split(".")[1], line


def names_used(module: Module) -> Iterator[tuple[str, int]]:
    """Every name and dotted name that a file uses, with import aliases undone."""
    aliases: dict[str, str] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                aliases[bound] = alias.name if alias.asname else bound
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                aliases[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                yield f"{node.module}.{alias.name}", node.lineno
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name | ast.Attribute):
            dotted = ast.unparse(node)
            head, _, rest = dotted.partition(".")
            origin = aliases.get(head, head)
            yield (f"{origin}.{rest}" if rest else origin), node.lineno


def functions(module: Module) -> Iterator[FunctionNode]:
    for node in ast.walk(module.tree):
        if isinstance(node, FunctionNode):
            yield node


def public_definitions(
    body: list[ast.stmt], prefix: str = ""
) -> Iterator[tuple[str, FunctionNode | ast.ClassDef]]:
    for node in body:
        if not isinstance(node, FunctionNode | ast.ClassDef) or node.name.startswith("_"):
            continue
        if any("overload" in ast.unparse(decorator) for decorator in node.decorator_list):
            continue
        yield f"{prefix}{node.name}", node
        if isinstance(node, ast.ClassDef):
            yield from public_definitions(node.body, f"{node.name}.")


def test_every_room_has_a_row_and_every_row_a_room() -> None:
    built = {module.room for module in modules(PACKAGE)} - {""}
    assert built - set(ROOMS) == set(), "give the new room a row in ROOMS"
    assert set(ROOMS) - built - NOT_YET_BUILT == set()


def test_rooms_stand_in_the_order_of_their_imports() -> None:
    above: set[str] = set()
    for room, allowed in ROOMS.items():
        assert allowed <= above, f"{room} may import only rooms above it"
        above.add(room)


def test_an_index_is_built_anew_for_other_code_in_the_store_and_in_all_below() -> None:
    below, left = {"knowledge"}, ["store"]
    while left:
        room = left.pop()
        below.add(room)
        left += ROOMS[room] - below
    assert {*maker._ROOMS, *maker._MODULES} == below


def test_imports_run_downwards() -> None:
    wrong = [
        f"{module.place}:{line}: {module.room or 'the package'} imports {room}"
        for module in modules(PACKAGE)
        for room, line in imported_rooms(module)
        if room != module.room and room not in ROOMS.get(module.room, set(ROOMS) - {"cli"})
    ]
    assert wrong == []


def test_no_module_imports_itself_through_others() -> None:
    graph = {
        module.name: {name for name, _ in imported(module) if name in package_names()}
        for module in modules(PACKAGE)
    }
    # What imports nothing that is left is in no ring: take it away until nothing changes.
    while leaves := [name for name, targets in graph.items() if not targets & set(graph)]:
        for name in leaves:
            del graph[name]
    assert {name: sorted(targets & set(graph)) for name, targets in graph.items()} == {}


def test_third_party_packages_are_imported_at_home_only() -> None:
    wrong = [
        f"{module.place}:{line}: imports {name}"
        for module in modules(PACKAGE)
        for name, line in imported(module)
        if (top := name.partition(".")[0]) != PACKAGE
        and (top in HOMES or top not in sys.stdlib_module_names)
        and module.room not in HOMES.get(top, set())
    ]
    assert wrong == []


def test_nothing_is_imported_by_a_name_made_at_run_time() -> None:
    wrong = [
        f"{module.place}:{line}: {name}"
        for module in modules(PACKAGE)
        for name, line in names_used(module)
        if name in {"__import__", "importlib.import_module"}
        # It imports what packages name under TYPE_CHECKING, where the rules above see it.
        and module.name != f"{PACKAGE}.lazy"
    ]
    assert wrong == []


def test_dependencies_are_the_packages_that_have_a_home() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {
        match[0]
        for requirement in declared["dependencies"]
        if (match := re.match(r"[\w.-]+", requirement))
    }
    third_party = set(HOMES) - sys.stdlib_module_names
    assert names == {DISTRIBUTIONS.get(name, name) for name in third_party}


def test_only_the_command_line_prints_exits_and_asks_the_machine() -> None:
    used = {
        (module.name, name): f"{module.place}:{line}: {name}"
        for module in modules(PACKAGE)
        if module.room not in {"cli", "__main__"}
        for name, line in names_used(module)
        if name in FORBIDDEN_BELOW_CLI
    }
    assert [place for key, place in used.items() if key not in JUSTIFIED] == []
    assert set(JUSTIFIED) - set(used) == set(), "rows of JUSTIFIED that nothing needs"


@pytest.mark.parametrize("folder", [PACKAGE, "tests"])
def test_files_are_short(folder: str) -> None:
    long = [f"{m.place}: {m.lines}" for m in modules(folder) if m.lines > MAX_FILE_LINES]
    assert long == []


@pytest.mark.parametrize("folder", [PACKAGE, "tests"])
def test_functions_are_short(folder: str) -> None:
    long = [
        f"{module.place}:{node.lineno}: {node.name}: {length}"
        for module in modules(folder)
        for node in functions(module)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MAX_FUNCTION_LINES
    ]
    assert long == []


@pytest.mark.parametrize("folder", [PACKAGE, "tests"])
def test_no_module_is_a_drawer(folder: str) -> None:
    drawers = [m.place for m in modules(folder) if any(map(DRAWERS.match, m.name.split(".")))]
    assert drawers == []


def test_public_names_say_what_they_are() -> None:
    silent = [
        f"{module.place}:{node.lineno}: {name}"
        for module in modules(PACKAGE)
        for name, node in public_definitions(module.tree.body)
        if not ast.get_docstring(node)
    ]
    silent += [m.place for m in modules(PACKAGE) if m.lines and not ast.get_docstring(m.tree)]
    assert silent == []
