import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import test from "node:test";
import { promisify } from "node:util";
import { host } from "./support/host.js";
import { project } from "./support/project.js";

const execute = promisify(execFile);

const folder = project({
  "session.js": `
    import { Agave } from "portolan";
    const caught = async (call) => { try { return await call(); } catch ({ code, field }) { return [code, field]; } };
    const agave = new Agave({ baseUrl: process.argv[2], clientKey: "key", clientSecret: "sécret" });
    const answer = await agave.session.getAccessToken({ username: "ada", password: "p&w" });
    const file = agave.session.saveConfigs({ sessions: { elsewhere: { ada: {} } } });
    const loaded = new Agave();
    loaded.session.loadConfigs({ config: JSON.parse(JSON.stringify(file)) });
    await loaded.session.refreshTokens();
    const apps = await loaded.apps.list();
    const named = { tenantId: "", username: "ada", clientName: "" };
    loaded.session.loadConfigs({ config: file, ...named });
    loaded.session.init({ tenantId: "sd2e" });
    console.log(JSON.stringify({
      answer,
      file,
      app: apps[0].id,
      moved: Object.values(loaded.session.saveConfigs().current)[0],
      faults: await Promise.all([
        () => agave.session.getAccessToken({ username: "ada" }),
        () => new Agave().session.refreshTokens(),
        () => agave.session.loadConfigs({ config: file, ...named, tenantId: "nowhere" }),
        () => agave.session.loadConfigs({ config: { current: { x: { baseurl: "nowhere" } } } }),
        () => agave.session.init({}),
        () => new Agave({ baseUrl: 7 }),
        () => agave.apps.list({}, { timeoutMs: "soon" }),
        () => agave.apps.list({}, { headers: 7 }),
      ].map(caught)),
    }));`,
});

test("a session signs in, is saved and loaded, and goes on", async () => {
  const service = await host(folder);
  const { stdout } = await execute("node", ["session.js", service.url], { cwd: folder, timeout: 15_000 });
  const { answer, file, app, moved, faults } = JSON.parse(stdout);
  const entry = file.current[""];
  assert.equal(answer.token_type, "bearer");
  assert.deepEqual(file.sessions, { elsewhere: { ada: {} }, "": { ada: { "": entry } } });
  assert.equal(entry.access_token, answer.access_token);
  assert.equal(entry.refresh_token, answer.refresh_token);
  assert.equal(entry.expires_in, answer.expires_in);
  assert.equal(entry.baseurl, service.url);
  assert.match(entry.expires_at, /^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d UTC \d{4}$/);
  assert.equal(app, "wordcount-1.4.0u2");
  assert.deepEqual([moved.tenantid, moved.baseurl], ["sd2e", "https://api.sd2e.org"]);
  const basic = `Basic ${Buffer.from("key:sécret").toString("base64")}`;
  assert.deepEqual(
    service.seen.map(({ method, path, headers }) => [method, path.replace(/\/$/, ""), headers.authorization]),
    [["POST", "/token", basic], ["POST", "/token", basic], ["GET", "/apps/v2", `Bearer ${answer.access_token}`]],
  );
  assert.deepEqual(faults, [
    ["invalid", "password"],
    ["auth", null],
    ["not-found", null],
    ["invalid", "baseUrl"],
    ["invalid", "tenantId"],
    ["invalid", "baseUrl"],
    ["invalid", "timeoutMs"],
    ["invalid", "headers"],
  ]);
});
