"""The proxy that the user has set in a Linux desktop: GNOME's settings, or KDE's file.

They hold for this user's programs in this session; a service knows nothing of them.
"""

from __future__ import annotations

import ast
import configparser
import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from wizard.infra.net.proxy.exceptions import exception_for, split_list
from wizard.infra.net.proxy.found import STRAIGHT, Found, named
from wizard.infra.net.proxy.pac_runner import WPAD, ask_pac

_SECONDS: Final = 2.0
_GNOME_SCHEMA: Final = "org.gnome.system.proxy"
_USES_GNOME: Final = ("GNOME", "UNITY", "CINNAMON", "X-CINNAMON", "BUDGIE", "PANTHEON", "MATE")
_KDE_MANUAL, _KDE_PAC, _KDE_WPAD = "1", "2", "3"


def desktop_route(host: str, port: int) -> Found | None:
    """The way by the desktop's settings; None where there is no desktop to ask. Raises HubError."""
    desktops = os.environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":")
    if "KDE" in desktops:
        return kde_route(_kde_settings(), host, port)
    if any(name in _USES_GNOME for name in desktops):
        return gnome_route(_gnome_settings(), host, port)
    return None


def gnome_route(settings: Mapping[str, object], host: str, port: int) -> Found:
    """What GNOME's settings mean, by keys such as ``mode`` and ``https.host``. Raises HubError."""
    mode = settings.get("mode")
    if mode == "auto":
        return ask_pac(str(settings.get("autoconfig-url") or WPAD), host, port)
    if mode != "manual":
        return STRAIGHT
    ignored = settings.get("ignore-hosts")
    exceptions = [str(one) for one in ignored] if isinstance(ignored, list) else []
    if past := exception_for(host, port, exceptions):
        return Found(rule=f"GNOME: {past}")
    for kind in ("https", "http") if settings.get("use-same-proxy") else ("https",):
        if (name := settings.get(f"{kind}.host")) and (at := settings.get(f"{kind}.port")):
            return Found((named(f"{_bracketed(str(name))}:{at}", "GNOME"),), "GNOME")
    return STRAIGHT


def kde_route(settings: Mapping[str, str], host: str, port: int) -> Found:
    """What KDE's ``[Proxy Settings]`` mean. Raises HubError."""
    kind = settings.get("ProxyType", "0").strip()
    if kind == _KDE_PAC:
        return ask_pac(settings.get("Proxy Config Script", ""), host, port)
    if kind == _KDE_WPAD:
        return ask_pac(WPAD, host, port)
    # "http://host 3128": older versions put a blank before the port.
    address = re.sub(r"\s+", ":", settings.get("httpsProxy", "").strip())
    if kind != _KDE_MANUAL or not address:
        return STRAIGHT
    is_reversed = settings.get("ReversedException", "").lower() == "true"
    past = exception_for(host, port, split_list(settings.get("NoProxyFor", "")))
    if (past is None) is is_reversed:
        return Found(rule=f"KDE: {past or 'ReversedException'}")
    return Found((named(address, "KDE"),), "KDE")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _gnome_settings() -> Mapping[str, object]:
    program = shutil.which("gsettings")
    if program is None:
        return {}
    try:
        told = subprocess.run(  # noqa: S603 - found on the path, no argument from outside
            [program, "list-recursively", _GNOME_SCHEMA],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        ).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError):
        return {}
    return parse_gsettings(told)


def parse_gsettings(told: str) -> Mapping[str, object]:
    """``org.gnome.system.proxy.https host 'a'`` lines as ``https.host``; logins are left out."""
    found: dict[str, object] = {}
    for line in told.splitlines():
        schema, _, rest = line.partition(" ")
        key, _, value = rest.partition(" ")
        if not schema.startswith(_GNOME_SCHEMA) or "authentication" in key:
            continue
        section = schema.removeprefix(_GNOME_SCHEMA).lstrip(".")
        plain = {"true": "True", "false": "False"}.get(value, value.removeprefix("@as "))
        with contextlib.suppress(ValueError, SyntaxError):
            found[f"{section}.{key}" if section else key] = ast.literal_eval(plain)
    return found


def _kde_settings() -> Mapping[str, str]:
    home = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    parser = configparser.ConfigParser(interpolation=None, strict=False, delimiters=("=",))
    keep: Callable[[str], str] = str
    parser.optionxform = keep  # type: ignore[method-assign,assignment]
    try:
        text = (Path(home) / "kioslaverc").read_text(encoding="utf-8", errors="replace")
        parser.read_string(f"[before any group]\n{text}")
    except (OSError, configparser.Error):
        return {}
    return dict(parser["Proxy Settings"]) if "Proxy Settings" in parser else {}
