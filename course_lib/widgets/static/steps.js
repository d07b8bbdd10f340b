// The steps through a network (for step_player.js): lines of code, paths, and each step as a formula with its numbers.

import { number } from "./kit.js";

export const SQUARES = "half squared error";

// ---- The lines of code, and the steps through them

const LOSS_CODE = { [SQUARES]: "0.5 * np.sum((a[L] - y) ** 2)", "two-class cross-entropy": "-np.sum(y * np.log(a[L]) + (1-y) * np.log(1-a[L]))",
  "categorical cross-entropy": "-np.sum(y * np.log(a[L]))" };
const UP = "for l in range(1, L + 1):";

// [line, text, the loop that it is in]
export const codeOf = (loss) => [["x", "a[0] = x"], ["up", UP],
  ["z", "    z[l] = a[l-1] @ W[l].T + b[l]", "up"], ["a", "    a[l] = phi[l](z[l])", "up"],
  ["slope", `    ${loss === SQUARES ? "" : "if l < L: "}slope[l] = phi[l].slope(z[l], a[l])`, "up"], ["E", `E = ${LOSS_CODE[loss]}`],
  ["top", `delta[L] = ${loss === SQUARES ? "(a[L] - y) * slope[L]" : "a[L] - y"}`], ["down", "for l in range(L, 1, -1):"],
  ["delta", "    delta[l-1] = delta[l] @ W[l] * slope[l-1]", "down"], ["entries", UP],
  ["dW", "    dW[l] = delta[l].T @ a[l-1]", "entries"],
  ["db", "    db[l] = delta[l].sum(axis=0)", "entries"], ["update", UP], ["W", "    W[l] -= eta * dW[l]", "update"], ["b", "    b[l] -= eta * db[l]", "update"]];

// One step for each unit in each line: {line, l, j}. Step 0: the input is there, and nothing else.
export function stepsOf(sizes, loss) {
  const L = sizes.length - 1, steps = [{ line: "x", l: 0, j: 0 }];
  const layer = (l, ...lines) => { for (const line of lines) for (let j = 0; j < sizes[l]; j++) steps.push({ line, l, j }); };
  for (let l = 1; l <= L; l++) layer(l, "z", "a", ...(l < L || loss === SQUARES ? ["slope"] : []));
  steps.push({ line: "E", l: L, j: 0 });
  for (let l = L; l > 0; l--) layer(l, "delta");
  for (let l = 1; l <= L; l++) layer(l, "dW", "db");
  for (let l = 1; l <= L; l++) layer(l, "W", "b");
  return steps;
}

// The last step in the same line and layer; the first, with way = -1.
export function edgeOf(steps, k, way = 1) {
  while (steps[k + way]?.line === steps[k].line && steps[k + way].l === steps[k].l) k += way;
  return k;
}

// Every path from a weight up to E: the units it passes, its factors, their product.
export function pathsOf(net, t, [l, j, i]) {
  const up = (m, k, units, factors) => m === net.L ? [{ units, factors: [...factors, t.delta[m][k]] }]
    : Array.from({ length: net.sizes[m+1] }, (_, next) =>
      up(m + 1, next, [...units, next], [...factors, t.slope[m][k], net.W[m+1][next * net.sizes[m] + k]])).flat();
  return up(l, j, [j], [t.a[l-1][i]]).map((path) => ({ ...path, product: path.factors.reduce((all, one) => all * one, 1) }));
}

// ---- What a step says: its name in the code, its formula, and the same with numbers

export const SUB = "₀₁₂₃₄₅", SUP = ["⁽⁰⁾", "⁽¹⁾", "⁽²⁾", "⁽³⁾", "⁽⁴⁾"];
export const four = (value) => {         // up to four decimals, without zeros that say nothing
  const text = number(value, 4);
  return text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text;
};
// Numbers that stand below one another: all with as many decimals as the one that needs most, four or more.
export function inColumn(values) {
  const texts = values.map((value) => number(value, 4)), places = Math.max(4, ...texts.map((text) => text.match(/^[^e]*\.(\d+)$/)?.[1].length ?? 0));
  return values.map((value, k) => /[ein]/.test(texts[k]) || Math.abs(value) >= 1000 ? texts[k] : value === 0 ? (0).toFixed(places) : number(value, places));
}
const coloured = (text, hue) => `<span style="color: var(--${hue}-text)">${text}</span>`;
const V = (value) => coloured(four(value), "forward"), D = (value) => coloured(four(value), "backward");
const Y = (value) => coloured(four(value), "target");
export const held = (value, show = four) => value < 0 ? `(${show(value)})` : show(value);
const tuple = (values, show) => `(${values.map(show).join(", ")})`;
const sum = (terms) => terms.map(([w, rest], k) => `${k ? (w < 0 ? " − " : " + ") : ""}${four(k ? Math.abs(w) : w)}${rest}`).join("");
export const named = (letter, l, sub) => `${letter}${sub}${SUP[l]}`;
export const unitName = (l, j, L) => l === L ? `output ${j + 1}` : l ? `${L === 2 ? "hidden unit" : `layer ${l}, unit`} ${j + 1}` : `input ${j + 1}`;
const SAYS = { x: "the input", z: "net input", a: "activity", slope: "slope", E: "the error", delta: "delta",
  dW: "gradient of the weights into", db: "gradient of the bias of",
  W: "new weights into", b: "new bias of" };

// What each line computes: [its formula, (unit k) => [the right-hand side with numbers, the value or values]].
const FORMULAS = {
  x: ({ t }) => ["a⁽⁰⁾ = x", () => [tuple([...t.a[0]], V), [...t.a[0]]]],
  z: ({ net, t, l, J, row }) => [`${named("z", l, J)} = Σᵢ ${named("w", l, J + "ᵢ")} ${named("a", l - 1, "ᵢ")} + ${named("b", l, J)}`, (k) => {
    const products = row(net.W[l], k).map((w, i) => [w, ` · ${held(t.a[l-1][i], V)}`]);
    return [sum([...products, [net.b[l][k], ""]]), t.z[l][k]];
  }],
  a: ({ t, l, J, phi }) => [`${named("a", l, J)} = φ(${named("z", l, J)})`, (k) =>
    [phi === "softmax" ? `softmax${tuple([...t.z[l]], V)}${SUB[k + 1]}` : `${phi}(${V(t.z[l][k])})`, t.a[l][k]]],
  slope: ({ t, l, J, phi }) => [`φ′(${named("z", l, J)})${{ logistic: " = a (1 − a)", tanh: " = 1 − a²" }[phi] ?? ""}`, (k) => {
    const a = t.a[l][k], byA = { logistic: `${V(a)} · (1 − ${V(a)})`, tanh: `1 − ${held(a, V)}²` };
    return [byA[phi] ?? `slope of ${phi} at ${V(t.z[l][k])}`, t.slope[l][k]];
  }],
  E: ({ net, t, y, L, squares, phi }) => [squares ? `E = ½ Σₖ (${named("a", L, "ₖ")} − yₖ)²` : phi === "softmax" ? "E = −Σₖ yₖ log aₖ"
    : "E = −Σₖ (yₖ log aₖ + (1 − yₖ) log(1 − aₖ))", () => {
    const one = (a, k) => squares ? `(${V(a)} − ${held(y[k], Y)})²` : `${Y(y[k])} log ${V(a)}${phi === "softmax" ? "" : other(a, k)}`;
    const other = (a, k) => ` + ${Y(1 - y[k])} log ${V(1 - a)}`, terms = [...t.a[L]].map(one);
    return [`${squares ? "½ " : "−"}${terms.length > 1 || !squares ? `(${terms.join(" + ")})` : terms[0]}`, net.errorIn(t, y)];
  }],
  top: ({ t, y, l, J, squares }) => {
    const missed = `${named("a", l, J)} − y${J}`, numbers = (k) => `${V(t.a[l][k])} − ${held(y[k], Y)}`;
    return squares ? [`${named("δ", l, J)} = (${missed}) φ′(${named("z", l, J)})`, (k) => [`(${numbers(k)}) · ${V(t.slope[l][k])}`, t.delta[l][k]]]
      : [`${named("δ", l, J)} = ${missed}`, (k) => [numbers(k), t.delta[l][k]]];
  },
  delta: ({ net, t, l, J, n }) => [`${named("δ", l, J)} = φ′(${named("z", l, J)}) Σₖ ${named("w", l + 1, `ₖ${J}`)} ${named("δ", l + 1, "ₖ")}`, (k) => {
    const terms = [...t.delta[l+1]].map((delta, up) => [net.W[l+1][up * n + k], ` · ${held(delta, D)}`]);
    return [`${V(t.slope[l][k])} · (${sum(terms)})`, t.delta[l][k]];
  }],
  dW: ({ t, l, J, row }) => [`∂E/∂${named("w", l, J + "ᵢ")} = ${named("δ", l, J)} ${named("a", l - 1, "ᵢ")}`,
    (k) => [`${D(t.delta[l][k])} · ${tuple([...t.a[l-1]], V)}`, row(t.dW[l], k)]],
  db: ({ t, l, J }) => [`∂E/∂${named("b", l, J)} = ${named("δ", l, J)}`, (k) => ["", t.db[l][k]]],
  W: ({ net, t, l, J, row, eta }) => [`${named("w", l, J + "ᵢ")} ← ${named("w", l, J + "ᵢ")} − η ∂E/∂${named("w", l, J + "ᵢ")}`, (k) => {
    const w = row(net.W[l], k), dw = row(t.dW[l], k);
    return [`${tuple(w, four)} − ${four(eta)} · ${tuple(dw, D)}`, w.map((one, i) => one - eta * dw[i])];
  }],
  b: ({ net, t, l, J, eta }) => [`${named("b", l, J)} ← ${named("b", l, J)} − η ∂E/∂${named("b", l, J)}`, (k) =>
    [`${four(net.b[l][k])} − ${four(eta)} · ${held(t.db[l][k], D)}`, net.b[l][k] - eta * t.db[l][k]]],
};

// {name, says, symbols, rows: [{text, values, shown, unit}]}: one row for each unit in focus.
export function formulaOf({ line, l, j }, net, t, y, eta, whole) {
  const { L, sizes } = net, n = sizes[l], below = sizes[l-1], single = line === "E" || line === "x", perUnit = ["dW", "db", "W", "b"].includes(line);
  const row = (matrix, k) => [...matrix.slice(k * below, (k + 1) * below)], J = whole ? "ⱼ" : SUB[j + 1];
  const [symbols, numbers] = FORMULAS[line === "delta" && l === L ? "top" : line]({ net, t, y, eta, l, L, n, J, row,
    squares: net.loss.name === SQUARES, phi: net.phi[l]?.name });
  const place = whole ? "" : perUnit ? `[${j}]` : `[0, ${j}]`, between = perUnit ? " " : whole ? ", " : " of ";
  return { symbols, name: line === "E" ? "E" : line === "x" ? "a[0]" : `${line}[${l}]${place}`,
    says: single ? SAYS[line] : `${SAYS[line]}${between}${whole ? `layer ${l}` : unitName(l, j, L)}`,
    rows: (whole && !single ? [...Array(n).keys()] : [j]).map((unit) => {
      const [text, found] = numbers(unit), values = [found].flat();
      return { text, values, shown: Array.isArray(found) ? tuple(values, four) : four(found), unit };
    }) };
}
