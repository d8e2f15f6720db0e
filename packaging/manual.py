#!/usr/bin/env python3
"""The tables of the manual, written from the code: `bootstrap.py manual`.

A page of ``resources/manual`` has a comment where a table belongs, ``<!-- generated: NAME -->``,
and ``<!-- end -->`` behind it; what stands between is replaced. Everything else is written by
hand. ``--check`` only says which pages are stale.
"""

from __future__ import annotations

import argparse
import re
import string
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from wizard.agents import AGENTS  # noqa: E402
from wizard.cli.parser import build_parser  # noqa: E402  the checkout that the script lies in
from wizard.domain.errors import Code, Exit, Severity  # noqa: E402
from wizard.domain.report import StepId  # noqa: E402
from wizard.setup.answers.file import KEYS  # noqa: E402
from wizard.setup.page_id import PageId  # noqa: E402
from wizard.text.catalogue import TEXTS  # noqa: E402
from wizard.text.catalogue.causes import TEXTS as CAUSE_TEXTS  # noqa: E402
from wizard.text.catalogue.demo_faults import SENTENCES  # noqa: E402
from wizard.text.catalogue.steps import STEPS  # noqa: E402
from wizard.text.manual import (  # noqa: E402
    KEYS_BLOCK,
    help_as_markdown,
    help_block,
    keys_as_markdown,
)

MANUAL = ROOT / "resources" / "manual"
_PART = re.compile(r"(<!-- generated: ([a-z ]+) -->\n).*?(<!-- end -->\n)", re.DOTALL)

EXITS = {
    Exit.OK: ("done, and proven by the live check", "written"),
    Exit.OURS: ("an internal error of this program", "as before"),
    Exit.ANSWERS: ("the answers file or the connection string is wrong", "unchanged"),
    Exit.HUB: ("the hub or the network", "unchanged"),
    Exit.IDENTITY: ("the device or its module does not allow this", "unchanged"),
    Exit.KEYRING: ("the keyring", "as before"),
    Exit.FILES: ("the agent's files", "as before"),
    Exit.CHECK: ("the live check failed", "written; correct the cause, then check again"),
    Exit.CANCELLED: ("cancelled", "as before, if cancelled before the live check"),
}
"""What an exit code means, and what then has become of files and keyring."""

ANSWER_KEYS = {
    "hub.connection_string": "secret: that of a shared access policy; not needed with --demo",
    "hub.ca_file": "the same as `network.ca_file`",
    "hub.amqp_port": "the same as `network.amqp_port`",
    "hub.mqtt_port": "the same as `network.mqtt_port`",
    "hub.patience": "seconds to wait while the hub is throttling; default 12, for fleets 600",
    "device.id": "the device ID; case-sensitive",
    "device.create_module": "true: create the module with a symmetric key if it is missing",
    "device.convert_module": "true: change a module with a certificate to a symmetric key",
    "device.connection_string": "secret: the device's or the module's own, instead of `[hub]`",
    "authentication.identity": "`SecurityModule`, `Device` or `DPS`",
    "authentication.method": "`SymmetricKey` (default) or `SelfSignedCertificate`",
    "authentication.certificate": "file with the certificate: PEM in any order, DER, PKCS#12",
    "authentication.certificate_key": "file with its private key, if that is another file",
    "authentication.passphrase": "secret: decrypts the private key; it is not stored",
    "authentication.id_scope": "ID scope of the provisioning service (DPS)",
    "authentication.registration_id": "registration ID of the device (DPS)",
    "authentication.key": "secret: the symmetric key of the enrollment (DPS)",
    "authentication.group_key": "secret: the enrollment group's key instead of `key` (DPS); the "
    "device's key is derived from it; it is not written, saved or sent",
    "authentication.register": "true: register the device if it never registered, and create its "
    "module (DPS); no agent does that",
    "authentication.dps_host": "endpoint for the check of this program only (DPS)",
    "authentication.generate": "a table: create a certificate",
    "authentication.generate.kind": "`ec` (P-256, default) or `rsa` (2048 bits)",
    "authentication.generate.days": "days that it is valid; default 365",
    "authentication.generate.register": "which thumbprint it becomes: `secondary` "
    "(default) or `primary`",
    "authentication.store": "a table: the certificate is in a store of Windows; C# agent, identity "
    "`Device`",
    "authentication.store.location": "`LocalMachine` (default); the agent's service does not see "
    "`CurrentUser`",
    "authentication.store.thumbprint": "its SHA-1 thumbprint, as Windows shows it",
    "agent.flavour": " or ".join(f"`{flavour.id}`" for flavour in AGENTS),
    "agent.restart": "true: the same as `--restart`; default false",
    "agent.directory": "the agent's folder; with --demo optional",
    "agent.key_file": "default `azureiotsecurity.key`, or `device.key` for the identity `Device`",
    "agent.certificate_file": "the agent's certificate file; its ending: "
    + "; ".join(
        f"{' or '.join(f'`{ending}`' for ending in flavour.certificate_endings)} ({flavour.name})"
        for flavour in AGENTS
    ),
    "agent.target": "where the agent runs: `computer` (this one, default), `bundle` or `ssh`",
    "agent.os": "system of the other computer: `linux` or `windows`; default: as `directory` "
    "is written",
    "agent.stage": "staging folder on this computer; `directory` is the folder on the other one",
    "agent.bundle": 'the zip file to create, with `target = "bundle"`',
    "agent.bundle_passphrase": "secret: encrypts the bundle",
    "agent.ssh": 'the computer that ssh connects to, with `target = "ssh"`',
    "agent.transport": "C agent only: `amqp` (default), or `mqtt` if it was built for it",
    "secrets.keep_hub": "save the hub's connection string in the keyring",
    "secrets.allow_keyring": "use the keyring of this name although it is not recommended, "
    "for example because it keeps secrets in a plain file; the refusal says its name",
    "secrets.keep_agent_key": "save the agent's key in the keyring",
    "secrets.keyring": "false: save neither; nothing is left after this run. true: fail where "
    "they cannot be saved, also under sudo; without it the user's keyring is then left out",
    "network.ca_file": "CA certificates (PEM) to trust in addition to the system's",
    "network.amqp_port": "instead of 5671",
    "network.mqtt_port": "instead of 8883",
    "network.proxy": "`system`, `none` or `http://HOST:PORT`; for HTTPS, never for MQTT or AMQP",
    "network.proxy_user": "user of the proxy; in a Windows domain `DOMAIN\\user`",
    "network.proxy_password": "secret: the password of the proxy",
}
"""What each key of the answers file says. A secret is given by its source, never by itself."""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n" for row in lines
    )


def placeholders(template: str) -> str:
    """A sentence with the names of its parameters in italics."""
    parts = string.Formatter().parse(template)
    return "".join(text + (f"*{name}*" if name else "") for text, name, _, _ in parts)


def codes() -> str:
    """Every error code: its exit code, and what is said."""

    def rows() -> Iterator[list[str]]:
        for code in Code:
            text = TEXTS[code.value]
            ends = "warning" if code.severity is Severity.WARNING else str(int(code.exit))
            yield [f"`{code.value}`", ends, *map(placeholders, text)]

    return table(("code", "exit", "what happened", "what to do"), rows())


def exit_codes() -> str:
    """Every exit code."""
    rows = ([str(int(number)), *EXITS[number]] for number in Exit)
    return table(("exit", "meaning", "files and keyring"), rows)


def steps() -> str:
    """Every step in its order."""
    rows = (
        [
            f"`{step.value}`",
            STEPS[step].title,
            "always" if step.is_always_reported else "if the setup has it",
        ]
        for step in StepId
    )
    return table(("step", "what it does", "listed"), rows)


def answer_keys() -> str:
    """Every key of the answers file."""
    names = (f"{name}.{key}" for name, keys in KEYS.items() for key in keys)
    return table(("key", "what it says"), ([f"`{name}`", ANSWER_KEYS[name]] for name in names))


def options() -> str:
    """Every command with its options, from the parser."""
    parser = build_parser()
    commands = next(
        action for action in parser._actions if isinstance(action, argparse._SubParsersAction)
    )
    everywhere = {name for action in parser._actions for name in action.option_strings}
    everywhere -= {"--demo"}  # on a command of its own as well, but not on all
    parts = [f"## `{parser.prog}`\n\nThe wizard.\n\n", _options_of(parser, set())]
    for name, command in commands.choices.items():
        about = f"{command.description.strip()}\n\n" if command.description else ""
        parts += [f"\n## `{name}`\n\n{about}", _options_of(command, everywhere)]
    return "".join(parts)


def _options_of(parser: argparse.ArgumentParser, besides: set[str]) -> str:
    def rows() -> Iterator[list[str]]:
        for action in parser._actions:
            names = [name for name in action.option_strings if name not in besides]
            if isinstance(action, argparse._SubParsersAction) or (
                action.option_strings and not names
            ):
                continue
            value = _value_of(action)
            shown = ", ".join(f"`{name}{value}`" for name in names) or f"`{value.strip()}`"
            yield [shown, " ".join((action.help or "").split()).replace("%%", "%")]

    return table(("option", "what it does"), rows())


def _value_of(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if action.choices and not action.metavar:
        return " " + "|".join(map(str, action.choices))
    return f" {action.metavar or action.dest.upper()}"


def faults() -> str:
    """Every fault that the demo hub shows on request."""
    rows = ([f"`{name}`", text] for name, text in SENTENCES.items())
    return table(("fault", "what it shows"), rows)


CAUSES = {
    "refused": ("check.unauthorized/", "check.not_found/"),
    "network": ("check.unreachable/",),
    "name": ("hub.name_not_resolved/",),
    "tls": ("hub.tls_untrusted/", "hub.tls_wrong_name/", "hub.tls_expired/"),
}
"""The tables of causes, each with the beginnings of the codes whose causes it has."""


def causes(kind: str) -> str:
    """The causes that are found behind a kind of failure; each of them once."""
    found = dict.fromkeys(
        text for code, text in CAUSE_TEXTS.items() if code.startswith(CAUSES[kind])
    )
    rows = (tuple(map(placeholders, text)) for text in found)
    return table(("cause", "what to do"), rows)


TABLES: dict[str, Callable[[], str]] = {
    **{f"causes {kind}": partial(causes, kind) for kind in CAUSES},
    **{help_block(page): partial(help_as_markdown, page) for page in PageId},
    KEYS_BLOCK: keys_as_markdown,
    "codes": codes,
    "exit codes": exit_codes,
    "steps": steps,
    "answer keys": answer_keys,
    "options": options,
    "faults": faults,
}


def renewed(page: str) -> str:
    """The page with each of its tables as the code has it now."""
    return _PART.sub(lambda part: f"{part[1]}\n{TABLES[part[2]]()}\n{part[3]}", page)


def stale_pages() -> list[Path]:
    """The pages whose tables are not those of the code."""
    return [
        path
        for path in sorted(MANUAL.glob("*.md"))
        if renewed(text := path.read_text(encoding="utf-8")) != text
    ]


def main(arguments: Sequence[str]) -> int:
    """Write the pages that are stale, or only name them; 1 where ``--check`` found one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    only_check = parser.parse_args(arguments).check
    stale = stale_pages()
    for path in stale:
        if not only_check:
            page = renewed(path.read_text(encoding="utf-8"))
            path.write_text(page, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{path.name}: {'stale' if only_check else 'written'}\n")
    return 1 if stale and only_check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
