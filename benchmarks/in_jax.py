"""The gradient and the step in JAX: each one compiled program."""
import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.workloads import ETA, Contestant, flat, parts_of

jax.config.update("jax_enable_x64", True)       # else float64 would silently be float32


def compiled(problem):
    """value_and_grad and the whole step, jitted; θ as a list of arrays, or as one vector."""
    net, N = problem.net, len(problem.x)
    data = jnp.array(problem.x), jnp.array(problem.y), jnp.array(problem.labels)
    names = {"logistic": jax.nn.sigmoid, "tanh": jnp.tanh, "relu": jax.nn.relu,
             "softmax": jax.nn.log_softmax}
    phi, parts = [names[phi.name] for phi in net.phi[1:]], parts_of(net)
    ends = np.cumsum([part.size for part in parts])[:-1]

    def error(theta, x, y, labels):
        a = x
        for W, b, phi_l in zip(theta[::2], theta[1::2], phi, strict=True):
            a = phi_l(a @ W.T + b)
        if net.loss.output:
            return -jnp.take_along_axis(a, labels[:, None], 1).mean()
        return 0.5 * jnp.sum((a - y) ** 2) / N

    def error_of_vector(theta, *data):
        windows = zip(jnp.split(theta, ends), parts, strict=True)
        return error([window.reshape(part.shape) for window, part in windows], *data)

    def contestant(form, error, theta):
        slope = jax.value_and_grad(error)
        quick_slope, leaves = jax.jit(slope), jax.tree.leaves

        def down(theta, *data):
            _, gradient = slope(theta, *data)
            return jax.tree.map(lambda part, dE: part - ETA * dE, theta, gradient)
        quick_down = jax.jit(down, donate_argnums=0)

        def gradient():
            E, dE = quick_slope(theta, *data)
            wait(dE)
            return E, dE

        def step():
            nonlocal theta
            theta = quick_down(theta, *data)
            wait(theta)

        def wait(arrays):           # all answers of one program are ready at the same time
            (arrays[-1] if isinstance(arrays, list) else arrays).block_until_ready()
        return Contestant("JAX", form, gradient, step,
                          lambda answer: (float(answer[0]), flat(leaves(answer[1]))),
                          lambda: flat(leaves(theta)))
    return [contestant("a list of arrays", error, [jnp.array(part) for part in parts]),
            contestant("one vector", error_of_vector, jnp.array(net.theta))]
