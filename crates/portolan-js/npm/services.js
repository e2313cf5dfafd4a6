import { AgaveClient, operations } from "./portolan_glue.js";
import { PortolanError, rethrow } from "./error.js";
import { Pages } from "./pages.js";
import { caller, local } from "./session.js";

/** The classes of groups by the groups' names, made from the table in the wasm. */
let groups;

/** Makes the groups; called when the wasm is loaded. */
export function ready() {
  groups = {};
  operations()
    .split("\n")
    .forEach((line, row) => {
      const [name, kind] = line.split(" ");
      const [group, operation] = name.split(".");
      groups[group] ??= class {
        #client;
        constructor(client) {
          this.#client = client;
        }
        call(row, args, options) {
          return this.#client.call(row, args, options).catch(rethrow);
        }
      };
      const { prototype } = groups[group];
      const call = function (args, options) {
        return this.call(row, args, options);
      };
      method(prototype, operation, call);
      if (kind === "page") {
        method(prototype, `${operation}All`, function (args, options) {
          return new Pages((offset) => this.call(row, { ...args, offset }, options), args?.offset ?? 0);
        });
      }
    });
}

function method(prototype, name, value) {
  Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
}

/** A client of Agave. */
export class Agave {
  #client;

  constructor(options) {
    if (!groups) {
      throw new PortolanError({
        code: "not-initialized",
        message: "Portolan is not loaded yet.",
        hint: "Write `await init()` before the first `new Agave(…)`.",
      });
    }
    try {
      this.#client = new AgaveClient(options ?? {});
    } catch (thrown) {
      rethrow(thrown);
    }
    for (const [name, Group] of Object.entries(groups)) {
      Object.defineProperty(this, name, { value: new Group(this.#client), enumerable: true });
    }
    const call = caller(this.#client);
    for (const [name, does] of Object.entries(local)) {
      method(this.session, name, (argument) => does(call, argument));
    }
  }

  free() {
    this.#client.free();
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.free();
  }
}
