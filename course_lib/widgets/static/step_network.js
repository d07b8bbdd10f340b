// The network of the step player as a picture: circles, lines, and the numbers that have been computed so far.

import { number, plain, s, set } from "./kit.js";
import { label } from "./plot.js";
import { SUB, unitName } from "./steps.js";

const RADIUS = 18, LABELLED = 12, ROOMY = 8;        // between layers with more lines than this, only the lines in use carry numbers; both numbers

// Width, height, and where each unit stands.
export function placesOf(sizes) {
  const L = sizes.length - 1, tall = Math.max(...sizes), width = L > 2 ? 760 : 660, height = Math.max(290, 86 * tall), right = width - 150;
  const x = (l) => 62 + l * (right - 62) / L, pitch = (n) => Math.min(height / n, 1.4 * height / tall);
  return { width, height, places: sizes.map((n, l) =>
    Array.from({ length: n }, (_, j) => [x(l), height / 2 + 5 + (j - (n - 1) / 2) * pitch(n)])) };
}

// Where on its line each number stands, so that it lies on no other number and on no unit's: a share of the line.
export function sharesOf(places) {
  const boxes = ([x, y]) => [[x, y - 30, 98, 28], [x, y + 28, 88, 22]], taken = places.slice(1).flat().flatMap(boxes), found = places.map(() => []);
  const choose = (l, j, i) => {
    const [x1, y1] = places[l-1][i], [x2, y2] = places[l][j], own = j * places[l-1].length + i;
    const others = [...taken, ...found.flat().filter((one) => one !== found[l][own]).map((one) => [...one.at, 74, 29])];
    const room = (at) => Math.min(1, ...others.map(([x, y, wide, high]) => Math.max(Math.abs(x - at[0]) / wide, Math.abs(y - at[1]) / high)));
    found[l][own] = [0.5, 0.58, 0.42, 0.66, 0.34, 0.74, 0.26].map((share) => {
      const at = [x1 + share * (x2 - x1), y1 + share * (y2 - y1) + 6];
      return { share, at, room: room(at) };
    }).reduce((best, one) => one.room > best.room + 1e-9 ? one : best);
  };
  for (let round = 0; round < 3; round++)
    for (let l = 1; l < places.length; l++)
      if (places[l].length * places[l-1].length <= LABELLED)
        places[l].forEach((_, j) => places[l-1].forEach((_, i) => choose(l, j, i)));
  return found.map((layer) => layer.map(({ share }) => share));
}

// A word with paper around it, so that it can be read on a line; put() writes a number into it, lit or not.
const ink = (hue, size = 12, kind = "middle") => label({ class: kind, style: `fill: var(--${hue}); font-size: ${size}px`, "paint-order": "stroke",
  "stroke-linejoin": "round", "pointer-events": "none" });
function put(text, says, name, value, lit) {
  text.say(says);
  set(text, { stroke: lit ? "var(--mark)" : "var(--paper)", "stroke-width": lit ? 7 : 6,
    "data-name": says ? name : null, "data-value": says ? value : null });
}

function line([x1, y1], [x2, y2], weight, L) {
  const d = `M${x1},${y1}L${x2},${y2}`, along = (share) => [x1 + share * (x2 - x1), y1 + share * (y2 - y1)];
  const one = { under: s("path", { d, stroke: "var(--mark)", "stroke-width": 0 }), path: s("path", { d, stroke: "var(--quiet)" }),
    w: ink("ink"), d: ink("backward-text") };
  one.at = (share) => {
    const [x, y] = along(share);
    one.w.place(x, y + 4);
    one.d.place(x, y + 17);
  };
  if (weight) one.hit = s("g", { role: "button", tabindex: -1, "data-focus": true, "data-weight": weight.join(), style: "cursor: pointer",
    "aria-label": `weight to ${unitName(weight[0], weight[1], L)} from ${unitName(weight[0] - 1, weight[2], L)}` },
  s("path", { d, class: "reach", "stroke-width": 14, style: "pointer-events: stroke" }));
  return one;
}

function unit([x, y]) {
  const one = { circle: s("circle", { cx: x, cy: y, r: RADIUS, fill: "var(--paper)" }), a: ink("forward-text"), z: ink("forward-text"),
    b: ink("ink", 11), db: ink("backward-text", 11, "start"), slope: ink("forward-text", 11, "end"), delta: ink("backward-text", 12, "start"),
    y: ink("target-text", 13, "start") };
  const spots = { a: [0, 4], z: [0, -23], slope: [-2, 32], delta: [4, 32], db: [4, -37], y: [23, -8] };
  for (const [name, [dx, dy]] of Object.entries(spots)) one[name].place(x + dx, y + dy);
  return one;
}

export class NetworkPicture {
  constructor(svg, graph) { Object.assign(this, { svg, graph }); }
  redraw(sizes) {
    const L = sizes.length - 1, { width, height, places } = placesOf(sizes), end = [width - 40, height / 2], shares = sharesOf(places);
    this.places = places;
    this.svg.resize(width, height + 12);
    this.lines = sizes.map((_, l) => l ? places[l].flatMap((to, j) => places[l-1].map((from, i) => line(from, to, [l, j, i], L))) : []);
    shares.forEach((layer, l) => layer.forEach((share, k) => { this.lines[l][k].share = share; }));
    this.outputs = places[L].map((from) => line(from, end));
    this.units = places.map((layer) => layer.map(unit));
    this.E = { circle: s("circle", { cx: end[0], cy: end[1], r: RADIUS + 3, stroke: "var(--ink)" }), text: ink("forward-text") };
    this.E.text.place(end[0], end[1] + 4);
    const lines = [...this.lines.flat(), ...this.outputs], units = this.units.flat(), kinds = ["input", ...Array(L - 1).fill("hidden"), "output"];
    this.graph.replaceChildren(...lines.map((one) => one.under), ...lines.map((one) => one.path), ...this.lines.flat().map((one) => one.hit),
      ...units.map((one) => one.circle), this.E.circle, ...lines.flatMap((one) => [one.w, one.d]),
      ...units.flatMap(({ circle, ...texts }) => Object.values(texts)), this.E.text, label({ class: "middle", x: end[0], y: end[1] - 27 }, "E"),
      ...kinds.map((kind, l) => label({ class: "middle tick-text", x: places[l][0][0], y: height + 10 }, kind)),
      ...places[0].map(([x, y], i) => label({ class: "end", x: x - RADIUS - 6, y: y + 4, style: "fill: var(--forward-text)" }, `x${SUB[i + 1]}`)));
  }
  // net, t: the network and its trace; after: the network that the update leaves; k: the step, st: what it is;
  // start: where each line of code begins; weight: the chosen one; path: the units of the path to be marked, or null.
  paint({ net, t, after, value, y, k, st, start, whole, weight, path }) {
    const known = (line, l, j) => start[line]?.[l] + j <= k, at = (line, l, j) => st.line === line && st.l === l && (whole || st.j === j);
    const { sizes, L } = net, isE = st.line === "E";
    this.units.forEach((layer, l) => layer.forEach((one, j) => this.paintUnit(one, l, j, { net, t, after, y, st, known, at })));
    put(this.E.text, known("E", L, 0) ? number(value, 3) : "", "E", value, false);
    set(this.E.text, { stroke: "none" });
    set(this.E.circle, { fill: isE ? "var(--mark)" : "var(--paper)", "stroke-width": isE ? 3 : 1.5 });
    const [lw, jw, iw] = weight, gap = this.places[1][0][0] - this.places[0][0][0];
    const marked = (l, j, i) => path ? l > lw && path[l - lw] === j && path[l - lw - 1] === i : l > lw && (l > lw + 1 || i === jw);
    for (let l = 1; l <= L; l++) {
      const n = sizes[l-1], many = n * sizes[l] > LABELLED || gap < 130, largest = Math.max(...net.W[l].map(Math.abs)) || 1;
      this.lines[l].forEach((one, place) => {
        const j = Math.floor(place / n), i = place % n, w = net.W[l][place], fresh = after.W[l][place], picked = l === lw && j === jw && i === iw;
        const hue = at("z", l, j) ? "forward" : at("delta", l - 1, i) || at("dW", l, j) ? "backward" : at("W", l, j) ? "step" : "";
        const done = known("W", l, j), updating = at("W", l, j), numbers = !many || hue || picked;
        set(one.under, { "stroke-width": picked ? 16 : lw && marked(l, j, i) ? 11 : 0 });
        set(one.path, { stroke: `var(--${hue || "quiet"})`, "stroke-width": ((hue ? 1.6 : 0.6) + 2 * Math.abs(w) / largest).toFixed(2),
          "stroke-dasharray": w < 0 ? "6 4" : null });
        one.at(!many ? one.share : st.line === "delta" && !picked ? 0.64 : 0.4);
        put(one.w, numbers ? (done ? `→ ${number(fresh, 3)}` : plain(w)) : "", `W[${l}][${j}, ${i}]`, done ? fresh : w, updating);
        set(one.w, { style: `font-size: 12px; fill: var(--${done ? "step-text" : "ink"})` });
        const entry = known("dW", l, j) && (at("dW", l, j) || updating || picked || (!done && n * sizes[l] <= ROOMY));
        put(one.d, entry ? `dw ${number(t.dW[l][place], 3)}` : "", `dW[${l}][${j}, ${i}]`,
          t.dW[l][place], at("dW", l, j));
      });
    }
    this.outputs.forEach((one, j) => {
      set(one.under, { "stroke-width": lw && (path ? path.at(-1) === j : lw < L || j === jw) ? 11 : 0 });
      const hue = isE ? "forward" : at("delta", L, j) ? "backward" : "faint";
      set(one.path, { stroke: `var(--${hue})`, "stroke-width": hue === "faint" ? 1 : 3 });
    });
  }
  paintUnit(one, l, j, { net, t, after, y, st, known, at }) {
    const here = `${l}][0, ${j}]`, lit = at("a", l, j) || (st.line === "x" && l === 0), used = lit || at("slope", l, j) || at("delta", l, j);
    put(one.a, l === 0 || known("a", l, j) ? number(t.a[l][j]) : "", `a[${here}`, t.a[l][j], false);
    set(one.a, { stroke: "none" });
    set(one.circle, { fill: lit ? "var(--mark)" : "var(--paper)", stroke: at("delta", l, j) ? "var(--backward)" : "var(--forward)",
      "stroke-width": used ? 3 : 1.5 });
    if (!l) return;
    for (const [name, sign] of [["z", "z"], ["slope", "φ′"], ["delta", "δ"]])
      put(one[name], known(name, l, j) ? `${sign} ${number(t[name][l][j])}` : "", `${name}[${here}`, t[name][l][j], at(name, l, j));
    const done = known("b", l, j), updating = at("b", l, j), db = known("db", l, j) && (!done || updating), [x, up] = this.places[l][j];
    put(one.b, done ? `b → ${number(after.b[l][j], 3)}` : `b ${plain(net.b[l][j])}`, `b[${l}][${j}]`, (done ? after : net).b[l][j], updating);
    set(one.b, { class: db ? "end" : "middle", style: `font-size: 11.5px; fill: var(--${done ? "step-text" : "ink"})` });
    one.b.place(db ? x - 2 : x, up - 37);
    put(one.db, db ? `db ${number(t.db[l][j])}` : "", `db[${l}][${j}]`, t.db[l][j], at("db", l, j));
    if (l === net.L) put(one.y, `y${SUB[j + 1]} = ${plain(y[j])}`, `y${j}`, y[j], false);
  }
}
