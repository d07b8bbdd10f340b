// What the bug switchboard asks: the checks of notebook 07, at the networks and examples that Python gives.

import { Network } from "./engine.js";
import { along, centralDifference, relativeError } from "./gradcheck.js";
import { BACKPROP, VARIANTS } from "./mistakes.js";

export const EPOCHS = 60;                              // of the training
const BATCH = 20, DECAY = 1e-4;
const RUNS = { ...BACKPROP, ...VARIANTS, "": (net, x, y, N) => {
  const trace = net.blankTrace(N);
  return { E: net.backprop(x, y, N, trace), gradient: trace.gradient };
} };
export const homeOf = (data, name) => data.home[name] ?? "logistic";
const numbers = (list) => Float64Array.from(list);

function network(data, kind, sizes, theta, decay) {
  const [hidden, output, loss] = data.kinds[kind];
  return new Network({ sizes, phi: [...sizes.slice(2).map(() => hidden), output], loss, theta, decay });
}

// The network and the examples at which a gradient check asks; asked: {N, weights, decay, biases}.
export function problem(data, kind, check, asked) {
  const square = check === "one example" || check === "a batch", N = check === "one example" ? 1 : asked.N;
  const { sizes, theta, x, y } = square ? data.square : data.full;
  const net = network(data, kind, sizes, numbers(theta).map((t) => t * asked.weights), square ? 0 : asked.decay);
  if (square || !asked.biases) net.b.slice(1).forEach((b) => b.fill(0));
  return { net, N, x: numbers(x[N - 1]), y: numbers(y[N - 1]) };
}

// What the differences say there, and how far from it a right gradient may be: as gradcheck.central_tolerance.
export function witness(data, kind, check, asked) {
  const made = problem(data, kind, check, asked), { net, N, x, y } = made, { theta } = net, nudge = asked.h;
  const E = (at) => net.at(at).error(x, y, N);
  if (check === "two runs") return { ...made, v: numbers(data.direction), allowed: asked.bound, reference: [along(E, theta, numbers(data.direction), nudge)] };
  const reference = centralDifference(E, theta, nudge);
  const rounding = 4 * Number.EPSILON * (1 + Math.abs(E(theta))) / nudge * Math.sqrt(theta.length);
  return { ...made, reference, allowed: Math.max(100 * nudge ** 2, rounding / Math.max(Math.hypot(...reference), 1e-300)) };
}

// {error, allowed, alarm, refused}: what this witness says of the program; refused: why it does not run there.
export function ask(name, { net, N, x, y, v, reference, allowed }) {
  try {
    const { gradient } = RUNS[name](net, x, y, N);
    const error = relativeError(v ? [v.reduce((total, one, k) => total + one * gradient[k], 0)] : gradient, reference);
    return { error, allowed, alarm: !(error <= allowed), length: gradient.length };
  } catch (refused) {
    return { error: NaN, allowed, alarm: true, refused: refused.message, length: NaN };
  }
}

const median = (three) => three.some(Number.isNaN) ? NaN : [...three].sort((p, q) => p - q)[1];
function largestAt(a, from, to) {                     // as NumPy's argmax, for which "not a number" is the largest
  let best = from;
  for (let k = from + 1; k < to; k++) if (a[k] > a[best] || (Number.isNaN(a[k]) && !Number.isNaN(a[best]))) best = k;
  return best - from;
}

// Train from three starts, an epoch at a time; the last value is {curve, share}: the medians.
export const train = function* (data, name, kind, eta) {
  const x = numbers(data.wheel.x), arm = data.wheel.kind, M = arm.length, y = new Float64Array(5 * M);
  arm.forEach((j, n) => { y[5 * n + j] = 1; });
  const batch = numbers({ length: 5 * BATCH }), target = batch.slice(), curves = [], shares = [];
  for (const start of data.starts) {
    const order = atob(start.batches), net = network(data, kind, data.square.sizes, numbers(start.theta), DECAY);
    const trace = net.blankTrace(M), curve = [net.error(x, y, M)];
    for (let epoch = 0, at = 0; epoch < EPOCHS; epoch++) {
      for (let step = 0; step < M / BATCH; step++) {
        for (let r = 0; r < BATCH; r++, at++) {
          const n = order.charCodeAt(at);
          for (let i = 0; i < 5; i++) { batch[5 * r + i] = x[5 * n + i]; target[5 * r + i] = y[5 * n + i]; }
        }
        const { gradient } = RUNS[name](net, batch, target, BATCH);
        for (let k = 0; k < gradient.length; k++) net.theta[k] -= eta * gradient[k];
      }
      curve.push(net.errorIn(net.forward(x, M, trace), y));
      yield null;
    }
    shares.push(arm.filter((j, n) => largestAt(trace.a[2], 5 * n, 5 * n + 5) === j).length / M);
    curves.push(curve);
  }
  yield { curve: curves[0].map((_, k) => median(curves.map((curve) => curve[k]))), share: median(shares) };
};

// Which words of two lines differ: two lists of [text, whether it differs]; "" where the other line has something more.
export function differences(one, other) {
  const [A, B] = [one, other].map((text) => text.match(/\w+|\s+|[^\w\s]/g) ?? []), common = A.map(() => []);
  const at = (i, j) => common[i]?.[j] ?? 0;
  for (let i = A.length - 1; i >= 0; i--)
    for (let j = B.length - 1; j >= 0; j--) common[i][j] = A[i] === B[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const left = [], right = [];
  const add = (list, text, differs) => { list.at(-1)?.[1] === differs ? list.at(-1)[0] += text : list.push([text, differs]); };
  for (let i = 0, j = 0; i < A.length || j < B.length;) {
    if (i < A.length && A[i] === B[j]) { add(left, A[i++], false); add(right, B[j++], false); }
    else {
      const here = j >= B.length || (i < A.length && at(i + 1, j) >= at(i, j + 1));
      add(left, here ? A[i++] : "", true);
      add(right, here ? "" : B[j++], true);
    }
  }
  return [left, right];
}
