import type { Agave } from "portolan";

const ENDED = ["FINISHED", "FAILED", "STOPPED"];

/** Uploads a file, runs the text statistics on it, and gives the names of its outputs. */
export async function* run(agave: Agave, systemId: string, file: File, tell: (text: string) => void): AsyncGenerator<string> {
  const onProgress = ({ loaded, total }: { loaded: number; total: number }) => tell(`Uploading: ${loaded} of ${total} bytes`);
  await agave.files.importData({ systemId, filePath: "", fileToUpload: file }, { onProgress });

  const inputs = { files: `agave://${systemId}/${file.name}` };
  const { id: jobId } = await agave.jobs.submit({ body: { name: "statistics", appId: "text-stats-1.0.0", inputs, archive: true } });
  for (let status = ""; !ENDED.includes(status); ) {
    ({ status } = await agave.jobs.getStatus({ jobId }));
    tell(`The job is ${status}`);
    if (!ENDED.includes(status)) await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
  for await (const { name } of agave.jobs.listOutputsAll({ jobId })) yield name;
}
