// A training run that can be looked at in any moment: data, beginnings, small pieces of work.

import { count, Network, RULES, windows } from "./engine.js";
import { initialWeights, Random } from "./chance.js";

export const INPUTS = { digits: 64 }, OUTPUTS = { digits: 10 };
export const sizesOf = (data, hidden) => [INPUTS[data] ?? 2, ...hidden, OUTPUTS[data] ?? 1];

// "8, 8" → [8, 8], or a sentence that says what is wrong.
export function parseLayers(text, most = 4, widest = 32) {
  const wanted = `give the units of 1 to ${most} hidden layers, each from 1 to ${widest}, such as 8, 8; or none`;
  if (/^\s*(none|0)\s*$/i.test(text)) return { value: [] };
  const parts = text.trim().split(/[\s,;×x-]+/).filter((one) => one !== "");
  if (!parts.length) return { wrong: `Nothing is written here: ${wanted}.` };
  const odd = parts.find((one) => !/^\d+$/.test(one) || +one < 1 || +one > widest);
  if (odd !== undefined) return { wrong: `“${odd}” is no number of units: ${wanted}.` };
  if (parts.length > most) return { wrong: `${parts.length} hidden layers are too many for this room: ${wanted}.` };
  return { value: parts.map(Number) };
}

// θ to begin with. Besides the ways of the library those of notebook 09.
export function beginning(start, sizes, seed) {
  if (start === "all 0" || start === "all 0.1") return new Float64Array(count(sizes)).fill(start === "all 0" ? 0 : 0.1);
  const [, times, how] = /^(?:(\d+) × )?(\w+)$/.exec(start);
  return initialWeights(how, sizes, new Random(seed)).map((w) => (times ? times * w : w));
}

// The network of these settings at θ.
export function networkOf({ data, hidden, activation, loss, decay }, theta) {
  const digits = data === "digits", kind = digits ? "categorical cross-entropy" : "two-class cross-entropy";
  return new Network({ sizes: sizesOf(data, hidden), phi: [...hidden.map(() => activation), digits ? "softmax" : "logistic"],
    loss: loss === "cross-entropy" ? kind : loss, theta, decay });
}

// The two parts of the digits from one text: 64 bytes from 0 to 16 for each image.
export function digitParts({ pixels, labels, training }) {
  const bytes = Uint8Array.from(atob(pixels), (sign) => sign.charCodeAt(0));
  const part = (from, to) => ({ N: to - from, x: Float64Array.from(bytes.subarray(64 * from, 64 * to), (ink) => ink / 16),
    y: Float64Array.from({ length: 10 * (to - from) }, (_, k) => (+labels[from + Math.floor(k / 10)] === k % 10 ? 1 : 0)) });
  return { training: part(0, training), validation: part(training, labels.length), labels };
}

export const planePart = (points) => ({ N: points.length, x: Float64Array.from(points.flatMap(([x1, x2]) => [x1, x2])),
  y: Float64Array.from(points, (point) => point[2]) });

// How many rows name the same class as their target: at 0.5 with one output, else the largest.
function rightRows(a, y, N) {
  const width = y.length / N;
  let right = 0;
  for (let n = 0; n < N; n++) {
    let best = 0;
    for (let k = 1; k < width; k++) if (a[n * width + k] > a[n * width + best]) best = k;
    right += width === 1 ? (a[n] >= 0.5) === (y[n] >= 0.5) : y[n * width + best] === 1;
  }
  return right;
}

// Where no gradient comes down, and why; "" where it does. came, awake: of each layer, whether any delta (beyond
// 1e-100), any activation, is other than 0 for some example.
function stuck(net, came, awake, wrong) {
  const { L, W } = net, again = "Make η or the start smaller, and start anew.";
  if (!came[L]) return wrong ? `The output is saturated for every example, its slope 0 or next to it: no gradient comes down. ${again}` : "";
  let l = L - 1;
  while (l > 0 && came[l]) l -= 1;
  if (l === 0) return "";
  const above = l + 1 === L ? "the output" : `layer ${l + 1}`;
  if (W[l + 1].every((w) => w === 0)) return `All weights into ${above} are 0: no gradient comes down past it.`;
  if (awake[l]) return `Every unit of layer ${l} is saturated, its slope 0 or next to it: no gradient comes down. ${again}`;
  const silent = Array.from({ length: l }, (_, k) => k + 1).filter((k) => !awake[k]);
  return `Every unit of ${silent.length > 1 ? "layers" : "layer"} ${silent.join(", ").replace(/, (\d+)$/, " and $1")} is silent, 0 for every example: no gradient comes down. ${again}`;
}

// One training run. settings() says how it is set now: eta and batch may change between steps.
export class Training {
  constructor(settings) {
    Object.assign(this, { settings, traces: new Map() });
  }
  // Begin at theta, after so many epochs. parts: {training, validation}.
  reset(theta, epochs, parts) {
    const { seed } = this.settings();
    Object.assign(this, { theta, parts, epoch: Math.floor(epochs), at: 0, order: null, random: new Random(seed + 1), rule: null, history: [], gap: 0.01, failed: "" });
    this.traces.clear();
    this.tune();
    this.good = { theta: theta.slice(), epoch: this.epoch, at: 0 };
    this.measured();
  }
  // The run as it stands; resume goes on with it, after a reset to the same settings.
  saved() {
    const { net, theta, epoch, at, order, random, rule, ruleName, history, gap, good, seen, epochs } = this;
    return { net, theta, epoch, at, order, random, rule, ruleName, history, gap, good, seen, epochs };
  }
  resume({ epochs, ...run }) {
    Object.assign(this, run);
    this.tune();
  }
  // The network and the rule as they are set now, at the same θ.
  tune() {
    const settings = this.settings();
    this.net = networkOf(settings, this.theta);
    if (this.ruleName !== settings.rule) this.rule = null;
    this.ruleName = settings.rule;
  }
  get N() { return this.parts.training.N; }
  get epochs() { return this.epoch + (this.N ? this.at / this.N : 0); }
  traceFor(N) {
    if (!this.traces.has(N)) this.traces.set(N, this.net.blankTrace(N));
    return this.traces.get(N);
  }
  // One step of the rule on the next mini-batch.
  step() {
    const { eta, batch } = this.settings(), { x, y } = this.parts.training, { N, net } = this;
    if (this.at === 0) this.order = this.random.permutation(N);
    const rows = this.order.slice(this.at, this.at + batch), width = net.sizes[0], out = net.sizes[net.L];
    const xs = new Float64Array(rows.length * width), ys = new Float64Array(rows.length * out);
    rows.forEach((n, k) => {
      xs.set(x.subarray(n * width, (n + 1) * width), k * width);
      ys.set(y.subarray(n * out, (n + 1) * out), k * out);
    });
    const trace = this.traceFor(rows.length), E = net.backprop(xs, ys, rows.length, trace);
    this.rule ??= new RULES[this.ruleName]({ eta });
    this.rule.eta = eta;
    if (Number.isFinite(E)) this.rule.step(this.theta, trace.gradient);
    if (!Number.isFinite(E) || !this.theta.every(Number.isFinite)) return this.fail();
    this.at += rows.length;
    if (this.at >= N) { this.at = 0; this.epoch += 1; }
    return true;
  }
  // E is no longer a number: go back to the last good place.
  fail() {
    this.failed = `Stopped after ${Math.round(100 * this.epochs) / 100} epochs: E is no longer a finite number, the steps were too long. ` +
      "The picture shows the last good network. Make η smaller and start anew.";
    this.theta.set(this.good.theta);
    Object.assign(this, { epoch: this.good.epoch, at: this.good.at, rule: null });
    return false;
  }
  // E, the share of right answers and the size of ∂E/∂W[l] by layer, slice by slice.
  *measure({ x, y, N }, withGradient, slice = 96) {
    const { net } = this, width = net.sizes[0], out = net.sizes[net.L], gradient = new Float64Array(net.theta.length);
    const came = net.sizes.map(() => false), awake = net.sizes.map(() => false);      // of each layer: is any of it alive?
    let E = 0, right = 0;
    for (let from = 0; from < N; from += slice) {
      const n = Math.min(slice, N - from), trace = this.traceFor(n);
      const xs = x.subarray(from * width, (from + n) * width), ys = y.subarray(from * out, (from + n) * out);
      E += n / N * (withGradient ? net.backprop(xs, ys, n, trace) : net.errorIn(net.forward(xs, n, trace), ys));
      right += rightRows(trace.a[net.L], ys, n);
      if (withGradient) for (let k = 0; k < gradient.length; k++) gradient[k] += n / N * trace.gradient[k];
      for (let l = 1; withGradient && l <= net.L; l++) {
        came[l] ||= trace.delta[l].some((one) => Math.abs(one) > 1e-100);
        awake[l] ||= trace.a[l].some((one) => one !== 0);
      }
      yield "slice";
    }
    const { W } = windows(gradient, net.sizes);
    return { E, accuracy: right / N, stuck: withGradient ? stuck(net, came, awake, right < N) : "", sizes: W.slice(1).map((dW) => Math.sqrt(dW.reduce((sum, g) => sum + g * g, 0))) };
  }
  *look() {
    if (!this.N) { this.seen = null; return; }
    const epochs = this.epochs, place = { theta: this.theta.slice(), epoch: this.epoch, at: this.at };
    const training = yield* this.measure(this.parts.training, true);
    const held = this.parts.validation && (yield* this.measure(this.parts.validation, false));
    if (!Number.isFinite(training.E)) { this.fail(); return; }
    this.seen = { ...training, validation: held };
    this.good = place;
    const [before, last] = this.history.slice(-2);       // after a time not every epoch: a longer gap, and always the last
    if (last && (last.epochs === epochs || epochs - before.epochs < this.gap)) this.history.pop();
    if (this.history.length > 400) [this.gap, this.history] = [2 * this.gap, this.history.filter((_, k) => k % 2 === 0)];
    this.history.push({ epochs, E: training.E, accuracy: training.accuracy, heldE: held?.E, heldAccuracy: held?.accuracy });
  }
  // All work, piece by piece: "step" after a step, "epoch" after an epoch was looked at.
  *work() {
    while (!this.failed) {
      if (!this.step()) return;
      yield "step";
      if (this.at === 0) {
        yield* this.look();
        yield "epoch";
      }
    }
  }
  // As look, at once.
  measured() {
    for (const _ of this.look());
    return this.seen;
  }
}
