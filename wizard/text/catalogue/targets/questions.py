"""What is asked while another computer is connected to, in the window and in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from wizard.domain.ports.asking import Asked, Question
from wizard.domain.printable import printable
from wizard.text.language import N_, _


class Words(NamedTuple):
    """``title`` of the dialog, the ``text`` in it, and what the ``button`` that agrees says."""

    title: str
    text: str
    button: str


_WORDS: Final[Mapping[Asked, Words]] = {
    Asked.PASSWORD: Words(
        N_("Password for {computer}"),
        N_("{computer} asks for a password:\n{words}"),
        N_("Sign in"),
    ),
    Asked.PASSPHRASE: Words(
        N_("Passphrase of your key"),
        N_("Your private key is encrypted. ssh asks:\n{words}"),
        N_("Open the key"),
    ),
    Asked.SUDO: Words(
        N_("Administrator rights on {computer}"),
        N_(
            "Writing the agent's files and restarting the agent needs administrator rights there. "
            "sudo asks for the password of your account on {computer}."
        ),
        N_("Continue"),
    ),
    Asked.HOST_KEY: Words(
        N_("Is this {computer}?"),
        N_(
            "This is the first connection to {computer}. Compare the fingerprint of its host key "
            "with the one that the computer itself shows, or ask its administrator:\n\n"
            "{fingerprint}\n\n"
            "On that computer, ssh-keygen -lf shows it for the files in /etc/ssh whose names end "
            "with _key.pub."
        ),
        N_("It is the same"),
    ),
    Asked.OTHER: Words(N_("{computer} asks"), N_("{words}"), N_("Answer")),
}
_AGAIN: Final = N_("That was not accepted. {text}")
CONFIRM: Final = N_("Answer yes if it is the same, anything else if it is not: ")
ANSWER: Final = N_("Answer (it is not shown): ")


def words_of(question: Question) -> Words:
    """The words of a question; those of the other computer without control characters."""
    found = _WORDS[question.kind]
    values = {
        "computer": printable(question.computer),
        "words": printable(question.text),
        "fingerprint": printable(question.fingerprint),
    }
    text = _(found.text).format(**values)
    if question.again:
        text = _(_AGAIN).format(text=text)
    return Words(_(found.title).format(**values), text, _(found.button))


def terminal_prompt(question: Question) -> str:
    """The same for a terminal, with what is to be typed."""
    prompt = _(CONFIRM if question.kind is Asked.HOST_KEY else ANSWER)
    return f"{words_of(question).text}\n{prompt}"
