import { readFileSync } from "node:fs";
import { initSync } from "./portolan_glue.js";
import { ready } from "./services.js";

export { PortolanError, isPortolanError } from "./error.js";
export { Agave } from "./services.js";

initSync({ module: readFileSync(new URL("./portolan.wasm", import.meta.url)) });
ready();

/** Does nothing: in Node the wasm is loaded by the import. */
export async function init() {
  return { source: "node" };
}

export default init;
