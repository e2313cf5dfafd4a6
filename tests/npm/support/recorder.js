import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
import { after } from "node:test";

/** An answer that every operation of every service can take for its own. */
const ANSWER = JSON.stringify({
  ...{ status: "success", message: null, version: "1", result: {} },
  ...{ access_token: "new", refresh_token: "new", token_type: "bearer", expires_in: 14400 },
  ...{ count: 0, next: null, previous: null, results: [] },
});

/** Records requests below `/case/<number>`, by their number; serves the files of a folder besides. */
export async function recorder(folder) {
  const seen = new Map();
  const server = createServer(async (request, response) => {
    const [, number, rest] = /^\/case\/(\d+)(\/.*)$/.exec(request.url) ?? [];
    if (number === undefined) {
      const isScript = request.url.endsWith(".js");
      const type = request.url.endsWith(".wasm") ? "application/wasm" : isScript ? "text/javascript" : "text/html";
      try {
        const content = readFileSync(join(folder, normalize(request.url)));
        response.writeHead(200, { "content-type": type }).end(content);
      } catch {
        response.writeHead(404).end();
      }
      return;
    }
    const [path, query = ""] = rest.split("?");
    const body = Buffer.concat(await request.toArray());
    const { method, headers } = request;
    seen.set(Number(number), [...(seen.get(Number(number)) ?? []), { method, path, query, headers, body }]);
    response.writeHead(200, { "content-type": "application/json" }).end(ANSWER);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, seen };
}
