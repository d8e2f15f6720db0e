"""A PAC on Linux, evaluated by the desktop's own service (GLib's PACRunner) over D-Bus.

Browsers of that desktop use the same one; this program brings no JavaScript of its own.
"""

from __future__ import annotations

from typing import Final

from wizard.domain.errors import Code, HubError
from wizard.infra.net.proxy.found import Found, from_pac, rule_of_pac

_SECONDS: Final = 5.0
_NAME: Final = "org.gtk.GLib.PACRunner"
_NOT_INSTALLED: Final = ("ServiceUnknown", "NameHasNoOwner")
WPAD: Final = "wpad://"
"""Instead of a script's address: look for one on the network."""


def ask_pac(pac_url: str, host: str, port: int) -> Found:
    """What the script answers for this host. Raises HubError ``hub.proxy``, ``pac``."""
    rule = "WPAD" if pac_url == WPAD else rule_of_pac(pac_url)
    name = f"[{host}]" if ":" in host else host
    try:
        answers = _look_up(pac_url, f"https://{name}:{port}/")
    except _NoServiceError:
        raise HubError(Code.HUB_PROXY, "pac_unsupported", rule=rule) from None
    except (OSError, ValueError):
        raise HubError(Code.HUB_PROXY, "pac", rule=rule) from None
    return Found(from_pac("; ".join(map(_as_pac, answers)), rule), rule)


class _NoServiceError(Exception):
    """Nothing on this computer evaluates a PAC."""


def _look_up(pac_url: str, url: str) -> tuple[str, ...]:
    """The service's answers, such as ``http://a:1`` and ``direct://``."""
    try:
        from jeepney import DBusAddress, DBusErrorResponse, MessageType, new_method_call
        from jeepney.io.blocking import open_dbus_connection
    except ImportError:
        raise _NoServiceError from None
    service = DBusAddress("/org/gtk/GLib/PACRunner", _NAME, _NAME)
    try:
        connection = open_dbus_connection("SESSION")
    except (OSError, KeyError, ValueError):
        raise _NoServiceError from None
    with connection:
        call = new_method_call(service, "Lookup", "ss", (pac_url, url))
        reply = connection.send_and_get_reply(call, timeout=_SECONDS)
        if reply.header.message_type is MessageType.error:
            error = DBusErrorResponse(reply)
            if error.name.rpartition(".")[2] in _NOT_INSTALLED:
                raise _NoServiceError
            raise ValueError("the script has failed")
        return tuple(map(str, reply.body[0]))


def _as_pac(answer: str) -> str:
    """An address of the service's as a PAC would have written it."""
    scheme, _, where = answer.partition("://")
    kind = {"direct": "DIRECT", "http": "PROXY"}.get(scheme.lower(), scheme.upper())
    return f"{kind} {where.rstrip('/')}".strip()
