"""What the hub's HTTP answers mean (hub.md, "Answers")."""

from __future__ import annotations

import json
import re
import time
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

from wizard.domain.errors import Code, HubError
from wizard.domain.hub.connection_events import CLOCK_TOLERANCE
from wizard.domain.hub.device_ids import is_legal
from wizard.domain.hub.model import HubAccess
from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.redaction import redact
from wizard.infra.net.https_client import Answer

_WAIT: Final = LazyPattern(r"\bWait (\d+) seconds", re.IGNORECASE)
_HOST: Final = LazyPattern(r"[a-z0-9.-]{1,253}")
_ERROR_NAME: Final = LazyPattern(r"\bErrorCode:\s*([A-Za-z]\w{2,60})(?:;\s*([^\"\\]*))?")
_WORD: Final = LazyPattern(r"[A-Za-z]\w{2,60}")
_MOST_WORDS: Final = 160
_NUMBERED: Final = {"DeviceNotFound": 404001, "ModuleNotFound": 404010}


def says(answer: Answer, error_name: str) -> bool:
    """Whether the hub names this error: in its header, its message, or the JSON inside that."""
    if answer.headers.get("iothub-errorcode") == error_name:
        return True
    text = _text(answer)
    number = _NUMBERED.get(error_name)
    return error_name in text or (number is not None and f"errorCode:{number}" in _bare(text))


def raise_for_status(answer: Answer, host: str, refused: str = "refused") -> None:
    """Return for an answer that did what was asked; raise the HubError for every other one.

    ``refused`` is the variant for what the hub itself refuses with an error's name.
    """
    status = answer.status
    if status in (200, 201, 204):
        return
    if status == 429:
        raise HubError(Code.HUB_THROTTLED, retryable=True, retry_after=seconds_to_wait(answer))
    if status >= 500:
        raise HubError(
            Code.HUB_SERVER_ERROR,
            "unavailable" if status == 503 else "",
            retryable=True,
            retry_after=seconds_to_wait(answer),
            status=status,
        )
    if status == 407:
        raise HubError(Code.HUB_PROXY, "in_between", proxy=host, status=status)
    if 300 <= status < 400 or is_html(answer):
        raise _not_a_hub(answer, host)
    if status in (403, 413) and says(answer, "TooManyModulesOnDevice"):
        raise HubError(Code.HUB_UNAUTHORIZED, "too_many_modules", host=host)
    if status == 403:
        raise HubError(Code.HUB_UNAUTHORIZED, _forbidden(answer), host=host)
    if status == 404 and "iothub-errorcode" not in answer.headers:
        raise HubError(Code.HUB_NOT_A_HUB, "path", host=host)
    if name := error_name(answer):
        words = error_words(answer)
        raise HubError(
            Code.HUB_BAD_ANSWER,
            f"{refused}_words" if words else refused,
            host=host,
            status=status,
            name=name,
            words=words,
        )
    raise HubError(Code.HUB_BAD_ANSWER, "status", host=host, status=status)


def error_name(answer: Answer) -> str:
    """The hub's own name for what it refused, such as ``ArgumentInvalid``; "" where it has none."""
    header = answer.headers.get("iothub-errorcode", "")
    if _WORD.fullmatch(header):
        return header
    match = _ERROR_NAME.search(_message(answer))
    return match[1] if match else ""


def error_words(answer: Answer) -> str:
    """What the hub says besides the name: printable ASCII, shortened, without keys."""
    match = _ERROR_NAME.search(_message(answer))
    words = redact((match[2] or "") if match else "")
    plain = "".join(character for character in words if " " <= character <= "~").strip(" .;")
    return plain if len(plain) <= _MOST_WORDS else plain[:_MOST_WORDS] + " ..."


def raise_for_identity(
    answer: Answer,
    credentials: HubAccess,
    device_id: str = "",
    unauthorized: str = "",
    refused: str = "refused",
) -> None:
    """Raise what the status means for a request about a device, if about any.

    ``unauthorized`` is the variant for a policy that was refused, ``refused`` that for a request
    that the hub itself does not like.
    """
    host = credentials.address.host_name
    is_unknown = answer.status == 404 and says(answer, "DeviceNotFound")
    is_impossible = answer.status == 400 and not is_legal(device_id)
    if device_id and (is_unknown or is_impossible):
        raise HubError(Code.DEVICE_NOT_FOUND, device=device_id, host=host)
    if device_id and answer.status == 412:
        raise HubError(Code.HUB_CHANGED_MEANWHILE, device=device_id)
    if answer.status == 401 and not is_html(answer):
        raise clock_skew(answer, host) or HubError(
            Code.HUB_UNAUTHORIZED, unauthorized, host=host, policy=credentials.policy
        )
    raise_for_status(answer, host, refused)


def json_of(answer: Answer, host: str) -> object:
    """The answer's JSON. Raises HubError ``hub.not_a_hub`` for HTML, ``hub.bad_answer``."""
    if is_html(answer):
        raise HubError(Code.HUB_NOT_A_HUB, host=host)
    try:
        content: object = json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        # The parser's text quotes the answer, which may hold a key.
        raise HubError(Code.HUB_BAD_ANSWER, "json", host=host) from None
    return content


def continuation_of(answer: Answer) -> str | None:
    """The token for a query's next page; None where this was the last."""
    return answer.headers.get("x-ms-continuation") or None


def is_html(answer: Answer) -> bool:
    """Whether a page came back: a captive portal, a proxy, another web server."""
    kind = answer.headers.get("content-type", "").lower()
    return "html" in kind or answer.body.lstrip()[:1] == b"<"


def clock_skew(answer: Answer, host: str) -> HubError | None:
    """The error to tell where this computer's clock explains a refused token."""
    ahead = clock_ahead(answer)
    if ahead is None or abs(ahead) <= CLOCK_TOLERANCE:
        return None
    variant = "ahead" if ahead > 0 else "behind"
    return HubError(Code.HUB_CLOCK_SKEW, variant, host=host, minutes=round(abs(ahead) / 60))


def clock_ahead(answer: Answer) -> float | None:
    """Seconds by which this computer's clock is ahead of the server's; None: it does not tell."""
    try:
        there = parsedate_to_datetime(answer.headers.get("date", "")).timestamp()
    except (ValueError, OverflowError):
        return None
    return time.time() - there


def _not_a_hub(answer: Answer, host: str) -> HubError:
    """A page or a redirection, as sign-in pages do it; a stranger wrote where it leads."""
    if answer.status >= 400 or answer.status < 300:
        return HubError(Code.HUB_NOT_A_HUB, host=host)
    try:
        there = urlsplit(answer.headers.get("location", "")).hostname or ""
    except ValueError:
        there = ""
    if not _HOST.fullmatch(there):
        return HubError(Code.HUB_NOT_A_HUB, "redirect", host=host)
    return HubError(Code.HUB_NOT_A_HUB, "redirect_to", host=host, there=there)


def _forbidden(answer: Answer) -> str:
    if "403002" in _text(answer) or says(answer, "IotHubQuotaExceeded"):
        return "quota"
    return "forbidden"


def seconds_to_wait(answer: Answer) -> float | None:
    """How long the hub asks to wait: its header, as seconds or a date, or its message's words."""
    wish = answer.headers.get("retry-after", "").strip()
    if wish.isascii() and wish.isdigit():
        return float(wish)
    try:
        return max(parsedate_to_datetime(wish).timestamp() - time.time(), 0.0)
    except (ValueError, OverflowError):
        words = _WAIT.search(_text(answer))
        return float(words[1]) if words else None


def _message(answer: Answer) -> str:
    """The message inside the answer's JSON, else the whole answer."""
    try:
        content = json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return _text(answer)
    message = content.get("Message") if isinstance(content, dict) else None
    return message if isinstance(message, str) else _text(answer)


def _text(answer: Answer) -> str:
    return answer.body.decode("utf-8", "replace")


def _bare(text: str) -> str:
    return re.sub(r'[\\"\s]', "", text)
