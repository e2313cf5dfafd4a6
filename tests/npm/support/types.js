/** TypeScript for every operation of a catalogue: calls that are right, and calls that the compiler must refuse. */
import { casesOf, catalogue, FILE } from "./cases.js";

const HEAD = `
import type { Agave, Jarvice, Rescale } from "portolan";
declare const agave: Agave;
declare const jarvice: Jarvice;
declare const rescale: Rescale;
declare const body: never;
declare const file: Blob;
declare function list(answer: Promise<readonly unknown[]>): void;
declare function page(answer: Promise<{ count: number; results: readonly unknown[] }>): void;
declare function bytes(answer: Promise<Response>): void;
declare function text(answer: Promise<string>): void;
declare function value(answer: Promise<unknown>): void;
/** Holds unless the type is \`any\`, which would hold for everything. */
declare function typed<T>(answer: T, ...none: 0 extends 1 & Awaited<T> ? [never] : []): void;
`;

/** The test's source: for each operation one call with everything, one with what is needed, and one that goes too far. */
export function operationTypes() {
  const lines = ["agave", "jarvice", "rescale"].flatMap((service) => {
    const operations = catalogue(service).filter(({ path, js_same_as }) => path && !js_same_as);
    return operations.flatMap((operation) => {
      const calls = casesOf(service, operation).filter(({ options }) => !options.form);
      const [full, least] = calls.map((one) => written(one));
      const it = `${service}.${operation.js}`;
      const judge = kindOf(operation);
      const extra = full === "" ? "{ nonsense: 1 }" : full.replace(/ \}$/, ", nonsense: 1 }");
      return [
        `${judge}(${it}(${full}));`,
        `typed(${it}(${full}));`,
        `${it}(${least || "undefined"}, { signal: new AbortController().signal, timeoutMs: 1, retry: false });`,
        "// @ts-expect-error there is no such argument",
        `${it}(${extra});`,
      ];
    });
  });
  return `${HEAD}${lines.join("\n")}\n`;
}

function written(one) {
  const members = Object.entries(one.arguments).map(([name, given]) => `${name}: ${literal(name, given, one.operation)}`);
  return members.length > 0 ? `{ ${members.join(", ")} }` : "";
}

function literal(name, given, { parameters }) {
  if (given === FILE) return "file";
  const isBody = name === "body" || parameters.some((parameter) => parameter.name === name && !["string", "integer", "boolean"].includes(parameter.type));
  if (isBody) return "body";
  return JSON.stringify(given);
}

/** Answers that are not always the list of the catalogue: a search for actors, and the one client that is asked for. */
const NO_LISTS = ["actors.list", "clients.get"];

/** What the answer is, as far as the catalogue says. */
function kindOf({ js, response }) {
  if (NO_LISTS.includes(js)) return "value";
  if (js === "session.authorizeUrl") return "text";
  if (response.raw || ["bytes", "image/png"].includes(response.content)) return "bytes";
  if (response.array && response.envelope) return "list";
  if (response.schema?.startsWith("Page<")) return "page";
  if (response.content === "text/plain" || response.content === "text/csv") return "text";
  return "value";
}
