import { PortolanError } from "./error.js";
import { Pages } from "./pages.js";
import { Agave, Jarvice, Rescale } from "./services.js";

const CLASSES = { agave: Agave, jarvice: Jarvice, rescale: Rescale };

/** Connects to a service; what comes back has the same verbs for all of them. */
export async function connect({ service, auth, ...options } = {}) {
  if (!Object.hasOwn(CLASSES, service)) {
    throw new PortolanError({ code: "invalid", message: `service: must be one of ${Object.keys(CLASSES).join(", ")}`, field: "service" });
  }
  return new Gateway(service, new CLASSES[service]({ ...options, ...auth }));
}

/** What services have in common, in one vocabulary. */
class Gateway {
  #client;

  constructor(service, client) {
    const { connection } = client;
    const verb = (name) => (args, options) => connection.verb(name, args, options);
    const ofId = (name) => (id, options) => connection.verb(name, { id }, options);
    const withId = (name) => (id, args, options) => connection.verb(name, { ...args, id }, options);
    const all = (name, paging = "whole") => (args, options) =>
      new Pages((page) => connection.verb(name, page, options), paging, args);

    this.#client = client;
    this.service = service;
    this.capabilities = connection.capabilities();
    this.apps = { list: (options) => all("apps.list")({}, options), get: ofId("apps.get") };
    this.jobs = {
      submit: verb("jobs.submit"),
      list: all("jobs.list", "page"),
      get: ofId("jobs.get"),
      watch: (id, options) => connection.watch(id, options),
      history: ofId("jobs.history"),
      log: withId("jobs.log"),
      outputs: withId("jobs.outputs"),
      download: withId("jobs.download"),
      cancel: ofId("jobs.cancel"),
      delete: ofId("jobs.delete"),
      suspend: ofId("jobs.suspend"),
      resume: ofId("jobs.resume"),
      resubmit: ofId("jobs.resubmit"),
    };
    this.files = { list: all("files.list"), upload: (source, args, options) => upload(connection, source, args, options) };
    for (const name of ["download", "mkdir", "rename", "copy", "move", "delete"]) this.files[name] = verb(`files.${name}`);
    this.systems = { list: (options) => all("systems.list")({}, options), get: ofId("systems.get") };
  }

  /** Who is signed in. */
  who(options) {
    return this.#client.connection.verb("who", {}, options);
  }

  free() {
    this.#client.free();
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.free();
  }
}

/** An upload under way: awaited, its end; `cancel()` gives it up. */
function upload(connection, source, { onProgress, signal, ...args } = {}, options = {}) {
  const end = new AbortController();
  const signals = [end.signal, signal, options.signal].filter((one) => one !== undefined);
  const all = { ...options, signal: AbortSignal.any(signals) };
  if (onProgress !== undefined) all.onProgress = onProgress;
  const done = blob(source).then((file) => connection.verb("files.upload", { ...args, source: file }, all));
  return Object.assign(done, {
    cancel() {
      end.abort(new PortolanError({ code: "aborted", message: "The upload was cancelled." }));
    },
  });
}

/** Browsers send no stream as a request's body. */
async function blob(source) {
  return source instanceof ReadableStream ? new Response(source).blob() : source;
}
