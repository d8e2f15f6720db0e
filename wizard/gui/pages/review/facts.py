"""What a run will do, fact by fact, in words: whom it is for, what is replaced, what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.domain.agent.model import Identity, Method
from wizard.domain.files import Change
from wizard.gui.words import breakable, device_word, flavour_title, readable
from wizard.setup.keyring_entries import KeyringKind
from wizard.setup.page_id import PageField, PageId
from wizard.text.catalogue.hub_changes import hub_change_plan
from wizard.text.catalogue.transports import transport_words
from wizard.text.language import _

if TYPE_CHECKING:
    from wizard.domain.state import SetupState
    from wizard.setup.preview import Preview


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the review. ``place`` is where it is changed; None where nowhere."""

    label: str
    words: str
    note: str = ""
    place: tuple[PageId, PageField] | None = None


def what_follows(state: SetupState) -> str:
    """What is said above the facts."""
    if state.store is None:
        return _("Nothing has been written yet. After writing, the agent's login is checked.")
    return _(
        "Nothing has been written yet. The agent's login cannot be checked, because the private "
        "key stays in the certificate store: restart the agent afterwards and read its log."
    )


def facts(state: SetupState, preview: Preview, keyring: str) -> tuple[Fact, ...]:
    """All of them, in the order of the pages; ``keyring`` is its name."""
    return (
        _device(state),
        _identity(state),
        _agent(state),
        _folder(state),
        _transport(state, preview),
        _bundle(state) or _replaced(preview),
        _hub(state, preview),
        _kept(preview, keyring),
    )


def _device(state: SetupState) -> Fact:
    address = state.address()
    note = _("In the hub {hub}").format(hub=address.host_name) if address else ""
    if state.credentials is not None:
        place = (PageId.DEVICE, PageField.DEVICE_ID)
    elif state.own is not None:
        place = (PageId.HUB, PageField.CONNECTION_STRING)
    else:
        place = (PageId.AUTHENTICATION, PageField.REGISTRATION_ID)
        note = _("The provisioning service names its hub")
    return Fact(_("Device"), device_word(state), note, place)


def _identity(state: SetupState) -> Fact:
    proof = _("certificate") if _has_certificate(state) else _("symmetric key")
    words, note = {
        Identity.SECURITY_MODULE: (
            _("Its security module, {module}"),
            _("With the module's own key; the device's credentials are not touched."),
        ),
        Identity.DEVICE: (
            _("The device, with its {proof}"),
            _("The agent asks the hub for the key of {module} at every start."),
        ),
        Identity.DPS: (
            _("A registration of the provisioning service, with its {proof}"),
            _("The agent asks the service for its hub at every start."),
        ),
    }[state.auth.identity]
    note = note.format(module=state.module_id)
    if state.store is not None:
        stays = _("Its private key stays in the store {store}.").format(store=state.store.store)
        note = f"{stays} {note}"
    return Fact(
        _("Authenticates as"),
        words.format(module=state.module_id, proof=proof),
        note,
        (PageId.AUTHENTICATION, PageField.IDENTITY),
    )


def _agent(state: SetupState) -> Fact:
    words = flavour_title(state.agent.flavour) if state.agent else ""
    return Fact(_("Agent"), words, "", (PageId.AUTHENTICATION, PageField.AGENT))


def _folder(state: SetupState) -> Fact:
    words = breakable(str(state.agent.folder.path)) if state.agent else ""
    is_elsewhere = state.agent is not None and state.agent.elsewhere is not None
    note = _("On another computer") if is_elsewhere else ""
    return Fact(_("Folder"), words, note, (PageId.AUTHENTICATION, PageField.FOLDER))


def _bundle(state: SetupState) -> Fact | None:
    """What is made here for an agent on another computer; None for one on this computer."""
    other = state.agent.elsewhere if state.agent else None
    if other is None or other.bundle is None:
        return None
    note = _("It holds a secret. Only your account can read it here; it is not encrypted.")
    if other.passphrase is not None:
        note = _("It holds a secret, and is encrypted with the passphrase.")
    place = (PageId.AUTHENTICATION, PageField.BUNDLE)
    return Fact(_("Bundle"), breakable(str(other.bundle)), note, place)


def _transport(state: SetupState, preview: Preview) -> Fact:
    """How the agent will reach its hub."""
    words = transport_words(preview.transports)
    is_set = state.agent is not None and bool(state.agent.flavour.transport_types)
    note = _("As the agent's transportType says.") if is_set else _("As the agent is built.")
    return Fact(_("Connects over"), words, note)


def _replaced(preview: Preview) -> Fact:
    """The files that are there: new ones are seen under them."""
    label = _("Replaces")
    names = {
        change: ", ".join(file.path.name for file in preview.files if file.change is change)
        for change in (Change.UPDATED, Change.CREATED)
    }
    if replaced := names[Change.UPDATED] or ", ".join(path.name for path in preview.unread):
        kept = _("The previous files are kept next to them as .bak.")
        return Fact(label, replaced, kept)
    if names[Change.CREATED]:
        words = _("Nothing: {files} are new.")
        return Fact(label, words.format(files=names[Change.CREATED]))
    return Fact(label, _("Nothing: the files are as they should be."))


def _hub(state: SetupState, preview: Preview) -> Fact:
    label = _("In the hub")
    if not preview.hub_changes:
        return Fact(label, _("Nothing is changed."))
    plans = "\n".join(readable(hub_change_plan(change)) for change in preview.hub_changes)
    stays = _("This change stays in the hub even if a later step fails.")
    field = PageField.DEVICE_ID if state.create_module else PageField.IDENTITY
    page = PageId.DEVICE if state.create_module else PageId.AUTHENTICATION
    return Fact(label, plans, stays, (page, field))


def _kept(preview: Preview, keyring: str) -> Fact:
    place = (PageId.HUB, PageField.SECRETS)
    if not preview.keyring:
        words = _("Nothing is saved. The secrets are used for this run only.")
        return Fact(_("In the keyring"), words, "", place)
    kinds = {entry.kind for entry in preview.keyring}
    if kinds == {KeyringKind.HUB}:
        words = _("The hub's connection string")
    elif KeyringKind.HUB in kinds:
        words = _("The hub's connection string and the agent's key")
    else:
        words = _("The agent's key")
    return Fact(_("In the keyring"), words, _("Kept in {keyring}").format(keyring=keyring), place)


def _has_certificate(state: SetupState) -> bool:
    return state.auth.method is Method.SELF_SIGNED_CERTIFICATE
