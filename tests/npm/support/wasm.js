/** Wasm files that are wrong in one way, made from a good one. */

const CUSTOM = 0;
const EXPORT = 7;
const CODE = 10;

/** The same program under another build id. */
export function ofAnotherBuild(wasm) {
  return edited(wasm, (id, start) => {
    if (id === CUSTOM && nameAt(wasm, start).text === "portolan") return [[start + 10, 0x78]];
    return [];
  });
}

/** The same program, but functions exported under such names panic. */
export function panicking(wasm, names) {
  const functions = new Set();
  // The imported functions are counted before the own ones.
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(wasm)).filter(({ kind }) => kind === "function").length;
  return edited(wasm, (id, start) => {
    if (id === EXPORT) {
      for (const { name, kind, index } of exportsAt(wasm, start)) {
        if (kind === 0 && names.test(name)) functions.add(index);
      }
    }
    return id === CODE ? bodies(wasm, start).flatMap((body, at) => (functions.has(at + imported) ? traps(body) : [])) : [];
  });
}

/** No locals, `unreachable`, nothing else to the end. */
function traps([start, end]) {
  const bytes = Array(end - start).fill(0x01);
  bytes[0] = 0x00;
  bytes[1] = 0x00;
  bytes[bytes.length - 1] = 0x0b;
  return bytes.map((byte, at) => [start + at, byte]);
}

/** A copy with the bytes changed that `change` tells for each section. */
function edited(wasm, change) {
  const copy = Uint8Array.from(wasm);
  for (let at = 8; at < wasm.length; ) {
    const id = wasm[at];
    const { value: size, next } = number(wasm, at + 1);
    for (const [place, byte] of change(id, next)) copy[place] = byte;
    at = next + size;
  }
  return copy;
}

function number(wasm, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = wasm[at++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value: value >>> 0, next: at };
  }
}

function nameAt(wasm, at) {
  const { value, next } = number(wasm, at);
  return { text: new TextDecoder().decode(wasm.subarray(next, next + value)), next: next + value };
}

function exportsAt(wasm, start) {
  const { value: count, next } = number(wasm, start);
  const exports = [];
  let at = next;
  for (let left = count; left > 0; left -= 1) {
    const { text: name, next: after } = nameAt(wasm, at);
    const { value: index, next: end } = number(wasm, after + 1);
    exports.push({ name, kind: wasm[after], index });
    at = end;
  }
  return exports;
}

/** Where the functions' bodies begin and end. */
function bodies(wasm, start) {
  const { value: count, next } = number(wasm, start);
  const places = [];
  let at = next;
  for (let left = count; left > 0; left -= 1) {
    const { value: size, next: body } = number(wasm, at);
    places.push([body, body + size]);
    at = body + size;
  }
  return places;
}
