"""Search in the page: what the build writes so that a browser finds things without a server.

``terms`` cuts text into words, ``documents`` says what of an issue is searched, ``index``
writes it as MiniSearch keeps it, ``shards`` divides it into files, ``plans`` hands them to
the build. The other half, in JavaScript, is ``templates/site/assets/finder.js``.
"""
