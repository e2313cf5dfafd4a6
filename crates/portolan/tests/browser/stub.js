// Stands in for the network: answers from a list, and remembers what was asked.
const real = globalThis.fetch;
let answers = [];
let requests = [];
let aborted = 0;

export function stub(rules) {
  answers = JSON.parse(rules);
  requests = [];
  aborted = 0;
  globalThis.fetch = async (request) => {
    const body = await request.clone().text();
    const entry = { method: request.method, url: request.url, authorization: request.headers.get("authorization"), body };
    requests.push(entry);
    const rule = answers.find((rule) =>
      rule.method === request.method && request.url.includes(rule.url) && (rule.token === undefined || rule.token === entry.authorization));
    if (rule === undefined) return new Response('{"status":"error","message":"no rule","version":"2"}', { status: 404 });
    if (rule.times !== undefined && rule.times-- === 1) answers.splice(answers.indexOf(rule), 1);
    if (rule.hang) {
      return new Promise((_, reject) =>
        request.signal.addEventListener("abort", () => { aborted += 1; reject(request.signal.reason); }));
    }
    if (rule.lost) throw new TypeError("Failed to fetch");
    return new Response(rule.body, { status: rule.status ?? 200, headers: rule.headers });
  };
}

export function seen() {
  return JSON.stringify(requests);
}

export function abortedCount() {
  return aborted;
}

export function restore() {
  globalThis.fetch = real;
}
