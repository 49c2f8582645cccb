"""`postil`, and `python -m tui`."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from tui.words import COMMANDS, SWITCHES


def main() -> None:
    """Run the command line.

    Garbage collection waits until there is something to read: what is imported stays anyway.
    Paths and switches need no command line to be understood: the first page is there sooner.
    """
    gc.disable()
    # `dataclasses` imports it, and hardly ever needs it.
    sys.modules.setdefault("inspect", _Later("inspect"))
    given = sys.argv[1:]
    paths = tuple(word for word in given if not word.startswith("-"))
    switches = [word for word in given if word.startswith("-")]
    if given and given[0] not in COMMANDS and SWITCHES.keys() >= {*switches}:
        _read(paths, {name: value for word in switches for name, value in SWITCHES[word].items()})
    else:
        from tui.cli import run

        run()


class _Later(ModuleType):
    """Stands for a module of the standard library until something in it is asked for.

    `importlib.util.LazyLoader` would load it at the first `import` statement.
    """

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        module = import_module(self.__name__)
        self.__dict__.update(module.__dict__)
        return getattr(module, name)


def _read(paths: tuple[str, ...], switches: dict[str, Any]) -> None:
    """Open the screen; end with a line when it fails."""
    from annotations.errors import PostilError
    from tui.failing import FAILED, INTERRUPTED, status_of, tell
    from tui.reading import Wanted, read

    try:
        read(Wanted(paths, **switches))
    except PostilError as error:
        sys.exit(status_of(error))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception:
        from tui.crash import farewell

        tell(farewell())
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
