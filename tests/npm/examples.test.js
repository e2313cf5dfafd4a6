import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import test from "node:test";
import { endBrowser, inPage } from "./support/browser.js";
import { host } from "./support/host.js";
import { project, run } from "./support/project.js";
import { envelope, json, service } from "./support/service.js";

endBrowser();

const ROOT = join(import.meta.dirname, "../..");
const tools = createRequire(new URL("hosts/package.json", import.meta.url));
const fixture = (name) => JSON.parse(readFileSync(join(ROOT, `tests/fixtures/agave/${name}.json`), "utf8")).result;

/** A service that the examples' pages may call, from recorded answers; a job runs for one look and has finished then. */
async function harbour() {
  const states = ["RUNNING"];
  const sent = [];
  const answers = {
    "GET /jobs/v2/": () => fixture("jobs"),
    "POST /jobs/v2/": () => fixture("job"),
    "POST /files/v2/media/system/store/": () => fixture("file-uploaded"),
    "GET /files/v2/listings/system/store/": () => fixture("files"),
    "GET /files/v2/listings/system/store/logs": () => fixture("files-one"),
    status: () => ({ id: "1", status: states.shift() ?? "FINISHED" }),
    outputs: () => fixture("job-outputs"),
  };
  const { url } = await service(({ method, path, query, headers, body }, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "Authorization, Content-Type");
    if (method === "OPTIONS") return response.writeHead(204).end();
    sent.push({ method, path, body });
    if (headers.authorization !== "Bearer a-token") {
      return json(response, 401, { fault: { code: 900901, message: "Invalid Credentials", description: "Access failure" } });
    }
    const what = /status|outputs/.exec(path)?.[0] ?? `${method} ${path}`;
    if (!answers[what]) return json(response, 404, { status: "error", message: `${what} is not recorded`, result: null });
    return envelope(response, Number(query.get("offset") ?? 0) > 0 ? [] : answers[what]());
  });
  return { url, sent };
}

/** A copy of an example with the package installed. */
function example(name) {
  const folder = project({});
  cpSync(join(ROOT, "examples", name), folder, { recursive: true, filter: (path) => !/node_modules|package\.json/.test(path) });
  return folder;
}

const fill = async (page, fields) => {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
};
const says = (page, text) => page.getByRole("status").filter({ hasText: text }).waitFor({ timeout: 15_000 });

test("plain: the latest jobs are listed, and a wrong token is explained", async () => {
  const { url } = await host(example("plain"), { policy: "" });
  const { url: address } = await harbour();
  await inPage(`${url}/index.html`, async (page) => {
    await fill(page, { Address: address, Token: "wrong" });
    await page.getByRole("button", { name: "Show" }).click();
    await says(page, "Invalid Credentials");
    await fill(page, { Token: "a-token" });
    await page.getByRole("button", { name: "Show" }).click();
    await says(page, "3 jobs");
    assert.deepEqual(await page.getByRole("listitem").allTextContents(), ["count the log: FINISHED", "count the log: HEARTBEAT", ": FAILED"]);
  });
});

test("worker: a folder is added up with those in it, and the page hears of it", async () => {
  const { url } = await host(example("worker"), { policy: "" });
  const { url: address } = await harbour();
  const files = [...fixture("files"), ...fixture("files-one")].filter(({ type }) => type === "file");
  await inPage(`${url}/index.html`, async (page) => {
    await fill(page, { Address: address, Token: "a-token", System: "store" });
    await page.getByRole("button", { name: "Add up" }).click();
    const bytes = files.reduce((sum, { length }) => sum + Number(length), 0);
    await says(page, new RegExp(`^${files.length} files, ${bytes} bytes$`));
  });
});

test("vite: TypeScript compiles, a file is uploaded, a job runs on it and its outputs are named", async () => {
  const folder = example("vite");
  run(folder, "node", join(ROOT, "node_modules/typescript/bin/tsc"), "--project", ".");
  const { build } = await import(tools.resolve("vite8"));
  await build({ root: folder, configFile: false, logLevel: "error", build: { outDir: join(folder, "built") } });
  const { url } = await host(join(folder, "built"), { policy: "" });
  const { url: address, sent } = await harbour();
  await inPage(`${url}/index.html`, async (page) => {
    await fill(page, { Address: address, Token: "a-token", System: "store" });
    await page.getByLabel("Text file").setInputFiles({ name: "a b.txt", mimeType: "text/plain", buffer: Buffer.from("three short words") });
    await page.getByRole("button", { name: "Run" }).click();
    await says(page, "The job is FINISHED");
    await page.getByRole("listitem").nth(fixture("job-outputs").length - 1).waitFor();
    assert.deepEqual(await page.getByRole("listitem").allTextContents(), fixture("job-outputs").map(({ name }) => name));
  });
  assert.match(sent.find(({ method, path }) => method === "POST" && path.startsWith("/files")).body, /three short words/);
  const { inputs } = JSON.parse(sent.find(({ method, path }) => method === "POST" && path.startsWith("/jobs")).body);
  assert.deepEqual(inputs, { files: "agave://store/a b.txt" });
});

test("the start in the package's README runs as it stands", async () => {
  const readme = readFileSync(join(ROOT, "crates/portolan-js/npm/README.md"), "utf8");
  const [, start] = /```js\n([\s\S]*?)```/.exec(readme);
  assert.ok(start.trim().split("\n").length <= 12, "the start is longer than ten lines and the imports");
  const { url } = await harbour();
  const folder = project({ "start.js": `const [baseUrl, token] = process.argv.slice(2);\n${start}` });
  const { execFile } = await import("node:child_process");
  const { promisify } = await import("node:util");
  const { stdout } = await promisify(execFile)("node", ["start.js", url, "a-token"], { cwd: folder });
  assert.match(stdout, /counts\.csv/);
});
