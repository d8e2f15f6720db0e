"""Every code and variant that is raised anywhere has a sentence of its own, and all it needs."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping

import pytest

from tests.text.raised import UNKNOWN, Program, Site
from wizard.domain.errors import Code
from wizard.domain.hub.connection_string import OWNERS
from wizard.domain.hub.other_services import KINDS
from wizard.domain.report import HubChangeKind
from wizard.infra.probe.agent_errors import _CHECK_CODES as SEEN_BY_AGENT
from wizard.infra.probe.provisioning import _EXPLAINED as STATES_EXPLAINED
from wizard.setup.flow import _KEYS as FIELDS
from wizard.text.catalogue import RULES, TEXTS
from wizard.text.lookup import ABOUT_A_FINDING
from wizard.text.sentence import Text

SITES = Program().sites()


def key_of(code: Code, variant: str) -> str:
    """The key of the catalogue."""
    return f"{code.value}/{variant}" if variant else code.value


def keys(code: Code, variants: Iterable[str]) -> set[str]:
    """The keys of these variants."""
    return {key_of(code, variant) for variant in variants}


TWIN_RULES = ("bare_text", "duration", "flag", "number", "object", "priority", "shape", "text")

COMPUTED: Mapping[str, set[str]] = {
    "infra/probe/amqp/link.py:_lost": keys(
        Code.CHECK_CONNECTION_LOST, ("sasl", "open", "token", "link", "amqp")
    ),
    "infra/probe/amqp/link.py:_turn": keys(
        Code.CHECK_TIMEOUT, ("sasl", "open", "token", "link", "twin", "puback")
    ),
    "runs/clock.py:clock_warning": keys(Code.HUB_CLOCK_SKEW, ("ahead_so_far", "behind_so_far")),
    "check/twin.py:require_twin": keys(
        Code.CHECK_TWIN_FAILED,
        (
            *(f"{start}_{rule}" for start in ("drops", "stops") for rule in TWIN_RULES),
            "misread",
        ),
    ),
    "check/twin.py:twin_warnings": keys(
        Code.TWIN_SETTING,
        (
            *("limits", "misspelt", "no_time", "unknown", "unnamed"),
            *("preview_name", "other_capitals", "other_name", "not_in_object", "too_deep"),
        ),
    ),
    "diagnosis/proxy.py:note_on_proxy": keys(
        Code.CHECK_AGENT_PROXY, ("libcurl", "dotnet", "local_system")
    ),
    "domain/hub/proxy.py:parse_choice": keys(
        Code.ANSWERS_INVALID, ("proxy_kind", "proxy_login", "proxy_malformed")
    ),
    "infra/net/proxy/found.py:named": keys(Code.HUB_PROXY, ("kind", "malformed")),
    "domain/hub/connection_string.py:_alone": keys(Code.CS_MALFORMED, KINDS),
    "domain/hub/connection_string.py:parse_key": keys(
        Code.ANSWERS_INVALID, (f"whole_string_{owner}" for owner in OWNERS)
    ),
    "infra/probe/provisioning.py:look_up": keys(Code.CHECK_DPS_NOT_ASSIGNED, STATES_EXPLAINED),
    "infra/ssh/failures.py:failure_of": {
        *keys(Code.SSH_KEY_CHANGED, ("", "revoked")),
        *keys(Code.SSH_LOGIN, ("", "open_key", "too_many")),
        *keys(Code.SSH_NAME, ("", "port")),
        *(code.value for code in Code if code.value.startswith("ssh.")),
    },
    "infra/ssh/remote_shell.py:_require_sudo": keys(Code.SSH_NO_SUDO, ("", "tty", "missing")),
    "infra/ssh/remote_shell.py:_shown": {Code.SSH_NO_SPACE.value, Code.SSH_READ_ONLY.value},
    "infra/probe/registration.py:_refuse": keys(Code.DPS_NOT_ASSIGNED, ("", "failed", "disabled")),
    "infra/registry/azure_registry.py:_raise_for": keys(Code.HUB_UNAUTHORIZED, ("device", "query")),
    "infra/registry/http_answers.py:raise_for_identity": keys(
        Code.HUB_BAD_ANSWER,
        (
            f"{refused}{words}"
            for refused in ("refused", "module_refused")
            for words in ("", "_words")
        ),
    ),
    "setup/auth_rules.py:_about_module": {
        *keys(Code.MODULE_MISSING, ("", "near", "successor")),
        *keys(Code.MODULE_NEAR_NAME, ("near", "successor")),
        *keys(Code.MODULE_DISABLED, ("",)),
        *keys(Code.MODULE_NOT_SYMMETRIC, ("",)),
    },
    "setup/auth_rules.py:id_problem": keys(
        Code.DEVICE_ID_NOT_USABLE,
        (
            *("connection_string", "url", "crash", "module_mode_escape"),
            *("device_mode_dots", "device_mode_url", "device_mode_escape"),
        ),
    ),
    "setup/flow.py:_missing": keys(
        Code.ANSWERS_MISSING, (variant for _, variant in FIELDS.values())
    ),
    "upkeep/restart.py:_require_no_failure": keys(
        Code.AGENT_KEEPS_RESTARTING, ("crashed", "not_started")
    ),
    "setup/hub/writing.py:change_hub": keys(
        Code.HUB_TIMEOUT, (f"{kind.value}_unknown" for kind in HubChangeKind)
    ),
}
"""What a site makes of its parts while it runs, by module and function."""

BY_RULE = (
    "agents/shared/findings.py:unreadable",
    *("runs/assess.py:rejected", "runs/assess.py:require_settings"),
    "runs/assess.py:require_secret",
)
"""Sites whose variant is the rule of a finding; `tests/agents` hold each rule to its sentence."""

BY_WAIT = "infra/net/cancellable_socket.py:out_of_time"
"""Its variant is what was waited for, as each of its callers names it."""


def template(code: Code, variant: str) -> Text | None:
    """The sentence that is this variant's own, or its rule's."""
    found = TEXTS.get(key_of(code, variant))
    return found or (RULES.get(variant) if code in ABOUT_A_FINDING else None)


def needed(text: Text) -> set[str]:
    """The parameters of a sentence."""
    return {name for part in text for _, name, _, _ in string.Formatter().parse(part) if name}


def seen(site: Site) -> set[str]:
    """The keys of what the site raises: on the way to the agent's own connection a code of the
    hub's becomes one of the check's."""
    found = set()
    for code, variant in site.pairs():
        found.add(key_of(code, variant))
        found.add(key_of(SEEN_BY_AGENT.get(code, code), variant))
    return found


def is_cause(site: Site) -> bool:
    """Whether the site puts a cause in the place of another failure's variant."""
    return site.where.startswith("diagnosis/") and site.codes >= UNKNOWN


KNOWN = [site for site in SITES if not (UNKNOWN & (site.codes | site.variants))]
CAUSES = [site for site in SITES if is_cause(site)]
"""They keep the failure's code and parameters, so only the variant is theirs to say."""


def test_the_source_is_read() -> None:
    assert len(SITES) > 200
    assert len(KNOWN) > 180
    assert len(CAUSES) > 30
    proxy = next(site for site in SITES if "login" in site.variants and "proxy" in site.params)
    assert key_of(Code.HUB_PROXY, "login") in seen(proxy)


@pytest.mark.parametrize("site", KNOWN, ids=lambda site: site.where)
def test_what_is_raised_has_a_sentence_of_its_own_and_all_its_parameters(site: Site) -> None:
    for code, variant in site.pairs():
        texts = [template(code, variant), template(SEEN_BY_AGENT.get(code, code), variant)]
        said = [text for text in texts if text]
        assert said, key_of(code, variant)
        for text in said:
            assert site.is_open or needed(text) <= site.params, key_of(code, variant)


@pytest.mark.parametrize("site", CAUSES, ids=lambda site: site.where)
def test_a_cause_has_a_sentence(site: Site) -> None:
    endings = {key.partition("/")[2] for key in TEXTS}

    assert site.variants - UNKNOWN <= endings


def test_what_is_computed_is_listed_with_what_it_can_be() -> None:
    unknown = {site.where for site in SITES if site not in KNOWN and not is_cause(site)}
    ours = {where for where in unknown if not where.startswith(("domain/errors.py", "demo/"))}

    assert ours == {*COMPUTED, *BY_RULE, BY_WAIT}


@pytest.mark.parametrize("where", COMPUTED)
def test_what_is_computed_has_a_sentence_of_its_own(where: str) -> None:
    assert COMPUTED[where] <= set(TEXTS)


def test_no_sentence_is_never_said() -> None:
    said = {key for site in SITES for key in seen(site)}
    said |= {key for found in COMPUTED.values() for key in found}
    because = {variant for site in CAUSES for variant in site.variants}
    unsaid = {
        key
        for key in TEXTS
        if "/" in key
        and key not in said | NAMED_BY_WAIT
        and key.partition("/")[2] not in because | KEYS_AND_ROLES
    }

    assert not unsaid


NAMED_BY_WAIT = {
    key_of(code, phase)
    for code in (Code.HUB_TIMEOUT, Code.CHECK_TIMEOUT)
    for phase in ("connect", "tls", "connack")
}
KEYS_AND_ROLES = {"keys_off_device", "keys_off_module", "key_of_device", "key_of_module"}
"""`diagnosis.registry` puts these together of what was found and of the role."""
