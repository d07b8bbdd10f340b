"""A computational graph: above each node its value, beneath it its gradient.

A node is a circle with its operation, or the name of an input. Values travel along
the arrows (blue); gradients travel against them (vermilion). Where a node is used more
than once a dot marks the fork: there the gradients that come back are added.

A node here is anything with `value`, `op` and `parents`. In a * 3 the 3 is no node: the
operation then reads "× c", with c for a constant.
"""
import numpy as np
from matplotlib.patches import Circle
from matplotlib.path import Path

from course_lib.figures.common import LARGE, NORMAL, SMALL, arrow, ground, page, write
from course_lib.figures.layers import arrange
from course_lib.house_style import BACKWARD, FORWARD, INK, PAPER, plain

RADIUS = 0.24     # inches
OF_TWO = ("add", "sub", "mul", "div", "matmul")
TOO_MANY = 60     # nodes; nobody reads a picture of more
SIGN = {"add": "+", "sub": "−", "mul": "×", "div": "÷", "neg": "−", "matmul": "@", "sum": "Σ",
        "square": "□²", "sqrt": "√", "transpose": "T", "logistic": "σ", "power": "^"}


def draw_graph(output, gradients=None, names=None, ax=None):
    """Draw every node that `output` depends on, inputs left, output right; return ax.

    gradients : {node: ∂output/∂node}, as `graph.backward` returns; may hold some nodes only.
    names : {node: text}, written in an input's circle, beside any other node.
    """
    nodes = _all_nodes(output)
    if len(nodes) > TOO_MANY:
        raise ValueError(f"This graph has {len(nodes)} nodes, and a picture of more than "
                         f"{TOO_MANY} cannot be read: draw a smaller part of it.")
    edges = [(parent, node) for node in nodes for parent in node.parents]
    routes, columns, rows = arrange(nodes, edges)
    ax, width, height = page(ax, (min(8.0, 0.7 + 1.15 * columns), 0.3 + 1.0 * rows))
    across = (width - 2 * 0.4) / max(1, columns - 1)
    up = (height - 2 * 0.5) / max(1, rows - 1)

    def place(column, row):
        return np.array([0.4 + across * column if columns > 1 else width / 2,
                         height / 2 + up * row])

    names = {id(node): name for node, name in (names or {}).items()}
    at = {id(output): place(columns - 1, 0.0)}
    for (parent, node), route in routes:
        at[id(parent)], at[id(node)] = place(*route[0]), place(*route[-1])
    drawn = {}
    for (parent, node), route in routes:
        twins = sum(p is parent and q is node for p, q in edges)  # 2 in a + a: bend them apart
        k = drawn[id(parent), id(node)] = drawn.get((id(parent), id(node)), -1) + 1
        _draw_edge(ax, [place(*stop) for stop in route], bend=0.4 * (k - (twins - 1) / 2),
                   fork=sum(p is parent for p, _ in edges) > 1)
    for node in nodes:
        gradient = None if gradients is None else gradients.get(node)
        _draw_node(ax, at[id(node)], node, names.get(id(node)), gradient)
    return ax


def _all_nodes(output):
    """Every node that output depends on, each once, without recursion."""
    found, stack = {}, [output]
    while stack:
        node = stack.pop()
        if id(node) not in found:
            found[id(node)] = node
            stack.extend(reversed(node.parents))
    return list(found.values())


def _draw_edge(ax, stops, fork, bend):
    """An arrow through its stops, level at those between; a dot where a fork begins."""
    radius = RADIUS + 0.03
    stops = [np.array(stop, float) for stop in stops]
    leave, arrive = _unit(stops[1] - stops[0]), _unit(stops[-1] - stops[-2])
    if fork:
        leave = np.array([1.0, 0.0])
        ax.plot(*(stops[0] + radius * leave), "o", color=INK, markersize=6, zorder=6)
    stops[0], stops[-1] = stops[0] + radius * leave, stops[-1] - radius * arrive
    if len(stops) == 2:
        return arrow(ax, *stops, INK, 1.2, bend=bend, zorder=1)
    points, codes = [stops[0]], [Path.MOVETO]
    for k, (p, q) in enumerate(zip(stops, stops[1:], strict=False)):
        third = (q - p) / 3
        level = np.array([1.0, 0.0]) * third[0]
        points += [p + (third if k == 0 else level), q - (third if k == len(stops) - 2 else level),
                   q]
        codes += [Path.CURVE4] * 3
    return arrow(ax, None, None, INK, 1.2, path=Path(points, codes), zorder=1)


def _unit(vector):
    return vector / np.linalg.norm(vector)


def _draw_node(ax, spot, node, name, gradient):
    across, up = spot
    value = _short(node.value)
    if node.parents:
        inside, above = SIGN.get(node.op, node.op), f"{name} = {value}" if name else value
        if node.op in OF_TWO and len(node.parents) == 1:
            inside += " c"
    else:  # a constant without a name shows its value in the circle
        inside, above = (name, value) if name else (value, "")
    ax.add_patch(Circle(spot, RADIUS, facecolor=PAPER, edgecolor=INK, linewidth=1.4, zorder=4))
    size = LARGE if len(inside) < 3 else SMALL
    write(ax, across, up, inside, INK, size, zorder=5)
    beside = {"zorder": 5, "bbox": ground(0.5)}
    if above:
        write(ax, across, up + RADIUS + 0.11, above, FORWARD, NORMAL, **beside)
    if gradient is not None:
        write(ax, across, up - RADIUS - 0.11, _short(gradient), BACKWARD, NORMAL, **beside)


def _short(value):
    """A number as it is; of an array, its shape."""
    value = np.asarray(getattr(value, "value", value))  # a gradient may be a node itself
    return plain(value) if value.ndim == 0 else "×".join(map(str, value.shape))
