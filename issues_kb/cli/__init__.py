"""The command line: parse flags, one call, print."""

from __future__ import annotations

import gc

# A command lives for a tenth of a second, in which nothing becomes garbage that matters; looking
# for it while modules are imported takes a tenth of that time. `build`, which runs long, enables it.
gc.disable()
