// The bug switchboard (notebook 07): switch a known mistake on, and see which witness notices.

import { button, choice, freshId, h, number, piece, plain, s, set, slider, toggle, write } from "./kit.js";
import { Axes, label } from "./plot.js";
import { ask, differences, EPOCHS, homeOf, train, witness } from "./witnesses.js";

const STYLE = `
.bp .sb [hidden] { display: none !important; }
.bp .sb { display: flex; flex-wrap: wrap; gap: 8px 18px; align-items: flex-start; }
.bp .sb-list { flex: 1 1 480px; max-width: 500px; min-width: 0; overflow: auto; position: relative; }
.bp .sb-right { flex: 3 1 540px; min-width: 0; display: grid; gap: 7px; }
.bp .sb-list table { width: 100%; table-layout: fixed; font-size: 12px; line-height: 14.4px; }
.bp .sb-list :is(th, td) { padding: 0; }
.bp .sb-list thead th { position: sticky; top: 0; background: var(--paper); z-index: 1; font-size: 10px; line-height: 11px; vertical-align: bottom;
  text-align: center; white-space: pre; color: var(--quiet); padding-bottom: 1px; }
.bp .sb-list .side { writing-mode: vertical-rl; transform: rotate(180deg); text-align: center; color: var(--quiet); font-size: 11px; line-height: 12px; width: 16px; }
.bp .sb-list tbody + tbody :is(th, td) { border-top: 0; }
.bp .sb-list tbody + tbody :is(tr:first-child, .small + tr) > :is(th, td) { border-top: 1px solid var(--faint); }
.bp .sb-list .check { width: 29px; } .bp .sb-list .corner { width: 16px; }
.bp .sb-list .sb-group th { text-align: left; color: var(--quiet); font-style: italic; }
.bp .sb-list .sb-group.small { display: none; }
.bp .sb-pick { display: none !important; }
.bp .sb-list td { text-align: center; cursor: pointer; }
.bp .sb-list .name { text-align: left; }
.bp .sb-list label { display: flex; gap: 5px; align-items: center; cursor: pointer; min-height: inherit; }
.bp .sb-list input { width: 13px; height: 13px; flex: none; accent-color: var(--step); }
.bp .sb-list tr.here > :is(.name, td) { border-top: 2px solid var(--step); border-bottom: 2px solid var(--step); }
.bp .sb-list tr:hover .name { text-decoration: underline; }
.bp .sb-mark { display: inline-block; width: 10px; height: 10px; border: 1.5px solid var(--ink); border-radius: 50%; background: var(--paper); vertical-align: -1px; flex: none; }
.bp .sb-mark.alarm { background: var(--ink); }
.bp .fooled { background: var(--mark); }
.bp .sb-code { border: 1px solid var(--faint); border-radius: 5px; padding: 4px 8px; min-height: 70px; }
.bp .sb-code .line { display: grid; grid-template-columns: 76px 1fr; overflow-x: auto; }
.bp .sb-code code { white-space: pre-wrap; font-size: 12.5px; }
.bp .sb-code b { border-bottom: 3px solid var(--step); font-weight: 700; }
.bp .sb-code b.missing { border: 0; border-left: 3px solid var(--step); }
.bp .sb-cards { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 7px; }
.bp .sb-card { border: 1px solid var(--faint); border-radius: 5px; padding: 4px 7px; display: flex; flex-direction: column; gap: 1px; font-size: 12.5px; line-height: 16px; }
.bp .sb-card h4 { margin: 0; font-size: 14px; }
.bp .sb .with { color: var(--quiet); font-size: 12px; }
.bp .sb-key { text-align: right; white-space: pre; font-size: 11.5px; padding-top: 2px; }
.bp .sb-last { grid-column: 1 / -1; }
.bp .sb-last .with { flex: 1 1 240px; font-size: 11.5px; line-height: 14px; }
.bp .sb-card output { font-weight: 600; font-variant-numeric: tabular-nums; }
.bp .sb-card .verdict { margin: auto -7px -4px; padding: 2px 7px; display: flex; gap: 6px; align-items: center; border-radius: 0 0 5px 5px; font-weight: 600; }
.bp .sb-wide { grid-column: span 2; }
.bp .sb-scale { position: relative; height: 18px; margin: 2px 4px 1px; border-bottom: 1.5px solid var(--quiet); }
.bp .sb-scale i { position: absolute; bottom: 0; }
.bp .sb-scale .room { height: 7px; background: var(--faint); opacity: 0.6; }
.bp .sb-scale .edge { width: 0; height: 16px; border-left: 2px dashed var(--ink); }
.bp .sb-scale .dot { width: 10px; height: 10px; border-radius: 50%; margin: 0 0 -5px -5px; background: var(--ink); }
.bp .sb-scale .dot.other, .bp .sb-square { background: var(--forward); border-radius: 0; }
.bp .sb-square { display: inline-block; width: 9px; height: 9px; }
.bp .sb-controls { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 2px 14px; font-size: 13px; }
.bp .sb-controls .control { grid-template-columns: 66px 1fr 4.6em; gap: 2px 5px; }
.bp .sb-controls .toggle, .bp .sb-row .toggle { display: inline-flex; }
.bp .sb-now { border: 2px solid var(--step); font-weight: 600; }
@container (max-width: 1080px) {
  .bp .sb-list { flex: 1 1 400px; max-width: 430px; }
  .bp .sb-list table { line-height: 21px; }
  .bp .sb-list thead .check { width: 18px; writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; white-space: nowrap; padding: 2px 0; }
  .bp .sb-right { flex-basis: 400px; }
  .bp .sb-cards { grid-template-columns: repeat(2, minmax(0, 1fr)); } .bp .sb-wide { order: -1; }
  .bp .sb-controls { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
@container (max-width: 850px) {
  .bp .sb-pick { display: grid !important; flex: 1 1 100%; }
  .bp .sb-list { max-width: none; flex-basis: 100%; order: 2; border-top: 1px solid var(--faint); overflow: visible; }
  .bp .sb-list .name { height: 26px; } .bp .sb-list label { min-height: 26px; } .bp .sb-list input { width: 16px; height: 16px; }
  .bp .sb-list table { line-height: 24px; font-size: 13px; }
  .bp .sb-list thead .check { width: 30px; writing-mode: initial; transform: none; text-align: center; white-space: pre; }
  .bp .sb-right { flex-basis: 100%; }
  .bp .sb-cards { grid-template-columns: repeat(4, minmax(0, 1fr)); } .bp .sb-wide { order: 0; }
  .bp .sb-controls { grid-template-columns: repeat(3, minmax(0, 1fr)); }
}
@container (max-width: 540px) {
  .bp .sb-list thead .check { width: 17px; writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; white-space: nowrap; }
  .bp .sb-cards { grid-template-columns: repeat(2, minmax(0, 1fr)); } .bp .sb-wide { order: -1; }
  .bp .sb-list .name { line-height: 15px; padding: 2px 0; white-space: normal; }
  .bp .sb-list .side, .bp .sb-list .corner { display: none; } .bp .sb-list .sb-group.small { display: table-row; }
  .bp .sb-list tbody + tbody .small + tr:not(.here) > :is(th, td) { border-top: 0; }
  .bp .sb-controls { grid-template-columns: 1fr; } .bp .sb-code .line { grid-template-columns: 1fr; }
}`;

// A piece of a line from 0 to 1 on which a value stands, and the bound on one side of which all is well.
function scale() {
  const room = h("i", { class: "room" }), edge = h("i", { class: "edge" }), dot = h("i", { class: "dot" }), other = h("i", { class: "dot other" });
  const element = h("div", { class: "sb-scale", "aria-hidden": "true" }, room, edge, other, dot);
  const place = (one, share) => { one.style.left = `${(100 * Math.max(0, Math.min(1, share))).toFixed(2)}%`; one.hidden = !Number.isFinite(share); };
  element.show = (value, bound, { also = NaN, above = false } = {}) => {
    place(dot, value); place(edge, bound); place(other, also);
    room.style.left = above ? edge.style.left : "0";
    room.style.right = above ? "0" : `calc(100% - ${edge.style.left})`;
  };
  return element;
}
const onScale = (error) => (Math.log10(Math.max(error, 1e-14)) + 14) / 15;         // from 1e-14 to 10
const inWords = (E) => Number.isNaN(E) ? "no number" : E < 1e6 ? number(E) : "over a million";      // where only rounding decides
const percent = (share) => `${Math.round(100 * share)} %`;

function build(view) {
  const data = view.get("data"), { checks } = data, names = data.groups.flatMap(([, group]) => group), all = new Map();
  const isRight = (name) => name === "" || data.known[name][3], shownName = (name) => name || "nothing: the right program";
  const radios = freshId("programs"), rows = {}, cards = {};
  let trainings = {}, witnesses = {}, judged = {}, asked = "", eta = NaN, running = false, why = false, shown = null;

  const pick = (name) => { view.set({ mistake: name }); view.commit(); };
  const heads = ["shape\nfits", "E\nfalls", "85 %\nright", "one\nex.", "batch\nof 7", "full\ncheck", "two\nruns"].map((text) => h("th", { scope: "col", class: "check" }, text));
  const list = h("div", { class: "sb-list", role: "radiogroup", "aria-label": "mistakes" }, h("table", {},
    h("thead", {}, h("tr", {}, h("th", { class: "corner" }), h("th", { scope: "col", style: "text-align: left" }, "which mistake is on?"), ...heads)),
    ...data.groups.map(([group, members]) => h("tbody", {}, ...(group ? [h("tr", { class: `sb-group${isRight(members[0]) ? "" : " small"}` },
      h("th", { class: "corner" }), h("th", { colspan: 8, scope: "rowgroup" }, group))] : []), ...members.map((name, k) => {
      const radio = h("input", { type: "radio", name: radios, value: name });
      const cells = checks.map(() => ({ mark: h("span", { class: "sb-mark", hidden: true }), words: h("span", { class: "unseen" }) }));
      radio.addEventListener("change", () => pick(name));
      const row = h("tr", {}, ...(k ? [] : [h("th", { class: "side", rowspan: members.length, scope: "rowgroup" }, isRight(name) ? "" : group)]),
        h("th", { scope: "row", class: "name" }, h("label", {}, radio, shownName(name))), ...cells.map((cell) => cell.td = h("td", {}, cell.mark, cell.words)));
      row.addEventListener("click", (event) => { if (event.target.closest("td")) { radio.focus(); pick(name); } });
      rows[name] = { row, radio, cells, key: "" };
      return row;
    })))), h("div", { class: "with sb-key", "aria-hidden": "true" }, h("span", { class: "sb-mark alarm" }), " alarm   ", h("span", { class: "sb-mark" }), " no alarm   ",
    h("span", { class: "fooled" }, "   "), " the witness is wrong"));

  const codes = [0, 1].map(() => ({ who: h("span"), code: h("code") }));
  const sentence = h("span", { "aria-live": "polite" }), reason = button("Why?", () => { why = !why; view.paintSoon(); });
  const panel = h("div", { class: "sb-code" }, ...codes.map(({ who, code }) => h("div", { class: "line" }, who, code)), h("div", {}, sentence));

  const axes = new Axes({ left: 28, top: 5, width: 282, height: 50, x: [0, EPOCHS], y: [0, 1], xticks: 3, yticks: 2 });
  const right = s("path", { class: "curve", stroke: "var(--forward)" });
  const wrong = s("path", { class: "curve", stroke: "var(--backward)", "stroke-dasharray": "7 4", "stroke-width": 2.5 });
  const rightName = label({ style: "fill: var(--forward-text); font-size: 11px", class: "end" }), wrongName = label({ style: "fill: var(--backward-text); font-size: 11px", class: "end" });
  const plot = s("svg", { viewBox: "0 0 314 73", role: "img", style: "max-width: 400px", "aria-label": "E in training: right program solid, this one dashed" }, axes.group, right, wrong, rightName, wrongName);
  const word = (name) => h("output", { "data-name": name }), square = h("span", { class: "sb-square" });
  for (const check of checks) {
    const card = cards[check] = { head: h("h4"), with: h("div", { class: "with", title: "the network: units by layer, the inputs first; θ: all its weights and biases; biases 0: every bias is 0" }), line: scale(), what: h("span", {}, "relative error "),
      value: word(`value ${check}`), bound: word(`bound ${check}`), mark: h("span", { class: "sb-mark" }), said: word(`alarm ${check}`) };
    const { head, line, what, value, bound, mark, said } = card, verdict = card.verdict = h("div", { class: "verdict" }, mark, said);
    const inside = { "shape fits": () => [head, card.with, h("div", {}, "gradient: ", value, " numbers, θ: ", bound)],
      "E falls": () => [h("div", { class: "row" }, head, h("span", {}, "from ", bound, " to ", value)), card.with, plot],
      "85 % right": () => [head, card.with, line, h("div", {}, "● this one ", value), h("div", {}, square, " right one ", bound)] };
    card.element = h("div", { role: "group", class: `sb-card${check === "E falls" ? " sb-wide" : ""}`, "data-check": check, "aria-label": check },
      ...(inside[check] ?? (() => [head, card.with, line, h("div", {}, what, value), h("div", {}, "allowed ", bound)]))(), verdict);
  }
  const count = word("alarms"), picker = choice(view, { name: "mistake", label: "switched on", options: data.groups.flatMap(([group, members]) =>
    members.map((name) => [name, name && isRight(name) ? `${name} (right, looks odd)` : shownName(name)])) });
  picker.classList.add("sb-pick");
  const step = (by) => pick(names[(names.indexOf(view.get("mistake")) + by + names.length) % names.length]);
  view.root.append(h("style", {}, STYLE),
    h("p", { class: "try" }, "Switch on a mistake. Which witnesses notice, and does E still fall?"),
    h("div", { class: "sb" }, list, h("div", { class: "sb-right" },
      h("div", { class: "row sb-row" }, button("◂", () => step(-1), { "aria-label": "Previous mistake" }), button("Next mistake ▸", () => step(1), { class: "sb-now" }), reason, count,
        toggle(view, { name: "ask_all", label: "show all verdicts" }), picker),
      panel, h("div", { class: "sb-cards" }, ...checks.map((check) => cards[check].element)),
      h("div", { class: "sb-controls" },
        slider(view, { name: "N", label: "N", min: 1, max: 7, step: 1, whole: true, digits: 0 }),
        slider(view, { name: "decay", label: "decay", min: 0, max: 1, high: 10, hint: "of the full check and of the two runs" }),
        slider(view, { name: "weights", label: "weights ×", min: 0, max: 3, high: 10, hint: "a factor on all parameters at which the checks ask" }),
        slider(view, { name: "h", label: "nudge h", min: 1e-12, max: 0.1, low: 1e-14, high: 0.5, log: true }),
        slider(view, { name: "bound", label: "bound", hint: "on the relative error of the two runs", min: 1e-10, max: 1, low: 1e-14, high: 2, log: true }),
        slider(view, { name: "eta", label: "η", hint: "learning rate of the training", min: 0.05, max: 60, low: 1e-3, high: 100, log: true }),
        h("div", { class: "row sb-last" }, toggle(view, { name: "biases", label: "random biases" }),
          button("As in the text", () => { view.set(data.start); view.commit(); }), h("div", { class: "with" }, "5-5-5: units by layer; θ: all weights and biases. N, h, weights: all checks; decay, biases: full check, two runs; bound: two runs; η: training"))))));

  // ---- Who has said what so far. Gradient checks are asked at once, trainings go on from frame to frame.
  const settings = () => Object.fromEntries(["N", "weights", "decay", "biases", "h", "bound"].map((name) => [name, view.get(name)]));
  function gradientChecks(name) {
    const kind = homeOf(data, name);
    return judged[name] ??= checks.slice(3).map((check) => ask(name, witnesses[kind + check] ??= witness(data, kind, check, settings())));
  }
  const training = (name, kind) => trainings[`${kind}: ${name}`] ??= { going: train(data, name, kind, view.get("eta")) };
  const trainingOf = (name) => training(name, homeOf(data, name));
  function verdictsOf(name) {                          // seven of true, false, undefined: not known yet
    const { curve, share } = trainingOf(name), checked = gradientChecks(name);
    return [checked[1].refused !== undefined || checked[1].length !== data.square.theta.length,
      curve && !(curve.at(-1) < curve[0]), curve && !(share >= 0.85), ...checked.map((one) => one.alarm)];
  }
  const wanted = () => [view.get("mistake"), ...names.filter((name) => view.get("ask_all") || all.has(name))];
  const open = () => [training("", homeOf(data, view.get("mistake"))), ...wanted().map(trainingOf)].find((one) => one.going);
  const unjudged = () => wanted().find((name) => !judged[name]);
  function work() {                                    // a few milliseconds of it in each frame
    const until = performance.now() + 6;
    let one, name;
    while (performance.now() < until) {
      if ((name = unjudged()) !== undefined) { gradientChecks(name); continue; }
      if (!(one = open())) break;
      const { value } = one.going.next();
      if (value) Object.assign(one, value, { going: null });
    }
    view.paint();
    return running = Boolean(open() || unjudged() !== undefined);
  }

  function showVerdict(check, alarm, known = true) {
    const { mark, said, verdict } = cards[check], good = isRight(view.get("mistake")), fooled = known && alarm === good;
    verdict.classList.toggle("fooled", fooled);
    mark.hidden = !known;
    mark.classList.toggle("alarm", Boolean(alarm));
    write(said, !known ? "training …" : alarm ? (good ? "false alarm" : "alarm") : good ? "no alarm" : "no alarm: fooled");
    set(said, { "data-value": known ? Number(alarm) : null });
  }
  function put(output, value, text) { write(output, text); output.dataset.value = value; }
  const paintCode = (name) => {
    const [wrongLine, rightLine, told] = data.known[name] ?? ["", "", ""], good = isRight(name);
    const lines = name ? differences(rightLine, wrongLine) : data.program.map((text) => [[text, false]]);
    codes.forEach(({ who, code }, k) => {
      write(who, name ? (k ? (good ? "looks odd:" : "✗ wrong:") : good ? "as usual:" : "✓ right:") : k ? "" : "the program:");
      code.replaceChildren(...lines[k].map(([text, differs]) => differs ? h("b", { class: text ? null : "missing" }, text || "\u200B") : text));
    });
    set(reason, { disabled: !name });
    sentence.told = told;
  };

  return () => {
    const name = view.get("mistake"), now = JSON.stringify(settings());
    if (now !== asked) { asked = now; witnesses = {}; judged = {}; }
    if (view.get("eta") !== eta) { eta = view.get("eta"); trainings = {}; }
    if (name !== shown) {
      shown = name; why = false;
      paintCode(name);
      rows[name].radio.checked = true;
      if (list.scrollHeight > list.clientHeight + 4) list.scrollTop = rows[name].row.offsetTop - list.clientHeight / 2;
    }
    if (name) all.set(name, true);
    write(sentence, why ? sentence.told : name ? "Think first: why do some notice, and others not?" : "Switch one on, in the list.");
    set(reason, { "aria-expanded": why });
    const checked = gradientChecks(name), verdicts = verdictsOf(name), N = view.get("N"), mine = trainingOf(name), best = training("", homeOf(data, name));
    const kind = homeOf(data, name), decay = view.get("decay"), size = view.get("weights") === 1 ? "" : `, weights × ${plain(view.get("weights"))}`;
    const texts = { "shape fits": ["shape fits", `network 5-5-5, ${kind}`], "E falls": ["E falls", `60 epochs from three starts (median), η = ${plain(eta)}`],
      "85 % right": ["85 % right", "after the training"], "one example": ["check, 1 example", `network 5-5-5, biases 0, no decay${size}`],
      "a batch": [`check, batch of ${N}`, `network 5-5-5, biases 0, no decay${size}`] };
    const full = `network 3-5-4-2, ${view.get("biases") ? "biases" : "biases 0"}, ${decay ? `decay ${plain(decay)}` : "no decay"}${size}`;
    texts["full check"] = [`full check, N = ${N}`, full];
    texts["two runs"] = ["two runs", "as full, one direction"];
    checks.forEach((check, k) => {
      write(cards[check].head, texts[check][0]);
      write(cards[check].with, texts[check][1]);
      showVerdict(check, verdicts[k], verdicts[k] !== undefined);
    });
    checks.slice(3).forEach((check, k) => {
      const { error, allowed, refused } = checked[k], { line, what, value, bound } = cards[check];
      line.show(onScale(error), onScale(allowed));
      what.hidden = Boolean(refused);
      put(value, error, refused ? "does not run" : number(error));
      put(bound, allowed, number(allowed));
      set(value, { title: refused ?? null });
    });
    const length = checked[1].length, theta = data.square.theta.length;
    put(cards["shape fits"].value, length, `${length}`);
    put(cards["shape fits"].bound, theta, `${theta}`);
    if (best.curve) {
      axes.domain([0, EPOCHS], [0, 1.35 * best.curve[0]]);
      const epochs = best.curve.map((_, k) => k);
      set(right, { d: axes.line(epochs, best.curve) });
      set(wrong, { d: mine.curve && name ? axes.line(epochs, mine.curve) : "" });
      rightName.say(`right program, ends at ${number(best.curve.at(-1))}`);
      rightName.place(310, 18);
      wrongName.say(name && mine.curve ? (!Number.isFinite(mine.curve.at(-1)) ? `this one: no number after ${mine.curve.findIndex((E) => !Number.isFinite(E))} epochs` : "this one (dashed)") : "");
      wrongName.place(310, 32);
    }
    if (mine.curve && best.curve) {
      put(cards["E falls"].bound, mine.curve[0], number(mine.curve[0]));
      put(cards["E falls"].value, mine.curve.at(-1), inWords(mine.curve.at(-1)));
      put(cards["85 % right"].value, mine.share, percent(mine.share));
      put(cards["85 % right"].bound, best.share, percent(best.share));
      cards["85 % right"].line.show(mine.share, 0.85, { also: name ? best.share : NaN, above: true });
    }
    write(heads[4], `batch\nof ${N}`);
    for (const one of names) {
      const { row, cells } = rows[one], on = one === name, mayShow = on || view.get("ask_all") || all.has(one);
      row.classList.toggle("here", on);
      const said = mayShow && judged[one] ? verdictsOf(one) : [], key = said.join();
      if (key === rows[one].key || (mayShow && !judged[one])) continue;         // what was said stays until it is asked anew
      rows[one].key = key;
      cells.forEach(({ td, mark, words }, k) => {
        const known = said[k] !== undefined, fooled = known && said[k] === isRight(one);
        mark.hidden = !known;
        mark.classList.toggle("alarm", said[k] === true);
        td.classList.toggle("fooled", fooled);
        write(words, known ? `${said[k] ? "alarm" : "no alarm"}${fooled ? ", fooled" : ""}` : "");
      });
    }
    const alarms = verdicts.filter(Boolean).length;
    put(count, alarms, `${alarms} of 7 ${alarms === 1 ? "gives" : "give"} an alarm`);
    view.say(`${shownName(name)}: ${alarms ? `alarm from ${checks.filter((_, k) => verdicts[k]).join(", ")}` : "no alarm"}`);
    if (!running && (open() || unjudged() !== undefined)) { running = true; view.run(work); }
  };
}

export default piece("Bug switchboard: which check sees which mistake", build);
