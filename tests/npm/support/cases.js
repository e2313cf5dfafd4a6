/** A call of an operation and the request that must follow, both from the catalogue alone. */
import { readFileSync } from "node:fs";

const SPECS = new URL("../../specs/", import.meta.url);

/** Everything that a careless client gets wrong in an address, a form or a header. */
const TEXT = "a b#1?&=+ü%";
/** A query over documents may be written as it is only without what is decoded twice. */
const DOCUMENT = '{"value.a b":"ü"}';
/** JSON with everything in it that must come through untouched. */
const DEEP = { "a b": ["ü", null, 1.5, { deep: true }] };
/** A file by its place, and what that means on the wire. */
const PLACE = { argument: "sys.1/a b/ü#1", systemId: "sys.1", path: "a b/ü#1" };
const TARGET = { argument: "sys.1/c/d e", path: "c/d e" };
/** A file among the arguments; the page makes a real one of it. */
export const FILE = { file: "first line\nü\n", name: "a b.txt" };

/** The credentials of the client that makes the call. */
export const CREDENTIALS = {
  agave: { clientKey: "key", clientSecret: "sécret+", token: "tok en", refreshToken: "re&fresh" },
  jarvice: { username: "ada b", apikey: "k&y+" },
  rescale: { token: "tok-1" },
};

export function catalogue(service) {
  return JSON.parse(readFileSync(new URL(`${service}.json`, SPECS), "utf8")).operations.filter(({ js }) => js);
}

/** The calls of an operation: with every argument, with the needed ones only, by each of its alternatives, and as a form. */
export function casesOf(service, operation) {
  const ways = [{ keep: () => true }, { keep: ({ required }) => required }];
  const [first, ...others] = operation.one_of ?? [];
  const cases = ways.flatMap(({ keep }) => {
    if (!first) return [new Case(service, operation, keep)];
    return [first, ...others].map((one) => new Case(service, operation, (parameter) => (operation.one_of.includes(parameter.name) ? parameter.name === one : keep(parameter))));
  });
  if (operation.also_post) cases.push(...cases.map((one) => new Case(service, operation, one.keep, { form: true })));
  return cases;
}

class Case {
  arguments = {};
  query = [];
  form = [];
  authorization = undefined;
  json = undefined;
  file = undefined;

  constructor(service, operation, keep, extra = {}) {
    Object.assign(this, { service, operation, keep, path: operation.path, method: operation.method });
    this.options = { ...CREDENTIALS[service], ...extra };
    this.keys = keysOf(operation.call);
    const own = operation.parameters.filter(({ name, agavepy_only }) => !agavepy_only && !(service === "jarvice" && name in CREDENTIALS.jarvice));
    for (const parameter of own) this.#add(parameter);
    this.#identify();
    if (operation.request?.content_types?.includes("application/octet-stream")) this.contentType = "application/octet-stream";
  }

  #add(parameter) {
    const { name, in: place, type, wire_name: wire = name } = parameter;
    const constant = this.#constant(parameter);
    if (constant !== undefined) {
      this[place === "query" ? "query" : "form"].push([name, constant]);
      return;
    }
    const isVariable = place === "path" && wire !== null;
    if (!isVariable && !this.keep(parameter)) return;
    const [key, given, sent] = this.#sample(parameter);
    if (key) this.arguments[key] = given;
    if (wire === null) return;
    if (isVariable) this.path = this.path.replace(`{${wire}}`, escaped(sent, /(^p|P)ath$/.test(wire)));
    else if (type === "dict") this.query.push(...Object.entries(sent));
    else if (place === "query") this.query.push([wire, text(sent)]);
    else if (sent === FILE) this.file = { ...FILE, field: place === "body" ? undefined : wire };
    else if (place === "body") this.json = sent;
    else this.form.push([wire, text(sent)]);
  }

  /** The argument's name, its value, and what is sent for it. */
  #sample({ name, type, enum: words, js }) {
    const byPlace = this.operation.service === "session" && this.operation.path.startsWith("/files/");
    if (byPlace && name === "systemId") return [undefined, undefined, PLACE.systemId];
    if (byPlace && name === "path" && this.arguments.path !== undefined) return ["destination", TARGET.argument, TARGET.path];
    if (byPlace && name === "path") return ["path", PLACE.argument, PLACE.path];
    if (byPlace && name === "fileToUpload") return ["file", FILE, FILE];
    if (byPlace && name === "urlToIngest") return ["source", "agave://s/x", "agave://s/x"];
    // What is no argument of the call comes from the session.
    if (name === "refresh_token") return [undefined, undefined, CREDENTIALS.agave.refreshToken];
    const value = this.#isBody(name) ? this.#body() : this.#value(name, type, words);
    return [camel(js ?? name), value, value];
  }

  #value(name, type, words) {
    if (type === "integer") return 7;
    if (type === "boolean") return true;
    if (type === "file") return FILE;
    if (type === "dict") return { "a b": "ü&" };
    if (words) return words[0];
    if (name === "q") return DOCUMENT;
    return type === "string" ? TEXT : DEEP;
  }

  #body() {
    return this.operation.request?.schema === "bytes" ? FILE : DEEP;
  }

  #isBody(name) {
    return this.operation.parameters.some((parameter) => parameter.name === name && parameter.in === "body");
  }

  /** What is always sent: a word that is needed and no argument, or a default that is none. */
  #constant({ name, in: place, required, enum: words, default: usual }) {
    if (this.keys.has(camel(name)) || place === "path" || place === "body") return undefined;
    const byPlace = this.operation.service === "session" && this.operation.path?.startsWith("/files/");
    if (required && words?.length === 1) return words[0];
    if (byPlace && ["path", "fileToUpload", "urlToIngest"].includes(name)) return undefined;
    return typeof usual === "string" && usual !== "" ? usual : undefined;
  }

  /** Puts the credential where the catalogue says. */
  #identify() {
    const { agave, jarvice, rescale } = CREDENTIALS;
    const basic = (name, secret) => `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
    const ways = {
      bearer: () => `Bearer ${agave.token}`,
      "basic-client": () => basic(agave.clientKey, agave.clientSecret),
      "basic-user": () => {
        Object.assign(this.arguments, { username: "ada", password: "pä+ss" });
        return basic("ada", "pä+ss");
      },
      header: () => `Token ${rescale.token}`,
      query: () => this.#withKey(jarvice),
      optional: () => this.#withKey(jarvice),
      "body.user": () => {
        this.json = { ...this.json, user: jarvice };
      },
      none: () => undefined,
    };
    this.authorization = ways[this.operation.auth]();
  }

  #withKey(key) {
    this.query.push(...Object.entries(key));
    if (!this.options.form) return;
    Object.assign(this, { method: "POST", form: this.query, query: [] });
  }
}

/** The keys of `jobs.get({ jobId, limit })`. */
function keysOf(call) {
  const keys = /\{(.*)\}/.exec(call)?.[1].split(",") ?? [];
  return new Set(keys.map((key) => key.trim()));
}

const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

const text = (value) => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** As RFC 3986 has it: everything but its unreserved letters; a path keeps its slashes. */
export function escaped(value, isPath = false) {
  if (isPath) return value.split("/").map((part) => escaped(part)).join("/");
  return encodeURIComponent(value).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}
