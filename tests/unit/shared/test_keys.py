import hashlib

import pytest

from services.shared.keys import Keys, create_key, hash_key


def test_a_key_is_accepted_by_its_hash_and_by_itself() -> None:
    key = create_key()
    assert Keys(hash_key(key)).accept(key.encode())
    assert Keys(f" other , {key} ").accept(key.encode())


def test_another_key_is_not_nor_is_the_hash_itself() -> None:
    key = create_key()
    keys = Keys(f"{hash_key(key)},second")
    for wrong in (
        create_key(),
        "",
        key[:-1],
        key + " ",
        hash_key(key),
        hash_key(key).removeprefix("sha256:"),
        "second,",
    ):
        assert not keys.accept(wrong.encode())


def test_keys_are_never_the_same_twice_and_the_hash_tells_nothing() -> None:
    assert len({create_key() for _ in range(100)}) == 100
    assert hash_key("a") == "sha256:" + hashlib.sha256(b"a").hexdigest()


@pytest.mark.parametrize("configured", ["", " ", ",", " , "])
def test_without_keys_there_are_none(configured: str) -> None:
    assert not Keys(configured)
    assert not Keys(configured).accept(b"")


@pytest.mark.parametrize("entry", ["sha256:", "sha256:xyz", "sha256:" + "a" * 63, "sha256:" + "g" * 64])
def test_a_hash_with_a_slip_in_it_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="TIDINGS_API_KEYS"):
        Keys(entry)
