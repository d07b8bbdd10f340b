// The questions of test_engine.py, answered in JavaScript: in node, from one JSON on stdin to one on stdout,
//
//     node engine_answers.mjs < questions.json        with the modules beside it
//
// and in a page by answerAll(questions, engine, mistakes). What throws is answered {refused: its words}.

export function answerAll(questions, engine, mistakes) {
  const answers = {};
  for (const [id, question] of Object.entries(questions)) {
    try {
      answers[id] = plain(ANSWERS[question.ask](question, engine, mistakes));
    } catch (error) {
      if (error.constructor !== Error) throw error;      // a slip of ours, not a refusal
      answers[id] = { refused: error.message };
    }
  }
  return answers;
}

const ANSWERS = {
  network({ network, x, y, N }, { Network }) {
    const net = made(network, Network), trace = net.blankTrace(N), other = floats(x).map((value) => 1 - value);
    net.backprop(other, floats(y), N, trace);            // what it leaves behind must not show
    const E = net.backprop(floats(x), floats(y), N, trace);
    const { z, a, delta, gradient, dW, db } = trace, error = net.error(floats(x), floats(y), N);
    return { E, error, z, a: [null, ...a.slice(1)], delta, gradient, dW, db,
             slope: trace.slope.map((slope, l) => (l && l < net.L ? slope : null)) };
  },

  mistake({ from, name, network, x, y, N }, { Network }, mistakes) {
    return mistakes[from][name](made(network, Network), floats(x), floats(y), N);
  },

  // θ after each step
  rule({ from, name, options, share, theta, gradients }, engine, mistakes) {
    const inner = new { ...engine.RULES, ...mistakes.OPTIMIZERS }[name](options);
    const rule = share ? new engine.Shrinking({ rule: inner, share }) : inner;
    const moving = floats(theta);
    return gradients.map((gradient) => { rule.step(moving, floats(gradient)); return moving.slice(); });
  },

  activation({ name, z, a, width }, { ACTIVATIONS, activate, slopes, pull }) {
    const phi = ACTIVATIONS[name], value = new Float64Array(z.length), delta = floats(z).fill(1);
    activate(phi, floats(z), value, width);
    pull(phi, delta, floats(z), floats(a), width);
    return { value, slope: phi.slope ? slopes(phi, floats(z), floats(a)) : null, delta, kinks: phi.kinks };
  },

  // E is a polynomial whose every operation both languages round alike
  differences({ theta, direction, h }, { oneSidedDifference, centralDifference, along }) {
    const E = (t) => t.reduce((sum, one, k) => sum + (k + 1) * one * one * one - one * t[0], 0), point = floats(theta);
    return { one: oneSidedDifference(E, point, h), central: centralDifference(E, point, h),
             along: along(E, point, floats(direction), h), theta: point };
  },

  // anything else: an expression in engine and mistakes
  value({ code }, engine, mistakes) {
    return new Function("engine", "mistakes", `"use strict"; const f = (...x) => Float64Array.of(...x); return ${code}`)(
      engine, mistakes);
  },
};

const floats = (values) => Float64Array.from(values);

function made({ sizes, phi, loss, theta, decay }, Network) {
  return new Network({ sizes, phi, loss, theta: floats(theta), decay });
}

function plain(value) {                                  // typed arrays as lists
  if (ArrayBuffer.isView(value)) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  return value && typeof value === "object"
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)])) : value;
}

if (globalThis.process?.versions?.node) {
  const [{ readFileSync }, mistakes, ...parts] = await Promise.all(
    ["node:fs", "./mistakes.js", "./engine.js", "./gradcheck.js", "./chance.js"].map((name) => import(name)));
  const engine = Object.assign({}, ...parts);
  process.stdout.write(JSON.stringify(answerAll(JSON.parse(readFileSync(0, "utf8")), engine, mistakes)));
}
