import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** What the kernel says of a process. */
interface Found {
  pid: number;
  group: number;
}

/** Living processes whose command, folder or environment names the text, a job's id for instance. */
export function processesNaming(text: string): Found[] {
  return all().filter(({ pid }) => {
    const words = read(`/proc/${pid}/cmdline`) + read(`/proc/${pid}/environ`) + link(`/proc/${pid}/cwd`);
    return words.includes(text);
  });
}

/** Living processes of one of these groups. */
export function processesIn(groups: number[]): Found[] {
  return all().filter(({ group }) => groups.includes(group));
}

function all(): Found[] {
  const found: Found[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const stat = read(`/proc/${name}/stat`);
    const [state, , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (stat && state !== "Z" && state !== "X") found.push({ pid: Number(name), group: Number(group) });
  }
  return found;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
