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
