import { test as base } from "@playwright/test";
import { Portal } from "./portal.ts";
import { type Person, Server } from "./server.ts";
import { Watch } from "./watch.ts";

export { expect } from "@playwright/test";

interface Journey {
  /** A user that only this journey knows. */
  person: Person;
  /** Sees to it that the page behaves. */
  watch: Watch;
  /** The portal, not signed in. */
  portal: Portal;
}

interface Worker {
  /** A running server with an empty data folder. */
  server: Server;
}

/** A journey: a page that is watched, on a server that runs, with a user of its own. */
export const test = base.extend<Journey, Worker>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      const server = await new Server().start();
      await use(server);
      await server.remove();
    },
    { scope: "worker" },
  ],
  person: async ({ server }, use) => {
    await use(server.addUser("mara"));
  },
  watch: async ({ page, server }, use) => {
    const watch = await Watch.on(page, server.url);
    await use(watch);
    watch.verdict();
  },
  portal: async ({ page, server, watch }, use) => {
    await use(new Portal(page, server.url, watch));
  },
});
