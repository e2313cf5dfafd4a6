import { readFileSync } from "node:fs";
import { expect, test } from "./support/fixtures.ts";

test("the account tells who is signed in, for how long, and by which client", async ({ portal, page, person, watch }) => {
  await portal.signIn(person);
  await portal.go("Account");
  await expect(portal.main.getByText(person.name, { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("timer")).toContainText(/lasts another/);
  const clients = page.getByRole("table", { name: "OAuth clients" });
  await expect(clients).toContainText(/this portal's/);
  await watch.look();

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export session file" }).click();
  const file = await (await download).path();
  const session = JSON.parse(readFileSync(file, "utf8"));
  const [entry] = Object.values<{ username: string; access_token: string }>(session.current);
  expect(entry?.username).toBe(person.name);
  expect(entry?.access_token).toMatch(/\S/);

  await page.getByRole("button", { name: "New client" }).click();
  const dialog = portal.dialog();
  await dialog.getByRole("textbox", { name: "Client name" }).fill("my-script");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByText("Secret", { exact: true })).toBeVisible();
  await watch.look();
  await dialog.getByRole("button", { name: "Close" }).click();
  const row = clients.getByRole("row").filter({ hasText: "my-script" });
  await expect(row).toBeVisible();
  await row.getByRole("button", { name: /^Delete/ }).click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(row).toHaveCount(0);
});

test("a session that ends asks for the password over the page", async ({ portal, page, person, watch }) => {
  watch.allow(/status of 40[01]/);
  await portal.signIn(person);
  await portal.go("Apps");
  await page.route(/\/jobs\/v2/, (route) =>
    route.fulfill({ status: 401, contentType: "application/json", body: '{"fault":{"code":"900904","message":"Access Token Inactive"}}' }),
  );
  await page.route(/\/token$/, (route) =>
    route.request().postData()?.includes("refresh_token") ? route.fulfill({ status: 400, contentType: "application/json", body: '{"error":"invalid_grant"}' }) : route.fallback(),
  );
  await portal.go("Jobs");
  await page.getByRole("alert").getByRole("button", { name: "Sign in" }).click();
  const dialog = portal.dialog("Sign in again");
  await watch.look();
  await page.unroute(/\/jobs\/v2/);
  await dialog.getByLabel(/^Password/).fill(person.password);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toBeHidden();
  await expect(portal.main.getByText("No jobs yet")).toBeVisible();
});

test("shortcuts lead around, and a sheet tells them", async ({ portal, page, person, watch }) => {
  await portal.signIn(person);
  await portal.go("Apps");
  await page.keyboard.press("g");
  await page.keyboard.press("j");
  await expect(page.getByRole("heading", { level: 1, name: "Jobs" })).toBeVisible();
  await page.keyboard.press("?");
  const sheet = portal.dialog("Keyboard shortcuts");
  await expect(sheet).toBeVisible();
  await watch.look();
  await sheet.getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page.getByRole("heading", { level: 1, name: "Jobs" })).toBeVisible();
});
