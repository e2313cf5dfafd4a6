import { PortolanError } from "./error.js";

/** Why the instance can do nothing: not yet, or no more. */
let failure = new PortolanError({
  code: "not-initialized",
  message: "Portolan is not loaded yet.",
  hint: "Write `await init()` before the first `new Agave(…)`.",
});

/** What rejects the calls under way. */
const open = new Set();

/**
 * Wraps what the wasm exports. An exception that passes through it means that it panicked and is in no state to go on; the event
 * loop, which called it, must not see that, since in Node it would end the process.
 */
export function guard(exports) {
  failure = undefined;
  const guarded = {};
  for (const [name, value] of Object.entries(exports)) {
    guarded[name] = typeof value === "function" ? (...args) => enter(value, args) : value;
  }
  return guarded;
}

/** What the glue gets in place of any result; it looks for an error at one of its places and finds none. */
const NOTHING = [];

function enter(does, args) {
  if (failure) return NOTHING;
  try {
    return does(...args);
  } catch (cause) {
    failure = new PortolanError({
      code: "internal",
      message: `Portolan has stopped because of a mistake of its own: ${cause?.message ?? cause}.`,
      hint: "Reload the page (in Node: restart the process), and report what you did.",
      outcome: "unknown",
      cause,
    });
    for (const reject of open) reject(failure);
    open.clear();
    return NOTHING;
  }
}

/** Does something that needs the instance; an error of it is one that people catch. */
export function ask(does) {
  if (failure) throw failure;
  let answer;
  try {
    answer = does();
  } catch (thrown) {
    throw failure ?? PortolanError.from(thrown);
  }
  // A trap gives nothing back and throws nothing.
  if (failure) throw failure;
  return answer;
}

/** Starts a call; its promise is settled even if the instance is not able to. */
export function call(start) {
  return new Promise((resolve, reject) => {
    if (failure) throw failure;
    open.add(reject);
    const ends = (settle) => (value) => {
      open.delete(reject);
      settle(value);
    };
    start().then(ends(resolve), ends((thrown) => reject(PortolanError.from(thrown))));
  });
}
