#!/usr/bin/env python3
"""Write the options of the Ansible collection from the answer keys of the code.

Module, role and documentation have one option or variable for each answer key; what they all say of
it is written here once. ``--check`` only names the files that are stale.
"""

from __future__ import annotations

import argparse
import pprint
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import manual as manual

from wizard.setup.answers.file import KEYS

COLLECTION: Final = Path(__file__).resolve().parent / "ansible"
ROLE: Final = COLLECTION / "roles" / "authentication"
BEGIN, END = "# generated: options\n", "# end of the generated options\n"

NOT_HERE: Final = {
    *("agent.target", "agent.bundle", "agent.bundle_passphrase", "agent.ssh"),
    "secrets.allow_keyring",
}
"""Ways to another computer and a user's keyring: with Ansible there is Ansible for it."""
NOT_IN_ROLE: Final = {"agent.stage", "agent.restart"}
"""What the role does by itself."""

BOOLEANS: Final = {
    *("device.create_module", "device.convert_module", "agent.restart", "authentication.register"),
    *("secrets.keep_hub", "secrets.keep_agent_key", "secrets.keyring"),
}
NUMBERS: Final = {
    *("hub.amqp_port", "hub.mqtt_port", "hub.patience", "network.amqp_port", "network.mqtt_port"),
    "authentication.generate.days",
}
CHOICES: Final = {
    "authentication.identity": ["SecurityModule", "Device", "DPS"],
    "authentication.method": ["SymmetricKey", "SelfSignedCertificate"],
    "authentication.generate.kind": ["ec", "rsa"],
    "authentication.generate.register": ["secondary", "primary"],
    "authentication.store.location": ["LocalMachine"],
    "agent.flavour": ["c", "csharp"],
    "agent.transport": ["amqp", "mqtt"],
    "agent.os": ["linux", "windows"],
}
SECRETS: Final = {
    *("hub.connection_string", "device.connection_string", "network.proxy_password"),
    *("authentication.key", "authentication.group_key", "authentication.passphrase"),
}

Spec = dict[str, Any]


def keys_of(table: str, left_out: set[str]) -> list[str]:
    """The keys of one table of the answers file, by their full names."""
    return [full for key in KEYS[table] if (full := f"{table}.{key}") not in left_out]


def spec_of(full: str) -> Spec:
    """What Ansible checks of one answer key."""
    if full in KEYS:
        inner = {key.rpartition(".")[2]: spec_of(key) for key in keys_of(full, set())}
        return {"type": "dict", "options": inner}
    kind = "bool" if full in BOOLEANS else "int" if full in NUMBERS else "str"
    spec: Spec = {"type": kind}
    if full in CHOICES:
        spec["choices"] = CHOICES[full]
    if full in SECRETS:
        spec["no_log"] = True
    elif full.rpartition(".")[2] in ("passphrase", "certificate_key", "key_file", "keep_agent_key"):
        spec["no_log"] = False
    return spec


def sections() -> Iterator[tuple[str, dict[str, Spec]]]:
    """Every table of the answers file, with its keys."""
    for table in KEYS:
        if "." not in table:
            yield table, {key.rpartition(".")[2]: spec_of(key) for key in keys_of(table, NOT_HERE)}


def sentence(full: str) -> str:
    """What the manual says of the key, as a sentence in Ansible's notation."""
    text = manual.ANSWER_KEYS[full].removeprefix("secret: ").replace("`", "'")
    text = text[0].upper() + text[1:]
    return text if text.endswith(".") else f"{text}."


def python_options() -> str:
    """`plugins/module_utils/options.py`."""
    specs = {table: {"type": "dict", "options": options} for table, options in sections()}
    text = pprint.pformat(specs, width=96, sort_dicts=False).replace("'", '"')
    return (
        '"""The options of the module, one for each answer key. Written by packaging/."""\n\n'
        f"from __future__ import annotations\n\n# fmt: off\nOPTIONS = {text}\n"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _documented(full: str, spec: Spec, indent: str) -> list[str]:
    name = full.rpartition(".")[2]
    lines = [f"{indent}{name}:", f"{indent}  description:"]
    lines += textwrap.wrap(
        _quoted(sentence(full)),
        width=96,
        initial_indent=f"{indent}    - ",
        subsequent_indent=f"{indent}      ",
        break_on_hyphens=False,
    )
    lines.append(f"{indent}  type: {spec['type']}")
    if "choices" in spec:
        lines.append(f"{indent}  choices: [{', '.join(spec['choices'])}]")
    if "options" in spec:
        lines.append(f"{indent}  suboptions:")
        for key, inner in spec["options"].items():
            lines += _documented(f"{full}.{key}", inner, indent + "    ")
    return lines


def documentation() -> str:
    """The sections of the module's DOCUMENTATION."""
    lines = []
    for table, options in sections():
        lines += [f"  {table}:", "    description:"]
        lines.append(f"      - {_quoted(f'The table [{table}] of the answers file.')}")
        lines += ["    type: dict", "    suboptions:"]
        for key, spec in options.items():
            lines += _documented(f"{table}.{key}", spec, "      ")
    return "\n".join(lines) + "\n"


def role_keys() -> Iterator[tuple[str, str, Spec]]:
    """Every answer key that the role has a variable for: full name, variable, spec."""
    for table, options in sections():
        for key, spec in options.items():
            full = f"{table}.{key}"
            if full not in NOT_IN_ROLE:
                yield full, f"authentication_{table}_{key}", spec


def _described(full: str, indent: str) -> list[str]:
    """ansible-lint takes lines of up to 160 characters."""
    return textwrap.wrap(
        f"description: {_quoted(sentence(full))}",
        width=120,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_on_hyphens=False,
    )


def role_specs() -> str:
    """The variables in the role's `meta/argument_specs.yml`."""
    lines = []
    for full, variable, spec in role_keys():
        lines += [f"      {variable}:", f"        type: {spec['type']}"]
        lines += _described(full, "        ")
        if spec.get("no_log"):
            lines.append("        no_log: true")
        if "choices" in spec:
            lines.append("        choices:")
            lines += [f"          - {choice}" for choice in spec["choices"]]
        if "options" in spec:
            lines.append("        options:")
            for key, inner in spec["options"].items():
                lines += [f"          {key}:", f"            type: {inner['type']}"]
                lines += _described(f"{full}.{key}", "            ")
                if "choices" in inner:
                    lines.append("            choices:")
                    lines += [f"              - {choice}" for choice in inner["choices"]]
    return "\n".join(lines) + "\n"


def role_sections() -> str:
    """The sections as the role hands them to the module, in its `vars/main.yml`."""
    lines: list[str] = []
    table = ""
    for full, variable, _ in role_keys():
        now, key = full.split(".", 1)
        if now != table:
            lines.append(f"__authentication_{now}:")
            table = now
        lines.append(f'  {key}: "{{{{ {variable} | default(none) }}}}"')
    return "\n".join(lines) + "\n"


PARTS: Final[Mapping[Path, Any]] = {
    COLLECTION / "plugins" / "modules" / "authentication.py": documentation,
    ROLE / "meta" / "argument_specs.yml": role_specs,
    ROLE / "vars" / "main.yml": role_sections,
}
WHOLE: Final[Mapping[Path, Any]] = {
    COLLECTION / "plugins" / "module_utils" / "options.py": python_options,
}


def renewed() -> Iterator[tuple[Path, str]]:
    """Every file that is written from the code, as it should be."""
    for path, make in PARTS.items():
        text = path.read_text(encoding="utf-8")
        head, begin, rest = text.partition(BEGIN)
        _, end, tail = rest.partition(END)
        indent = begin and head.rpartition("\n")[2]
        yield path, f"{head}{begin}{make()}{indent}{end}{tail}"
    for path, make in WHOLE.items():
        yield path, make()


def main(arguments: Sequence[str]) -> int:
    """Write the files that are stale, or only name them; 1 where ``--check`` found one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    only_check = parser.parse_args(arguments).check
    is_stale = False
    for path, text in renewed():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            is_stale = True
            if not only_check:
                path.write_text(text, encoding="utf-8", newline="\n")
            sys.stdout.write(f"{path.name}: {'stale' if only_check else 'written'}\n")
    return 1 if is_stale and only_check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
