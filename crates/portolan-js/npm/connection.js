import { bounded, unbounded } from "./answer.js";
import { PortolanError } from "./error.js";
import { ask, call } from "./instance.js";
import { Log } from "./log.js";
import { Connection as Wasm } from "./portolan_glue.js";
import { send } from "./reason.js";

/** One client's connection: what all its calls share, and the way into the wasm. */
export class Connection {
  #wasm;
  #service;
  #log;
  #fetch;
  #options;
  #life = new AbortController();

  constructor(service, { fetch, logger, retry, timeoutMs, headers, ...options } = {}) {
    check("fetch", fetch, "function");
    check("logger", logger, "object");
    this.#wasm = ask(() => new Wasm(service, options));
    this.#service = service;
    this.#fetch = fetch;
    this.#options = { retry, timeoutMs, headers };
    this.#log = new Log(logger, (text) => ask(() => this.#wasm.redacted(text)));
  }

  /** Calls the operation of a row. */
  call(row, operation, args, options) {
    return this.#start(operation, options, (all) => this.#wasm.call(row, args, all));
  }

  /** Does a verb of the neutral layer. */
  verb(name, args, options) {
    return this.#start(name, options, (all) => this.#wasm.verb(name, args, all));
  }

  #start(operation, options, start) {
    const record = this.#log.call(this.#service, operation);
    const reason = {};
    const answer = call(() => {
      this.#life.signal.throwIfAborted();
      return start(this.#complete(options, record, reason));
    });
    return record.ends(
      answer.then(unbounded, (error) => {
        throw error?.code === "network" ? Object.assign(error, reason) : error;
      }),
    );
  }

  /** What the neutral layer offers here. */
  capabilities() {
    return ask(() => this.#wasm.capabilities());
  }

  /** A job's changes, until its end. */
  async *watch(id, { whileHidden = false, ...options } = {}) {
    const all = this.#complete(options, this.#log.call(this.#service, "jobs.watch"));
    all.signal.throwIfAborted();
    const watch = ask(() => this.#wasm.watch(id, whileHidden, all));
    try {
      for (;;) {
        const job = await call(() => watch.next(all.signal));
        if (job === undefined) return;
        yield job;
      }
    } finally {
      ask(() => watch.free());
    }
  }

  /** What a session does without a request. */
  session(what, argument) {
    this.#life.signal.throwIfAborted();
    return ask(() => this.#wasm.session(what, argument));
  }

  /** Goes on with the session that a vault keeps, and keeps every change there. */
  keepIn(vault) {
    ask(() => this.#wasm.keepIn(vault));
  }

  /** Ends the calls under way and gives the memory back. */
  free() {
    if (this.#life.signal.aborted) return;
    const message = "The client was freed; make a new one.";
    this.#life.abort(new PortolanError({ code: "aborted", message, service: this.#service }));
    ask(() => this.#wasm.free());
  }

  /** A call's options: its own before those of the client. */
  #complete(options, record, reason = {}) {
    if (typeof (options ?? {}) !== "object") return options;
    const { signal, headers, ...own } = options ?? {};
    const all = { ...this.#options, ...own, signal: this.#life.signal };
    if (signal !== undefined) all.signal = signal instanceof AbortSignal ? AbortSignal.any([signal, all.signal]) : signal;
    all.headers = typeof (headers ?? {}) === "object" ? { ...this.#options.headers, ...headers } : headers;
    // Progress is reported by XMLHttpRequest, where there is one and the caller brings no `fetch` of its own.
    const byXhr = all.onProgress && !this.#fetch && "XMLHttpRequest" in globalThis;
    if (!byXhr) all.fetch = (request) => record.attempt(request, this.#send(request, reason));
    return all;
  }

  async #send(request, reason) {
    return bounded(await send(this.#fetch ?? globalThis.fetch, request, (found) => Object.assign(reason, found)));
  }
}

function check(name, value, type) {
  if (value !== undefined && (value === null || typeof value !== type)) {
    throw new PortolanError({ code: "invalid", message: `${name}: must be ${type === "object" ? "an" : "a"} ${type}`, field: name });
  }
}
