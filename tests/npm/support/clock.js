/** Makes time go faster for everything that asks the platform for it; the network keeps its own pace. */
export function hasten(factor) {
  const began = Date.now();
  const { now } = Date;
  const { setTimeout } = globalThis;
  Date.now = () => began + (now() - began) * factor;
  globalThis.setTimeout = (callback, delay = 0, ...rest) => setTimeout(callback, delay / factor, ...rest);
}
