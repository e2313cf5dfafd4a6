// The neutral layer: the same verbs for all services.

import type { AgaveOptions, CallOptions, ClientOptions, JarviceOptions, Pages, RescaleOptions, WasmSource } from "./index.js";
import type { Json } from "./portolan.js";

/** How `connect` reaches a service: `auth` has the keys of the service's own class, `wasm` is where portolan-connect.wasm comes from. */
export type Connecting = ClientOptions & { baseUrl: string; wasm?: WasmSource } & (
    | { service: "agave"; auth?: Omit<AgaveOptions, keyof ClientOptions | "baseUrl"> }
    | { service: "jarvice"; auth?: Omit<JarviceOptions, keyof ClientOptions | "baseUrl"> }
    | { service: "rescale"; auth?: Omit<RescaleOptions, keyof ClientOptions | "baseUrl"> }
  );

/**
 * Connects to a service; what comes back has the same verbs for all of them.
 *
 * @example
 * const gateway = await connect({ service: "rescale", baseUrl: "https://platform.rescale.com", auth: { token } });
 * const job = await gateway.jobs.submit({ appId: "openfoam", name: "wing", values: { inputFiles: "/wing.zip" }, queue: "emerald" });
 * for await (const { status } of gateway.jobs.watch(job.id)) console.log(status);
 */
export function connect(connecting: Connecting): Promise<Gateway>;

/** A connection to one service, with the same verbs for all of them. */
export interface Gateway {
  readonly service: "agave" | "jarvice" | "rescale";
  /** What the service has; a verb that it lacks throws the code `unsupported`. */
  readonly capabilities: Capabilities;
  readonly apps: {
    /** Everything that can be run. */
    list(options?: CallOptions): Pages<AppEntry>;
    get(id: string, options?: CallOptions): Promise<App>;
  };
  readonly jobs: GatewayJobs;
  readonly files: GatewayFiles;
  readonly systems: {
    /** Where files lie and where jobs run. */
    list(options?: CallOptions): Pages<SystemEntry>;
    get(id: string, options?: CallOptions): Promise<SystemDetails>;
  };
  /** Who is signed in; shows that the credential is good. */
  who(options?: CallOptions): Promise<{ username: string; name: string; email?: string }>;
  /** Ends the calls under way and gives the memory back. */
  free(): void;
  [Symbol.dispose](): void;
}

/** Jobs of any service. */
export interface GatewayJobs {
  /**
   * Fills an app's form, checks it and submits it. If the reply is lost the job is looked for and never submitted twice.
   * `values` are by the ids of the app's fields, `extra` is put into the body as it is.
   */
  submit(args: Submission, options?: CallOptions): Promise<GatewayJob>;
  /** Jobs, newest first; `name` is part of a name. */
  list(args?: { name?: string; appId?: string; offset?: number; limit?: number }, options?: CallOptions): Pages<JobEntry>;
  get(id: string, options?: CallOptions): Promise<GatewayJob>;
  /** The job at once and at each change, until its end. It rests while nobody sees the page, unless `whileHidden` is set. */
  watch(id: string, options?: CallOptions & { whileHidden?: boolean }): AsyncGenerator<GatewayJob, void>;
  /** What has happened to a job, oldest first. */
  history(id: string, options?: CallOptions): Promise<{ at?: string; event: string; status?: Status; description: string }[]>;
  /** A job's log from a place on; go on at `next`. */
  log(id: string, args?: { from?: number }, options?: CallOptions): Promise<{ text: string; next: number; skipped: number }>;
  /** A folder of a job's output. */
  outputs(id: string, args?: { path?: string }, options?: CallOptions): Promise<FileEntry[]>;
  /** A file of a job's output. */
  download(id: string, args: { path: string }, options?: CallOptions): Promise<Response>;
  cancel(id: string, options?: CallOptions): Promise<void>;
  delete(id: string, options?: CallOptions): Promise<void>;
  suspend(id: string, options?: CallOptions): Promise<void>;
  resume(id: string, options?: CallOptions): Promise<void>;
  /** Submits an ended job once more. */
  resubmit(id: string, options?: CallOptions): Promise<GatewayJob>;
}

/** Files of any service. A path begins at the home folder, with a leading slash at the system's root. */
export interface GatewayFiles {
  /** A whole folder. */
  list(args: { system: string; path?: string }, options?: CallOptions): Pages<FileEntry>;
  /** Uploads into the folder `path`, replacing a file of the same name. Bytes and blobs without a name need `fileName`. */
  upload(
    source: Blob | Uint8Array | ReadableStream<Uint8Array>,
    args: { system: string; path?: string; fileName?: string } & Pick<CallOptions, "onProgress" | "signal">,
    options?: CallOptions,
  ): Promise<void> & { cancel(): void };
  download(args: { system: string; path: string }, options?: CallOptions): Promise<Response>;
  /** Makes the folder `name` in the folder `path`. */
  mkdir(args: { system: string; path?: string; name: string }, options?: CallOptions): Promise<void>;
  rename(args: { system: string; path: string; name: string }, options?: CallOptions): Promise<void>;
  copy(args: { system: string; path: string; to: string }, options?: CallOptions): Promise<void>;
  move(args: { system: string; path: string; to: string }, options?: CallOptions): Promise<void>;
  delete(args: { system: string; path: string }, options?: CallOptions): Promise<void>;
}

/** What a service has. */
export type Capabilities = Readonly<
  Record<
    | "moveFiles"
    | "copyFiles"
    | "transferFiles"
    | "folders"
    | "resubmit"
    | "liveOutputs"
    | "outputs"
    | "deleteJobs"
    | "suspend"
    | "memory"
    | "archive"
    | "shareFiles"
    | "metadata"
    | "notifications"
    | "actors",
    boolean
  >
>;

/** Where a job stands. */
export type Status = "queued" | "staging" | "running" | "archiving" | "finished" | "failed" | "stopped";

/** What an app is to be run with. */
export interface Submission {
  appId: string;
  name?: string;
  values?: Record<string, string | number | boolean | readonly (string | number | boolean)[]>;
  queue?: string;
  /** `hh:mm:ss` */
  maxRunTime?: string;
  nodeCount?: number | string;
  processorsPerNode?: number | string;
  memoryPerNode?: number | string;
  archive?: boolean;
  extra?: Record<string, Json>;
}

/** An app in a list. */
export interface AppEntry {
  id: string;
  name: string;
  version: string;
  label: string;
  description: string;
  system?: string;
  public: boolean;
  tags: string[];
}

/** An app with all that it asks for. */
export interface App extends AppEntry {
  longDescription: string;
  helpUrl?: string;
  fields: FormField[];
  /** As the service sent it. */
  definition: Json;
}

/** One thing that an app asks for. */
export interface FormField {
  id: string;
  group: "input" | "parameter";
  kind: "file" | "text" | "number" | "choice" | "flag";
  label: string;
  help: string;
  /** A regular expression that text must match. */
  pattern?: string;
  choices?: { value: string; label: string }[];
  required: boolean;
  /** A hidden field keeps its default and is never sent. */
  visible: boolean;
  default: string[];
  minCount: number;
  maxCount?: number;
  least?: number;
  most?: number;
  step?: number;
  whole: boolean;
  /** The flags of which one must be set for the field to count. */
  enabledBy: string[];
  /** The flags of which none may be set for it to count. */
  disabledBy: string[];
}

/** A job in a list. */
export interface JobEntry {
  id: string;
  name: string;
  appId: string;
  status: Status;
  /** The service's own word. */
  nativeStatus: string;
  created?: string;
  started?: string;
  ended?: string;
  system?: string;
}

/** A job. */
export interface GatewayJob extends JobEntry {
  message?: string;
  queue?: string;
  maxRunTime?: string;
  archiveSystem?: string;
  archivePath?: string;
  inputs: Json;
  parameters: Json;
  /** As the service sent it. */
  details: Json;
}

/** A file or folder. */
export interface FileEntry {
  name: string;
  path: string;
  folder: boolean;
  size: number;
  modified?: string;
  mime?: string;
  permissions: string;
}

/** A system in a list. */
export interface SystemEntry {
  id: string;
  name: string;
  description: string;
  kind: "storage" | "execution";
  status: string;
  default: boolean;
  public: boolean;
}

/** A system. */
export interface SystemDetails extends SystemEntry {
  home?: string;
  queues: GatewayQueue[];
  details: Json;
}

/** A batch queue, or a kind of machine. */
export interface GatewayQueue {
  name: string;
  description: string;
  default: boolean;
  maxRunTime?: string;
  maxNodes?: number;
  maxProcessorsPerNode?: number;
  maxMemoryPerNode?: string;
  price?: string;
}
