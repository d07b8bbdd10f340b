// The unit of the piece Neuron: its mathematics, the ranges of what one sets, and its drawing, forward and back.

import { drawing, handle, number, plain, s, set, write } from "./kit.js";
import { arrow, label } from "./plot.js";
import { ACTIVATIONS, LOSSES, Network, slopes } from "./engine.js";

export const SQUARED = "half squared error";
export const CROSS = "two-class cross-entropy";
export const CLOSE = 0.1;             // near enough
export const MOST = 20000;            // steps at most
export const LENGTH = 200;            // of an arrow: units for a derivative of 1
// How far each goes by hand, wherever it is taken hold of; how far it may be typed. Steps and typing can take it beyond the first.
export const RANGES = { w1: [8, 100], w2: [8, 100], b: [8, 100], x1: [2, 10], x2: [2, 10], y: [2, 10] };
export const NAMES = [...Object.keys(RANGES), "inputs", "phi", "loss"];
const BOX = [250, 88, 84];            // left, top, size, of the box of φ

export const parameters = (one) => (one.inputs === 2 ? ["w1", "w2", "b"] : ["w1", "b"]);
const incoming = (one) => Float64Array.from(one.inputs === 2 ? [one.x1, one.x2] : [one.x1]);

// All that the neuron says and hears: z, a, E, and the three factors of its gradient; throughA is ∂E/∂a.
export function look(one) {
  const net = new Network({ sizes: [one.inputs, 1], phi: [one.phi], loss: one.loss,
    theta: Float64Array.from(parameters(one).map((name) => one[name])) });
  const trace = net.blankTrace(1), E = net.backprop(incoming(one), Float64Array.of(one.y), 1, trace);
  const z = trace.z[1][0], a = trace.a[1][0], delta = trace.delta[1][0], slope = slopes(net.phi[1], trace.z[1], trace.a[1])[0];
  return { net, z, a, E, delta, slope, throughA: net.loss.output ? delta / slope : a - one.y, gradient: trace.gradient };
}

// E as a function of the net input: with one example the parameters reach it in no other way.
export function errorOfZ({ phi, loss, y }) {
  const z = new Float64Array(1), a = new Float64Array(1), target = Float64Array.of(y);
  return (value) => {
    z[0] = value;
    a[0] = ACTIVATIONS[phi].value(value);
    return LOSSES[loss].value(z, a, target, 1);
  };
}

// The heights of E between two net inputs, and where it passes its levels: [z, level]. The levels grow like squares.
export function levelsOf(E, low, high, count = 12, samples = 240) {
  const at = (k) => low + (high - low) * k / samples, heights = Array.from({ length: samples + 1 }, (_, k) => E(at(k)));
  const bottom = Math.min(...heights), top = Math.max(...heights), lines = [];
  for (let n = 1; n < count && top - bottom > 1e-12; n++) {
    const level = bottom + (top - bottom) * (n / count) ** 2;
    for (let k = 0; k < samples; k++)
      if (heights[k] < level !== heights[k + 1] < level)
        lines.push([at(k + (level - heights[k]) / (heights[k + 1] - heights[k])), level]);
  }
  return { bottom, top, heights, lines };
}

// How many steps until the activity is within CLOSE of the target; null: not within MOST. Each changes z by −η δ (Σ x² + 1).
export function stepsNeeded(one, loss) {
  const phi = ACTIVATIONS[one.phi], size = incoming(one).reduce((sum, x) => sum + x * x, 1);
  let z = look(one).z;
  for (let steps = 0; steps <= MOST; steps++) {
    const a = phi.value(z), delta = (a - one.y) * (LOSSES[loss].output ? 1 : phi.slope(z, a)), next = z - one.eta * delta * size;
    if (Math.abs(a - one.y) <= CLOSE) return steps;
    if (!Number.isFinite(next) || next === z) return null;
    z = next;
  }
  return null;
}

// More digits where they matter: of what is below 10, and of an activity close to its bound, where all hangs on 1 − a.
export const exactly = (value) => Number.isInteger(value) ? plain(value) : number(value, Math.abs(value) < 10 ? 4 : 2);
export function closely(a) {
  const gap = 1 - Math.abs(a);
  if (!(gap <= 5e-6 && gap >= 0)) return a === 0 ? "0" : number(a, gap < 1e-4 && gap > 0 ? 5 : Math.abs(a) < 10 ? 4 : 2);
  return `${a < 0 ? "−" : ""}1${gap === 0 ? "" : `${a < 0 ? " + " : " − "}${number(gap)}`}`;
}
export const sayActivity = (one, value) => (one.phi === "logistic" || one.phi === "tanh" ? closely(value) : exactly(value));

const small = (colour) => `fill: var(--${colour}); font-size: 12px; paint-order: stroke; stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round`;
export const back = (more, text) => label({ style: small("backward-text"), ...more }, text);
export const quiet = (more, text) => label({ class: "middle", style: small("quiet"), ...more }, text);
export const line = (colour, more) => s("line", { stroke: `var(--${colour})`, "stroke-width": 1.5, ...more });
export const OUTLINE = { fill: "var(--paper)", stroke: "var(--ink)", "stroke-width": 1.5 };
export const show = (element, on) => set(element, { display: !on && "none" });
export const doubled = (size) => 2 ** Math.max(0, Math.ceil(Math.log2(size || 1)));                // how often an axis must be doubled
export const now = (view) => Object.fromEntries([...NAMES, "eta"].map((name) => [name, view.get(name)]));
export const bounded = (view, name, value) => {
  const edge = Math.max(RANGES[name][0], Math.abs(view.get(name))), [low, high] = name === "y" && view.get("loss") === CROSS ? [0, 1] : [-edge, edge];
  return Math.max(low, Math.min(high, Math.round(value * 100) / 100));
};

// The neuron: numbers to drag, lines, the activation function in its box. Returns the drawing and its paint(one, seen).
export function drawNeuron(view) {
  const svg = drawing(432, 246, "The neuron: values go forward, derivatives come back"), pills = {}, lines = {}, arrows = {}, said = {};
  const spots = (two) => ({ x1: [39, two ? 66 : 130], x2: [39, 194], w1: [132, two ? 98 : 130], w2: [132, 162], b: [210, 50], y: [390, 214] });
  for (const name of Object.keys(RANGES)) {
    const colour = name[0] === "x" ? "forward-text" : name === "y" ? "target-text" : "ink";
    const text = label({ class: "middle", y: 4.5, style: `font-size: 12px; fill: var(--${colour})` });
    let from = null;                      // where the drag began, and with which value
    pills[name] = handle(view, svg, { label: `${name} in the drawing`, range: [-RANGES[name][0], RANGES[name][0]],
      shape: s("g", {}, s("rect", { x: -38, y: -11, width: 76, height: 22, rx: 11, ...OUTLINE, stroke: "var(--step)" }), text),
      move: (_, y) => { from ??= [y, view.get(name)]; view.set({ [name]: bounded(view, name, from[1] + 0.02 * (from[0] - y)) }); },
      by: (dx, dy) => view.set({ [name]: bounded(view, name, view.get(name) + 0.05 * (dx + dy)) }),
      end: () => { from = null; view.commit(); }, value: () => view.get(name), text: () => `${name} is ${number(view.get(name))}` });
    Object.assign(pills[name], { say: text.say }).style.cursor = "ns-resize";
    pills[name].firstChild.replaceWith(s("rect", { x: -41, y: -15, width: 82, height: 30, rx: 15, class: "reach" }));
    lines[name] = line("ink");
    arrows[name] = arrow({ stroke: "var(--backward)" });
    said[name] = back();
  }
  const [left, top, size] = BOX, middle = left + size / 2, ahead = { style: "fill: var(--forward-text)" }, places = { z: [246, 167], a: [339, 108], E: [430, 88], delta: [206, 202],
    slope: [middle, top + size + 16], throughA: [366, 162], b: [264, 54] };
  for (const name of ["z", "a", "E", "delta", "slope", "throughA"])
    said[name] = back({ class: "middle", ...({ z: { ...ahead, class: "end" }, a: { style: `${ahead.style}; font-size: 12px`, class: "start" }, E: { class: "end", style: "font-weight: 600" } })[name] });
  const about = Object.fromEntries(["w1", "w2"].map((name) => [name, back({ class: "end" }, `∂E/∂${name}`)]));
  for (const name in about) set(said[name], { class: "end" });
  for (const name in places) set(said[name], { "data-name": name === "b" ? false : name }).place(...places[name]);
  const ring = (x, text) => s("g", {}, s("circle", { cx: x, cy: 130, r: 17, ...OUTLINE }), label({ class: "middle", x, y: 135, style: "font-size: 15px" }, text));
  const phiName = quiet({ x: middle, y: top - 6 }), curve = s("path", { class: "curve", stroke: "var(--forward)" });
  const tangent = line("backward", { "stroke-width": 2 }), level = line("target", { x1: left, x2: left + size, "stroke-dasharray": "2 3" });
  const dot = s("circle", { r: 4.5, fill: "var(--forward)", stroke: "var(--paper)" });
  for (const [name, ends] of [["b", { x1: 210, y1: 61, x2: 210, y2: 113 }], ["y", { x1: 397, y1: 203, x2: 407, y2: 147 }]]) set(lines[name], ends);
  svg.append(lines.x1, lines.x2, lines.b, lines.y, line("ink", { x1: 227, x2: 411, y1: 130, y2: 130 }), ring(210, "Σ"), ring(411, "E"),
    s("rect", { x: left, y: top, width: size, height: size, rx: 6, ...OUTLINE }), line("faint", { x1: middle, x2: middle, y1: top, y2: top + size }),
    level, curve, tangent, dot, phiName, arrows.w1, arrows.w2, arrows.b, ...Object.values(said), ...Object.values(about), back({ class: "middle", x: 366, y: 147 }, "∂E/∂a"),
    ...Object.values(pills), quiet({ x: 216, y: 241 }, "Drag any number up or down. Arrows: downhill, longer where steeper."));
  return { svg, paint(one, seen) {
    const at = spots(one.inputs === 2);
    for (const name in pills) {
      for (const part of [pills[name], lines[name], arrows[name], said[name], about[name]]) if (part) show(part, one.inputs === 2 || !name.endsWith("2"));
      pills[name].place(...at[name]);
      pills[name].say(`${name} = ${number(one[name])}`);
    }
    for (const [x, w] of [["x1", "w1"], ["x2", "w2"]])
      set(lines[x], { x1: at[x][0] + 38, y1: at[x][1], x2: 193, y2: 130 + 7 * Math.sign(at[x][1] - 130),
        "stroke-width": 1 + Math.min(7, 1.3 * Math.abs(one[w])), "stroke-dasharray": one[w] < 0 && "8 5" });
    parameters(one).forEach((name, k) => {
      const [x, y] = at[name], derivative = seen.gradient[k], long = LENGTH * Math.abs(derivative), place = name === "b" ? x + 44 : x - 44;
      arrows[name].point(place, y, place, y + Math.sign(derivative) * Math.min(34, long), 6);
      set(arrows[name], { "stroke-dasharray": long > 34 && "3 4" });      // cut off
      said[name].say(name === "b" ? `∂E/∂b = ${exactly(derivative)}` : exactly(derivative));
      if (name === "b") return;
      const down = one.inputs === 1 ? 28 : name === "w1" ? -4 : -10;
      about[name].place(x - 51, y + down);
      said[name].place(x - 51, y + down + 14);
    });
    for (const [name, text] of Object.entries({ z: "z = ", a: "a = ", E: "E = ", delta: "δ = ", slope: "φ′(z) = ", throughA: "" })) {
      said[name].say(text + (!Number.isFinite(seen[name]) ? "—" : name === "z" ? number(seen.z) : name === "a" || name === "throughA"
        ? sayActivity(one, seen[name]) : exactly(seen[name])));
      said[name].dataset.value = seen[name];
    }
    write(phiName, one.phi === "relu" ? "ReLU" : one.phi);
    const phi = ACTIVATIONS[one.phi], reach = 6 * doubled(Math.abs(seen.z) / 5.7);
    const [low, high] = { logistic: [-0.15, 1.15], tanh: [-1.2, 1.2] }[one.phi] ?? [-reach, reach];
    const X = (z) => left + size * (z + reach) / (2 * reach), Y = (a) => top + size * (high - a) / (high - low), x = X(seen.z), y = Y(seen.a);
    const zs = Array.from({ length: 61 }, (_, k) => reach * (k / 30 - 1)), rise = seen.slope * (Y(1) - Y(0)), run = X(1) - X(0), long = 20 / Math.hypot(rise, run);
    set(curve, { d: `M${zs.map((z) => `${X(z).toFixed(1)},${Y(phi.value(z)).toFixed(1)}`).join("L")}` });
    set(dot, { cx: x.toFixed(2), cy: y.toFixed(2) });
    const before = Math.min(long, (x - left) / run), after = Math.min(long, (left + size - x) / run);        // not out of its box
    set(tangent, { x1: x - before * run, x2: x + after * run, y1: y - before * rise, y2: y + after * rise });
    show(set(level, { y1: Y(one.y), y2: Y(one.y) }), low <= one.y && one.y <= high);
  } };
}

