"""Folders that the real agents judged, written in short: what is changed in a good one.

A row of ``verdicts.json`` has the agent, the case, and what differs from the good folder: ``set``
and ``drop`` are settings, wherever that agent has them (XML values as they stand in the file),
``edit`` replaces text in the main file, ``encoding`` is the main file's, ``files`` are further
files, null for none; ``{"made": …}`` is a certificate file of that kind. ``$DIR`` is the folder.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
    pkcs12,
)

from tests.agents.builders import FOLDER, GENERAL, INTERFACE, KEY, c_config
from tests.pairs import Pair, make_pair, signed_with_sha1, without_mac

Row = Mapping[str, Any]
ROWS: Final[tuple[Row, ...]] = tuple(
    json.loads(Path(__file__).with_name("verdicts.json").read_bytes())
)

_C: Final = "LocalConfiguration.json"
_MAIN: Final = {"c": _C, "csharp": "Authentication.config"}
_AUTHENTICATION: Final = {
    "moduleName": "azureiotsecurity",
    "deviceId": "dev1",
    "gatewayHostname": "hub.azure-devices.net",
    "filePath": "$DIR/key.txt",
    "type": "SymmetricKey",
    "identity": "Module",
    "certificateLocationKind": "",
    "idScope": "",
    "registrationId": "",
}
_SECTIONS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "Authentication.config": ("Authentication", _AUTHENTICATION),
    "General.config": ("General", GENERAL),
    "SecurityIotInterface.config": ("ExternalInterface", INTERFACE),
}


def folder_of(row: Row) -> dict[str, bytes]:
    """The files of the folder by their names."""
    files = {"key.txt": f"{KEY}\n".encode()} | _configuration(row)
    for name, content in row.get("files", {}).items():
        files.pop(name, None)
        if isinstance(content, str):
            files[name] = content.encode()
        elif content is not None:
            files[name] = _MADE[content["made"]]()
    return files


def _configuration(row: Row) -> dict[str, bytes]:
    texts = _c_text(row) if row["agent"] == "c" else _csharp_texts(row)
    main = _MAIN[row["agent"]]
    if "edit" in row:
        old, new = row["edit"]
        assert old in texts[main]
        texts[main] = texts[main].replace(old, new)
    return {
        name: text.replace("$DIR", FOLDER).encode(row.get("encoding", "utf-8"))
        for name, text in texts.items()
    }


def _c_text(row: Row) -> dict[str, str]:
    whole = json.loads(c_config({"Authentication.FilePath": "$DIR/key.txt"}))
    configuration = whole["Configuration"]
    authentication = configuration["Authentication"]
    for key in row.get("drop", ()):
        del (authentication if key in authentication else configuration)[key]
    for key, value in row.get("set", {}).items():
        (configuration if key in configuration else authentication)[key] = value
    return {_C: json.dumps(whole, indent=4)}


def _csharp_texts(row: Row) -> dict[str, str]:
    changes = dict(row.get("set", {}))
    texts = {}
    for name, (root, good) in _SECTIONS.items():
        values = {key: changes.pop(key, value) for key, value in good.items()}
        if name == _MAIN["csharp"]:
            unknown = {key: value for key, value in changes.items() if not _is_elsewhere(key)}
            values |= unknown
        kept = {key: value for key, value in values.items() if key not in row.get("drop", ())}
        rows = "".join(f'  <add key="{key}" value="{value}" />\n' for key, value in kept.items())
        head = '<?xml version="1.0" encoding="utf-8"?>'
        texts[name] = f"{head}\n<{root}>\n{rows}</{root}>"
    return texts


def _is_elsewhere(key: str) -> bool:
    return any(key in good for _, good in _SECTIONS.values())


@functools.cache
def _rsa() -> Pair:
    return make_pair(key=rsa.generate_private_key(65537, 2048))


def _pem(pair: Pair) -> bytes:
    return pair.pem + pair.key_pem


def _pfx(pair: Pair) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        None, pair.key, pair.certificate, None, NoEncryption()
    )


def _of_curve(curve: ec.EllipticCurve) -> Pair:
    return make_pair(key=ec.generate_private_key(curve))


def _locked_key() -> bytes:
    locked = BestAvailableEncryption(b"secret")
    return _rsa().key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)


_MARK: Final = b"\xef\xbb\xbf"
_MADE: Final[Mapping[str, Callable[[], bytes]]] = {
    "certificate alone, pem": lambda: _rsa().pem,
    "certificate alone, der": lambda: _rsa().der,
    "pem": lambda: _pem(_rsa()),
    "pem, key locked": lambda: _rsa().pem + _locked_key(),
    "pem of Ed25519": lambda: _pem(make_pair(key=ed25519.Ed25519PrivateKey.generate())),
    "pem of P-384": lambda: _pem(_of_curve(ec.SECP384R1())),
    "pem in UTF-16": lambda: _pem(_rsa()).decode().encode("utf-16"),
    "pem with a mark": lambda: _MARK + _pem(_rsa()),
    "pem with a mark before the key": lambda: _rsa().pem + _MARK + _rsa().key_pem,
    "pem signed with SHA-1": lambda: signed_with_sha1(_rsa()) + _rsa().key_pem,
    "pfx": lambda: _pfx(_rsa()),
    "pfx, cut": lambda: _pfx(_rsa())[:-50],
    "pfx of P-256": lambda: _pfx(_of_curve(ec.SECP256R1())),
    "pfx without key": lambda: pkcs12.serialize_key_and_certificates(
        None, None, _rsa().certificate, None, NoEncryption()
    ),
    "pfx without MAC": lambda: without_mac(_pfx(_rsa())),
    "pkcs7": lambda: pkcs7.serialize_certificates([_rsa().certificate], Encoding.DER),
}
