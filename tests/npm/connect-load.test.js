import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import test from "node:test";
import { endBrowser, visit } from "./support/browser.js";
import { host, TRUSTED } from "./support/host.js";
import { installed } from "./support/package.js";
import { project } from "./support/project.js";
import { envelope, json, service } from "./support/service.js";
import { page } from "./support/use.js";

endBrowser();

const tools = createRequire(new URL("hosts/package.json", import.meta.url));
const fixture = (name) => JSON.parse(readFileSync(new URL(`../fixtures/agave/${name}.json`, import.meta.url), "utf8")).result;

const USES = (from) => `
  import { connect } from "${from}";
  const use = async () => {
    const gateway = await connect({ service: "agave", baseUrl: location.origin, auth: { token: "secret" } });
    const [app] = await gateway.apps.list();
    return { service: gateway.service, app: app.id, resubmit: gateway.capabilities.resubmit };
  };
  use().then((told) => { window.outcome = told; }, (error) => { window.outcome = String(error); });`;

const folder = project({
  "plain/index.html": page("main.js"),
  "plain/main.js": USES("../node_modules/portolan/dist/index.js"),
  "index.html": page("/main.js"),
  "main.js": USES("portolan"),
});
const { esm, cjs } = await installed(folder);
const EXPECTED = { service: "agave", app: "wordcount-1.4.0u2", resubmit: true };

test("the neutral layer is connected to by each kind of module in Node", async () => {
  const { url } = await service(({ query }, response) => envelope(response, Number(query.get("offset")) > 0 ? [] : fixture("jobs")));
  for (const { connect } of [esm, cjs]) {
    const gateway = await connect({ service: "agave", baseUrl: url, auth: { token: "secret" } });
    const jobs = await gateway.jobs.list();
    assert.deepEqual(jobs.map(({ status }) => status), ["finished", "running", "failed"]);
    const names = [];
    for await (const { name } of gateway.jobs.list()) names.push(name);
    assert.equal(names.length, 3);
    gateway.free();
    await assert.rejects(gateway.jobs.get("1"), { code: "aborted" });
  }
});

test("what cannot be connected to is named", async () => {
  for (const [options, field] of [
    [{ service: "globus", baseUrl: "https://x" }, "service"],
    [undefined, "service"],
    [{ service: "rescale", baseUrl: "x" }, "baseUrl"],
    [{ service: "rescale", baseUrl: "https://x", auth: { apikey: "k" } }, "apikey"],
  ]) {
    await assert.rejects(esm.connect(options), (error) => esm.isPortolanError(error) && error.code === "invalid" && error.field === field);
  }
});

test("an error of the neutral layer is one of the package", async () => {
  const { url } = await service((_, response) => json(response, 404, { status: "error", message: "No job found", result: null }));
  const gateway = await esm.connect({ service: "agave", baseUrl: url, auth: { token: "secret" } });
  const error = await gateway.jobs.get("gone").then(() => undefined, (error) => error);
  assert.ok(error instanceof esm.PortolanError && error.code === "not-found");
});

test("a page loads the neutral layer's wasm, and not the other", async () => {
  const { url, served } = await host(folder, { policy: TRUSTED });
  assert.deepEqual(await visit(`${url}/plain/index.html`), { outcome: EXPECTED, said: [] });
  assert.deepEqual(served.filter((path) => path.endsWith(".wasm")).map((path) => path.split("/").at(-1)), ["portolan-connect.wasm"]);
});

test("a page that is built with Vite does so too", async () => {
  const { build } = await import(tools.resolve("vite8"));
  await build({ root: folder, configFile: false, logLevel: "error", build: { outDir: join(folder, "built") } });
  const { url } = await host(join(folder, "built"), { policy: TRUSTED });
  assert.deepEqual(await visit(`${url}/index.html`), { outcome: EXPECTED, said: [] });
});
