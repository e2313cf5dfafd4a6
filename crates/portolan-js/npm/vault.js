import { PortolanError } from "./error.js";

/** Lines of clients on this page, where the browser has no locks: by key, the end of the last one's turn. */
const LINES = new Map();

/**
 * Keeps a session where later visits and other pages find it. The wasm calls it: nothing here may throw, and what the storage
 * refuses is not kept.
 */
export class Vault {
  #storage;
  #key;
  /** Stands for one sign-in: pages that go on with it share it, a client that brought a token of its own does not. */
  #id;

  constructor(storage, baseUrl) {
    this.#storage = storageOf(storage);
    this.#key = `portolan agave ${String(baseUrl ?? "").trim().replace(/\/+$/, "")}`;
  }

  load() {
    try {
      const kept = JSON.parse(this.#storage.getItem(this.#key));
      this.#id ??= kept.id;
      return kept.id === this.#id ? kept : null;
    } catch {
      return null;
    }
  }

  save(session) {
    this.#id ??= Math.random();
    const kept = { id: this.#id, ...session };
    try {
      if (session.entry.access_token) this.#storage.setItem(this.#key, JSON.stringify(kept));
      else this.#storage.removeItem(this.#key);
    } catch {}
  }

  /** A place in the line of those who want to replace the token. */
  queue() {
    let leave;
    const left = new Promise((resolve) => (leave = resolve));
    const { locks } = globalThis.navigator ?? {};
    const come = locks
      ? new Promise((resolve) => {
          const turn = () => {
            resolve();
            return left;
          };
          locks.request(this.#key, turn).catch(resolve);
        })
      : (LINES.get(this.#key) ?? Promise.resolve());
    if (!locks) LINES.set(this.#key, come.then(() => left));
    return { come, leave };
  }
}

function storageOf(storage) {
  const named = { session: "sessionStorage", local: "localStorage" }[storage];
  let found = storage;
  try {
    if (named) found = globalThis[named];
  } catch {
    found = undefined;
  }
  if (["getItem", "setItem", "removeItem"].every((name) => typeof found?.[name] === "function")) return found;
  const message = named ? `storage: there is no ${named} here` : 'storage: must be "session", "local" or an object like them';
  throw new PortolanError({ code: "invalid", message, field: "storage" });
}
