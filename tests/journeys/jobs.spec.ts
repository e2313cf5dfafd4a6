import { expect, test } from "./support/fixtures.ts";
import { processesIn, processesNaming } from "./support/processes.ts";

const FOR_EVER = "1000000000000";

test("a job that would run for hours is stopped, and is gone", async ({ portal, page, person, watch }) => {
  await portal.signIn(person);
  await portal.run("carlo", "Monte Carlo pi");
  await portal.fill("Samples", FOR_EVER);
  await portal.fill("Job name", "never ends");
  const job = await portal.submit();
  await expect(portal.status).toContainText("running");
  await expect.poll(() => processesNaming(job).length, "processes of the job").toBeGreaterThan(0);
  const groups = processesNaming(job).map(({ group }) => group);
  await expect(page.getByRole("heading", { name: "Log" })).toBeVisible();
  await watch.look();

  await page.getByRole("button", { name: "Stop", exact: true }).click();
  const dialog = portal.dialog();
  if (await dialog.isVisible()) await dialog.getByRole("button").last().click();
  await expect(portal.status).toContainText("stopped");
  await expect.poll(() => processesIn(groups), "what is left of its process group").toEqual([]);
  await expect(page.getByRole("button", { name: "Stop", exact: true })).toBeHidden();
  await watch.look();

  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(dialog).toContainText("never ends");
  await watch.look();
  await dialog.getByRole("button").last().click();
  await expect(page.getByRole("table", { name: "Jobs" }).or(portal.main.getByText(/no jobs/i)).first()).toBeVisible();
  await expect(page.getByRole("link", { name: "never ends" })).toHaveCount(0);
});

test("a finished job runs again", async ({ portal, page, person }) => {
  await portal.signIn(person);
  await portal.run("carlo", "Monte Carlo pi");
  await portal.fill("Samples", "1000");
  await portal.fill("Job name", "short");
  const first = await portal.submit();
  await expect(portal.status).toContainText("finished");
  await page.getByRole("button", { name: "Resubmit", exact: true }).click();
  await expect(page).not.toHaveURL(new RegExp(first));
  await expect(page).toHaveURL(/\/jobs\/[^/?]+/);
  await expect(portal.status).toContainText("finished");
  await expect(page.getByRole("button", { name: "Edit and resubmit" }).or(page.getByRole("link", { name: "Edit and resubmit" }))).toBeVisible();
});

test("jobs are found by their name, and the search is in the address", async ({ portal, page, person }) => {
  await portal.signIn(person);
  for (const name of ["north bay", "south bay"]) {
    await portal.run("carlo", "Monte Carlo pi");
    await portal.fill("Samples", "1000");
    await portal.fill("Job name", name);
    await portal.submit();
  }
  await portal.go("Jobs");
  const link = (name: string) => page.getByRole("table", { name: "Jobs" }).getByRole("link", { name });
  await expect(link("north bay")).toBeVisible();
  await page.getByRole("searchbox", { name: "Search jobs" }).fill("south");
  await expect(link("south bay")).toBeVisible();
  await expect(link("north bay")).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("searchbox", { name: "Search jobs" })).toHaveValue("south");
  await expect(link("south bay")).toBeVisible();
  await expect(link("north bay")).toHaveCount(0);
});
