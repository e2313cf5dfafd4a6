import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { build } from "vite";
import { endBrowser, outcomeOf } from "./support/browser.js";
import { host, TRUSTED } from "./support/host.js";
import { project } from "./support/project.js";

endBrowser();

const page = (script) => `<!doctype html><title>A gateway's page</title><script type="module" src="${script}"></script>`;

/** Uses the package and says how that went. */
const use = (from) => `
  import init, { Agave, isPortolanError } from "${from}";
  export async function outcome(address) {
    let early;
    try {
      new Agave({ baseUrl: address });
    } catch (error) {
      early = isPortolanError(error) && error.code;
    }
    const [first, second] = await Promise.all([init(), init()]);
    const agave = new Agave({ baseUrl: address, token: "secret" });
    const apps = await agave.apps.list();
    const missing = await agave.jobs.get({ jobId: "gone" }).catch((error) => error.code);
    return { early, source: [first.source, second.source], app: apps[0].id, missing };
  }`;

const EXPECTED = { early: "not-initialized", source: ["file", "file"], app: "wordcount-1.4.0u2", missing: "not-found" };

const folder = project({
  "use.js": use("./node_modules/portolan/dist/index.js"),
  "plain.html": page("plain.js"),
  "plain.js": 'import { outcome } from "./use.js"; window.outcome = await outcome(location.origin);',
  "worker.html": page("starts-worker.js"),
  "starts-worker.js": `
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.onmessage = (event) => { window.outcome = event.data; };`,
  "worker.js": 'import { outcome } from "./use.js"; postMessage(await outcome(location.origin));',
  "vite/index.html": page("/main.js"),
  "vite/main.js": 'import { outcome } from "./use.js"; window.outcome = await outcome(location.origin);',
  "vite/use.js": use("portolan"),
});

test("a plain page uses it under a strict policy", async () => {
  const { url } = await host(folder, TRUSTED);
  assert.deepEqual(await outcomeOf(`${url}/plain.html`), EXPECTED);
});

test("a module worker uses it", async () => {
  const { url } = await host(folder);
  assert.deepEqual(await outcomeOf(`${url}/worker.html`), EXPECTED);
});

test("a page built with Vite uses it without configuration", async () => {
  const outDir = join(folder, "vite/dist");
  await build({ root: join(folder, "vite"), configFile: false, logLevel: "error", build: { outDir, emptyOutDir: true } });
  const { url } = await host(outDir);
  assert.deepEqual(await outcomeOf(`${url}/index.html`), EXPECTED);
});
