import { after } from "node:test";
import { chromium } from "@playwright/test";

let browser;

/** Opens a page, does something there and closes it. What it said in the console goes to `said`. */
export async function inPage(url, does, said = []) {
  browser ??= chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
    ],
  });
  const page = await (await browser).newPage();
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("console", (message) => {
    const text = `${message.text()} ${message.location().url}`;
    // What the browser and a development server say by themselves.
    if (!/favicon|^\[vite\]|Failed to load resource/.test(text)) said.push(message.text());
  });
  try {
    await page.goto(url);
    return await does(page);
  } catch (error) {
    throw new Error(`${error.message}\n${said.join("\n")}`);
  } finally {
    await page.close();
  }
}

/** What a page's script leaves in `window.outcome`, and what it said in the console. */
export async function visit(url) {
  const said = [];
  const outcome = await inPage(
    url,
    async (page) => {
      await page.waitForFunction(() => window.outcome !== undefined, undefined, { timeout: 30_000 });
      return page.evaluate(() => window.outcome);
    },
    said,
  );
  return { outcome, said };
}

/** The outcome alone. */
export async function outcomeOf(url) {
  return (await visit(url)).outcome;
}

/** Ends the browser after the tests of a file that uses it. */
export function endBrowser() {
  after(async () => (await browser)?.close());
}
