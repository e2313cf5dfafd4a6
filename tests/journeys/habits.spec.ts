import { expect, test } from "./support/fixtures.ts";

test("an app that is liked, and the last one run, are at hand", async ({ portal, page, person, watch }) => {
  await portal.signIn(person);
  await portal.find("mandel", "Mandelbrot image");
  const favourite = page.getByRole("button", { name: "Favourite" });
  await favourite.click();
  await expect(favourite).toHaveAttribute("aria-pressed", "true");
  await portal.run("carlo", "Monte Carlo pi");
  await portal.fill("Samples", "1000");
  await portal.submit();
  await portal.go("Apps");
  await expect(page.getByRole("navigation", { name: "Favourites" }).getByRole("link", { name: "Mandelbrot image" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Recent" }).getByRole("link", { name: "Monte Carlo pi" })).toBeVisible();
  await watch.look();
});

test("a filled form is kept by name, and travels in a link", async ({ portal, page, person, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: portal.url });
  await portal.signIn(person);
  await portal.run("carlo", "Monte Carlo pi");
  await portal.fill("Samples", "4321");
  const presets = page.getByRole("button", { name: "Presets" });
  await presets.click();
  await page.getByRole("menuitem", { name: /Save as preset/ }).click();
  const dialog = portal.dialog();
  await dialog.getByRole("textbox", { name: "Preset name" }).fill("quick one");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Discard draft" }).click();
  const samples = portal.main.getByRole("textbox", { name: "Samples" });
  await expect(samples).not.toHaveValue("4321");
  await presets.click();
  await page.getByRole("menuitem", { name: "quick one" }).click();
  await expect(samples).toHaveValue("4321");
  await presets.click();
  await page.getByRole("menuitem", { name: /Copy a link/ }).click();
  await expect(page.getByText(/link is copied/).first()).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Discard draft" }).click();
  await page.goto(link);
  await expect(samples).toHaveValue("4321");
});

test("several jobs are deleted at once, and each tells what became of it", async ({ portal, page, person, watch }) => {
  await portal.signIn(person);
  for (const name of ["first of two", "second of two"]) {
    await portal.run("carlo", "Monte Carlo pi");
    await portal.fill("Samples", "1000");
    await portal.fill("Job name", name);
    await portal.submit();
    await expect(portal.status).toContainText("finished");
  }
  await portal.go("Jobs");
  await page.getByRole("checkbox", { name: "Select first of two" }).check();
  await expect(page.getByRole("group", { name: "Selected jobs" })).toContainText("1 job selected");
  await page.getByRole("checkbox", { name: "Select all jobs shown" }).check();
  await watch.look();
  await page.getByRole("button", { name: "Delete selected" }).click();
  const dialog = portal.dialog();
  await expect(dialog).toContainText("second of two");
  await dialog.getByRole("button", { name: "Delete" }).click();
  const results = dialog.getByRole("table", { name: "Results" });
  await expect(results.getByRole("row").filter({ hasText: "first of two" })).toContainText("deleted");
  await expect(results.getByRole("row").filter({ hasText: "second of two" })).toContainText("deleted");
  await watch.look();
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("link", { name: "first of two" })).toHaveCount(0);
});

test("a log is searched, and the browser tells of a job's end", async ({ portal, page, person, context }) => {
  await context.grantPermissions(["notifications"], { origin: portal.url });
  await page.addInitScript(() => {
    const shown: string[] = [];
    Object.assign(window, { shown });
    class Told {
      static permission = "granted";
      static requestPermission = async () => "granted";
      constructor(title: string, options: { body: string }) {
        shown.push(`${title}: ${options.body}`);
      }
    }
    Object.assign(window, { Notification: Told });
  });
  await portal.signIn(person);
  await portal.run("carlo", "Monte Carlo pi");
  await portal.fill("Samples", "400000000");
  await portal.fill("Job name", "told of");
  await portal.submit();
  const tell = page.getByRole("button", { name: "Tell me when it ends" });
  await tell.click();
  await expect(tell).toHaveAttribute("aria-pressed", "true");
  await portal.go("Apps");
  await expect.poll(() => page.evaluate(() => (window as unknown as { shown: string[] }).shown), { timeout: 60_000 }).toEqual([expect.stringContaining("told of: The job is ")]);
  await portal.go("Jobs");
  await page.getByRole("table", { name: "Jobs" }).getByRole("link", { name: "told of" }).click();
  await expect(portal.main).toContainText("100.0 %");
  const search = page.getByRole("searchbox", { name: "Search log" });
  await search.fill("100.0 %");
  await search.press("Enter");
  await expect(portal.main.getByText(/^Line \d+: .*100\.0 %/)).toBeVisible();
  await page.getByRole("button", { name: "First error" }).click();
  await expect(portal.main.getByText(/Line \d+: .*error|No line of the log/)).toBeVisible();
});
