import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import test from "node:test";
import { promisify } from "node:util";
import { project } from "./support/project.js";

const execute = promisify(execFile);

const program = (load) => `
    ${load}
    const page = (results) => ({ count: results.length, next: null, previous: null, results });
    const statuses = [["Executing"], ["Completed", "Executing"]];
    const answers = {
      "GET /api/v2/users/me/": () => ({ email: "ada@example.org", fullName: "Ada" }),
      "GET /api/v2/analyses/openfoam/": () => ({ code: "openfoam", name: "OpenFOAM", versions: [{ versionCode: "11", stdCommand: "./Allrun" }] }),
      "GET /api/v2/jobs/": () => page([{ id: "Old", name: "tail", jobStatus: { content: "Executing" }, analysisNames: ["OpenFOAM"] }]),
      "GET /api/v2/analyses/": () => page([{ code: "openfoam", name: "OpenFOAM" }]),
      "POST /api/v2/jobs/": () => ({ id: "New", name: "wing" }),
      "POST /api/v2/jobs/New/submit/": () => ({}),
      "GET /api/v2/jobs/New/": () => ({ id: "New", name: "wing", jobanalyses: [{ analysis: { code: "openfoam" } }] }),
      "GET /api/v2/jobs/New/statuses/": () =>
        page((statuses.length > 1 ? statuses.shift() : statuses[0]).map((status) => ({ status, statusDate: "2026-01-01T00:00:00Z", statusReason: status === "Completed" ? "Completed successfully" : null }))),
    };
    const seen = [];
    const fetch = async (request) => {
      const { pathname } = new URL(request.url);
      const name = request.method + " " + pathname;
      seen.push([name, request.headers.get("authorization"), await request.text()]);
      return name in answers ? Response.json(answers[name]()) : Response.json({ detail: "Not found." }, { status: 404 });
    };
    const code = async (call) => { try { await call(); return "none"; } catch (error) { return isPortolanError(error) ? error.code : String(error); } };
    (async () => {
      const gateway = await connect({ service: "rescale", baseUrl: "https://platform.example.org", auth: { token: "t" }, fetch });
      const who = await gateway.who();
      const app = await gateway.apps.get("openfoam");
      const jobs = [];
      for await (const job of gateway.jobs.list()) jobs.push([job.id, job.status, job.appId]);
      const job = await gateway.jobs.submit({ appId: "openfoam", name: "wing", values: { command: "run" }, queue: "emerald" });
      const words = [];
      for await (const { status } of gateway.jobs.watch(job.id)) words.push(status);
      const codes = [
        await code(() => gateway.jobs.suspend("New")),
        await code(() => gateway.jobs.submit({ appId: "openfoam", values: { other: 1 } })),
        await code(() => gateway.jobs.get("Gone")),
        await code(() => connect({ service: "other", baseUrl: "https://x.example" })),
      ];
      const { body } = { body: JSON.parse(seen.find(([name]) => name === "POST /api/v2/jobs/")[2]) };
      console.log(JSON.stringify({ who, fields: app.fields.map(({ id }) => id), jobs, job: [job.id, job.status], words, codes, body, suspend: gateway.capabilities.suspend, token: seen[0][1] }));
      gateway.free();
    })();`;

const folder = project({
  "connect.mjs": program('import { connect, isPortolanError } from "portolan";'),
  "connect.cjs": program('const { connect, isPortolanError } = require("portolan");'),
});

for (const script of ["connect.mjs", "connect.cjs"]) {
  test(`${script}: one vocabulary for a service, from sign-in to the end of a job`, async () => {
    const { stdout } = await execute("node", [script], { cwd: folder, timeout: 20_000 });
    const found = JSON.parse(stdout);
    assert.deepEqual(found.who, { username: "ada@example.org", name: "Ada", email: "ada@example.org" });
    assert.deepEqual(found.fields, ["inputFiles", "command", "version"]);
    assert.deepEqual(found.jobs, [["Old", "running", "openfoam"]]);
    assert.deepEqual(found.job, ["New", "running"]);
    assert.equal(found.words.at(-1), "finished");
    assert.deepEqual(found.codes, ["unsupported", "invalid", "not-found", "invalid"]);
    assert.equal(found.body.jobanalyses[0].hardware.coreType, "emerald");
    assert.equal(found.suspend, false);
    assert.equal(found.token, "Token t");
  });
}
