"""Parts that are made when they are first used."""

from __future__ import annotations

from wizard.infra.late import Late, LateMapping


class Part:
    """Counts how often it is made."""

    made = 0

    def __init__(self) -> None:
        Part.made += 1
        self.name = "part"

    def double(self, number: int) -> int:
        return 2 * number


def test_it_is_made_once_and_not_before_it_is_used() -> None:
    Part.made = 0
    late = Late(Part)
    assert Part.made == 0
    assert (late.name, late.double(21)) == ("part", 42)
    assert isinstance(late.made(), Part)
    assert Part.made == 1


def test_a_mapping_is_asked_when_it_is_looked_into() -> None:
    asked = []

    def make() -> dict[str, int]:
        asked.append(True)
        return {"one": 1, "two": 2}

    late = LateMapping(make)
    assert not asked
    assert late["two"] == 2
    assert dict(late) == {"one": 1, "two": 2}
    assert (len(late), "three" in late, late.get("three")) == (2, False, None)
    assert len(asked) == 1
