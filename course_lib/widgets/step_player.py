"""StepPlayer (notebooks 04, 05, 06): a network computed one line at a time, forward, back and update."""
import numpy as np
import traitlets

from course_lib.activations import ACTIVATIONS, ELEMENTWISE
from course_lib.backprop import backprop
from course_lib.example import THETA, example
from course_lib.layout import count
from course_lib.losses import LOSSES
from course_lib.network import Network
from course_lib.widgets.piece import Piece, Real, vector
from course_lib.widgets.step_still import PHASES, SQUARES, Sheet, count_of, formula, four

LARGEST = 1000.0                # a weight; the inputs and targets may be a tenth of it
INPUTS = (0.5, 1.0, -0.5, 0.2, -1.0)


def _start():
    net, x, y = example()
    return {"sizes": list(net.sizes), "phi": [one.name for one in net.phi[1:]], "loss": net.loss.name,
            "theta": list(THETA), "x": x[0].tolist(), "y": y[0].tolist()}


class StepPlayer(Piece):
    """A network that is computed step by step, and back again; what is not computed yet is not shown.

    sizes : units by layer, the inputs first    phi : a name for each layer above    loss : a name
    theta : all weights and biases    x, y : one input and its target    eta : learning rate
    step : how far it has come, from 0 to `last`; one step for each unit in each line of code
    granularity : "unit by unit", or "layer by layer", which goes to the end of a line and counts lines
    until : "forward", "E", "deltas", "gradient" or "update"; what comes after it is pale
    weight : (l, j, i), the chosen W[l][j, i], counted from 0; () for none
    start : theta in the first cycle    cycle : which cycle this is    seed : of the next draw of weights

    network, trace, E, gradient, after_update and paths say in Python what the picture shows.
    """

    module = "step_player"
    sizes = traitlets.List(traitlets.Int()).tag(sync=True)
    phi = traitlets.List(traitlets.Unicode()).tag(sync=True)
    loss = traitlets.Enum(list(LOSSES), SQUARES).tag(sync=True)
    theta = vector()
    x = vector()
    y = vector()
    eta = Real(0.5, min=1e-6, max=LARGEST).tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)
    granularity = traitlets.Enum(["unit by unit", "layer by layer"], "unit by unit").tag(sync=True)
    until = traitlets.Enum(list(PHASES), "update").tag(sync=True)
    weight = traitlets.List(traitlets.Int()).tag(sync=True)
    start = vector()
    cycle = traitlets.Int(1, min=1).tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)
    example = traitlets.Dict(_start()).tag(sync=True, data=True)

    def __init__(self, **settings):
        self._making = True
        given = {name: list(value) if isinstance(value, tuple) else value for name, value in settings.items()}
        own = _start()
        sizes = self._whole_sizes(given.get("sizes", own["sizes"]))
        given = self._complete(sizes, {name: value for name, value in own.items()
                                       if sizes == own["sizes"] or name == "loss"} | {"seed": 0} | given)
        super().__init__(**{"start": given["theta"]} | given)
        self._making = False

    @staticmethod
    def _complete(sizes, given):
        """Settings for a network of these sizes: what is given, and for the rest what goes with them."""
        loss, n = LOSSES.get(given["loss"], LOSSES[SQUARES]), sizes[-1]
        top = loss.output.name if loss.output else "logistic"
        fitting = {"sizes": sizes, "phi": ["logistic"] * (len(sizes) - 2) + [top],
                   "x": INPUTS[:sizes[0]], "y": [1.0] + [0.0] * (n - 1)}
        if "theta" not in given:
            fitting["theta"] = _draw(sizes, given["seed"])
        if loss.output and given.get("phi") == _start()["phi"]:
            given = {**given, "phi": fitting["phi"]}
        return fitting | given

    @staticmethod
    def _whole_sizes(sizes):
        try:
            whole = [int(n) for n in sizes if int(n) == n]
        except (TypeError, ValueError):
            whole = []
        if not 2 <= len(whole) == len(sizes) <= 5 or not all(1 <= n <= 5 for n in whole):
            raise traitlets.TraitError(f"sizes is {sizes!r}, but the units of 2 to 5 layers were expected, "
                                       "the inputs first, with 1 to 5 units in each: give, say, [2, 3, 2].")
        return whole

    @traitlets.validate("sizes")
    def _known_sizes(self, proposal):
        return self._whole_sizes(proposal.value)

    @traitlets.validate("phi")
    def _a_name_for_each(self, proposal):
        names, L = proposal.value, len(self.sizes) - 1
        known = [one.name for one in ELEMENTWISE]
        if len(names) != L:
            raise traitlets.TraitError(f"phi has {len(names)} names, but sizes {self.sizes} has {L} layers "
                                       "above the input: give a name for each.")
        needed = LOSSES[self.loss].output
        for name in names[:-1] if needed else names:
            if name not in known:
                raise traitlets.TraitError(
                    f"phi holds {name!r}, but one of {', '.join(known)} was expected"
                    + "; softmax goes with the categorical cross-entropy." * (name in ACTIVATIONS))
        if needed and names[-1] != needed.name:
            raise traitlets.TraitError(f"the output activation is {names[-1]!r}, but {self.loss} goes with "
                                       f"{needed}: make that the last of phi, or set loss to {SQUARES!r}.")
        return names

    @traitlets.validate("theta", "start")
    def _all_parameters(self, proposal):
        name = proposal.trait.name
        return _sized(name, proposal.value, count(self.sizes), LARGEST, f"sizes {self.sizes} needs")

    @traitlets.validate("x")
    def _an_input(self, proposal):
        return _sized("x", proposal.value, self.sizes[0], LARGEST / 10, "the network takes in")

    @traitlets.validate("y")
    def _a_target(self, proposal):
        y = _sized("y", proposal.value, self.sizes[-1], LARGEST / 10, "the network puts out")
        if wrong := LOSSES[self.loss].targets(y[None]):
            raise traitlets.TraitError(wrong)
        return y

    @traitlets.validate("step")
    def _within(self, proposal):
        if not 0 <= proposal.value <= self.last:
            raise traitlets.TraitError(f"step is {proposal.value}, but this network has the steps 0 to "
                                       f"{self.last}: give one of them.")
        return proposal.value

    @traitlets.validate("weight")
    def _a_weight(self, proposal):
        return self._check_weight(proposal.value)

    def _check_weight(self, weight):
        sizes, (l, j, i) = self.sizes, weight if len(weight) == 3 else (0, 0, 0)
        if weight and not (1 <= l < len(sizes) and 0 <= j < sizes[l] and 0 <= i < sizes[l - 1]):
            raise traitlets.TraitError(
                f"weight is {weight}, but (l, j, i) of a weight W[l][j, i] of the network "
                f"{'-'.join(map(str, sizes))} was expected, counted from 0: give (1, 0, 0), say, or ().")
        return weight

    @traitlets.observe("sizes", "loss")
    def _fit(self, _):
        """What does not go with the new sizes, or with the new error, is made anew."""
        if self._making:
            return
        sizes, phi, loss = self.sizes, list(self.phi), LOSSES[self.loss]
        new = self._complete(sizes, {"loss": self.loss, "seed": self.seed})
        if len(phi) != len(sizes) - 1:
            phi = [phi[0] if len(phi) > 1 else "logistic"] * (len(sizes) - 2) + phi[-1:]
        if loss.output or phi[-1] == "softmax":
            phi[-1] = new["phi"][-1]
        with self.hold_trait_notifications():
            self.phi = phi
            if len(self.theta) != count(sizes):
                self.theta = self.start = new["theta"]
                self.weight, self.step, self.cycle = [], 0, 1
            try:
                self._check_weight(self.weight)
            except traitlets.TraitError:
                self.weight = []
            if len(self.x) != sizes[0]:
                self.x = new["x"]
            if len(self.y) != sizes[-1] or loss.targets(self.y[None]):
                self.y = new["y"]
            self.step = min(self.step, self.last)

    @property
    def steps(self):
        """[(line, l, j)], one for each unit in each line of code; step k has made the first k of them."""
        sizes, L = self.sizes, len(self.sizes) - 1
        with_slope = range(1, L + (LOSSES[self.loss].output is None))
        forward = [(line, l, j) for l in range(1, L + 1)
                   for line in ("z", "a", "slope")[:2 + (l in with_slope)] for j in range(sizes[l])]
        back = [("delta", l, j) for l in range(L, 0, -1) for j in range(sizes[l])]
        entries, update = ([(line, l, j) for l in range(1, L + 1) for line in lines for j in range(sizes[l])]
                           for lines in (("dW", "db"), ("W", "b")))
        return [("x", 0, 0), *forward, ("E", L, 0), *back, *entries, *update]

    @property
    def last(self):
        return len(self.steps) - 1

    def now(self):
        """The step that is shown, (line, l, j), and which steps have been made with it."""
        steps, k = self.steps, self.step
        if self.granularity == "layer by layer":
            while k < len(steps) - 1 and steps[k + 1][:2] == steps[k][:2]:
                k += 1
        return steps[k], set(steps[:k + 1])

    @property
    def counter(self):
        """What is counted, how far it has come and how far it goes: ("step", 3, 41), or ("line", 1, 17)."""
        if self.granularity == "unit by unit":
            return "step", self.step, self.last
        lines = list(dict.fromkeys(step[:2] for step in self.steps))
        return "line", lines.index(self.now()[0][:2]), len(lines) - 1

    @property
    def network(self):
        """The Network with the settings as they are."""
        phi = [ACTIVATIONS[name] for name in self.phi]
        return Network(self.sizes, phi, LOSSES[self.loss], self.theta.copy())

    @property
    def trace(self):
        """All that one pass forward and back leaves behind, however far the picture has come."""
        net = self.network
        trace = net.blank_trace(1)
        backprop(net, self.x[None], self.y[None], trace)
        return trace

    @property
    def E(self):
        return float(self.network.error(self.x[None], self.y[None]))

    @property
    def gradient(self):
        """∂E/∂θ, by backprop."""
        return backprop(self.network, self.x[None], self.y[None])[1]

    @property
    def after_update(self):
        """The Network with the weights that the update leaves."""
        return self.network.at(self.theta - self.eta * self.gradient)

    def next_cycle(self):
        """Keep the new weights, and begin again at the input."""
        theta = self.after_update.theta
        with self.hold_trait_notifications():
            self.theta, self.step, self.cycle = theta, 0, self.cycle + 1

    def draw(self):
        """Draw new weights and biases, with one decimal."""
        self.seed += 1
        with self.hold_trait_notifications():
            self.theta = self.start = _draw(self.sizes, self.seed)
            self.step, self.cycle = 0, 1

    @property
    def paths(self):
        """[(units passed, factors, product)]: every path from the chosen weight up to E."""
        if not self.weight:
            return []
        (l, j, i), net, trace = self.weight, self.network, self.trace

        def up(m, unit):
            if m == net.L:
                return [((unit,), (trace.delta[m][0, unit],))]
            return [((unit, *units), (trace.slope[m][0, unit], net.W[m+1][above, unit], *factors))
                    for above in range(net.sizes[m+1]) for units, factors in up(m + 1, above)]
        came_in = trace.a[l-1][0, i]
        return [(units, tuple(float(one) for one in (came_in, *factors)), float(np.prod([came_in, *factors])))
                for units, factors in up(l, j)]

    def alt(self):
        (line, _, _), made = self.now()
        name, says, (_, *numbers) = formula(self)
        phase = next(phase for phase, lines in PHASES.items() if line in lines)
        L, words = len(self.sizes) - 1, (
            f"A {'-'.join(map(str, self.sizes))} network, computed one line at a time; now {phase}, "
            f"{count_of(self)}: {name}, {says}, {'; '.join(numbers)}.")
        if ("E", L, 0) in made:
            words += f" E = {four(self.E)}."
        if self.weight:
            (l, j, i), paths = self.weight, self.paths
            words += f" From W[{l}][{j}, {i}] {len(paths)} path"
            words += "s lead to E" if len(paths) > 1 else " leads to E"
            if ("delta", L, self.sizes[-1] - 1) in made:
                words += f"; {'their products add' if len(paths) > 1 else 'its product comes'} up to "
                words += four(sum(product for *_, product in paths))
            words += "."
        return words

    def still(self):
        return Sheet(self).picture()


def _draw(sizes, seed):
    return (np.random.default_rng(seed).uniform(-1, 1, count(sizes)).round(1) + 0.0).tolist()


def _sized(name, values, length, largest, needs):
    most = abs(values).max(initial=0.0)
    if len(values) != length or most > largest:
        came = f"{len(values)} numbers" if len(values) != length else f"numbers up to {most:g}"
        raise traitlets.TraitError(f"{name} came with {came}, but {needs} {length}, none larger than "
                                   f"{largest:g}: give them as one vector.")
    return values
