"""Russian names in the nominative."""

from __future__ import annotations

import pytest

from services.enrich.naming.declension import in_nominative


@pytest.mark.parametrize(
    ("written", "nominative"),
    [
        ("Ольги Соколовой", "Ольга Соколова"),
        ("Алексеем Миллером", "Алексей Миллер"),
        ("Марии Захаровой", "Мария Захарова"),
        ("Олег Тимашев", "Олег Тимашев"),
        ("Айгуль Сериккызы", "Айгуль Сериккызы"),
    ],
)
def test_a_full_name_is_put_into_the_nominative(written: str, nominative: str) -> None:
    assert in_nominative([(written, "person")]) == {written: nominative}


def test_a_surname_that_could_be_a_mans_or_a_womans_is_settled_by_the_full_name() -> None:
    woman = in_nominative([("Соколова", "person"), ("Ольга Соколова", "person")])
    man = in_nominative([("Соколова", "person"), ("Олег Соколов", "person")])
    assert (woman["Соколова"], man["Соколова"]) == ("Соколова", "Соколов")


@pytest.mark.parametrize(
    ("written", "nominative"),
    [
        ("Саратовской областной думы", "Саратовская областная дума"),
        ("Министерства обороны", "Министерство обороны"),
        ("НАТО", "НАТО"),
        ("BMW", "BMW"),
    ],
)
def test_an_organizations_complement_stays_as_it_is(written: str, nominative: str) -> None:
    assert in_nominative([(written, "organization")]) == {written: nominative}


@pytest.mark.parametrize("noise", ["", " ", "-", "а-", "«»", "X", "  Иванов  ", "а" * 300, "- " * 50])
def test_what_is_no_name_is_left_as_it_is_or_declined_without_an_error(noise: str) -> None:
    assert in_nominative([(noise, "person"), (noise, "organization")]).keys() == {noise}
