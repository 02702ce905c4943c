"""How much more frequent something is here than there, and how much two things go together: two known statistics."""

from __future__ import annotations

from math import log

__all__ = ["log_likelihood", "npmi"]


def log_likelihood(count: int, total: int, other_count: int, other_total: int) -> float:
    """The log-likelihood ratio G² of a 2×2 table, signed: below 0 where it is less frequent here than there.

    `count` of `total` here against `other_count` of `other_total` there; 0 where either total is. Under equal
    frequencies G² is distributed as χ² with one degree of freedom: 10.83 is exceeded once in a thousand times.
    Dunning (1993), Accurate Methods for the Statistics of Surprise and Coincidence, Computational Linguistics 19(1).
    """
    if not total or not other_total:
        return 0.0
    both = total + other_total
    score = 0.0
    for here, there in ((count, other_count), (total - count, other_total - other_count)):
        for observed, size in ((here, total), (there, other_total)):
            if observed:
                score += observed * log(observed * both / (size * (here + there)))
    score = max(0.0, 2 * score)
    return score if count * other_total >= other_count * total else -score


def npmi(together: int, one: int, other: int, total: int) -> float:
    """Normalised pointwise mutual information: 1 where the two are only ever together, 0 by chance, -1 never.

    `together` of `total` have both, `one` and `other` have each. Bouma (2009), Normalized (Pointwise) Mutual
    Information in Collocation Extraction, GSCL.
    """
    if not together:
        return -1.0
    if together == total:
        return 1.0
    return log(together * total / (one * other)) / -log(together / total)
