// Around the training room's picture: its settings, what is wrong with them, and the way back to what was there.

import { button, choice, freshId, h, plain, set, slider, write } from "./kit.js";
import { parseLayers } from "./training_run.js";

const STARTS = ["lecun", "glorot", "he", "uniform", "20 × lecun", "all 0.1", "all 0"];

// The settings, and notes: what is wrong with one of them, in the full width, so that no control is pushed aside.
export function panelOf(view, anew) {
  const get = (name) => view.get(name), typed = () => get("hidden").join(", ") || "none";
  const said = freshId("wrong"), layersId = freshId("layers"), wrong = h("span", { id: said, class: "wrong", role: "alert" });
  const layers = h("input", { id: layersId, type: "text", "aria-describedby": said, autocomplete: "off", "data-name": "hidden", style: "grid-column: 2 / -1; text-align: left" });
  let kept = null;                                        // the layers that a wrong text has left as they were
  const judge = (sentence) => {
    write(wrong, sentence && `${sentence} Still ${typed()}.`);
    set(layers, { "aria-invalid": sentence && "true" });
    kept = sentence ? typed() : null;
  };
  layers.addEventListener("change", () => {
    const found = parseLayers(layers.value);
    judge(found.wrong ?? "");
    if (!found.wrong) anew({ hidden: found.value });
  });
  layers.addEventListener("keydown", (event) => { if (event.key === "Enter") layers.blur(); });
  view.beforePaint(() => {
    if (kept !== null && kept !== typed()) judge("");
    if (document.activeElement !== layers && kept === null) layers.value = typed();
  });
  const pick = (name, text, options, act = (value) => anew({ [name]: value })) => choice(view, { name, label: text, options, put: act });
  const keep = (name) => (value) => { view.set({ [name]: value }); view.commit(); };
  const controls = [
    pick("data", "data", ["moons", "spirals", "xor", "by hand", "digits"], (name) => anew({ data: name, ...get("defaults")[name] })),
    h("div", { class: "control" }, h("label", { for: layersId, title: "units of each hidden layer" }, "hidden"), layers, wrong),
    pick("activation", "activation φ", ["tanh", "logistic", "relu", "leaky relu", "gelu", "softplus", "scaled tanh", "linear"]),
    pick("start", "start", STARTS), slider(view, { name: "seed", label: "seed", min: 0, max: 99, high: 1e6, step: 1, whole: true, digits: 0, put: (seed) => anew({ seed }) }),
    pick("rule", "rule", ["gradient descent", "momentum", "nesterov", "rmsprop", "adam"], keep("rule")),
    slider(view, { name: "eta", label: "η", hint: "learning rate", min: 1e-4, max: 10, low: 1e-6, high: 1000, log: true, digits: 4 }),
    slider(view, { name: "batch", label: "batch", hint: "examples in each mini-batch", min: 1, max: 200, high: 2000, step: 1, whole: true, digits: 0 }),
    pick("loss", "error E", ["cross-entropy", "half squared error"], keep("loss")),
    slider(view, { name: "decay", label: "decay", min: 0, max: 0.1, high: 10, step: 0.0005, digits: 4 })];
  const notes = h("div", { "data-name": "notes" }), names = [];
  for (const control of controls) {
    const sentence = control.querySelector(".wrong");
    if (!sentence) continue;
    const name = h("strong", { hidden: true, style: "font-size: 13px" }, `${control.querySelector("label").textContent} `);
    names.push([name, sentence]);
    notes.append(h("div", {}, name, sentence));
  }
  const sort = () => names.forEach(([name, sentence]) => { name.hidden = !sentence.textContent; });
  const panel = h("div", { style: "display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 215px), 1fr)); gap: 4px 16px; margin-top: 8px; border-top: 1px solid var(--faint); padding-top: 8px" }, ...controls);
  panel.addEventListener("change", sort);                 // after the control itself has judged
  view.beforePaint(sort);
  return { panel, notes };
}

// What was there before the room began anew: a button brings it back, the newest first.
export function pastOf(bring, most = 20) {
  const past = [], about = h("span", { role: "status", "data-name": "past", style: "font-size: 13px" });
  const back = button("Back to what was there", () => bring(past.pop()), { "data-name": "back" });
  const row = h("div", { class: "row", style: "margin-top: 8px; display: none" }, back, about);
  row.keep = (settings, run) => {
    past.push({ settings, run });
    if (past.length > most) past.shift();
  };
  row.show = (elsewhere) => {
    const last = past.at(-1);
    if (!last && document.activeElement === back) elsewhere.focus();
    row.style.display = last ? "" : "none";
    if (!last) { write(about, ""); return; }
    const { settings, run } = last, right = run.seen?.validation?.accuracy ?? run.seen?.accuracy;
    write(about, `Put away: ${settings.data}, ${run.net.sizes.join("-")}, ${settings.activation}, ${plain(run.epochs)} ${run.epochs === 1 ? "epoch" : "epochs"}` +
      (right === undefined ? "" : `, ${(100 * right).toFixed(1)} % right`) + (past.length > 1 ? `; before it, ${past.length - 1} more` : ""));
  };
  return row;
}
