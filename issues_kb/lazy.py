"""Names of a package that are imported when they are asked for (PEP 562).

A command that needs one of them does not pay for the modules of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

__all__ = ["lazily"]


def lazily(package: str, names: Mapping[str, Sequence[str]]) -> Callable[[str], object]:
    """The ``__getattr__`` of a package: ``names`` by the module below it where they are at home."""
    homes = {name: f"{package}.{module}" for module, held in names.items() for name in held}

    def imported(name: str) -> object:
        home = homes.get(name)
        if home is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(__import__(home, fromlist=(name,)), name)

    return imported
