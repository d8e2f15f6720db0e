"""`argparse` as this program uses it: full option names, one width, errors that are raised."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Callable
from typing import Any, Final, NoReturn

from wizard.text.language import N_, _

_WIDTH: Final = 79

ARGPARSE_SENTENCES: Final = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("not allowed with argument %s"),
    N_("expected one argument"),
    N_("ignored explicit argument %r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("unknown parser %(parser_name)r (choices: %(choices)s)"),
)
"""`argparse`'s own sentences that a user of this program can meet."""

# argparse looks its sentences up with a function of this name in its own module, which knows the
# language of the environment alone, and searches for a file at every sentence.
setattr(argparse, "_", _)  # noqa: B010 (it is not in the module's types)


def wrapped(text: str) -> str:
    """A paragraph behind the options, as wide as they are."""
    return textwrap.fill(text, _WIDTH)


class UsageError(Exception):
    """The arguments are wrong. ``usage`` is the usage line of the command that they were given to.

    A connection string that was given as an argument is not in the message.
    """

    def __init__(self, usage: str, message: str) -> None:
        super().__init__(message)
        self.usage = usage
        self.message = message


class Parser(argparse.ArgumentParser):
    """Options are never abbreviated; a wrong argument raises `UsageError`.

    ``more`` is printed behind the options: it is only asked for when help is.
    """

    def __init__(self, more: Callable[[], str] = str, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, add_help=False, formatter_class=_Formatter, **settings)
        self._more = more

    def error(self, message: str) -> NoReturn:
        """Raise `UsageError`."""
        from wizard.domain.redaction import redact

        raise UsageError(self.format_usage(), redact(message))

    def format_help(self) -> str:
        """The whole text."""
        self.epilog = self._more()
        return super().format_help()


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """The same width everywhere: a help text that is piped or documented does not change."""

    def __init__(self, prog: str, **_settings: Any) -> None:
        super().__init__(prog, max_help_position=21, width=_WIDTH)
