"""What site.py compares a build with, each a process of its own: loops.py NAME ARGUMENT...

The loops do what nobody who makes pages of the same text can do without.
"""

from __future__ import annotations

import pickle
import resource
import sqlite3
import sys
from html import escape
from pathlib import Path
from typing import Any

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{ title }}</title>
<link rel="stylesheet" href="site.css">
</head>
<body>
<nav><ul>{% for word in words %}<li><a href="{{ word }}.html">{{ word }}</a></li>{% endfor %}</ul>
</nav>
<main>
<h1>{{ title }}</h1>
<p>{{ severity }} {{ status }} {{ date }}</p>
{{ body | safe }}
</main>
</body>
</html>
"""
HUGO = {
    "hugo.toml": 'title = "Issues"\ndisableKinds = ["taxonomy", "term", "rss", "sitemap"]\n',
    "layouts/baseof.html": '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
    "<title>{{ .Title }}</title></head>\n"
    '<body><main>{{ block "main" . }}{{ end }}</main></body>\n</html>\n',
    "layouts/single.html": '{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}{{ end }}',
    "layouts/list.html": '{{ define "main" }}<ul>{{ range .Pages }}'
    '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}',
}


def bare(database: str, output: str) -> None:
    """Render and highlight each entry and write a page of it."""
    from jinja2 import Environment
    from markdown_it import MarkdownIt
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    lexers: dict[str, Any] = {}
    formatter = HtmlFormatter(nowrap=True)

    def coloured(code: str, language: str, _: str) -> str:
        if language not in lexers:
            try:
                lexers[language] = get_lexer_by_name(language)
            except ClassNotFound:
                lexers[language] = None
        lexer = lexers[language]
        return highlight(code, lexer, formatter) if lexer else escape(code)

    markdown = MarkdownIt("commonmark", {"html": False, "highlight": coloured})
    markdown.enable(["table", "strikethrough"])
    page = Environment(autoescape=True).from_string(PAGE)
    out = Path(output)
    out.mkdir(exist_ok=True)
    names = "id", "title", "severity", "status", "date", "text"
    words = ["overview", "issues", "learnings", "prevention", "files"]
    for row in sqlite3.connect(database).execute(f"SELECT {', '.join(names)} FROM issues"):
        facts = dict(zip(names, row, strict=True))
        made = page.render(facts, body=markdown.render(facts["text"]), words=words)
        (out / f"{facts['id']}.html").write_text(made, encoding="utf-8")


def models(database: str, output: str) -> None:
    """Put all that the pages of the site show into a file, for ``templates``."""
    from issues_kb.site.build import PRODUCERS
    from issues_kb.site.catalogue import make_catalogue
    from issues_kb.site.options import SiteOptions
    from issues_kb.site.rendering import TEMPLATES
    from issues_kb.store import Index

    options = SiteOptions(search="none")
    with Index.open(Path(database)) as index, Path(output).open("wb") as file:
        catalogue = make_catalogue(index, options)
        pickle.dump(catalogue.site, file)
        for producer in PRODUCERS:
            for plan in producer(catalogue, options):
                made = plan.make()
                template = None if isinstance(made, bytes) else TEMPLATES[type(made)]
                pickle.dump((plan.path, template, made), file)


def templates(given: str, output: str) -> None:
    """Fill the same templates with the same models and write the same files."""
    from jinja2 import Environment, FileSystemLoader

    from issues_kb.markdown.visible import visible
    from issues_kb.templating import packaged_folder

    def shown(value: object) -> object:
        return visible(value) if type(value) is str else value

    environment = Environment(
        loader=FileSystemLoader(packaged_folder()),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,
    )
    with Path(given).open("rb") as file:
        site = pickle.load(file)
        while True:
            try:
                path, template, page = pickle.load(file)
            except EOFError:
                return
            if template:
                page = environment.get_template(template).render(site=site, page=page).encode()
            target = Path(output) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(page)


def issues(database: str, output: str) -> None:
    """Build the pages of the issues and nothing else."""
    from issues_kb.site import SiteOptions, build
    from issues_kb.site.issue_plans import issue_plans
    from issues_kb.store import Index

    build.PRODUCERS = (issue_plans,)
    with Index.open(Path(database)) as index:
        build.build_site(index, Path(output), SiteOptions(search="none"))


def hugo(database: str, output: str) -> None:
    """Write what Hugo builds the same pages of."""
    root = Path(output)
    for name, text in HUGO.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    content = root / "content" / "issues"
    content.mkdir(parents=True, exist_ok=True)
    rows = sqlite3.connect(database).execute("SELECT id, title, text FROM issues")
    for number, title, text in rows:
        head = f"---\ntitle: '{title.replace(chr(39), chr(34))}'\n---\n"
        (content / f"{number}.md").write_text(head + text, encoding="utf-8")


def peak(*arguments: str) -> None:
    """Run the program and print the memory that it took at most, in MB."""
    from issues_kb.cli.app import app

    app(list(arguments), standalone_mode=False)
    both = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    print("PEAK", max(resource.getrusage(who).ru_maxrss for who in both) // 1024)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
