const BRAND = Symbol.for("portolan.error");

/** What went wrong, why, and what to do next. */
export class PortolanError extends Error {
  constructor({ message, cause, portolan: _, ...parts }) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "PortolanError";
    Object.assign(this, { service: "", operation: "", retryable: false, attempts: 0, outcome: "not-sent" });
    for (const [name, value] of Object.entries(parts)) {
      if (value !== undefined) this[name] = value;
    }
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** The error that people catch, from the parts that the wasm throws; anything else stays what it is. */
  static from(thrown) {
    return thrown?.portolan === true ? new PortolanError(thrown) : thrown;
  }

  // Holds for errors of another copy of this package too.
  static [Symbol.hasInstance](value) {
    return isPortolanError(value);
  }

  toJSON() {
    return { ...this, message: this.message };
  }
}

export function isPortolanError(value) {
  return typeof value === "object" && value !== null && value[BRAND] === true;
}
