"""Completion for bash, zsh and fish, made from the parser by shtab."""

from __future__ import annotations

import argparse
from pathlib import Path

import shtab

from release.project import NAME, languages, make_importable

PLACES = {
    "bash": f"usr/share/bash-completion/completions/{NAME}",
    "zsh": f"usr/share/zsh/vendor-completions/_{NAME}",
    "fish": f"usr/share/fish/vendor_completions.d/{NAME}.fish",
}


def program() -> argparse.ArgumentParser:
    """The parser of this checkout."""
    make_importable()
    from wizard.cli.parser import build_parser

    return build_parser()


def commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Its commands by name."""
    found = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return dict(found.choices)


def _values() -> dict[str, tuple[str, ...]]:
    """What can stand behind an option whose values the parser reads by a function of its own."""
    from wizard.domain.demo_fault import DemoFault

    return {"--fault": tuple(DemoFault), "--lang": languages()}


def completion(shell: str) -> str:
    """The script of one shell. Where a path is wanted, files are offered."""
    parser = program()
    known = _values()
    for each in (parser, *commands(parser).values()):
        for action in each._actions:
            if values := next((known[name] for name in action.option_strings if name in known), ()):
                action.choices = values
            elif action.type is Path or str(action.metavar).endswith(".csv"):
                folder = action.metavar in ("D", "DIR")
                action.complete = shtab.DIRECTORY if folder else shtab.FILE  # type: ignore[attr-defined]
    return shtab.complete(parser, shell=shell)
