import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import test from "node:test";
import { promisify } from "node:util";
import { endBrowser, outcomeOf } from "./support/browser.js";
import { host, STRICT } from "./support/host.js";
import { project } from "./support/project.js";

const execute = promisify(execFile);
endBrowser();

/** A little of Agave that knows one token at a time, and a storage that several clients share. */
const SERVICE = `
  export const kept = new Map();
  export const storage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
  export const service = { token: "t1", refreshToken: "r1", refreshed: 0, refused: 0, revoked: [] };
  const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
  const json = (value, status = 200) =>
    new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json" } });
  export async function fetch(request) {
    await pause();
    const { pathname } = new URL(request.url);
    if (pathname === "/revoke") {
      service.revoked.push(new URLSearchParams(await request.text()).get("token"));
      return json({});
    }
    if (pathname === "/token") {
      const form = new URLSearchParams(await request.text());
      if (form.get("grant_type") === "refresh_token") {
        if (form.get("refresh_token") !== service.refreshToken) return json({ error: "invalid_grant" }, 400);
        service.refreshed += 1;
        service.token = "t" + (service.refreshed + 1);
        service.refreshToken = "r" + (service.refreshed + 1);
      }
      return json({ access_token: service.token, refresh_token: service.refreshToken, expires_in: 14400, token_type: "bearer" });
    }
    if (request.headers.get("authorization") !== "Bearer " + service.token) {
      service.refused += 1;
      return json({ fault: { code: 900904, message: "Invalid Credentials", description: "" } }, 401);
    }
    return json({ status: "success", message: null, version: "2", result: { id: "7", status: "RUNNING" } });
  }`;

const folder = project({
  "service.js": SERVICE,
  "share.js": `
    import { Agave } from "portolan";
    import { fetch, kept, service, storage } from "./service.js";
    const baseUrl = "https://api.harbour.example/";
    const first = new Agave({ baseUrl, clientKey: "key", clientSecret: "secret", fetch, storage });
    await first.session.getAccessToken({ username: "ada", password: "p" });
    const others = Array.from({ length: 9 }, () => new Agave({ baseUrl, fetch, storage }));
    const stranger = new Agave({ baseUrl, clientKey: "other", fetch, storage, token: "t1" });
    const before = kept.size;
    service.token = "expired on the server";
    const clients = [first, ...others];
    const jobs = await Promise.all(clients.flatMap((agave) => Array.from({ length: 100 }, () => agave.jobs.get({ jobId: "7" }))));
    const late = await clients[5].jobs.get({ jobId: "7" });
    console.log(JSON.stringify({ jobs: jobs.length, late: late.id, refreshed: service.refreshed, before, kept: [...kept] }));
    stranger.free();`,
  "pages.html": '<!doctype html><title>Ten pages</title><script type="module" src="pages.js"></script>',
  "pages.js": `
    import init, { Agave } from "./node_modules/portolan/dist/index.js";
    import { fetch, service } from "./service.js";
    window.answer = async (address, options) => {
      const response = await fetch(new Request(address, options));
      return [await response.text(), response.status];
    };
    await init();
    const agave = new Agave({ baseUrl: location.origin, clientKey: "key", clientSecret: "secret", fetch, storage: "local" });
    await agave.session.getAccessToken({ username: "ada", password: "p" });
    const frames = await Promise.all(Array.from({ length: 10 }, () => new Promise((resolve) => {
      const frame = document.createElement("iframe");
      window.addEventListener("message", ({ source }) => { if (source === frame.contentWindow) resolve(source); });
      frame.src = "frame.html";
      document.body.append(frame);
    })));
    service.token = "expired on the server";
    const jobs = await Promise.all(frames.map((frame) => frame.calls()));
    const { refreshed, refused } = service;
    window.outcome = { jobs, refreshed, refused: refused > 0, locks: "locks" in navigator };`,
  "frame.html": '<!doctype html><title>One page</title><script type="module" src="frame.js"></script>',
  "frame.js": `
    import init, { Agave } from "./node_modules/portolan/dist/index.js";
    await init();
    const fetch = async (request) => {
      const { method, headers } = request;
      const body = method === "POST" ? await request.text() : undefined;
      const [text, status] = await parent.answer(request.url, { method, body, headers: Object.fromEntries(headers) });
      return new Response(text, { status, headers: { "content-type": "application/json" } });
    };
    const agave = new Agave({ baseUrl: location.origin, fetch, storage: "local" });
    window.calls = async () => {
      const jobs = await Promise.all(Array.from({ length: 100 }, () => agave.jobs.get({ jobId: "7" })));
      return jobs.length;
    };
    parent.postMessage("ready", location.origin);`,
  "end.js": `
    import { Agave } from "portolan";
    import { fetch, kept, service, storage } from "./service.js";
    const baseUrl = "https://api.harbour.example";
    const agave = new Agave({ baseUrl, clientKey: "key", clientSecret: "secret", fetch, storage });
    await agave.session.getAccessToken({ username: "ada", password: "p" });
    await agave.session.revoke();
    const caught = [];
    for (const wrong of ["local", "disk", {}, 7]) {
      try { new Agave({ baseUrl, storage: wrong }); } catch ({ code, field }) { caught.push([code, field]); }
    }
    const mine = { baseUrl, clientKey: "key", clientSecret: "secret", fetch, storage };
    const stale = new Agave({ ...mine, token: "stale", refreshToken: "r1" });
    const other = new Agave({ ...mine, token: "t1", refreshToken: "someone else's" });
    await stale.jobs.get({ jobId: "7" });
    const alone = service.refreshed;
    other.free();
    kept.set("portolan agave " + baseUrl, "{ no session");
    const garbled = new Agave({ baseUrl, fetch, storage });
    kept.set("portolan agave " + baseUrl, JSON.stringify({ name: "x", entry: { baseurl: "https://elsewhere.example", access_token: "t9" } }));
    const moved = new Agave({ baseUrl, fetch, storage });
    const tell = async (call) => { try { return await call; } catch ({ code }) { return code; } };
    console.log(JSON.stringify({
      revoked: service.revoked,
      alone,
      caught,
      garbled: await tell(garbled.jobs.get({ jobId: "7" })),
      moved: await tell(moved.jobs.get({ jobId: "7" })),
    }));`,
});

async function run(script) {
  const { stdout } = await execute("node", [script], { cwd: folder, timeout: 30_000 });
  return JSON.parse(stdout);
}

test("clients that share a storage replace an expired token once", async () => {
  const { jobs, late, refreshed, before, kept } = await run("share.js");
  assert.deepEqual([jobs, late, refreshed, before], [1000, "7", 1, 1]);
  const [[key, session]] = kept;
  assert.equal(key, "portolan agave https://api.harbour.example");
  const { entry } = JSON.parse(session);
  assert.deepEqual([entry.access_token, entry.refresh_token, entry.username], ["t2", "r2", "ada"]);
});

test("ten pages of one origin replace an expired token once", async () => {
  const { url } = await host(folder, { policy: `${STRICT}; frame-src 'self'` });
  const { jobs, ...rest } = await outcomeOf(`${url}/pages.html`);
  assert.deepEqual(jobs, Array(10).fill(100));
  assert.deepEqual(rest, { refreshed: 1, refused: true, locks: true });
});

test("a session that is given back is kept no longer, and nothing is trusted that does not fit", async () => {
  const { revoked, alone, caught, garbled, moved } = await run("end.js");
  assert.deepEqual(revoked, ["t1"]);
  assert.equal(alone, 1, "a client with a token of its own takes nobody else's");
  assert.deepEqual(caught, Array.from({ length: 4 }, () => ["invalid", "storage"]));
  assert.deepEqual([garbled, moved], ["auth", "auth"]);
});
