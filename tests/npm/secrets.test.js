import assert from "node:assert/strict";
import test, { after } from "node:test";
import { inspect } from "node:util";
import { hasten } from "./support/clock.js";
import { installed } from "./support/package.js";
import { project } from "./support/project.js";
import { random, secret } from "./support/random.js";
import { service } from "./support/service.js";

const { esm: { Agave, Jarvice, Rescale } } = await installed(project({}));
hasten(50);

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
const next = random(seed);

/** What is planted: in clients, arguments, headers and bodies, in what services answer and in addresses that they tell. */
const SECRETS = Object.fromEntries(
  [
    ...["token", "refreshToken", "clientSecret", "password", "loginPassword", "code", "revoked", "newToken", "newRefreshToken"],
    ...["apikey", "rescaleToken", "apiKeyHeader", "cookieHeader", "authHeader", "bodyPassword", "bodyKey"],
    ...["signature", "credential", "api_key", "codeVerifier"],
  ].map((name) => [name, secret(name, next)]),
);
const S = SECRETS;

/** How a secret may be written; a part of it is told as well. */
const forms = (text) => [...text.split(" "), encodeURIComponent(text), encodeURIComponent(text).replaceAll("%20", "+"), Buffer.from(text).toString("base64").replace(/=+$/, "")];

/** Everything that came, and an address with a signature: what a careless service tells of a request that it refuses. */
const echo = ({ headers, query, body }) => {
  const url = new URLSearchParams({ "X-Amz-Signature": S.signature, "X-Amz-Credential": S.credential, api_key: S.api_key });
  return `Refused ${JSON.stringify(headers)} ?${query} ${decodeURIComponent(String(query).replaceAll("+", " "))} ${body} at https://store.example/x?${url} {"code_verifier": "${S.codeVerifier}"}`;
};

/** The statuses that lead to each code, and the ways of answering with them. */
const STATUSES = { auth: 401, forbidden: 403, "not-found": 404, conflict: 409, invalid: 400, "too-large": 413, quota: 507, "rate-limited": 429, unavailable: 500, unsupported: 501, timeout: 504 };
const BODIES = {
  envelope: (text) => JSON.stringify({ status: "error", message: text, result: null, error: text, detail: text }),
  fault: (text) => JSON.stringify({ fault: { code: 900800, message: "Refused", description: text } }),
  oauth: (text) => JSON.stringify({ error: "invalid_grant", error_description: text }),
  text: (text) => text,
  page: (text) => `<html><body><p>${text}</p></body></html>`,
  xml: (text) => `<ams:fault xmlns:ams="http://wso2.org/apimanager/security"><ams:code>900800</ams:code><ams:message>Refused</ams:message><ams:description>${text}</ams:description></ams:fault>`,
};

const told = [];
const logger = Object.fromEntries(["error", "warn", "info", "debug"].map((level) => [level, (...what) => told.push(...what)]));

const headers = { "X-Api-Key": S.apiKeyHeader, Cookie: S.cookieHeader, "X-Auth-Token": S.authHeader };

/** Calls that hold all of the secrets. */
const calls = (url) => {
  const common = { baseUrl: url, logger, headers, retry: false };
  const agave = new Agave({ ...common, clientKey: "key", clientSecret: S.clientSecret, token: S.token, refreshToken: S.refreshToken });
  const jarvice = new Jarvice({ ...common, username: "ada", apikey: S.apikey });
  const byForm = new Jarvice({ ...common, username: "ada", apikey: S.apikey, form: true });
  const rescale = new Rescale({ ...common, token: S.rescaleToken });
  const storage = { auth: { username: "ada", password: S.bodyPassword, privateKey: S.bodyKey } };
  return [
    () => agave.jobs.get({ jobId: "7" }),
    () => agave.session.getAccessToken({ username: "ada", password: S.password }),
    () => agave.session.refreshTokens(),
    () => agave.session.exchangeCode({ code: S.code, redirectUri: "https://page.example/" }),
    () => agave.session.revoke({ token: S.revoked }),
    () => agave.clients.list({ username: "ada", password: S.loginPassword }),
    () => agave.systems.add({ body: { id: "s", storage } }),
    () => jarvice.jobs({}),
    () => jarvice.submit({ body: { app: "a" } }),
    () => byForm.jobs({}),
    () => rescale.jobs.list({}),
    () => rescale.files.download({ fileId: "f" }),
  ];
};

/** Everything that a page, a log or a report may show of an error. */
const shown = (error) => [String(error), error.stack, JSON.stringify(error), inspect(error, { depth: 8, showHidden: true }), `${error.cause?.message} ${error.cause?.stack}`];

const codes = new Set();
let looks = 0;

/** Makes all calls against a service that answers so, and looks for the secrets in whatever can be seen of it. */
async function look(answer) {
  const { url } = await service(answer);
  for (const call of calls(url)) {
    told.length = 0;
    const error = await call().then(() => undefined, (error) => error);
    if (error) codes.add(error.code);
    const places = [...(error ? shown(error) : []), ...told.map((entry) => (typeof entry === "string" ? entry : JSON.stringify(entry)))];
    assert.ok(told.length > 0, "nothing is logged");
    for (const [name, text] of Object.entries(SECRETS)) {
      for (const form of forms(text)) {
        for (const place of places) {
          looks += 1;
          assert.ok(!place.includes(form), `${name} as ${form} shows, seed ${seed}:\n${place}`);
        }
      }
    }
  }
}

for (const [code, status] of Object.entries(STATUSES)) {
  test(`20 secrets stay hidden in ${code}`, async () => {
    for (const body of Object.values(BODIES)) {
      await look((request, response) => {
        response.writeHead(status, { "content-type": "application/json" }).end(body(echo(request)));
      });
    }
  });
}

test("20 secrets stay hidden in answers that cannot be understood", async () => {
  const answers = [
    (text) => text,
    (text) => `<html>${text}`,
    (text) => `{"status":"error","message":${JSON.stringify(text)}`,
    (text) => JSON.stringify({ status: "error", message: text, error: text }),
    () => `{"access_token":"${S.newToken}","refresh_token":"${S.newRefreshToken}","expires_in":`,
  ];
  for (const answer of answers) {
    await look((request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end(answer(echo(request)));
    });
  }
});

test("20 secrets stay hidden when no answer comes, and when the caller's fetch tells them", async () => {
  await look((_, response) => response.destroy());
  const leaks = (request) => Promise.reject(new TypeError(`Failed to fetch ${request.url} with ${[...request.headers]}`));
  for (const fetch of [leaks]) {
    const rescale = new Rescale({ baseUrl: "http://127.0.0.1:9", token: S.rescaleToken, fetch, logger, retry: false });
    const jarvice = new Jarvice({ baseUrl: "http://127.0.0.1:9", username: "ada", apikey: S.apikey, fetch, logger, retry: false });
    for (const call of [rescale.jobs.list({}), jarvice.jobs({})]) {
      told.length = 0;
      const error = await call.catch((error) => error);
      const all = [...shown(error), ...told.map((entry) => JSON.stringify(entry))].join("\n");
      for (const form of [...forms(S.rescaleToken), ...forms(S.apikey)]) assert.ok(!all.includes(form), `${form}, seed ${seed}:\n${all}`);
    }
  }
});

after(() => {
  console.log(`secrets: ${Object.keys(SECRETS).length} planted, seed ${seed}; ${looks} looks at errors and logs; codes met: ${[...codes].sort().join(", ")}`);
});
