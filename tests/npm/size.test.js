import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { archive } from "./support/project.js";

/** By how much a figure may grow without being written down anew. */
const GROWTH = 1.02;
const BUDGETS = { scripts: 12_000, "wasm and scripts": 80_000 };

const committed = JSON.parse(readFileSync(new URL("sizes.json", import.meta.url), "utf8"));
const zipped = (name) => gzipSync(readFileSync(join(dirname(archive()), "portolan/dist", name)), { level: 9 }).length;

test("what a page loads is within its budget, and has not grown unseen", () => {
  const scripts = zipped("index.js") + zipped("portolan.js");
  const sizes = { scripts, "wasm and scripts": scripts + zipped("portolan.wasm") };
  const rows = Object.entries(sizes).map(([what, size]) => ({ what, "gzip -9": size, committed: committed[what], budget: BUDGETS[what] }));
  console.table(rows);
  for (const [what, size] of Object.entries(sizes)) {
    assert.ok(size <= BUDGETS[what], `${what}: ${size} bytes are over the budget`);
    assert.ok(size <= committed[what] * GROWTH, `${what}: ${size} bytes; if that must be, write it into tests/npm/sizes.json`);
  }
});
