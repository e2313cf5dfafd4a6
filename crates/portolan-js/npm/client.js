import { Connection } from "./connection.js";

/** By service, the classes of its groups of operations. */
const GROUPS = { agave: {}, jarvice: {}, rescale: {} };

/** The class of a group, made when it is first asked for. */
export function groupOf(service, name) {
  GROUPS[service][name] ??= class {};
  return GROUPS[service][name];
}

/** What the services' classes have in common: groups of operations, one connection, and its end. */
export class Client {
  constructor(service, options) {
    hide(this, new Connection(service, options));
    for (const [name, Group] of Object.entries(GROUPS[service])) {
      const group = new Group();
      hide(group, this.connection);
      Object.defineProperty(this, name, { value: group, enumerable: true });
    }
  }

  free() {
    this.connection.free();
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.free();
  }
}

function hide(object, connection) {
  Object.defineProperty(object, "connection", { value: connection });
}
