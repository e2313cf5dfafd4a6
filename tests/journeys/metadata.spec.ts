import { expect, test } from "./support/fixtures.ts";

test("a document is made, found by a query, changed, shared and deleted", async ({ portal, page, person, server, watch }) => {
  const friend = server.addUser("nils");
  await portal.signIn(person);
  await portal.go("Metadata");
  await page.getByRole("button", { name: "New document" }).click();
  const dialog = portal.dialog();
  await dialog.getByRole("textbox", { name: "Name" }).fill("sounding <b>1</b>");
  await dialog.getByRole("textbox", { name: "Value" }).fill('{"depth": ');
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByText(/not JSON/)).toBeVisible();
  await watch.look();
  await dialog.getByRole("textbox", { name: "Value" }).fill('{"depth": 32.5}');
  await dialog.getByRole("button", { name: "Create" }).click();
  const table = page.getByRole("table", { name: "Documents" });
  const row = table.getByRole("row").filter({ hasText: "sounding <b>1</b>" });
  await expect(row).toContainText("32.5");
  await watch.look();

  const query = page.getByRole("searchbox", { name: "Query" });
  await query.fill('{"value.depth": {"$gt": 40}}');
  await query.press("Enter");
  await expect(portal.main.getByText("No document fits.")).toBeVisible();
  await query.fill('{"value.depth": {"$gt": 30}}');
  await query.press("Enter");
  await expect(row).toBeVisible();
  await expect(page).toHaveURL(/q=/);
  await page.getByRole("button", { name: "As JSON" }).click();
  await expect(page.getByRole("region", { name: "Documents as JSON" })).toContainText('"depth": 32.5');
  await page.getByRole("button", { name: "As JSON" }).click();

  await row.getByRole("button", { name: /^Edit/ }).click();
  await dialog.getByRole("textbox", { name: "Value" }).fill('{"depth": 41}');
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("41");

  await row.getByRole("button", { name: /^Permissions/ }).click();
  await dialog.getByRole("textbox", { name: "User name" }).fill(friend.name);
  await dialog.getByRole("button", { name: "Give permission" }).click();
  await expect(dialog.getByRole("row").filter({ hasText: friend.name })).toContainText("read");
  await watch.look();
  await page.keyboard.press("Escape");

  await row.getByRole("button", { name: /^Delete/ }).click();
  await expect(dialog).toContainText("sounding <b>1</b>");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(row).toHaveCount(0);
});

test("a schema holds documents to it, and says what is wrong", async ({ portal, page, person, watch }) => {
  await portal.signIn(person);
  await portal.go("Metadata");
  await page.getByRole("tab", { name: "Schemas" }).click();
  await page.getByRole("button", { name: "New schema" }).click();
  const dialog = portal.dialog();
  const schema = { title: "Depth", type: "object", required: ["depth"], properties: { depth: { type: "number" } } };
  await dialog.getByRole("textbox", { name: "Schema" }).fill(JSON.stringify(schema));
  await dialog.getByRole("button", { name: "Create" }).click();
  const row = page.getByRole("table", { name: "Schemas" }).getByRole("row").filter({ hasText: "Depth" });
  await expect(row).toBeVisible();
  await watch.look();
  const id = (await row.getByRole("cell").nth(1).textContent()) ?? "";
  await page.getByRole("tab", { name: "Documents" }).click();
  await page.getByRole("button", { name: "New document" }).click();
  await dialog.getByRole("textbox", { name: "Name" }).fill("shallow");
  await dialog.getByRole("textbox", { name: "Value" }).fill('{"depth": "deep"}');
  await dialog.getByRole("textbox", { name: "Schema" }).fill(id.trim());
  watch.allow(/status of 400/);
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByText(/depth|number|schema/i).last()).toBeVisible();
  await expect(dialog.getByRole("textbox", { name: "Name" })).toHaveValue("shallow");
  await dialog.getByRole("textbox", { name: "Value" }).fill('{"depth": 3}');
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("table", { name: "Documents" })).toContainText("shallow");
});
