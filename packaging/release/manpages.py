"""Manual pages: from the parser one for the program and one a command; as written those of the two
programs that this program starts itself."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

from release.completion import commands, program
from release.project import NAME, PACKAGING, Project

WRITTEN = ("askpass.8", "writer.8")

FOLDER = f"/opt/{NAME}/lib/wizard/resources/manual"
"""Where `linux_tree` puts the manual."""
MANUAL = (
    "The manual, with examples and every cause of a failure, is",
    f".I {FOLDER}/README.md".replace("-", "\\-"),
    "(Markdown); F1 opens it in the window.",
)


def pages(project: Project) -> dict[str, str]:
    """File name to its roff (man(7))."""
    parser = program()
    found = commands(parser)
    pages = {f"{NAME}.1": _page(NAME, parser, project, _others("", found))}
    for name, command in found.items():
        pages[f"{NAME}-{name}.1"] = _page(f"{NAME}-{name}", command, project, _others(name, found))
    for name in WRITTEN:
        text = (PACKAGING / "linux" / name).read_text(encoding="utf-8")
        dated = text.replace("@DATE@", _date(project)).replace("@VERSION@", project.version)
        pages[f"{NAME}-{name}"] = dated
    return pages


def _date(project: Project) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(project.epoch))


def _others(this: str, names: dict[str, argparse.ArgumentParser]) -> list[str]:
    others = [f"{NAME}-{name} (1)" for name in names if name != this]
    return [f"{NAME} (1)", *others] if this else [*others, *map(_written, WRITTEN)]


def _written(name: str) -> str:
    stem, _, section = name.partition(".")
    return f"{NAME}-{stem} ({section})"


def _page(name: str, parser: argparse.ArgumentParser, project: Project, others: list[str]) -> str:
    about = " ".join((parser.description or "").split()).rstrip(".")
    short = about.partition(". ")[0]  # whatis(1) shows one line
    usage = " ".join(parser.format_usage().removeprefix("usage:").split())
    lines = [
        f'.TH "{name.upper()}" "1" "{_date(project)}" "{NAME} {project.version}" "User commands"',
        ".SH NAME",
        f"{escape(name)} \\- {escape(short[:1].lower() + short[1:])}",
        ".SH SYNOPSIS",
        escape(usage),
        ".SH DESCRIPTION",
        escape(about) + ".",
        *_options(parser),
        *_more(parser),
        ".SH MANUAL",
        *MANUAL,
        ".SH SEE ALSO",
        " ,\n".join(f".BR {escape(other)}" for other in others),
    ]
    return "\n".join(lines) + "\n"


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for group in parser._action_groups:
        shown = [action for action in group._group_actions if action.help != argparse.SUPPRESS]
        if not shown:
            continue
        title = (group.title or "options").partition(" (")[0].removeprefix("positional ")
        yield f'.SH "{title.upper()}"'
        for action in shown:
            if isinstance(action, argparse._SubParsersAction):
                for choice in action._choices_actions:
                    yield from (".TP", f".B {escape(choice.dest)}", escape(choice.help or ""))
                continue
            yield from (".TP", _heading(action), escape(_help(action)))


def _heading(action: argparse.Action) -> str:
    value = action.metavar or ("|".join(map(str, action.choices)) if action.choices else "")
    value = value if isinstance(value, str) else " ".join(value)
    names = ", ".join(f"\\fB{escape(name)}\\fR" for name in action.option_strings)
    shown = f"\\fI{escape(value)}\\fR" if value else ""
    return f"{names} {shown}".strip()


def _help(action: argparse.Action) -> str:
    return " ".join((action.help or "").split()).replace("%%", "%")


def _more(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Examples and tables as the help prints them, behind the options."""
    parser.format_help()
    for block in (parser.epilog or "").split("\n\n"):
        title, _, rest = block.partition("\n")
        if not rest:
            continue
        is_title = title.endswith(":")
        yield f'.SH "{(title.rstrip(":") if is_title else "exit codes").upper()}"'
        text = rest if is_title else block.removeprefix("exit codes: ")
        yield from (".nf", *(escape(line) for line in text.splitlines()), ".fi")


def escape(text: str) -> str:
    """A line of text for roff: nothing in it is taken for a request, hyphens can be copied."""
    text = text.replace("\\", "\\(rs").replace("-", "\\-").replace("…", "...")
    return f"\\&{text}" if text.startswith((".", "'")) else text
