import init, { Agave } from "./node_modules/portolan/dist/index.js";

let controller = new AbortController();

addEventListener("message", async ({ data }) => {
  controller.abort("The user stopped it.");
  if (data === "stop") return;
  controller = new AbortController();
  const { baseUrl, token, systemId, filePath } = data;
  try {
    await init();
    const agave = new Agave({ baseUrl, token });
    const sum = { files: 0, bytes: 0 };
    await addUp(agave, systemId, filePath, sum, controller.signal);
    postMessage({ ...sum, done: true });
    agave.free();
  } catch (error) {
    postMessage({ error: String(error.message ?? error) });
  }
});

/** Adds up a folder and those in it. A listing begins with the folder itself, and some systems write numbers as text. */
async function addUp(agave, systemId, filePath, sum, signal) {
  for await (const { name, type, length } of agave.files.listAll({ systemId, filePath }, { signal })) {
    if (name === ".") continue;
    if (type === "dir") await addUp(agave, systemId, `${filePath}/${name}`.replace(/^\//, ""), sum, signal);
    else Object.assign(sum, { files: sum.files + 1, bytes: sum.bytes + Number(length) });
    postMessage(sum);
  }
}
