import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after } from "node:test";

/** The packed package, as it would be published. */
export function archive() {
  const path = process.env.PORTOLAN_PACKAGE;
  if (!path) throw new Error("set PORTOLAN_PACKAGE to the packed package; `cargo xtask test npm` does");
  return resolve(path);
}

/** A fresh project outside of this repository that has the package installed, and these files. It goes after the tests. */
export function project(files) {
  const folder = mkdtempSync(join(tmpdir(), "portolan-npm-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  write(folder, { "package.json": JSON.stringify({ private: true, type: "module" }), ...files });
  const options = ["--offline", "--no-audit", "--no-fund", "--no-package-lock", "--no-save"];
  execFileSync("npm", ["install", ...options, archive()], { cwd: folder, stdio: "pipe" });
  return folder;
}

/** Writes files into a project. */
export function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Runs a program in a project and gives what it prints; what it says of a failure becomes the error. */
export function run(folder, program, ...args) {
  try {
    return execFileSync(program, args, { cwd: folder, encoding: "utf8", stdio: "pipe", env: { ...process.env, NODE_OPTIONS: "" } });
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")}\n${error.stdout}${error.stderr}`);
  }
}
