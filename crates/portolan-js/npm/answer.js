/** The largest answer that is read as JSON, in bytes, and how deep it may be nested. */
const MOST = 32 * 1024 * 1024;
const DEEPEST = 64;

/** How much of an answer is kept for the error about it. */
const KEPT = 1000;

/** Lets a response be read by the wasm only within bounds. */
export function bounded(response) {
  return Object.assign(response, { json: () => read(response), text: () => textOf(response) });
}

/** A download is the browser's own response again. */
export function unbounded(answer) {
  if (answer instanceof Response) {
    delete answer.json;
    delete answer.text;
  }
  return answer;
}

async function read(response) {
  const text = await textOf(response);
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable("The answer is not JSON.", text);
  }
  if (isDeeper(value, DEEPEST)) throw unreadable(`The answer is nested deeper than ${DEEPEST} levels.`, text);
  return value;
}

async function textOf(response) {
  const tooLarge = unreadable("The answer is larger than 32 MiB.", "");
  if (Number(response.headers.get("content-length")) > MOST) {
    await response.body?.cancel();
    throw tooLarge;
  }
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  try {
    for await (const chunk of chunks(response)) {
      size += chunk.length;
      if (size > MOST) throw tooLarge;
      text += decoder.decode(chunk, { stream: true });
    }
  } catch (error) {
    throw error === tooLarge ? error : unreadable("The answer was cut off.", text);
  }
  return text + decoder.decode();
}

/** The body piece by piece; ended early, the rest is not fetched. */
async function* chunks(response) {
  const reader = response.body?.getReader();
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader.read()) yield part.value;
  } finally {
    await reader?.cancel().catch(() => {});
  }
}

function isDeeper(value, levels) {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const key in value) {
    if (isDeeper(value[key], levels - 1)) return true;
  }
  return false;
}

/** What the wasm makes its error of. */
function unreadable(message, text) {
  return Object.assign(new Error(message), { body: text.slice(0, KEPT) });
}
