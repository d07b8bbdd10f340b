// Downhill (notebook 08): choose a start on a surface, a rule and a learning rate, and see the descent.

import { button, choice, drawing, freshId, h, handle, number, piece, plain, pointIn, readout, s, set, slider, toggle, write } from "./kit.js";
import { Axes, arrow, label } from "./plot.js";
import { contour, descend, freeSpots, limitsOf, spread, surfaceOf, widthOf } from "./hills.js";

const LEVELS = 10, LEFT = 46, TOP = 12, SIDE = 316;
const exact = (value) => number(value, 4).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");       // 0.2395, and 0.2

// How each rule looks: colour, dashes, and the sign at its end, in a box of 10.
const LOOKS = {
  "gradient descent": { colour: "ink", dash: null, sign: "M-5,0a5,5 0 1 0 10,0a5,5 0 1 0 -10,0Z" },
  "momentum": { colour: "validation", dash: "9 3", sign: "M-4.5,-4.5h9v9h-9Z" },
  "Nesterov": { colour: "other", dash: "5 3", sign: "M0,-6L5.5,4.5H-5.5Z" },
  "RMSProp": { colour: "step", dash: "2 3", sign: "M0,-6.5L6.5,0L0,6.5L-6.5,0Z" },
  "Adam": { colour: "target", dash: "8 3 2 3", sign: "M-2,-6h4v4h4v4h-4v4h-4v-4h-4v-4h4Z" },
};

const LIMITS = { "gradient descent": "2/λ =", "momentum": "momentum", "Nesterov": "Nesterov" };

function build(view) {
  const about = () => view.get("surfaces")[view.get("surface")], clip = freshId("map");
  const map = new Axes({ left: LEFT, top: TOP, width: SIDE, height: SIDE, xlabel: "w" });
  const chart = new Axes({ left: 48, top: 28, width: 228, height: SIDE + TOP - 28, y: [1e-6, 1e3], logY: true, xlabel: "steps", yticks: 5 });
  const halo = "paint-order: stroke; stroke: var(--paper); stroke-width: 5px; ", faint = "fill: none; stroke: var(--quiet); stroke-opacity: 0.55";
  const text = (kind, more = "", words = "") => label({ style: `${more}fill: var(--${kind}-text, var(--${kind})); font-size: 12px` }, words);
  const chartName = set(label(), { class: "axis-name start", x: 48, y: 20 });
  const acrossName = map.group.querySelector(".axis-name"), upName = label({ class: "middle", x: 12, y: TOP + SIDE / 2 });
  const lines = s("path", { style: faint }), rings = s("g", { style: faint }, ...Array.from({ length: LEVELS - 1 }, () => s("ellipse")));
  const heights = s("g", { "aria-hidden": "true" }), targets = s("g"), names = [0, 1].map(() => text("target", halo));
  const startWord = set(text("step", halo, "start"), { class: "middle" });
  const ways = [0, 1].map(() => ({ arrow: arrow({ stroke: "var(--quiet)", style: "stroke-width: 2.2" }), under: s("path", { class: "arrow", fill: "none", stroke: "var(--paper)", style: "stroke-width: 8" }),
    text: text("quiet", halo) }));
  const ground = s("rect", { x: LEFT, y: TOP, width: SIDE, height: SIDE, fill: "transparent", style: "cursor: crosshair; touch-action: none" });
  const mapSvg = drawing(380, 368, "Map of E, with the descents"), chartSvg = drawing(380, 368, "E over the steps");
  const tight = "padding: 0 2px 0 7px";
  const all = Object.entries(LOOKS).map(([name, { colour, dash, sign }]) => {
    const stroke = `var(--${colour})`, line = () => s("path", { class: "curve", stroke, "stroke-dasharray": dash });
    const mark = (more = {}) => s("path", { d: sign, fill: stroke, stroke: "var(--paper)", ...more });
    const box = toggle(view, { name: `rule ${name}`, label: name, get: () => view.get("rules").includes(name),
      put: (on) => still({ rules: Object.keys(LOOKS).filter((one) => one === name ? on : view.get("rules").includes(one)) }) });
    box.append(s("svg", { viewBox: "0 0 26 14", style: "width: 26px; height: 14px", "aria-hidden": "true" },
      s("path", { d: "M0,7H26", stroke, "stroke-width": 2, "stroke-dasharray": dash }), mark({ transform: "translate(13 7)", stroke: "none" })));
    const E = h("td", { "data-name": `E ${name}`, style: tight }), rises = h("td", { "data-name": `rises ${name}`, style: tight });
    return { name, E, rises, row: h("tr", {}, h("th", { scope: "row", style: "padding: 0" }, box), E, rises),
      under: s("path", { class: "curve", stroke: "var(--paper)", style: "stroke-width: 4" }), path: line(), curve: line(), end: mark(), curveEnd: mark(),
      dots: s("path", { fill: "none", stroke, "stroke-width": 5, "stroke-linecap": "round" }), word: text(colour, halo), curveWord: text(colour) };
  });
  let shown = {}, running = Infinity, stop = () => {}, remembered = 30, told = "", fieldsOf = "";

  // The start: drag it, or point at any place of the map.
  const held = (value, [low, high]) => Math.max(low, Math.min(high, value));
  const put = (...place) => view.set({ start: place.map((value, k) => Number(held(value, about().map[k]).toFixed(3))) });
  const follow = (x, y) => put(map.backX(x), map.backY(y));
  const grip = handle(view, mapSvg, { label: "the start", move: follow, value: () => view.get("start")[0],
    by: (dx, dy) => put(...view.get("start").map((value, k) => value + [dx, dy][k] / 100)),
    text: () => `start at ${view.get("start").map((value, k) => `${about().names[k]} ${exact(value)}`).join(", ")}` });
  const fields = h("div", { class: "row" });           // the same as two numbers
  function drawFields() {
    if (fieldsOf === view.get("surface")) return;
    fieldsOf = view.get("surface");
    fields.replaceChildren(...about().names.map((name, k) => {
      const [min, max] = about().map[k], field = slider(view, { label: `${k ? "" : "start "}${name}`, name: `start ${k}`, min, max, text: exact,
        get: () => view.get("start")[k], put: (value) => put(...view.get("start").map((old, place) => place === k ? value : old)) });
      field.querySelector("[type=range]").style.display = "none";
      return set(field, { style: "grid-template-columns: auto 4.6em" });
    }));
  }
  for (const kind of ["pointerdown", "pointermove"]) ground.addEventListener(kind, (event) => {
    if (kind === "pointerdown") { event.preventDefault(); ground.setPointerCapture(event.pointerId); grip.focus(); }
    if (ground.hasPointerCapture(event.pointerId)) follow(...pointIn(mapSvg, event));
  });
  ground.addEventListener("lostpointercapture", () => view.commit());
  mapSvg.append(s("clipPath", { id: clip }, s("rect", { x: LEFT, y: TOP, width: SIDE, height: SIDE })),
    s("g", { "clip-path": `url(#${clip})` }, lines, rings), map.group, upName, ground, s("g", { style: "pointer-events: none" },
      s("g", { "clip-path": `url(#${clip})` }, ...all.flatMap((one) => [one.under, one.path, one.dots])),
      heights, ...ways.flatMap((one) => [one.under, one.arrow, one.text]), targets, ...all.map((one) => one.end),
      ...all.map((one) => one.word), ...names, startWord), grip);
  chartSvg.append(chart.group, chartName, ...all.map((one) => one.curve), ...all.flatMap((one) => [one.curveEnd, one.curveWord]));

  // The surface: drawn anew only when it is another one.
  function drawSurface() {
    const bent = { flat: view.get("flat"), steep: view.get("steep"), turned: view.get("turned") };
    const key = `${view.get("surface")} ${about().kind === "paraboloid" ? Object.values(bent) : ""}`;
    if (shown.key === key) return;
    const { map: [across, up], bottom, minima, saddle } = about(), surface = surfaceOf(about(), bent), { bends } = surface;
    shown = { key, surface };
    map.domain(across, up);
    [acrossName, upName].forEach((one, k) => write(one, about().names[k]));
    const g = new Float64Array(2), E = (place) => surface.at(place, g), corners = across.flatMap((x) => up.map((y) => [x, y]));
    const middle = minima[0], [x, y] = [map.X(middle[0]), map.Y(middle[1])], unit = SIDE / (across[1] - across[0]);
    let top = Math.max(...corners.map(E)) - bottom;
    chart.top10 = Math.ceil(Math.log10(top));
    set(rings, { visibility: bends ? "visible" : "hidden" });
    ways.forEach((way, k) => {
      const [ux, uy] = bends ? surface.u[k] : [0, 0];
      way.arrow.point(x + 9 * ux, y - 9 * uy, x + 66 * ux, y - 66 * uy);
      set(way.under, { d: way.arrow.getAttribute("d") });
      Object.assign(way, { x: x + 66 * ux + 5, y: y - 72 * uy + (uy < 0 ? 10 : 4) });
      way.text.say(bends ? `λ = ${plain(bends[k])}` : "");
      way.text.place(way.x, way.y);
    });
    if (bends) {                             // the lines of equal E are ellipses
      set(lines, { d: "" });
      set(rings, { transform: `translate(${x} ${y}) rotate(${-Math.atan2(surface.u[0][1], surface.u[0][0]) * 180 / Math.PI})` });
      const radius = (k, bend) => Math.min(1e4, unit * k / LEVELS * Math.sqrt(2 * top / Math.max(bend, 1e-9))).toFixed(1);
      [...rings.children].forEach((ring, k) => set(ring, { rx: radius(k + 1, bends[0]), ry: radius(k + 1, bends[1]) }));
    } else {
      const n = 90, at = ([low, high], k) => low + (high - low) * k / n;
      const values = Array.from({ length: n + 1 }, (_, r) => Array.from({ length: n + 1 }, (_, c) => E([at(across, c), at(up, r)])));
      top = Math.max(...values.flat()) - bottom;
      set(lines, { d: Array.from({ length: LEVELS - 1 }, (_, k) => contour(values, bottom + top * ((k + 1) / LEVELS) ** 2,
        (c) => LEFT + SIDE * c / n, (r) => TOP + SIDE * (1 - r / n))).join("") });
    }
    // Two heights, where their lines cross the longest way from the lowest point to a corner.
    const distance = (place) => Math.hypot(...place.map((value, k) => value - middle[k])), far = corners.sort((a, b) => distance(b) - distance(a))[0];
    const way = Array.from({ length: 185 }, (_, j) => [0, 1].map((k) => middle[k] + j / 200 * (far[k] - middle[k])));
    heights.replaceChildren(...[4, 7].flatMap((k) => {
      const level = bottom + top * (k / LEVELS) ** 2, here = way.find((place) => E(place) >= level);
      return here ? [set(text("quiet", halo, `E = ${plain(level)}`), { class: "middle", x: map.X(here[0]), y: map.Y(here[1]) + 4 })] : [];
    }));
    write(chartName, bottom ? `E above its lowest value, ${number(bottom, 3)}` : "E");
    const spot = ([x, y], ...parts) => s("g", { transform: `translate(${map.X(x)} ${map.Y(y)})` }, ...parts);
    targets.replaceChildren(...minima.map((place) => spot(place, s("circle", { r: 8, fill: "var(--paper)", stroke: "var(--target)", "stroke-width": 2 }),
      s("circle", { r: 3, fill: "var(--target)" }))), ...(saddle ? [spot(saddle, s("path", { d: "M-5,-5L5,5M-5,5L5,-5", stroke: "var(--ink)" }),
      set(text("ink", halo, "saddle"), { y: 19, class: "middle" }))] : []));
  }

  // Names beside the ends of the paths and the lowest points, where there is room. More than two that end in one place are
  // named in the chart only: their signs are the same there.
  function placeNames(ends, minima, [sx, sy]) {
    const near = (a, b) => Math.hypot(a.x - b.x, a.y - b.y) < 26;
    const bottoms = minima.map(([x, y, text], k) => ({ word: names[k], x: map.X(x), y: map.Y(y), text, gap: true }));
    const rules = ends.map((one) => ends.filter((other) => near(one, other)).length > 2 ? { ...one, text: "" } : one), wanted = [...bottoms, ...rules];
    const around = ({ x, y }, size) => [x - size, y - size, x + size, y + size], signs = [...ends, ...bottoms].map((one) => around(one, 7));
    const words = ways.filter((one) => one.text.textContent).map(({ x, y, text }) => [x, y - 10, x + widthOf(text.textContent), y + 3]);
    const low = sy < TOP + 36, wide = widthOf("start") / 2, sxWord = held(sx, [LEFT + wide, LEFT + SIDE - wide]), syWord = sy + (low ? 31 : -21);
    startWord.place(sxWord, syWord);
    const taken = [...signs, ...words, around({ x: sx, y: sy }, 18), [sxWord - wide, syWord - 11, sxWord + wide, syWord + 3]];
    const found = freeSpots(wanted, taken, [LEFT + 2, TOP, LEFT + SIDE + 30, TOP + SIDE - 2]);
    names.forEach((one) => one.say(""));
    wanted.forEach(({ word, text }, k) => {
      word.say(found[k] ? text : "");
      if (found[k]) set(word, { class: found[k].anchor }).place(found[k].x, found[k].y);
    });
  }

  // Where a line ends on the map, or leaves it: its last place, drawn back along its last step to the edge.
  function edge(places) {
    const end = places.at(-1), from = places.at(-2) ?? end, sides = [[LEFT, LEFT + SIDE], [TOP, TOP + SIDE]];
    const share = Math.min(1, ...end.map((value, k) => (held(value, sides[k]) - from[k]) / (value - from[k])).filter((one) => one >= 0));
    return end.map((value, k) => held(from[k] + share * (value - from[k]), sides[k]));
  }

  const still = (values) => { stop(); running = Infinity; told = ""; view.set(values); view.commit(); };
  const surface = choice(view, { name: "surface", label: "surface", options: Object.keys(view.get("surfaces")),
    put: (name) => still({ surface: name, ...Object.fromEntries(["start", "eta", "steps"].map((one) => [one, view.get("surfaces")[name][one]])) }) });
  const attempt = h("p", { class: "try" }), remark = h("p", { style: "margin: 0; color: var(--quiet); font-size: 13px" });
  const control = (name, label, hint, min, max, more) => slider(view, { name, label, hint, min, max, ...more });
  const curved = (values, words) => { told = words || ""; view.set(values); };
  const bends = h("div", { style: "display: grid; gap: 6px" }, control("flat", "λ floor", "curvature along the floor", 0, 5, { step: 0.05, high: 100,
    put: (flat) => curved({ flat: Math.min(flat, view.get("steep")) }, flat > view.get("steep") && "λ floor is at most λ wall: the floor is where E is flatter.") }),
    control("steep", "λ wall", "curvature across the floor", 1, 50, { step: 0.5, low: 0.01, high: 100,
      put: (steep) => curved({ steep: Math.max(steep, view.get("flat")) }, steep < view.get("flat") && "λ wall is at least λ floor: the wall is where E is steeper.") }),
    control("turned", "turned °", "direction of the floor, in degrees", -90, 90, { step: 1 }));
  const eta = control("eta", "η", "learning rate", 1e-3, 10, { step: 0.005, low: 1e-4, high: 100, log: true, digits: 3 });
  const strip = h("div", { style: "grid-column: 2; margin: 0 8px; font-size: 12px" });       // below η: how far each rule may go
  const limits = Object.keys(LIMITS).map((name) => {
    const bar = h("div"), tick = h("div"), word = h("div", { "data-name": `limit ${name}` });
    return { name, bar, tick, word, row: h("div", { style: "position: relative; height: 19px" }, bar, tick, word) };
  });
  strip.append(...limits.map((one) => one.row));
  eta.append(strip);
  const alpha = control("alpha", "α", "share of the velocity kept", 0, 1, { high: 0.99, put: (alpha) => view.set({ alpha: Math.min(alpha, 0.99) }) });
  const noise = control("noise", "noise", "typical miss of the gradient, as of a mini-batch's", 0, 5, { step: 0.05, high: 100 });
  const chance = button("other draws", () => still({ chance: (view.get("chance") + 1) % view.get("draws").length }));
  const steps = control("steps", "steps", "how many steps are shown", 0, 100, { step: 1, whole: true, digits: 0 });
  const run = button("Run", () => {
    stop();
    told = "";
    if (!view.get("steps")) {
      told = `With 0 steps there is nothing to run: they are ${remembered} again.`;
      view.set({ steps: remembered });
      view.commit();
    }
    running = 0;
    stop = view.run((passed) => {
      running += Math.max(0, passed) / 1000 * Math.max(8, view.get("steps") / 4);       // the first frame may have begun before the click
      if (running >= view.get("steps")) running = Infinity;
      view.paint();
      return running !== Infinity;
    });
  }, { title: "Walk the steps one after the other" });
  const [less, more] = [["− 1", -1, "one step less"], ["+ 1", 1, "one step more"]].map(([sign, by, said]) =>
    button(sign, () => still({ steps: held(view.get("steps") + by, [0, 100]) }), { "aria-label": said }));
  const shares = [["part", "η ÷ limit 2/λ"], ["factor across", "1 − ηλ across the floor"], ["factor along", "along it"]]
    .map((one) => readout(...one, 3));
  const readouts = h("div", { class: "readouts", style: "flex: 1 1 100%" }, ...shares);
  const words = h("p", { style: "margin: 0; min-height: 1.4em; flex: 1 1 100%", "data-name": "words" });
  view.root.append(attempt,
    h("div", { class: "body" }, h("div", { class: "picture" }, mapSvg, chartSvg,
      h("div", { class: "row", style: "flex: 1 1 100%" }, h("div", { style: "flex: 1 1 220px; max-width: 300px" }, steps),
        h("div", { class: "row" }, run, less, more), fields), readouts, words),
    h("div", { class: "panel" }, surface, remark, bends, eta, alpha,
      h("div", { class: "row", style: "flex-wrap: nowrap" }, h("div", { style: "flex: 1" }, noise), chance),
      h("div", { class: "scroll" }, h("table", {}, h("thead", {}, h("tr", {}, ...["rule", "E", "E rises in"].map((head, k) =>
        h("th", { scope: "col", style: k ? tight : `${tight}; text-align: left` }, head)))), h("tbody", {}, ...all.map((one) => one.row)))))));

  return () => {
    drawSurface();
    drawFields();
    const { bottom, map: [across, up], minima, about: says, ask, kind } = about(), rules = view.get("rules");
    const [start, eta, alpha, noise, most] = ["start", "eta", "alpha", "noise", "steps"].map((name) => view.get(name));
    const settings = { start, eta, alpha, noise, steps: Math.min(most, Math.floor(running)) }, draws = view.get("draws")[view.get("chance")];
    const above = (E) => Math.max(E - bottom, 1e-300), inside = ([x, y]) => x >= across[0] && x <= across[1] && y >= up[0] && y <= up[1];
    const near = ([x, y]) => Math.max(across[0] - x, x - across[1], up[0] - y, y - up[1]) < (across[1] - across[0]) / 4;
    remembered = most || remembered;
    const ends = [], curveEnds = [], left = [], at = (x, y) => `${x.toFixed(1)},${y.toFixed(1)}`;
    [remark, attempt].forEach((one, k) => write(one, [says, ask][k]));
    bends.style.display = kind === "paraboloid" ? "grid" : "none";
    run.hidden = view.calm.matches;
    chart.domain([0, [10, 20, 40, 60, 100].find((end) => most <= end)], [10 ** (chart.top10 - 8), 10 ** (chart.top10 + 1)]);
    for (const one of all) {
      const on = rules.includes(one.name), { path, E } = on ? descend(one.name, shown.surface, settings, draws) : { path: [], E: [] };
      const last = path.length - 1, far = path.findIndex((place) => !near(place)), off = path.findIndex((place) => !inside(place));
      const places = path.slice(0, far < 0 ? last + 1 : far + 1).map(([x, y]) => [map.X(x), map.Y(y)].map((place) => held(place, [-1e5, 1e5])));
      const d = on ? `M${places.map((place) => at(...place)).join("L")}` : "", seen = on && far < 0 && inside(path[last]);
      for (const way of [one.path, one.under]) set(way, { d });
      set(one.dots, { d: places.slice(1).map((place) => `M${at(...place)}h0`).join("") });
      set(one.curve, { d: chart.line(Object.keys(E), E.map(above)) });
      for (const [mark, visible] of [[one.end, seen], [one.curveEnd, on]]) set(mark, { visibility: visible ? "visible" : "hidden" });
      one.word.say("");
      one.curveWord.say(on ? one.name : "");
      if (on) {
        const [endX, endY] = edge(places);
        const x = chart.X(last), y = held(chart.Y(above(E[last])), [chart.top, chart.top + chart.height]);
        if (seen) set(one.end, { transform: `translate(${at(endX, endY)})` });
        if (last > 0) ends.push({ word: one.word, x: endX, y: endY, text: `${one.name}${far < 0 ? "" : " leaves"}` });
        set(one.curveEnd, { transform: `translate(${at(x, y)})` });
        curveEnds.push({ word: one.curveWord, x: x + 9, y: y + 4 });
        if (off > 0) left.push(`${one.name} at step ${off}`);
      }
      const rising = E.filter((value, t) => value > E[t - 1] + 1e-12 * Math.abs(E[t - 1])).length;
      for (const [cell, value, words] of [[one.E, E[last], on && number(E[last], E[last] < 10 ? 3 : 1)], [one.rises, rising, `${rising} of ${last}`]]) {
        write(cell, on ? words : "");
        set(cell, { "data-value": on && String(value) });
      }
    }
    placeNames(ends, minima, [map.X(start[0]), map.Y(start[1])]);
    spread(curveEnds.map((one) => one.y), chart.top + 8, chart.top + chart.height - 4).forEach((y, k) => curveEnds[k].word.place(curveEnds[k].x, y));
    const lambda = shown.surface.bends, limit = lambda ? limitsOf(lambda[1], alpha) : {}, share = eta / limit["gradient descent"];
    for (const { name, row, bar, tick, word } of limits) {
      row.hidden = !(name in limit && rules.includes(name));
      const place = row.hidden ? 0 : 100 * held((Math.log10(limit[name]) + 3) / 4, [0, 1]), side = place > 45 ? ["right", 100 - place] : ["left", place];
      bar.style.cssText = `position: absolute; left: 0; top: 0; width: ${place}%; border-top: 3px solid var(--${eta < limit[name] ? "ink" : "faint"})`;
      tick.style.cssText = `position: absolute; left: ${place}%; top: -5px; height: 11px; border-left: 2px solid var(--ink)`;
      word.style.cssText = `position: absolute; white-space: nowrap; top: 2px; line-height: 16px; padding: 0 5px; ${side[0]}: ${side[1]}%`;
      if (row.hidden) continue;
      write(word, `${LIMITS[name]} ${exact(limit[name])}${eta < limit[name] ? "" : ": passed"}`);
      word.dataset.value = limit[name];
    }
    readouts.style.display = lambda ? "flex" : "none";
    if (lambda) shares.forEach((one, k) => one.show([share, 1 - eta * lambda[1], 1 - eta * lambda[0]][k]));
    const side = Math.abs(share - 1) < 1e-9 ? "it jumps from wall to wall for ever" : share > 1 ? "each step across overshoots further" :
      share > 0.5 ? "each step across overshoots, and lands nearer" : "it stays on its side of the floor";
    write(words, [told, running !== Infinity && `Step ${settings.steps} of ${most}.`, !rules.length && "No rule is chosen.", !lambda && "No one limit here: the curvature changes from place to place.",
      lambda && !noise && rules.includes("gradient descent") && `Gradient descent: ${side}.`, left.length > 0 && `Off the map: ${left.join(", ")}.`,
      noise > 0 && `The gradients miss by ${plain(noise)} or so, as those of a mini-batch.`].filter(Boolean).join(" "));
    view.say(words.textContent);
    grip.place(map.X(start[0]), map.Y(start[1]));
  };
}

export default piece("Downhill: a start, a rule, a learning rate, and where they lead", build);
