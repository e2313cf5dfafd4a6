import load from "./portolan_glue.js";
import { PortolanError } from "./error.js";
import { ready } from "./services.js";

export { PortolanError, isPortolanError } from "./error.js";
export { Agave } from "./services.js";

/** @type {Promise<{ source: string }> | undefined} */
let loading;

/**
 * Loads the wasm: from `source` where it is given, else from the file beside this one.
 *
 * @param {string | URL | Request | Response | BufferSource | WebAssembly.Module} [source]
 */
export function init(source) {
  loading ??= start(source).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

export default init;

async function start(source) {
  try {
    await load({ module_or_path: source ?? new URL("./portolan.wasm", import.meta.url) });
  } catch (cause) {
    const blocked = cause instanceof WebAssembly.CompileError && /unsafe-eval|Content Security Policy/i.test(cause.message);
    throw new PortolanError({
      code: blocked ? "csp" : "network",
      message: `portolan.wasm could not be loaded: ${cause?.message ?? cause}`,
      hint: blocked ? "Add 'wasm-unsafe-eval' to the page's script-src." : "Check that portolan.wasm is served beside the script.",
      cause,
    });
  }
  ready();
  return { source: source === undefined ? "file" : "given" };
}
