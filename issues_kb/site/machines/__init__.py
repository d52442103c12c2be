"""What the site has for other programs: exports, feeds, texts for language models, a badge.

``exports`` writes JSON, ``twins`` the Markdown of each issue, ``feeds`` Atom and JSON Feed,
``llms`` the llms.txt files, ``sitemap`` and ``badge`` what their names say; ``links`` makes
addresses and ``plans`` hands all of them to the build.
"""
