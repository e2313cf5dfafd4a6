const BRAND = Symbol.for("portolan.error");

/** What went wrong, why, and what to do next. */
export class PortolanError extends Error {
  constructor({ message, cause, portolan: _, ...parts }) {
    super(message, { cause });
    this.name = "PortolanError";
    Object.assign(this, { service: "", operation: "", retryable: false, attempts: 0, outcome: "not-sent" }, parts);
    Object.defineProperty(this, BRAND, { value: true });
  }

  // Holds for errors of another copy of this package too.
  static [Symbol.hasInstance](value) {
    return isPortolanError(value);
  }

  toJSON() {
    return { name: this.name, message: this.message, ...this };
  }
}

export function isPortolanError(value) {
  return typeof value === "object" && value !== null && value[BRAND] === true;
}

/** Makes the error that people catch from the parts that the wasm throws; anything else is passed on. */
export function rethrow(thrown) {
  throw thrown?.portolan === true ? new PortolanError(thrown) : thrown;
}
