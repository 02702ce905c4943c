"""Who belongs with whom in a weighted graph, and who stands between them: networkx's algorithms, made repeatable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

__all__ = ["Structure", "structure_of"]


@dataclass(frozen=True, slots=True)
class Structure:
    """`community` of each node, 0 the largest; `centrality` of each node, 0 to 1; how modular the communities are."""

    community: Mapping[str, int]
    centrality: Mapping[str, float]
    modularity: float


def structure_of(nodes: Sequence[str], edges: Mapping[tuple[str, str], int]) -> Structure:
    """The structure of an undirected graph; the same for the same graph, in whatever order it is given.

    Communities by the Louvain method (Blondel et al. 2008, Fast unfolding of communities in large networks), with
    their modularity (Newman 2004; 0 without edges). Centrality is betweenness (Freeman 1977, by Brandes 2001): the
    share of shortest paths between others that lead over a node, where an edge of weight w is 1/w long.
    """
    graph = nx.Graph()
    graph.add_nodes_from(sorted(nodes))
    graph.add_edges_from(
        (one, other, {"weight": weight, "length": 1 / weight}) for (one, other), weight in sorted(edges.items())
    )
    found = nx.community.louvain_communities(graph, weight="weight", seed=0)
    ranked = sorted(found, key=lambda members: (-len(members), min(members)))
    return Structure(
        community={node: number for number, members in enumerate(ranked) for node in members},
        centrality=nx.betweenness_centrality(graph, weight="length", normalized=True),
        modularity=nx.community.modularity(graph, ranked, weight="weight") if edges else 0.0,
    )
