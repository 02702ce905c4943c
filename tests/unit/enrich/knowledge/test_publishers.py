"""Where publishers are at home."""

from __future__ import annotations

from services.enrich.knowledge.publishers import home_of


def test_a_well_known_paper_is_at_home_in_its_town() -> None:
    home = home_of("www.lfpress.com")
    assert (home.country, home.known, [town.name for town in home.towns]) == ("CA", True, ["London"])


def test_a_section_of_a_paper_is_at_home_where_the_paper_is() -> None:
    assert home_of("obituaries.post-gazette.com").towns[0].name == "Pittsburgh"


def test_a_domain_names_its_town_before_a_word_for_a_paper() -> None:
    home = home_of("www.canterburyherald.co.uk")
    assert (home.country, home.known, {town.name for town in home.towns}) == ("GB", False, {"Canterbury"})


def test_a_common_towns_name_leaves_the_choice_open() -> None:
    towns = home_of("gainesvillecourier.com").towns
    assert len({town.region for town in towns}) > 1


def test_the_ending_gives_the_country() -> None:
    assert [home_of(domain).country for domain in ("a.co.uk", "a.ge", "a.gov", "a.com", "a.io")] == [
        "GB",
        "GE",
        "US",
        None,
        None,
    ]


def test_a_word_that_is_no_town_gives_none() -> None:
    assert home_of("breakfasttimes.com").towns == ()
