// HExplorer (notebook 07): one nudge h, the digits it leaves, and the error it makes.

import { button, choice, drawing, freshId, h, handle, piece, readout, s, set, slider, write } from "./kit.js";
import { Axes, label } from "./plot.js";
import { DIGITS, EPS, FLOOR, FUNCTIONS, HOLDS, LOW, ROUND, TOP } from "./h_digits.js";
import { cancelled, column, digitsIn, kinked, measure, promise, rightDigits, short, verdict, written } from "./h_digits.js";

const REACH = 1.3, EVERY = 16;       // the small picture of f: so far to either side of x; measured points to a decade

function build(view) {
  const keys = ["function", "point", "method", "precision", "h"], state = () => Object.fromEntries(keys.map((key) => [key, view.get(key)]));
  const domains = view.get("domains"), compact = view.root.clientWidth > 0 && view.root.clientWidth < 900, all = compact ? 392 : 660;
  const axes = new Axes({ left: 52, top: 26, width: all - 68, height: 340, x: [LOW, 1], y: [FLOOR, TOP], logX: true, logY: true,
    xticks: 6, yticks: 5, xlabel: "nudge h", ylabel: "error" });
  const svg = drawing(all, 404, "The error against the nudge h, on logarithmic scales"), bottom = axes.top + axes.height, right = axes.left + axes.width;
  const Y = (error) => error < FLOOR ? bottom : Number.isFinite(error) ? Math.max(axes.top, axes.Y(error)) : axes.top;

  const halo = "paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; ";
  const dots = s("path", { fill: "none", stroke: "var(--ink)", "stroke-width": 3.2, "stroke-linecap": "round" });
  const zeros = s("path", { fill: "var(--paper)", stroke: "var(--ink)", "stroke-width": 0.9 });
  const truncation = { line: s("path", { class: "curve", stroke: "var(--step)", "stroke-dasharray": "9 6", style: "stroke-width: 2.6" }),
    name: label({ style: `${halo}fill: var(--step-text)` }, "truncation") };
  const roundOff = { line: s("path", { class: "curve", stroke: "var(--quiet)", "stroke-dasharray": "2 4" }),
    name: label({ style: `${halo}fill: var(--quiet)` }, "round-off") };
  const best = s("g", {}, s("path", { d: "M0,-7L7,0L0,7L-7,0Z", fill: "var(--paper)", stroke: "var(--ink)", "stroke-width": 1.5 }),
    label({ class: "middle", style: halo }, "best h"), label({ class: "middle", style: halo }));
  const guide = s("line", { stroke: "var(--step)", "stroke-width": 2 });
  const here = label({ class: "middle", style: `${halo}fill: var(--step-text); font-weight: 600` });

  // The small picture of f near x, with both slopes.
  const frame = { x: axes.left + 8, y: 241, width: Math.min(190, 0.42 * axes.width), height: 78 }, clip = freshId("clip");
  const curve = s("path", { class: "curve", stroke: "var(--forward)" });
  const tangent = s("path", { class: "curve", stroke: "var(--ink)", style: "stroke-width: 1" });
  const secant = s("path", { class: "curve", stroke: "var(--step)", "stroke-dasharray": "6 4" });
  const ends = [0, 1].map(() => s("circle", { r: 3.5, fill: "var(--step)", stroke: "var(--ink)" }));
  const caption = label({ x: frame.x, y: frame.y - 6, style: "fill: var(--quiet); font-size: 12px" });
  const inset = s("g", { "aria-hidden": "true" }, s("clipPath", { id: clip }, s("rect", frame)),
    s("rect", { ...frame, fill: "var(--paper)", stroke: "var(--faint)" }),
    s("g", { "clip-path": `url(#${clip})` }, curve, tangent, secant, ...ends), caption);

  const put = (step) => view.set({ h: Math.max(LOW, Math.min(1, Number(step.toPrecision(2)))) });
  const grip = handle(view, svg, { label: "the nudge h", range: [-24, 0], move: (x) => put(axes.backX(x)),
    by: (dx, dy) => put(10 ** ((Math.round(10 * Math.log10(view.get("h"))) + dx + dy) / 10)),
    value: () => Math.log10(view.get("h")), text: () => `h = ${short(view.get("h"))}` });
  svg.append(inset, axes.group, s("text", { x: axes.left - 6, y: bottom + 4, class: "tick-text end" }, "0"), zeros, dots,
    roundOff.line, truncation.line, guide, truncation.name, roundOff.name, best, here, grip);

  // The subtraction as one writes it by hand.
  const LOST = "color: var(--quiet); text-decoration: line-through", KEPT = "background: var(--mark); font-weight: 600";
  const RIGHT = "text-decoration: underline 2px; text-underline-offset: 3px; font-weight: 600", QUIET = "color: var(--quiet)";
  const mono = "font: 16px/1.4 ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; white-space: pre; text-align: left; padding: 0 4px";
  const rows = Array.from({ length: 6 }, (_, k) => {
    const name = h("th", { scope: "row", style: "padding: 0 8px 0 0; font-size: 14px" }), cell = h("td", { style: mono });
    const spans = [0, 1, 2].map(() => h("span")), row = h("tr", { style: k === 3 ? "border-top: 1px solid var(--quiet)" : false }, name, cell);
    cell.append(...spans);
    row.write = (title, value, key, ...pieces) => {
      write(name, title);
      set(cell, { "data-name": key, "data-value": value });
      spans.forEach((span, i) => {
        const [text = "", style = false] = pieces[i] ?? [];
        set(write(span, text), { style });
      });
    };
    return row;
  });
  const legend = h("div", { class: "row", style: "font-size: 12px; gap: 2px 14px" }, ...[["struck", LOST, "lost"],
    ["marked", KEPT, "left after the subtraction"], ["underlined", RIGHT, "right"]].map(([word, style, meaning]) =>
    h("span", {}, h("span", { style }, word), `: ${meaning}`)));
  const outputs = { error: readout("error", "error", 2), truncation: readout("truncation", "truncation ≈", 2, "step"),
    roundOff: readout("round_off", "round-off ≈", 2), digits: readout("right_digits", "right digits", 0), best: readout("best_h", "best h", 2) };
  const said = h("p", { style: `margin: 0; min-height: 3em; max-width: ${all}px; font-weight: 600; font-size: 15px`, "data-name": "verdict" });

  const estimates = h("p", { style: "margin: 0; font-size: 12px; color: var(--quiet)" });

  let shown = "", asked = "";
  const take = (step) => { view.set({ h: Math.max(LOW, Math.min(1, Number(step.toPrecision(12)))) }); view.commit(); };
  const toBest = button("the best h", () => take(promise(state()).best)), pointRoom = h("div");
  const chooseFunction = choice(view, { name: "function", label: "function f", options: Object.keys(domains), put: (name) => {
    const [low, high, start] = domains[name], point = view.get("point");
    view.set({ function: name, point: point < low || point > high ? start : point });
    view.commit();
  } });
  view.root.append(h("p", { class: "try" }, "Drag the orange grip to the left. How far does the error fall, and what happens to the digits after that?"),
    h("div", { class: "body" },
      h("div", { class: "picture stack" }, h("div", { class: "scroll" }, svg), said),
      h("div", { class: "panel", style: "flex-grow: 2" }, chooseFunction, pointRoom,
        choice(view, { name: "method", label: "method", options: ["one-sided", "central", "complex step"] }),
        choice(view, { name: "precision", label: "precision", options: Object.keys(EPS) }),
        slider(view, { name: "h", label: "h", min: LOW, max: 1, log: true, text: short }),
        h("div", { class: "row" }, ...[["÷", 0.1], ["×", 10]].map(([sign, by]) => button(`h ${sign} 10`, () => take(view.get("h") * by))), toBest),
        h("div", { class: "scroll" }, h("table", { "aria-label": "The quotient, digit by digit" }, h("tbody", {}, ...rows))),
        legend, h("div", { class: "readouts" }, ...Object.values(outputs)), estimates)));
  // What does not depend on h: the points, the two lines, f near x.
  function redraw(now, p) {
    let full = "", empty = "";
    for (let k = 0; k <= 24 * EVERY; k++) {
      const step = 10 ** (k / EVERY - 24), error = Math.abs(measure({ ...now, h: step }).estimate - p.exact), x = axes.X(step).toFixed(1);
      if (!Number.isFinite(error)) continue;
      if (error >= FLOOR) full += `M${x},${Y(error).toFixed(1)}h0`;
      else if (k % 4 === 0) empty += `M${x - 2.2},${bottom}a2.2,2.2 0 1 0 4.4,0a2.2,2.2 0 1 0 -4.4,0`;
    }
    for (const [path, d] of [[dots, full], [zeros, empty]]) set(path, { d });
    // A line through the picture, cut where it leaves it, and its name at a share of the way.
    const trace = ({ line, name }, value, from, to, near, share, dx, dy) => {
      const there = value(1) > 0, at = from * (near / from) ** share;
      set(line, { d: there ? axes.line([from, to], [value(from), value(to)]) : "" });
      set(name, { visibility: there ? false : "hidden" });
      name.spot = there && [axes.X(at) + dx, Y(value(at)) + dy];
      if (there) name.place(...name.spot);
    };
    const complex = now.method === "complex step", rounding = p.roundOff(1), start = complex ? LOW : Math.max(LOW, rounding / TOP);
    const marked = p.best >= LOW && p.best <= 1, middle = marked && !complex ? p.best : 1;
    trace(truncation, p.truncation, Math.max(LOW, (FLOOR / p.c) ** (1 / p.power)), 1, middle, ...(complex ? [0.72, -76, -4] : [p.power === 2 ? 0.3 : 0.45, 10, 14]));
    trace(roundOff, p.roundOff, start, complex ? 1 : Math.min(1, rounding / FLOOR), middle, ...(complex ? [0.12, 0, -7] : [0.5, 8, -7]));
    const at = marked ? Y(p.truncation(p.best) + p.roundOff(p.best)) : 0, up = at > bottom - 50;
    set(best, { visibility: marked ? false : "hidden", transform: marked ? `translate(${axes.X(p.best).toFixed(1)} ${at.toFixed(1)})` : false });
    best.spot = marked && { x: axes.X(p.best), y: at, up };
    write(best.children[2], short(p.best));
    toBest.disabled = !marked;

    const { real, derivatives } = FUNCTIONS[now.function], x = now.point, bend = Math.abs(derivatives(x)[2]);
    const half = 1.3 * Math.max(Math.abs(p.exact), bend / 2, 0.4), cut = (value) => Math.max(-999, Math.min(999, value));
    inset.X = (value) => frame.x + frame.width * (0.5 + (value - x) / (2 * REACH));
    inset.Y = (value) => frame.y + cut(frame.height * (0.5 - (value - p.f) / (2 * half)));
    inset.path = (xs, ys) => "M" + xs.map((one, k) => `${inset.X(one).toFixed(1)},${inset.Y(ys[k]).toFixed(1)}`).join("L");
    inset.through = (x0, y0, slope) => inset.path([x - REACH, x + REACH], [y0 + slope * (x - REACH - x0), y0 + slope * (x + REACH - x0)]);
    const xs = Array.from({ length: 61 }, (_, k) => x + REACH * (k / 30 - 1)).filter((one) => domains[now.function][0] <= 0 || one > 0);
    set(curve, { d: inset.path(xs, xs.map((one) => real(one, ROUND.float64))) });
    set(tangent, { d: inset.through(x, p.f, p.exact) });
  }

  return () => {
    const now = state(), p = promise(now), m = measure(now), digits = DIGITS[now.precision], key = JSON.stringify({ ...now, h: 0 });
    if (now.function !== asked) {
      const [low, high] = domains[asked = now.function];
      pointRoom.replaceChildren(slider(view, { name: "point", label: "x", min: low, max: high, text: written }));
    }
    if (key !== shown) { redraw(now, p); shown = key; }
    const complex = now.method === "complex step", two = now.method === "central", step = short(now.h);
    const error = Math.abs(m.estimate - p.exact), x = axes.X(now.h), y = Y(error), side = now.h > (p.best >= LOW && p.best <= 1 ? p.best : 1e-8) ? -1 : 1;
    grip.place(x, y);
    set(guide, { x1: x.toFixed(1), x2: x.toFixed(1), y1: y.toFixed(1), y2: bottom });
    // Close to the best h its name and that of h stand apart: h above, in the mouth of the V, the best h below, beside the line down.
    const near = best.spot && Math.abs(x - best.spot.x) < 96 && Math.abs(y - best.spot.y) < 70, spot = best.spot;
    const at = near ? [x + (spot.up ? -26 : 0), Math.min(y, spot.y) - (spot.up ? 50 : 42)] : [Math.max(axes.left + 44, Math.min(right - 36, x + 40 * side)), y - (y > bottom - 30 ? 34 : y > axes.top + 26 ? 12 : -30)];
    const words = !near ? spot?.up ? ["middle", 0, -26] : ["middle", 0, 24] : spot.up ? Math.abs(x - spot.x) < 32 ? ["end", Math.min(0, x - spot.x) - 13, -24] : ["middle", 0, -26]
      : ["start", Math.max(0, x - spot.x) + 8, 60];
    [1, 2].forEach((k) => set(best.children[k], { class: words[0] }).place(words[1], words[2] + 15 * (k - 1)));
    here.say(`h = ${step}`);
    here.place(...at);
    const aside = spot ? spot.x + words[1] + { start: 24, middle: 0, end: -24 }[words[0]] : 0;
    for (const { name } of [truncation, roundOff].filter((one) => one.name.spot))          // they give way to the name of h and of the best h
      set(name, { visibility: (Math.abs(name.spot[0] + 32 - at[0]) < 78 && Math.abs(name.spot[1] - at[1]) < 16)
        || (spot && Math.abs(name.spot[0] + 32 - aside) < 60 && Math.abs(name.spot[1] - spot.y - words[2] - 7) < 24) ? "hidden" : false });
    const open = complex || !Number.isFinite(m.estimate), from = two ? now.point - now.h : now.point;
    caption.say(complex ? "ih leaves this picture" : compact ? "dashed: slope found" : "dashed: slope found; thin: right");
    set(secant, { d: open ? "" : inset.through(from, m.below, m.estimate) });
    [[from, m.below], [now.point + now.h, m.above]].forEach(([a, b], k) => set(ends[k], open ? { visibility: "hidden" }
      : { visibility: false, cx: inset.X(a).toFixed(1), cy: inset.Y(b).toFixed(1) }));

    const r = rightDigits(m.estimate, p.exact, HOLDS[now.precision]), [found, exact] = r.texts;
    let count = 0;
    if (complex) {
      rows[0].write("x + ih", m.x, "x", [`${written(m.x)} + ${step} i`]);
      rows[1].write("f: real part", m.real, "real", [column([m.real], digits).texts[0], QUIET]);
      rows[2].write("f: imaginary part", m.imaginary, "imaginary", [column([m.imaginary], digits).texts[0], KEPT]);
      rows[3].write("difference", "", "none", ["nothing is subtracted", QUIET]);
    } else {
      const c = cancelled(m.above, m.below, m.difference, digits), halves = (text) => [[text.slice(0, c.at), LOST], [text.slice(c.at), KEPT]];
      count = c.count;
      rows[0].write("x + h", m.right, "x", [column([m.right], digits).texts[0], m.right === m.x ? LOST : undefined]);
      rows[1].write("f(x + h)", m.above, "above", ...halves(c.texts[0]));
      rows[2].write(two ? "− f(x − h)" : "− f(x)", m.below, "below", ...halves(c.texts[1]));
      const few = m.difference !== 0 && digitsIn(c.texts[2].slice(c.at)) < 6 && c.at > 0;
      rows[3].write("difference", m.difference, "difference", [c.texts[2].slice(0, c.at), QUIET], [c.texts[2].slice(c.at), KEPT],
        few ? [`  ${m.difference.toExponential(4).replace(/-/g, "−")}`, `${QUIET}; font-size: 13px`] : [""]);
    }
    rows[4].write(`÷ ${two ? "2h" : "h"} gives`, m.estimate, "estimate", [found.slice(0, r.from), r.count ? false : LOST],
      [found.slice(r.from, r.to), RIGHT], [found.slice(r.to), LOST]);
    rows[5].write("f′(x) is", p.exact, "exact", [exact]);
    const kink = kinked(now, m.x);
    Object.entries({ error, truncation: p.truncation(now.h), roundOff: p.roundOff(now.h) }).forEach(([one, value]) =>
      outputs[one].show(value, ...(kink && one !== "error" ? ["no estimate"] : [])));
    write(estimates, kink ? "At a kink there is no Taylor series to estimate with."
      : `≈: estimates, ${now.method === "one-sided" ? "|f″| h / 2" : "|f‴| h² / 6"}, the first term cut off, and ${complex ? "ε |f′|" : "ε |f| / h"}. They need not add up to the error.`);
    outputs.digits.show(r.count, p.exact === 0 && error > 0 ? "none: 0 has no digits to share" : `${r.count} of ${HOLDS[now.precision]}`);
    outputs.best.show(p.best, p.best === Infinity ? "none: no truncation" : p.best === 0 ? "none: f = 0"
      : `${complex ? "below " : ""}${short(p.best)}`);
    view.say(`h = ${step}: ${r.count} right digits. ${write(said, verdict(now, m, p, count)).textContent}`);
  };
}

export default piece("The nudge h: what a difference cuts off, and what it rounds off", build);
