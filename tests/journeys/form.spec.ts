import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./support/fixtures.ts";

test("a missing input is named and gets the focus", async ({ portal, page, person, watch }) => {
  await portal.signIn(person);
  await portal.run("text", "Text statistics");
  await page.getByRole("button", { name: "Submit job", exact: true }).click();
  const field = portal.main.getByRole("textbox", { name: "Text files" }).first();
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(/\S/);
  await expect(page).toHaveURL(/\/run/);
  await watch.look();
});

test("a run time that is none is refused before it is sent", async ({ portal, page, person, server }) => {
  mkdirSync(server.home(person), { recursive: true });
  writeFileSync(join(server.home(person), "in.txt"), "one two\n");
  await portal.signIn(person);
  await portal.run("text", "Text statistics");
  await portal.main.getByRole("textbox", { name: "Text files" }).first().fill("in.txt");
  const field = portal.main.getByRole("textbox", { name: /run time/i });
  if (!(await field.isVisible())) await portal.main.getByText(/settings|resources|queue/i).first().click();
  await field.fill("soon");
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().includes("/jobs/v2")) sent.push(request.url());
  });
  await page.getByRole("button", { name: "Submit job", exact: true }).click();
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(/\S/);
  expect(sent).toEqual([]);

  await field.fill("00:10:00");
  await field.press("Enter");
  await portal.arrived();
  await expect(portal.status).toContainText("finished");
});

test("a draft survives a reload and can be discarded", async ({ portal, page, person }) => {
  await portal.signIn(person);
  await portal.run("carlo", "Monte Carlo pi");
  await portal.fill("Job name", "half written");
  await portal.fill("Samples", "12345");
  const name = portal.main.getByRole("textbox", { name: "Job name" });
  const samples = portal.main.getByRole("textbox", { name: "Samples" }).or(portal.main.getByRole("spinbutton", { name: "Samples" }));
  await page.reload();
  await expect(name).toHaveValue("half written");
  await expect(samples).toHaveValue("12345");

  await page.getByRole("tab", { name: "JSON" }).click();
  const json = page.getByRole("tabpanel", { name: "JSON" });
  await expect(json).toBeVisible();
  await expect.poll(async () => (await json.getByRole("textbox").inputValue()).replace(/\s/g, "")).toContain('"samples":12345');
  await page.getByRole("tab", { name: "Code" }).click();
  await expect(page.getByRole("tabpanel", { name: "Code" })).toContainText("half written");
  await page.getByRole("tab", { name: "Form" }).click();

  await page.getByRole("button", { name: "Discard draft" }).click();
  const dialog = portal.dialog();
  if (await dialog.isVisible()) await dialog.getByRole("button").last().click();
  await expect(name).not.toHaveValue("half written");
  await page.reload();
  await expect(name).not.toHaveValue("half written");
});

test("JSON and form are one", async ({ portal, page, person }) => {
  await portal.signIn(person);
  await portal.run("carlo", "Monte Carlo pi");
  await portal.fill("Job name", "by form");
  await page.getByRole("tab", { name: "JSON" }).click();
  const editor = page.getByRole("tabpanel", { name: "JSON" }).getByRole("textbox");
  const body = JSON.parse(await editor.inputValue());
  expect(body).toMatchObject({ name: "by form" });
  await editor.fill(JSON.stringify({ ...body, name: "by hand", parameters: { ...body.parameters, samples: 4321 } }));
  await page.getByRole("tab", { name: "Form" }).click();
  await expect(portal.main.getByRole("textbox", { name: "Job name" })).toHaveValue("by hand");
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().includes("/jobs/v2"));
  await portal.submit();
  expect((await sent).postDataJSON()).toMatchObject({ name: "by hand", parameters: { samples: 4321 } });
});
