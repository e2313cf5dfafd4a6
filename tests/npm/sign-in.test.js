import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import test from "node:test";
import { promisify } from "node:util";
import { project } from "./support/project.js";

const execute = promisify(execFile);

const folder = project({
  "sign-in.js": `
    import { Agave } from "portolan";
    const seen = [];
    const json = (value) => new Response(JSON.stringify(value), { headers: { "content-type": "application/json" } });
    async function fetch(request) {
      const { origin, pathname } = new URL(request.url);
      seen.push([request.method, origin + pathname, await request.text(), request.headers.get("authorization")]);
      if (pathname === "/tenants") {
        const tenant = { id: "7", code: "harbour", name: "Harbour", baseUrl: "https://api.harbour.example/" };
        return json({ status: "success", message: null, version: "2", result: [tenant] });
      }
      if (pathname === "/token") return json({ access_token: "by-code", refresh_token: "r", expires_in: 60 });
      return json({ status: "success", message: null, version: "2", result: { username: "ada" } });
    }
    const page = "https://page.example/app/";
    const caught = async (call) => { try { await call(); return "nothing"; } catch ({ code, field, message }) { return [code, field, message]; } };
    const agave = () => new Agave({ baseUrl: "https://somewhere.example", clientKey: "key", clientSecret: "secret", fetch });
    const entry = (client) => Object.values(client.session.saveConfigs().current)[0];

    const url = await agave().session.authorizeUrl({ clientId: "key", responseType: "token", redirectUri: page, state: "a b" });
    const implicit = agave();
    await implicit.session.acceptRedirect({ url: page + "#access_token=to%2Bken&token_type=bearer&expires_in=3600&state=s", state: "s" });
    await implicit.profiles.get();
    const byCode = agave();
    await byCode.session.acceptRedirect({ url: page + "?code=c%20d&state=s", state: "s" });
    await byCode.profiles.get();
    const refused = await Promise.all([
      "#access_token=t&state=other", "#access_token=t", "?error=access_denied&error_description=No+thanks&state=s", "?state=s",
    ].map((answer) => caught(() => agave().session.acceptRedirect({ url: page + answer, state: "s" }))));
    const noState = await caught(() => agave().session.acceptRedirect({ url: page + "#access_token=t&state=" }));

    const tenant = agave();
    await tenant.session.init({ tenantId: "harbour" });
    const byId = agave();
    await byId.session.init({ tenantId: "7" });
    const known = agave();
    known.session.init({ tenantId: "sd2e" });
    const named = agave();
    named.session.init({ tenantId: "mine", baseUrl: "http://127.0.0.1:8750" });
    const unknown = await caught(() => agave().session.init({ tenantId: "nowhere" }));
    console.log(JSON.stringify({
      url, seen, refused, noState, unknown,
      expires: entry(implicit).expires_in,
      tenants: [tenant, byId, known, named].map((client) => [entry(client).tenantid, entry(client).baseurl]),
    }));`,
});

const { stdout } = await execute("node", ["sign-in.js"], { cwd: folder, timeout: 30_000 });
const outcome = JSON.parse(stdout);

test("a page leads to the sign-in page and takes what comes back", () => {
  const { url, seen, expires } = outcome;
  const query = "scope=PRODUCTION&client_id=key&response_type=token&redirect_uri=https%3A%2F%2Fpage.example%2Fapp%2F&state=a%20b";
  assert.equal(url, `https://somewhere.example/authorize?${query}`);
  const basic = `Basic ${Buffer.from("key:secret").toString("base64")}`;
  const form = "grant_type=authorization_code&code=c%20d&redirect_uri=https%3A%2F%2Fpage.example%2Fapp%2F";
  assert.deepEqual(
    seen.filter(([, address]) => !address.endsWith("/tenants")),
    [
      ["GET", "https://somewhere.example/profiles/v2/me", "", "Bearer to+ken"],
      ["POST", "https://somewhere.example/token", form, basic],
      ["GET", "https://somewhere.example/profiles/v2/me", "", "Bearer by-code"],
    ],
  );
  assert.equal(expires, 3600);
});

test("an answer to another sign-in is not taken, and a refusal is told", () => {
  const { refused, noState } = outcome;
  assert.deepEqual(refused.map(([code, field]) => [code, field]), [["invalid", "state"], ["invalid", "state"], ["auth", null], ["invalid", "code"]]);
  assert.equal(refused[2][2], "No thanks");
  assert.deepEqual(noState.slice(0, 2), ["invalid", "state"]);
});

test("a tenant is known, or its server lists it", () => {
  const { tenants, unknown } = outcome;
  assert.deepEqual(tenants, [
    ["harbour", "https://api.harbour.example"],
    ["harbour", "https://api.harbour.example"],
    ["sd2e", "https://api.sd2e.org"],
    ["mine", "http://127.0.0.1:8750"],
  ]);
  assert.deepEqual(unknown.slice(0, 2), ["invalid", "tenantId"]);
});
