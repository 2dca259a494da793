// Firefox over WebDriver BiDi.
import { launch, type Browser as Launched, type BrowserContext, type ElementHandle, type Page } from "puppeteer-core";
import { type Browser, type Driver, program, type Query } from "./driver";
import { find } from "./find";

export class Firefox implements Browser {
  private constructor(private readonly browser: Launched) {}

  static async start(): Promise<Browser> {
    const preferences = { "intl.accept_languages": "en-GB", "app.update.disabledForTesting": true };
    return new Firefox(await launch({ browser: "firefox", executablePath: program("ADMIT_FIREFOX"), headless: true, extraPrefsFirefox: preferences }));
  }

  async newWindow(): Promise<Driver> {
    const context = await this.browser.createBrowserContext();
    return new Window(context, await context.newPage());
  }

  stop(): Promise<void> {
    return this.browser.close();
  }
}

class Window implements Driver {
  constructor(private readonly context: BrowserContext, private readonly page: Page) {}

  async open(url: string): Promise<void> {
    await this.page.goto(url);
  }

  async has(query: Query): Promise<boolean> {
    return this.on(query, () => Promise.resolve());
  }

  async click(query: Query): Promise<boolean> {
    return this.on(query, (element) => element.click());
  }

  async fill(query: Query, text: string): Promise<boolean> {
    return this.on(query, async (element) => {
      await element.evaluate((field) => (field as HTMLInputElement).select());
      await element.type(text);
    });
  }

  text(): Promise<string> {
    return this.page.evaluate(() => `${location.href}\n${document.body.innerText}`);
  }

  close(): Promise<void> {
    return this.context.close();
  }

  // on brings the window to the front, because Firefox slows down one in the background.
  private async on(query: Query, act: (element: ElementHandle) => Promise<void>): Promise<boolean> {
    await this.page.bringToFront();
    const element = (await this.page.evaluateHandle(find, query)).asElement() as ElementHandle | null;
    if (element) await act(element);
    return element !== null;
  }
}
