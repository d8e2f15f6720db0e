"""What a screen reader finds and what is said, on a real accessibility bus, from start to end."""

from __future__ import annotations

import pytest

from tests.accessibility.conftest import Story
from tests.accessibility.screen_reader import Heard, Node, State

PAGES = ("hub", "device", "nothing chosen", "authentication", "review", "failed", "green")


def said(story: Story, part: str) -> list[Heard]:
    return [heard for heard in story.heard[part] if heard.kind == "announcement"]


def focused(story: Story, part: str) -> list[str]:
    return [heard.text for heard in story.heard[part] if heard.kind == "focus"]


def test_a_page_is_said_politely_after_what_was_waited_for(story: Story) -> None:
    assert said(story, "device") == [
        Heard("announcement", "Connecting to the hub…", politely=True),
        *said(story, "device")[1:-1],
        said(story, "device")[-1],
    ]
    words = said(story, "device")[-1].text
    assert words.startswith("Step 2 of 5: Device. Which device is this? Choose it from")
    for part in ("hub", "device", "authentication", "review"):
        assert all(heard.politely for heard in said(story, part)), part


@pytest.mark.parametrize(
    ("part", "last"),
    [
        ("hub", "Next"),
        ("device", "Device"),
        ("authentication", "Security module"),
        ("review", "Write configuration"),
        ("failed", "Try again"),
        ("green", "Set up the next device"),
    ],
)
def test_the_focus_goes_where_one_goes_on(story: Story, part: str, last: str) -> None:
    assert focused(story, part)[-1] == last
    assert "" not in focused(story, part), "something without a name had the focus"
    assert "Menu" not in focused(story, part), "it wandered to what happened to come next"


def test_a_failed_check_is_one_interruption_after_the_focus_has_moved(story: Story) -> None:
    heard = story.heard["failed"]
    urgent = [one for one in said(story, "failed") if not one.politely]
    assert len(urgent) == 1
    words = urgent[0].text
    assert words.startswith("cam-01 is not ready yet. The configuration was written")
    assert "this hub does not allow keys for modules" in words
    assert "Allow keys for modules in the hub's settings" in words
    assert heard.index(Heard("focus", "Try again")) < heard.index(urgent[0])
    assert [one.text.partition(".")[0] for one in said(story, "failed")] == [
        "Writing and checking…",
        "Step 5 of 5: Check",
        "cam-01 is not ready yet",
    ]


def test_a_green_check_is_one_interruption_and_what_follows_waits(story: Story) -> None:
    urgent = [one for one in said(story, "green") if not one.politely]
    assert [one.text.partition(".")[0] for one in urgent] == ["cam-01 is set up"]
    assert "Connected as the security module" in urgent[0].text
    assert said(story, "green")[-1].politely
    assert said(story, "green")[-1].text.startswith("No service")
    steps = story.seen["green"].having("Steps", "list")[0]
    assert steps.children[-1].name == "Step 5 of 5: Check, done"


@pytest.mark.parametrize("part", PAGES)
def test_all_that_takes_the_focus_has_a_name_without_codes(story: Story, part: str) -> None:
    for node in story.seen[part].walk():
        if node.has(State.FOCUSABLE) or "button" in node.role:
            assert node.name, f"{node.role} in\n{story.seen[part].told()}"
        for words in (node.name, node.description):
            assert "\u200b" not in words, words
            assert "<b>" not in words, words


@pytest.mark.parametrize("part", PAGES)
def test_fields_have_their_labels(story: Story, part: str) -> None:
    for node in story.seen[part].walk():
        if node.role in ("combo box", "text"):
            assert node.labels, f"{node.role} {node.name!r}"
    names = [one.name for one in roles(story.seen[part], "panel")]
    assert any(name.startswith("Step ") for name in names), names


def test_what_is_wrong_with_a_field_is_its_description(story: Story) -> None:
    field = story.seen["nothing chosen"].having("Device", "text")[0]
    assert field.description.startswith("No device is selected.")
    assert said(story, "nothing chosen")[-1].text == field.description
    assert field.has(State.FOCUSED)


def test_steps_devices_and_cards_are_what_they_look_like(story: Story) -> None:
    assert [one.name for one in roles(story.seen["hub"], "list")] == ["Steps"]
    assert [one.name for one in roles(story.seen["device"], "table")] == ["Devices"]
    cards = roles(story.seen["authentication"], "radio button")
    assert [one.name for one in cards][:2] == ["Security module", "Device"]
    assert cards[0].has(State.CHECKED)
    assert "Possible: the module exists" in cards[0].description
    run = story.seen["failed"].having("Steps of the run")[0]
    assert run.role == "panel", run.role
    lists = roles(run, "list")
    assert [one.name for one in lists] == ["Hub and device", "Configuration", "Check as the agent"]
    failed = roles(lists[-1], "list item")
    assert [one.name for one in failed] == ["Connect as the security module, failed"]
    assert "Allow keys for modules" in failed[0].description
    assert story.seen["failed"].having("Step 5 of 5: Check, failed", "list item")


def test_it_ends_as_it_should(story: Story) -> None:
    assert story.exit_code == 0


def roles(node: Node, role: str) -> list[Node]:
    return [one for one in node.walk() if one.role == role]
