import { find } from "./source.js";
import { begin } from "./start.js";

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

async function load(given) {
  const { module, source } = await find(given);
  await begin(module);
  return { source };
}
