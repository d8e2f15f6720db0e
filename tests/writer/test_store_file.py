"""The file that names a certificate in a store: the writer takes it, and nothing else by its name.

.NET on Linux has no such store, so the agent here is judged as on Windows, wherever the test runs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PureWindowsPath
from typing import Final

import pytest

from wizard.agents.csharp.agent import CSharpAgent
from wizard.agents.csharp.facts import CSHARP, store_reference
from wizard.domain.agent.assessment import Assessment
from wizard.domain.agent.model import AgentSettings, Identity, Method
from wizard.domain.agent.prepared_files import local_assessment
from wizard.domain.agent.target_folder import TargetFolder, TargetSystem
from wizard.domain.certificate_store import StoreLocation, StoreReference
from wizard.domain.errors import FilesError
from wizard.domain.files import FileWrite
from wizard.domain.ports.files import FileReader
from wizard.protocols.elevated.values import as_json, from_json
from wizard.writer.folders import Folders
from wizard.writer.judge import Judge

STORE: Final = StoreReference(StoreLocation.LOCAL_MACHINE, "AB" * 20)
THERE: Final = PureWindowsPath("C:\\agent")
NAME: Final = "certificate-store.json"


class OnWindows(CSharpAgent):
    """The C# agent, its folder read as one of Windows."""

    def assess(self, directory: str, read: FileReader) -> Assessment:
        folder = TargetFolder(THERE, TargetSystem.WINDOWS, Path(directory))
        found = local_assessment(CSharpAgent(), folder, lambda path: read(str(folder.local(path))))
        if found.settings is None:
            return found
        path = str(folder.local(found.settings.secret_path))
        return replace(found, settings=replace(found.settings, secret_path=path))


class AnyFolder(Folders):
    """Takes each: this is about what is in them."""

    def __init__(self) -> None:
        super().__init__((), ())

    def require(self, folder: Path) -> None:
        pass


def plan(
    folder: Path, content: bytes = store_reference(STORE), name: str = NAME
) -> list[FileWrite]:
    settings = AgentSettings(
        Identity.DEVICE,
        Method.SELF_SIGNED_CERTIFICATE,
        "hub.azure-devices.net",
        "cam-01",
        str(THERE / name),
        store=STORE,
    )
    agent_id = "9e9b4b8e-0d4e-4a66-9c1c-6a0d6e0f7a11"
    rendered: Mapping[str, bytes] = CSharpAgent().render(settings, {}, agent_id)
    writes = [FileWrite(folder / one, data) for one, data in rendered.items()]
    return [*writes, FileWrite(folder / name, content)]


def judge(folder: Path, writes: Iterable[FileWrite]) -> None:
    Judge({CSHARP: OnWindows()}, AnyFolder()).require_plan(folder, list(writes))


def test_what_the_program_writes_is_taken(tmp_path: Path) -> None:
    folder = tmp_path.resolve()
    judge(folder, plan(folder))
    Judge({CSHARP: OnWindows()}, AnyFolder()).require_targets([folder / NAME])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"#!/bin/sh\n",
        store_reference(STORE).replace(b"AB", b"zz"),
        store_reference(STORE).replace(b"{", b'{"Command": "x",'),
        store_reference(STORE) + b"\n",
        store_reference(STORE).replace(b"My", b"Personal"),
    ],
    ids=repr,
)
def test_anything_else_in_it_is_refused(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path.resolve()
    with pytest.raises(FilesError) as refused:
        judge(folder, plan(folder, content))
    assert refused.value.variant == "content"


def test_another_name_is_refused(tmp_path: Path) -> None:
    folder = tmp_path.resolve()
    with pytest.raises(FilesError) as refused:
        judge(folder, plan(folder, name="package.json"))
    assert refused.value.variant == "name"


def test_it_is_no_secret_and_comes_with_a_configuration_that_names_it(tmp_path: Path) -> None:
    folder = tmp_path.resolve()
    *files, store = plan(folder)
    with pytest.raises(FilesError) as refused:
        judge(folder, [*files, replace(store, secret=True)])
    assert refused.value.variant == "name"
    unnamed = [
        replace(one, content=one.content.replace(b"certificate-store", b"other")) for one in files
    ]
    with pytest.raises(FilesError) as refused:
        judge(folder, [*unnamed, store])
    assert refused.value.variant == "content"


@pytest.mark.skipif(sys.platform == "win32", reason="the folder is one of Linux")
def test_on_linux_the_agent_has_no_such_store(tmp_path: Path) -> None:
    folder = tmp_path.resolve()
    writes = [
        replace(
            one, content=one.content.replace(str(THERE).encode() + b"\\", f"{folder}/".encode())
        )
        for one in plan(folder)
    ]
    with pytest.raises(FilesError) as refused:
        Judge({CSHARP: CSharpAgent()}, AnyFolder()).require_plan(folder, writes)
    assert refused.value.variant == "content"


def test_the_judgement_comes_back_from_the_writer_as_it_was(tmp_path: Path) -> None:
    written = {str(one.path): one.content for one in plan(tmp_path)}
    found = OnWindows().assess(str(tmp_path), lambda path: written.get(path))
    assert found.settings is not None
    assert found.settings.store == STORE
    assert from_json(as_json(found)) == found
