"""GraphML, element by element: graphs that Gephi, yEd, Cytoscape and NetworkX read.

http://graphml.graphdrawing.org/specification.html
"""

from __future__ import annotations

from collections.abc import Mapping

from annotations.formats import markup

CLOSING = "</graph>\n</graphml>\n"

Values = Mapping[str, object]
"""What is said of a node or an edge, by the names it was announced with; empty texts are left
out."""


def opening(name: str, node: Mapping[str, str], edge: Mapping[str, str], *, directed: bool) -> str:
    """What stands before the nodes.

    Args:
        name: The graph's id.
        node: What is said of nodes: names and their types, `string` or `int`.
        edge: What is said of edges.
        directed: Whether an edge leads from one node to the other.
    """
    keys = [("node", *one) for one in node.items()] + [("edge", *one) for one in edge.items()]
    known = "".join(
        f'<key id="{key}" for="{which}" attr.name="{key}" attr.type="{kind}"/>\n'
        for which, key, kind in keys
    )
    edges = "directed" if directed else "undirected"
    return (
        f'{markup.HEAD}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n{known}'
        f'<graph id="{name}" edgedefault="{edges}">\n'
    )


def node(id: str, values: Values) -> str:
    """A node."""
    return f'<node id="{id}">{_data(values)}</node>\n'


def edge(id: str, ends: tuple[str, str], values: Values) -> str:
    """An edge between two nodes."""
    return f'<edge id="{id}" source="{ends[0]}" target="{ends[1]}">{_data(values)}</edge>\n'


def _data(values: Values) -> str:
    return "".join(
        f'<data key="{key}">{markup.text(str(value))}</data>'
        for key, value in values.items()
        if value != ""
    )
