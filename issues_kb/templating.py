"""Finds templates and makes the environments that fill them.

A template is looked up first in the project's own folder, then among those that come
with the package, so that a project replaces one file and keeps the rest. The own folder is
the one that the configuration names, else ``templates`` where it holds templates of ours. Names are
relative to such a folder, with ``/``: ``issue.md.j2``, ``site/base.html.j2``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from issues_kb.errors import TemplateError

if TYPE_CHECKING:
    # The redundant name makes it an export: other rooms name the type without the package.
    from jinja2 import Environment as Environment  # noqa: PLC0414

__all__ = [
    "html_environment",
    "own_templates",
    "packaged_folder",
    "render",
    "template_file",
    "template_folders",
    "text_environment",
]

_PACKAGE = Path(__file__).resolve().parent

OWN_FOLDER = "templates"
"""Where a project's templates are looked for when its configuration names no folder."""

_PAGES = "site"
_PAGE_MARKS = (b"site/base.html.j2", b"site/parts.html.j2", b"page.root")
"""What a page of ours uses and a page of another program does not."""


def packaged_folder() -> Path:
    """The folder of the templates that come with the package.

    A wheel carries them inside the package; a checkout and an editable install have them
    beside it. Raises ``TemplateError`` when neither is there.
    """
    for folder in (_PACKAGE / "_templates", _PACKAGE.parent / "templates"):
        if (folder / "site" / "base.html.j2").is_file():
            return folder
    raise TemplateError(
        "the templates of issues-kb are missing",
        subject=str(_PACKAGE / "_templates"),
        hint="install issues-kb again",
    )


def own_templates(root: Path) -> Path | None:
    """The folder ``templates`` of the project at ``root`` when it holds templates of ours.

    Other programs keep their templates in a folder of that name too. So it counts only
    with a file that stands beside ``issue.md.j2`` in the package, or with a page in
    ``site`` that has the name of one of ours and extends, imports or links what ours do.
    """
    folder = root / OWN_FOLDER
    packaged = packaged_folder()
    if not folder.is_dir() or folder.resolve() == packaged:
        return None
    if any((folder / file.name).is_file() for file in packaged.glob("*.j2")):
        return folder
    pages = (folder / _PAGES / file.name for file in (packaged / _PAGES).glob("*.j2"))
    return folder if any(_is_page(file) for file in pages) else None


def _is_page(file: Path) -> bool:
    try:
        text = file.read_bytes()
    except OSError:
        return False
    return any(mark in text for mark in _PAGE_MARKS)


def template_folders(project: Path | None = None) -> tuple[Path, ...]:
    """Where templates are looked up, first match wins.

    ``project`` is the folder of the project's own templates, if it has one. Raises
    ``TemplateError`` when it is given and is no folder.
    """
    packaged = packaged_folder()
    if project is None:
        return (packaged,)
    if not project.is_dir():
        raise TemplateError(
            "the folder of templates does not exist",
            subject=str(project),
            hint="create it or change the setting `templates`",
        )
    return (project, packaged)


def template_file(folders: Sequence[Path], name: str) -> Path:
    """The file that ``name`` stands for. Raises ``TemplateError`` when there is none."""
    for folder in folders:
        file = folder / name
        if file.is_file():
            return file
    raise _missing(name, folders)


def text_environment(folders: Sequence[Path]) -> Environment:
    """The environment for Markdown: nothing is escaped, undefined names are errors."""
    return _environment(folders, autoescape=False, keep_trailing_newline=True)


def html_environment(
    folders: Sequence[Path], finalize: Callable[[object], object] | None = None
) -> Environment:
    """The environment for pages: everything is escaped, undefined names are errors.

    ``finalize`` sees every value before it is escaped and printed.
    """
    return _environment(folders, autoescape=True, finalize=finalize)


def render(environment: Environment, name: str, variables: Mapping[str, object]) -> str:
    """Fills the template ``name``.

    Raises ``TemplateError`` with file, line and reason for a template that is missing, has
    wrong syntax, uses an unknown variable or fails while it runs.
    """
    import jinja2

    try:
        return environment.get_template(name).render(variables)
    except jinja2.TemplateSyntaxError as error:
        place = f"{error.filename or error.name or name}:{error.lineno}"
        raise TemplateError(error.message or "wrong syntax", subject=place) from error
    except jinja2.TemplateNotFound as error:
        raise _missing(str(error.name or name), _search_path(environment)) from error
    except UnicodeDecodeError as error:
        raise TemplateError("the template is not valid UTF-8", subject=name) from error
    except Exception as error:
        # A template runs what its author wrote, so it can fail with any exception.
        place = _place_of(error, _search_path(environment)) or name
        reason = str(error) or type(error).__name__
        raise TemplateError(reason, subject=place) from error


def _environment(folders: Sequence[Path], **options: object) -> Environment:
    """Templates of the package are trusted; those of a project, anybody's, reach no Python."""
    import jinja2

    settings: dict[str, object] = {
        "undefined": jinja2.StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "cache_size": -1,
        "auto_reload": False,
    }
    settings.update({name: value for name, value in options.items() if value is not None})
    settings["loader"] = jinja2.FileSystemLoader([str(folder) for folder in folders])
    if all(folder == packaged_folder() for folder in folders):
        return jinja2.Environment(**settings)  # type: ignore[arg-type]  # noqa: S701
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(**settings)


def _search_path(environment: Environment) -> tuple[Path, ...]:
    paths = getattr(environment.loader, "searchpath", ())
    return tuple(Path(path) for path in paths)


def _missing(name: str, folders: Sequence[Path]) -> TemplateError:
    looked = ", ".join(str(folder) for folder in folders)
    return TemplateError("no such template", subject=name, hint=f"looked in {looked}")


def _place_of(error: BaseException, folders: Sequence[Path]) -> str | None:
    """``file:line`` of the innermost frame that runs a template."""
    place = None
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if any(Path(file).is_relative_to(folder) for folder in folders):
            place = f"{file}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
