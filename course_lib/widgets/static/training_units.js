// The units of the training room: a small picture of each, arranged as the network is, and one of them opened.

import { drawing, h, number, readout, s, set, write } from "./kit.js";
import { cells } from "./training_pictures.js";

const TALL = 176;            // room for the small pictures of a layer

// A column for each layer. choose(layer, unit) when one is taken.
function unitsOf(choose) {
  const element = h("div", { role: "group", "aria-label": "The units, layer by layer: arrow keys go from one to the next",
    style: "display: flex; gap: 10px; align-items: flex-start; min-height: 206px" });
  let layers = [], tall = 8, best = 0;
  element.rebuild = (sizes, titles, marked) => {
    const side = Math.max(...[4, 5, 6, 7, 8].map((rows) => {                       // as large as they can be: so many rows
      const columns = sizes.slice(1).reduce((sum, n) => sum + Math.ceil(n / rows), 0);
      const fits = Math.floor(Math.min(42, (TALL + 3) / rows - 3, (350 - 10 * sizes.length) / columns - 3));
      if (fits > (rows === 4 ? 0 : best)) [tall, best] = [rows, fits];
      return fits;
    }));
    layers = sizes.slice(1).map((n, l) => Array.from({ length: n }, (_, j) => {
      const canvas = cells(8, 8, { style: `display: block; width: ${side}px; height: ${side}px` });
      const unit = h("button", { type: "button", tabindex: -1, "data-name": `unit ${l + 1} ${j + 1}`, title: `unit ${j + 1} of layer ${l + 1}`,
        "aria-label": `look inside unit ${j + 1} of layer ${l + 1}`, style: "padding: 0; min-height: 0; border-width: 1px; line-height: 0; border-radius: 2px" }, canvas);
      unit.addEventListener("click", () => choose(l + 1, j));
      unit.addEventListener("keydown", (event) => walk(event, l, j));
      return Object.assign(unit, { canvas });
    }));
    element.replaceChildren(...layers.map((units, l) => h("div", { style: "display: grid; gap: 4px" },
      h("div", { style: "font-size: 12px; line-height: 1.2; white-space: pre; color: var(--quiet)" }, titles[l]),
      h("div", { style: `display: grid; gap: 3px; grid-auto-flow: column; justify-content: start; grid-template-rows: repeat(${Math.min(tall, units.length)}, auto)` }, ...units))));
    element.mark(...marked);
  };
  element.mark = (layer, unit) => layers.forEach((units, l) => units.forEach((one, j) => {
    const on = l + 1 === layer && j === unit;
    set(one, { tabindex: on ? 0 : -1, "aria-pressed": `${on}` });
    one.style.outline = on ? "3px solid var(--ink)" : "";
  }));
  element.each = (act) => layers.forEach((units, l) => units.forEach((one, j) => act(one.canvas, l + 1, j)));
  function walk(event, l, j) {
    const moves = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (!moves) return;
    event.preventDefault();
    let layer = l, unit = j + moves[1] + moves[0] * tall;
    if (moves[0] && (unit < 0 || unit >= layers[l].length)) [layer, unit] = [l + moves[0], j % tall];
    if (!layers[layer]) return;
    unit = Math.max(0, Math.min(layers[layer].length - 1, unit));
    choose(layer + 1, unit);
    layers[layer][unit].focus();
  }
  return element;
}

// training: the run; digits(): whether its inputs are pixels; palette.rgb: the colours now.
// paintUnits(trace, n, own): trace of n x n points of the plane, own of the input that is looked at; null where there is none.
export function unitsRoom(view, training, digits, palette) {
  const units = unitsOf((layer, unit) => { view.set({ inside: [layer, unit] }); view.commit(); });
  const big = cells(8, 8, { role: "img", style: "width: 112px; height: 112px; flex: none; border: 1px solid var(--faint)" });
  const title = h("strong", { style: "font-size: 13px" }), about = h("div", { style: "font-size: 12px", "data-name": "about" });
  const zOut = readout("z", "z", 4, "forward"), aOut = readout("a", "a", 4, "forward"), bOut = readout("b", "b", 4), bars = s("g");
  const axis = s("line", { x1: 0, x2: 216, y1: 30, y2: 30, stroke: "var(--quiet)" }), weights = drawing(216, 60, "the weights into this unit, above 0 upwards, below 0 downwards", axis, bars);
  set(weights, { style: "max-width: 216px; min-width: 0" });
  const opened = h("div", { style: "display: flex; gap: 10px; margin-top: 8px; border-top: 1px solid var(--faint); padding-top: 6px" }, big,
    h("div", { style: "display: grid; gap: 2px; align-content: start; min-width: 0" }, title, h("div", { class: "readouts", style: "gap: 0 9px; font-size: 13px" }, zOut, aOut, bOut), about, weights));
  [zOut, aOut, bOut].forEach((one) => { one.lastChild.style.minWidth = "3.2em"; one.style.gap = "4px"; });
  let shape = "", barNow = [];
  const insideNow = () => {
    const { sizes, L } = training.net, [layer, unit] = view.get("inside");
    return layer <= L && unit < sizes[layer] ? [layer, unit] : [1, 0];
  };

  function paintUnits(trace, n, own) {
    const { net } = training, { sizes } = net, [layer, unit] = insideNow(), now = JSON.stringify([sizes, view.get("activation"), view.get("data")]);
    if (now !== shape) {
      shape = now;
      units.rebuild(sizes, sizes.slice(1).map((count, l) => `${l + 1 < net.L ? `layer ${l + 1}` : "output"}\n${count} ${net.phi[l + 1].name}`), [layer, unit]);
    }
    units.mark(layer, unit);
    const paintOne = (canvas, l, j, large) => {
      const width = sizes[l];
      if (digits() && l > 1) {                              // no picture of pixels: how active it is for this image
        canvas.cut(1);
        const a = own?.a[l], most = l === net.L || !own ? 1 : a.reduce((top, one) => Math.max(top, Math.abs(one)), 1e-12);
        canvas.fill(() => (own ? a[j] / most : 0), palette.rgb);
      } else if (digits()) {
        canvas.cut(8);
        const W = net.W[1].subarray(64 * j, 64 * j + 64), most = W.reduce((top, one) => Math.max(top, Math.abs(one)), 1e-12);
        canvas.fill((k) => W[k] / most, palette.rgb, palette.rgb.above);
      } else {
        const step = large ? 1 : 2, m = Math.floor(n / step), a = trace.a[l];
        canvas.cut(m);
        let low = Infinity, high = -Infinity;
        for (let k = j; k < a.length; k += width) { low = Math.min(low, a[k]); high = Math.max(high, a[k]); }
        const scale = l === net.L ? 1 : high - low || 1, from = l === net.L ? 0 : low;
        canvas.fill((k) => 0.9 * (a[(step * Math.floor(k / m) * n + step * (k % m)) * width + j] - from) / scale, palette.rgb);
        return [low, high];
      }
      return null;
    };
    units.each((canvas, l, j) => paintOne(canvas, l, j, false));
    const range = paintOne(big, layer, unit, true);
    set(big, { "aria-label": digits() ? "its weights, or its activity" : "its activity over the plane" });
    big.style.imageRendering = digits() ? "pixelated" : "auto";
    write(about, range ? `activity: ${number(range[0])} (paper) to ${number(range[1])} (blue)`
      : layer === 1 ? "pixels: green above 0, purple below" : "shade: its activity for this image");
    paintInside(own);
  }

  function paintInside(own) {
    const { net } = training, [layer, unit] = insideNow(), n = net.sizes[layer - 1], W = net.W[layer].subarray(unit * n, (unit + 1) * n);
    write(title, `${layer < net.L ? `Unit ${unit + 1} of layer ${layer}` : digits() ? `Output for the digit ${unit}` : "The output"} · ${net.phi[layer].name}`);
    zOut.show(own ? own.z[layer][unit] : NaN, own ? undefined : "—");
    aOut.show(own ? own.a[layer][unit] : NaN, own ? undefined : "—");
    bOut.show(net.b[layer][unit]);
    if (barNow.length !== n) {
      barNow = Array.from(W, (_, k) => s("rect", { x: (216 * (k + 0.15) / n).toFixed(1), width: Math.min(30, 216 * 0.7 / n).toFixed(1), "data-name": `w ${k + 1}` }, s("title")));
      bars.replaceChildren(...barNow);
    }
    const most = W.reduce((top, w) => Math.max(top, Math.abs(w)), 1e-12);
    barNow.forEach((bar, k) => {
      const tall = 28 * W[k] / most;
      set(bar, { y: Math.min(30, 30 - tall).toFixed(1), height: Math.abs(tall).toFixed(1), fill: W[k] < 0 ? "var(--below)" : "var(--above)" });
      bar.dataset.value = W[k];
      write(bar.firstChild, `weight from ${layer > 1 ? `unit ${k + 1}` : digits() ? `pixel ${k + 1}` : `x${k + 1}`}: ${number(W[k], 4)}`);
    });
  }
  return { units, opened, paintUnits };
}
