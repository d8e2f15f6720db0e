"""Who may ask for what over REST."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from wizard.demo.client_certificates import proves
from wizard.demo.faults.faults import Faults
from wizard.demo.registry.policies import Policy, Right
from wizard.demo.registry.store import Store
from wizard.demo.registry.tokens import MalformedTokenError, SasToken, parse_token
from wizard.demo.rest.answers import not_found, unauthorized
from wizard.domain.hub.model import AuthType


class Authorizer:
    """Checks the Authorization header, or the client certificate, of a REST request.

    ``host_name`` is the one in the connection strings: the port belongs to the audience.
    """

    def __init__(
        self, host_name: str, policies: Mapping[str, Policy], store: Store, faults: Faults
    ) -> None:
        self._host_name = host_name
        self._policies = policies
        self._store = store
        self._faults = faults

    def admit(
        self, header: str, paths: Collection[str], right: Right, as_device: str | None
    ) -> str:
        """Let a request pass and return who asks.

        ``paths``: the path as it came and decoded, for senders that encode ids in the audience and
        those that do not. ``as_device``: the device that may ask this with its own key. Raises
        RefusalError.
        """
        try:
            token = parse_token(header)
        except MalformedTokenError:
            raise unauthorized() from None
        resources = (f"{self._host_name}{path}" for path in paths)
        if token.expires <= self._faults.now() or not any(map(token.covers, resources)):
            raise unauthorized()
        if token.policy is not None:
            return self._policy(token, token.policy, right)
        if as_device is None:
            raise unauthorized()
        return self._device(token, as_device)

    def admit_certificate(self, certificate: bytes, as_device: str | None) -> str:
        """Let a request without a token pass, for its TLS client certificate.

        It opens what the device's own key opens. Raises RefusalError.
        """
        if as_device is None:
            raise unauthorized()
        device = self._store.device(as_device)
        if device is None:
            raise not_found(as_device)
        if (
            not device.enabled
            or device.auth.type is not AuthType.SELF_SIGNED
            or not proves(certificate, device.auth.thumbprints, self._faults.now())
        ):
            raise unauthorized()
        return as_device

    def _policy(self, token: SasToken, name: str, right: Right) -> str:
        policy = self._policies.get(name)
        if (
            policy is None
            or self._faults.disable_local_auth
            or not token.is_signed_by(policy.keys.both())
            or right not in policy.rights
        ):
            raise unauthorized()
        return name

    def _device(self, token: SasToken, device_id: str) -> str:
        if self._faults.roll_next_key:
            self._faults.roll_next_key = not self._store.roll_key(device_id)
        device = self._store.device(device_id)
        if device is None:
            raise not_found(device_id)
        if (
            self._faults.disable_device_sas
            or not device.enabled
            or device.auth.keys is None
            or not token.is_signed_by(device.auth.keys.both())
        ):
            raise unauthorized()
        return device_id
