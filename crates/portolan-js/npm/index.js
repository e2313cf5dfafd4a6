export { isPortolanError, PortolanError } from "./error.js";
export { init, init as default } from "./init.js";
export { Agave, Jarvice, Rescale } from "./services.js";

/** Connects to a service by the neutral layer, whose wasm is loaded when it is first asked for. */
export async function connect({ wasm, ...options } = {}) {
  const neutral = await import("./connect.js");
  await neutral.init(wasm);
  return neutral.connect(options);
}
