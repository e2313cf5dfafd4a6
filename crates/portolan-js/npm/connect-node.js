import { readFileSync } from "node:fs";
import { beginAtOnce } from "./start.js";

export { connect } from "./gateway.js";

beginAtOnce(new WebAssembly.Module(readFileSync(new URL("./portolan.wasm", import.meta.url))));
