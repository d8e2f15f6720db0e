"""The help of each page of the window: what it is for, and what to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wizard.setup.page_id import PageId


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
                (
                    "In the Azure portal, open your IoT hub and then Shared access policies. "
                    "Choose a policy and copy its primary connection string. registryRead is "
                    "sufficient. To create a missing security module, registryReadWrite is "
                    "required."
                ),
            ),
            (
                "Without access to the hub",
                (
                    "You can use the connection string of the device or of its security module. Or "
                    "the agent gets its hub from a provisioning service (DPS)."
                ),
            ),
            (
                "Where it is kept",
                (
                    "In this computer's keyring, or only in memory for this run. It is never "
                    "written to a file or a log."
                ),
            ),
        ),
    ),
    PageId.DEVICE: PageHelp(
        "The device",
        (
            (
                "Finding it",
                (
                    "Enter the beginning of the ID or the whole ID. IDs are case-sensitive. Press "
                    "Arrow Down to go to the list, and Enter to choose a device. You can enter an "
                    "ID even if the policy cannot list devices."
                ),
            ),
            (
                "The module",
                (
                    "Each agent connects as the module azureiotsecurity of its device. If the "
                    "module is missing, it can be created with a policy that may write to the "
                    "registry."
                ),
            ),
        ),
    ),
    PageId.AUTHENTICATION: PageHelp(
        "Authentication",
        (
            (
                "Security module or device",
                (
                    "As the security module, the agent has its own key, which gives access to "
                    "nothing else. As the device, it uses the device's credentials to get its "
                    "module's key from the hub at every start. If a choice is not possible for "
                    "this device, it says why."
                ),
            ),
            (
                "Agent and folder",
                (
                    "Choose the folder that contains the agent's program. Existing files in it are "
                    "read, and their previous versions are kept next to the new ones as .bak."
                ),
            ),
        ),
    ),
    PageId.REVIEW: PageHelp(
        "Review",
        (
            (
                "Nothing is written yet",
                (
                    "This page lists all changes to files, the keyring and the hub. They are made "
                    "when you choose Write configuration."
                ),
            ),
        ),
    ),
    PageId.CHECK: PageHelp(
        "The check",
        (
            (
                "What is checked",
                (
                    "The program connects exactly as the agent will: same key, same server, same "
                    "module. Green means that the hub accepted what was written."
                ),
            ),
            (
                "When a step fails",
                (
                    "The step says what happened, why, and what to do. Back to fix it opens the "
                    "page with the field to correct. The written files stay until you undo them."
                ),
            ),
        ),
    ),
}

KEYS: Final[tuple[tuple[str, str], ...]] = (
    ("Enter", "presses the focused button; otherwise goes to the next page"),
    ("Escape", "clears the field; otherwise leaves, and asks first if something would be lost"),
    ("Alt and an underlined letter", "goes to a field or presses a button"),
    ("Page Up, Page Down", "scroll the page"),
    ("F1", "this help"),
    ("F5", "refreshes the page"),
    ("Ctrl+F", "goes to the search field"),
)
"""What keys do, for the end of the help."""
