// What all pieces share: elements, numbers as people write them, controls, and the frame around a picture.
// A piece is piece(build): build(view) makes the picture once and returns paint(), which brings it up to
// date with the model. Python may set a value, a control may, another view may: paint is told each time.

const SVG = "http://www.w3.org/2000/svg";

export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) element.removeAttribute(name);
    else if (element.getAttribute(name) !== `${value}`) element.setAttribute(name, value === true ? "" : value);
  }
  return element;
}

// An HTML element; s: an SVG element. Children are elements or text.
export function h(tag, attributes = {}, ...children) {
  const element = set(document.createElement(tag), attributes);
  element.append(...children);
  return element;
}

export function s(tag, attributes = {}, ...children) {
  const element = set(document.createElementNS(SVG, tag), attributes);
  element.append(...children);
  return element;
}

// A drawing of width x height units. It shrinks with its column, but not so far that its words cannot be read:
// put it in a div of class "scroll" if it is wider than 380. It never grows beyond its size.
export function drawing(width, height, label, ...children) {
  const svg = s("svg", { role: "group", "aria-label": label }, ...children);
  svg.resize = (w, h) => set(svg, { viewBox: `0 0 ${w} ${h}`, style: `max-width: ${w}px; min-width: ${Math.min(w, Math.max(300, 0.75 * w))}px` });
  svg.resize(width, height);
  return svg;
}

export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
  return element;
}

// Decimals as Python writes them: what lies exactly between two goes to the even one.
function fixed(size, places) {
  const k = size * 2 ** (places + 1), low = (k * 5 ** places - 1) / 2;
  return k % 2 === 1 ? ((low + low % 2) / 10 ** places).toFixed(places) : size.toFixed(places);
}

// As house_style.number: a true minus sign, at least one digit that is not 0.
export function number(value, digits = 2) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "−inf";
  const size = Math.abs(value), minus = value < 0 ? "−" : "";
  if (size === 0) return "0";
  if (size >= 1000 && size < 1e7) return minus + Number(fixed(size, 0)).toLocaleString("en-US");
  for (const places of [digits, digits + 1, digits + 2])
    if (0.95 * 10 ** -places <= size && size < 1000) return minus + fixed(size, places);
  const [mantissa, exponent] = size.toExponential(0).split("e");
  return `${minus}${mantissa}e${Number(exponent)}`.replace("e-", "e−");
}

// Without digits that say nothing: 3 and 0.25, not 3.00 and 0.250.
export function plain(value, digits = 2) {
  const text = number(value, digits);
  return text.includes(".") && !text.includes("e") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}

// The number somebody typed, or a sentence that says what is wrong with it.
export function parse(text, low, high, whole = false) {
  const clean = text.trim().replace("−", "-"), value = Number(clean);
  const wanted = `${whole ? "a whole number" : "a number"} from ${number(low)} to ${number(high)}`;
  if (clean === "") return { wrong: `Nothing is written here: give ${wanted}.` };
  if (/^[+-]?\d*,\d+$/.test(clean)) return { wrong: `“${text}” has a comma: write ${clean.replace(",", ".")}.` };
  if (Number.isNaN(value)) return { wrong: `“${text}” is no number: give ${wanted}.` };
  if (value < low || value > high) return { wrong: `${number(value)} is out of range: give ${wanted}.` };
  if (whole && !Number.isInteger(value)) return { wrong: `${number(value)} is not whole: give ${wanted}.` };
  return { value };
}

let newest = 0;
export const freshId = (what) => `bp-${what}-${++newest}`;

// A range and a field for one number. Bound to the trait `name`, or to get() and put(value).
// min, max: of the range; low, high: what may be typed; log: the range moves in powers of ten; text(value): how it is written.
export function slider(view, { name, label, min, max, step = 0.01, low = min, high = max, log = false, whole = false,
    digits = 2, text = (value) => number(value, digits), hint, get = () => view.get(name), put = (value) => view.set({ [name]: value }) }) {
  const id = freshId("number"), said = freshId("wrong"), to = log ? Math.log10 : (v) => v, from = log ? (v) => 10 ** v : (v) => v;
  let kept;                                     // the value that a wrong text has left as it was
  const range = h("input", { type: "range", min: to(min), max: to(max), step, "aria-label": label, "data-name": name ?? label });
  const field = h("input", { id, type: "text", inputmode: "decimal", size: 7, "aria-describedby": said, autocomplete: "off" });
  const wrong = h("span", { id: said, class: "wrong", role: "alert" });
  const clear = () => { wrong.textContent = ""; field.removeAttribute("aria-invalid"); };
  range.addEventListener("input", () => {
    clear();
    put(whole ? Math.round(from(+range.value)) : Number(from(+range.value).toPrecision(12)));
  });
  range.addEventListener("change", () => view.commit());
  field.addEventListener("change", () => {
    const read = parse(field.value, low, high, whole);
    clear();
    if (!read.wrong) { put(read.value); view.commit(); return; }
    wrong.textContent = `${read.wrong} Still ${text(kept = get())}.`;
    set(field, { "aria-invalid": "true" });
  });
  view.beforePaint(() => {
    const value = get();
    if (wrong.textContent && value !== kept) clear();
    range.value = to(value);
    set(range, { "aria-valuetext": text(value) });
    if (document.activeElement !== field && !wrong.textContent) field.value = text(value);
    field.dataset.value = value;
  }, range);
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") field.blur(); });
  return h("div", { class: "control" }, h("label", { for: id, title: hint }, label), range, field, wrong);
}

// One of several, bound to a trait. options: texts, or [value, text].
export function choice(view, { name, label, options, get = () => view.get(name),
    put = (value) => { view.set({ [name]: value }); view.commit(); } }) {
  const id = freshId("choice"), pairs = options.map((one) => Array.isArray(one) ? one : [one, one]);
  const select = h("select", { id, "data-name": name ?? label },
    ...pairs.map(([value, text]) => h("option", { value }, text)));
  select.addEventListener("change", () => put(pairs[select.selectedIndex][0]));
  view.beforePaint(() => { select.selectedIndex = pairs.findIndex(([value]) => value === get()); }, select);
  return h("div", { class: "control" }, h("label", { for: id }, label), select);
}

// On or off, bound to a trait.
export function toggle(view, { name, label, get = () => view.get(name),
    put = (value) => { view.set({ [name]: value }); view.commit(); } }) {
  const box = h("input", { type: "checkbox", "data-name": name ?? label });
  box.addEventListener("change", () => put(box.checked));
  view.beforePaint(() => { box.checked = get(); }, box);
  return h("label", { class: "control toggle" }, box, label);
}

export function button(label, act, attributes = {}) {
  const element = h("button", { type: "button", ...attributes }, label);
  element.addEventListener("click", act);
  return element;
}

// A named number that is computed: readout.show(value). The whole value is in data-value.
export function readout(name, label = name, digits = 4, kind = "ink") {
  const value = h("output", { "data-name": name });
  const element = h("div", { class: `readout ${kind}` }, h("span", {}, label), value);
  element.show = (now, text = number(now, digits)) => {
    write(value, text);
    value.dataset.value = now;
  };
  return element;
}

// Where a pointer is, in the units of the drawing, however it is scaled.
export function pointIn(svg, event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return [point.x, point.y];
}

// A thing to drag, by pointer and by keys. move(x, y): where the pointer is, in the drawing's units;
// by(dx, dy): keys, in steps: arrows 1, with Shift or as PageUp and PageDown 10, Home and End many; end(): it is over.
// value() and text() are what a screen reader says.
export function handle(view, svg, { label, move, by, value, text, end = () => view.commit(), range = [-10, 10],
    shape = s("circle", { r: 8, class: "grip" }) }) {
  const grip = s("g", { class: "handle", role: "slider", tabindex: 0, "aria-label": label, "aria-valuemin": range[0],
    "aria-valuemax": range[1] }, s("circle", { r: 18, class: "reach" }), shape);
  let held = false;
  grip.addEventListener("pointerdown", (event) => {
    held = true;
    grip.setPointerCapture(event.pointerId);
    grip.focus();
    event.preventDefault();
  });
  grip.addEventListener("pointermove", (event) => { if (held) move(...pointIn(svg, event)); });
  for (const over of ["pointerup", "pointercancel"])
    grip.addEventListener(over, () => { if (held) { held = false; end(); } });
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
    PageUp: [0, 10], PageDown: [0, -10], Home: [-1e4, 0], End: [1e4, 0] };
  grip.addEventListener("keydown", (event) => {
    if (!(event.key in arrows)) return;
    const times = event.shiftKey ? 10 : 1, [dx, dy] = arrows[event.key];
    by(dx * times, dy * times);
    event.preventDefault();
  });
  grip.addEventListener("keyup", (event) => { if (event.key in arrows) end(); });
  view.afterPaint(() => set(grip, { "aria-valuenow": value(), "aria-valuetext": text() }), grip);
  grip.place = (x, y) => set(grip, { transform: `translate(${x.toFixed(2)} ${y.toFixed(2)})` });
  return grip;
}

// The frame around a picture, and its line to the model.
class View {
  constructor(model, root) {
    Object.assign(this, { model, root, before: [], after: [], endings: [], asked: 0, visible: true });
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.live = h("div", { class: "unseen", "aria-live": "polite" });
    const soon = () => this.paintSoon();
    model.on("change", soon);
    this.atEnd(() => model.off("change", soon));
  }
  // Whether there is little room, as on a telephone. Not known until the piece stands in a page.
  measure() { return this.narrow = this.root.clientWidth > 0 && this.root.clientWidth < 560; }
  get(name) { return this.model.get(name); }
  set(values) { for (const name in values) this.model.set(name, values[name]); this.paintSoon(); }
  commit() { this.model.save_changes(); }              // the kernel hears of the end of a drag
  // element: a control that the piece may take out again, and with it what it asks for.
  beforePaint(act, element) { this.before.push({ act, element }); if (this.painted) act(); }
  afterPaint(act, element) { this.after.push({ act, element }); if (this.painted) act(); }
  atEnd(act) { this.endings.push(act); }
  paintSoon() { this.asked ||= requestAnimationFrame(() => this.paint()); }
  paint() {
    this.asked = 0;
    const here = ({ element }) => !element || this.root.contains(element);
    (this.before = this.before.filter(here)).forEach(({ act }) => act());
    this.painted = true;
    this.picture();
    (this.after = this.after.filter(here)).forEach(({ act }) => act());
  }
  // Tell a screen reader, once things have been quiet for a moment.
  say(text) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => write(this.live, text), 600);
  }
  // Call step(milliseconds) in every frame until it returns false; stop() ends it. Rests while out of sight.
  run(step) {
    let going = true, last = performance.now();
    const frame = (now) => {
      if (!going || this.closed) return;
      if (this.visible && step(Math.max(0, Math.min(now - last, 100))) === false) going = false;
      last = now;
      if (going) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    return () => { going = false; };
  }
  close() {
    this.closed = true;
    cancelAnimationFrame(this.asked);
    clearTimeout(this.saying);
    this.endings.forEach((act) => act());
  }
}

// Light or dark: by the ground that the piece stands on, whoever made it.
function followTheme(view) {
  const look = () => {
    let host = view.root.parentElement, ground = "";
    for (; host && !ground; host = host.parentElement ?? host.getRootNode().host) {
      const parts = getComputedStyle(host).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
      if (parts.length === 3 || parts[3] > 0.5) ground = parts[0] * 0.3 + parts[1] * 0.6 + parts[2] * 0.1 < 110 ? "dark" : "light";
    }
    view.root.dataset.theme = ground || "light";
  };
  const changed = new MutationObserver(() => { look(); setTimeout(look, 300); });     // styles may come later
  changed.observe(document.body, { attributes: true });
  changed.observe(document.documentElement, { attributes: true });
  view.atEnd(() => changed.disconnect());
  look();
}

function render(model, el, name, build) {
  const root = h("div", { class: "bp", role: "group", "aria-label": name });
  const view = new View(model, root);
  el.append(root);
  followTheme(view);
  view.measure();
  // JupyterLab and Notebook look for the keys of their commands everywhere but in such an element.
  root.addEventListener("focusin", ({ target }) => set(target, { "data-lm-suppress-shortcuts": "true" }));
  root.addEventListener("keydown", (event) => {         // a deck's keys and a notebook's are not ours, nor ours theirs
    if (event.key === "Escape") document.activeElement.blur();
    event.stopPropagation();
  });
  // What is wider than its place can be scrolled by keys too.
  const room = new ResizeObserver(() => {
    root.querySelectorAll(".scroll").forEach((one) =>
      set(one, one.scrollWidth > one.clientWidth + 1 ? { tabindex: 0, role: "group", "aria-label": "scrolls sideways" }
        : { tabindex: null, role: null, "aria-label": null }));
    if (view.narrow !== view.measure() && view.painted) view.paintSoon();
  });
  room.observe(root);
  view.atEnd(() => room.disconnect());
  const sight = new IntersectionObserver((seen) => { view.visible = seen.at(-1).isIntersecting; });
  sight.observe(root);
  view.atEnd(() => sight.disconnect());
  try {
    view.picture = build(view);
    root.append(view.live);
    view.paint();
  } catch (error) {
    root.replaceChildren(h("p", { class: "wrong" }, `This picture cannot be drawn here: ${error.message}`));
    throw error;
  }
  return () => view.close();
}

// name: what a screen reader calls the piece.
export const piece = (name, build) => ({ render: ({ model, el }) => render(model, el, name, build) });
