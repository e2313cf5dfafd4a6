import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { installed } from "./support/package.js";
import { project } from "./support/project.js";
import { envelope, json, service } from "./support/service.js";

const { esm, cjs } = await installed(project({}));
const caught = (call) => call.then(() => assert.fail("it succeeded"), (error) => error);
const thrown = (does) => {
  try {
    does();
  } catch (error) {
    return error;
  }
  return assert.fail("it succeeded");
};

/** A service whose jobs are there and whose one answer never comes. */
const harbour = () =>
  service(({ path }, response) => {
    if (path.startsWith("/jobs/v2/never")) return;
    if (path === "/jobs/v2/7") envelope(response, { id: "7" });
    else json(response, 404, { status: "error", message: `No job found for ${path}`, version: "2", result: null });
  });

test("an error of one copy of the package is known by another", async () => {
  const { url } = await harbour();
  assert.notEqual(esm.Agave, cjs.Agave);
  const error = await caught(new cjs.Agave({ baseUrl: url, token: "t" }).jobs.get({ jobId: "gone" }));
  assert.ok(error instanceof Error && error instanceof esm.PortolanError && error instanceof cjs.PortolanError);
  assert.ok(esm.isPortolanError(error) && !esm.isPortolanError(new Error("x")) && !esm.isPortolanError(null));
});

test("an error as JSON holds what helps, and nothing else", async () => {
  const { url } = await harbour();
  const error = await caught(new esm.Agave({ baseUrl: url, token: "a-secret-token" }).jobs.get({ jobId: "gone" }));
  assert.deepEqual(JSON.parse(JSON.stringify(error)), {
    name: "PortolanError",
    message: "No job found for /jobs/v2/gone",
    code: "not-found",
    service: "agave",
    operation: "jobs.get",
    status: 404,
    retryable: false,
    attempts: 1,
    outcome: "rejected",
  });
});

test("an abort rejects with the signal's own reason, soon, and sends nothing more", async () => {
  const { url, seen } = await harbour();
  const agave = new esm.Agave({ baseUrl: url, token: "t" });
  for (const reason of [new Error("the user left"), "enough", undefined]) {
    const controller = new AbortController();
    const sent = seen.length;
    const call = caught(agave.jobs.get({ jobId: "never" }, { signal: controller.signal }));
    while (seen.length === sent) await wait(5);
    const began = performance.now();
    controller.abort(reason);
    assert.equal(await call, controller.signal.reason);
    assert.ok(performance.now() - began < 50);
  }
  assert.equal(await caught(agave.jobs.get({ jobId: "7" }, { signal: AbortSignal.abort("before") })), "before");
  await wait(300);
  assert.equal(seen.length, 3);
});

test("a freed client ends its calls and takes no others; other clients go on", async () => {
  const { url, seen } = await harbour();
  const agave = new esm.Agave({ baseUrl: url, token: "t" });
  const other = new esm.Agave({ baseUrl: url, token: "t" });
  const open = caught(agave.jobs.get({ jobId: "never" }));
  while (seen.length === 0) await wait(5);
  agave[Symbol.dispose ?? Symbol.for("Symbol.dispose")]();
  agave.free();
  for (const error of [await open, await caught(agave.jobs.get({ jobId: "7" })), thrown(() => agave.session.saveConfigs())]) {
    assert.equal(error.code, "aborted");
    assert.match(error.message, /was freed/);
  }
  assert.deepEqual(await other.jobs.get({ jobId: "7" }), { id: "7" });
});

test("options that are wrong are named, those of a client and those of a call", async () => {
  const { url, seen } = await harbour();
  const agave = new esm.Agave({ baseUrl: url, token: "t" });
  const rows = [
    [() => new esm.Agave({ baseURL: url }), "baseURL"],
    [() => new esm.Agave({ baseUrl: "ftp://x" }), "baseUrl"],
    [() => new esm.Agave({ baseUrl: url, fetch: 1 }), "fetch"],
    [() => new esm.Agave({ baseUrl: url, logger: true }), "logger"],
    [() => new esm.Jarvice({ baseUrl: url, form: "yes" }), "form"],
    [() => new esm.Rescale({ baseUrl: url, token: 7 }), "token"],
  ];
  for (const [does, field] of rows) assert.deepEqual([thrown(does).code, thrown(does).field], ["invalid", field]);
  const calls = [
    [{ timeoutMs: "soon" }, "timeoutMs"],
    [{ retry: 3 }, "retry"],
    [{ headers: 7 }, "headers"],
    [{ signal: "stop" }, "signal"],
    [{ onProgress: true }, "onProgress"],
    [{ timeout: 5 }, "timeout"],
    [7, "options"],
  ];
  for (const [options, field] of calls) {
    const error = await caught(agave.jobs.get({ jobId: "7" }, options));
    assert.deepEqual([error.code, error.field, error.outcome], ["invalid", field, "not-sent"], JSON.stringify(options));
  }
  assert.equal(seen.length, 0);
});

test("a client's own fetch, headers, retry and deadline go with every call, and a call's before them", async () => {
  const { url, seen } = await service(({ path }, response) => {
    if (path.endsWith("/503")) json(response, 503, { message: "later" });
    else envelope(response, {});
  });
  const asked = [];
  const send = (request) => {
    asked.push(request.url);
    return fetch(request);
  };
  const agave = new esm.Agave({ baseUrl: url, token: "t", fetch: send, headers: { "x-page": "jobs", "x-both": "client" }, retry: false });
  await agave.jobs.get({ jobId: "1" }, { headers: { "x-both": "call" } });
  assert.deepEqual(asked, [`${url}/jobs/v2/1`]);
  assert.deepEqual([seen[0].headers["x-page"], seen[0].headers["x-both"]], ["jobs", "call"]);
  assert.equal((await caught(agave.jobs.get({ jobId: "503" }))).attempts, 1);
  assert.equal((await caught(agave.jobs.get({ jobId: "503" }, { retry: true }))).attempts, 3);
});

/** The envelope's lists of Agave, capped by the service, and Rescale's pages. */
const lists = () =>
  service(({ path, query }, response) => {
    const all = Array.from({ length: 25 }, (_, index) => ({ id: String(index) }));
    if (path.startsWith("/jobs")) {
      const offset = Number(query.get("offset") ?? 0);
      envelope(response, all.slice(offset, offset + Math.min(Number(query.get("limit") ?? 100), 10)));
      return;
    }
    const page = Number(query.get("page") ?? 1);
    const next = page < 3 ? "https://elsewhere.example/api/v2/jobs/?page=9" : null;
    json(response, 200, { count: 25, next, previous: null, results: all.slice((page - 1) * 10, page * 10) });
  });

test("a list is its first page, all its items or its pages, and stops where one stops", async () => {
  const { url, seen } = await lists();
  const clients = [new esm.Agave({ baseUrl: url, token: "t" }), new esm.Rescale({ baseUrl: url, token: "t" })];
  const size = [{ limit: 100 }, { pageSize: 10 }];
  for (const [index, { jobs }] of clients.entries()) {
    assert.equal((await jobs.listAll(size[index])).length, 10);
    const ids = [];
    for await (const { id } of jobs.listAll(size[index])) ids.push(id);
    assert.deepEqual(ids, Array.from({ length: 25 }, (_, id) => String(id)));
    const lengths = [];
    for await (const page of jobs.listAll(size[index]).pages()) lengths.push(page.length);
    assert.deepEqual(lengths, [10, 10, 5]);
    const before = seen.length;
    for await (const { id } of jobs.listAll(size[index])) if (id === "12") break;
    assert.equal(seen.length - before, 2);
  }
  const controller = new AbortController();
  const rest = (async () => {
    for await (const { id } of clients[0].jobs.listAll({}, { signal: controller.signal })) if (id === "5") controller.abort("done");
  })();
  assert.equal(await caught(rest), "done");
});

test("a client that is forgotten goes, also one that has made calls", async () => {
  const { url } = await harbour();
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  const forgotten = [];
  for (let count = 0; count < 50; count += 1) {
    const agave = new esm.Agave({ baseUrl: url, token: "t" });
    await agave.jobs.get({ jobId: "7" }, { signal: new AbortController().signal });
    forgotten.push(new WeakRef(agave));
  }
  for (let turn = 0; turn < 20 && forgotten.some((one) => one.deref()); turn += 1) {
    await wait(20);
    collect();
  }
  // The engine may keep the last one in a register.
  assert.ok(forgotten.filter((one) => one.deref()).length <= 1);
});
