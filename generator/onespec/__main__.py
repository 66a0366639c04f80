"""The `onespec` command: the short way for `check --fast`, the command line proper for all else."""

from __future__ import annotations

import sys

from onespec.cli import fast


def main() -> int:
    """Runs the command line of this process; returns its exit code."""
    if fast.clean(sys.argv[1:]):
        return 0
    from onespec.cli.main import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
