"""Stand-ins for the modules of the collection ``ansible.windows``, which run on Windows alone.

They show what the role asks for: each writes down its parameters. ``C:\\x`` is a file of that very
name in the current folder, where Ansible's own ``fetch`` finds it too. What Windows makes of the
calls (rights, the service) they cannot show.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

CALLS: Final = "windows-calls.jsonl"

_MODULE: Final = """\
import json, os, shutil
from ansible.module_utils.basic import AnsibleModule

NAMES = {names!r}

def main():
    options = dict((name, dict(type="raw")) for name in NAMES)
    module = AnsibleModule(options, supports_check_mode=True)
    given = dict((name, value) for name, value in module.params.items() if value is not None)
    path = given.get("dest", given.get("path", ""))
    size = os.path.getsize(path) if os.path.isfile(path) else None
    with open({calls!r}, "a") as stream:
        stream.write(json.dumps(dict(module={name!r}, size=size, **given)) + "\\n")
    changed, more = False, {{}}
    if {name!r} == "win_stat":
        more = {{"stat": {{"exists": os.path.exists(path)}}}}
    elif {name!r} == "win_file" and given["state"] == "touch":
        changed = True
        module.check_mode or open(path, "a").close()
    elif {name!r} == "win_copy":
        content = open(given["src"], "rb").read()
        changed = not (os.path.isfile(path) and open(path, "rb").read() == content)
        changed and not module.check_mode and shutil.copyfile(given["src"], path)
    elif {name!r} == "win_service":
        changed = True
    module.exit_json(changed=changed, **more)

main()
"""

_MODULES: Final = {
    "win_file": ("path", "state"),
    "win_stat": ("path", "get_checksum"),
    "win_copy": ("src", "dest", "backup"),
    "win_acl_inheritance": ("path", "reorganize", "state"),
    "win_acl": ("path", "user", "rights", "type", "state"),
    "win_service": ("name", "state"),
}


def add_windows_modules(folder: Path) -> None:
    """Put the collection of stand-ins into ``folder``."""
    plugins = folder / "ansible_collections/ansible/windows/plugins/modules"
    plugins.mkdir(parents=True)
    for name, names in _MODULES.items():
        text = _MODULE.format(name=name, names=names, calls=str(folder / CALLS))
        (plugins / f"{name}.py").write_text(text, encoding="utf-8")
