/** What a service, or whatever stands before it, can do wrong; each is done with a response and a source of chance. */
import { Readable } from "node:stream";

const GOOD = {
  ...{ status: "success", message: null, version: "1", result: {} },
  ...{ access_token: "renewed-access", refresh_token: "renewed-refresh", token_type: "bearer", expires_in: 14400 },
  ...{ count: 0, next: null, previous: null, results: [] },
};
const TEXT = JSON.stringify(GOOD);

const sends = (status, text, headers = {}) => (response) => {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
};

/** What comes when nothing is wrong. */
export const good = sends(200, TEXT);

const refusal = JSON.stringify({ status: "error", error: "Slow down", message: "Slow down" });
const page = "<!doctype html><title>Sign in</title><p>You have been signed out.";
const nested = (levels) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

/**
 * Each fault: what the service does, how often before it answers well (always, unless told), and what comes of it for an operation
 * without effect. `executes` says whether the service has done what it was asked.
 */
export const FAULTS = {
  "HTML for JSON": { does: sends(200, page, { "content-type": "text/html" }), code: "protocol", executes: true },
  "truncated JSON": { does: (response, next) => sends(200, TEXT.slice(0, 1 + Math.floor(next() * (TEXT.length - 2))))(response), code: "protocol", executes: true },
  "truncated once": { does: sends(200, TEXT.slice(0, -1)), times: 1, executes: true },
  "cut in the middle": { does: cut, code: "protocol", executes: true },
  "cut once": { does: cut, times: 1, executes: true },
  "connection dropped": { does: (response) => response.destroy(), code: "network", executes: true },
  "dropped once": { does: (response) => response.destroy(), times: 1, executes: true },
  "error in a 200": { does: sends(200, JSON.stringify({ status: "error", error: "No such thing", message: "No such thing", result: null })) },
  "redirect elsewhere": { does: (response, _, elsewhere) => sends(302, "", { location: `${elsewhere}/taken` })(response), code: "protocol" },
  "nested deeper than 64": { does: sends(200, `{"status":"success","result":${nested(70)}}`), code: "protocol", executes: true },
  "page of 50 MB": { does: large, code: "protocol", executes: true },
  "429 with seconds": { does: sends(429, refusal, { "retry-after": "2" }), times: 1 },
  "429 with a date": { does: (response) => sends(429, refusal, { "retry-after": new Date(Date.now() + 3_000).toUTCString() })(response), times: 1 },
  "429 for an hour": { does: sends(429, refusal, { "retry-after": "3600" }), code: "rate-limited" },
  "503 twice": { does: sends(503, refusal), times: 2, executes: true },
  "500 always": { does: sends(500, page), code: "unavailable", executes: true },
  "no answer": { does: () => {}, hangs: true, code: "timeout", executes: true },
  "answer that stops": { does: stop, hangs: true, code: "timeout", executes: true },
  "slow slices": { does: slices, times: Number.POSITIVE_INFINITY, code: undefined, executes: true },
};

async function cut(response, next) {
  const shown = 1 + Math.floor(next() * (TEXT.length - 2));
  response.writeHead(200, { "content-type": "application/json", "content-length": TEXT.length });
  response.write(TEXT.slice(0, shown), () => response.destroy());
}

function stop(response) {
  response.writeHead(200, { "content-type": "application/json" });
  response.write(TEXT.slice(0, 20));
}

async function slices(response, next) {
  response.writeHead(200, { "content-type": "application/json" });
  for (let at = 0; at < TEXT.length; ) {
    const length = 1 + Math.floor(next() * 40);
    response.write(TEXT.slice(at, at + length));
    at += length;
    await new Promise(setImmediate);
  }
  response.end();
}

/** Without a length, so that only counting tells how much it is. */
function large(response) {
  const item = Buffer.from(`"${"x".repeat(1_000_000)}",`);
  response.writeHead(200, { "content-type": "application/json" });
  Readable.from([Buffer.from('{"status":"success","result":['), ...Array(50).fill(item), Buffer.from("0]}")]).pipe(response);
}
