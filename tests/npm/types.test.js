import { join } from "node:path";
import test from "node:test";
import { project, run } from "./support/project.js";

const folder = project({
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
      types: [],
      target: "es2022",
      lib: ["es2022", "dom"],
      module: "nodenext",
      moduleResolution: "nodenext",
    },
    include: ["*.ts"],
  }),
  "right.ts": `
    import init, { Agave, isPortolanError, type PortolanError } from "portolan";
    await init();
    const agave = new Agave({ baseUrl: "https://api.example.org", token: "t" });
    const job = await agave.jobs.submit({ body: { name: "count", appId: "wc-1.0", archive: true } });
    const status: string | undefined = job.status;
    for await (const item of agave.jobs.listAll({ search: { "status.in": "RUNNING" } })) console.log(item.id, status);
    const first = await agave.files.list({ systemId: "s", filePath: "/", limit: 5 }, { signal: new AbortController().signal });
    console.log(first[0]?.name);
    try {
      await agave.jobs.get({ jobId: "1" });
    } catch (error) {
      if (isPortolanError(error)) {
        const known: PortolanError = error;
        console.log(known.code === "not-found", known.hint);
      }
    }`,
  "wrong.ts": `
    import { Agave } from "portolan";
    // @ts-expect-error a job is named by its id
    await new Agave().jobs.get({ job: "1" });
    // @ts-expect-error an id is text
    await new Agave().jobs.get({ jobId: 1 });
    // @ts-expect-error there is no such operation
    await new Agave().jobs.launch({});
    // @ts-expect-error there is no such option
    new Agave({ baseURL: "https://api.example.org" });`,
});

for (const compiler of ["typescript-oldest", "typescript"]) {
  test(`${compiler} takes what is right and refuses what is wrong`, () => {
    run(folder, "node", join(import.meta.dirname, "../../node_modules", compiler, "bin/tsc"), "--project", ".");
  });
}
