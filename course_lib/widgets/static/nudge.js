// Nudge (notebook 01): move one value of a small calculation, and see the change travel.

import { button, choice, drawing, h, handle, number, piece, plain, readout, s, set, slider, toggle, write } from "./kit.js";
import { label } from "./plot.js";

const HEIGHT = 370, ROW = 110, TRACK = 60;       // the track of the nudge: so many units for a nudge of 1

// Each operation with its value and its local derivatives, one for each argument. {c, d} are its settings.
const logistic = (u) => 1 / (1 + Math.exp(-u));
export const OPERATIONS = {
  linear: { value: ([u], { c = 1, d = 0 }) => c * u + d, slopes: (_, { c = 1 }) => [c] },
  square: { value: ([u]) => u * u, slopes: ([u]) => [2 * u] },
  sin: { value: ([u]) => Math.sin(u), slopes: ([u]) => [Math.cos(u)] },
  exp: { value: ([u]) => Math.exp(u), slopes: ([u]) => [Math.exp(u)] },
  logistic: { value: ([u]) => logistic(u), slopes: ([u]) => [logistic(u) * (1 - logistic(u))] },
  "half square": { value: ([u], { c = 0 }) => 0.5 * (u - c) * (u - c), slopes: ([u], { c = 0 }) => [u - c] },
  add: { value: ([u, v]) => u + v, slopes: () => [1, 1] },
  subtract: { value: ([u, v]) => u - v, slopes: () => [1, -1] },
  multiply: { value: ([u, v]) => u * v, slopes: ([u, v]) => [v, u] },
};

// The value of every node, {name: value}, in the order in which they are computed.
export function forward(nodes, inputs) {
  const values = {};
  for (const { name, operation, of, settings } of nodes)
    values[name] = operation === "input" ? inputs[name] : OPERATIONS[operation].value(of.map((one) => values[one]), settings);
  return values;
}

// One edge for each use of a value: {from, to, slope}.
export function edgesOf(nodes, values) {
  return nodes.filter((node) => node.operation !== "input").flatMap(({ name, operation, of, settings }) => {
    const slopes = OPERATIONS[operation].slopes(of.map((one) => values[one]), settings);
    return of.map((from, k) => ({ from, to: name, slope: slopes[k] }));
  });
}

// The walk back: dE/d(node) for every node, each edge used once.
export function backward(nodes, edges) {
  const found = Object.fromEntries(nodes.map(({ name }) => [name, name === "E" ? 1 : 0]));
  for (const { name } of [...nodes].reverse())
    for (const edge of edges) if (edge.to === name) found[edge.from] += found[name] * edge.slope;
  return found;
}

// Every path from a node to E: {edges, product}.
export function pathsFrom(name, edges) {
  if (name === "E") return [{ edges: [], product: 1 }];
  return edges.filter((edge) => edge.from === name).flatMap((edge) =>
    pathsFrom(edge.to, edges).map((rest) => ({ edges: [edge, ...rest.edges], product: edge.slope * rest.product })));
}

function build(view) {
  const graph = s("g"), svg = drawing(640, HEIGHT, "The calculation as a graph", graph);
  const table = h("tbody"), sum = h("td", { "data-name": "derivative" }), sumName = h("th", { scope: "row", colspan: 2 });
  const promised = readout("promised", "promised", 4, "step"), measured = readout("measured", "measured", 4, "step");
  const quotient = readout("ratio", "measured ÷ promised", 4);
  const sliders = h("div", { class: "panel-inputs" });
  let shown = "", marked = -1, parts = {}, stop = () => {};
  const reached = { column: Infinity };       // while the change travels: how far it has come

  const circuitNow = () => view.get("circuits")[view.get("circuit")];
  const nodeOf = (name) => circuitNow().nodes.find((one) => one.name === name);
  const last = () => Math.max(...circuitNow().nodes.map((one) => one.column));
  const width = () => last() > 4 ? (view.narrow ? 700 : 840) : view.narrow ? [350, 480][+(last() > 3)] : 640;
  const edge = () => view.narrow ? 48 : 60;
  const spot = (one) => [edge() + one.column * (width() - 2 * edge()) / last(), HEIGHT / 2 + ROW * one.row];
  const looks = () => `${view.get("circuit")} ${view.narrow}`;

  // A new calculation: its circles, its lines, a control for each input.
  function redraw() {
    const { nodes, inputs } = circuitNow();
    shown = looks();
    marked = -1;
    svg.resize(width(), HEIGHT);
    const edges = edgesOf(nodes, forward(nodes, inputs)), seen = {};
    parts = { edges: edges.map((edge) => {
      const key = `${edge.from}→${edge.to}`, [x1, y1] = spot(nodeOf(edge.from)), [x2, y2] = spot(nodeOf(edge.to));
      const twin = seen[key] = (seen[key] ?? -1) + 1, twins = edges.filter((one) => one.from === edge.from && one.to === edge.to).length;
      const bend = twins > 1 ? 26 * (2 * twin - 1) : 0;
      const d = `M${x1},${y1}Q${(x1 + x2) / 2},${(y1 + y2) / 2 + 2 * bend} ${x2},${y2}`;
      const one = { under: s("path", { d, fill: "none", stroke: "var(--mark)" }), change: s("path", { d, fill: "none", stroke: "var(--step)" }),
        path: s("path", { d, fill: "none", stroke: "var(--ink)", "stroke-width": 1.4 }),
        ground: s("rect", { height: 18, fill: "var(--paper)" }), text: label({ class: "middle" }) };
      const at = [x1 + 0.42 * (x2 - x1), y1 + 0.42 * (y2 - y1) + bend];
      one.text.place(at[0], at[1] + 4);
      one.put = (text) => {
        one.text.say(text);
        set(one.ground, { x: at[0] - 4 * text.length - 3, y: at[1] - 9, width: 8 * text.length + 6 });
      };
      return one;
    }), nodes: {} };
    const circles = nodes.map((node) => {
      const [x, y] = spot(node), one = { value: label({ class: "middle", style: "fill: var(--forward-text)" }),
        change: label({ class: "middle", style: "fill: var(--step-text)" }),
        back: label({ class: "middle", style: "fill: var(--backward-text); font-size: 12px" }) };
      one.circle = s("circle", { cx: x, cy: y, r: 17, fill: "var(--paper)", stroke: "var(--ink)", "stroke-width": 1.5 });
      // A line that leads down from it, or up to it, needs the room below.
      const falls = edges.some((edge) => edge.from === node.name && nodeOf(edge.to).row > node.row);
      const rises = edges.some((edge) => edge.to === node.name && nodeOf(edge.from).row > node.row);
      const side = falls ? "end" : rises ? "start" : "middle";
      one.value.place(x, y - 24); one.change.place(x, y + 34); one.back.place(node.column ? x : x - 20, y - 40);
      set(one.back, { class: node.column ? "middle" : "start" });
      parts.nodes[node.name] = one;
      return s("g", {}, one.circle, label({ class: "middle", x, y: y + 5, style: "font-size: 15px" }, node.name), one.value, one.change, one.back,
        label({ class: side, x: x + { end: 20, start: -20, middle: 0 }[side], y: y + 51, style: "fill: var(--quiet); font-size: 12px" },
          node.text && `${node.name} = ${node.text}`));
    });
    const track = s("line", { stroke: "var(--step)", "stroke-width": 3 });
    parts.track = track;
    parts.grip = handle(view, svg, { label: "the nudge", range: [-1, 1],
      move: (_, y) => view.set({ nudge: Math.max(-1, Math.min(1, Math.round((spot(nodeOf(view.get("nudged")))[1] - y) / TRACK * 100) / 100)) }),
      by: (dx, dy) => view.set({ nudge: Math.max(-1, Math.min(1, Math.round(100 * view.get("nudge") + dx + dy) / 100)) }),
      value: () => view.get("nudge"), text: () => `nudge of ${view.get("nudged")}: ${number(view.get("nudge"))}` });
    graph.replaceChildren(...parts.edges.flatMap((one) => [one.under, one.change, one.path]), track,
      ...parts.edges.flatMap((one) => [one.ground, one.text]), ...circles, parts.grip);
    sliders.replaceChildren(...Object.keys(inputs).map((name) => slider(view, { label: name, name: `input ${name}`, min: -3, max: 3, low: -100, high: 100,
      get: () => view.get("inputs")[name] ?? 0, put: (value) => view.set({ inputs: { ...view.get("inputs"), [name]: value } }) })),
      ...(Object.keys(inputs).length > 1 ? [choice(view, { label: "nudge which", name: "nudged", options: Object.keys(inputs) })] : []));
  }

  function listPaths(paths) {
    if (table.children.length !== paths.length)
      table.replaceChildren(...paths.map((_, k) => {
        const row = h("tr", { tabindex: 0 }, h("th", { scope: "row" }), h("td", { style: "white-space: normal" }), h("td"));
        for (const [come, go] of [["pointerenter", "pointerleave"], ["focus", "blur"]]) {
          row.addEventListener(come, () => { marked = k; view.paintSoon(); });
          row.addEventListener(go, () => { marked = -1; view.paintSoon(); });
        }
        return row;
      }));
    paths.forEach(({ edges, product }, k) => {
      const [names, factors, value] = table.children[k].children;
      write(names, [edges[0].from, ...edges.map((edge) => edge.to)].join(" → "));
      write(factors, edges.map(({ slope }, place) => slope < 0 && place ? `(${plain(slope)})` : plain(slope)).join(" · "));
      write(value, plain(product, 4));
      value.dataset.value = product;
      table.children[k].classList.toggle("on", k === marked);
    });
  }

  // Let the change come in column after column.
  function travel() {
    stop();
    if (view.calm.matches) return;
    reached.column = 0;
    stop = view.run((passed) => {
      reached.column += passed / 450;
      if (reached.column > last()) reached.column = Infinity;
      view.paint();
      return reached.column !== Infinity;
    });
  }

  const circuit = choice(view, { name: "circuit", label: "calculation", options: Object.keys(view.get("circuits")),
    put: (name) => {
      const inputs = view.get("circuits")[name].inputs;
      view.set({ circuit: name, inputs, nudged: Object.keys(inputs)[0] });
      view.commit();
    } });
  const nudge = slider(view, { name: "nudge", label: "nudge", min: -1, max: 1 });
  const steps = h("div", { class: "row" }, button("Watch it travel", travel),
    button("Start from here", () => {
      const name = view.get("nudged");
      view.set({ inputs: { ...view.get("inputs"), [name]: Math.max(-100, Math.min(100, view.get("inputs")[name] + view.get("nudge"))) }, nudge: 0 });
      view.commit();
    }, { title: "Let the nudged value be the new start" }), toggle(view, { name: "walk_back", label: "show dE/d of each value" }));
  view.root.append(
    h("p", { class: "try" }, "Drag the orange grip. Does E move as far as the sum over paths promises?"),
    h("div", { class: "body" },
      h("div", { class: "picture stack" }, h("div", { class: "scroll" }, svg)),
      h("div", { class: "panel" }, circuit, sliders, nudge, steps,
        h("div", { class: "scroll" }, h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col", style: "text-align: left" }, "path"),
          h("th", { scope: "col" }, "local derivatives"), h("th", { scope: "col" }, "product"))), table,
        h("tfoot", {}, h("tr", {}, sumName, sum)))),
        h("div", { class: "readouts" }, promised, measured, quotient))));

  return () => {
    if (looks() !== shown) redraw();
    const { nodes, inputs: known } = circuitNow(), name = view.get("nudged") in known ? view.get("nudged") : Object.keys(known)[0];
    const inputs = { ...known, ...view.get("inputs") }, nudge = view.get("nudge");
    const before = forward(nodes, inputs), after = forward(nodes, { ...inputs, [name]: inputs[name] + nudge });
    const edges = edgesOf(nodes, before), paths = pathsFrom(name, edges), back = backward(nodes, edges);
    const change = (one) => after[one] - before[one];
    const moved = (one) => Math.abs(change(one)) < 1e-14 * (1 + Math.abs(before[one])) ? 0 : change(one);      // rounding is no change
    const largest = Math.max(...nodes.map((one) => Math.abs(change(one.name)))) || 1;
    const onPath = new Set(marked >= 0 ? paths[marked]?.edges.map((edge) => edges.indexOf(edge)) : []);
    for (const node of nodes) {
      const one = parts.nodes[node.name], here = node.column <= reached.column;
      one.value.say(number(before[node.name]));
      one.change.say(here ? `${moved(node.name) >= 0 ? "+" : ""}${number(moved(node.name))}` : "");
      one.back.say(view.get("walk_back") ? `dE/d${node.name} = ${number(back[node.name])}` : "");
      set(one.circle, { fill: [...onPath].some((k) => edges[k].from === node.name || edges[k].to === node.name) ? "var(--mark)" : "var(--paper)" });
    }
    edges.forEach((edge, k) => {
      const one = parts.edges[k], come = Math.max(0, Math.min(1, reached.column - nodeOf(edge.from).column));
      one.put(plain(edge.slope));
      set(one.change, { "stroke-width": 14 * Math.abs(edge.slope * change(edge.from)) / largest, pathLength: 1, "stroke-dasharray": `${come} 2`, opacity: 0.85 });
      set(one.under, { "stroke-width": onPath.has(k) ? 20 : 0 });
    });
    const [x, y] = spot(nodeOf(name));
    set(parts.track, { x1: x - 34, x2: x - 34, y1: y - TRACK, y2: y + TRACK });
    parts.grip.place(x - 34, y - TRACK * nudge);
    listPaths(paths);
    const derivative = paths.reduce((total, path) => total + path.product, 0);
    write(sumName, `sum over ${paths.length} path${paths.length > 1 ? "s" : ""} = dE/d${name}`);
    write(sum, plain(derivative, 4));
    sum.dataset.value = derivative;
    promised.show(derivative * nudge, `${plain(derivative, 4)} · ${plain(nudge)} = ${plain(derivative * nudge, 4)}`);
    measured.show(change("E"), plain(moved("E"), 4));
    quotient.show(change("E") / (derivative * nudge), derivative * nudge === 0 ? "—" : number(change("E") / (derivative * nudge), 3));
    view.say(`d E by d ${name} is ${number(derivative)}; promised ${number(derivative * nudge)}, measured ${number(change("E"))}`);
  };
}

export default piece("Nudge: a change travels through a calculation", build);
