import { BUILD } from "./build.js";
import { PortolanError } from "./error.js";
import instantiate, { initSync } from "./portolan_glue.js";
import { ready } from "./services.js";

/** Makes the instance that all clients share. */
export async function begin(module) {
  check(module);
  await instantiate({ module_or_path: module });
  ready();
}

/** The same without waiting; browsers allow it for small modules only. */
export function beginAtOnce(module) {
  check(module);
  initSync({ module });
  ready();
}

/** A wasm of another build would fail at a random place, or do something else than was meant. */
function check(module) {
  const [section] = WebAssembly.Module.customSections(module, "portolan");
  const build = section ? new TextDecoder().decode(section) : "none";
  if (build !== BUILD) {
    throw new PortolanError({
      code: "version-mismatch",
      message: `portolan.wasm is of another build (${build}) than the script (${BUILD}).`,
      hint: "Serve the portolan.wasm of the same version of the package, and empty caches that hold an older one.",
    });
  }
}
