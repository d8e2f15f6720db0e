"""SAS tokens, as IoT Hub checks them (hub.md, "Shared access policies")."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import quote

from wizard.domain.secret import Secret


def sas_token(audience: str, key: Secret, expires: int, policy: str | None = None) -> Secret:
    """A token for ``audience`` (not yet encoded) that ends at ``expires``, in seconds since 1970.

    ``policy`` is left out for the keys of devices and modules. Raises ValueError for a key that is
    not base64.
    """
    encoded = quote(audience, safe="")
    raw_key = base64.b64decode(key.reveal(), validate=True)
    digest = hmac.new(raw_key, f"{encoded}\n{expires}".encode(), hashlib.sha256).digest()
    signature = quote(base64.b64encode(digest).decode("ascii"), safe="")
    token = f"SharedAccessSignature sr={encoded}&sig={signature}&se={expires}"
    return Secret(token + (f"&skn={quote(policy, safe='')}" if policy else ""))


def module_audience(host_name: str, device_id: str, module_id: str) -> str:
    """The audience of a module's own token. The ids stand in it as they are: so the agents sign."""
    return f"{host_name}/devices/{device_id}/modules/{module_id}"
