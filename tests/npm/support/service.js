import { once } from "node:events";
import { createServer } from "node:http";
import { after } from "node:test";

/** A service that answers as a test says; `seen` lists what reached it. */
export async function service(answers) {
  const seen = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://service");
    const one = { method: request.method, path: url.pathname, query: url.searchParams, headers: request.headers };
    seen.push(one);
    one.body = Buffer.concat(await request.toArray().catch(() => [])).toString();
    await answers(one, response, seen.length);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, seen };
}

/** An answer in Agave's envelope. */
export function envelope(response, result) {
  json(response, 200, { status: "success", message: null, version: "2.2.27", result });
}

export function json(response, status, value, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
}
