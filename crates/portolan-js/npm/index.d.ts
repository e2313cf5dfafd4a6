/// <reference lib="esnext.disposable" />

import type { AgaveGroups, JarviceGroups, RescaleGroups, Session, TokenResponse } from "./portolan.js";

export * from "./gateway.js";
export * from "./portolan.js";

/** Where the wasm comes from: an address, an answer, bytes or a compiled module. */
export type WasmSource =
  | string
  | URL
  | Request
  | Response
  | ArrayBuffer
  | ArrayBufferView
  | WebAssembly.Module
  | PromiseLike<Response>;

/**
 * Loads the wasm: from the given source, else from the file beside the script, else from the copy inside the script. Calling it
 * again does nothing, unless it failed; in Node it is not needed. Says where the wasm came from.
 *
 * @example
 * await init();
 */
export function init(source?: WasmSource): Promise<{ source: "file" | "inline" | "given" | "node" }>;
export default init;

/**
 * Takes what happens, for instance `console`. Secrets are taken out before. The details name the call, the attempt, the service
 * and the operation.
 *
 * @example
 * const agave = new Agave({ baseUrl, token, logger: console });
 */
export interface Logger {
  /** A call failed. */
  error?(text: string, details: Record<string, unknown>): void;
  /** An attempt failed; there may be another. */
  warn?(text: string, details: Record<string, unknown>): void;
  /** A call is done. */
  info?(text: string, details: Record<string, unknown>): void;
  /** A call or an attempt. */
  debug?(text: string, details: Record<string, unknown>): void;
}

/**
 * What every client can be given.
 *
 * @example
 * const rescale = new Rescale({ baseUrl, token, timeoutMs: 10_000, headers: { "X-Page": "jobs" } });
 */
export interface ClientOptions {
  /** Sends requests instead of the global `fetch`. */
  fetch?: (request: Request) => Promise<Response>;
  /** Takes what happens; nothing is logged without it. */
  logger?: Logger;
  /** Whether failed attempts may be repeated; they are unless told. */
  retry?: boolean;
  /** Every call's deadline in milliseconds, retries included; 60,000 unless told, none for transfers. */
  timeoutMs?: number;
  /** Headers to add to every request. */
  headers?: Record<string, string>;
}

/**
 * How one call is made; goes before what the client was given.
 *
 * @example
 * await agave.jobs.get({ jobId }, { signal: AbortSignal.timeout(5_000), retry: false });
 */
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

/**
 * Every item of a list: awaited, it is the first page; iterated, all items.
 *
 * @example
 * for await (const job of agave.jobs.listAll({ limit: 100 })) console.log(job.id);
 */
export interface Pages<T> extends PromiseLike<T[]>, AsyncIterable<T> {
  /** The pages, one after the other. */
  pages(): AsyncIterable<T[]>;
}

/** What a client of Agave starts with. */
export interface AgaveOptions extends ClientOptions {
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
  /**
   * Where the session is kept for later visits: `"session"` is this tab, `"local"` every tab of this origin, of which one
   * replaces an expired token for all. Nothing is kept without it; a `token` that is given goes before what is kept. Kept are
   * tokens and the OAuth client's secret, in clear: every script that runs on this origin can read them.
   */
  storage?: "session" | "local" | Pick<Storage, "getItem" | "setItem" | "removeItem">;
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
  /** Moves the client at once to an address, which is a tenant's if that is named. */
  init(where: { baseUrl: string; tenantId?: string }): Promise<void>;
  /** Moves the client to a tenant: at once to a known public one, else to one that the server at the client's address lists. */
  init(where: { tenantId: string }): Promise<void>;
  /**
   * Goes on with what the sign-in page at `authorizeUrl` has brought back: takes the token, or gets one for the code. `url` is
   * the page's own address then; take the answer out of it (`history.replaceState`), so that it is not seen or used again.
   *
   * @example
   * const state = crypto.randomUUID();
   * sessionStorage.state = state;
   * location.href = await agave.session.authorizeUrl({ clientId, responseType: "token", redirectUri, state });
   * // and back on the page:
   * await agave.session.acceptRedirect({ url: location.href, state: sessionStorage.state });
   */
  acceptRedirect(brought: { url: string; state: string }): Promise<void>;
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
  /** Signs in, keeps the tokens, saves and loads them. */
  readonly session: AgaveSession;
  /** Ends the calls under way and gives the memory back; the client must not be used any more. */
  free(): void;
  [Symbol.dispose](): void;
}
export interface Agave extends Omit<AgaveGroups, "session"> {}

/** What a client of JARVICE starts with. */
export interface JarviceOptions extends ClientOptions {
  /** The address of the API, without `/jarvice`. */
  baseUrl: string;
  /** The user's name. */
  username?: string;
  /** The user's API key. It goes in the address of each request, as the service has it, unless `form` is set. */
  apikey?: string;
  /** Posts user name, key and arguments as a form where the service allows it, so that no address holds the key. */
  form?: boolean;
  /** The vaults whose files `connect` shows: no operation lists them. */
  vaults?: string[];
}

/**
 * A client of JARVICE.
 *
 * @example
 * const jarvice = new Jarvice({ baseUrl: "https://cloud.nimbix.net/api", username, apikey });
 * await jarvice.shutdown({ number: 42 });
 */
export class Jarvice {
  constructor(options: JarviceOptions);
  /** Ends the calls under way and gives the memory back; the client must not be used any more. */
  free(): void;
  [Symbol.dispose](): void;
}
export interface Jarvice extends JarviceGroups {}

/** What a client of Rescale starts with. */
export interface RescaleOptions extends ClientOptions {
  /** The platform's address. */
  baseUrl: string;
  /** The API key of the account. In a page it is in the hands of whoever has the page: prefer a server that keeps it. */
  token?: string;
}

/**
 * A client of Rescale.
 *
 * @example
 * const rescale = new Rescale({ baseUrl: "https://platform.rescale.com", token });
 * for await (const job of rescale.jobs.listAll()) console.log(job.name);
 */
export class Rescale {
  constructor(options: RescaleOptions);
  /** Ends the calls under way and gives the memory back; the client must not be used any more. */
  free(): void;
  [Symbol.dispose](): void;
}
export interface Rescale extends RescaleGroups {}

/** What kind of failure it is. */
export type ErrorCode =
  | "auth"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "invalid"
  | "too-large"
  | "quota"
  | "rate-limited"
  | "unavailable"
  | "timeout"
  | "aborted"
  | "network"
  | "cors"
  | "mixed-content"
  | "local-network"
  | "csp"
  | "protocol"
  | "unsupported"
  | "not-initialized"
  | "version-mismatch"
  | "internal";

/**
 * What went wrong, why, and what to do next.
 *
 * @example
 * try {
 *   await agave.jobs.get({ jobId });
 * } catch (error) {
 *   if (isPortolanError(error) && error.code === "not-found") console.log(error.message, error.hint);
 * }
 */
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
