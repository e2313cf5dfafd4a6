import { after } from "node:test";
import { chromium } from "@playwright/test";

let browser;

/** Opens a page and gives what its script leaves in `window.outcome`; anything in the console is an error. */
export async function outcomeOf(url) {
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
  const said = [];
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("console", (message) => {
    if (!message.text().includes("favicon")) said.push(message.text());
  });
  try {
    await page.goto(url);
    await page.waitForFunction(() => window.outcome !== undefined, undefined, { timeout: 20_000 });
    return await page.evaluate(() => window.outcome);
  } catch (error) {
    throw new Error(`${error.message}\n${said.join("\n")}`);
  } finally {
    await page.close();
  }
}

/** Ends the browser after the tests of a file that uses it. */
export function endBrowser() {
  after(async () => (await browser)?.close());
}
