"""Where the program starts; what a command needs is imported when it is given."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.gui.window_options import WindowOptions


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _run(arguments)
    except KeyboardInterrupt:  # while something was still being imported
        code = 8
    if argv is None:
        _end_undisturbed()
    return code


def _end_undisturbed() -> None:
    """The outcome is told: an interruption while the interpreter ends would replace its code."""
    import signal

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _run(arguments: list[str]) -> int:
    if arguments == ["--version"]:  # before the parser, which has to be imported
        from wizard import __version__

        words = f"iot-agent-setup {__version__}"
        try:
            print(words, flush=True)  # noqa: T201
        except OSError:
            from wizard.cli.console import Console

            Console(as_json=False).say(words)  # tells why, and lets the interpreter end in peace
            return 1
        return 0

    # While a command is imported, or until the window is seen, nearly nothing becomes garbage:
    # looking for it takes a tenth of the start. `cli.commands` and `gui` switch it on again.
    import gc

    gc.disable()
    from wizard.text.language import use
    from wizard.text.languages import language_of

    use(language_of(arguments))
    if not arguments:  # as from a menu: to import the parser would take a third of the start
        from wizard.gui.window_options import WindowOptions

        return _open_window(WindowOptions())

    from wizard.cli.arguments import UsageError
    from wizard.cli.parser import end_with, parse

    try:
        options = parse(arguments)
    except UsageError as error:
        end_with(error, arguments)
    if options.command is not None:
        from wizard.cli import commands

        return commands.run(options)

    from wizard.gui.window_options import WindowOptions

    return _open_window(WindowOptions.of(options))


def _open_window(options: WindowOptions) -> int:
    """The wizard, or the tour of it; the exit code."""
    if options.tour is None and _lacks_a_display():
        return _say(_no_display())
    if options.tour is None:
        from wizard.gui.display import why_not

        if words := why_not():
            return _say(words)

    try:
        from wizard.gui import app
    except ImportError as error:
        from wizard.gui.display import words_about

        if words := words_about(error):
            return _say(words)
        raise
    return app.run(options)


def _say(words: str) -> int:
    """Why there is no window, on standard error; the exit code."""
    print(f"iot-agent-setup: {words}", file=sys.stderr)  # noqa: T201
    return 2


def _no_display() -> str:
    from wizard.text.language import _

    return _(
        "There is no display for the window: DISPLAY and WAYLAND_DISPLAY are not set.\nStart the "
        "program in a desktop session, use the commands apply and check (see --help), or make "
        "pictures of the pages with --tour DIR."
    )


def _lacks_a_display() -> bool:
    """Whether Qt would end the process for want of a screen, without a word."""
    import os

    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform == "linux" and not any(os.environ.get(name) for name in names)


if __name__ == "__main__":
    sys.exit(main())
