import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { project, run } from "./support/project.js";
import { operationTypes } from "./support/types.js";

const COMPILER_OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  types: [],
  target: "es2022",
  lib: ["es2022", "dom"],
  module: "nodenext",
  moduleResolution: "nodenext",
};

const folder = project({
  "tsconfig.json": JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ["*.ts", "*.cts"] }),
  "operations.ts": operationTypes(),
  "right.ts": `
    import init, { Agave, Jarvice, Rescale, init as named, isPortolanError, type PortolanError } from "portolan";
    const { source }: { source: "file" | "inline" | "given" | "node" } = await init(new URL("https://page.example/portolan.wasm"));
    console.log(source, named === init);
    using agave = new Agave({ baseUrl: "https://api.example.org", token: "t", logger: console, fetch, headers: { "x-page": "1" } });
    const job = await agave.jobs.submit({ body: { name: "count", appId: "wc-1.0", archive: true } });
    const status: string | undefined = job.status;
    for await (const item of agave.jobs.listAll({ search: { "status.in": "RUNNING" } })) console.log(item.id, status);
    for await (const page of agave.jobs.listAll().pages()) console.log(page.length, page[0]?.id);
    const first = await agave.files.list({ systemId: "s", filePath: "/", limit: 5 }, { signal: new AbortController().signal });
    console.log(first[0]?.name);
    await new Jarvice({ baseUrl: "https://api.example.org", username: "u", apikey: "k", form: true }).shutdown({ number: 42 });
    for await (const item of new Rescale({ baseUrl: "https://api.example.org", token: "t" }).jobs.listAll()) console.log(item.id);
    try {
      await agave.jobs.get({ jobId: "1" });
    } catch (error) {
      if (isPortolanError(error)) {
        const known: PortolanError = error;
        console.log(known.code === "not-found", known.hint, known.retryAfterMs);
      }
    }`,
  "wrong.ts": `
    import { Agave, Jarvice, Rescale } from "portolan";
    // @ts-expect-error a job is named by its id
    await new Agave().jobs.get({ job: "1" });
    // @ts-expect-error an id is text
    await new Agave().jobs.get({ jobId: 1 });
    // @ts-expect-error there is no such operation
    await new Agave().jobs.launch({});
    // @ts-expect-error there is no such option
    new Agave({ baseURL: "https://api.example.org" });
    // @ts-expect-error the key is an option of another service
    new Rescale({ baseUrl: "https://api.example.org", apikey: "k" });
    // @ts-expect-error a token is an option of others
    new Jarvice({ baseUrl: "https://api.example.org", token: "t" });
    // @ts-expect-error undefined is not the absence of a value
    new Agave({ baseUrl: undefined });
    // @ts-expect-error an option that no call has
    await new Agave().jobs.get({ jobId: "1" }, { timeout: 5 });`,
  "common.cts": `
    import portolan = require("portolan");
    const { init, default: alsoInit, Agave } = portolan;
    void init().then(({ source }) => console.log(source, init === alsoInit, new Agave({ token: "t" }).jobs));`,
});

for (const compiler of ["typescript-oldest", "typescript"]) {
  test(`${compiler} takes what is right and refuses what is wrong, for every operation`, () => {
    run(folder, "node", join(import.meta.dirname, "../../node_modules", compiler, "bin/tsc"), "--project", ".");
  });
}

test("the public names and signatures are the listed ones", () => {
  const report = `${DECLARATIONS.flatMap((name) => lines(declarations(name))).join("\n")}\n`;
  const listed = new URL("api.txt", import.meta.url);
  if (process.env.UPDATE) writeFileSync(listed, report);
  const hint = "the public interface has changed: tell users in CHANGELOG.md, then run this test with UPDATE=1";
  assert.equal(report, readFileSync(listed, "utf8"), hint);
});

/** The package's declarations, by the names of their files. */
const DECLARATIONS = ["index", "gateway", "portolan"];
const declarations = (name) => readFileSync(join(folder, `node_modules/portolan/dist/${name}.d.ts`), "utf8");

/** What is exported, and the methods in it. */
function lines(text) {
  return text.split("\n").filter((line) => /^export (declare )?(class|interface|type|function)|^ {2}\w+(<.*>)?\(/.test(line));
}

test("no public type is any, and everything public is explained", () => {
  for (const name of DECLARATIONS) {
    const text = declarations(name);
    assert.deepEqual(text.match(/[:<|] ?any\b/g), null, name);
    const bare = [...text.matchAll(/(.*)\n(export (?:class|interface|type|function) (\w+).*)/g)].filter(([, before]) => !before.trim().endsWith("*/"));
    const continued = /^export (interface (Agave|Jarvice|Rescale)|class Agave) /;
    assert.deepEqual(bare.map(([, , line]) => line).filter((line) => !continued.test(line)), []);
  }
});
