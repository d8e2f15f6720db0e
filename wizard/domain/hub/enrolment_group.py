"""The keys of an enrolment group of the provisioning service (fleets.md, "Secrets")."""

from __future__ import annotations

import base64
import hashlib
import hmac

from wizard.domain.secret import Secret


def derived_key(group_key: Secret, registration_id: str) -> Secret:
    """A device's own key as an enrolment group's key gives it. Raises ValueError: no base64."""
    raw = base64.b64decode(group_key.reveal(), validate=True)
    digest = hmac.digest(raw, registration_id.encode(), hashlib.sha256)
    return Secret(base64.b64encode(digest).decode("ascii"))
