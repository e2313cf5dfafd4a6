import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/**
 * Watches a page for what no visitor should cause: errors in the console, exceptions, breaches of the content
 * security policy, anything fetched from elsewhere.
 */
export class Watch {
  private readonly faults: string[] = [];
  private readonly allowed: RegExp[] = [];

  private constructor(
    private readonly page: Page,
    private readonly origin: string,
  ) {}

  /** Begins to watch. */
  static async on(page: Page, origin: string): Promise<Watch> {
    const watch = new Watch(page, origin);
    page.on("console", (message) => {
      if (message.type() === "error") watch.faults.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on("pageerror", (error) => watch.faults.push(`exception: ${error.message}`));
    page.on("crash", () => watch.faults.push("the page crashed"));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith("http") && url.origin !== origin) watch.faults.push(`fetched ${url}`);
    });
    await page.exposeFunction("reportBreach", (breach: string) => watch.faults.push(`policy: ${breach}`));
    await page.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        const report = (window as unknown as { reportBreach: (breach: string) => void }).reportBreach;
        report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
      });
    });
    return watch;
  }

  /** Says which fault a journey brings about on purpose, such as a wrong password's 400. */
  allow(fault: RegExp): void {
    this.allowed.push(fault);
  }

  /** Fails when anything happened that was not allowed. */
  verdict(): void {
    const left = this.faults.filter((fault) => !this.allowed.some((pattern) => pattern.test(fault)));
    expect(left, "what the page should not cause").toEqual([]);
  }

  /** Looks at the page as it stands: one `main`, one `h1`, a title, room at the sides, and nothing for axe to say. */
  async look(): Promise<void> {
    const page = this.page;
    await expect(page.getByRole("main")).toHaveCount(1);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    expect(await page.title()).not.toBe("");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide, "pixels to scroll sideways").toBeLessThanOrEqual(0);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const told = violations.map((violation) => ({
      rule: violation.id,
      help: violation.help,
      where: violation.nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary ?? ""}`),
    }));
    expect(told, `axe on ${page.url().replace(this.origin, "")}`).toEqual([]);
  }
}
