import type { AgaveGroups, Session, TokenResponse } from "./portolan.js";

export * from "./portolan.js";

/** Where the wasm comes from. */
export type WasmSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;

/**
 * Loads the wasm: from `source` where it is given, else from the file beside the script. Calling it again does nothing; in
 * Node it is not needed.
 */
export function init(source?: WasmSource): Promise<{ source: "file" | "given" | "node" }>;
export default init;

/** How one call is made. */
export interface CallOptions {
  /** Ends the call; it rejects with the signal's own reason. */
  signal?: AbortSignal;
  /** The whole call's deadline in milliseconds, retries included; 60,000 unless told, none for transfers. */
  timeoutMs?: number;
  /** Whether failed attempts may be repeated; they are unless told. */
  retry?: boolean;
  /** Headers to add. */
  headers?: Record<string, string>;
  /** Told of an upload's progress in bytes, at most ten times a second and at its end. */
  onProgress?: (progress: { loaded: number; total: number }) => void;
}

/** Every item of a list: awaited, it is the first page; iterated, all items. */
export interface Pages<T> extends PromiseLike<T[]>, AsyncIterable<T> {
  /** The pages, one after the other. */
  pages(): AsyncIterable<T[]>;
}

/** What a client of Agave starts with. */
export interface AgaveOptions {
  /** The tenant's address; may be left out when `session.init` or a session file gives it. */
  baseUrl?: string;
  /** The OAuth client's key. */
  clientKey?: string;
  /** The OAuth client's secret. */
  clientSecret?: string;
  /** A bearer token. */
  token?: string;
  /** What replaces it when it expires. */
  refreshToken?: string;
}

/** One session of a session file. It holds secrets. */
export interface SessionEntry {
  tenantid: string;
  baseurl: string;
  devurl: string;
  apisecret: string;
  apikey: string;
  username: string;
  access_token: string;
  refresh_token: string;
  created_at: string;
  expires_in: number;
  expires_at: string;
}

/** The session file of Agave's command line tools, `config.json`. */
export interface Config {
  current: Record<string, SessionEntry>;
  sessions: Record<string, Record<string, Record<string, SessionEntry>>>;
}

/** A session: signs in, keeps the tokens, saves and loads them. */
export interface AgaveSession extends Omit<Session, "refreshTokens" | "revoke"> {
  /** Moves the client to a known tenant, or to an address. */
  init(where: { tenantId: string } | { baseUrl: string }): void;
  /** Replaces the token. Calls do that by themselves when it has expired. */
  refreshTokens(args?: undefined, options?: CallOptions): Promise<TokenResponse>;
  /** Makes a token useless: the session's own unless one is given. */
  revoke(args?: { token: string }, options?: CallOptions): Promise<void>;
  /** The session file with this session as its current one; it holds secrets. */
  saveConfigs(config?: Config): Config;
  /** Goes on with a session file's current session, or with the one that is named. */
  loadConfigs(args: { config: Config; tenantId?: string; username?: string; clientName?: string }): void;
}

/**
 * A client of Agave.
 *
 * @example
 * await init();
 * const agave = new Agave({ baseUrl: "https://api.tacc.utexas.edu", token });
 * for await (const job of agave.jobs.listAll({ search: { "status.in": "RUNNING,QUEUED" } })) console.log(job.name);
 */
export class Agave {
  constructor(options?: AgaveOptions);
  readonly session: AgaveSession;
  /** Gives back the wasm memory; the client must not be used any more. */
  free(): void;
  [Symbol.dispose](): void;
}
export interface Agave extends Omit<AgaveGroups, "session"> {}

/** What kind of failure it is. */
export type ErrorCode =
  | "auth" | "forbidden" | "not-found" | "conflict" | "invalid" | "too-large" | "quota" | "rate-limited" | "unavailable"
  | "timeout" | "aborted" | "network" | "protocol" | "unsupported" | "internal" | "not-initialized" | "csp";

/** What went wrong, why, and what to do next. */
export class PortolanError extends Error {
  readonly code: ErrorCode;
  /** The service that was called; empty before one is known. */
  readonly service: string;
  /** The operation, as in `jobs.submit`. */
  readonly operation: string;
  /** The HTTP status, if an answer came. */
  readonly status?: number;
  /** The argument that is wrong. */
  readonly field?: string;
  /** What to do next. */
  readonly hint?: string;
  /** Whether the same call may succeed a little later, and can be repeated without harm. */
  readonly retryable: boolean;
  readonly attempts: number;
  /** How long the service asks to wait. */
  readonly retryAfterMs?: number;
  /** What became of the request. */
  readonly outcome: "not-sent" | "rejected" | "unknown" | "done";
  /** The beginning of an answer that could not be understood. */
  readonly body?: string;
  toJSON(): Record<string, unknown>;
}

/** Whether a caught value is a `PortolanError`, of this copy of the package or another. */
export function isPortolanError(value: unknown): value is PortolanError;
