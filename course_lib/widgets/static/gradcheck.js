// Gradients from the definition, for any E of one flat vector θ. The best h is ε^(1/2) or ε^(1/3).

import { checkLike } from "./doors.js";
import { largest, sum } from "./engine.js";

const moved = (theta, h, i) => theta.map((t, k) => (k === i ? t + h : t));

export function oneSidedDifference(E, theta, h = Number.EPSILON ** (1 / 2)) {    // (E(θ + h e_i) - E(θ)) / h
  const E0 = E(theta);
  return theta.map((_, i) => (E(moved(theta, h, i)) - E0) / h);
}

export function centralDifference(E, theta, h = Number.EPSILON ** (1 / 3)) {     // (E(θ + h e_i) - E(θ - h e_i)) / 2h
  return theta.map((_, i) => (E(moved(theta, h, i)) - E(moved(theta, -h, i))) / (2 * h));
}

export function along(E, theta, direction, h = Number.EPSILON ** (1 / 3)) {      // ∂E/∂θ · direction
  checkLike("the direction", direction, theta);
  return (E(theta.map((t, k) => t + h * direction[k])) - E(theta.map((t, k) => t - h * direction[k]))) / (2 * h);
}

// Distance between two gradients in units of their mean size: 0 the same, 2 opposite.
export function relativeError(gradient, reference) {
  checkLike("the gradient", gradient, reference);
  const P = gradient.length, top = largest([...gradient, ...reference].map(Math.abs), 0, 2 * P);
  if (top === 0) return 0;
  const size = (part) => Math.sqrt(sum(0, P, (k) => part(k) ** 2));
  const one = (k) => gradient[k] / top, other = (k) => reference[k] / top;        // or squares of 1e-200 would be 0
  return 2 * size((k) => one(k) - other(k)) / (size(one) + size(other));
}
