import { readFileSync } from "node:fs";
import { beginAtOnce } from "./start.js";

export { isPortolanError, PortolanError } from "./error.js";
export { Agave, Jarvice, Rescale } from "./services.js";

beginAtOnce(new WebAssembly.Module(readFileSync(new URL("./portolan.wasm", import.meta.url))));

/** Does nothing: in Node the wasm is loaded by the import. */
export async function init() {
  return { source: "node" };
}

export default init;

/** Connects to a service by the neutral layer, whose wasm is loaded when it is first asked for. */
export async function connect({ wasm: _, ...options } = {}) {
  const neutral = await import("./connect-node.js");
  return neutral.connect(options);
}
