import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import test from "node:test";
import { promisify } from "node:util";
import { host } from "./support/host.js";
import { project, run } from "./support/project.js";

const execute = promisify(execFile);

const folder = project({
  "esm.js": `
    import init, { init as named, Agave } from "portolan";
    console.log(JSON.stringify([await init(), named === init, typeof Agave]));`,
  "cjs.cjs": `
    const { init, default: alsoInit, Agave } = require("portolan");
    init().then((loaded) => console.log(JSON.stringify([loaded, init === alsoInit, typeof Agave])));`,
  "calls.js": `
    import { Agave, PortolanError, isPortolanError } from "portolan";
    const agave = new Agave({ baseUrl: process.argv[2], token: "secret" });
    const apps = await agave.apps.list({ limit: 2, search: { "name.like": "*count*" } });
    const missing = await agave.jobs.get({ jobId: "gone" }).catch((error) => error);
    const wrong = await agave.jobs.get({ jobid: "gone" }).catch((error) => error);
    const aborted = await agave.apps.list({}, { signal: AbortSignal.abort("enough") }).catch((reason) => reason);
    console.log(JSON.stringify({
      apps,
      missing,
      wrong,
      aborted,
      kinds: [missing instanceof PortolanError, missing instanceof Error, isPortolanError(wrong)],
    }));`,
});

test("an ECMAScript module imports it", () => {
  assert.deepEqual(JSON.parse(run(folder, "node", "esm.js")), [{ source: "node" }, true, "function"]);
});

test("a CommonJS module requires it", () => {
  assert.deepEqual(JSON.parse(run(folder, "node", "cjs.cjs")), [{ source: "node" }, true, "function"]);
});

test("calls reach the service and come back untouched, or as errors that explain", async () => {
  const service = await host(folder);
  // A script that is done must end: a timer of a call that was answered would keep it alive.
  const { stdout } = await execute("node", ["calls.js", service.url], { cwd: folder, timeout: 15_000 });
  const { apps, missing, wrong, aborted, kinds } = JSON.parse(stdout);
  assert.equal(apps[0].id, "wordcount-1.4.0u2");
  assert.equal(apps[0]._links.self.href, "https://api.harbour.example/apps/v2/wordcount-1.4.0u2");
  assert.equal(service.seen[0].path.replace(/\/$/, ""), "/apps/v2");
  assert.deepEqual(service.seen[0].query, { limit: "2", "name.like": "*count*" });
  assert.equal(service.seen[0].headers.authorization, "Bearer secret");
  assert.equal(missing.code, "not-found");
  assert.equal(missing.operation, "jobs.get");
  assert.equal(missing.status, 404);
  assert.match(missing.message, /No job found/);
  assert.equal(wrong.code, "invalid");
  assert.match(wrong.message, /jobid|jobId/);
  assert.equal(wrong.outcome, "not-sent");
  assert.equal(aborted, "enough");
  assert.deepEqual(kinds, [true, true, true]);
  assert.equal(service.seen.length, 2, "a wrong argument and an aborted call are not sent");
});
