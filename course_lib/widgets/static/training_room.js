// TrainingRoom (notebooks 00 and 09): a network that learns before your eyes, and can be looked into.

import { button, choice, drawing, h, handle, number, piece, plain, pointIn, readout, s, set, write } from "./kit.js";
import { Axes, label } from "./plot.js";
import { beginning, digitParts, planePart, sizesOf, Training } from "./training_run.js";
import { cells, colours, contour, curvesOf, fineness, grid, pad, pixelsOf } from "./training_pictures.js";
import { panelOf, pastOf } from "./training_panel.js";
import { unitsRoom } from "./training_units.js";

const SIDE = 276, LEFT = 34, TOP = 10, BUDGET = 8;       // of the plane; milliseconds of work in a frame
const PACES = ["1 step a frame", "1 epoch a frame", "at full speed"];
const ANEW = ["data", "hidden", "activation", "start", "seed"], ALSO = ["loss", "rule", "eta", "batch", "decay"];
const same = (one, other) => one.length === other.length && one.every((value, k) => value === other[k]);

function build(view) {
  const get = (name) => view.get(name), digits = () => get("data") === "digits";
  const settings = () => Object.fromEntries([...ANEW, ...ALSO].map((name) => [name, get(name)]));
  const allOf = () => ({ ...settings(), ...Object.fromEntries(["pace", "points", "probe", "inside"].map((name) => [name, get(name)])) });
  const training = new Training(settings), palette = { of: "" };
  let known = null, signature = "", tuned = "", running = null, stop = () => {}, read = null, costly = 0, rests = 0;
  let planeTrace = null, planeNet = null, points = null, shown = null, simple = null;

  // ---- What is given: examples, beginnings
  const digitsRead = () => read ??= digitParts(get("digits"));
  const plane = () => get("planes")[get("data")];
  const pointsNow = () => (get("data") === "by hand" ? get("points") : plane().points);
  const partsNow = () => (digits() ? digitsRead() : { training: planePart(pointsNow()) });
  const imageNow = () => (get("image").length ? get("image") : Array.from(digitsRead().validation.x.subarray(0, 64), (ink) => 16 * ink));
  const inputNow = () => Float64Array.from(digits() ? imageNow().map((ink) => ink / 16) : get("probe"));
  // run: one that was put away, to go on with.
  function adopt(fresh = false, run = null) {
    const theta = get("theta"), now = JSON.stringify(ANEW.map(get));
    if (fresh || now !== signature || !same(theta, known)) {
      const sizes = sizesOf(get("data"), get("hidden"));
      const drawn = theta.length ? null : beginning(get("start"), sizes, get("seed"));
      rest();
      if (!run && shown && (now !== signature || !theta.length) && (training.epochs > 0 || known.length)) past.keep(shown, training.saved());
      [known, signature, points] = [theta, now, digits() ? null : pointsNow()];
      training.reset(drawn ?? Float64Array.from(theta), drawn ? 0 : get("epochs"), partsNow());
      if (run) training.resume(run);
      tuned = JSON.stringify(settings());
    } else if (JSON.stringify(settings()) !== tuned || (!digits() && points !== pointsNow())) {
      [tuned, points] = [JSON.stringify(settings()), digits() ? null : pointsNow()];
      training.tune();
      if (!digits()) Object.assign(training, { parts: partsNow(), at: 0 });
      if (!running) training.measured();
    }
    shown = allOf();
  }

  // ---- Work
  function rest() { stop(); running = null; }
  function tell() {                                       // where we are, to Python
    training.measured();
    known = Array.from(training.theta);
    view.set({ theta: known, epochs: Number(training.epochs.toFixed(6)) });
    view.commit();
  }
  function work() {
    if (running) { rest(); tell(); return; }
    if (!training.N || training.failed) return;
    running = training.work();
    stop = view.run(() => {
      const until = performance.now() + BUDGET;
      let what = "";
      do {
        const next = running.next();
        if (next.done) { rest(); tell(); return false; }
        what = next.value;
      } while (performance.now() < until && !get("pace").startsWith(`1 ${what}`));
      rests += 1;
      view.paint();
      return Boolean(running);
    });
    view.paintSoon();
  }
  function once(what) {
    rest();
    if (!training.N || training.failed) return;
    for (const done of training.work()) if (done === what) break;
    tell();
  }
  function anew(values = {}) {
    view.set({ ...values, theta: [], epochs: 0 });
    adopt(true);
    view.commit();
  }

  function bring({ settings: were, run }) {
    rest();
    view.set({ ...were, theta: Array.from(run.theta), epochs: Number(run.epochs.toFixed(6)) });
    adopt(true, run);
    view.commit();
  }

  // ---- The plane and what stands on it
  const axes = new Axes({ left: LEFT, top: TOP, width: SIDE, height: SIDE, xlabel: "x₁", xticks: 5, yticks: 5 });
  const field = cells(60, 60, { role: "img", "aria-label": "the output of the network over the plane",
    style: `position: absolute; left: ${100 * LEFT / 320}%; top: ${100 * TOP / 324}%; width: ${100 * SIDE / 320}%; height: ${100 * SIDE / 324}%` });
  const halfway = s("path", { fill: "none", stroke: "var(--ink)", "stroke-width": 2, "stroke-linecap": "round" }), dots = s("g");
  const ground = s("rect", { x: LEFT, y: TOP, width: SIDE, height: SIDE, fill: "transparent" });
  const planeSvg = drawing(320, 324, "The plane of the two inputs, with the examples", axes.group, label({ x: 2, y: TOP + 14 }, "x₂"), halfway, ground, dots);
  set(planeSvg, { style: "position: relative; min-width: 0" });
  const held = (x, y) => {
    const round = (value, low) => Math.max(low, Math.min(low + plane().size, Math.round(value * 100) / 100));
    return [round(x, plane().low[0]), round(y, plane().low[1])];
  };
  const grip = handle(view, planeSvg, { label: "the point to look at", move: (x, y) => view.set({ probe: held(axes.backX(x), axes.backY(y)) }),
    by: (dx, dy) => view.set({ probe: held(get("probe")[0] + dx * plane().size / 100, get("probe")[1] + dy * plane().size / 100) }),
    value: () => get("probe")[0], text: () => `x1 = ${number(get("probe")[0])}, x2 = ${number(get("probe")[1])}` });
  planeSvg.append(grip);
  const kind = { now: 1 };
  function add(at) {
    if (get("points").length >= 300) return;
    view.set({ points: [...get("points"), [...held(...at), kind.now]] });
    view.commit();
  }
  grip.addEventListener("keydown", (event) => { if (event.key === "Enter" && get("data") === "by hand") add(get("probe")); });
  ground.addEventListener("pointerdown", (event) => {
    const [x, y] = pointIn(planeSvg, event), at = [axes.backX(x), axes.backY(y)];
    if (get("data") === "by hand") add(at);
    else { view.set({ probe: held(...at) }); view.commit(); }
  });
  const byHand = h("div", { class: "row", style: "gap: 4px 6px; font-size: 13px" }, choice(view, { label: "new points", options: [[1, "● target 1"], [0, "○ target 0"]], get: () => kind.now, put: (value) => { kind.now = value; } }),
    button("Add at grip", () => add(get("probe"))), button("Clear", () => {
      if (!get("points").length) return;
      past.keep(allOf(), training.saved());
      view.set({ points: [] });
      view.commit();
    }));
  const says = readout("says", "at the grip", 3, "forward"), legend = h("div", { class: "row", style: "font-size: 12px; gap: 2px 10px" }, h("span", {}, "○ target 0   ● target 1   ━ output 0.5"), says);
  const planeSide = h("div", { style: "display: grid; gap: 4px" }, legend, h("div", { style: "position: relative; max-width: 320px" }, field, planeSvg), byHand);
  let drawnPoints = null;
  function drawPoints() {
    const now = pointsNow(), { low, size } = plane();
    axes.domain([low[0], low[0] + size], [low[1], low[1] + size]);
    if (drawnPoints === now) return;
    drawnPoints = now;
    dots.replaceChildren(...now.map(([x, y, one]) => s("circle", { cx: axes.X(x).toFixed(1), cy: axes.Y(y).toFixed(1), r: 3.8, "pointer-events": "none",
      fill: one ? "var(--target)" : "var(--paper)", stroke: one ? "var(--ink)" : "var(--target-text)", "stroke-width": one ? 0.8 : 1.8 })));
  }

  // ---- A digit of one's own
  const pen = pad((done) => {
    view.set({ image: pixelsOf(pen.strokes) });
    if (done) view.commit();
  });
  const eye = cells(8, 8, { role: "img", "data-name": "image", style: "width: 132px; height: 132px; image-rendering: pixelated; border: 1px solid var(--faint)" });
  const whose = h("span", { style: "font-size: 12px" }), rows = Array.from({ length: 10 }, (_, k) => ({ bar: s("rect", { x: 22, y: 15.6 * k + 2, height: 11, fill: "var(--forward)" }),
    text: label({ x: 0, y: 15.6 * k + 12, "data-name": `digit ${k}`, style: "font-size: 12px" }), name: label({ x: 4, y: 15.6 * k + 12 }, `${k}`) }));
  const answer = h("strong", { "data-name": "answer", style: "font-size: 16px" });
  const under = (one, ...words) => h("div", { style: "display: grid; gap: 2px; width: 150px; align-content: start" }, one, ...words);
  const digitSide = h("div", { style: "display: grid; gap: 6px" }, h("div", { class: "row", style: "align-items: flex-start; gap: 6px 16px" },
    under(pen, h("span", { style: "font-size: 12px" }, "your drawing")), under(eye, whose)),
  h("div", { class: "row" }, button("Clear", () => { pen.clear(); view.set({ image: new Array(64).fill(0) }); view.commit(); }),
    button("A validation image", () => {
      pen.clear();
      const { x, N } = digitsRead().validation, n = Math.floor(Math.random() * N);
      view.set({ image: Array.from(x.subarray(64 * n, 64 * n + 64), (ink) => 16 * ink) });
      view.commit();
    }), answer));
  const outputs = h("div", { style: "max-width: 320px" }, drawing(320, 158, "the ten outputs", ...rows.flatMap(({ bar, text, name }) => [name, bar, text])));

  const { units, opened, paintUnits } = unitsRoom(view, training, digits, palette);

  // ---- Controls
  const go = button("▶ Run", work, { "data-name": "run", style: "min-width: 6.2em; padding: 2px 8px; outline-offset: 3px" });
  const epochs = readout("epochs", "epochs", 2), E = readout("E", "E", 4, "forward"), accuracy = readout("accuracy", "right", 3, "forward");
  const heldE = readout("validation E", "validation E", 4), heldRight = readout("validation accuracy", "right", 3);
  heldE.style.color = heldRight.style.color = "var(--validation-text)";
  const paceChoice = choice(view, { label: "pace", name: "pace", options: PACES });
  paceChoice.style.gridTemplateColumns = "auto auto";
  [E, accuracy, heldE, heldRight, epochs].forEach((one) => { one.lastChild.style.minWidth = "3em"; one.style.gap = "4px"; });
  const halted = h("div", { class: "wrong", role: "alert", "data-name": "halted" }), silent = h("div", { class: "wrong", role: "status", "data-name": "silent" });
  const { panel, notes } = panelOf(view, anew), past = pastOf(bring);
  const curves = curvesOf(), column = (...parts) => h("div", { style: "flex: 1 1 300px; min-width: 0; max-width: 400px" }, ...parts);
  const tries = h("p", { class: "try" }), step = button("One step", () => once("step")), epoch = button("One epoch", () => once("epoch")), fresh = button("Start anew", () => anew());
  const flow = "display: flex; flex-wrap: wrap; gap: 8px 22px; align-items: flex-start", left = column(planeSide, digitSide), beside = column(), look = [column(units, opened), column(curves)];
  const body = h("div", { style: flow }, left), inner = h("div", { style: flow }), more = h("div", { class: "row", style: "margin: 8px 0" });
  const fold = h("details", { style: "margin-top: 8px; border-top: 1px solid var(--faint); padding-top: 8px" }, h("summary", { style: "cursor: pointer; width: fit-content" }, "Settings, and a look inside (their words come in notebooks 02 to 09)"), more, inner);
  view.root.append(tries, h("div", { class: "row", style: "margin-bottom: 6px; gap: 6px 8px" }, go, fresh, h("div", { class: "readouts", style: "gap: 2px 8px" }, epochs, E, accuracy, heldE, heldRight)),
    halted, silent, body, fold, panel, notes, past);
  // simple: for somebody who has not met all this yet, it stands in a fold.
  function arrange() {
    if (simple === get("simple")) return;
    simple = get("simple");
    if (simple) { more.append(step, epoch, paceChoice); inner.append(...look); fold.append(panel); body.append(beside); beside.append(outputs); }
    else { go.after(step, epoch); fresh.after(paceChoice); body.append(...look); fold.after(panel); digitSide.append(outputs); beside.remove(); }
    fold.style.display = simple ? "" : "none";
    E.style.display = simple ? "none" : "";
    write(accuracy.firstChild, simple ? "training images: right" : "right");
    write(heldRight.firstChild, simple ? "validation images: right" : "right");
  }
  const dark = new MutationObserver(() => view.paintSoon());
  dark.observe(view.root, { attributes: true, attributeFilter: ["data-theme"] });
  view.atEnd(() => dark.disconnect());

  return () => {
    arrange();
    adopt();
    if (palette.of !== view.root.dataset.theme) Object.assign(palette, { of: view.root.dataset.theme, rgb: colours(view.root) });
    const { net, seen } = training, own = net.forward(inputNow(), 1), out = own.a[net.L], due = !running || rests % (1 + Math.ceil(costly / 4)) === 0, began = performance.now();
    planeSide.style.display = digits() ? "none" : "grid";
    digitSide.style.display = digits() ? "grid" : "none";
    outputs.style.display = digits() ? "" : "none";
    const trained = digits() && seen?.accuracy > 0.5, nothing = digits() && !imageNow().some(Boolean);       // trained: the pad is what to turn to, not Run
    pen.loud(trained);
    Object.assign(go.style, { border: trained ? "1px solid var(--quiet)" : "2px solid var(--step)", fontWeight: trained ? 400 : 600 });
    byHand.style.display = get("data") === "by hand" ? "" : "none";
    write(tries, digits() ? trained ? "Draw a digit in the orange frame. Does the network read it?" : "Press Run, and then draw a digit in the frame. Does the network read it?"
      : get("data") === "by hand" && !training.N ? "Click on the plane to put down points of both targets, then press Run. Can the network tell them apart?"
        : "Press Run. How many epochs does it take until the line stands between ○ and ●?");
    if (!digits()) drawPoints();
    if (due) {
      let n = 0;
      if (!digits()) {
        const { low, size } = plane(), key = `${net.sizes}|${low}|${size}`;
        n = fineness(net.theta.length);
        if (planeNet !== key) { planeNet = key; planeTrace = net.blankTrace(n * n); planeTrace.at = grid(n, low, size); field.cut(n); }
        net.forward(planeTrace.at, n * n, planeTrace);
        const a = planeTrace.a[net.L];
        field.fill((k) => 0.55 * a[k], palette.rgb);
        set(halfway, { d: contour(a, n, 0.5, LEFT, TOP, SIDE) });
      }
      paintUnits(planeTrace, n, nothing ? null : own);
      curves.show(training.history, seen?.sizes ?? training.net.sizes.slice(1).map(() => 0));
      costly = performance.now() - began;
    }
    if (digits()) {
      const image = imageNow(), { validation, labels } = digitsRead(), most = out.reduce((best, a, k) => (a > out[best] ? k : best), 0);
      eye.fill((k) => image[k] / 16, palette.rgb, palette.rgb.ink);
      const found = image === whose.of ? whose.at : Array.from({ length: validation.N }, (_, n) => n).find((n) => image.every((ink, k) => ink === 16 * validation.x[64 * n + k]));
      Object.assign(whose, { of: image, at: found });
      write(whose, found === undefined ? nothing ? "nothing yet" : "what the network sees" : `validation image: a ${labels[get("digits").training + found]}`);
      write(answer, nothing ? "nothing drawn" : `it reads ${most}`);
      answer.dataset.value = nothing ? NaN : most;
      rows.forEach(({ bar, text, name }, k) => {
        const share = nothing ? 0 : out[k];
        set(bar, { width: (220 * share).toFixed(1), opacity: k === most ? 1 : 0.6 });
        text.say(nothing ? "" : `${(100 * share).toFixed(1)} %`);
        text.place(26 + 220 * share, 15.6 * k + 12);
        text.dataset.value = nothing ? NaN : share;
        set(name, { "font-weight": k === most && !nothing ? 700 : 400 });
      });
    } else {
      const [x, y] = get("probe");
      grip.place(axes.X(x), axes.Y(y));
      says.show(out[0]);
    }
    epochs.show(training.epochs, plain(training.epochs));
    E.show(seen?.E ?? NaN, seen ? number(seen.E, 4) : "—");
    accuracy.show(seen?.accuracy ?? NaN, seen ? `${(100 * seen.accuracy).toFixed(1)} %` : "—");
    heldRight.style.display = seen?.validation ? "" : "none";
    heldE.style.display = seen?.validation && !simple ? "" : "none";
    if (seen?.validation) {
      heldE.show(seen.validation.E);
      heldRight.show(seen.validation.accuracy, `${(100 * seen.validation.accuracy).toFixed(1)} %`);
    }
    write(halted, training.failed);
    write(silent, training.failed ? "" : seen?.stuck ?? "");
    past.show(go);
    write(go, running ? "Pause" : "▶ Run");
    go.disabled = !training.N || Boolean(training.failed);
    if (!running) view.say(`${plain(training.epochs)} epochs, E ${seen ? number(seen.E, 4) : "unknown"}; ${digits() ? answer.textContent : `output at the grip ${number(out[0])}`}`);
  };
}

export default piece("TrainingRoom: a network learns, and you look inside", build);
