"""What the hub answers to a bulk operation on its registry, ``POST /devices``.

As recorded in the service's own SDKs: 200 where everything was done, 400 with the error's name and
the same kind of body where a part was not. Both list the identities that something was wrong with.
"""

from __future__ import annotations

from collections.abc import Mapping

from wizard.infra.net.https_client import Answer
from wizard.infra.registry.http_answers import error_name
from wizard.infra.registry.identity_json import JsonReader, bad_part, rows_of


def is_bulk_result(answer: Answer) -> bool:
    """Whether the operation was carried out, in part at least."""
    return answer.status == 400 and error_name(answer) == "BulkRegistryOperationFailure"


def refused_devices(content: object) -> frozenset[str]:
    """The devices of which the operation was not carried out. Raises HubError where the answer
    says that it has failed, and not for whom."""
    if not isinstance(content, Mapping):
        raise bad_part("object")
    errors = rows_of(content.get("errors") or [])
    refused = frozenset(JsonReader(error, "errors").text("deviceId") for error in errors)
    if not refused and content.get("isSuccessful") is not True:
        raise bad_part("errors")
    return refused
