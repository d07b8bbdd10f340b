// Step player (notebooks 04 to 06): a network computed one line at a time, forward, back and update.

import { button, choice, drawing, freshId, h, handle, number, piece, pointIn, s, set, slider, toggle, write } from "./kit.js";
import { label } from "./plot.js";
import { ACTIVATIONS, Network, count } from "./engine.js";
import { Random } from "./chance.js";
import { SQUARES, SUB, codeOf, edgeOf, formulaOf, four, held, inColumn, named, pathsOf, stepsOf } from "./steps.js";
import { NetworkPicture } from "./step_network.js";

export const LARGEST = 1000, MOST_PATHS = 8;

const TWO = "two-class cross-entropy", MANY = "categorical cross-entropy", ORANGE = "border: 2px solid var(--step); font-weight: 600";
const PHASES = [["forward", "forward", ["x", "z", "a", "slope"]], ["E", "forward", ["E"]], ["deltas", "backward", ["delta"]],
  ["gradient", "backward", ["dW", "db"]], ["update", "step", ["W", "b"]]];
const OUTPUTS = [["logistic", SQUARES], ["tanh", SQUARES], ["linear", SQUARES], ["relu", SQUARES], ["logistic", TWO], ["softmax", MANY]];
const phaseOf = (line) => PHASES.findIndex(([, , lines]) => lines.includes(line));
const NONE = "Click a line, or choose a weight below: each of its paths to E is listed here.";
const INPUTS = [0.5, 1, -0.5, 0.2, -1];
const grid = (least) => `display: grid; grid-template-columns: repeat(auto-fit, minmax(${least}px, 1fr)); gap: 3px 18px; margin-top: 6px`;
const WRAP = "white-space: normal", PALE = "opacity: 0.5";
const total = (values) => values.reduce((all, one) => all + one, 0);

export const weightsOf = (sizes) => sizes.slice(1).flatMap((n, m) =>
  Array.from({ length: n * sizes[m] }, (_, k) => [m + 1, Math.floor(k / sizes[m]), k % sizes[m]]));

// Weights and biases with one decimal, from -1 to 1.
export const drawn = (sizes, seed, random = new Random(seed)) =>
  Array.from({ length: count(sizes) }, () => Math.round(10 * random.uniform(-1, 1)) / 10);

// The target, if it goes with n outputs and the error; if not, a 1 and zeros.
export function targetFor(y, n, loss) {
  const shares = y.every((one) => one >= 0 && one <= 1), whole = Math.abs(total(y) - 1) < 1e-6;
  return y.length === n && (loss === SQUARES || (shares && (loss === TWO || whole))) ? y : Array.from({ length: n }, (_, k) => k ? 0 : 1);
}

function build(view) {
  const graph = s("g"), svg = drawing(660, 290, "The network", graph), picture = new NetworkPicture(svg, graph);
  const track = s("g"), strip = drawing(430, 46, "The steps", track), head = h("thead"), table = h("tbody"), foot = h("tfoot");
  const code = h("pre", { style: "font-size: 12px; line-height: 16px" }), counter = h("span", { "data-name": "counter" });
  const formula = h("div", { style: "min-height: 92px; font-size: 15px; line-height: 1.5", "data-name": "formula" });
  const wrong = h("p", { class: "wrong", role: "alert", style: "margin: 0" });
  const [sliders, weightChoice, weightBox] = ["display: contents", null, null].map((style) => h("div", { style }));
  let key = "", narrow = null, chosen = null, net, trace, steps, start, codeLines, marked = null, listed = [], told = "";

  const get = (name) => view.get(name), whole = () => get("granularity") === "layer by layer", last = () => steps.length - 1;
  const within = (k) => Math.max(0, Math.min(last(), k)), go = (k) => view.set({ step: within(k) });
  const now = () => whole() ? edgeOf(steps, within(get("step"))) : within(get("step"));
  const forth = () => whole() ? edgeOf(steps, within(now() + 1)) : now() + 1, back = () => (whole() ? edgeOf(steps, now(), -1) : now()) - 1;
  const goal = () => steps.findLastIndex((one) => phaseOf(one.line) <= untilPhase()), untilPhase = () => PHASES.findIndex(([name]) => name === get("until"));
  const furthest = () => now() < goal() ? goal() : last();       // where "last" leads: as far as this notebook goes, then to the very end
  // What is shown and said: steps, or, layer by layer, lines.
  const edges = () => steps.map((_, place) => place).filter((place) => edgeOf(steps, place) === place);
  const shown = () => whole() ? ["line", edges().indexOf(now()), edges().length - 1] : ["step", now(), last()];
  const keep = (values) => { view.set(values); view.commit(); };
  const changed = (name, k, value) => get(name).map((one, place) => place === k ? value : one);

  function another(sizes, phi, loss, theta, x = sizes[0] === get("x").length ? get("x") : INPUTS.slice(0, sizes[0]), y = get("y")) {
    keep({ sizes, phi, loss, theta, start: theta, x, y: targetFor(y, sizes.at(-1), loss), weight: [], step: 0, cycle: 1 });
  }

  // Targets of the categorical cross-entropy sum to 1: the others make room.
  function setTarget(k, value) {
    const y = get("y"), others = total(y) - y[k], n = y.length - 1;
    const share = (one) => others > 0 ? one * (1 - value) / others : (1 - value) / n;
    view.set({ y: get("loss") !== MANY ? changed("y", k, value) : y.map((one, place) => place !== k ? share(one) : n ? value : 1) });
  }

  // A new network: its picture, its code, its timeline, a control for each input and target.
  function redraw(sizes, loss) {
    steps = stepsOf(sizes, loss);
    start = {};
    steps.forEach(({ line, l }, k) => { (start[line] ??= [])[l] ??= k; });
    codeLines = Object.fromEntries(codeOf(loss).map(([name, text, loop]) =>
      [name, { text, loop, element: h("span"), note: h("span", { style: "color: var(--quiet)" }) }]));
    code.replaceChildren(...Object.values(codeLines).flatMap(({ element, note }) => [element, note, "\n"]));
    const input = (k) => slider(view, { label: `x${SUB[k + 1]}`, name: `x[${k}]`, hint: "input", min: -2, max: 2, low: -100, high: 100,
      get: () => get("x")[k] ?? 0, put: (value) => view.set({ x: changed("x", k, value) }) });
    const free = loss === SQUARES, target = (k) => slider(view, { label: `y${SUB[k + 1]}`, name: `y[${k}]`, hint: "target",
      min: free ? -1 : 0, max: 1, low: free ? -100 : 0, high: free ? 100 : 1, get: () => get("y")[k] ?? 0, put: (value) => setTarget(k, value) });
    sliders.replaceChildren(...[...Array(sizes[0]).keys()].map(input), ...[...Array(sizes.at(-1)).keys()].map(target));
    const options = weightsOf(sizes).map(([l, j, i]) => [`${[l, j, i]}`, `${named("w", l, SUB[j + 1] + SUB[i + 1])}  W[${l}][${j}, ${i}]`]);
    weightChoice.replaceChildren(choice(view, { label: "weight", name: "weight", options: [["", "none"], ...options],
      get: () => get("weight").join(), put: (text) => keep({ weight: text ? text.split(",").map(Number) : [] }) }));
    drawTimeline();
    chosen = null;
  }

  function drawTimeline() {
    const X = (k) => 12 + 406 * k / last(), k = (x) => Math.round((x - 12) / 406 * last());
    const parts = PHASES.flatMap(([name, hue, of]) => {
      const first = steps.findIndex((one) => of.includes(one.line)), end = steps.findLastIndex((one) => of.includes(one.line));
      const from = first ? X(first - 0.5) : 4, to = Math.min(X(end + 0.5), 426);
      return [s("g", { "data-phase": name }, s("rect", { x: from, width: to - from, y: 22, height: 14, fill: `var(--${hue})`, stroke: "var(--paper)",
        opacity: name === "gradient" ? 0.35 : 0.6 }),
      label({ class: "middle", x: (from + to) / 2, y: 14, style: "font-size: 12px" }, to - from > 6.2 * name.length ? name : ""))];
    });
    track.phases = parts;
    track.grip = handle(view, strip, { label: "step", range: [0, last()], move: (x) => go(k(x)), value: () => shown()[1],
      by: (dx, dy) => {
        for (let left = Math.abs(dx + dy); left && (dx + dy > 0 ? now() < last() : now() > 0); left--) go(dx + dy > 0 ? forth() : back());
      }, text: () => `${shown()[0]} ${shown()[1]} of ${shown()[2]}: ${formula.dataset.says}` });
    track.at = X;
    track.k = k;
    track.replaceChildren(...parts, track.grip);
  }

  // Another weight is chosen: its slider, and Tab stops at its line.
  function chooseWeight(at, sizes) {
    chosen = `${at}`;
    marked = null;
    weightBox.replaceChildren();
    if (at.length) {
      const [l, j, i] = at, place = count(sizes.slice(0, l)) + j * sizes[l-1] + i;
      weightBox.append(slider(view, { label: named("w", l, SUB[j + 1] + SUB[i + 1]), name: "w", min: -3, max: 3, low: -LARGEST, high: LARGEST,
        get: () => get("theta")[place] ?? 0, put: (value) => view.set({ theta: changed("theta", place, value) }) }));
    }
    const stop = at.length ? chosen : "1,0,0";
    for (const { hit } of picture.lines.flat())
      set(hit, { tabindex: hit.dataset.weight === stop ? 0 : -1, "aria-pressed": `${hit.dataset.weight === chosen}` });
  }

  function pathRow(place) {
    const row = h("tr", { tabindex: 0 }, h("th", { scope: "row", style: WRAP }), h("td", { style: WRAP }), h("td"));
    for (const [event, value] of [["pointerenter", place], ["pointerleave", null], ["focus", place], ["blur", null]])
      row.addEventListener(event, () => { marked = value; view.paintSoon(); });
    return row;
  }

  function listPaths(at, k) {
    const { L, sizes } = net, [l, j, i] = at, known = k >= start.delta[L] + sizes[L] - 1, entryKnown = at.length > 0 && k >= start.dW[l] + j;
    const all = at.length ? pathsOf(net, trace, at) : [], sum = total(all.map((one) => one.product)), entry = trace.dW[l]?.[j * sizes[l-1] + i];
    if (known && all.length > MOST_PATHS) all.sort((one, other) => Math.abs(other.product) - Math.abs(one.product));
    listed = all.slice(0, MOST_PATHS);
    const tells = JSON.stringify([at, known, entryKnown, listed.map((one) => [one.units, one.factors]), sum, key]);
    if (tells === told) return;
    told = tells;
    const name = at.length ? named("w", l, SUB[j + 1] + SUB[i + 1]) : "", style = `text-align: left${name ? "" : "; border: 0; white-space: normal"}`;
    head.replaceChildren(h("tr", {}, h("th", { scope: "col", style }, name ? `paths from ${name} to E` : NONE),
      ...(name ? ["what comes in, slope · weight, …, last delta", "product"].map((text) => h("th", { scope: "col", style: WRAP }, text)) : [])));
    if (table.children.length !== listed.length) table.replaceChildren(...listed.map((_, place) => pathRow(place)));
    const rest = sum - total(listed.map((one) => one.product)), more = all.length - listed.length;
    const products = inColumn([...listed.map((one) => one.product), sum, entry ?? 0, ...(more ? [rest] : [])]);
    listed.forEach(({ units, factors, product }, place) => {
      const [passed, multiplied, value] = table.children[place].children, came = l === 1 ? `x${SUB[i + 1]}` : named("a", l - 1, SUB[i + 1]);
      write(passed, [came, ...units.map((unit, up) => L > 2 ? unit + 1 : named("z", l + up, SUB[unit + 1])), "E"].join(" → "));
      write(multiplied, known ? factors.map((one) => held(one)).join(" · ") : "not computed yet");
      set(write(value, known ? products[place] : "—"), { "data-value": known ? product : null, "data-name": `path ${place}` });
    });
    const row = (text, middle, value, more = {}) => h("tr", {}, h("th", { scope: "row", style: WRAP }, text), h("td", { style: WRAP }, middle), h("td", more, value));
    const delta = entryKnown ? h("span", { style: "color: var(--backward-text)", "data-name": "dW of the weight", "data-value": entry },
      `dW[${l}][${j}, ${i}] = δ · a = ${held(trace.delta[l][j])} · ${held(trace.a[l-1][i])} = ${products[listed.length + 1]}`) : "";
    foot.replaceChildren(...(more ? [row(`and ${more} more`, "", known ? products.at(-1) : "—")] : []), ...(name ? [row(`sum over ${all.length} path${
      all.length > 1 ? "s" : ""}`, delta, known ? products[listed.length] : "—", known ? { "data-name": "sum of paths", "data-value": sum } : {})] : []));
  }

  // Pale is what comes in a later notebook, until one goes there.
  function paintCode(st, said) {
    const reached = Math.max(untilPhase(), phaseOf(st.line)), of = { up: "x", top: "delta", down: "delta", entries: "dW", update: "W" };
    const late = (line) => line !== "" && phaseOf(of[line] ?? line) > reached;
    track.phases.forEach((one, phase) => set(one, { opacity: phase > reached ? 0.35 : null }));
    let before = "";
    const name = st.line === "delta" && st.l === net.L ? "top" : st.line, loop = codeLines[name].loop;
    for (const [one, { text, element, note }] of Object.entries(codeLines)) {
      if (element.dataset.on !== `${one === name}`) element.replaceChildren(one === name ? h("mark", {}, text) : text);
      element.dataset.on = one === name;
      const pale = late(one);
      set(element, { style: pale ? PALE : null });
      write(note, one === loop ? `   # l = ${name === "delta" ? st.l + 1 : st.l}` : pale && !late(before) ? "   # later" : "");
      before = one;
    }
    const row = ({ text, values, shown, unit }) => `<div>${said.rows.length > 1 ? `${unit + 1}: &ensp;` : ""}= ${text}${text ? " = " : ""}`
      + `<mark data-name="result" data-value="${values.join(" ")}">${shown}</mark></div>`;
    const html = `<div><code style="font-weight: 600">${said.name}</code> &ensp;${said.says}</div><div>${said.symbols}</div>`
      + said.rows.map(row).join("") + (said.end ? `<div>${said.end}</div>` : "");
    if (formula.said !== html) formula.innerHTML = formula.said = html;        // numbers and our own words only
    formula.dataset.says = `${said.says}, ${said.rows.map((one) => one.shown).join(", ")}`;
  }

  // Clicks and keys on the lines; Tab stops at one of them, arrow keys go on to the others.
  const hitOf = (event) => event.target.closest("[data-weight]")?.dataset.weight.split(",").map(Number);
  svg.addEventListener("click", (event) => {
    const at = hitOf(event);
    if (at) keep({ weight: `${at}` === `${get("weight")}` ? [] : at });
  });
  svg.addEventListener("keydown", (event) => {
    const at = hitOf(event), way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key] ?? 0;
    if (!at || !(way || event.key === "Enter" || event.key === " ")) return;
    const all = weightsOf(net.sizes), next = all[(all.findIndex((one) => `${one}` === `${at}`) + way + all.length) % all.length];
    keep({ weight: !way && `${at}` === `${get("weight")}` ? [] : next });
    picture.lines[next[0]].find(({ hit }) => hit.dataset.weight === `${next}`).hit.focus();
    event.preventDefault();
  });

  const stepBy = (to) => () => { go(to()); view.commit(); };
  strip.addEventListener("click", (event) => { if (!event.target.closest(".handle")) stepBy(() => track.k(pointIn(strip, event)[0]))(); });
  const next = button("next ▸", stepBy(() => forth()));
  const nextCycle = button("next cycle", () => {
    const theta = get("theta").map((one, place) => one - get("eta") * trace.gradient[place]);
    const worst = theta.find((one) => !(Math.abs(one) <= LARGEST)), words = "it runs away. Take a smaller η, or start anew.";
    write(wrong, worst === undefined ? "" : `After this update a weight would be ${number(worst)}: ${words}`);
    if (worst === undefined) keep({ theta, step: 0, cycle: get("cycle") + 1 });
  }, { title: "Keep the new weights and begin again at the input" });
  const anew = button("start anew", () => { write(wrong, ""); keep({ theta: get("start"), step: 0, cycle: 1 }); },
    { title: "Back to the weights of the first cycle" });
  const buttons = h("div", { class: "row", style: "gap: 6px" }, button("first", stepBy(() => 0)), button("◂ back", stepBy(() => back())), next,
    button("last", stepBy(furthest)), nextCycle, anew);
  buttons.addEventListener("keydown", (event) => {
    const to = { ArrowRight: forth, ArrowLeft: back, Home: () => 0, End: furthest }[event.key];
    if (to) { stepBy(to)(); event.preventDefault(); }
  });
  const byLayer = toggle(view, { label: "layer by layer", name: "granularity", get: whole,
    put: (on) => keep({ granularity: on ? "layer by layer" : "unit by unit" }) });

  // Another network: the units as text, such as 2-3-2.
  const id = freshId("sizes"), refused = h("span", { class: "wrong", role: "alert", id: `${id}-wrong` });
  const field = h("input", { id, type: "text", "data-name": "sizes", "aria-describedby": `${id}-wrong`,
    style: "text-align: left; grid-column: 2 / -1" });
  field.addEventListener("change", () => {
    const sizes = field.value.trim().split(/[\s,–−-]+/).map(Number), phi = get("phi"), hidden = phi.length > 1 ? phi[0] : "logistic";
    const fine = sizes.length >= 2 && sizes.length <= 5 && sizes.every((n) => Number.isInteger(n) && n >= 1 && n <= 5);
    write(refused, fine ? "" : `“${field.value}” does not do: give 2 to 5 layers of 1 to 5 units, the inputs first, such as 2-3-2. `
      + `Still ${get("sizes").join("-")}.`);
    set(field, { "aria-invalid": fine ? null : "true" });
    if (fine) another(sizes, [...Array(sizes.length - 2).fill(hidden), phi.at(-1)], get("loss"), drawn(sizes, get("seed")));
  });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") field.blur(); });
  view.beforePaint(() => { if (document.activeElement !== field && !refused.textContent) field.value = get("sizes").join("-"); });
  const same = (names) => names.length && new Set(names).size === 1 ? names[0] : null;
  const hidden = choice(view, { label: "φ, hidden", name: "phi hidden", options: Object.keys(ACTIVATIONS).filter((name) => name !== "softmax"),
    get: () => same(get("phi").slice(0, -1)), put: (name) => keep({ phi: [...get("phi").slice(0, -1).fill(name), get("phi").at(-1)] }) });
  const outputs = choice(view, { label: "outputs", name: "outputs", options: OUTPUTS.map((pair) => pair.join(", ")),
    get: () => `${get("phi").at(-1)}, ${get("loss")}`, put: (text) => {
      const [phi, loss] = OUTPUTS.find((pair) => pair.join(", ") === text);
      keep({ phi: [...get("phi").slice(0, -1), phi], loss, y: targetFor(get("y"), get("sizes").at(-1), loss), step: 0 });
    } });
  const fresh = button("new weights", () => {
    view.set({ seed: get("seed") + 1 });
    another(get("sizes"), get("phi"), get("loss"), drawn(get("sizes"), get("seed")));
  }, { title: "Draw all weights and biases anew, with one decimal" });
  const example = button("the course's example", () => {
    const { sizes, phi, loss, theta, x, y } = get("example");
    another(sizes, phi, loss, theta, x, y);
  });

  const more = h("details", {}, h("summary", { style: "cursor: pointer; line-height: 26px" }, "Another network"),
    h("div", { style: grid(280) }, h("div", { class: "control" }, h("label", { for: id }, "units"), field, refused), hidden, outputs,
      h("div", { class: "row" }, fresh, example)));
  more.addEventListener("toggle", () => set(more, { style: more.open ? "grid-column: 1 / -1" : null }));

  const eta = slider(view, { name: "eta", label: "η", hint: "learning rate", min: 0.01, max: 10, low: 1e-6, high: LARGEST, log: true });
  view.root.append(
    h("p", { class: "try" }, "Press “next”, or drag the orange grip: which number lights up, in the picture, in the formula and in the code?"),
    h("div", { class: "row", style: "margin-bottom: 4px" }, h("div", { style: "flex: 1 1 330px; max-width: 430px" }, strip), buttons,
      h("div", { class: "row" }, counter, byLayer)), wrong,
    h("div", { class: "body" },
      h("div", { class: "picture stack" }, h("div", { class: "scroll" }, svg),
        h("div", { class: "scroll" }, h("table", { style: "font-size: 12.5px" }, head, table, foot))),
      h("div", { class: "panel", style: "flex: 2 1 400px; gap: 4px" }, h("div", { class: "scroll" }, formula), h("div", { class: "scroll" }, code))),
    h("div", { style: grid(215) }, sliders, eta, weightChoice, weightBox, more));

  return () => {
    const sizes = get("sizes"), phi = get("phi"), loss = get("loss"), weight = get("weight"), eta = get("eta");
    const [theta, x, y] = ["theta", "x", "y"].map((name) => Float64Array.from(get(name)));
    if (theta.length !== count(sizes) || phi.length !== sizes.length - 1 || x.length !== sizes[0] || y.length !== sizes.at(-1))
      return;                             // a kernel sends one setting after the other: more is on its way
    net = new Network({ sizes, phi, loss, theta });
    if (key !== JSON.stringify([sizes, loss])) {
      key = JSON.stringify([sizes, loss]);
      trace = net.blankTrace(1);
      redraw(sizes, loss);
    }
    if (narrow !== `${view.narrow} ${sizes}`) {
      narrow = `${view.narrow} ${sizes}`;
      picture.redraw(sizes, view.narrow ? view.root.clientWidth - 26 : 0);
      chosen = null;
    }
    if (`${weight}` !== chosen) chooseWeight(weight, sizes);
    const value = net.backprop(x, y, 1, trace), after = net.at(theta.map((one, place) => one - eta * trace.gradient[place]));
    const k = now(), st = steps[k], said = formulaOf(st, net, trace, y, eta, whole()), end = k === last(), new_ = end ? after.error(x, y, 1) : null;
    if (end) {
      said.end = `E was ${four(value)}. With the new weights it is <b data-name="E after" data-value="${new_}">${four(new_)}</b>.`;
    }
    listPaths(weight, k);
    const path = marked === null ? null : listed[marked]?.units ?? null;
    picture.paint({ net, t: trace, after, value, y, k, st, start, whole: whole(), weight, path, newE: new_ });
    paintCode(st, said);
    track.grip.place(track.at(k), 29);
    const [what, at, of] = shown();
    write(counter, `cycle ${get("cycle")}, ${what} ${at} of ${of}`);
    set(counter, { "data-value": at });
    set(track.grip, { "aria-valuemax": of });
    nextCycle.disabled = !end;
    for (const [one, on] of [[next, !end], [nextCycle, end]]) set(one, { style: on ? ORANGE : null });
    view.say(formula.dataset.says);
  };
}

export default piece("Step player: a network, one line at a time", build);
