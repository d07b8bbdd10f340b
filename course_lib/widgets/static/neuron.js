// Neuron (notebook 02): one unit by itself, forward and back, and its error over two of its parameters.

import { button, choice, drawing, freshId, h, handle, number, piece, plain, readout, s, set, slider, toggle, write } from "./kit.js";
import { Axes, arrow, label, ticks } from "./plot.js";
import { GradientDescent } from "./engine.js";
import { CLOSE, CROSS, LENGTH, MOST, NAMES, OUTLINE, RANGES, SQUARED } from "./neuron_unit.js";
import { back, bounded, doubled, drawNeuron, errorOfZ, exactly, levelsOf, line, look, now, parameters, quiet, sayActivity, show, stepsNeeded } from "./neuron_unit.js";

const MAP = { left: 42, top: 22, width: 280, height: 280 };
const PER_SECOND = 150, SEEN = 6;     // steps in a second of a run; a shorter arrow than this is not drawn on the map

// The map of E over two parameters, and beneath it the cut along its dashed line.
function drawMap(view) {
  const { left, top, width, height } = MAP, svg = drawing(340, 470, "The error E over two parameters"), centre = { class: "middle", x: left + width / 2 };
  const map = new Axes(MAP), mapTitle = label({ x: left, y: 13 }), flat = label({ ...centre, y: top + 30 });
  const cut = new Axes({ left, top: 346, width, height: 82, yticks: 2 }), cutTitle = label({ x: left, y: 338 }), cutName = label({ class: "middle", x: left + 70, y: 462 });
  const slope = back({ class: "end", x: left + width, y: 462 }), cutCurve = s("path", { class: "curve", stroke: "var(--ink)" });
  const shade = freshId("shade"), stops = Array.from({ length: 25 }, (_, k) => s("stop", { offset: k / 24, style: "stop-color: var(--ink)" }));
  const fade = s("linearGradient", { id: shade, gradientUnits: "userSpaceOnUse" }, ...stops), room = s("rect", { x: left, y: top, width, height });
  const clip = freshId("clip"), contours = s("path", { fill: "none", stroke: "var(--ink)", "stroke-width": 0.6, "clip-path": `url(#${clip})` });
  const heights = Array.from({ length: 6 }, () => quiet()), begun = s("circle", { r: 4, ...OUTLINE });
  const way = s("path", { class: "curve", stroke: "var(--step)" }), downhill = arrow({ stroke: "var(--backward)", style: "stroke-width: 3" });
  const across = line("quiet", { x1: left, x2: left + width, "stroke-dasharray": "5 4" }), tangent = line("backward", { "stroke-width": 2, "stroke-dasharray": "6 3" });
  let scale = 1;
  const pair = () => (view.get("inputs") === 2 ? view.get("over").split(", ") : ["w1", "b"]);
  const go = (name, steps) => (steps ? { [name]: bounded(view, name, view.get(name) + 0.05 * steps) } : {});
  const grip = (name, r, both) => handle(view, svg, { label: name, shape: s("circle", { r, class: "grip" }), range: [-8, 8], value: () => view.get(pair()[0]),
    move: (x, y) => {
      const [u, v] = pair(), upward = both ? { [v]: bounded(view, v, map.backY(y)) } : {};
      view.set({ [u]: bounded(view, u, map.backX(x)), ...upward });
    },
    by: (dx, dy) => view.set(both ? { ...go(pair()[0], dx), ...go(pair()[1], dy) } : go(pair()[0], dx + dy)),
    text: () => `${pair().map((one) => `${one} ${number(view.get(one))}`).join(", ")}, E ${number(look(now(view)).E)}` });
  const point = grip("the point on the map of E", 10, true), onCut = grip("the point on the curve of E", 6, false);
  svg.append(s("defs", {}, fade, s("clipPath", { id: clip }, room)), set(room.cloneNode(), { fill: `url(#${shade})` }), contours, ...heights, map.group,
    across, flat, way, begun, downhill, point, mapTitle, cut.group, cutTitle, cutName, slope, cutCurve, tangent, onCut);
  return { svg, paint(one, seen, trail) {
    const [u, v] = pair(), names = parameters(one), third = names.find((name) => name !== u && name !== v), into = { w1: one.x1, w2: one.x2, b: 1 };
    const held = point.matches(":active") || onCut.matches(":active"), edge = RANGES[u][0];     // while it is held, the map does not come nearer
    scale = Math.max(held ? scale : 1, doubled(Math.max(Math.abs(one[u]), Math.abs(one[v])) / edge));
    const unit = width / (2 * edge * scale);
    map.domain([-edge * scale, edge * scale], [-edge * scale, edge * scale]);
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
    const size = Math.hypot(gu, gv), long = LENGTH * size, rim = 12 / (size || 1), end = rim + Math.min(long, 110) / (size || 1);
    downhill.point(px - gu * rim, py + gv * rim, px - gu * end, py + gv * end, 10);
    show(set(downhill, { "stroke-dasharray": long > 110 && "7 5" }), long > SEEN);
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
    slope.say(`slope ∂E/∂${u} = ${exactly(gu)}`);
  } };
}

function build(view) {
  const key = () => NAMES.map((name) => view.get(name)).join(), neuron = drawNeuron(view), map = drawMap(view);
  const words = (more) => h("p", { style: "margin: 0; font-size: 13px", ...more }), trouble = words({ class: "wrong", role: "alert" }), note = words({ role: "status" });
  let count = 0, trail = [], expected = key(), stop = null;
  const names = ["w1", "w2", "b"], looks = ["", "", "", "; color: var(--backward-text); font-weight: 600", "; color: var(--step-text)"], cells = {}, close = "padding: 2px 5px";
  const cell = (name, k) => cells[name + k] = h("td", { style: close + looks[k], "data-name": k === 3 && `dE/d${name}` });
  const rows = Object.fromEntries(names.map((name) => [name, h("tr", {}, h("th", { scope: "row", style: close }, name), ...looks.map((_, k) => cell(name, k)))]));
  const heads = ["", "∂E/∂a", "· φ′(z)", "· input", "= ∂E/∂·", "· −η = step"].map((text) => h("th", { scope: "col", style: close }, text));
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
  // What steps or typing have taken beyond its range, takes the range of its slider along (which does not shrink under a hand).
  view.beforePaint(() => {
    for (const [name, [edge]] of Object.entries(RANGES)) {
      const range = sliders[name].querySelector("[type=range]"), needed = edge * doubled(Math.abs(view.get(name)) / edge);
      const max = range.matches(":active") ? Math.max(needed, range.max) : needed;
      set(range, { min: -max, max });
    }
  });
  const sliders = Object.fromEntries(Object.entries(RANGES).map(([name, [edge, high]]) =>
    [name, slider(view, { name, label: name, min: -edge, max: edge, low: -high, high })]));
  const probability = slider(view, { name: "y", label: "y", min: 0, max: 1, hint: "a probability, for cross-entropy" });
  const eta = slider(view, { name: "eta", label: "η", min: 0.01, max: 10, low: 0.0001, high: 100, log: true, hint: "learning rate" });
  const second = toggle(view, { name: "inputs", label: "a second input", get: () => view.get("inputs") === 2, put: (on) => halt({ inputs: on ? 2 : 1 }) });
  const over = choice(view, { name: "over", label: "map over", options: [["w1, w2", "w1 and w2"], ["w1, b", "w1 and b"], ["w2, b", "w2 and b"]] });
  const needed = h("div", { class: "readouts" }, h("span", {}, `steps needed from here, until |a − y| ≤ ${CLOSE}:`), ...Object.values(needs));
  let felt = false;                       // whether it has been saturated: only then is the other error of interest
  const saturated = (one, seen) => Math.abs(seen.a - one.y) > 0.5 && Math.abs(seen.slope) < 0.02, stuck = saturated(now(view), look(now(view)));
  view.root.append(h("p", { class: "try" }, stuck ? "As wrong as can be, and no arrow on the map: press “Run until a is close”. When does a begin to move?"
    : "Drag the large orange point on the map the way its arrow points. How small can you make E, and what becomes of δ?"),
    h("div", { class: "body" },
      h("div", { style: "flex: 432 1 324px; min-width: 0; display: flex; flex-wrap: wrap; gap: 8px" },
        h("div", { class: "scroll", style: "flex: 1 1 324px" }, neuron.svg),
        h("div", { style: "flex: 1 1 324px; min-width: 0; display: grid; gap: 8px" }, h("div", { class: "scroll" }, table),
          h("div", { class: "row" }, stepper, runner, undo, steps), needed, trouble)),
      h("div", { style: "flex: 340 1 300px; min-width: 0" }, map.svg),
      h("div", { class: "panel", style: "flex: 120 1 270px" }, start, ...Object.values(sliders), probability, eta, second, phi, loss, over, note)));

  return () => {
    if (key() !== expected) { count = 0; trail = []; expected = key(); write(trouble, ""); }     // something was set: count anew
    const one = now(view), seen = look(one), two = one.inputs === 2, cross = one.loss === CROSS;
    felt ||= saturated(one, seen);
    neuron.paint(one, seen);
    map.paint(one, seen, trail.length ? [...trail, one] : []);
    parameters(one).forEach((name, row) => {
      const slope = seen.gradient[row], factors = [seen.throughA, seen.slope, { w1: one.x1, w2: one.x2, b: 1 }[name], slope, -one.eta * slope];
      factors.forEach((value, k) => { write(cells[name + k], !Number.isFinite(value) ? "—" : k === 2 ? plain(value) : k ? exactly(value) : sayActivity(one, value)).dataset.value = value; });
    });
    steps.show(count);
    for (const [name, shown] of Object.entries(needs)) {
      const fits = name === SQUARED || (one.phi === "logistic" && one.y >= 0 && one.y <= 1), count = fits ? stepsNeeded(one, name) : null;
      set(shown, { style: name === SQUARED || (fits && (cross || felt)) ? "" : "display: none" });
      shown.show(count ?? NaN, count === null ? "never, or over 20,000" : count.toLocaleString("en-US"));
    }
    for (const [part, on] of [[rows.w2, two], [sliders.w2, two], [sliders.x2, two], [over, two], [sliders.y, !cross], [probability, cross]])
      set(part, { style: on ? "" : "display: none" });
    set(undo, { disabled: !count });
    set(write(runner, stop ? "Stop" : "Run until a is close"), { disabled: !stop && Math.abs(seen.a - one.y) <= CLOSE });
    view.say(`z ${number(seen.z)}, a ${sayActivity(one, seen.a)}, E ${exactly(seen.E)}, delta ${exactly(seen.delta)}, ${count} steps`);
  };
}

export default piece("Neuron: one unit, forward and back", build);
