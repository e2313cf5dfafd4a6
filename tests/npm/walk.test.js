import assert from "node:assert/strict";
import test, { after } from "node:test";
import { endBrowser, visit } from "./support/browser.js";
import { CREDENTIALS, casesOf, catalogue, FILE } from "./support/cases.js";
import { project, write } from "./support/project.js";
import { recorder } from "./support/recorder.js";
import { page } from "./support/use.js";

endBrowser();

/** Rows that nothing is sent for; what they do is tested with the session. */
const LOCAL = {
  "session.saveConfigs": "gives a session file, sends nothing",
  "session.loadConfigs": "takes a session file, sends nothing",
  "session.authorizeUrl": "gives the address to send a user to, sends nothing; the address is compared",
};

/** What clients have beside the operations of the catalogues. */
const MORE = ["connection", "session.init", "session.acceptRedirect"];

const services = Object.keys(CREDENTIALS);
const operations = services.flatMap((service) => catalogue(service).map((operation) => ({ service, operation })));
const spelledElse = operations.filter(({ operation }) => operation.js_same_as);
const own = operations.filter(({ operation }) => !operation.js_same_as);
const sending = own.filter(({ operation }) => !(operation.js in LOCAL));
const cases = sending.flatMap(({ service, operation }) => casesOf(service, operation));

const folder = project({
  "index.html": page("main.js"),
  "main.js": `
    import * as portolan from "./node_modules/portolan/dist/index.js";
    import { cases, addresses } from "./cases.js";
    await portolan.init();
    const CLASSES = { agave: "Agave", jarvice: "Jarvice", rescale: "Rescale" };
    const real = (value) => value?.file ? new File([value.file], value.name) : value;
    const client = ({ service, options }, prefix) => new portolan[CLASSES[service]]({ ...options, baseUrl: location.origin + prefix, retry: false });
    const find = (client, name) => name.split(".").reduce((object, part) => object?.[part], client);
    const call = async (one, prefix) => {
      const its = client(one, prefix);
      const method = find(its, one.js);
      if (!method) return { missing: true };
      const owner = one.js.includes(".") ? its[one.js.split(".")[0]] : its;
      const args = Object.fromEntries(Object.entries(one.arguments).map(([name, value]) => [name, real(value)]));
      try {
        return { answer: await method.call(owner, Object.keys(args).length ? args : undefined) ?? null };
      } catch (error) {
        return { error: error.message };
      }
    };
    const names = (service) => {
      const its = client({ service, options: {} }, "/");
      const methods = (object) => Object.getOwnPropertyNames(Object.getPrototypeOf(object)).concat(Object.getOwnPropertyNames(object))
        .filter((name) => typeof object[name] === "function" && name !== "constructor");
      const groups = Object.keys(its).filter((name) => typeof its[name] === "object");
      return [...methods(its), ...groups.flatMap((group) => methods(its[group]).map((name) => group + "." + name))];
    };
    const outcomes = [];
    for (const [number, one] of cases.entries()) {
      const { answer, ...rest } = await call(one, "/case/" + number);
      outcomes.push(rest);
    }
    window.outcome = {
      outcomes,
      addresses: await Promise.all(addresses.map((one) => call(one, "/case/0"))),
      names: Object.fromEntries(Object.keys(CLASSES).map((service) => [service, names(service)])),
    };`,
});

const plain = ({ service, options, operation, arguments: given }) => ({ service, options, js: operation.js, arguments: given });
const addresses = own
  .filter(({ operation }) => operation.js === "session.authorizeUrl")
  .flatMap(({ service, operation }) => casesOf(service, operation));
write(folder, {
  "cases.js": `export const cases = ${JSON.stringify(cases.map(plain))};\nexport const addresses = ${JSON.stringify(addresses.map(plain))};`,
});

const server = await recorder(folder);
const walked = visit(`${server.url}/index.html`);

for (const service of services) {
  test(`every operation of ${service} sends what the catalogue describes`, async () => {
    const { outcome } = await walked;
    const faults = [];
    for (const [number, one] of cases.entries()) {
      if (one.service !== service) continue;
      try {
        const { missing, error } = outcome.outcomes[number];
        assert.ok(!missing, "is missing");
        assert.equal(error, undefined);
        const requests = server.seen.get(number) ?? [];
        assert.equal(requests.length, 1, `${requests.length} requests`);
        compare(requests[0], one);
      } catch (fault) {
        faults.push(`${one.operation.js}(${JSON.stringify(one.arguments)}): ${fault.message}`);
      }
    }
    assert.deepEqual(faults, []);
  });
}

test("the address to send a user to is the one of the catalogue", async () => {
  const { outcome } = await walked;
  for (const [index, one] of addresses.entries()) {
    const url = new URL(outcome.addresses[index].answer);
    assert.equal(url.origin + url.pathname, `${server.url}/case/0${one.path}`);
    assert.deepEqual(sorted([...url.searchParams]), sorted(one.query));
  }
});

test("there is nothing that no catalogue knows", async () => {
  const { outcome } = await walked;
  for (const service of services) {
    const known = new Set(own.filter((one) => one.service === service).map(({ operation }) => operation.js));
    const all = outcome.names[service].filter((name) => !known.has(name) && !MORE.includes(name));
    const [lists, unknown] = [true, false].map((isList) => all.filter((name) => known.has(name.replace(/All$/, "")) === isList));
    assert.deepEqual(unknown, [], service);
    assert.ok(service === "jarvice" || lists.length > 0, `${service} has no lists`);
  }
});

function compare({ method, path, query, headers, body }, one) {
  assert.equal(method, one.method);
  assert.equal(path, one.path, "path");
  assert.deepEqual(sorted(pairs(query)), sorted(one.query), "query");
  assert.equal(headers.authorization, one.authorization, "authorization");
  assert.deepEqual(added(headers), [], "headers beyond those that every gateway allows");
  const type = headers["content-type"] ?? "";
  if (one.file?.field) {
    assert.deepEqual(sorted(parts(body, type)), sorted([...one.form, [one.file.field, FILE.file, FILE.name]]), "form with a file");
  } else if (one.file) {
    assert.deepEqual([type, body.toString()], ["application/octet-stream", FILE.file], "bytes");
  } else if (one.json !== undefined) {
    assert.equal(type, "application/json");
    assert.deepEqual(JSON.parse(body.toString()), one.json, "body");
  } else if (one.form.length > 0) {
    assert.equal(type, "application/x-www-form-urlencoded");
    assert.deepEqual(sorted(pairs(body.toString())), sorted(one.form), "form");
  } else {
    assert.equal(body.length, 0, "body");
  }
}

const sorted = (list) => list.map((entry) => JSON.stringify(entry)).sort();

/** As they stand on the wire: a plus is no blank there unless the service says so. */
function pairs(query) {
  return query.split("&").filter(Boolean).map((pair) => {
    assert.doesNotMatch(pair, /\+/, "a plus that one service takes for a blank and another does not");
    return pair.split("=").map(decodeURIComponent);
  });
}

/** Headers that a page must not add to what Agave's gateway allows. */
function added(headers) {
  const usual = /^(host|connection|content-length|content-type|accept|accept-(encoding|language)|authorization|origin|referer|user-agent|sec-.*|pragma|cache-control|priority)$/;
  return Object.keys(headers).filter((name) => !usual.test(name));
}

/** The fields of a multipart form: name, content and, for a file, its name. */
function parts(body, type) {
  const [, boundary] = /boundary=(.*)$/.exec(type) ?? [];
  return body.toString().split(`--${boundary}`).slice(1, -1).map((part) => {
    const [head, ...content] = part.slice(2, -2).split("\r\n\r\n");
    const [, name] = / name="([^"]*)"/.exec(head);
    const [, file] = / filename="([^"]*)"/.exec(head) ?? [];
    return [name, content.join("\r\n\r\n"), ...(file === undefined ? [] : [file])];
  });
}

after(() => {
  const count = (rows, service) => rows.filter((row) => row.service === service).length;
  console.table(Object.fromEntries(services.map((service) => [service, {
    "in the catalogue": count(operations, service),
    "another spelling": count(spelledElse, service),
    "send nothing": count(own, service) - count(sending, service),
    "sent and compared": count(sending, service),
    requests: count(cases, service),
  }])));
  for (const { operation } of spelledElse) console.log(`${operation.js} as ${operation.method} ${operation.path}: another spelling of ${operation.js_same_as}, which is sent`);
  for (const [name, reason] of Object.entries(LOCAL)) console.log(`${name}: ${reason}`);
});
