// The known mistakes of course_lib.mistakes that a picture can show: each is wrong in one line.
// Their names, and what to say of each, are kept in Python.

import { activate, Adam, GradientDescent, Momentum, Nesterov, pull, RMSProp, slopes, times, timesTransposed, transposedTimes, windows } from "./engine.js";
import { checkRows } from "./doors.js";

// Backpropagation as a textbook writes it, a line a method, so that a mistake can replace one. Right.
export class Textbook {
  static run(net, x, y, N) {                 // E and ∂E/∂θ
    const pass = new this(net, x, y, N);
    pass.backward();
    return { E: pass.E(), gradient: pass.gradient };
  }
  constructor(net, x, y, N) {
    const { L, phi, sizes, W } = net, trace = net.forward(x, N), gradient = new Float64Array(net.theta.length);
    checkRows("y", y, N, sizes[L]);
    Object.assign(this, { net, y, N, L, phi, sizes, W, trace, z: trace.z, a: trace.a, delta: [], gradient });
    ({ W: this.dW, b: this.db } = windows(gradient, sizes));
  }
  backward() {
    this.delta[this.L] = this.outputDelta();
    for (let l = this.L; l > 1; l--) this.delta[l-1] = this.hiddenDelta(l);
    for (let l = 1; l <= this.L; l++) {
      this.dW[l].set(this.weights(l));
      this.db[l].set(this.biases(l));
      if (this.net.decay) this.decay(l);
    }
  }
  E() { return this.net.errorIn(this.trace, this.y); }
  slope(l) { return slopes(this.phi[l], this.z[l], this.a[l]); }
  difference() { return this.a[this.L].map((a, k) => (a - this.y[k]) / this.N); }
  outputDelta() {
    const { L } = this, delta = this.difference();
    if (this.net.loss.output) return delta;
    if (!this.phi[L].pullRows) return product(delta, this.slope(L));
    pull(this.phi[L], delta, this.z[L], this.a[L], this.sizes[L]);
    return delta;
  }
  sentBack(l) { return times(this.delta[l], this.W[l], this.N, this.sizes[l], this.sizes[l-1]); }
  hiddenDelta(l) { return product(this.sentBack(l), this.slope(l - 1)); }
  weights(l) { return transposedTimes(this.delta[l], this.a[l-1], this.sizes[l], this.N, this.sizes[l-1]); }
  biases(l) {
    const sums = new Float64Array(this.sizes[l]);
    this.delta[l].forEach((delta, k) => { sums[k % sums.length] += delta; });
    return sums;
  }
  decay(l) { add(this.dW[l], this.net.decay, this.W[l]); }
}

const product = (A, B) => A.map((value, k) => value * B[k]);
const add = (A, factor, B) => B.forEach((value, k) => { A[k] += factor * value; });

// Where the shapes tell, because two layers differ in width, NumPy refuses; so do we.
function alike(one, other) {
  if (one !== other) throw new Error(`one layer has ${one} units, the other ${other}: these arrays do not fit.`);
}

export class SlopeAtActivity extends Textbook {
  slope(l) {
    const a = this.a[l], again = new Float64Array(a.length);
    activate(this.phi[l], a, again, this.sizes[l]);
    return slopes(this.phi[l], a, again);
  }
}
export class SlopeOfNetInput extends Textbook {
  slope(l) { return slopes(this.phi[l], this.z[l], this.z[l]); }
}
export class NoOutputSlope extends Textbook {
  outputDelta() { return this.difference(); }
}
export class NoHiddenSlope extends Textbook {
  hiddenDelta(l) { return this.sentBack(l); }
}
export class SignFlipped extends Textbook {
  difference() { return this.a[this.L].map((a, k) => (this.y[k] - a) / this.N); }
}
export class FactorTwo extends Textbook {
  difference() { return this.a[this.L].map((a, k) => 2 * (a - this.y[k]) / this.N); }
}
export class NoMean extends Textbook {
  difference() { return this.a[this.L].map((a, k) => a - this.y[k]); }
}
export class MeanAtEveryLayer extends Textbook {
  hiddenDelta(l) { return super.hiddenDelta(l).map((delta) => delta / this.N); }
}
export class BiasMean extends Textbook {
  biases(l) { return super.biases(l).map((sum) => sum / this.N); }
}
export class BiasLastExample extends Textbook {
  biases(l) { return this.delta[l].slice(-this.sizes[l]); }
}
export class BiasForgotten extends Textbook {
  biases(l) { return new Float64Array(this.sizes[l]); }
}
export class BiasFromWeights extends Textbook {
  biases(l) {
    const width = this.sizes[l-1];
    return this.db[l].map((_, j) => this.dW[l].slice(j * width, (j + 1) * width).reduce((sum, w) => sum + w, 0));
  }
}
export class UpdateBeforePropagate extends Textbook {
  hiddenDelta(l) {
    const eta = 0.5, updated = this.W[l].slice();
    add(updated, -eta, this.weights(l));
    return product(times(this.delta[l], updated, this.N, this.sizes[l], this.sizes[l-1]), this.slope(l - 1));
  }
}
export class SlopeAfterCrossEntropy extends Textbook {           // and softmax's Jacobian as a diagonal
  outputDelta() { return product(this.difference(), this.a[this.L].map((a) => a * (1 - a))); }
}
export class MaskOfOutput extends Textbook {
  slope(l) { return super.slope(l).map((slope, k) => (this.a[l][k] >= 0 ? 1 : slope)); }
}
export class NoDownwardWeights extends Textbook {
  hiddenDelta(l) {
    const above = this.sizes[l], below = this.sizes[l-1];
    if (above > 1) alike(above, below);      // one column NumPy stretches over all the units below
    return this.slope(l - 1).map((slope, k) => slope * this.delta[l][above > 1 ? k : Math.floor(k / below)]);
  }
}
export class DecaySign extends Textbook {
  decay(l) { add(this.dW[l], -this.net.decay, this.W[l]); }
}
export class DecayForgotten extends Textbook {
  decay() {}
}
export class DecayTwice extends Textbook {
  decay(l) { add(this.dW[l], 2 * this.net.decay, this.W[l]); }
}
export class DecayOverN extends Textbook {
  decay(l) { add(this.dW[l], this.net.decay / this.N, this.W[l]); }
}
export class DecayOnBiases extends Textbook {
  decay(l) {
    super.decay(l);
    add(this.db[l], this.net.decay, this.net.b[l]);
  }
}
export class WeightsNotTransposed extends Textbook {
  hiddenDelta(l) {
    const n = this.sizes[l];
    alike(n, this.sizes[l-1]);
    return product(timesTransposed(this.delta[l], this.W[l], this.N, n, n), this.slope(l - 1));
  }
}
export class GradientTransposed extends Textbook {
  weights(l) {
    alike(this.sizes[l], this.sizes[l-1]);
    return transposedTimes(this.a[l-1], this.delta[l], this.sizes[l-1], this.N, this.sizes[l]);
  }
}
export class OwnActivity extends Textbook {
  weights(l) {
    alike(this.sizes[l], this.sizes[l-1]);
    return transposedTimes(this.delta[l], this.a[l], this.sizes[l], this.N, this.sizes[l]);
  }
}
export class SlopeOfLayerAbove extends Textbook {
  hiddenDelta(l) {
    alike(this.sizes[l], this.sizes[l-1]);
    return product(this.sentBack(l), slopes(this.phi[l-1], this.z[l], this.a[l]));
  }
}
export class KinkFromTheRight extends Textbook {                 // ReLU′(0) = 1: legitimate too
  slope(l) { return super.slope(l).map((slope, k) => (this.phi[l].kinks.includes(this.z[l][k]) ? 1 : slope)); }
}
export class DoubleSign extends SignFlipped {                    // (y - a) all the way down, one minus at the end
  weights(l) { return super.weights(l).map((w) => -w); }
  biases(l) { return super.biases(l).map((b) => -b); }
}

export const BACKPROP = runs({
  "slope taken at the activity": SlopeAtActivity,
  "activity's formula fed with the net input": SlopeOfNetInput,
  "output slope missing": NoOutputSlope,
  "hidden slope missing": NoHiddenSlope,
  "sign flipped": SignFlipped,
  "factor two": FactorTwo,
  "1/N missing": NoMean,
  "1/N at every layer": MeanAtEveryLayer,
  "bias gradient averaged": BiasMean,
  "bias gradient of the last example": BiasLastExample,
  "bias gradient zero": BiasForgotten,
  "bias gradient from the weights'": BiasFromWeights,
  "update before propagating": UpdateBeforePropagate,
  "slope after cross-entropy": SlopeAfterCrossEntropy,
  "softmax's Jacobian as a diagonal": SlopeAfterCrossEntropy,
  "ReLU's mask asked of the activity": MaskOfOutput,
  "error not sent through the weights (square)": NoDownwardWeights,
  "decay with the wrong sign": DecaySign,
  "decay missing in the gradient": DecayForgotten,
  "decay doubled": DecayTwice,
  "decay divided by N": DecayOverN,
  "decay on the biases": DecayOnBiases,
  "weights not transposed (square)": WeightsNotTransposed,
  "gradient transposed (square)": GradientTransposed,
  "own activity in the gradient (square)": OwnActivity,
  "slope of the layer above (square)": SlopeOfLayerAbove,
});

export const VARIANTS = runs({               // they look wrong and are right
  "slope 1 at the kink": KinkFromTheRight,
  "double sign": DoubleSign,
  "textbook, without buffers": Textbook,
});

function runs(classes) {                     // for each name a function (net, x, y, N) => ({ E, gradient })
  return Object.fromEntries(Object.entries(classes).map(([name, one]) => [name, (...given) => one.run(...given)]));
}

// Mistakes in rules: each stands in for the right one. change is what a step adds to θ_k, g = ∂E/∂θ_k.

export class Ascent extends GradientDescent {
  change(g) { return this.eta * g; }
}
export class RebindsTheta extends GradientDescent {              // a new array moves, the network's own stays
  change() { return 0; }
}
export class MomentumWrongSign extends Momentum {
  change(g, k) { return this.v[k] = this.alpha * this.v[k] + this.eta * g; }
}
export class MomentumOfMean extends Momentum {
  change(g, k) { return this.v[k] = this.alpha * this.v[k] - (1 - this.alpha) * this.eta * g; }
}
export class NesterovPlain extends Nesterov {
  change(g, k) { return Momentum.prototype.change.call(this, g, k); }
}
export class RMSPropInsideRoot extends RMSProp {
  change(g, k) {
    super.change(g, k);
    return -this.eta * g / Math.sqrt(this.s[k] + this.epsilon);
  }
}
export class AdamUncorrected extends Adam {
  change(g, k) {
    super.change(g, k);
    return -this.eta * this.m[k] / (Math.sqrt(this.v[k]) + this.epsilon);
  }
}
export class AdamLate extends Adam {
  step(theta, gradient) {
    this.t += 1;                             // the step below counts once more
    super.step(theta, gradient);
    this.t -= 1;
  }
}
export class AdamInsideRoot extends Adam {
  change(g, k) {
    super.change(g, k);
    const mHat = this.m[k] / (1 - this.beta1 ** this.t), vHat = this.v[k] / (1 - this.beta2 ** this.t);
    return -this.eta * mHat / Math.sqrt(vHat + this.epsilon);
  }
}

export const OPTIMIZERS = {
  "climbing": Ascent,
  "theta bound to a new array": RebindsTheta,
  "velocity uphill": MomentumWrongSign,
  "velocity as a running mean": MomentumOfMean,
  "Nesterov without looking ahead": NesterovPlain,
  "RMSProp's ε inside the root": RMSPropInsideRoot,
  "Adam without correction": AdamUncorrected,
  "Adam counting from two": AdamLate,
  "Adam's ε inside the root": AdamInsideRoot,
};
