// The mathematics of the piece HExplorer: quotients as a program computes them, what Taylor promises, digits.

import { number } from "./kit.js";

export const LOW = 1e-24;              // the smallest h
export const FLOOR = 10 ** -16.9;      // what is below, is drawn on it
export const TOP = 1e4;
export const EPS = { float64: 2 ** -52, float32: 2 ** -23 };
export const DIGITS = { float64: 17, float32: 9 };             // so many tell any two numbers apart
export const HOLDS = { float64: 16, float32: 7 };              // so many a number holds, about
export const ROUND = { float64: (value) => value, float32: Math.fround };

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
export const digitsIn = (text) => text.replace(/[^\d]/g, "").length;

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
  const granted = error === 0 ? digits : exact === 0 ? 0 : Math.floor(-Math.log10(error / size));       // of 0 a digit is no share
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
export const written = (value) => `${Number(value.toPrecision(6))}`.replace("-", "−");

// Whether a kink lies where Taylor's series would have to reach: then there is nothing to promise.
export const kinked = ({ function: name, method, h: step }, x) => name === "ReLU x"
  && (x === 0 || (method !== "complex step" && step > Math.abs(x) && (method === "central" || x < 0)));

// In words, what matters most at this h.
export function verdict(state, m, p, count) {
  const { function: name, method, precision, h: step } = state, complex = method === "complex step", two = method === "central";
  if (!Number.isFinite(m.estimate)) return `${name.replace(" x", "")} has no value at x − h: it has to be asked at a smaller h.`;
  if (name === "ReLU x" && m.x === 0)
    return "Exactly at the kink there is no derivative, and no h finds one. Programs write 0 or 1; here 0 counts as right.";
  if (kinked(state, m.x))
    return "The nudge reaches across the kink at 0: what comes out is neither slope.";
  const t = p.truncation(step), o = p.roundOff(step), error = Math.abs(m.estimate - p.exact);
  const further = Math.abs(error - t) > 0.25 * t && t > 100 * o;
  const upper = `Truncation has the upper hand: a smaller h helps.${further ? " (At so large an h further terms of Taylor’s series count, too.)" : ""}`;
  if (complex) return t > 3 * o && count < HOLDS[precision] ? upper
    : "No two values are subtracted, so nothing cancels. Only the last digit is left to chance, and a smaller h does no harm.";
  if (m.right === m.x) return `Stored in ${precision}, x + h is x: the nudge is lost, and with it every digit.`;
  if (error === 0) return "No error at all at this h.";
  if (m.difference === 0 && p.exact !== 0) return "Both values of f are stored as the same number: all digits cancel, nothing is left.";
  if (t === 0 && error > 100 * o) return `${two ? "f‴" : "f″"} is 0 here, so the next term of Taylor's series is what is cut off.`;
  if (error > 2 * (t + o) && Math.abs(m.x * p.exact) > Math.abs(p.f))
    return "Here most of the round-off comes from x + h, which is rounded too: the formula knows only that of f.";
  if (t > 3 * o) return upper;
  return o > 3 * t ? `Round-off has the upper hand: ${count} digits of f cancel. A larger h helps.`
    : "The two are about equal: better than this it does not get with this method.";
}
