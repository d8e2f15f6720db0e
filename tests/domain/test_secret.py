"""A secret shows itself to nobody who does not ask."""

from __future__ import annotations

import copy
import logging
import pickle
import sys
import threading
import traceback
from collections.abc import Iterator

import pytest

from wizard.domain.errors import Code, SetupError
from wizard.domain.redaction import redact
from wizard.domain.secret import LIVING_SECRETS, Secret
from wizard.infra.logging import RedactingFormatter

VALUE = "c2VjcmV0LWNhbmFyeS12YWx1ZQ=="


def test_no_way_of_printing_shows_it() -> None:
    secret = Secret(VALUE)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret:>20}", f"{[secret]!r}"]
    assert all(VALUE not in text for text in shown)
    assert secret.reveal() == VALUE


def test_it_is_not_pickled() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(VALUE))
    with pytest.raises(TypeError):
        copy.deepcopy(Secret(VALUE))


def test_equal_by_value_and_named_by_fingerprint() -> None:
    assert Secret(VALUE) == Secret(VALUE)
    assert Secret(VALUE) != Secret("other")
    assert len(Secret(VALUE).fingerprint()) == 8
    assert Secret(VALUE).fingerprint() != Secret("other").fingerprint()


@pytest.mark.parametrize(
    ("text", "is_key"),
    [(VALUE, True), (VALUE[:-1], False), ("", False), ("a b=", False), ("ä===", False)],
)
def test_base64(text: str, is_key: bool) -> None:
    assert Secret(text).is_base64() is is_key


def test_no_error_takes_one() -> None:
    with pytest.raises(TypeError):
        SetupError(Code.INTERNAL, key=Secret(VALUE))  # type: ignore[arg-type]


def test_redaction_knows_living_secrets_and_their_url_form() -> None:
    living = Secret("no-base64/but+secret")
    text = redact(f"a {living.reveal()} b no-base64%2Fbut%2Bsecret c")
    assert "secret" not in text.replace("••••••••", "")


def test_redaction_knows_shapes() -> None:
    text = redact(
        f"SharedAccessKey={VALUE}; sr=x&sig=abc%2Bdef&se=1\n"
        "-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----\nstays"
    )
    assert VALUE not in text
    assert "abc" not in text
    assert "stays" in text


def test_a_traceback_in_the_log_is_redacted() -> None:
    try:
        raise ValueError(f"sig={VALUE}")
    except ValueError as error:
        record = logging.LogRecord(
            "x",
            logging.ERROR,
            __file__,
            1,
            "failed",
            None,
            (ValueError, error, error.__traceback__),
        )
        assert VALUE in "".join(traceback.format_exception(error))
    assert VALUE not in RedactingFormatter("%(message)s").format(record)


@pytest.fixture
def busy_switching() -> Iterator[None]:
    """Threads take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def test_secrets_are_listed_while_other_threads_make_some(busy_switching: None) -> None:
    """A line is logged while a thread reads keys from the hub's answer."""
    kept = [Secret(f"kept {number}") for number in range(500)]
    is_over = threading.Event()

    def make() -> None:
        while not is_over.is_set():
            [Secret(f"made {number}") for number in range(50)]

    maker = threading.Thread(target=make)
    maker.start()
    try:
        for _ in range(100):
            assert len(LIVING_SECRETS.longest_first()) >= len(kept)
    finally:
        is_over.set()
        maker.join()
