import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { type Person, Server } from "./support/server.ts";

const SERVICES = [
  {
    name: "JARVICE",
    job: ["Samples", "1000"] as const,
    fill: async (page: Page, person: Person) => {
      await page.getByRole("textbox", { name: "User name", exact: true }).fill(person.name);
      await page.getByLabel(/^API key/).fill(person.apikey);
    },
  },
  {
    name: "Rescale",
    job: ["Command", "monte-carlo-pi --samples=1000"] as const,
    fill: async (page: Page, person: Person) => {
      await page.getByLabel(/^API token/).fill(person.token);
    },
  },
];

for (const { name, job, fill } of SERVICES) {
  test(`a job runs on ${name}, by the same pages`, async ({ portal, page, person, watch }) => {
    // A log that is not there yet, or no more: both services say so by this status.
    watch.allow(/status of 404 .*(\/jarvice\/(tail|output)|\/tail\/)/);
    await page.goto(`${portal.url}/sign-in`);
    await page.getByRole("radio", { name }).check();
    await watch.look();
    await fill(page, person);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(portal.navigation).toBeVisible();
    await expect(portal.navigation.getByRole("link", { name: "Metadata" })).toHaveCount(0);
    await expect(portal.navigation.getByRole("link", { name: "Actors" })).toHaveCount(0);
    await watch.look();

    await portal.run("carlo", "Monte Carlo pi");
    await portal.fill(job[0], job[1]);
    await portal.fill("Job name", `pi on ${name}`);
    await watch.look();
    await page.getByRole("tab", { name: "Code" }).click();
    await expect(page.getByRole("tab", { name: /Python/ })).toBeVisible();
    await page.getByRole("tab", { name: "Form" }).click();
    await portal.submit();
    await expect(portal.status).toContainText("finished", { timeout: 60_000 });
    await expect(page.getByRole("heading", { name: "Log" })).toBeVisible();
    await watch.look();
    await portal.go("Jobs");
    await expect(page.getByRole("table", { name: "Jobs" }).getByRole("link", { name: `pi on ${name}` })).toBeVisible();
    await portal.go("Account");
    await expect(portal.main.getByText(name, { exact: true }).first()).toBeVisible();
  });
}

test("a wrong key is refused beside the form, and loses nothing but itself", async ({ portal, page, watch }) => {
  watch.allow(/status of 40[013]/);
  await page.goto(`${portal.url}/sign-in`);
  await page.getByRole("radio", { name: "JARVICE" }).check();
  await page.getByRole("textbox", { name: "User name", exact: true }).fill("nobody");
  await page.getByLabel(/^API key/).fill("wrong");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText(/refused/);
  await expect(page.getByRole("textbox", { name: "User name", exact: true })).toHaveValue("nobody");
  await expect(page.getByLabel(/^API key/)).toHaveValue("");
});

test("several connections are open at once", async ({ portal, page, person }) => {
  await portal.signIn(person);
  await page.getByRole("button", { name: /^Connection/ }).click();
  await page.getByRole("menuitem", { name: /Another connection/ }).click();
  await page.getByRole("radio", { name: "Rescale" }).check();
  await page.getByLabel(/^API token/).fill(person.token);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/c\/local-rescale\//);
  await page.reload();
  await expect(portal.navigation).toBeVisible();
  await page.getByRole("button", { name: /^Connection/ }).click();
  await page.getByRole("menuitemradio", { name: new RegExp(`^${person.name} · this server`) }).click();
  await expect(page).toHaveURL(/\/c\/local\//);
  await expect(portal.navigation.getByRole("link", { name: "Metadata" })).toBeVisible();
});

test("a service behind this server is offered, and works through it", async ({ portal, page, person, watch }) => {
  // The page is another server's than the one that the watch knows.
  watch.allow(/^fetched /);
  const front = new Server();
  try {
    await front.start(
      `[upstream.lab]\nservice = "rescale"\nbase_url = ${JSON.stringify(portal.url)}\nallow_private = true\n`,
    );
    const address = `${front.url}/upstream/lab`;
    await page.goto(`${front.url}/sign-in`);
    await expect(page.locator(`datalist option[value="${address}"]`)).toHaveText("lab (rescale)");
    await page.getByRole("radio", { name: "Rescale" }).check();
    await page.getByLabel("Server address").fill(address);
    await page.getByLabel(/^API token/).fill(person.token);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(portal.navigation).toBeVisible();
    await portal.go("Apps");
    await expect(portal.main.getByRole("link", { name: "Monte Carlo pi" }).first()).toBeVisible();
    await watch.look();
  } finally {
    await front.remove();
  }
});
