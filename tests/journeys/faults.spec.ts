import { expect, test } from "./support/fixtures.ts";
import { Portal } from "./support/portal.ts";
import { processesIn, processesNaming } from "./support/processes.ts";
import { Server } from "./support/server.ts";
import { Watch } from "./support/watch.ts";

test("a server that is killed under a job comes back, and the page with it", async ({ page }) => {
  const server = await new Server().start();
  try {
    const watch = await Watch.on(page, server.url);
    watch.allow(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|ERR_SOCKET|Failed to fetch/);
    const portal = new Portal(page, server.url, watch);
    await portal.signIn(server.addUser("carol"));
    await portal.run("carlo", "Monte Carlo pi");
    await portal.fill("Samples", "1000000000000");
    await portal.fill("Job name", "lives on");
    const job = await portal.submit();
    await expect(portal.status).toContainText("running");
    await expect.poll(() => processesNaming(job).length).toBeGreaterThan(0);
    const groups = processesNaming(job).map(({ group }) => group);

    await server.stop("SIGKILL");
    await server.start();

    // What is true now: the job still runs as a process, or it failed and its history says why.
    await expect(portal.status).toContainText(processesIn(groups).length ? "running" : "failed");
    const stop = page.getByRole("button", { name: "Stop", exact: true });
    if (await stop.isVisible()) {
      await stop.click();
      const dialog = portal.dialog();
      if (await dialog.isVisible()) await dialog.getByRole("button").last().click();
      await expect(portal.status).toContainText("stopped", { timeout: 40_000 });
    }
    await expect.poll(() => processesIn(groups), "orphans").toEqual([]);
    await page.reload();
    await expect(portal.status).toContainText(/stopped|failed/);
    watch.verdict();
  } finally {
    await server.remove();
  }
});

test("a page that cannot reach the server says so, and recovers", async ({ page }) => {
  const server = await new Server().start();
  try {
    const watch = await Watch.on(page, server.url);
    watch.allow(/net::ERR_|Failed to fetch/);
    const portal = new Portal(page, server.url, watch);
    await portal.signIn(server.addUser("dave"));
    await portal.go("Apps");
    await server.stop();
    await portal.navigation.getByRole("link", { name: "Jobs", exact: true }).click();
    const retry = page.getByRole("button", { name: "Retry" });
    await expect(page.getByRole("alert").filter({ hasText: /\S/ }).first()).toBeVisible({ timeout: 40_000 });
    await expect(retry.first()).toBeVisible();
    await watch.look();
    await server.start();
    await retry.first().click();
    await expect(retry).toHaveCount(0);
    await expect(page.getByRole("table", { name: "Jobs" }).or(portal.main.getByText(/no jobs|nothing/i)).first()).toBeVisible();
    watch.verdict();
  } finally {
    await server.remove();
  }
});

test("a job whose reply is lost is found, and sent once", async ({ portal, page, person, watch }) => {
  watch.allow(/net::ERR_/);
  await portal.signIn(person);
  await portal.run("carlo", "Monte Carlo pi");
  await portal.fill("Samples", "1000");
  await portal.fill("Job name", "sent once");
  let sent = 0;
  await page.route(/\/jobs\/v2\/?(\?|$)/, async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    sent += 1;
    await route.fetch();
    await route.abort("connectionreset");
  });
  await portal.submit();
  await expect(page.getByRole("heading", { level: 1, name: "sent once" })).toBeVisible();
  await expect(portal.status).toContainText("finished");
  await portal.go("Jobs");
  await expect(page.getByRole("table", { name: "Jobs" }).getByRole("link", { name: "sent once" })).toHaveCount(1);
  expect(sent).toBe(1);
});

test("what one user calls a file, another browser shows as text", async ({ portal, page, person, watch }) => {
  const hostile = "<img src=x onerror=alert(1)>'&.txt";
  page.on("dialog", (dialog) => {
    throw new Error(`a script ran: ${dialog.message()}`);
  });
  await portal.signIn(person);
  await portal.upload(hostile, "<script>alert(2)</script>\n");
  await portal.row(hostile).click();
  await portal.main.getByRole("button", { name: "Preview", exact: true }).click();
  await expect(page.getByText("<script>alert(2)</script>")).toBeVisible();
  await watch.look();
});
