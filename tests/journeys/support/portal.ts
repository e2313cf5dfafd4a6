import { expect, type Locator, type Page } from "@playwright/test";
import type { Person } from "./server.ts";
import type { Watch } from "./watch.ts";

/** The portal as people use it: by roles and names alone. */
export class Portal {
  readonly main: Locator;
  readonly navigation: Locator;
  readonly files: Locator;
  /** The job's status, on a job's page. */
  readonly status: Locator;
  /** The fields of the sign-in form. */
  readonly userName: Locator;
  readonly password: Locator;

  constructor(
    readonly page: Page,
    readonly url: string,
    readonly watch: Watch,
  ) {
    this.main = page.getByRole("main");
    this.navigation = page.getByRole("navigation", { name: "Main" });
    this.files = page.getByRole("grid", { name: "Files" });
    this.userName = page.getByRole("textbox", { name: "User name", exact: true });
    // A password field has no role; a mark beside its label is no part of its name.
    this.password = page.getByLabel(/^Password\W*$/);
    this.status = this.main.getByRole("status").first();
  }

  /** Signs in with user name and password. */
  async signIn(person: Person): Promise<void> {
    await this.page.goto(`${this.url}/sign-in`);
    await this.fillSignIn(person);
    await expect(this.navigation).toBeVisible();
  }

  /** Fills the form and sends it, whatever comes of it. */
  async fillSignIn(person: Person): Promise<void> {
    const page = this.page;
    await page.getByRole("radio", { name: "Agave" }).check();
    await this.userName.fill(person.name);
    await this.password.fill(person.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  /** Follows a link of the main navigation. */
  async go(name: string): Promise<void> {
    await this.navigation.getByRole("link", { name, exact: true }).click();
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeVisible();
  }

  /** Uploads one file on the Files page and waits until it is listed. */
  async upload(name: string, body: string | Buffer): Promise<void> {
    await this.go("Files");
    await expect(this.files).toBeVisible();
    const chooser = this.page.waitForEvent("filechooser");
    await this.main.getByRole("button", { name: "Upload", exact: true }).click();
    await (await chooser).setFiles({ name, mimeType: "text/plain", buffer: Buffer.from(body) });
    await expect(this.row(name)).toBeVisible();
  }

  /** A file's row in the grid. */
  row(name: string): Locator {
    return this.files.getByRole("row").filter({ has: this.page.getByRole("gridcell", { name, exact: true }) });
  }

  /** Finds an app by searching for it and opens its page. */
  async find(search: string, label: string): Promise<void> {
    await this.go("Apps");
    await this.page.getByRole("searchbox", { name: "Search apps" }).fill(search);
    await this.main.getByRole("link", { name: label, exact: true }).click();
    await expect(this.page.getByRole("heading", { level: 1, name: label })).toBeVisible();
  }

  /** Finds an app and opens its form. */
  async run(search: string, label: string): Promise<void> {
    await this.find(search, label);
    await this.main.getByRole("link", { name: "Run", exact: true }).click();
    await expect(this.page.getByRole("button", { name: "Submit job", exact: true })).toBeVisible();
  }

  /** Fills a field of the job form. */
  async fill(field: string, value: string): Promise<void> {
    await this.main.getByRole("textbox", { name: field }).or(this.main.getByRole("spinbutton", { name: field })).first().fill(value);
  }

  /** Sends the form and waits for the job's page; gives the job's id. */
  async submit(): Promise<string> {
    await this.page.getByRole("button", { name: "Submit job", exact: true }).click();
    return this.arrived();
  }

  /** Waits for the page of a job just sent; gives the job's id. */
  async arrived(): Promise<string> {
    await expect(this.page).toHaveURL(/\/jobs\/[^/?]+/);
    await expect(this.page.getByRole("heading", { name: "History" })).toBeVisible();
    return decodeURIComponent(new URL(this.page.url()).pathname.split("/").pop() ?? "");
  }

  /** An output's button on a job's page. */
  output(name: string, button: string): Locator {
    const entry = this.page.getByRole("listitem").or(this.page.getByRole("row")).filter({ hasText: name });
    return entry.getByRole("button", { name: new RegExp(`^${button}`) }).first();
  }

  /** The open dialog. */
  dialog(name?: string | RegExp): Locator {
    return this.page.getByRole("dialog", name === undefined ? {} : { name });
  }
}
