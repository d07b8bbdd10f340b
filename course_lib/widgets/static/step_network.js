// The network of the step player as a picture: circles, lines, and the numbers that have been computed so far.

import { number, plain, s, set } from "./kit.js";
import { label } from "./plot.js";
import { SUB, unitName } from "./steps.js";

const RADIUS = 18, LABELLED = 12, ROOMY = 8;        // between layers with more lines than this a line carries no number; not two

// Width, height, and where each unit stands. room: how wide the page is, if it is narrow.
// crowded: there are so many lines that only those in use carry their number.
export function placesOf(sizes, room = 0) {
  const L = sizes.length - 1, tall = Math.max(...sizes), width = room ? Math.max(room, 100 * L + 152) : L > 2 ? 760 : 660;
  const height = Math.max(290, (room ? 100 : 86) * tall), left = room ? 44 : 62, gap = (width - (room ? 108 : 150) - left) / L;
  const pitch = (n) => Math.min(height / n, 1.4 * height / tall), lines = sizes.slice(1).map((n, l) => n * sizes[l]);
  return { width, height, narrow: room > 0, crowded: Math.max(...lines) > LABELLED || lines.reduce((all, n) => all + n) > 20,
    places: sizes.map((n, l) => Array.from({ length: n }, (_, j) => [left + l * gap, height / 2 + 5 + (j - (n - 1) / 2) * pitch(n)])) };
}

// Where on their lines, each [l, j, i, …, how high], the numbers stand, so that they lie on no other and on no unit's: shares of the lines.
export function sharesOf(lines, { places, narrow }) {
  const around = narrow ? [[-30, 66, 28], [34, 60, 34]] : [[-30, 98, 28], [28, 88, 22]], found = lines.map(() => null);
  const taken = places.slice(1).flat().flatMap(([x, y]) => around.map(([up, ...size]) => [x, y + up, ...size])), wide = narrow ? 44 : 74;
  taken.push(...places.flat().map(([x, y]) => [x, y, narrow ? 42 : 50, 24]));
  for (let round = 0; round < 3; round++) lines.forEach(([l, j, i, , high], own) => {
    const [x1, y1] = places[l-1][i], [x2, y2] = places[l][j];
    const others = [...taken, ...found.filter((one, k) => one && k !== own).map((one) => [...one.at, wide, one.high])];
    const room = (at) => Math.min(1, ...others.map(([x, y, wide, high]) => Math.max(Math.abs(x - at[0]) / wide, Math.abs(y - at[1]) / high)));
    found[own] = [0.5, 0.58, 0.42, 0.66, 0.34, 0.74, 0.26].map((share) => {
      const at = [x1 + share * (x2 - x1), y1 + share * (y2 - y1) + 6];
      return { share, at, high, room: room(at) };
    }).reduce((best, one) => one.room > best.room + 1e-9 ? one : best);
  });
  return found.map(({ share }) => share);
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
  one.at = (share, alone) => {
    const [x, y] = along(share);
    one.w.place(x, y + 4);
    one.d.place(x, y + (alone ? 4 : 17));
  };
  if (weight) one.hit = s("g", { role: "button", tabindex: -1, "data-focus": true, "data-weight": weight.join(), style: "cursor: pointer",
    "aria-label": `weight to ${unitName(weight[0], weight[1], L)} from ${unitName(weight[0] - 1, weight[2], L)}` },
  s("path", { d, class: "reach", "stroke-width": 14, style: "pointer-events: stroke" }));
  return one;
}

function unit([x, y], narrow, below) {
  const [end, start] = narrow ? ["middle", "middle"] : ["end", "start"];
  const one = { circle: s("circle", { cx: x, cy: y, r: RADIUS, fill: "var(--paper)" }), a: ink("forward-text"), z: ink("forward-text"),
    b: ink("ink", 11), db: ink("backward-text", 11, start), slope: ink("forward-text", 11, end), delta: ink("backward-text", 12, start),
    y: ink("target-text", narrow ? 12 : 13, "start") };
  const spots = { a: [0, 4], z: [0, -23], y: [23, below ? 17 : -8],
    ...(narrow ? { slope: [0, 31], delta: [0, 44], db: [0, -37] } : { slope: [-2, 32], delta: [4, 32], db: [4, -37] }) };
  for (const [name, [dx, dy]] of Object.entries(spots)) one[name].place(x + dx, y + dy);
  return one;
}

export class NetworkPicture {
  constructor(svg, graph) { Object.assign(this, { svg, graph }); }
  redraw(sizes, room) {
    const L = sizes.length - 1, sheet = placesOf(sizes, room), { width, height, places, narrow } = sheet, end = [width - (narrow ? 23 : 40), height / 2];
    Object.assign(this, { places, sheet, arranged: "" });
    this.svg.resize(width, height + (narrow ? 22 : 12));
    this.lines = sizes.map((_, l) => l ? places[l].flatMap((to, j) => places[l-1].map((from, i) => line(from, to, [l, j, i], L))) : []);
    this.outputs = places[L].map((from) => line(from, end));
    this.units = places.map((layer) => layer.map((at) => unit(at, narrow, at[1] > end[1] + 10)));
    this.E = { circle: s("circle", { cx: end[0], cy: end[1], r: RADIUS + 3, stroke: "var(--ink)" }), text: ink("forward-text"), fresh: ink("step-text", 12, narrow ? "end" : "middle") };
    this.E.text.place(end[0], end[1] + 4);
    this.E.fresh.place(end[0] + (narrow ? 21 : 0), end[1] + 38);
    const lines = [...this.lines.flat(), ...this.outputs], units = this.units.flat(), kinds = ["input", ...Array(L - 1).fill("hidden"), "output"];
    this.graph.replaceChildren(...lines.map((one) => one.under), ...lines.map((one) => one.path), ...this.lines.flat().map((one) => one.hit),
      ...units.map((one) => one.circle), this.E.circle, ...lines.flatMap((one) => [one.w, one.d]),
      ...units.flatMap(({ circle, ...texts }) => Object.values(texts)), this.E.text, this.E.fresh, label({ class: "middle", x: end[0], y: end[1] - 27 }, "E"),
      ...kinds.map((kind, l) => label({ class: "middle tick-text", x: places[l][0][0], y: height + (narrow ? 19 : 10) }, kind)),
      ...places[0].map(([x, y], i) => label({ class: "end", x: x - RADIUS - 6, y: y + 4, style: "fill: var(--forward-text)" }, `x${SUB[i + 1]}`)));
  }
  // net, t: the network and its trace; after: the network that the update leaves; k: the step, st: what it is;
  // start: where each line of code begins; weight: the chosen one; path: the units of the path to be marked, or null; newE: E after the update, or null.
  paint({ net, t, after, value, y, k, st, start, whole, weight, path, newE }) {
    const known = (line, l, j) => start[line]?.[l] + j <= k, at = (line, l, j) => st.line === line && st.l === l && (whole || st.j === j);
    const { sizes, L } = net, isE = st.line === "E";
    this.units.forEach((layer, l) => layer.forEach((one, j) => this.paintUnit(one, l, j, { net, t, after, y, st, known, at })));
    put(this.E.text, known("E", L, 0) ? number(value, 3) : "", "E", value, false);
    set(this.E.text, { stroke: "none" });
    put(this.E.fresh, newE === null ? "" : `→ ${number(newE, 4)}`, "E new", newE, false);
    set(this.E.circle, { fill: isE ? "var(--mark)" : "var(--paper)", "stroke-width": isE ? 3 : 1.5 });
    const [lw, jw, iw] = weight, { crowded, narrow } = this.sheet, labelled = [];
    const marked = (l, j, i) => path ? l > lw && path[l - lw] === j && path[l - lw - 1] === i : l > lw && (l > lw + 1 || i === jw);
    for (let l = 1; l <= L; l++) {
      const n = sizes[l-1], few = !crowded && !narrow && n * sizes[l] <= ROOMY, largest = Math.max(...net.W[l].map(Math.abs)) || 1;
      this.lines[l].forEach((one, place) => {
        const j = Math.floor(place / n), i = place % n, w = net.W[l][place], fresh = after.W[l][place], picked = l === lw && j === jw && i === iw;
        const entering = at("dW", l, j), updating = at("W", l, j);
        const hue = at("z", l, j) ? "forward" : at("delta", l - 1, i) || entering ? "backward" : updating ? "step" : "";
        const done = known("W", l, j), numbers = !(crowded || (narrow && done)) || picked || (hue && !entering) || (path && marked(l, j, i));
        set(one.under, { "stroke-width": picked ? 16 : lw && marked(l, j, i) ? 11 : 0 });
        set(one.path, { stroke: `var(--${hue || "quiet"})`, "stroke-width": ((hue ? 1.6 : 0.6) + 2 * Math.abs(w) / largest).toFixed(2),
          "stroke-dasharray": w < 0 ? "6 4" : null });
        put(one.w, numbers ? (done ? `→ ${number(fresh, 3)}` : plain(w)) : "", `W[${l}][${j}, ${i}]`, done ? fresh : w, updating);
        set(one.w, { style: `font-size: 12px; fill: var(--${done ? "step-text" : "ink"})` });
        const entry = known("dW", l, j) && (entering || picked || (updating && !(whole && (crowded || narrow))) || (!done && few));
        put(one.d, entry ? `dw ${number(t.dW[l][place], 3)}` : "", `dW[${l}][${j}, ${i}]`, t.dW[l][place], entering);
        if (numbers || entry) labelled.push([l, j, i, !numbers, (numbers && entry) || few ? 29 : 17]);
      });
    }
    if (`${labelled}` !== this.arranged) {
      const shares = sharesOf(labelled, this.sheet);
      labelled.forEach(([l, j, i, alone], k) => this.lines[l][j * sizes[l-1] + i].at(shares[k], alone));
      this.arranged = `${labelled}`;
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
    const { crowded, narrow } = this.sheet, tight = crowded || narrow, [x, up] = this.places[l][j], done = known("b", l, j), updating = at("b", l, j);
    const db = known("db", l, j) && (tight ? at("db", l, j) : !done || updating), beside = db && !tight;
    put(one.b, db && tight ? "" : done ? `b → ${number(after.b[l][j], 3)}` : `b ${plain(net.b[l][j])}`, `b[${l}][${j}]`, (done ? after : net).b[l][j], updating);
    set(one.b, { class: beside ? "end" : "middle", style: `font-size: 11.5px; fill: var(--${done ? "step-text" : "ink"})` });
    one.b.place(beside ? x - 2 : x, up - 37);
    if (!narrow) { set(one.db, { class: tight ? "middle" : "start" }); one.db.place(tight ? x : x + 4, up - 37); }
    put(one.db, db ? `db ${number(t.db[l][j])}` : "", `db[${l}][${j}]`, t.db[l][j], at("db", l, j));
    if (l === net.L) put(one.y, `y${SUB[j + 1]} = ${plain(y[j])}`, `y${j}`, y[j], false);
  }
}
