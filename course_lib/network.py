"""A dense feed-forward network: layers 1 … L above the input layer 0.

    z[l] = a[l-1] @ W[l].T + b[l]        net input      (N, n_l)
    a[l] = phi[l](z[l])                  activity       (N, n_l)

Lists are indexed by layer number, as in the equations: a[0] is the input x,
and W[0], b[0], z[0] are None, because the input layer computes nothing.
W[l][j, i] is w_ji of layer l: the weight to unit j from unit i.

All parameters live in one flat vector θ; W[l] and b[l] are windows on it
(see layout). Whoever changes θ changes the network, and the other way round.
"""
import numpy as np

from course_lib.activations import ACTIVATIONS, QUIET
from course_lib.doors import check_batch, check_network, check_point, check_shapes, named
from course_lib.layout import aligned, count, windows
from course_lib.losses import LOSSES


class Trace:
    """What one forward and backward pass leaves behind, layer by layer.

    z net input, a activity, slope φ′(z), delta ∂E/∂z : lists of (N, n_l), place 0 for the input.
    gradient ∂E/∂θ, and dW, db, its windows. Before the first pass back there is no slope, no
    delta and no gradient: None.
    A trace is also the room for the next pass: used again, no array is made anew.
    """

    def __init__(self, sizes, N, dtype):
        self.like = (N, sizes[0]), (N, sizes[-1]), np.dtype(dtype)
        self.sizes, self.N = sizes, np.asarray(N, dtype)
        self.z, self.a = self._rooms(2)
        self.slope = self.delta = self.delta_T = [None] * len(sizes)
        self.gradient = self.dW = self.db = self.ones = None

    def _rooms(self, number):
        """So many lists by layer of empty arrays, (N, n_l)."""
        (N, _), _, dtype = self.like
        arrays, L = aligned([(N, n) for n in self.sizes[1:]] * number, dtype), len(self.sizes) - 1
        return ([None, *arrays[k * L:(k + 1) * L]] for k in range(number))

    def fits(self, x, y):
        """Whether x and y have the shapes and the dtype that this trace has room for."""
        x_shape, y_shape, dtype = self.like
        return x.shape == x_shape and y.shape == y_shape and x.dtype == y.dtype == dtype

    def collect_in(self, gradient):
        """Have dW and db be windows on this vector, which is to hold ∂E/∂θ; return it."""
        if gradient is not self.gradient:
            if not (isinstance(gradient, np.ndarray) and gradient.shape == (count(self.sizes),)
                    and gradient.dtype == self.N.dtype and gradient.flags.carray):
                raise ValueError(f"gradient is {type(gradient).__name__} of shape {np.shape(gradient)}, but "
                                 f"{count(self.sizes)} numbers of {self.N.dtype} are to be written into it, "
                                 "in one piece: write np.empty_like(net.theta).")
            if self.gradient is None:
                self.slope, self.delta = self._rooms(2)
                self.delta_T = [None, *(delta.T for delta in self.delta[1:])]
                self.ones = np.ones(len(self.z[1]), self.N.dtype)
            self.gradient = gradient
            self.dW, self.db = windows(gradient, self.sizes)
        return gradient


class Windows(list):
    """W or b by layer. net.W[1] = numbers writes them into θ: another array would be no part of it."""

    def __setitem__(self, l, value):
        if np.shape(value) != self[l].shape:
            raise ValueError(f"layer {l} came as {np.shape(value)}, but its window is {self[l].shape}: "
                             "give an array of that shape.")
        self[l][...] = value


class Network:
    """Layer sizes, an activation a layer, an error function, and the parameters θ.

    sizes : (n_0, …, n_L)    phi : one Activation for each of the layers 1 … L    loss : a Loss
    theta : (count(sizes),), float64 or float32, and everything else keeps its dtype
    decay : adds decay/2 · Σ w² over all weights (not the biases) to E

    Raises TypeError or ValueError, with what to do, where these do not fit together.
    """

    def __init__(self, sizes, phi, loss, theta, decay=0.0):
        self.sizes, phi = check_network(sizes, phi, loss, theta, decay)
        self.phi, self.loss, self.decay = [None, *phi], loss, float(decay)
        self.L = len(self.sizes) - 1
        self._bind(theta)

    def _bind(self, theta):
        self._theta = theta
        self.W, self.b = map(Windows, windows(theta, self.sizes))
        self.W_T = [None, *(W.T for W in self.W[1:])]

    @property
    def theta(self):
        """All weights and biases, (P,). Change it in place, or ask for net.at(theta)."""
        return self._theta

    @theta.setter
    def theta(self, value):
        if value is self._theta:  # net.theta -= step has changed it in place already
            return
        raise AttributeError("net.theta is where W and b live, so it stays the same array: write "
                             "net.theta[:] = ... to change it, or net.at(theta) for the same "
                             "network at another point.")

    def at(self, theta):
        """The same network at another point θ of its weight space; complex for the complex step."""
        check_point(theta, self._theta.shape)
        net = object.__new__(Network)
        net.__dict__.update(self.__dict__)
        net._bind(theta)
        return net

    def __getstate__(self):  # for copy and pickle: windows copied by themselves are cut off from θ
        return {name: value for name, value in self.__dict__.items() if name not in ("W", "b", "W_T")}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._bind(self._theta)

    def blank_trace(self, N):
        """Room for a batch of N examples."""
        return Trace(self.sizes, N, self._theta.dtype)

    def trace_for(self, x, y, trace=None):
        """Room for the rows of x and y: this trace, if it fits them, or where there is none a blank one."""
        if trace is not None and type(x) is type(y) is np.ndarray and trace.fits(x, y):
            return trace
        check_shapes(self, x, y)
        if trace is None:
            return self.blank_trace(len(x))
        raise self._no_room(x, trace)

    def _no_room(self, x, trace):
        return ValueError(f"the trace has room for {trace.N.real:.0f} examples in {trace.N.dtype}, but x "
                          f"has {len(x)} in {x.dtype}: make one with net.blank_trace(len(x)).")

    def forward(self, x, trace=None):
        """Compute z and a of every layer for the rows of x, (N, n_0); return the trace."""
        check_shapes(self, x)
        if trace is None:
            trace = self.blank_trace(len(x))
        elif trace.like[0] != x.shape:
            raise self._no_room(x, trace)
        return self.sweep(x, trace)

    @QUIET
    def sweep(self, x, trace):
        """As forward, without a look at x and the trace: for loops that have checked them."""
        z, a, W_T, b, phi = trace.z, trace.a, self.W_T, self.b, self.phi
        a[0] = x
        for l in range(1, self.L + 1):
            a[l-1].dot(W_T[l], z[l])
            np.add(z[l], b[l], z[l])
            phi[l].value(z[l], a[l])
        return trace

    def predict(self, x):
        """Activity of the output layer, (N, n_L), for the rows of x."""
        check_batch(self, x)
        a = self.sweep(x, self.blank_trace(len(x))).a
        return a[self.L].copy()  # or it would keep the whole trace in memory

    def error(self, x, y):
        """E for the rows of x and y: the mean over the examples, and the weight decay."""
        check_batch(self, x, y)
        return self.error_in(self.sweep(x, self.blank_trace(len(x))), y)

    def error_in(self, trace, y):
        """E, where the forward sweep has been made and y been looked at."""
        z, a = trace.z[self.L], trace.a[self.L]
        return self.loss.value(z, a, y, a - y) + self.penalty()

    def penalty(self):
        """decay/2 · Σ w²: what weight decay adds to E."""
        if not self.decay:
            return 0.0
        return 0.5 * self.decay * sum(W.ravel().dot(W.ravel()) for W in self.W[1:])

    def __repr__(self):
        layers = ", ".join(f"{n} {phi}" for n, phi in zip(self.sizes[1:], self.phi[1:], strict=True))
        return f"Network({self.sizes[0]} inputs, {layers}; {self.loss})"

    def save(self, path):
        """Write the network to an .npz file: arrays and names, no code (see load)."""
        for one, known in [*((phi, ACTIVATIONS) for phi in self.phi[1:]), (self.loss, LOSSES)]:
            if known.get(one.name) is not one:
                raise ValueError(f"{one} is not of this library, so load would not find it: save "
                                 "net.theta with np.save, and make the network anew.")
        with open(path, "wb") as file:
            np.savez(file, theta=self.theta, sizes=np.array(self.sizes), decay=np.array(self.decay),
                     phi=np.array([phi.name for phi in self.phi[1:]]), loss=np.array(self.loss.name))


def load(path):
    """Read a network that net.save(path) wrote. A file that holds anything else is refused."""
    with open(path, "rb") as file:  # a file that is not there says so itself
        try:
            with np.load(file, allow_pickle=False) as stored:
                if set(stored.files) != {"sizes", "phi", "loss", "theta", "decay"}:
                    raise ValueError(f"it holds {', '.join(stored.files)}")
                return Network(stored["sizes"],
                               [named(str(name), ACTIVATIONS, "activation") for name in stored["phi"]],
                               named(str(stored["loss"]), LOSSES, "loss"), stored["theta"],
                               float(stored["decay"]))
        except Exception as error:  # whatever a broken zip, header or array can raise
            raise ValueError(f"{path} is no saved network ({error}): give a file that "
                             "net.save(path) wrote.") from None
