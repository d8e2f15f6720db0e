"""Where the program starts; what a command needs is imported when it is given."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # importing `typing` for it would take a tenth of what ``--help`` takes
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit code."""
    from wizard.usage import usage_for

    arguments = list(sys.argv[1:] if argv is None else argv)
    if text := usage_for(arguments):
        print(text, end="")  # noqa: T201
        return 0
    return _run(arguments)


def _run(arguments: list[str]) -> int:
    from wizard.grammar import build_parser

    parser = build_parser()
    options = parser.parse_args(arguments)
    if options.command is not None:
        from wizard import cli

        return cli.run(options)
    if (options.scheme or options.scale) and options.tour is None:
        parser.error("--scheme and --scale belong to --tour DIR")

    # Until the window is seen nearly nothing becomes garbage: looking for it takes a tenth of the
    # start. `gui` switches it on again.
    import gc

    gc.disable()
    from wizard import gui

    return gui.run(options)


if __name__ == "__main__":
    sys.exit(main())
