import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { archive, run } from "./support/project.js";

const folder = join(dirname(archive()), "portolan");
const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

test("publint has nothing to say", async () => {
  const { messages } = await publint({ pkgDir: folder, level: "suggestion", strict: true });
  assert.deepEqual(messages.map((message) => formatMessage(message, manifest)), []);
});

/** Wasm files have no types. */
const IGNORED = ["--exclude-entrypoints", "portolan.wasm", "portolan-connect.wasm", "--no-emoji", "--no-color"];

test("the types are found from everywhere", () => {
  const attw = join(import.meta.dirname, "../../node_modules/.bin/attw");
  run(folder, attw, archive(), "--profile", "node16", ...IGNORED);
});

test("exactly the listed files are packed", () => {
  const packed = execFileSync("tar", ["-tzf", archive()], { encoding: "utf8" });
  const listed = readFileSync(new URL("files.txt", import.meta.url), "utf8");
  assert.deepEqual(packed.trim().replaceAll("package/", "").split("\n").sort(), listed.trim().split("\n").sort());
});

test("nothing is installed with it, and nothing runs at its installation", () => {
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.scripts, undefined);
});

test("no file tells where it was built", () => {
  for (const name of readdirSync(join(folder, "dist"))) {
    const text = readFileSync(join(folder, "dist", name), "latin1");
    assert.deepEqual(text.match(/\/(home|root|Users)\/[\w./-]+/g)?.slice(0, 5), undefined, name);
  }
});

test("nothing is evaluated from text", () => {
  for (const name of readdirSync(join(folder, "dist")).filter((name) => /js$/.test(name) && !name.includes("inline"))) {
    const text = readFileSync(join(folder, "dist", name), "utf8");
    assert.deepEqual(text.match(/new Function|\beval\(|innerHTML|document\.write/g), null, name);
  }
});
