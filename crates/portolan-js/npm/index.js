import { find } from "./source.js";
import { begin } from "./start.js";

export { isPortolanError, PortolanError } from "./error.js";
export { Agave, Jarvice, Rescale } from "./services.js";

/** @type {Promise<{ source: string }> | undefined} */
let loading;

/** Loads the wasm, once: from the caller's source if there is one, else from the file beside the script, else from the copy in it. */
export function init(given) {
  loading ??= load(given).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

export default init;

async function load(given) {
  const { module, source } = await find(given);
  await begin(module);
  return { source };
}
