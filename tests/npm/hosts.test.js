import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import test, { after } from "node:test";
import { promisify } from "node:util";
import { endBrowser, visit } from "./support/browser.js";
import { host, TRUSTED } from "./support/host.js";
import { project, write } from "./support/project.js";
import { expected, page, use } from "./support/use.js";

const execute = promisify(execFile);
const tools = createRequire(new URL("hosts/package.json", import.meta.url));
const installed = (name) => tools.resolve(`${name}/package.json`).slice(0, -"/package.json".length);
const { version: node } = process;

endBrowser();

/** The page's script asks the service at the address in its own. */
const MAIN = `
  import { outcome } from "./use.js";
  outcome(new URLSearchParams(location.search).get("service") ?? location.origin).then((told) => { window.outcome = told; });`;

/** The same for both kinds of module in a test runner. */
const RUNNER = (load) => `
  test("the package works", async () => {
    const { init, Agave } = ${load};
    const { source } = await init();
    const agave = new Agave({ baseUrl: process.env.SERVICE, token: "secret" });
    const [app] = await agave.apps.list();
    const missing = await agave.jobs.get({ jobId: "gone" }).catch((error) => error.code);
    expect([source, app.id, missing]).toEqual([process.env.SOURCE, "wordcount-1.4.0u2", "not-found"]);
  });`;

const folder = project({
  "index.html": page("/main.js"),
  "main.js": MAIN,
  "use.js": use("portolan"),
  "plain/index.html": page("main.js"),
  "plain/main.js": MAIN,
  "plain/use.js": use("../node_modules/portolan/dist/index.js"),
  "plain/worker.html": page("starts-worker.js"),
  "plain/starts-worker.js": `
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.onmessage = (event) => { window.outcome = event.data; };`,
  "plain/worker.js": 'import { outcome } from "./use.js"; postMessage(await outcome(location.origin));',
  "main.cjs": `
    const { init, Agave } = require("portolan");
    init().then(async ({ source }) => {
      const [app] = await new Agave({ baseUrl: location.origin, token: "secret" }).apps.list();
      window.outcome = { source, app: app.id };
    });`,
  "runs.mjs": `
    import { outcome } from "./use.js";
    console.log(JSON.stringify(await outcome(process.argv[2])));`,
  "runs.cjs": `
    const { init, default: alsoInit, Agave } = require("portolan");
    init().then(async ({ source }) => {
      const agave = new Agave({ baseUrl: process.argv[2], token: "secret" });
      const [app] = await agave.apps.list();
      console.log(JSON.stringify({ same: init === alsoInit, source, app: app.id }));
    });`,
  "vitest/runs.test.js": RUNNER('await import("portolan")'),
  "jest/runs.test.cjs": RUNNER('require("portolan")'),
  // What jsdom lacks is lent to it by Node.
  "jest/browser.cjs": `
    const { TestEnvironment } = require(${JSON.stringify(installed("jest-environment-jsdom"))});
    const LENT = { fetch, Request, Response, Headers, FormData, Blob, File, AbortController, AbortSignal, ReadableStream, TextDecoder, TextEncoder };
    module.exports = class extends TestEnvironment {
      constructor(...settings) {
        super(...settings);
        Object.assign(this.global, LENT);
      }
    };`,
});

const built = (name) => join(folder, "built", name);
const rows = [];

/** One host: what is done there gives the outcome; the row of the table follows. */
function inHost(name, version, source, does) {
  test(`${name} ${version}`, { timeout: 90_000 }, async () => {
    const began = performance.now();
    const row = { host: name, version, source, seconds: "", works: false };
    rows.push(row);
    await does(source);
    Object.assign(row, { seconds: ((performance.now() - began) / 1000).toFixed(1), works: true });
  });
}

after(() => console.table(rows));

/** Opens what a bundler has made; a build with the file in it never needs the copy, and one without it says so, once. */
async function opens(where, source, outcome = expected(source)) {
  const { url, served } = await host(where, { policy: TRUSTED });
  const seen = await visit(`${url}/index.html`);
  assert.deepEqual(seen.outcome, outcome);
  if (source === "inline") {
    assert.match(seen.said.join("\n"), /^portolan: .*copy inside the script is used[^\n]*$/);
    return;
  }
  assert.deepEqual(seen.said, []);
  const scripts = served.filter((path) => path.endsWith(".js"));
  const copies = scripts.filter((path) => readFileSync(join(where, path), "utf8").includes("AGFzbQ"));
  assert.deepEqual(copies, [], "the copy was loaded");
}

inHost("module script", "Chromium", "file", async () => {
  const { url } = await host(folder, { policy: TRUSTED });
  assert.deepEqual(await visit(`${url}/plain/index.html`), { outcome: expected("file"), said: [] });
});

inHost("module worker", "Chromium", "file", async () => {
  const { url } = await host(folder);
  assert.deepEqual(await visit(`${url}/plain/worker.html`), { outcome: expected("file"), said: [] });
});

/** The copy is what a development server falls back on that knows nothing of files beside scripts. */
const DEVELOPMENT = { vite6: "inline", vite7: "inline", vite8: "file" };

for (const [vite, development] of Object.entries(DEVELOPMENT)) {
  const { version } = tools(`${vite}/package.json`);
  const settings = { root: folder, configFile: false, logLevel: "error", cacheDir: built(`${vite}-cache`) };
  const load = () => import(join(installed(vite), "dist/node/index.js"));

  inHost("Vite, build", version, "file", async (source) => {
    const { build } = await load();
    await build({ ...settings, build: { outDir: built(vite), emptyOutDir: true } });
    await opens(built(vite), source);
  });

  inHost("Vite, development", version, development, async (source) => {
    const { createServer } = await load();
    const service = await host(folder);
    const server = await createServer({ ...settings, server: { host: "127.0.0.1", port: 0 } });
    try {
      await server.listen();
      const { outcome, said } = await visit(`${server.resolvedUrls.local[0]}?service=${service.url}`);
      assert.deepEqual(outcome, expected(source));
      assert.equal(said.length, source === "file" ? 0 : 1, said.join("\n"));
    } finally {
      await server.close();
    }
  });
}

/** Builds with webpack; its script is a classic one. */
async function packed(entry, name) {
  const webpack = tools("webpack");
  const compiler = webpack({ mode: "production", context: folder, entry, output: { path: built(name) }, performance: false });
  const stats = await promisify(compiler.run.bind(compiler))();
  assert.equal(stats.hasErrors(), false, stats.toString());
  write(built(name), { "index.html": '<!doctype html><title>A page</title><script defer src="main.js"></script>' });
  return built(name);
}

inHost("webpack", tools("webpack/package.json").version, "file", async (source) => {
  await opens(await packed("./main.js", "webpack"), source);
});

inHost("webpack, CommonJS", tools("webpack/package.json").version, "inline", async (source) => {
  await opens(await packed("./main.cjs", "webpack-cjs"), source, { source, app: "wordcount-1.4.0u2" });
});

inHost("esbuild", tools("esbuild/package.json").version, "inline", async (source) => {
  const { build } = tools("esbuild");
  await build({ entryPoints: [join(folder, "main.js")], bundle: true, format: "esm", outdir: built("esbuild"), logLevel: "error" });
  write(built("esbuild"), { "index.html": page("main.js") });
  await opens(built("esbuild"), source);
});

inHost("Node, ECMAScript", node, "node", async (source) => {
  const service = await host(folder);
  const { stdout } = await execute("node", ["runs.mjs", service.url], { cwd: folder });
  // The import has loaded the wasm, so that nothing is too early.
  const { early, ...outcome } = expected(source);
  assert.deepEqual(JSON.parse(stdout), outcome);
});

inHost("Node, CommonJS", node, "node", async (source) => {
  const service = await host(folder);
  const { stdout } = await execute("node", ["runs.cjs", service.url], { cwd: folder });
  assert.deepEqual(JSON.parse(stdout), { same: true, source, app: "wordcount-1.4.0u2" });
});

/** Runs a test runner in the project. */
async function runs(program, options, source) {
  const service = await host(folder);
  const env = { ...process.env, NODE_OPTIONS: "", NODE_TEST_CONTEXT: undefined, SERVICE: service.url, SOURCE: source };
  try {
    await execute("node", [program, ...options], { cwd: folder, env });
  } catch (error) {
    throw new Error(`${error.stdout}${error.stderr}`);
  }
}

inHost("vitest", tools("vitest/package.json").version, "node", async (source) => {
  await runs(join(installed("vitest"), "vitest.mjs"), ["run", "--globals", "--dir", "vitest", "--root", folder], source);
});

const jest = (environment) => ["--rootDir", folder, "--env", environment, "--testMatch", "**/jest/*.test.cjs", "--moduleFileExtensions", "js", "cjs"];

inHost("jest, node", tools("jest/package.json").version, "node", async (source) => {
  await runs(join(installed("jest"), "bin/jest.js"), jest(join(installed("jest-environment-node"), "build/index.js")), source);
});

inHost("jest, jsdom", tools("jest/package.json").version, "node", async (source) => {
  await runs(join(installed("jest"), "bin/jest.js"), jest(join(folder, "jest/browser.cjs")), source);
});
