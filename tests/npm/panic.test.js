import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import test from "node:test";
import { promisify } from "node:util";
import { endBrowser, visit } from "./support/browser.js";
import { host } from "./support/host.js";
import { wasmOf } from "./support/package.js";
import { project, write } from "./support/project.js";
import { page } from "./support/use.js";
import { panicking } from "./support/wasm.js";

const execute = promisify(execFile);
endBrowser();

const SHOWN = "({ name, code, message, outcome }) => ({ name, code, message, outcome })";

/** Two calls wait for answers that never come when something makes the wasm panic. */
const PANICS = (provoke) => `
  const agave = new Agave({ baseUrl: "http://127.0.0.1:9", token: "t", fetch: () => new Promise(() => {}) });
  const other = new Agave({ baseUrl: "http://127.0.0.1:9", token: "t", fetch: () => new Promise(() => {}) });
  const open = [agave.jobs.get({ jobId: "1" }), other.apps.list()].map((call) => call.catch(${SHOWN}));
  const provoked = await (async () => ${provoke})().catch(${SHOWN});
  const later = await agave.jobs.get({ jobId: "2" }).catch(${SHOWN});
  let anew;
  try { new Agave(); } catch (error) { anew = (${SHOWN})(error); }`;

const folder = project({
  "node.js": `
    import { Agave } from "portolan";
    ${PANICS('agave.session.init({ tenantId: "sd2e" })')}
    console.log(JSON.stringify([...await Promise.all(open), provoked, later, anew]));`,
  "index.html": page("main.js"),
  "main.js": `
    import { init, Agave } from "./node_modules/portolan/dist/index.js";
    await init("/panics-later.wasm");
    ${PANICS('agave.profiles.list()')}
    window.outcome = [...await Promise.all(open), provoked, later, anew];`,
});
const good = wasmOf(folder);

const check = (errors) => {
  assert.equal(errors.length, 5);
  for (const error of errors) {
    assert.deepEqual([error.name, error.code, error.outcome], ["PortolanError", "internal", "unknown"]);
    assert.match(error.message, /has stopped because of a mistake of its own/);
  }
};

test("a panic in a call from outside ends all open calls and every later one, and not the process", async () => {
  write(folder, { "node_modules/portolan/dist/portolan.wasm": panicking(good, /^connection_session$/) });
  const { stdout, stderr } = await execute("node", ["node.js"], { cwd: folder });
  check(JSON.parse(stdout));
  assert.equal(stderr, "");
});

test("a panic in the event loop does the same in a page", async () => {
  write(folder, { "panics-later.wasm": panicking(good, /closures.*invoke/) });
  const { url } = await host(folder);
  const { outcome, said } = await visit(`${url}/index.html`);
  check(outcome);
  assert.deepEqual(said, []);
});
