"""Nudge (notebook 01): move one value of a small calculation, and see the change travel."""
import functools

import traitlets

from course_lib import graph
from course_lib.example import example
from course_lib.house_style import BACKWARD, FORWARD, INK, PAPER, QUIET, STEP, number, plain
from course_lib.widgets import still
from course_lib.widgets.piece import Piece, Real

# How a node is computed from those before it; nudge.js has the same table, with the local derivatives.
OPERATIONS = {
    "linear": lambda u, c=1.0, d=0.0: c * u + d,
    "square": lambda u: u * u,
    "sin": graph.sin,
    "exp": graph.exp,
    "logistic": graph.logistic,
    "half square": lambda u, c=0.0: 0.5 * (u - c) * (u - c),
    "add": lambda u, v: u + v,
    "subtract": lambda u, v: u - v,
    "multiply": lambda u, v: u * v,
}
HEIGHT, ROW = 370, 110


def node(name, text, operation="input", of=(), at=(0, 0), **settings):
    """A node: its name, its formula to be read, how it is computed, its (column, row) in the picture."""
    return dict(name=name, text=text, operation=operation, of=list(of), column=at[0], row=at[1],
                settings=settings)


def _weight_of_the_example():
    """From w, the first hidden weight of the course's own network, to E: all else stays as it is."""
    net, x, y = example()
    trace = net.forward(x)
    z, a = trace.z, trace.a
    rest = z[1][0, 0] - net.W[1][0, 0] * x[0, 0]
    above = [z[2][0, k] - net.W[2][k, 0] * a[1][0, 0] for k in (0, 1)]
    return [
        node("w", "", at=(0, 0)),
        node("z", f"{x[0, 0]:g}w − {abs(rest):g}", "linear", "w", (1, 0), c=float(x[0, 0]), d=float(rest)),
        node("a", "φ(z)", "logistic", "z", (2, 0)),
        *(node(f"z{k + 1}", f"{plain(net.W[2][k, 0])}a + {plain(above[k])}", "linear", "a", (3, 2 * k - 1),
               c=float(net.W[2][k, 0]), d=float(above[k])) for k in (0, 1)),
        *(node(f"a{k}", f"φ(z{k})", "logistic", [f"z{k}"], (4, 2 * k - 3)) for k in (1, 2)),
        *(node(f"E{k + 1}", f"½(a{k + 1} − {y[0, k]:g})²", "half square", [f"a{k + 1}"], (5, 2 * k - 1),
               c=float(y[0, k])) for k in (0, 1)),
        node("E", "E1 + E2", "add", ["E1", "E2"], (6, 0)),
    ]


CIRCUITS = {
    "a chain": ({"x": 1.2}, [
        node("x", ""), node("u", "x²", "square", "x", (1, 0)), node("v", "sin u", "sin", "u", (2, 0)),
        node("E", "eᵛ", "exp", "v", (3, 0))]),
    "a fork": ({"x": 0.7}, [
        node("x", ""), node("u", "x²", "square", "x", (1, -1)), node("v", "sin x", "sin", "x", (1, 1)),
        node("E", "u v", "multiply", "uv", (2, 0))]),
    "two ways that cancel": ({"x": 0.5}, [
        node("x", ""), node("s", "x + 1", "linear", "x", (1, -1), c=1.0, d=1.0),
        node("r", "x²", "square", "x", (1, 0)), node("t", "2x", "linear", "x", (1, 1), c=2.0, d=0.0),
        node("u", "s²", "square", "s", (2, -1)), node("v", "r + t", "add", "rt", (2, 0.5)),
        node("E", "u − v", "subtract", "uv", (3, 0))]),
    "forks upon forks": ({"x": 2.0}, [
        node("x", ""), node("u", "x²", "square", "x", (1, -1)),
        node("v", "3x", "linear", "x", (1, 1), c=3.0, d=0.0),
        node("p", "u v", "multiply", "uv", (2, -1)), node("q", "u + v", "add", "uv", (2, 1)),
        node("E", "p q", "multiply", "pq", (3, 0))]),
    "one value used twice": ({"x": 1.5}, [
        node("x", ""), node("a", "3x", "linear", "x", (1, 0), c=3.0, d=0.0),
        node("E", "a + a", "add", "aa", (2, 0))]),
    "one neuron": ({"w": 0.8, "x": 1.5, "b": -0.4}, [
        node("w", "", at=(0, -1)), node("x", "", at=(0, 0)), node("b", "", at=(0, 1)),
        node("m", "w x", "multiply", "wx", (1, -0.5)), node("z", "m + b", "add", "mb", (2, 0)),
        node("a", "φ(z)", "logistic", "z", (3, 0)),
        node("E", "½(a − 1)²", "half square", "a", (4, 0), c=1.0)]),
    "a weight of the example network": ({"w": 0.5}, _weight_of_the_example()),
}


class Nudge(Piece):
    """A calculation as a graph; one of its inputs is nudged, and every value moves along.

    circuit : a name from CIRCUITS    inputs : {name: value}    nudged : which input    nudge : by how much
    walk_back : whether the picture also shows dE/d· at each node

    values, derivatives, paths and measured say in Python what the picture shows.
    """

    module = "nudge"
    circuit = traitlets.Enum(list(CIRCUITS), "forks upon forks").tag(sync=True)
    inputs = traitlets.Dict().tag(sync=True)
    nudged = traitlets.Unicode("x").tag(sync=True)
    nudge = Real(0.1, min=-1, max=1).tag(sync=True)
    walk_back = traitlets.Bool(False).tag(sync=True)
    circuits = traitlets.Dict({name: {"inputs": inputs, "nodes": nodes}
                               for name, (inputs, nodes) in CIRCUITS.items()}).tag(sync=True, data=True)

    def __init__(self, **settings):
        start, _ = CIRCUITS.get(settings.get("circuit", "forks upon forks"), ({}, ()))
        super().__init__(**{"inputs": dict(start), "nudged": next(iter(start), "x")} | settings)

    @traitlets.validate("inputs")
    def _all_inputs(self, proposal):
        wanted, given = CIRCUITS[self.circuit][0], proposal.value
        if set(given) != set(wanted):
            came = ", ".join(map(str, given)) or "nothing"
            raise traitlets.TraitError(f"inputs has {came}, but “{self.circuit}” needs {', '.join(wanted)}: "
                                       "give one number for each.")
        one_number = Real(min=-100, max=100)
        return {name: one_number.validate(self, value) for name, value in given.items()}

    @traitlets.validate("nudged")
    def _an_input(self, proposal):
        if proposal.value not in CIRCUITS[self.circuit][0]:
            raise traitlets.TraitError(f"nudged is {proposal.value!r}, but “{self.circuit}” has the inputs "
                                       f"{', '.join(CIRCUITS[self.circuit][0])}: give one of them.")
        return proposal.value

    @traitlets.observe("circuit")
    def _start_anew(self, change):
        start = CIRCUITS[self.circuit][0]
        if set(self.inputs) != set(start):
            self.inputs = dict(start)
        if self.nudged not in start:
            self.nudged = next(iter(start))

    def nodes(self):
        return CIRCUITS[self.circuit][1]

    def run(self, nudge=0.0):
        """Every node by name, as a graph.Node, with the nudged input moved by `nudge`."""
        made = {}
        for one in self.nodes():
            if one["operation"] == "input":
                by = nudge if one["name"] == self.nudged else 0.0
                made[one["name"]] = graph.node(self.inputs[one["name"]] + by)
            else:
                arguments = [made[name] for name in one["of"]]
                made[one["name"]] = OPERATIONS[one["operation"]](*arguments, **one["settings"])
        return made

    @property
    def values(self):
        """{node: value} before the nudge."""
        return {name: float(made.value) for name, made in self.run().items()}

    @property
    def derivatives(self):
        """{node: dE/d(node)} before the nudge, by graph.backward."""
        made = self.run()
        found = graph.backward(made["E"])
        return {name: float(found.get(one, 0.0)) for name, one in made.items()}

    @property
    def measured(self):
        """How far E moves when the nudge is made."""
        return float(self.run(self.nudge)["E"].value) - self.values["E"]

    def edges(self):
        """[(from, to, local derivative)], one for each use of a value."""
        found = []
        for one in self.nodes():
            if one["operation"] == "input":
                continue
            arguments = [graph.node(self.values[name]) for name in one["of"]]
            output = OPERATIONS[one["operation"]](*arguments, **one["settings"])
            slopes = graph.backward(output)
            found += [(name, one["name"], float(slopes[argument]))
                      for name, argument in zip(one["of"], arguments, strict=True)]
        return found

    @property
    def paths(self):
        """[(names along the path, product of its local derivatives)], from the nudged input to E."""
        edges = self.edges()

        def onward(name):
            if name == "E":
                return [(("E",), 1.0)]
            return [((name, *rest), slope * product) for start, end, slope in edges if start == name
                    for rest, product in onward(end)]
        return onward(self.nudged)

    def alt(self):
        derivative, name = self.derivatives[self.nudged], self.nudged
        count = len(self.paths)
        return (f"“{self.circuit}” as a graph from {', '.join(self.inputs)} to E, with "
                + ", ".join(f"{key} = {plain(value)}" for key, value in self.inputs.items())
                + f": E = {number(self.values['E'])}. Over {count} path{'s' * (count > 1)}, dE/d{name} = "
                f"{plain(derivative, 4)}: a nudge of {plain(self.nudge)} at {name} promises "
                f"{plain(derivative * self.nudge, 4)}, and E moves by {plain(self.measured, 4)}.")

    def still(self):
        spot = functools.partial(_spot, self.nodes())
        parts = []
        edges = self.edges()
        for k, (start, end, slope) in enumerate(edges):
            twin = sum(1 for one in edges[:k] if one[:2] == (start, end))
            twins = sum(1 for one in edges if one[:2] == (start, end))
            bend = 26 * (2 * twin - 1) if twins > 1 else 0
            (x1, y1), (x2, y2) = spot(start), spot(end)
            middle = (x1 + x2) / 2, (y1 + y2) / 2 + bend
            parts.append(still.tag("path", d=f"M{still.place(x1)},{still.place(y1)}Q{still.place(middle[0])},"
                                   f"{still.place(middle[1] + bend)} {still.place(x2)},{still.place(y2)}",
                                   fill="none", stroke=INK, stroke_width=1.4))
            share = 0.42
            at = (x1 + share * (x2 - x1), y1 + share * (y2 - y1) + bend)
            text = plain(slope)
            parts += [still.rectangle(at[0] - 4 * len(text) - 3, at[1] - 9, 8 * len(text) + 6, 18, PAPER),
                      still.word(at[0], at[1] + 4, text)]
        after = {name: float(made.value) for name, made in self.run(self.nudge).items()}
        for one in self.nodes():
            name, (x, y) = one["name"], spot(one["name"])
            parts += [still.circle(x, y, 17), still.word(x, y + 5, name, size=15),
                      still.word(x, y - 24, number(self.values[name]), FORWARD),
                      still.word(x, y + 34, f"{'+' if after[name] >= self.values[name] else ''}"
                                            f"{number(after[name] - self.values[name])}", STEP)]
            if one["text"]:
                falls = any(start == name and spot(end)[1] > y for start, end, _ in edges)
                rises = any(end == name and spot(start)[1] > y for start, end, _ in edges)
                side, shift = ("end", 20) if falls else ("start", -20) if rises else ("middle", 0)
                parts.append(still.word(x + shift, y + 51, f"{name} = {one['text']}", QUIET, 12, side))
            if self.walk_back:
                text = f"dE/d{name} = {number(self.derivatives[name])}"
                parts.append(still.word(x, y - 40, text, BACKWARD, 12))
        sums = " + ".join(plain(product, 4) for _, product in self.paths).replace("+ −", "− ")
        d, name = self.derivatives[self.nudged], self.nudged
        total = f" = {plain(d, 4)}" if len(self.paths) > 1 else ""
        promised = f"promised: {plain(d, 4)} · {plain(self.nudge)} = {plain(d * self.nudge, 4)}"
        parts += [
            still.word(20, HEIGHT + 18, f"sum over paths: dE/d{name} = {sums}{total}", INK, anchor="start"),
            still.word(20, HEIGHT + 40, f"{promised}    measured: {plain(self.measured, 4)}", STEP,
                       anchor="start")]
        return still.picture(_width(self.nodes()), HEIGHT + 54, self.alt(), *parts)


def _spot(nodes, name):
    """Where a node stands in the picture; nudge.js places it in the same way."""
    columns = max(one["column"] for one in nodes)
    one = next(one for one in nodes if one["name"] == name)
    return 60 + one["column"] * (_width(nodes) - 120) / columns, HEIGHT / 2 + ROW * one["row"]


def _width(nodes):
    return 840 if max(one["column"] for one in nodes) > 4 else 640
