import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";
import type { Portal } from "./support/portal.ts";

/** How dark the page is: lightness of its background between 0 and 1. */
async function lightness(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.createElement("canvas");
    const paint = canvas.getContext("2d");
    if (!paint) return -1;
    const solid = [document.body, document.documentElement]
      .map((element) => getComputedStyle(element).backgroundColor)
      .find((colour) => !/transparent|, 0\)$/.test(colour));
    paint.fillStyle = solid ?? "white";
    paint.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = paint.getImageData(0, 0, 1, 1).data;
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
  });
}

/** Visits every page of the portal that the main navigation and its first links lead to. */
async function visitAll(portal: Portal): Promise<void> {
  const { page, watch } = portal;
  for (const name of ["Apps", "Jobs", "Files", "Systems"]) {
    await portal.go(name);
    await expect(portal.main.getByRole("link").or(portal.main.getByRole("row")).or(portal.main.getByRole("heading", { level: 2 })).first()).toBeVisible();
    await watch.look();
  }
  await portal.main.getByRole("row").or(portal.main.getByRole("listitem")).filter({ hasText: "local.execution" }).getByRole("link").first().click();
  await expect(page).toHaveURL(/\/systems\/local\.execution/);
  await expect(portal.main).toContainText("normal");
  await watch.look();
  for (const name of ["Metadata", "Notifications", "Actors", "Account"]) {
    await portal.go(name);
    await expect(portal.main.locator('[aria-busy="true"]')).toHaveCount(0);
    await watch.look();
  }
  await portal.find("mandel", "Mandelbrot image");
  await watch.look();
  await portal.main.getByRole("link", { name: "Run", exact: true }).click();
  await expect(page.getByRole("button", { name: "Submit job", exact: true })).toBeVisible();
  await watch.look();
  await page.goto(`${new URL(page.url()).origin}/c/nowhere/at/all`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await watch.look();
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test("every page is sound", async ({ portal, page, person }) => {
      await portal.signIn(person);
      const shade = await lightness(page);
      if (colorScheme === "dark") expect(shade).toBeLessThan(0.3);
      else expect(shade).toBeGreaterThan(0.7);
      await visitAll(portal);
    });
  });
}

test.describe("on a telephone", () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test("every page fits", async ({ portal, person }) => {
    await portal.signIn(person);
    await visitAll(portal);
  });
});

test.describe("on a wide screen", () => {
  test.use({ viewport: { width: 2560, height: 1440 } });

  test("every page is used well", async ({ portal, person }) => {
    await portal.signIn(person);
    await visitAll(portal);
  });
});

test("the theme is chosen by hand and stays", async ({ portal, page, person, watch }) => {
  await portal.signIn(person);
  const before = await lightness(page);
  const header = page.getByRole("banner");
  await header.getByRole("button", { name: /theme|dark|light/i }).or(header.getByRole("switch", { name: /theme|dark/i })).first().click();
  const choice = page.getByRole("menuitemradio", { name: /dark/i }).or(page.getByRole("radio", { name: /dark/i }));
  if (await choice.first().isVisible()) await choice.first().click();
  await expect.poll(() => lightness(page)).toBeLessThan(before);
  await watch.look();
  await page.reload();
  await expect(portal.navigation).toBeVisible();
  expect(await lightness(page)).toBeLessThan(before);
});

test("the keyboard leads through", async ({ portal, page, person }) => {
  await portal.signIn(person);
  await page.reload();
  await expect(portal.navigation).toBeVisible();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press("Tab");
  const skip = page.locator(":focus");
  await expect(skip).toHaveRole("link");
  await expect(skip).toHaveAccessibleName(/skip/i);
  await page.keyboard.press("Enter");
  await portal.go("Apps");
  await expect(page.getByRole("heading", { level: 1, name: "Apps" })).toBeFocused();
  await expect(page).toHaveTitle(/Apps/);
});
