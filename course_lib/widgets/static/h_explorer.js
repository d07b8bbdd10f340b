// HExplorer (notebook 07): one nudge h, the digits it leaves, and the error it makes.

import { button, choice, drawing, freshId, h, handle, number, piece, readout, s, set, slider, write } from "./kit.js";
import { Axes, label } from "./plot.js";

export const LOW = 1e-24, FLOOR = 10 ** -16.9, TOP = 1e4;      // the smallest h; what is below FLOOR is drawn on it
export const EPS = { float64: 2 ** -52, float32: 2 ** -23 };
export const DIGITS = { float64: 17, float32: 9 };             // so many tell any two numbers apart
export const HOLDS = { float64: 16, float32: 7 };              // so many a number holds, about
const ROUND = { float64: (value) => value, float32: Math.fround };

// Complex numbers are pairs [real, imaginary]; r rounds after every operation.
const complexSin = ([a, b], r) => [r(r(Math.sin(a)) * r(Math.cosh(b))), r(r(Math.cos(a)) * r(Math.sinh(b)))];
const complexExp = ([a, b], r) => [r(r(Math.exp(a)) * r(Math.cos(b))), r(r(Math.exp(a)) * r(Math.sin(b)))];
const complexLog = ([a, b], r) => [r(Math.log(Math.hypot(a, b))), r(Math.atan2(b, a))];
const complexSquare = ([a, b], r) => [r(r(a * a) - r(b * b)), r(2 * r(a * b))];
const complexInverse = ([a, b], r) => [a, -b].map((one) => r(one / r(r(a * a) + r(b * b))));

// Each function for numbers, for complex numbers, and [f, f′, f″, f‴] (a test holds them to SymPy's).
const expSin = (x) => {
  const s = Math.sin(x), c = Math.cos(x), e = Math.exp(s);
  return [e, c * e, (c * c - s) * e, c * (c * c - 3 * s - 1) * e];
};
export const FUNCTIONS = {
  "exp(sin x)": { real: (x, r) => r(Math.exp(r(Math.sin(x)))), complex: (z, r) => complexExp(complexSin(z, r), r), derivatives: expSin },
  "1,000,000 + exp(sin x)": { real: (x, r) => r(1e6 + r(Math.exp(r(Math.sin(x))))),
    complex: (z, r) => complexExp(complexSin(z, r), r).map((part, k) => k ? part : r(1e6 + part)),
    derivatives: (x) => expSin(x).map((one, k) => k ? one : 1e6 + one) },
  "x²": { real: (x, r) => r(x * x), complex: complexSquare, derivatives: (x) => [x * x, 2 * x, 2, 0] },
  "sin x": { real: (x, r) => r(Math.sin(x)), complex: complexSin, derivatives: (x) => [Math.sin(x), Math.cos(x), -Math.sin(x), -Math.cos(x)] },
  "exp x": { real: (x, r) => r(Math.exp(x)), complex: complexExp, derivatives: (x) => Array(4).fill(Math.exp(x)) },
  "1/x": { real: (x, r) => r(1 / x), complex: complexInverse, derivatives: (x) => [1 / x, -1 / x ** 2, 2 / x ** 3, -6 / x ** 4] },
  "log x": { real: (x, r) => r(Math.log(x)), complex: complexLog, derivatives: (x) => [Math.log(x), 1 / x, -1 / x ** 2, 2 / x ** 3] },
  "ReLU x": { real: (x) => Math.max(x, 0), complex: ([a, b]) => a > 0 || (a === 0 && b > 0) ? [a, b] : [0, 0],
    derivatives: (x) => [Math.max(x, 0), x > 0 ? 1 : 0, 0, 0] },
};

// What the program computes: every operation rounded to the precision.
export function measure({ function: name, point, method, precision, h: step }) {
  const r = ROUND[precision], f = FUNCTIONS[name], x = r(point), hh = r(step);
  if (method === "complex step") {
    const [real, imaginary] = f.complex([x, hh], r);
    return { x, real, imaginary, estimate: r(imaginary / hh) };
  }
  const both = method === "central", right = r(x + hh), above = f.real(right, r), below = f.real(both ? r(x - hh) : x, r);
  const difference = r(above - below);
  return { x, right, above, below, difference, estimate: r(difference / (both ? r(2 * hh) : hh)) };
}

// What the text promises: truncation(h) = c h^power, round-off(h), and the h at which their sum is smallest.
export function promise({ function: name, point, method, precision }) {
  const x = ROUND[precision](point), [f, exact, f2, f3] = FUNCTIONS[name].derivatives(x), eps = EPS[precision];
  const one = method === "one-sided", power = one ? 1 : 2, c = Math.abs(one ? f2 / 2 : f3 / 6);
  const complex = method === "complex step", lost = eps * Math.abs(complex ? exact : f);
  const best = c === 0 ? Infinity : complex ? Math.sqrt(lost / c) : one ? Math.sqrt(lost / c) : Math.cbrt(lost / (2 * c));
  return { f, exact, c, power, best, truncation: (step) => c * step ** power, roundOff: (step) => complex ? lost : lost / step };
}

// Numbers under one another, point under point, with `digits` digits of the largest: for a subtraction by hand.
export function column(values, digits, size = Math.max(...values.map(Math.abs))) {
  if (!Number.isFinite(size)) size = Math.max(0, ...values.filter(Number.isFinite).map(Math.abs));
  const small = size !== 0 && !(size >= 1e-6), aligned = !small && size < 1e15 && values.every(Number.isFinite);
  const places = Math.max(1, digits - 1 - (size > 0 ? Math.floor(Math.log10(size)) : 0));
  const texts = values.map((one) => {
    if (!Number.isFinite(one)) return number(one);
    return (small || Math.abs(one) >= 1e15 ? one === 0 ? "0" : one.toExponential(digits - 1) : one.toFixed(places)).replace(/-/g, "−");
  }), widest = Math.max(...texts.map((one) => one.length));
  return { texts: aligned ? texts.map((one) => one.padStart(widest, "\u00a0")) : texts, aligned };
}

const firstDigit = (text) => { const at = text.search(/[1-9]/); return at < 0 ? text.length : at; };
const digitsIn = (text) => text.replace(/[^\d]/g, "").length;

// How many digits of f cancel, and at which character the rest begins.
export function cancelled(above, below, difference, digits) {
  const { texts, aligned } = column([above, below, difference], digits, Math.max(Math.abs(above), Math.abs(below)));
  if (!aligned) return { texts, at: 0, count: 0 };
  const at = firstDigit(texts[2]), larger = Math.abs(above) >= Math.abs(below) ? texts[0] : texts[1];
  return { texts, at, count: digitsIn(larger.slice(firstDigit(larger), at)) };
}

// Right digits: as many as agree with the exact ones, or as the relative error grants (1.9999 for 2);
// [from, to): where they stand in the text.
export function rightDigits(estimate, exact, digits) {
  const size = exact === 0 ? 1 : Math.abs(exact), { texts, aligned } = column([estimate, exact], digits, size), [found, right] = texts;
  if (!Number.isFinite(estimate)) return { texts, count: 0, from: 0, to: 0 };
  const from = exact === 0 ? Math.max(0, right.indexOf(".") - 1) : firstDigit(right), error = Math.abs(estimate - exact);
  let same = 0;
  if (aligned && exact !== 0) while (same < right.length && found[same] === right[same]) same++;
  const granted = error === 0 ? digits : Math.floor(-Math.log10(error / size));
  const count = Math.max(0, Math.min(digits, Math.max(granted, digitsIn(right.slice(from, Math.max(from, same))))));
  let to = from;
  for (let left = count; left > 0 && to < found.length; to++) if (/\d/.test(found[to])) left--;
  return { texts, count, from, to };
}

// h with two digits: 0.01, 1.3e−8.
export function short(value) {
  if (value === 0 || value >= 0.001) return `${Number(value.toPrecision(2))}`;
  const [mantissa, exponent] = value.toExponential(1).split("e");
  return `${Number(mantissa)}e−${-Number(exponent)}`;
}
const written = (value) => `${Number(value.toPrecision(6))}`.replace("-", "−");

// In words, what matters most at this h.
export function verdict(state, m, p, count) {
  const { function: name, point, method, precision, h: step } = state, complex = method === "complex step", two = method === "central";
  if (!Number.isFinite(m.estimate)) return `${name.replace(" x", "")} has no value at x − h: it has to be asked at a smaller h.`;
  if (name === "ReLU x" && m.x === 0)
    return "Exactly at the kink there is no derivative, and no h finds one. Programs write 0 or 1; here 0 counts as right.";
  if (name === "ReLU x" && !complex && step > Math.abs(m.x) && (two || m.x < 0))
    return "The nudge reaches across the kink at 0: what comes out is neither slope.";
  const t = p.truncation(step), o = p.roundOff(step), error = Math.abs(m.estimate - p.exact);
  if (complex) return t > o ? "Truncation has the upper hand: a smaller h helps."
    : "No two values are subtracted, so nothing cancels. Only the last digit is left to chance, and a smaller h does no harm.";
  if (m.right === m.x) return `Stored in ${precision}, x + h is x: the nudge is lost, and with it every digit.`;
  if (error === 0) return "No error at all at this h.";
  if (m.difference === 0 && p.exact !== 0) return "Both values of f are stored as the same number: all digits cancel, nothing is left.";
  if (t === 0 && error > 100 * o) return `${two ? "f‴" : "f″"} is 0 here, so the next term of Taylor's series is what is cut off.`;
  if (error > 2 * (t + o) && Math.abs(m.x * p.exact) > Math.abs(p.f))
    return "Here most of the round-off comes from x + h, which is rounded too: the formula knows only that of f.";
  if (t > 3 * o) return "Truncation has the upper hand: a smaller h helps.";
  return o > 3 * t ? `Round-off has the upper hand: ${count} digits of f cancel. A larger h helps.`
    : "The two are about equal: better than this it does not get with this method.";
}

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
  const outputs = { error: readout("error", "error", 2), truncation: readout("truncation", "truncation", 2, "step"),
    roundOff: readout("round_off", "round-off", 2), digits: readout("right_digits", "right digits", 0), best: readout("best_h", "best h", 2) };
  const said = h("p", { style: `margin: 0; min-height: 3em; max-width: ${all}px; font-weight: 600; font-size: 15px`, "data-name": "verdict" });

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
        legend, h("div", { class: "readouts" }, ...Object.values(outputs)))));
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
    trace(truncation, p.truncation, Math.max(LOW, (FLOOR / p.c) ** (1 / p.power)), 1, middle, ...(complex ? [0.72, -76, -4] : [0.45, 10, 14]));
    trace(roundOff, p.roundOff, start, complex ? 1 : Math.min(1, rounding / FLOOR), middle, ...(complex ? [0.3, 0, -7] : [0.5, 8, -7]));
    const at = marked ? Y(p.truncation(p.best) + p.roundOff(p.best)) : 0, up = at > bottom - 50;
    set(best, { visibility: marked ? false : "hidden", transform: marked ? `translate(${axes.X(p.best).toFixed(1)} ${at.toFixed(1)})` : false });
    (up ? [-26, -12] : [24, 39]).forEach((y, k) => best.children[k + 1].place(0, y));
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
    const at = [Math.max(axes.left + 44, Math.min(right - 36, x + 40 * side)), y - (y > bottom - 30 ? 34 : y > axes.top + 26 ? 12 : -30)];
    here.say(`h = ${step}`);
    here.place(...at);
    for (const { name } of [truncation, roundOff].filter((one) => one.name.spot))          // they give way to the name of h
      set(name, { visibility: Math.abs(name.spot[0] + 32 - at[0]) < 78 && Math.abs(name.spot[1] - at[1]) < 16 ? "hidden" : false });
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
    Object.entries({ error, truncation: p.truncation(now.h), roundOff: p.roundOff(now.h) }).forEach(([one, value]) => outputs[one].show(value));
    outputs.digits.show(r.count, `${r.count} of ${HOLDS[now.precision]}`);
    outputs.best.show(p.best, p.best === Infinity ? "none: no truncation" : p.best === 0 ? "none: f = 0"
      : `${complex ? "below " : ""}${short(p.best)}`);
    view.say(`h = ${step}: ${r.count} right digits. ${write(said, verdict(now, m, p, count)).textContent}`);
  };
}

export default piece("The nudge h: what a difference cuts off, and what it rounds off", build);
