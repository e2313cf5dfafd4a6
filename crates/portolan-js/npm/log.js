let calls = 0;

/** Tells a caller's logger what happens, with one number per call and one per attempt, and without secrets. */
export class Log {
  #logger;
  #redacted;

  constructor(logger, redacted) {
    this.#logger = logger;
    this.#redacted = redacted;
  }

  /** The record of one call. */
  call(service, operation) {
    return this.#logger ? new Record(this, service, operation) : SILENT;
  }

  write(level, text, details) {
    const safe = Object.entries(details).map(([name, value]) => [name, typeof value === "string" ? this.#redacted(value) : value]);
    this.#logger[level]?.(this.#redacted(`portolan ${text}`), Object.fromEntries(safe));
  }
}

/** What is recorded without a logger. */
const SILENT = {
  attempt: (_, answer) => answer,
  ends: (answer) => answer,
};

class Record {
  #log;
  #about;
  #attempts = 0;
  #began = performance.now();

  constructor(log, service, operation) {
    calls += 1;
    this.#log = log;
    this.#about = { call: calls, service, operation };
    this.#write("debug", `#${calls} ${service} ${operation} starts`, {});
  }

  /** Follows one attempt. */
  async attempt({ method, url }, answer) {
    this.#attempts += 1;
    const attempt = this.#attempts;
    const began = performance.now();
    const what = `#${this.#about.call}.${attempt} ${method} ${url}`;
    const tell = (level, end, details) =>
      this.#write(level, `${what}: ${end}`, { attempt, method, url, ms: since(began), ...details });
    try {
      const { status } = await answer;
      tell(status < 400 ? "debug" : "warn", `HTTP ${status}`, { status });
    } catch (error) {
      tell("warn", String(error?.message ?? error), {});
    }
    return answer;
  }

  /** Follows the call to its end. */
  async ends(answer) {
    const what = `#${this.#about.call} ${this.#about.service} ${this.#about.operation}`;
    const details = () => ({ attempts: this.#attempts, ms: since(this.#began) });
    try {
      await answer;
      this.#write("info", `${what} is done`, details());
    } catch (error) {
      const code = error?.code ?? error?.name;
      this.#write("error", `${what} failed: ${error?.message ?? error}`, { ...details(), code, outcome: error?.outcome });
    }
    return answer;
  }

  // What a logger throws is the logger's own affair.
  #write(level, text, details) {
    try {
      this.#log.write(level, text, { ...this.#about, ...details });
    } catch {}
  }
}

const since = (began) => Math.round(performance.now() - began);
