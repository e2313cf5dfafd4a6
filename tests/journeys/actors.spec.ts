import { expect, test } from "./support/fixtures.ts";

test("an actor is registered, gets a message, and its log tells of it", async ({ portal, page, person, watch }) => {
  await portal.signIn(person);
  await portal.go("Actors");
  await page.getByRole("button", { name: "Register actor" }).click();
  const dialog = portal.dialog();
  await dialog.getByRole("textbox", { name: "Image" }).fill("abacosamples/test:latest");
  await dialog.getByRole("textbox", { name: "Name" }).fill("ringer");
  await dialog.getByRole("checkbox", { name: /Keeps a state/ }).check();
  await watch.look();
  await dialog.getByRole("button", { name: "Register" }).click();
  await page.getByRole("table", { name: "Actors" }).getByRole("link", { name: "ringer" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "ringer" })).toBeVisible();

  await page.getByRole("button", { name: "Send message" }).click();
  await dialog.getByRole("textbox", { name: "Message" }).fill("ring twice");
  await dialog.getByRole("button", { name: "Send" }).click();
  const executions = page.getByRole("table", { name: "Executions" });
  await expect(executions).toContainText("complete", { timeout: 40_000 });
  await watch.look();
  await executions.getByRole("button", { name: /^Log/ }).click();
  await expect(dialog).toContainText("ring twice");
  await dialog.getByRole("button", { name: "Close" }).click();

  await page.getByRole("button", { name: "Edit state" }).click();
  await dialog.getByRole("textbox", { name: "State" }).fill('{"rings": 2}');
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("region", { name: "State" })).toContainText('"rings": 2');

  await page.getByRole("button", { name: "New nonce" }).click();
  await dialog.getByRole("textbox", { name: "Uses" }).fill("3");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("table", { name: "Nonces" })).toContainText("3");

  await portal.main.getByRole("button", { name: "Delete", exact: true }).click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Actors" })).toBeVisible();
  await expect(page.getByRole("link", { name: "ringer" })).toHaveCount(0);
});

test("a notification is added, tells its state, and is deleted", async ({ portal, page, person, watch }) => {
  await portal.signIn(person);
  await portal.run("carlo", "Monte Carlo pi");
  await portal.fill("Samples", "1000");
  await portal.fill("Job name", "told of");
  const job = await portal.submit();
  await portal.go("Notifications");
  await watch.look();
  await page.getByRole("button", { name: "New notification" }).click();
  const dialog = portal.dialog();
  watch.allow(/status of 400/);
  await dialog.getByRole("textbox", { name: "Tell" }).fill("not an address");
  await dialog.getByRole("textbox", { name: "Event" }).fill("FINISHED");
  await dialog.getByRole("textbox", { name: "About" }).fill(job);
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByRole("textbox", { name: "Tell" })).toHaveAttribute("aria-invalid", "true");
  await dialog.getByRole("textbox", { name: "Tell" }).fill("https://example.org/hook");
  await dialog.getByRole("button", { name: "Create" }).click();
  const row = page.getByRole("table", { name: "Notifications" }).getByRole("row").filter({ hasText: "https://example.org/hook" });
  await expect(row).toContainText("FINISHED");
  await watch.look();
  await row.getByRole("button", { name: /^State/ }).click();
  await expect(dialog).toContainText(job);
  await dialog.getByRole("button", { name: "Close" }).click();
  await row.getByRole("button", { name: /^Delete/ }).click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(row).toHaveCount(0);
});
