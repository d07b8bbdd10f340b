// Chance, and where training begins: the generator "mulberry32" of Tommy Ettinger. Its draws are not NumPy's.

import { byName, checkSizes } from "./doors.js";
import { count, windows } from "./engine.js";

export class Random {
  constructor(seed = 0) { this.state = seed; }
  uniform(low = 0, high = 1) {
    this.state = (this.state + 0x6D2B79F5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return low + (high - low) * (((t ^ (t >>> 14)) >>> 0) / 2 ** 32);
  }
  normal() {                                 // Box & Muller (1958)
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(this.uniform(0, 2 * Math.PI));
  }
  pick(n) { return Math.floor(this.uniform(0, n)); }             // one of 0 … n-1
  permutation(n) {
    const order = Array.from({ length: n }, (_, k) => k);
    for (let k = n - 1; k > 0; k--) {
      const other = this.pick(k + 1);
      [order[k], order[other]] = [order[other], order[k]];
    }
    return order;
  }
}

const VARIANCES = { uniform: null, lecun: (nIn) => 1 / nIn, glorot: (nIn, nOut) => 2 / (nIn + nOut),
                    he: (nIn) => 2 / nIn };

// θ to begin with. uniform: every weight and bias from (-½, ½); the others: normal weights, biases 0.
export function initialWeights(how, sizes, random) {
  const variance = byName(how, VARIANCES, "way to begin");
  checkSizes(sizes);
  const theta = new Float64Array(count(sizes)), { W } = windows(theta, sizes);
  if (!variance) return theta.map(() => random.uniform(-0.5, 0.5));
  for (let l = 1; l < sizes.length; l++)
    for (let k = 0; k < W[l].length; k++) W[l][k] = random.normal() * Math.sqrt(variance(sizes[l-1], sizes[l]));
  return theta;
}
