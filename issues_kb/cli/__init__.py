"""The command line: parse flags, one call, print."""

from __future__ import annotations

import gc

# A command lives for a tenth of a second, in which nothing becomes garbage that matters, and
# looking for it takes a share of that time. `build` runs long, and looks.
gc.disable()
