import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { count, text } from "./support/counting.ts";
import { expect, test } from "./support/fixtures.ts";

const NAME = "a b #1 ü.txt";

test("the launch address signs in by itself, once", async ({ portal, page, server, watch, browser }) => {
  await page.goto(server.launch);
  await expect(portal.navigation).toBeVisible();
  expect(page.url(), "the code leaves the address").not.toContain("code=");
  await watch.look();

  const stranger = await browser.newPage();
  await stranger.goto(server.launch);
  await expect(stranger.getByRole("alert")).toBeVisible();
  await expect(stranger.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await stranger.close();
});

test("a wrong password loses nothing but the secret", async ({ portal, page, person, watch }) => {
  watch.allow(/status of 40[01]/);
  await page.goto(`${portal.url}/sign-in`);
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await expect(page.getByLabel("Server address")).toHaveValue(new RegExp(`^${portal.url}/?$`));
  await watch.look();
  await portal.fillSignIn({ ...person, password: "wrong" });
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
  await expect(portal.userName).toHaveValue(person.name);
  await expect(portal.password).toHaveValue("");
  await watch.look();

  await portal.password.fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(portal.navigation).toBeVisible();
  await page.reload();
  await expect(portal.navigation).toBeVisible();
});

test("a deep link waits for the sign-in and signing out forgets", async ({ portal, page, person }) => {
  await portal.signIn(person);
  await portal.go("Jobs");
  const deep = page.url();
  // Signing out ends in a fresh page, so that nothing stays in memory.
  const fresh = page.waitForEvent("load");
  await page.getByRole("button", { name: "Sign out" }).click();
  await fresh;
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]))).not.toMatch(/token|secret/i);

  await page.goto(deep);
  await expect(page).toHaveURL(/\/sign-in/);
  await portal.fillSignIn(person);
  await expect(page).toHaveURL(deep);
});

test("a text is uploaded, counted and brought home", async ({ portal, page, person, server, watch }) => {
  const body = text(4000);
  await portal.signIn(person);
  await watch.look();
  await portal.upload(NAME, body);
  await watch.look();
  expect(readFileSync(join(server.home(person), NAME), "utf8")).toBe(body);

  await portal.run("text", "Text statistics");
  await watch.look();
  await page.getByRole("button", { name: /^Choose file/ }).first().click();
  const dialog = portal.dialog();
  await expect(dialog).toBeVisible();
  await dialog.getByText(NAME, { exact: true }).click();
  await dialog.getByRole("button").last().click();
  await expect(dialog).toBeHidden();
  await expect(portal.main.getByRole("textbox", { name: "Text files" }).first()).toHaveValue(new RegExp(NAME.replace(/[# ]/g, ".")));
  await portal.fill("Job name", "count the log");

  const job = await portal.submit();
  await expect(page.getByRole("heading", { level: 1, name: "count the log" })).toBeVisible();
  await expect(portal.status).toContainText("finished", { timeout: 40_000 });
  await watch.look();

  await portal.output("stats.json", "Preview").click();
  const shown = page.getByText(/"characters":\s*\d+/).first();
  await expect(shown).toBeVisible();
  const preview = (await shown.textContent()) ?? "";
  for (const [key, number] of Object.entries(count(body))) expect(preview).toMatch(new RegExp(`"${key}":\\s*${number}\\b`));
  if (await portal.dialog().isVisible()) await page.keyboard.press("Escape");

  const download = page.waitForEvent("download");
  await portal.output("stats.json", "Download").click();
  const arrived = readFileSync(await (await download).path());
  expect((await download).suggestedFilename()).toBe("stats.json");
  const folder = join(server.home(person), "archive", "jobs", `job-${job}`);
  expect(readdirSync(folder)).toContain("stats.json");
  expect(arrived.equals(readFileSync(join(folder, "stats.json")))).toBe(true);
  const stats = JSON.parse(arrived.toString("utf8"));
  expect(stats).toMatchObject({ ...count(body) });

  await portal.go("Jobs");
  const table = page.getByRole("table", { name: "Jobs" });
  await expect(table.getByRole("link", { name: "count the log" })).toBeVisible();
  await expect(table.getByRole("row", { name: /count the log/ })).toContainText("finished");
  await watch.look();
});
