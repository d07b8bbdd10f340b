// The network of this course in JavaScript: what course_lib computes, for pictures that can be touched.
//
//     z[l] = a[l-1] @ W[l].T + b[l]                 net input
//     a[l] = φ(z[l])                                activity
//     delta[l-1] = delta[l] @ W[l] * φ′(z[l-1])     the delta recursion
//
// Names and formulas are those of the Python, and tests/test_engine.py holds the two together.
// Examples are rows. A matrix is one Float64Array, row after row: W[l][j * n_in + i] is the weight to
// unit j from unit i. Lists are indexed by layer; place 0 is the input, which computes nothing.

import { byName, checkRows, checkSizes, refuse, shown } from "./doors.js";

// ---- Layout: theta = [ W[1] row by row | b[1] | W[2] row by row | b[2] | … ]

export const count = (sizes) => sum(1, sizes.length, (l) => sizes[l] * (sizes[l-1] + 1));

// W[l] and b[l] are windows on θ, not copies: whoever changes one changes the other.
export function windows(theta, sizes) {
  if (!(theta instanceof Float64Array) || theta.length !== count(sizes))
    refuse(`theta is ${shown(theta)}, but sizes ${shown(sizes)} needs a Float64Array of ${count(sizes)} weights ` +
           "and biases: initialWeights makes one.");
  const W = [null], b = [null];
  for (let l = 1, start = 0; l < sizes.length; l++) {
    const end = start + sizes[l] * sizes[l-1];
    W.push(theta.subarray(start, end));
    b.push(theta.subarray(end, start = end + sizes[l]));
  }
  return { W, b };
}

// ---- Matrix products. C has n rows and m columns; k is what is summed over.
export const times = (A, B, n, k, m, C) => product(A, k, 1, B, m, 1, n, k, m, C);                // A @ B
export const timesTransposed = (A, B, n, k, m, C) => product(A, k, 1, B, 1, k, n, k, m, C);      // A @ B.T
export const transposedTimes = (A, B, n, k, m, C) => product(A, 1, n, B, m, 1, n, k, m, C);      // A.T @ B

// A's next row is `down` places on, its next column `right`; B's are `below` and `beside`.
function product(A, down, right, B, below, beside, n, k, m, C = new Float64Array(n * m)) {
  for (let r = 0; r < n; r++)
    for (let c = 0; c < m; c++) {
      let total = 0;
      for (let s = 0, p = r * down, q = c * beside; s < k; s++, p += right, q += below) total += A[p] * B[q];
      C[r * m + c] = total;
    }
  return C;
}

// ---- Activation functions φ. All but softmax work on each number by itself: value(z), and slope(z, a),
//      which is φ′(z) from z or from a, whichever is simpler; at a kink, the slope from the left.
export const ACTIVATIONS = named({
  "linear": { value: (z) => z, slope: () => 1 },
  "logistic": { value: (z) => 1 / (1 + Math.exp(-z)), slope: (z, a) => (1 - a) * a },
  "tanh": { value: (z) => Math.tanh(z), slope: (z, a) => 1 - a * a },
  "scaled tanh": { value: (z) => 1.7159 * Math.tanh(2 / 3 * z),   // through (-1, -1), (0, 0), (1, 1)
                   slope: (z, a) => -2 / 3 / 1.7159 * (a * a) + 2 / 3 * 1.7159 },
  "relu": { value: (z) => Math.max(z, 0), slope: (z) => (z > 0 ? 1 : 0), kinks: [0] },
  "leaky relu": { value: (z) => Math.max(z, 0.01 * z), slope: (z) => (z > 0 ? 1 : 0.01), kinks: [0] },
  "gelu": { value: (z) => z * normalArea(z), slope: (z) => z * bell(z) + normalArea(z) },
  "softplus": { value: softplus, slope: (z, a) => -Math.expm1(-a) },
  "softmax": { rows: softmax, pullRows: softmaxPull },            // no slope: the outputs of a row hang together
});

// log(1 + e^z) = max(z, 0) + log(1 + e^-|z|): no overflow, and small values keep their digits.
function softplus(z) { return Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0); }

// The normal distribution's bell, e^(-z²/2) / √2π. Rounding z² would cost digits far out, so it is taken
// in two parts: the square of the first 24 binary digits of z is exact.
function bell(z) {
  if (Math.abs(z) > 40) return 0;
  const first = Math.fround(z), rest = (z - first) * (z + first);
  return Math.exp(-0.5 * first * first) * Math.exp(-0.5 * rest) / Math.sqrt(2 * Math.PI);
}

// Φ(z), its area to the left of z: ½ + bell · (z + z³/3 + z⁵/(3·5) + …), and in the tails, where that ½
// would cost digits, bell / (x + 1/(x + 2/(x + 3/(x + …)))) with x = |z|, from deep down upwards.
export function normalArea(z) {
  const x = Math.abs(z), deep = Math.ceil(12 + 300 / (x * x));
  let series = z, term = z, below = (x + Math.sqrt(x * x + 4 * deep)) / 2;
  if (z > -1 && z < 5) {
    for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(series); k += 2) series += term *= z * z / k;
    return 0.5 + bell(z) * series;
  }
  for (let k = deep - 1; k > 0; k--) below = x + k / below;
  return z < 0 ? bell(x) / below : 1 - bell(x) / below;
}

// Each row of z as probabilities: e^z over its sum. The row's largest z is taken off first.
function softmax(z, a, width) {
  for (let from = 0, to = width; from < z.length; from = to, to += width) {
    const top = largest(z, from, to), total = sum(from, to, (k) => a[k] = Math.exp(z[k] - top));
    for (let k = from; k < to; k++) a[k] /= total;
  }
}

// ∂E/∂z_i = a_i (∂E/∂a_i - Σ_j a_j ∂E/∂a_j), the Jacobian's transpose times ∂E/∂a.
function softmaxPull(delta, a, width) {
  for (let from = 0, to = width; from < a.length; from = to, to += width) {
    const mean = sum(from, to, (k) => delta[k] * a[k]);
    for (let k = from; k < to; k++) delta[k] = (delta[k] - mean) * a[k];
  }
}

// Fill a with φ(z). phi is one of ACTIVATIONS; the width of a row matters to softmax only.
export function activate(phi, z, a, width) {
  if (phi.rows) phi.rows(z, a, width);
  else for (let k = 0; k < z.length; k++) a[k] = phi.value(z[k]);
}

// φ′(z), shaped like z; a must be φ(z).
export function slopes(phi, z, a, slope = new Float64Array(z.length)) {
  if (!phi.slope) refuse(`${phi.name} has no slope: each of its outputs depends on every net input. Use pull.`);
  for (let k = 0; k < z.length; k++) slope[k] = phi.slope(z[k], a[k]);
  return slope;
}

// Turn ∂E/∂a into ∂E/∂z, in place. slope is room for φ′(z).
export function pull(phi, delta, z, a, width, slope) {
  if (phi.pullRows) return phi.pullRows(delta, a, width);
  slope = slopes(phi, z, a, slope);
  for (let k = 0; k < z.length; k++) delta[k] *= slope[k];
}

// ---- Error functions. output: the only activation it goes with; its derivative is ∂E/∂z then, else ∂E/∂a.
export const LOSSES = named({
  "half squared error": { output: null, derivative,               // ½ Σ (a - y)², over N
    value: (z, a, y, N) => 0.5 * sum(0, y.length, (k) => (a[k] - y[k]) * (a[k] - y[k])) / N },
  "two-class cross-entropy": { output: "logistic", derivative,    // Σ [log(1 + e^z) - y z], over N
    value: (z, a, y, N) => sum(0, y.length, (k) => softplus(z[k]) - y[k] * z[k]) / N },
  "categorical cross-entropy": { output: "softmax", derivative, value: categorical },
});

// Σ_n log Σ_j e^z_nj - Σ y z, over N. The row's largest z is taken off both: the difference stays.
function categorical(z, a, y, N) {
  let E = 0;
  for (let from = 0, width = y.length / N, to = width; from < y.length; from = to, to += width) {
    const top = largest(z, from, to);
    E += Math.log(sum(from, to, (k) => Math.exp(z[k] - top))) - sum(from, to, (k) => y[k] * (z[k] - top));
  }
  return E / N;
}

// (a - y) / N. The factor 1/N enters here, once, so nothing further down divides again.
function derivative(a, y, N, delta) { for (let k = 0; k < y.length; k++) delta[k] = (a[k] - y[k]) / N; }

// ---- A dense feed-forward network: layers 1 … L above the input layer 0. phi: a name for each of the
//      layers 1 … L; loss: a name; decay: adds decay/2 · Σ w² over all weights (not the biases) to E.
export class Network {
  constructor({ sizes, phi, loss, theta, decay = 0 }) {
    checkSizes(sizes);
    const L = sizes.length - 1;
    if (!Array.isArray(phi) || phi.length !== L)
      refuse(`phi is ${shown(phi)}, but sizes ${shown(sizes)} has ${L} layers above the input: give a name for each.`);
    phi = [null, ...phi.map((name) => byName(name, ACTIVATIONS, "activation"))];
    loss = byName(loss, LOSSES, "loss");
    if (loss.output && phi[L].name !== loss.output)
      refuse(`the output activation is ${phi[L].name}, but ${loss.name} goes with ${loss.output}: make it the last ` +
             "of phi, or take the half squared error, which goes with any.");
    if (!(Number.isFinite(decay) && decay >= 0))
      refuse(`decay is ${shown(decay)}, but a finite number was expected: give 0 or more.`);
    Object.assign(this, { sizes: [...sizes], L, phi, loss, decay }).bind(theta);
    if (!theta.every(Number.isFinite)) refuse("theta holds NaN or Infinity, but numbers were expected: draw it anew.");
  }
  bind(theta) {                              // θ is where W and b live, so it stays the same array
    return Object.defineProperty(Object.assign(this, windows(theta, this.sizes)), "theta", { value: theta });
  }
  at(theta) {                                // the same network at another point θ of its weight space
    return Object.assign(Object.create(Network.prototype), this).bind(theta);
  }
  blankTrace(N) {                            // room for N examples; used again, no array is made anew
    const room = () => this.sizes.map((n, l) => (l ? new Float64Array(N * n) : null));
    const gradient = new Float64Array(this.theta.length), { W: dW, b: db } = windows(gradient, this.sizes);
    return { N, z: room(), a: room(), slope: room(), delta: room(), gradient, dW, db };
  }
  forward(x, N, trace = this.blankTrace(N)) {                    // z and a of every layer for the rows of x
    checkRows("x", x, N, this.sizes[0]);
    if (trace.N !== N) refuse(`the trace has room for ${trace.N} examples, but x has ${N}: make a net.blankTrace(${N}).`);
    const { z, a } = trace, { W, b, phi, sizes } = this;
    a[0] = x;
    for (let l = 1; l <= this.L; l++) {
      timesTransposed(a[l-1], W[l], N, sizes[l-1], sizes[l], z[l]);
      for (let k = 0; k < z[l].length; k++) z[l][k] += b[l][k % sizes[l]];
      activate(phi[l], z[l], a[l], sizes[l]);
    }
    return trace;
  }
  error(x, y, N) {                           // E: the mean over the examples, and the weight decay
    checkRows("y", y, N, this.sizes[this.L]);
    return this.errorIn(this.forward(x, N), y);
  }
  errorIn({ z, a, N }, y) {                  // E, where the way forward has been made
    const squares = (W) => sum(0, W.length, (k) => W[k] * W[k]);
    const penalty = this.decay ? 0.5 * this.decay * sum(1, this.L + 1, (l) => squares(this.W[l])) : 0;
    return this.loss.value(z[this.L], a[this.L], y, N) + penalty;
  }
  // Return E. slope, delta, gradient and its windows dW, db are in the trace then; but no slope where none
  // is asked for: in softmax, and in a last layer under a cross-entropy.
  backprop(x, y, N, trace = this.blankTrace(N)) {
    checkRows("y", y, N, this.sizes[this.L]);
    const { z, a, slope, delta, dW, db } = this.forward(x, N, trace), { W, phi, sizes, L, loss, decay } = this;
    loss.derivative(a[L], y, N, delta[L]);
    if (!loss.output) pull(phi[L], delta[L], z[L], a[L], sizes[L], slope[L]);
    for (let l = L; l > 1; l--) {
      times(delta[l], W[l], N, sizes[l], sizes[l-1], delta[l-1]);                       // ∂E/∂a[l-1]
      pull(phi[l-1], delta[l-1], z[l-1], a[l-1], sizes[l-1], slope[l-1]);               // ∂E/∂z[l-1]
    }
    for (let l = 1; l <= L; l++) {
      transposedTimes(delta[l], a[l-1], sizes[l], N, sizes[l-1], dW[l]);                // delta[l].T @ a[l-1]
      db[l].fill(0);
      for (let k = 0; k < delta[l].length; k++) db[l][k % sizes[l]] += delta[l][k];     // summed over the rows
      if (decay) for (let k = 0; k < W[l].length; k++) dW[l][k] += decay * W[l][k];
    }
    return this.errorIn(trace, y);
  }
}

// ---- Rules for one step downhill, each by the change of one parameter: k is its place, g = ∂E/∂θ_k.
//      A rule remembers (a velocity v, running means m, s) and so belongs to one training run.
export class Rule {
  constructor(rates, ...memories) {
    for (const [name, value] of Object.entries(rates)) {
      const above = name === "eta" || name === "epsilon";
      if (!(Number.isFinite(value) && (above ? value > 0 : value >= 0 && value < 1)))
        refuse(`${name} is ${shown(value)}, but a number was expected: give one ${above ? "above 0" : "from 0 and below 1"}.`);
    }
    Object.assign(this, rates, { memories });
  }
  step(theta, gradient) {
    for (const name of this.memories) this[name] ??= new Float64Array(theta.length);
    for (const other of [gradient, ...this.memories.map((name) => this[name])])
      if (other.length !== theta.length)
        refuse(`theta is ${shown(theta)}, but the gradient, or what the rule remembers, ${shown(other)}: they must be ` +
               "as long, and a rule belongs to one training run, so make a new one for another network.");
    for (let k = 0; k < theta.length; k++) theta[k] += this.change(gradient[k], k);
  }
}

export class GradientDescent extends Rule {                      // θ ← θ - η g
  constructor({ eta } = {}) { super({ eta }); }
  change(g) { return -this.eta * g; }
}

export class Momentum extends Rule {                             // v ← α v - η g;  θ ← θ + v
  constructor({ eta, alpha = 0.9 } = {}) { super({ eta, alpha }, "v"); }
  change(g, k) { return this.v[k] = this.alpha * this.v[k] - this.eta * g; }
}

export class Nesterov extends Momentum {                         // θ ← θ + α v - η g, with the new v
  change(g, k) { return this.alpha * super.change(g, k) - this.eta * g; }
}

export class RMSProp extends Rule {                              // θ ← θ - η g / (√s + ε), s the mean of g²
  constructor({ eta = 1e-3, rho = 0.9, epsilon = 1e-8 } = {}) { super({ eta, rho, epsilon }, "s"); }
  change(g, k) {
    this.s[k] = this.rho * this.s[k] + (1 - this.rho) * g * g;
    return -this.eta * g / (Math.sqrt(this.s[k]) + this.epsilon);
  }
}

export class Adam extends Rule {                                 // both together, each corrected for its start at 0
  constructor({ eta = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = {}) {
    super({ eta, beta1, beta2, epsilon }, "m", "v");
    this.t = 0;
  }
  step(theta, gradient) { this.t += 1; super.step(theta, gradient); }
  change(g, k) {
    this.m[k] = this.beta1 * this.m[k] + (1 - this.beta1) * g;
    this.v[k] = this.beta2 * this.v[k] + (1 - this.beta2) * g * g;
    const mHat = this.m[k] / (1 - this.beta1 ** this.t), vHat = this.v[k] / (1 - this.beta2 ** this.t);
    return -this.eta * mHat / (Math.sqrt(vHat) + this.epsilon);
  }
}

export class Shrinking extends Rule {                            // another rule; then every θ_k loses a share of itself
  constructor({ rule, share } = {}) { super({ share }); this.rule = rule; }
  step(theta, gradient) {
    this.rule.step(theta, gradient);
    for (let k = 0; k < theta.length; k++) theta[k] *= 1 - this.share;
  }
}

export const RULES = { "gradient descent": GradientDescent, "momentum": Momentum, "nesterov": Nesterov,
                       "rmsprop": RMSProp, "adam": Adam };

// ---- Small help.
export function sum(from, to, f) {
  let total = 0;
  for (let k = from; k < to; k++) total += f(k);
  return total;
}
export function largest(z, from, to) {
  let top = -Infinity;
  for (let k = from; k < to; k++) top = Math.max(top, z[k]);
  return top;
}
function named(table) {                      // every row knows its name, and its kinks
  return Object.fromEntries(Object.entries(table).map(([name, row]) => [name, { name, kinks: [], ...row }]));
}
