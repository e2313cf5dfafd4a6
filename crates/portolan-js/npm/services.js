import { Client, groupOf } from "./client.js";
import { PAGING, Pages } from "./pages.js";
import { operations } from "./portolan_glue.js";
import { sessionOf } from "./session.js";
import { Vault } from "./vault.js";

/** A client of Agave. */
export class Agave extends Client {
  constructor({ storage, ...options } = {}) {
    super("agave", options);
    if (storage !== undefined) this.connection.keepIn(new Vault(storage, options.baseUrl));
    Object.assign(this.session, sessionOf(this));
  }
}

/** A client of JARVICE. */
export class Jarvice extends Client {
  constructor(options) {
    super("jarvice", options);
  }
}

/** A client of Rescale. */
export class Rescale extends Client {
  constructor(options) {
    super("rescale", options);
  }
}

const CLASSES = { agave: Agave, jarvice: Jarvice, rescale: Rescale };

/** Gives the classes their operations, by the table in the wasm; called when that is loaded. */
export function ready() {
  operations()
    .split("\n")
    .forEach((line, row) => {
      const [service, name, paging] = line.split(" ");
      const operation = name.slice(name.indexOf(".") + 1);
      const group = name.slice(0, -operation.length - 1);
      const { prototype } = group ? groupOf(service, group) : CLASSES[service];
      const call = function (args, options) {
        return this.connection.call(row, name, args, options);
      };
      method(prototype, operation, call);
      if (paging in PAGING) {
        method(prototype, `${operation}All`, function (args, options) {
          return new Pages((page) => call.call(this, page, options), paging, args);
        });
      }
    });
}

function method(prototype, name, value) {
  Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
}
