import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { processesNaming } from "./processes.ts";

/** The binary under test. */
function program(): string {
  const name = process.env.PORTOLAN_BIN;
  if (!name) throw new Error("set PORTOLAN_BIN to the portolan binary");
  return resolve(process.cwd(), name);
}

/** A user of the server. */
export interface Person {
  name: string;
  password: string;
  /** What JARVICE's protocol takes. */
  apikey: string;
  /** What Rescale's protocol takes. */
  token: string;
}

/** One `portolan` server with a data folder of its own. */
export class Server {
  /** Where the data lies. */
  readonly data = mkdtempSync(join(tmpdir(), "portolan-journey-"));
  /** Its address, known once it has started; the same after a restart. */
  url = "";
  /** The address that signs in by itself, good for one use. */
  launch = "";
  /** What it printed. */
  readonly log: string[] = [];
  private listen = "127.0.0.1:0";
  private child: ChildProcess | undefined;
  private users = 0;

  /** Starts the server and waits until it has printed its address; with a configuration, in TOML, it obeys that. */
  async start(configuration = ""): Promise<this> {
    const portal = process.env.PORTOLAN_PORTAL;
    const args = ["serve", "--listen", this.listen, "--data", this.data];
    if (portal) args.push("--portal", resolve(process.cwd(), portal));
    if (configuration) {
      const file = join(this.data, "portolan.toml");
      writeFileSync(file, configuration);
      args.push("--config", file);
    }
    const child = spawn(program(), args, { stdio: ["ignore", "pipe", "pipe"] });
    this.child = child;
    createInterface({ input: child.stderr }).on("line", (line) => this.log.push(line));
    this.launch = await new Promise<string>((found, failed) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        this.log.push(line);
        const address = /^Open (http:\S+)$/.exec(line)?.[1];
        if (address) found(address);
      });
      child.once("exit", () => failed(new Error(`the server ended before it was ready:\n${this.log.join("\n")}`)));
      child.once("error", failed);
    });
    this.url = new URL(this.launch).origin;
    this.listen = new URL(this.launch).host;
    return this;
  }

  /** Ends the server as the signal has it, and waits for that. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill(signal);
    await ended;
  }

  /** Ends the server and whatever runs in its data folder, and removes that. */
  async remove(): Promise<void> {
    await this.stop();
    for (const { pid } of processesNaming(this.data)) process.kill(pid, "SIGKILL");
    rmSync(this.data, { recursive: true, force: true });
  }

  /** Makes a user as an operator does. */
  addUser(stem: string): Person {
    this.users += 1;
    const name = `${stem}${this.users}`;
    const password = `päss word of ${stem} & co`;
    const done = spawnSync(program(), ["user", "add", name, "--data", this.data], {
      input: `${password}\n`,
      encoding: "utf8",
    });
    if (done.status !== 0) throw new Error(`user add: ${done.stdout}${done.stderr}`);
    const key = (of: string) => new RegExp(`^${of}: (\\S+)$`, "m").exec(done.stdout)?.[1] ?? "";
    return { name, password, apikey: key("jarvice apikey"), token: key("rescale token") };
  }

  /** A user's home folder on disk. */
  home(person: Person): string {
    return join(this.data, "home", person.name);
  }
}
