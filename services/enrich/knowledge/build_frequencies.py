"""Build `data/word_frequencies.txt.xz`, how often words of a language are written, from the package wordfreq.

Run by hand, since nothing else needs that package: `pip install wordfreq`, then
`python -m services.enrich.knowledge.build_frequencies`. All of wordfreq's short list for English; for other languages
the words most often written, which is where those stand that say nothing about an article. See NOTICE.
"""

from __future__ import annotations

import gzip
import importlib.resources
import lzma
from pathlib import Path

import msgpack  # type: ignore[import-not-found]  # comes with wordfreq

DATA = Path(__file__).with_name("data")
ENGLISH, OTHERS = 30_000, 4_000
"""The most words taken of a language."""
SPELLED = {"nb": "no", "sh": "hr"}
"""Codes that wordfreq spells in another way than we do."""


def levels(language: str, most: int) -> list[tuple[int, list[str]]]:
    """(tenths of a decade under 1, words that are so frequent) from wordfreq's list, which counts hundredths."""
    file = importlib.resources.files("wordfreq") / "data" / f"small_{language}.msgpack.gz"
    _, *hundredths = msgpack.unpackb(gzip.decompress(file.read_bytes()))
    found: dict[int, list[str]] = {}
    count = 0
    for hundredth, words in enumerate(hundredths):
        taken = [word for word in words[: most - count] if " " not in word]
        count += len(taken)
        if taken:
            found.setdefault(round(hundredth / 10), []).extend(taken)
    return sorted(found.items())


def main() -> None:
    """Write the file."""
    folder = importlib.resources.files("wordfreq") / "data"
    names = sorted(name.name for name in folder.iterdir() if name.name.startswith("small_"))
    languages = [name.removeprefix("small_").split(".")[0] for name in names]
    lines = [
        f"{SPELLED.get(language, language)} {level} {' '.join(sorted(words))}\n"
        for language in languages
        for level, words in levels(language, ENGLISH if language == "en" else OTHERS)
    ]
    text = "".join(lines).encode()
    (DATA / "word_frequencies.txt.xz").write_bytes(lzma.compress(text, preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main()
