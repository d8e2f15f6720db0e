"""The help of each page of the window: what it is for, and what to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wizard.setup.flow import PageId


@dataclass(frozen=True, slots=True)
class PageHelp:
    """A page's help: paragraphs, each with a heading of its own."""

    title: str
    paragraphs: tuple[tuple[str, str], ...]


HELP: Final[Mapping[PageId, PageHelp]] = {
    PageId.HUB: PageHelp(
        "The hub",
        (
            (
                "Where the connection string is",
                "In the Azure portal open your IoT hub, then Shared access policies. Choose a "
                "policy and copy its primary connection string. registryRead is enough; to create "
                "a missing security module it takes registryReadWrite.",
            ),
            (
                "Without access to the hub",
                "The connection string of the device or of its security module will do as well. "
                "Or the agent asks a provisioning service (DPS) for its hub.",
            ),
            (
                "Where it is kept",
                "In the keyring of this computer, or for this run only. It is never written to a "
                "file or a log.",
            ),
        ),
    ),
    PageId.DEVICE: PageHelp(
        "The device",
        (
            (
                "Finding it",
                "Type the beginning of the id, or the whole id; capitals matter. Arrow Down goes "
                "to the list, Enter takes the device. An id can be typed even where the policy may "
                "not list the devices.",
            ),
            (
                "The module",
                "Each agent works as the module azureiotsecurity of its device. Where the module "
                "is missing it can be created with a policy that may write to the registry.",
            ),
        ),
    ),
    PageId.AUTHENTICATION: PageHelp(
        "Authentication",
        (
            (
                "Security module or device",
                "As the security module the agent has a key that opens nothing else. As the device "
                "it uses the device's own credentials to ask the hub for its module at every "
                "start. What is not possible for this device says why.",
            ),
            (
                "Agent and folder",
                "The folder is the one with the agent's program. What is in it already is looked "
                "at, and the former files are kept beside the new ones as .bak.",
            ),
        ),
    ),
    PageId.REVIEW: PageHelp(
        "Review",
        (
            (
                "Nothing is written yet",
                "This page lists what will be changed: files, keyring and hub. Write configuration "
                "begins.",
            ),
        ),
    ),
    PageId.CHECK: PageHelp(
        "The check",
        (
            (
                "What is checked",
                "The program connects as the agent will: same key, same server, same module. Green "
                "means that the hub has accepted exactly what was written.",
            ),
            (
                "When a step fails",
                "The step says what happened, why, and what to do. Back to fix it leads to the "
                "field at fault. What was written stays until you undo it.",
            ),
        ),
    ),
}

KEYS: Final[tuple[tuple[str, str], ...]] = (
    ("Enter", "presses the focused button, otherwise goes on"),
    ("Escape", "empties the field; otherwise leaves, and asks first if something would be lost"),
    ("Alt and an underlined letter", "goes to a field or presses a button"),
    ("Page Up, Page Down", "scroll the page"),
    ("F1", "this help"),
    ("F5", "reads the page's contents anew"),
    ("Ctrl+F", "goes to the search field"),
)
"""What keys do, for the end of the help."""
