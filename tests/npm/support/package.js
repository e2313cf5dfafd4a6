import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The installed package of a project as Node's two kinds of module get it. */
export async function installed(folder) {
  const require = createRequire(join(folder, "index.js"));
  const root = join(folder, "node_modules/portolan");
  return { esm: await import(pathToFileURL(join(root, "dist/node.js"))), cjs: require("portolan"), root };
}

/** The package's wasm. */
export function wasmOf(folder) {
  return readFileSync(join(folder, "node_modules/portolan/dist/portolan.wasm"));
}
