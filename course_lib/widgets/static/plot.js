// A pair of axes in a drawing: from values to places and back, ticks, curves.

import { number, s, set, write } from "./kit.js";

// Round numbers from low to high, about `wanted` of them; on a logarithmic axis powers of ten.
export function ticks(low, high, wanted = 5, log = false) {
  if (log) {
    const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
    const step = Math.max(1, Math.ceil((last - first) / wanted));
    return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, k) => 10 ** (first + k * step));
  }
  const rough = (high - low) / wanted, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((round) => rough <= round * power * 1.0001);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) found.push(Number((k * step).toPrecision(12)));
  return found;
}

const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const asPower = (value) => "10" + [...`${Math.round(Math.log10(value))}`].map((sign) => SUPERSCRIPT[sign]).join("");
export const tickText = (value) => value === 0 ? "0" : Math.abs(value) >= 1e4 || Math.abs(value) < 1e-3
  ? number(value, 0) : `${value}`.replace("-", "−");

// axes.group is drawn once; axes.domain(x, y) changes the limits. X, Y: value to place; backX, backY: place to value.
export class Axes {
  constructor({ left, top, width, height, x = [0, 1], y = [0, 1], logX = false, logY = false, xlabel = "", ylabel = "",
      xticks = 5, yticks = 4, grid = false }) {
    Object.assign(this, { left, top, width, height, logX, logY, xticks, yticks, grid });
    this.marks = s("g", { "aria-hidden": "true" });
    this.group = s("g", { class: "axes" }, this.marks,
      s("text", { x: left + width / 2, y: top + height + 34, class: "axis-name" }, xlabel),
      s("text", { x: left, y: top - 8, class: "axis-name start" }, ylabel));
    this.domain(x, y);
  }
  domain(x, y) {
    if (this.x && [0, 1].every((k) => x[k] === this.x[k] && y[k] === this.y[k])) return;
    Object.assign(this, { x, y });
    const { left, top, width, height } = this, bottom = top + height, parts = [];
    for (const value of ticks(...x, this.xticks, this.logX)) {
      const at = this.X(value);
      parts.push(s("line", { x1: at, x2: at, y1: this.grid ? top : bottom - 4, y2: bottom, class: "tick" }),
        s("text", { x: at, y: bottom + 15, class: "tick-text" }, this.logX ? asPower(value) : tickText(value)));
    }
    for (const value of ticks(...y, this.yticks, this.logY)) {
      const at = this.Y(value);
      parts.push(s("line", { x1: left, x2: this.grid ? left + width : left + 4, y1: at, y2: at, class: "tick" }),
        s("text", { x: left - 6, y: at + 4, class: "tick-text end" }, this.logY ? asPower(value) : tickText(value)));
    }
    parts.push(s("path", { d: `M${left},${top}V${bottom}H${left + width}`, class: "axis" }));
    this.marks.replaceChildren(...parts);
  }
  share(value, [low, high], log) {
    return log ? (Math.log10(value) - Math.log10(low)) / (Math.log10(high) - Math.log10(low)) : (value - low) / (high - low);
  }
  value(share, [low, high], log) {
    return log ? 10 ** (Math.log10(low) + share * (Math.log10(high) - Math.log10(low))) : low + share * (high - low);
  }
  X(value) { return this.left + this.width * this.share(value, this.x, this.logX); }
  Y(value) { return this.top + this.height * (1 - this.share(value, this.y, this.logY)); }
  backX(place) { return this.value((place - this.left) / this.width, this.x, this.logX); }
  backY(place) { return this.value(1 - (place - this.top) / this.height, this.y, this.logY); }
  // The d of a path through the points; what is no number breaks it, what lies outside is held at the edge.
  line(xs, ys) {
    let d = "", on = false;
    for (let k = 0; k < xs.length; k++) {
      const px = this.X(xs[k]), py = Math.max(this.top - 2, Math.min(this.top + this.height + 2, this.Y(ys[k])));
      if (Number.isNaN(px) || Number.isNaN(py)) { on = false; continue; }
      d += `${on ? "L" : "M"}${px.toFixed(1)},${py.toFixed(1)}`;
      on = true;
    }
    return d;
  }
}

// An arrow with a head of its own: arrow.point(x1, y1, x2, y2). Too short to see: not shown.
export function arrow(attributes = {}) {
  const element = s("path", { class: "arrow", fill: "none", ...attributes });
  element.point = (x1, y1, x2, y2, head = 7) => {
    const length = Math.hypot(x2 - x1, y2 - y1), ux = (x2 - x1) / length, uy = (y2 - y1) / length, size = Math.min(head, length);
    set(element, { d: length < 0.5 ? "" : `M${x1.toFixed(1)},${y1.toFixed(1)}L${x2.toFixed(1)},${y2.toFixed(1)}`
      + [-1, 1].map((side) => `M${(x2 - size * (ux + 0.5 * side * uy)).toFixed(1)},${(y2 - size * (uy - 0.5 * side * ux)).toFixed(1)}`
        + `L${x2.toFixed(1)},${y2.toFixed(1)}`).join("") });
  };
  return element;
}

// A word in a drawing: label.say(text), label.place(x, y).
export function label(attributes = {}, text = "") {
  const element = s("text", attributes, text);
  element.say = (now) => write(element, now);
  element.place = (x, y) => set(element, { x: x.toFixed(1), y: y.toFixed(1) });
  return element;
}
