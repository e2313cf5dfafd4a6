import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./support/fixtures.ts";

/** A file's text; empty while it is not there. */
const content = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");

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

test("a folder comes with all that is in it, and each name that is taken is asked about", async ({ portal, page, person, server, watch }, info) => {
  const tree = info.outputPath("voyage");
  mkdirSync(join(tree, "deep"), { recursive: true });
  for (const [name, text] of [["a.txt", "a\n"], ["b.txt", "b\n"], ["deep/c.txt", "c\n"]] as const) writeFileSync(join(tree, name), text);
  const home = join(server.home(person), "voyage");
  await portal.signIn(person);
  await portal.go("Files");
  const handOver = async () => {
    const chooser = page.waitForEvent("filechooser");
    await portal.main.getByRole("button", { name: "Upload folder" }).click();
    await (await chooser).setFiles(tree);
  };
  await handOver();
  await expect.poll(() => existsSync(join(home, "deep/c.txt"))).toBe(true);
  await expect.poll(() => content(join(home, "b.txt"))).toBe("b\n");
  await expect(portal.row("voyage")).toBeVisible();

  for (const name of ["a.txt", "b.txt", "deep/c.txt"]) writeFileSync(join(tree, name), "new\n");
  await handOver();
  const dialog = portal.dialog();
  await expect(dialog).toContainText("voyage/a.txt");
  await watch.look();
  await dialog.getByRole("button", { name: "Skip" }).click();
  await expect(dialog).toContainText("voyage/b.txt");
  await dialog.getByRole("checkbox", { name: /Apply to all/ }).check();
  await dialog.getByRole("button", { name: "Replace" }).click();
  await expect.poll(() => content(join(home, "deep/c.txt"))).toBe("new\n");
  await expect.poll(() => content(join(home, "b.txt"))).toBe("new\n");
  expect(content(join(home, "a.txt"))).toBe("a\n");
});

test("a file is shared, tells of it, and is taken back", async ({ portal, page, person, server, watch }) => {
  const friend = server.addUser("nils");
  await portal.signIn(person);
  await portal.upload("shared.txt", "for two\n");
  await portal.row("shared.txt").click();
  await portal.main.getByRole("button", { name: "Permissions", exact: true }).click();
  const dialog = portal.dialog(/shared\.txt/);
  await dialog.getByRole("textbox", { name: "User name" }).fill(friend.name);
  await dialog.getByRole("combobox", { name: "Permission" }).selectOption({ label: "Read and write" });
  await dialog.getByRole("button", { name: "Give permission" }).click();
  const row = dialog.getByRole("row").filter({ hasText: friend.name });
  await expect(row).toContainText("read, write");
  await watch.look();
  await row.getByRole("button", { name: /Remove/ }).click();
  await expect(row).toHaveCount(0);
  await page.keyboard.press("Escape");

  await portal.main.getByRole("button", { name: "History", exact: true }).click();
  await expect(dialog.getByRole("table", { name: "History" })).toContainText(/PERMISSION/);
  await watch.look();
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
