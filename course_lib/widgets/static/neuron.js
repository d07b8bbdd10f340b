// Neuron (notebook 02): one unit by itself, forward and back, and its error over two of its parameters.

import { button, choice, drawing, freshId, h, handle, number, piece, plain, readout, s, set, slider, toggle, write } from "./kit.js";
import { Axes, arrow, label, ticks } from "./plot.js";
import { ACTIVATIONS, GradientDescent, LOSSES, Network, slopes } from "./engine.js";

const SQUARED = "half squared error", CROSS = "two-class cross-entropy";
const CLOSE = 0.1, MOST = 20000, LENGTH = 200, PER_SECOND = 150;    // near enough; steps at most; units for a derivative of 1; steps in a run
const RANGES = { w1: [-4, 4, 100], w2: [-4, 4, 100], b: [-8, 8, 100], x1: [-2, 2, 10], x2: [-2, 2, 10], y: [-2, 2, 10] };   // slider, typed
const NAMES = [...Object.keys(RANGES), "inputs", "phi", "loss"];
const MAP = { left: 42, top: 22, width: 322, height: 257.6 }, BOX = [272, 88, 84];           // BOX: left, top, size, of the box of φ

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

const small = (colour) => `fill: var(--${colour}); font-size: 12px; paint-order: stroke; stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round`;
const back = (more, text) => label({ style: small("backward-text"), ...more }, text), quiet = (more, text) => label({ class: "middle", style: small("quiet"), ...more }, text);
const line = (colour, more) => s("line", { stroke: `var(--${colour})`, "stroke-width": 1.5, ...more });
const OUTLINE = { fill: "var(--paper)", stroke: "var(--ink)", "stroke-width": 1.5 }, show = (element, on) => set(element, { display: !on && "none" });
const doubled = (size) => 2 ** Math.max(0, Math.ceil(Math.log2(size || 1)));                // how often an axis must be doubled
const now = (view) => Object.fromEntries([...NAMES, "eta"].map((name) => [name, view.get(name)]));
const bounded = (view, name, value, edge = RANGES[name][2]) => {
  const [low, high] = name === "y" && view.get("loss") === CROSS ? [0, 1] : [-edge, edge];
  return Math.max(low, Math.min(high, Math.round(value * 100) / 100));
};

// The neuron: numbers to drag, lines, the activation function in its box. Returns the drawing and its paint(one, seen).
function drawNeuron(view) {
  const svg = drawing(466, 246, "The neuron: values go forward, derivatives come back"), pills = {}, lines = {}, arrows = {}, said = {};
  const spots = (two) => ({ x1: [42, two ? 66 : 130], x2: [42, 194], w1: [141, two ? 98 : 130], w2: [141, 162], b: [230, 50], y: [423, 214] });
  for (const name of Object.keys(RANGES)) {
    const colour = name[0] === "x" ? "forward-text" : name === "y" ? "target-text" : "ink";
    const text = label({ class: "middle", y: 4.5, style: `font-size: 12px; fill: var(--${colour})` });
    let from = null;                      // where the drag began, and with which value
    pills[name] = handle(view, svg, { label: `${name} in the drawing`, range: [-RANGES[name][2], RANGES[name][2]],
      shape: s("g", {}, s("rect", { x: -40, y: -11, width: 80, height: 22, rx: 11, ...OUTLINE, stroke: "var(--step)" }), text),
      move: (_, y) => { from ??= [y, view.get(name)]; view.set({ [name]: bounded(view, name, from[1] + 0.02 * (from[0] - y)) }); },
      by: (dx, dy) => view.set({ [name]: bounded(view, name, view.get(name) + 0.05 * (dx + dy)) }),
      end: () => { from = null; view.commit(); }, value: () => view.get(name), text: () => `${name} is ${number(view.get(name))}` });
    Object.assign(pills[name], { say: text.say }).style.cursor = "ns-resize";
    lines[name] = line("ink");
    arrows[name] = arrow({ stroke: "var(--backward)" });
    said[name] = back();
  }
  const [left, top, size] = BOX, middle = left + size / 2, ahead = { style: "fill: var(--forward-text)" }, places = { z: [232, 167], a: [393, 121], E: [430, 100], delta: [232, 200],
    slope: [middle, top + size + 16], throughA: [393, 162], b: [284, 54] };
  for (const name of ["z", "a", "E", "delta", "slope", "throughA"])
    said[name] = back({ class: "middle", ...({ z: ahead, a: ahead, E: { style: "font-weight: 600" } })[name] });
  for (const name in places) set(said[name], { "data-name": name === "b" ? false : name }).place(...places[name]);
  const ring = (x, text) => s("g", {}, s("circle", { cx: x, cy: 130, r: 17, ...OUTLINE }), label({ class: "middle", x, y: 135, style: "font-size: 15px" }, text));
  const phiName = quiet({ x: middle, y: top - 6 }), curve = s("path", { class: "curve", stroke: "var(--forward)" });
  const tangent = line("backward", { "stroke-width": 2 }), level = line("target", { x1: left, x2: left + size, "stroke-dasharray": "2 3" });
  const dot = s("circle", { r: 4.5, fill: "var(--forward)", stroke: "var(--paper)" });
  for (const [name, ends] of [["b", { x1: 230, y1: 61, x2: 230, y2: 113 }], ["y", { x1: 432, y1: 203, x2: 443, y2: 147 }]]) set(lines[name], ends);
  svg.append(lines.x1, lines.x2, lines.b, lines.y, line("ink", { x1: 247, x2: 447, y1: 130, y2: 130 }), ring(230, "Σ"), ring(447, "E"),
    s("rect", { x: left, y: top, width: size, height: size, rx: 6, ...OUTLINE }), line("faint", { x1: middle, x2: middle, y1: top, y2: top + size }),
    level, curve, tangent, dot, phiName, arrows.w1, arrows.w2, arrows.b, ...Object.values(said), back({ class: "middle", x: 393, y: 147 }, "∂E/∂a"),
    ...Object.values(pills), quiet({ x: 215, y: 241 }, "Drag any number up or down. Arrows: downhill, longer where steeper."));
  return { svg, paint(one, seen) {
    const at = spots(one.inputs === 2);
    for (const name in pills) {
      for (const part of [pills[name], lines[name], arrows[name], said[name]]) show(part, one.inputs === 2 || !name.endsWith("2"));
      pills[name].place(...at[name]);
      pills[name].say(`${name} = ${number(one[name])}`);
    }
    for (const [x, w] of [["x1", "w1"], ["x2", "w2"]])
      set(lines[x], { x1: at[x][0] + 38, y1: at[x][1], x2: 213, y2: 130 + 7 * Math.sign(at[x][1] - 130),
        "stroke-width": 1 + Math.min(7, 1.3 * Math.abs(one[w])), "stroke-dasharray": one[w] < 0 && "8 5" });
    parameters(one).forEach((name, k) => {
      const [x, y] = at[name], derivative = seen.gradient[k], long = LENGTH * Math.abs(derivative), place = name === "b" ? x + 46 : x - 46;
      arrows[name].point(place, y, place, y + Math.sign(derivative) * Math.min(34, long), 6);
      set(arrows[name], { "stroke-dasharray": long > 34 && "3 4" });      // cut off
      said[name].say(`∂E/∂${name} = ${number(derivative)}`);
      if (name !== "b") said[name].place(x - 36, name === "w1" ? y + 24 : y - 16);
    });
    for (const [name, text] of Object.entries({ z: "z = ", a: "a = ", E: "E = ", delta: "δ = ", slope: "φ′(z) = ", throughA: "" })) {
      said[name].say(text + (Number.isFinite(seen[name]) ? number(seen[name]) : "—"));
      said[name].dataset.value = seen[name];
    }
    write(phiName, one.phi === "relu" ? "ReLU" : one.phi);
    const phi = ACTIVATIONS[one.phi], reach = 6 * doubled(Math.abs(seen.z) / 5.7);
    const [low, high] = { logistic: [-0.15, 1.15], tanh: [-1.2, 1.2] }[one.phi] ?? [-reach, reach];
    const X = (z) => left + size * (z + reach) / (2 * reach), Y = (a) => top + size * (high - a) / (high - low), x = X(seen.z), y = Y(seen.a);
    const zs = Array.from({ length: 61 }, (_, k) => reach * (k / 30 - 1)), rise = seen.slope * (Y(1) - Y(0)), run = X(1) - X(0), long = 20 / Math.hypot(rise, run);
    set(curve, { d: `M${zs.map((z) => `${X(z).toFixed(1)},${Y(phi.value(z)).toFixed(1)}`).join("L")}` });
    set(dot, { cx: x.toFixed(2), cy: y.toFixed(2) });
    set(tangent, { x1: x - long * run, x2: x + long * run, y1: y - long * rise, y2: y + long * rise });
    show(set(level, { y1: Y(one.y), y2: Y(one.y) }), low <= one.y && one.y <= high);
  } };
}

// The map of E over two parameters, and beneath it the cut along its dashed line.
function drawMap(view) {
  const { left, top, width, height } = MAP, svg = drawing(380, 456, "The error E over two parameters"), centre = { class: "middle", x: left + width / 2 };
  const map = new Axes(MAP), mapTitle = label({ x: left, y: 13 }), flat = label({ ...centre, y: top + 30 });
  const cut = new Axes({ left, top: 322, width, height: 92, yticks: 2 }), cutTitle = label({ x: left, y: 314 }), cutName = label({ ...centre, y: 448 });
  const slope = back({ class: "end", x: left + width, y: 448 }), cutCurve = s("path", { class: "curve", stroke: "var(--ink)" });
  const shade = freshId("shade"), stops = Array.from({ length: 25 }, (_, k) => s("stop", { offset: k / 24, style: "stop-color: var(--ink)" }));
  const fade = s("linearGradient", { id: shade, gradientUnits: "userSpaceOnUse" }, ...stops), room = s("rect", { x: left, y: top, width, height });
  const clip = freshId("clip"), contours = s("path", { fill: "none", stroke: "var(--ink)", "stroke-width": 0.6, "clip-path": `url(#${clip})` });
  const heights = Array.from({ length: 6 }, () => quiet()), begun = s("circle", { r: 4, ...OUTLINE });
  const way = s("path", { class: "curve", stroke: "var(--step)" }), downhill = arrow({ stroke: "var(--backward)", style: "stroke-width: 3" });
  const across = line("quiet", { x1: left, x2: left + width, "stroke-dasharray": "5 4" }), tangent = line("backward", { "stroke-width": 2, "stroke-dasharray": "6 3" });
  const pair = () => (view.get("inputs") === 2 ? view.get("over").split(", ") : ["w1", "b"]);
  const go = (name, steps) => (steps ? { [name]: bounded(view, name, view.get(name) + 0.05 * steps) } : {});
  const grip = (name, r, both) => handle(view, svg, { label: name, shape: s("circle", { r, class: "grip" }), range: [-100, 100], value: () => view.get(pair()[0]),
    move: (x, y) => {
      const [u, v] = pair(), upward = both ? { [v]: bounded(view, v, map.backY(y), map.y[1]) } : {};
      view.set({ [u]: bounded(view, u, map.backX(x), map.x[1]), ...upward });
    },
    by: (dx, dy) => view.set(both ? { ...go(pair()[0], dx), ...go(pair()[1], dy) } : go(pair()[0], dx + dy)),
    text: () => `${pair().map((one) => `${one} ${number(view.get(one))}`).join(", ")}, E ${number(look(now(view)).E)}` });
  const point = grip("the point on the map of E", 10, true), onCut = grip("the point on the curve of E", 6, false);
  svg.append(s("defs", {}, fade, s("clipPath", { id: clip }, room)), set(room.cloneNode(), { fill: `url(#${shade})` }), contours, ...heights, map.group,
    across, flat, way, begun, downhill, point, mapTitle, cut.group, cutTitle, cutName, slope, cutCurve, tangent, onCut);
  return { svg, paint(one, seen, trail) {
    const [u, v] = pair(), names = parameters(one), third = names.find((name) => name !== u && name !== v), into = { w1: one.x1, w2: one.x2, b: 1 };
    const scale = doubled(Math.max(Math.abs(one[u]) / 5, Math.abs(one[v]) / 4)), unit = width / (10 * scale);
    map.domain([-5 * scale, 5 * scale], [-4 * scale, 4 * scale]);
    write(mapTitle, `map of E: ${u} across, ${v} up${third ? `; ${third} = ${number(one[third])}` : ""}`);
    write(cutTitle, `E along the dashed line, where ${v} = ${number(one[v])}`);
    write(cutName, u);
    // z = middle + gx·(across the map) + gy·(down the map), from its centre: E changes along (gx, gy), and along nothing else.
    const gx = into[u] / unit, gy = -into[v] / unit, g2 = gx * gx + gy * gy || 1, middle = seen.z - into[u] * one[u] - into[v] * one[v];
    const half = (Math.abs(gx) * width + Math.abs(gy) * height) / 2, E = errorOfZ(one), found = levelsOf(E, middle - half, middle + half);
    const on = (z, aside = 0) => [left + width / 2 + ((z - middle) * gx - aside * gy) / g2, top + height / 2 + ((z - middle) * gy + aside * gx) / g2];
    const px = map.X(one[u]), py = map.Y(one[v]), labelled = [], far = 500 * Math.sqrt(g2);
    const [x1, y1] = on(middle - half), [x2, y2] = on(middle + half);
    set(fade, { x1, y1, x2, y2 });
    stops.forEach((stop, k) => set(stop, { "stop-opacity": (0.3 * (found.heights[10 * k] - found.bottom) / (found.top - found.bottom || 1)).toFixed(3) }));
    set(contours, { d: found.lines.map(([z]) => `M${on(z, -far).map((at) => at.toFixed(1))}L${on(z, far).map((at) => at.toFixed(1))}`).join("") });
    for (const [z, level] of found.lines) {
      const [x, y] = on(z, far / 7);
      if (x > left + 18 && x < left + width - 18 && y > top + 8 && y < top + height - 8
        && [...labelled, [px, py]].every((other) => Math.abs(other[0] - x) > 46 || Math.abs(other[1] - y) > 26)) labelled.push([x, y, level]);
    }
    heights.forEach((text, k) => text.say(labelled[k] ? number(labelled[k][2]) : "").place(labelled[k]?.[0] ?? 0, labelled[k]?.[1] + 4 || 0));
    flat.say(found.lines.length ? "" : "E is the same everywhere on this map.");
    const [gu, gv] = [u, v].map((name) => seen.gradient[names.indexOf(name)]);
    const size = Math.hypot(gu, gv), long = LENGTH * size, rim = 11 / (size || 1), end = rim + Math.min(long, 110) / (size || 1);
    downhill.point(px - gu * rim, py + gv * rim, px - gu * end, py + gv * end, 10);
    show(set(downhill, { "stroke-dasharray": long > 110 && "7 5" }), long > 2);
    set(across, { y1: py, y2: py });
    set(way, { d: map.line(trail.map((at) => at[u]), trail.map((at) => at[v])) });
    show(set(begun, trail.length ? { cx: map.X(trail[0][u]), cy: map.Y(trail[0][v]) } : {}), trail.length);
    const us = Array.from({ length: 121 }, (_, k) => map.x[1] * (k / 60 - 1)), Es = us.map((value) => E(seen.z + into[u] * (value - one[u])));
    const highest = Math.max(...Es, 1e-6);
    cut.domain(map.x, [0, Math.max(1.04 * highest, ticks(0, 1.2 * highest, 3).at(-1))]);
    set(cutCurve, { d: cut.line(us, Es) });
    const run = cut.X(1) - cut.X(0), rise = gu * (cut.Y(1) - cut.Y(0)), reach = 46 / Math.hypot(run, rise), y = cut.Y(seen.E);
    point.place(px, py);
    onCut.place(px, y);
    set(tangent, { x1: px - reach * run, x2: px + reach * run, y1: y - reach * rise, y2: y + reach * rise });
    slope.say(`slope ∂E/∂${u} = ${number(gu)}`);
  } };
}

function build(view) {
  const key = () => NAMES.map((name) => view.get(name)).join(), neuron = drawNeuron(view), map = drawMap(view);
  const words = (more) => h("p", { style: "margin: 0; font-size: 13px", ...more }), trouble = words({ class: "wrong", role: "alert" }), note = words({ role: "status" });
  let count = 0, trail = [], expected = key(), stop = null;
  const names = ["w1", "w2", "b"], looks = ["", "", "", "; color: var(--backward-text); font-weight: 600", "; color: var(--step-text)"], cells = {};
  const cell = (name, k) => cells[name + k] = h("td", { style: looks[k], "data-name": k === 3 && `dE/d${name}` });
  const rows = Object.fromEntries(names.map((name) => [name, h("tr", {}, h("th", { scope: "row" }, name), ...looks.map((_, k) => cell(name, k)))]));
  const heads = ["", "∂E/∂a", "· φ′(z)", "· input", "= ∂E/∂·", "· −η = step"].map((text) => h("th", { scope: "col" }, text));
  const table = h("table", { style: "font-size: 12px" }, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...Object.values(rows)));
  function take() {                       // one step; false: it changes nothing, or is refused
    const one = now(view), { net, gradient } = look(one), theta = net.theta.slice();
    new GradientDescent({ eta: one.eta }).step(theta, gradient);
    const runsAway = theta.some((value) => !(Math.abs(value) <= 100)), still = theta.every((value, k) => value === net.theta[k]);
    write(trouble, runsAway ? "The steps run away: the next one would take a parameter beyond 100. Take a smaller η."
      : still ? "Nothing moves: the gradient is 0 here, or too small for the machine." : "");
    if (runsAway || still) return false;
    if (!count) trail = [one];
    view.set(Object.fromEntries(parameters(one).map((name, k) => [name, theta[k]])));
    count += 1;
    expected = key();
    if (count < 100 || names.some((name) => Math.abs(view.get(name) - trail.at(-1)[name]) > 0.04)) trail.push(now(view));
    return true;
  }
  function onward(steps) {                // so many steps more; false: there, or no way on
    for (let k = 0; k < steps; k++)
      if (Math.abs(look(now(view)).a - view.get("y")) <= CLOSE || count >= MOST || !take()) return false;
    return true;
  }
  function halt(values = {}, words = "") { stop?.(); stop = null; view.set(values); write(note, words); view.commit(); }
  const runner = button("", () => {
    if (!stop && view.calm.matches) onward(MOST);
    if (stop || view.calm.matches) return halt();
    let due = 0;
    stop = view.run((passed) => {
      const going = onward(Math.floor(due += passed * PER_SECOND / 1000)) || halt();
      due %= 1;
      return going === true;
    });
    view.paintSoon();
  }, { title: `until a is within ${CLOSE} of y` });
  const undo = button("Back", () => halt(Object.fromEntries(names.map((name) => [name, trail[0][name]]))), { title: "back to where the steps began" });
  const stepper = button("Take a step", () => { if (stop) halt(); take(); view.commit(); }), steps = readout("steps", "steps so far", 0, "step");
  const needs = { [SQUARED]: readout("needs squared", "half squared error", 0), [CROSS]: readout("needs cross", "cross-entropy", 0) };

  const starts = view.get("starts"), own = "set by hand", fits = (name) => Object.entries(starts[name]).every(([what, value]) => view.get(what) === value);
  const start = choice(view, { name: "start", label: "start", options: [...Object.keys(starts), own], put: (name) => halt(starts[name]),
    get: () => Object.keys(starts).find(fits) ?? own });
  const phi = choice(view, { name: "phi", label: "activation", options: ["linear", "logistic", "tanh", ["relu", "ReLU"]], put: (name) => {
    if (name === "logistic" || view.get("loss") === SQUARED) halt({ phi: name });
    else halt({ phi: name, loss: SQUARED }, "Cross-entropy reads a as a probability and goes with the logistic only: E is half the squared error again.");
  } });
  const loss = choice(view, { name: "loss", label: "error E", options: [SQUARED, [CROSS, "cross-entropy"]], put: (name) => {
    const target = Math.max(0, Math.min(1, view.get("y")));
    if (name === SQUARED) return halt({ loss: name });
    halt({ loss: name, phi: "logistic", y: target }, (view.get("phi") === "logistic" ? "" : "Cross-entropy goes with the logistic only, so φ is the logistic now. ")
      + (target === view.get("y") ? "" : `Its target is a probability, so y is ${plain(target)} now.`));
  } });
  const sliders = Object.fromEntries(Object.entries(RANGES).map(([name, [min, max, high]]) => [name, slider(view, { name, label: name, min, max, low: -high, high })]));
  const probability = slider(view, { name: "y", label: "y", min: 0, max: 1, hint: "a probability, for cross-entropy" });
  const eta = slider(view, { name: "eta", label: "η", min: 0.01, max: 10, low: 0.0001, high: 100, log: true, hint: "learning rate" });
  const second = toggle(view, { name: "inputs", label: "a second input", get: () => view.get("inputs") === 2, put: (on) => halt({ inputs: on ? 2 : 1 }) });
  const over = choice(view, { name: "over", label: "map over", options: [["w1, w2", "w1 and w2"], ["w1, b", "w1 and b"], ["w2, b", "w2 and b"]] });
  const needed = h("div", { class: "readouts" }, h("span", {}, `steps needed from here, until |a − y| ≤ ${CLOSE}:`), ...Object.values(needs));
  const first = look(now(view)), stuck = Math.abs(first.a - view.get("y")) > CLOSE && Math.abs(first.delta) < 0.05;
  view.root.append(h("p", { class: "try" }, stuck ? "As wrong as can be, and no arrow on the map: press “Run until a is close”. When does a begin to move?"
    : "Drag the large orange point on the map the way its arrow points. How small can you make E, and what becomes of δ?"),
    h("div", { class: "body" },
      h("div", { style: "flex: 466 1 349.5px; min-width: 0; display: flex; flex-wrap: wrap; gap: 8px" },
        h("div", { class: "scroll", style: "flex: 1 1 349.5px" }, neuron.svg),
        h("div", { style: "flex: 1 1 335px; min-width: 0; display: grid; gap: 8px" }, h("div", { class: "scroll" }, table),
          h("div", { class: "row" }, stepper, runner, undo, steps), needed, trouble)),
      h("div", { style: "flex: 380 1 300px; min-width: 0" }, map.svg),
      h("div", { class: "panel", style: "flex: 120 1 270px" }, start, ...Object.values(sliders), probability, eta, second, phi, loss, over, note)));

  return () => {
    if (key() !== expected) { count = 0; trail = []; expected = key(); write(trouble, ""); }     // something was set: count anew
    const one = now(view), seen = look(one), two = one.inputs === 2, cross = one.loss === CROSS;
    neuron.paint(one, seen);
    map.paint(one, seen, trail.length ? [...trail, one] : []);
    parameters(one).forEach((name, row) => {
      const slope = seen.gradient[row], factors = [seen.throughA, seen.slope, { w1: one.x1, w2: one.x2, b: 1 }[name], slope, -one.eta * slope];
      factors.forEach((value, k) => { write(cells[name + k], !Number.isFinite(value) ? "—" : k === 2 ? plain(value) : number(value, 3)).dataset.value = value; });
    });
    steps.show(count);
    for (const [name, shown] of Object.entries(needs)) {
      const fits = name === SQUARED || (one.phi === "logistic" && one.y >= 0 && one.y <= 1), count = fits ? stepsNeeded(one, name) : null;
      shown.show(count ?? NaN, !fits ? "—" : count === null ? "never, or over 20,000" : count.toLocaleString("en-US"));
    }
    for (const [part, on] of [[rows.w2, two], [sliders.w2, two], [sliders.x2, two], [over, two], [sliders.y, !cross], [probability, cross]])
      set(part, { style: on ? "" : "display: none" });
    set(undo, { disabled: !count });
    set(write(runner, stop ? "Stop" : "Run until a is close"), { disabled: !stop && Math.abs(seen.a - one.y) <= CLOSE });
    view.say(`z ${number(seen.z)}, a ${number(seen.a)}, E ${number(seen.E)}, delta ${number(seen.delta)}, ${count} steps`);
  };
}

export default piece("Neuron: one unit, forward and back", build);
