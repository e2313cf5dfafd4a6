import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./support/fixtures.ts";

test("a file is deleted after a question that names it", async ({ portal, page, person, server, watch }) => {
  await portal.signIn(person);
  await portal.upload("old log.txt", "gone soon\n");
  await portal.row("old log.txt").click();
  await portal.main.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = portal.dialog();
  await expect(dialog).toContainText("old log.txt");
  await watch.look();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  expect(existsSync(join(server.home(person), "old log.txt"))).toBe(true);

  await portal.main.getByRole("button", { name: "Delete", exact: true }).click();
  await dialog.getByRole("button").last().click();
  await expect(portal.row("old log.txt")).toHaveCount(0);
  await expect.poll(() => existsSync(join(server.home(person), "old log.txt"))).toBe(false);
});

test("folders are made, entered and left; names are changed", async ({ portal, page, person, server }) => {
  await portal.signIn(person);
  await portal.upload("chart.txt", "north\n");
  await portal.main.getByRole("button", { name: "New folder", exact: true }).click();
  await portal.dialog().getByRole("textbox").fill("bay & cove #2");
  await portal.dialog().getByRole("button").last().click();
  await expect(portal.row("bay & cove #2")).toBeVisible();

  await portal.row("chart.txt").click();
  await portal.main.getByRole("button", { name: "Rename", exact: true }).click();
  await portal.dialog().getByRole("textbox").fill("chart ü.txt");
  await portal.dialog().getByRole("button").last().click();
  await expect(portal.row("chart ü.txt")).toBeVisible();
  expect(readFileSync(join(server.home(person), "chart ü.txt"), "utf8")).toBe("north\n");

  await portal.row("bay & cove #2").dblclick();
  await expect(portal.row("chart ü.txt")).toHaveCount(0);
  const inside = page.url();
  await page.reload();
  await expect(portal.main.getByText(/bay & cove #2/).first()).toBeVisible();
  expect(page.url()).toBe(inside);
  await page.goBack();
  await expect(portal.row("chart ü.txt")).toBeVisible();
});

test("what is there already is not overwritten unasked", async ({ portal, page, person, server }) => {
  await portal.signIn(person);
  await portal.upload("same.txt", "first\n");
  const chooser = page.waitForEvent("filechooser");
  await portal.main.getByRole("button", { name: "Upload", exact: true }).click();
  await (await chooser).setFiles({ name: "same.txt", mimeType: "text/plain", buffer: Buffer.from("second\n") });
  const dialog = portal.dialog();
  await expect(dialog.getByText(/same\.txt/).first()).toBeVisible();
  expect(readFileSync(join(server.home(person), "same.txt"), "utf8")).toBe("first\n");
  await dialog.getByRole("button", { name: /replace/i }).or(dialog.getByRole("radio", { name: /replace/i })).first().click();
  if (await dialog.isVisible()) await dialog.getByRole("button").last().click();
  await expect.poll(() => readFileSync(join(server.home(person), "same.txt"), "utf8")).toBe("second\n");
});

test("a folder of thousands scrolls, and only what is near is in the page", async ({ portal, page, person, server, watch }) => {
  const folder = join(server.home(person), "many");
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < 2000; index += 1) writeFileSync(join(folder, `${String(index).padStart(4, "0")}.dat`), "");
  await portal.signIn(person);
  await portal.go("Files");
  await portal.row("many").dblclick();
  await expect(portal.files).toHaveAttribute("aria-rowcount", /^200[01]$/);
  await expect(portal.row("0000.dat")).toBeVisible();
  expect(await portal.files.getByRole("row").count()).toBeLessThan(200);
  await watch.look();
  await portal.row("0000.dat").click();
  await page.keyboard.press("Control+End");
  await expect(portal.row("1999.dat")).toBeVisible();
  expect(await portal.files.getByRole("row").count()).toBeLessThan(200);
  await page.getByRole("searchbox", { name: "Filter files" }).fill("0777");
  await expect(portal.row("0777.dat")).toBeVisible();
  await expect(portal.row("1999.dat")).toHaveCount(0);
});
