import assert from "node:assert/strict";
import test from "node:test";
import { endBrowser, inPage } from "./support/browser.js";
import { host, STRICT } from "./support/host.js";
import { project } from "./support/project.js";
import { envelope, service } from "./support/service.js";
import { page } from "./support/use.js";

endBrowser();

const folder = project({
  "index.html": page("main.js"),
  "main.js": `
    import init, { Agave } from "./node_modules/portolan/dist/index.js";
    window.ask = async (baseUrl) => {
      await init();
      const agave = new Agave({ baseUrl, token: "t", retry: false });
      return agave.jobs.list().then(() => ({}), ({ code, hint }) => ({ code, hint }));
    };`,
});

/** What a page says when it calls a service that it cannot reach. */
async function asked(policy, address) {
  const { url } = await host(folder, { policy });
  return inPage(`${url}/index.html`, async (tab) => {
    await tab.waitForFunction(() => window.ask !== undefined);
    return { ...(await tab.evaluate((to) => window.ask(to), address)), page: url };
  });
}

test("a policy that does not let the page call is told from a network that is down", async () => {
  const { url, seen } = await service((_, response) => envelope(response, []));
  const { code, hint } = await asked(STRICT, url);
  assert.equal(code, "csp");
  assert.ok(hint.includes(url) && hint.includes("connect-src"), hint);
  assert.equal(seen.length, 0);
});

test("a service that allows no calls from elsewhere is told from one that is down", async () => {
  const { url } = await service((_, response) => envelope(response, []));
  const refused = await asked("", url);
  assert.equal(refused.code, "cors");
  assert.ok(refused.hint.includes(url) && refused.hint.includes(refused.page), refused.hint);
  const down = await asked("", "http://127.0.0.1:9");
  assert.equal(down.code, "network");
});

test("a service that answers a preflight with a refusal has got no credential", async () => {
  const { url, seen } = await service((_, response) => response.writeHead(403).end());
  assert.equal((await asked("", url)).code, "cors");
  assert.ok(seen.length > 0 && seen.every(({ headers }) => headers.authorization === undefined));
});
