// The doors of the engine: a refusal says what came, what was expected and what to do.

export function refuse(words) { throw new Error(words); }

export function shown(value) {
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name} of ${value.length}`;
  return typeof value === "number" ? String(value) : String(JSON.stringify(value)).slice(0, 80);
}
export function byName(name, known, kind) {
  if (typeof name === "string" && Object.hasOwn(known, name)) return known[name];
  return refuse(`${shown(name)} is the name of no ${kind}: take one of ${Object.keys(known).join(", ")}.`);
}
export function checkSizes(sizes) {
  if (!Array.isArray(sizes) || sizes.length < 2 || !sizes.every((n) => Number.isInteger(n) && n >= 1))
    refuse(`sizes is ${shown(sizes)}, but the units of at least two layers were expected: give, say, [2, 3, 2].`);
}
export function checkRows(name, rows, N, units) {
  if (!(Number.isInteger(N) && N >= 1)) refuse(`N is ${shown(N)}, but 1 or more was expected: give the number of rows.`);
  if (!(rows instanceof Float64Array) || rows.length !== N * units)
    refuse(`${name} is ${shown(rows)}, but ${N} examples for ${units} units were expected: give a Float64Array of ` +
           `${N * units} numbers, row after row.`);
}
export function checkLike(name, values, others) {
  if (values?.length !== others.length)
    refuse(`${name} is ${shown(values)}, but one number for each parameter was expected: give ${others.length}.`);
}
