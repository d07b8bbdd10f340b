// The surfaces of Downhill, the way down them, and how the names beside it are kept apart.

import { Network, RULES } from "./engine.js";

const FAR = 1e6;                        // a path ends where it gets beyond this; downhill.py has the same

// A surface, from its entry among the surfaces and the paraboloid's settings: at(θ, g) returns E and puts ∂E/∂θ into g.
// bends, u: the eigenvalues and -vectors of H, the smaller first, where H is the same everywhere.
export function surfaceOf(about, { flat = 1, steep = 10, turned = 0 } = {}) {
  if (about.kind === "paraboloid") {
    const c = Math.cos(turned * Math.PI / 180), d = Math.sin(turned * Math.PI / 180);
    const [a, b, e] = [c * c * flat + d * d * steep, c * d * (flat - steep), d * d * flat + c * c * steep];
    return { at: ([x, y], g) => {
      g.set([a * x + b * y, b * x + e * y]);
      return (flat * (c * x + d * y) ** 2 + steep * (c * y - d * x) ** 2) / 2;          // squares: never below 0
    }, ...eigen(a, b, e) };
  }
  if (about.kind === "two minima") return { at: ([x, y], g) => {
    g.set([x ** 3 - x + about.tilt, 2 * y]);
    return 0.25 * (x * x - 1) ** 2 + about.tilt * x + y * y;
  } };
  const net = new Network({ ...about, loss: "half squared error", theta: Float64Array.from(about.theta) }), N = about.inputs.length;
  const trace = net.blankTrace(N), x = Float64Array.from(about.inputs), y = Float64Array.from(about.targets), places = about.parameters;
  const at = (theta, g) => {
    places.forEach((place, k) => { net.theta[place] = theta[k]; });
    const E = net.backprop(x, y, N, trace);
    g.set(places.map((place) => trace.gradient[place]));
    return E;
  };
  return { at, ...(about.H ? eigen(about.H[0][0], about.H[0][1], about.H[1][1]) : {}) };
}

function eigen(a, b, e) {
  const middle = (a + e) / 2, off = Math.hypot((a - e) / 2, b), angle = 0.5 * Math.atan2(2 * b, a - e);
  const steep = [Math.cos(angle), Math.sin(angle)], flat = [steep[1], -steep[0]];
  return { bends: [middle - off, middle + off], u: [flat, steep].map(([x, y]) => (x < 0 ? [-x, -y] : [x, y])) };
}

// From the start, by a new rule: { path: [[x, y], …], E: […] }. It ends after `steps`, or beyond FAR.
export function descend(name, surface, { start, eta, alpha, noise, steps }, draws) {
  const rule = new RULES[name.toLowerCase()](["momentum", "Nesterov"].includes(name) ? { eta, alpha } : { eta });
  const theta = Float64Array.from(start), g = new Float64Array(2), path = [], E = [];
  for (let t = 0; t <= steps; t++) {
    E.push(surface.at(theta, g));
    path.push([theta[0], theta[1]]);
    if (t === steps || Math.max(Math.abs(theta[0]), Math.abs(theta[1])) > FAR) break;
    for (const k of [0, 1]) g[k] += noise / Math.SQRT2 * draws[t][k];
    rule.step(theta, g);
  }
  return { path, E };
}

// From which η on a rule no longer arrives, where the largest curvature is λ.
export const limitsOf = (lambda, alpha) => ({ "gradient descent": 2 / lambda, "momentum": 2 * (1 + alpha) / lambda,
  "Nesterov": 2 * (1 + alpha) / (1 + 2 * alpha) / lambda });
// Where a grid of values[row][column] crosses a level: the d of a path. X, Y: from column and row to places.
export function contour(values, level, X, Y) {
  const cut = ([r, c], [down, right]) => {
    const share = (level - values[r][c]) / (values[down][right] - values[r][c]);
    return `${X(c + share * (right - c)).toFixed(1)},${Y(r + share * (down - r)).toFixed(1)}`;
  };
  return values.slice(1).map((row, r) => row.slice(1).map((_, c) => {
    const corners = [[r, c], [r, c + 1], [r + 1, c + 1], [r + 1, c]], above = corners.map(([y, x]) => values[y][x] > level);
    const found = corners.flatMap((one, k) => (above[k] === above[(k + 1) % 4] ? [] : [cut(one, corners[(k + 1) % 4])]));
    return found.map((place, k) => `${k % 2 ? "L" : "M"}${place}`).join("");
  }).join("")).join("");
}

// ---- Names that lie on nothing else

const box = ({ x, y, anchor = "start", wide, high = 13 }) => {
  const left = x - { start: 0, middle: 0.5, end: 1 }[anchor] * wide;
  return [left, y - high + 3, left + wide, y + 3];
};
export const widthOf = (text) => 6.6 * text.length + 4;
const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
const SPOTS = [[10, 4, "start"], [-10, 4, "end"], [8, 18, "start"], [-8, 18, "end"], [8, -9, "start"], [-8, -9, "end"], [0, 23, "middle"], [0, -13, "middle"]];

// For each { x, y, text, spots } a free spot beside it, { x, y, anchor }, in the frame and on none of the boxes; null where there is none.
export function freeSpots(names, taken, frame) {
  const boxes = [...taken];
  return names.map(({ x, y, text, spots = SPOTS }) => {
    if (!text) return null;
    for (const [dx, dy, anchor] of spots) {
      const spot = { x: x + dx, y: y + dy, anchor }, own = box({ ...spot, wide: widthOf(text) });
      if (own[0] < frame[0] || own[1] < frame[1] || own[2] > frame[2] || own[3] > frame[3] || boxes.some((one) => meet(own, one))) continue;
      boxes.push(own);
      return spot;
    }
    return null;
  });
}

// Lines of text one below the other: each as near to its y as there is room from low to high.
export function spread(ys, low, high, line = 13) {
  const order = ys.map((_, k) => k).sort((a, b) => ys[a] - ys[b]), found = [...ys];
  order.forEach((k, n) => { found[k] = Math.max(found[k], n ? found[order[n - 1]] + line : low); });
  for (let n = order.length - 1; n >= 0; n--)
    found[order[n]] = Math.min(found[order[n]], n + 1 < order.length ? found[order[n + 1]] - line : high);
  return found;
}
