import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { endBrowser, visit } from "./support/browser.js";
import { host, STRICT } from "./support/host.js";
import { wasmOf } from "./support/package.js";
import { project, write } from "./support/project.js";
import { page } from "./support/use.js";
import { ofAnotherBuild } from "./support/wasm.js";

endBrowser();

const START = `
  import init, { Agave, isPortolanError } from "./dist/index.js";
  const caught = (error) => isPortolanError(error) ? { code: error.code, message: error.message, hint: error.hint } : String(error);`;

const installed = project({});
let pages = 0;

/** A folder with the package's scripts and a page that leaves in `window.outcome` what `script` gives. */
function paged(script) {
  pages += 1;
  const folder = join(installed, String(pages));
  cpSync(join(installed, "node_modules/portolan/dist"), join(folder, "dist"), { recursive: true });
  write(folder, {
    "index.html": page("main.js"),
    "main.js": `${START} const outcome = async () => { ${script} }; window.outcome = await outcome().catch(caught) ?? null;`,
  });
  return folder;
}

const LOADS = "return (await init()).source;";

test("a wrong media type costs the stream and nothing else", async () => {
  const { url } = await host(paged(LOADS), { types: { ".wasm": "text/plain" } });
  assert.deepEqual(await visit(`${url}/index.html`), { outcome: "file", said: [] });
});

test("without the file the copy is used, and one warning says so", async () => {
  const folder = paged(LOADS);
  rmSync(join(folder, "dist/portolan.wasm"));
  const { url } = await host(folder);
  const { outcome, said } = await visit(`${url}/index.html`);
  assert.equal(outcome, "inline");
  assert.equal(said.length, 1, said.join("\n"));
  assert.match(said[0], /^portolan: portolan\.wasm could not be loaded: HTTP status 404\. /);
});

test("a page in the file's place is not taken for it", async () => {
  const folder = paged(LOADS);
  write(folder, { "dist/portolan.wasm": "<!doctype html><title>Home</title>" });
  const { url } = await host(folder, { types: { ".wasm": "text/html" } });
  const { outcome, said } = await visit(`${url}/index.html`);
  assert.equal(outcome, "inline");
  assert.match(said.join("\n"), /^[^\n]*not a wasm file[^\n]*$/);
});

for (const [what, source] of Object.entries({
  "an address": '"/dist/portolan.wasm"',
  "a URL": 'new URL("/dist/portolan.wasm", location)',
  "an answer to come": 'fetch("/dist/portolan.wasm")',
  "bytes": 'await (await fetch("/dist/portolan.wasm")).arrayBuffer()',
  "a module": 'await WebAssembly.compileStreaming(fetch("/dist/portolan.wasm"))',
})) {
  test(`the caller may give ${what}`, async () => {
    const { url } = await host(paged(`const { source } = await init(${source}); new Agave(); return source;`));
    assert.deepEqual(await visit(`${url}/index.html`), { outcome: "given", said: [] });
  });
}

test("loading can be asked for often, together, and again after it failed", async () => {
  const { url, served } = await host(paged(`
    const failed = await init("/gone.wasm").catch(caught);
    const together = await Promise.all([init(), init(), init()]);
    return { failed, sources: [...together, await init()].map(({ source }) => source) };`));
  const { outcome } = await visit(`${url}/index.html`);
  assert.equal(outcome.failed.code, "network");
  assert.match(outcome.failed.message, /portolan\.wasm could not be loaded: HTTP status 404/);
  assert.deepEqual(outcome.sources, ["file", "file", "file", "file"]);
  assert.equal(served.filter((path) => path.endsWith(".wasm")).length, 1);
});

test("a policy that forbids wasm is an error that names the directive", async () => {
  const { url } = await host(paged(LOADS), { policy: STRICT.replace(" 'wasm-unsafe-eval'", "") });
  const { outcome } = await visit(`${url}/index.html`);
  assert.equal(outcome.code, "csp");
  assert.match(outcome.hint, /'wasm-unsafe-eval'.*script-src/);
});

test("a wasm of another build is refused by name", async () => {
  const folder = paged(LOADS);
  write(folder, { "dist/portolan.wasm": ofAnotherBuild(wasmOf(installed)) });
  const { url } = await host(folder);
  const { outcome } = await visit(`${url}/index.html`);
  assert.equal(outcome.code, "version-mismatch");
  assert.match(outcome.message, /another build \(\w+\) than the script \(\w+\)/);
});
