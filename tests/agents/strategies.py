"""What a person, an installer or an editor may have left in an agent's folder, for hypothesis."""

from __future__ import annotations

import base64
import codecs
import json
import os
from typing import Any, Final
from xml.sax.saxutils import escape

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.agents.builders import FOLDER, GENERAL, INTERFACE, authentication, c_config, section
from wizard.agents.c.facts import C
from wizard.domain.agent.model import AgentFlavour, AgentSettings, Identity, Method
from wizard.domain.secret import Secret

EXAMPLES: Final = int(os.environ.get("FORMAT_EXAMPLES", "40"))
"""How often each property is tried; all of them together stay at a few hundred tries."""

some: Final = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize="FORMAT_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

_ID: Final = "abcXYZ019-:.+%_#*?!(),=@;$'"
_LABEL: Final = st.text("abcXYZ019-", min_size=1, max_size=12)
_TEXT: Final = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
_PATH_TAIL: Final = st.text(_TEXT, min_size=1, max_size=30)
_AUTHENTICATION: Final = (
    *("deviceId", "TYPE", "identity", "filePath", "moduleName"),
    *("certificateLocationKind", "idscope", "registrationId"),
)
_NAMES: Final = {
    "Authentication.config": "Authentication",
    "General.config": "General",
    "SecurityIotInterface.config": "ExternalInterface",
}


@st.composite
def hosts(draw: st.DrawFn) -> str:
    """A legal host name, or the address of a demo hub."""
    name = ".".join(draw(st.lists(_LABEL, min_size=2, max_size=4)))
    port = draw(st.none() | st.integers(1, 65535))
    return name if port is None else f"127.0.0.1:{port}"


paths: Final = st.one_of(
    _PATH_TAIL.map(lambda tail: f"{FOLDER}/k{tail}"),
    _PATH_TAIL.map(lambda tail: f"C:\\Agent {tail}"),
    _PATH_TAIL.map(lambda tail: f"\\\\server\\{tail}"),
)
keys: Final = st.binary(min_size=16, max_size=64).map(
    lambda raw: Secret(base64.b64encode(raw).decode())
)


_CHOICES: Final = [
    (identity, method)
    for identity in Identity
    for method in Method
    if (identity, method) != (Identity.SECURITY_MODULE, Method.SELF_SIGNED_CERTIFICATE)
]
_REGISTRATION: Final = st.text("abcXYZ019-._:", min_size=1, max_size=128)


@st.composite
def agent_settings(draw: st.DrawFn, flavour: AgentFlavour) -> AgentSettings:
    """Settings that this agent can use."""
    identity, method = draw(st.sampled_from(_CHOICES))
    path = draw(paths)
    if method is Method.SELF_SIGNED_CERTIFICATE and flavour is C:
        path += draw(st.sampled_from([".pfx", ".PFX"]))
    if identity is Identity.DPS:
        scope, registration = draw(_REGISTRATION), draw(_REGISTRATION)
        return AgentSettings(
            identity, method, "", "", path, id_scope=scope, registration_id=registration
        )
    allowed = st.text(_ID, min_size=1, max_size=128).filter(
        lambda text: flavour.id_limit(identity, text) is None
    )
    return AgentSettings(identity, method, draw(hosts()), draw(allowed), path)


_JSON_VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(_TEXT, max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(_TEXT, max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
_C_KEYS: Final = (
    *("AgentId", "TriggerdEventsInterval", "ConnectionTimeout", "RemoteConfigurationObjectName"),
    *("Authentication", "Authentication.Identity", "Authentication.AuthenticationMethod"),
    *("Authentication.FilePath", "Authentication.DeviceId", "Authentication.HostName"),
    *("Authentication.DPS", "Authentication.DPS.IDScope", "Authentication.DPS.RegistrationId"),
    *("Logging", "More", "identity"),
)


@st.composite
def c_files(draw: st.DrawFn) -> bytes:
    """A JSON object that the C agent can parse, in any layout, with anything in it."""
    whole: dict[str, Any] = json.loads(c_config())
    for key in draw(st.lists(st.sampled_from(_C_KEYS), max_size=4, unique=True)):
        *parents, last = ["Configuration", *key.split(".")]
        parent: Any = whole
        for name in parents:
            parent = parent.get(name) if isinstance(parent, dict) else None
        if isinstance(parent, dict):
            parent.pop(last, None)
            if draw(st.booleans()):
                parent[last] = draw(_JSON_VALUES)
    if draw(st.integers(0, 9)) == 0:
        whole = {"Configuration": draw(_JSON_VALUES)} if draw(st.booleans()) else {}
    text = json.dumps(
        whole,
        indent=draw(st.sampled_from([None, 0, 2, "\t"])),
        ensure_ascii=draw(st.booleans()),
        separators=draw(st.sampled_from([(", ", ": "), (",", " : "), (",", ":")])),
    )
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return (codecs.BOM_UTF8 if draw(st.booleans()) else b"") + text.encode()


_XML_TEXT: Final = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=10
)


@st.composite
def _xml_element(draw: st.DrawFn, known: list[str]) -> str:
    kind = draw(st.sampled_from(["add", "add", "add", "comment", "remove", "clear"]))
    if kind == "comment":
        return f"<!-- {draw(_XML_TEXT).replace('-', '')} -->"
    if kind == "clear":
        return "<clear/>"
    key = draw(st.sampled_from(known) | _XML_TEXT.filter(bool))
    quote = draw(st.sampled_from("'\""))
    named = f"key={quote}{_quoted(key)}{quote}"
    if kind == "remove":
        return f"<remove {named}/>"
    value = f"value={quote}{_quoted(draw(_XML_TEXT))}{quote}"
    both = f"{value} {named}" if draw(st.booleans()) else f"{named}  {value}"
    return draw(st.sampled_from([f"<add {both}/>", f"<add {both} ></add>", f"<add\n{both} />"]))


def _quoted(text: str) -> str:
    return escape(text, {"'": "&apos;", '"': "&quot;"})


@st.composite
def csharp_files(draw: st.DrawFn) -> dict[str, bytes | None]:
    """Files that the C# agent can parse, in any layout and encoding, or none."""
    good = {
        "Authentication.config": authentication(),
        "General.config": section("General", GENERAL),
        "SecurityIotInterface.config": section("ExternalInterface", INTERFACE),
    }
    return {name: draw(st.none() | _csharp_file(name, text)) for name, text in good.items()}


@st.composite
def _csharp_file(draw: st.DrawFn, name: str, good: bytes) -> bytes:
    root = _NAMES[name]
    known = [*GENERAL, *INTERFACE, *_AUTHENTICATION]
    newline = draw(st.sampled_from(["\n", "\r\n", ""]))
    extra = draw(st.lists(_xml_element(known), max_size=4))
    rows = newline.join(extra) + newline
    text = good.decode().partition("\n")[2].replace("\n", newline)
    if draw(st.integers(0, 4)) == 0:
        text = f"<{root}>{rows}</{root}>" if extra else f"<{root} />"
    elif draw(st.booleans()):
        text = text.replace(f"</{root}>", f"{rows}</{root}>")
    else:
        text = text.replace(f"<{root}>", f"<{root}>{newline}{rows}")
    codec, bom, declared = draw(
        st.sampled_from(
            [
                ("utf-8", b"", "utf-8"),
                ("utf-8", codecs.BOM_UTF8, ""),
                ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16"),
                ("utf-16-be", codecs.BOM_UTF16_BE, ""),
            ]
        )
    )
    declaration = f'<?xml version="1.0" encoding="{declared}"?>{newline}' if declared else ""
    return bom + (declaration + text).encode(codec)


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Bytes of any kind: noise, or a good file with some of it changed, lost or doubled."""
    if draw(st.integers(0, 3)) == 0:
        return draw(st.binary(max_size=60))
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(start + 12, len(data))))
        data[start:end] = draw(st.binary(max_size=4)) * draw(st.integers(0, 2))
    return bytes(data)
