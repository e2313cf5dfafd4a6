/** A script that uses the package, wherever it is imported from, and says how that went. */
export const use = (from) => `
  import init, { Agave, isPortolanError } from "${from}";
  export async function outcome(address) {
    let early;
    try {
      new Agave({ baseUrl: address });
    } catch (error) {
      early = isPortolanError(error) && error.code;
    }
    const [first, second] = await Promise.all([init(), init()]);
    const agave = new Agave({ baseUrl: address, token: "secret" });
    const apps = await agave.apps.list();
    const missing = await agave.jobs.get({ jobId: "gone" }).catch((error) => error.code);
    return { early, source: [first.source, second.source], app: apps[0].id, missing };
  }`;

/** How that goes when all is well. */
export const expected = (source, early = "not-initialized") => ({
  early,
  source: [source, source],
  app: "wordcount-1.4.0u2",
  missing: "not-found",
});

export const page = (script) => `<!doctype html><title>A gateway's page</title><script type="module" src="${script}"></script>`;
