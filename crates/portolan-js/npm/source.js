import { isPortolanError, PortolanError } from "./error.js";

/** Finds the wasm and compiles it. Says where it came from: `given`, `file` or `inline`. */
export async function find(given) {
  if (given !== undefined) {
    return { module: await compile(() => given), source: "given" };
  }
  try {
    return { module: await compile(() => new URL("./portolan.wasm", import.meta.url)), source: "file" };
  } catch (error) {
    // Under such a policy the copy in the script would fare no better.
    if (isPortolanError(error) && error.code === "csp") throw error;
    const copy = await import("./inline.js").catch(() => {
      throw error;
    });
    console.warn(`portolan: ${error.message} The copy inside the script is used, which loads more slowly.`);
    return { module: await compile(() => bytesOf(copy.default)), source: "inline" };
  }
}

/** Compiles what `source` gives; a failure says what to change. */
async function compile(source) {
  try {
    let from = await source();
    if (typeof from === "string" || from instanceof URL || from instanceof globalThis.Request) {
      from = await fetch(from);
    }
    if (from instanceof WebAssembly.Module) return from;
    if (from instanceof globalThis.Response) {
      if (!from.ok) throw new Error(`HTTP status ${from.status}`);
      if (from.headers.get("content-type") === "application/wasm") return await WebAssembly.compileStreaming(from);
      from = await from.arrayBuffer();
    }
    if (!isWasm(from)) throw new Error("the answer is not a wasm file");
    return await WebAssembly.compile(from);
  } catch (cause) {
    throw fault(cause);
  }
}

/** A page that a server sends instead of a missing file begins otherwise. */
function isWasm(source) {
  const bytes = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
  return [0, 0x61, 0x73, 0x6d].every((byte, index) => bytes[index] === byte);
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function fault(cause) {
  const message = String(cause?.message ?? cause).replace(/\.$/, "");
  const blocked = /unsafe-eval|Content Security Policy|blocked by CSP/i.test(message);
  return new PortolanError({
    code: blocked ? "csp" : "network",
    message: blocked
      ? "The page's content security policy does not allow WebAssembly."
      : `portolan.wasm could not be loaded: ${message}.`,
    hint: blocked
      ? "Add 'wasm-unsafe-eval' to the policy's script-src directive."
      : "Serve portolan.wasm beside the script, or give init() its address.",
    retryable: !blocked,
    cause,
  });
}
