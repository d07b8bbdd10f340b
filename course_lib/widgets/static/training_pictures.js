// Pictures of a network at work: the plane that it sees, what each unit does there, ink on a pad.

import { drawing, h, number, s, set, write } from "./kit.js";
import { Axes, label } from "./plot.js";

// The house's colours as [r, g, b], from the style sheet, so light or dark.
export function colours(root) {
  const style = getComputedStyle(root);
  return Object.fromEntries(["paper", "ink", "forward", "above", "below"].map((name) => {
    const hex = parseInt(style.getPropertyValue(`--${name}`).trim().slice(1), 16);
    return [name, [hex >> 16, (hex >> 8) & 255, hex & 255]];
  }));
}

// A small canvas of columns x rows cells. fill(value(cell), strength): a share from 0 (paper) to 1 of a colour.
export function cells(columns, rows = columns, attributes = {}) {
  const canvas = h("canvas", { width: columns, height: rows, "aria-hidden": "true", ...attributes });
  const context = canvas.getContext("2d");
  let image = null;
  canvas.fill = (share, palette, colour = palette.forward) => {
    if (image?.width !== columns || image?.height !== rows) image = context.createImageData(columns, rows);
    const { data } = image, { paper } = palette;
    for (let k = 0, p = 0; k < columns * rows; k++, p += 4) {
      const value = share(k), to = value < 0 ? palette.below : colour, t = Math.min(1, Math.abs(value));
      for (let c = 0; c < 3; c++) data[p + c] = paper[c] + t * (to[c] - paper[c]);
      data[p + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  };
  canvas.cut = (n) => {
    if (columns === n) return;
    columns = rows = n;
    set(canvas, { width: n, height: n });
  };
  return canvas;
}

// The middles of n x n cells over the square from (x, y) of that size, top row first.
export function grid(n, [x, y], size) {
  const points = new Float64Array(2 * n * n);
  for (let row = 0, k = 0; row < n; row++)
    for (let column = 0; column < n; column++) {
      points[k++] = x + size * (column + 0.5) / n;
      points[k++] = y + size * (1 - (row + 0.5) / n);
    }
  return points;
}

// How fine the plane may be drawn for a network of so many parameters.
export const fineness = (parameters) => Math.max(26, Math.min(60, Math.floor(Math.sqrt(7e5 / parameters))));

// Where values (n x n, rows from the top) cross a level: the d of a path, over a square of `size` units at (left, top).
export function contour(values, n, level, left, top, size) {
  const step = size / n, at = (r, c) => values[r * n + c] - level;
  let d = "";
  const point = (r, c) => `${(left + (c + 0.5) * step).toFixed(1)},${(top + (r + 0.5) * step).toFixed(1)}`;
  for (let r = 0; r < n - 1; r++)
    for (let c = 0; c < n - 1; c++) {
      const A = at(r, c), B = at(r, c + 1), C = at(r + 1, c + 1), D = at(r + 1, c), found = [];
      if (A > 0 === B > 0 && B > 0 === C > 0 && C > 0 === D > 0) continue;
      if (A > 0 !== B > 0) found.push(point(r, c + A / (A - B)));
      if (B > 0 !== C > 0) found.push(point(r + B / (B - C), c + 1));
      if (D > 0 !== C > 0) found.push(point(r + 1, c + D / (D - C)));
      if (A > 0 !== D > 0) found.push(point(r + A / (A - D), c));
      for (let k = 0; k + 1 < found.length; k += 2) d += `M${found[k]}L${found[k + 1]}`;
    }
  return d;
}

// ---- Ink. A drawing is a list of strokes, each a list of points. The data's images were made so: the digit fills
//      the height of 32 x 32 dots, stands in the middle, and about 310 of the 1,024 dots are black; then the dots
//      of each block of 4 x 4 are counted. The strokes are scaled so, and get as thick as that takes.
export const DOTS = 32, INK = 310, WIDEST = 24;

export function pixelsOf(strokes) {
  const points = strokes.flat(), image = new Array(64).fill(0);
  if (!points.length) return image;
  const [xs, ys] = [0, 1].map((k) => points.map((one) => one[k]));
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const width = right - left, height = bottom - top;
  let reach = 2.4, dots = [];
  for (let pass = 0; pass < 3; pass++) {            // how thick the strokes get says how much room their middle has
    const room = DOTS - 2 * reach, across = Math.max(1, WIDEST - 2 * reach), tall = height > 0.3 * width;
    const down = tall ? room / (height || 1) : Math.min(room / (height || 1), across / (width || 1));
    const along = Math.min(down, across / (width || 1));
    const placed = strokes.map((stroke) => stroke.map(([x, y]) =>
      [DOTS / 2 + along * (x - (left + right) / 2), DOTS / 2 + down * (y - (top + bottom) / 2)]));
    dots = Array.from({ length: DOTS * DOTS }, (_, k) => distance(placed, k % DOTS + 0.5, Math.floor(k / DOTS) + 0.5));
    reach = Math.min(6, [...dots].sort((a, b) => a - b)[INK - 1]);
  }
  dots.forEach((far, k) => {
    const cell = 8 * Math.floor(k / DOTS / 4) + Math.floor(k % DOTS / 4);
    if (far <= reach) image[cell] += 1;
  });
  return image;
}

function distance(strokes, x, y) {
  let best = Infinity;
  for (const stroke of strokes)
    for (let k = 0; k < stroke.length; k++) {
      const [x1, y1] = stroke[k], [x2, y2] = stroke[Math.min(k + 1, stroke.length - 1)], dx = x2 - x1, dy = y2 - y1;
      const t = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
      best = Math.min(best, (x - x1 - t * dx) ** 2 + (y - y1 - t * dy) ** 2);
    }
  return Math.sqrt(best);
}

// A pad of 100 x 100 units to draw on: by pointer, or by keys (arrows move the pen, Space lowers and lifts it).
export function pad(drawn) {
  const ink = s("path", { fill: "none", stroke: "var(--ink)", "stroke-width": 7, "stroke-linecap": "round", "stroke-linejoin": "round" });
  const pen = s("circle", { r: 4, fill: "var(--step)", stroke: "var(--ink)", cx: 50, cy: 20 });
  const words = s("text", { x: 50, y: 54, class: "middle", style: "font-size: 9px; fill: var(--quiet)" }, "draw a digit here");
  const frame = s("rect", { class: "reach", x: 1, y: 1, width: 98, height: 98 });
  const svg = s("svg", { viewBox: "0 0 100 100", tabindex: 0, role: "application", "data-focus": "", "data-name": "pad",
    "aria-label": "Drawing pad: arrow keys move the pen, Space lowers or lifts it, Delete clears",
    style: "touch-action: none; cursor: crosshair; width: 132px; height: 132px; flex: none" },
  frame, words, ink, pen);
  let at = [50, 20], down = false;
  svg.strokes = [];
  const show = () => {
    set(ink, { d: svg.strokes.map((stroke) => "M" + stroke.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L") + (stroke.length > 1 ? "" : "h0.1")).join("") });
    set(pen, { cx: at[0], cy: at[1], "fill-opacity": down ? 1 : 0.35 });
    write(words, svg.strokes.length ? "" : "draw a digit here");
  };
  const to = (x, y) => {
    at = [Math.max(3, Math.min(97, x)), Math.max(3, Math.min(97, y))];
    const stroke = svg.strokes.at(-1), last = stroke?.at(-1);
    if (down && Math.hypot(at[0] - last[0], at[1] - last[1]) >= 2.5) { stroke.push(at); drawn(false); }
    show();
  };
  const lower = (yes) => {
    if (down === yes) return;
    down = yes;
    if (down) svg.strokes.push([at]);
    drawn(!down);
    show();
  };
  svg.loud = (yes) => set(frame, { style: `fill: var(--field); stroke: var(${yes ? "--step" : "--quiet"}); stroke-width: ${yes ? 4 : 1}` });
  svg.clear = () => { Object.assign(svg, { strokes: [] }); down = false; show(); };
  const place = (event) => {
    const box = svg.getBoundingClientRect();
    return [100 * (event.clientX - box.left) / box.width, 100 * (event.clientY - box.top) / box.height];
  };
  svg.addEventListener("pointerdown", (event) => {
    svg.setPointerCapture(event.pointerId);
    lower(false);
    to(...place(event));
    lower(true);
    svg.focus();
    event.preventDefault();
  });
  svg.addEventListener("pointermove", (event) => { if (svg.hasPointerCapture(event.pointerId)) to(...place(event)); });
  for (const over of ["pointerup", "pointercancel"]) svg.addEventListener(over, () => lower(false));
  svg.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }, step = event.shiftKey ? 12 : 4;
    if (event.key in moves) to(at[0] + step * moves[event.key][0], at[1] + step * moves[event.key][1]);
    else if (event.key === " " || event.key === "Enter") lower(!down);
    else if (event.key === "Delete" || event.key === "Backspace") { svg.clear(); drawn(true); }
    else return;
    event.preventDefault();
  });
  svg.addEventListener("blur", () => lower(false));
  show();
  return svg;
}

// ---- E and the share of right answers against epochs, and under them the size of ∂E/∂W by layer.
export function curvesOf() {
  const room = { top: 26, width: 142, height: 112, x: [0, 10], xticks: 3, xlabel: "epoch" };
  const left = new Axes({ ...room, left: 40, y: [0.1, 1], logY: true, ylabel: "E" });
  const right = new Axes({ ...room, left: 238, y: [0, 1], ylabel: "share of right answers" });
  const bars = new Axes({ left: 40, top: 226, width: 340, height: 96, x: [0.4, 2.6], xticks: 2.2, xlabel: "layer", y: [1e-4, 1], logY: true, ylabel: "size of ∂E/∂W, layer by layer" });
  const line = (held) => s("path", { class: "curve", stroke: held ? "var(--validation)" : "var(--forward)", "stroke-dasharray": held && "5 3" });
  const paths = { E: line(false), accuracy: line(false), heldE: line(true), heldAccuracy: line(true) };
  const key = [["var(--forward)", null, "training", 176], ["var(--validation)", "5 3", "validation", 280]].map(([stroke, dash, name, x]) =>
    s("g", {}, s("line", { x1: x, x2: x + 22, y1: 192, y2: 192, stroke, "stroke-width": 2, "stroke-dasharray": dash }), label({ x: x + 27, y: 196, style: "font-size: 12px" }, name)));
  const now = { E: s("circle", { r: 3.2, fill: "var(--forward)" }), accuracy: s("circle", { r: 3.2, fill: "var(--forward)" }) };
  const names = s("g"), svg = drawing(400, 362, "E and the share of right answers against epochs, and the size of the gradient by layer",
    left.group, right.group, bars.group, ...Object.values(paths), ...Object.values(now), ...key, names);
  let shown = [];
  svg.show = (history, sizes) => {
    const upTo = history.at(-1)?.epochs ?? 0, power = 10 ** Math.floor(Math.log10(Math.max(10, upTo)));
    const end = power * [1, 2, 5, 10].find((round) => upTo <= round * power);
    const errors = history.flatMap(({ E, heldE }) => [E, heldE ?? E]).filter((E) => E > 0);
    const low = errors.length ? Math.floor(Math.log10(Math.min(...errors)) + 1e-9) : -1, high = errors.length ? Math.ceil(Math.log10(Math.max(...errors)) - 1e-9) : 0;
    left.domain([0, end], [10 ** Math.max(low, high - 12), 10 ** Math.max(high, low + 1)]);
    right.domain([0, end], [0, 1]);
    const epochs = history.map((one) => one.epochs);
    for (const [name, path] of Object.entries(paths)) {
      const values = history.map((one) => one[name] ?? NaN);
      set(path, { d: (name.endsWith("E") ? left : right).line(epochs, values.map((one) => (name.endsWith("E") && !(one > 0) ? NaN : one))) });
    }
    const last = history.at(-1);
    for (const [name, mark] of Object.entries(now)) {
      const on = name === "E" ? left : right, fine = last && (name !== "E" || last.E > 0);
      set(mark, fine ? { cx: on.X(last.epochs).toFixed(1), cy: on.Y(last[name]).toFixed(1), visibility: "visible" } : { visibility: "hidden" });
    }
    const held = history.some((one) => one.heldE !== undefined);
    key.forEach((one) => set(one, { visibility: held ? "visible" : "hidden" }));
    if (shown.length !== sizes.length) {
      shown = sizes.map(() => ({ bar: s("rect", { width: 30, fill: "var(--backward)" }), text: label({ class: "middle", style: "font-size: 12px; fill: var(--backward-text)" }) }));
      names.replaceChildren(...shown.flatMap(({ bar, text }) => [bar, text]));
    }
    const real = sizes.filter((size) => size > 0);
    const floor = Math.floor(Math.log10(Math.min(1e-3, ...real)) - 1e-9), roof = Math.ceil(Math.log10(3 * Math.max(0.3, ...real)));
    bars.xticks = Math.max(2, sizes.length) + 0.2;
    bars.domain([0.4, Math.max(2, sizes.length) + 0.6], [10 ** floor, 10 ** roof]);
    shown.forEach(({ bar, text }, k) => {
      const x = bars.X(k + 1), y = sizes[k] > 0 ? bars.Y(sizes[k]) : bars.top + bars.height;
      set(bar, { x: x - 15, y: y.toFixed(1), height: (bars.top + bars.height - y).toFixed(1) });
      text.say(number(sizes[k]));
      text.place(x, y - 4);
      set(text, { "data-name": `size ${k + 1}` });
      text.dataset.value = sizes[k];
    });
  };
  return svg;
}
