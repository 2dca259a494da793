// WebKitGTK over WebDriver, on a display of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type { Readable } from "node:stream";
import { Builder, Capabilities, type WebDriver, type WebElement } from "selenium-webdriver";
import { deployment } from "../fixtures/deployment";
import { eventually, pause } from "../fixtures/eventually";
import { type Browser, type Driver, program, type Query } from "./driver";
import { find } from "./find";

const slow = 45_000; // milliseconds that a busy machine may take to open a window, or to close one
const silent = 20_000; // milliseconds after which a command has no answer any more
const attempts = 3;

export class WebKit implements Browser {
  private constructor(private readonly screen: ChildProcess, private readonly display: string) {}

  static async start(): Promise<Browser> {
    // The display's number is any free one, which the server writes to its file descriptor 3.
    const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"], detached: true });
    const [number] = (await once(screen.stdio[3] as Readable, "data")) as [Buffer];
    return new WebKit(screen, `:${number.toString().trim()}`);
  }

  // newWindow returns a window that has opened a page. Now and then, on a busy machine, WebKit
  // starts one that never does.
  async newWindow(): Promise<Driver> {
    for (let attempt = 1; ; attempt++) {
      const port = await freePort();
      const env = { ...process.env, DISPLAY: this.display, LANG: "en_GB.UTF-8", LANGUAGE: "en_GB" };
      const driver = spawn(program("ADMIT_WEBKIT"), [`--port=${port}`], { stdio: "ignore", env, detached: true });
      try {
        return await within(slow, newSession(driver, port));
      } catch (error) {
        await end(driver);
        if (attempt === attempts) throw error;
      }
    }
  }

  async stop(): Promise<void> {
    await end(this.screen);
  }
}

// newSession opens the only session of a driver. It does not wait for pages to load, because
// the driver does not always notice that they have.
async function newSession(driver: ChildProcess, port: number): Promise<Window> {
  const server = `http://127.0.0.1:${port}`;
  await eventually(`an answer of the driver at ${server}`, async () => (await fetch(`${server}/status`).catch(() => undefined)) && true);
  const capabilities = new Capabilities({ browserName: "MiniBrowser" }).setPageLoadStrategy("none");
  const session = await new Builder().usingServer(server).withCapabilities(capabilities).build();
  await session.manage().window().setRect({ x: 0, y: 0, width: 1280, height: 900 });
  const window = new Window(driver, session);
  await window.open(`${deployment.apiUrl}/docs`);
  return window;
}

class Window implements Driver {
  constructor(private readonly driver: ChildProcess, private readonly session: WebDriver) {}

  async open(url: string): Promise<void> {
    await this.run("window.wasOpenBefore = true");
    await within(silent, this.session.get(url));
    const another = () => this.run<boolean>("return !window.wasOpenBefore").catch(() => false);
    await eventually(`another page than the one before, at ${url}`, async () => (await another()) || undefined);
  }

  has(query: Query): Promise<boolean> {
    return this.on(query, () => Promise.resolve());
  }

  click(query: Query): Promise<boolean> {
    return this.on(query, (element) => element.click());
  }

  fill(query: Query, text: string): Promise<boolean> {
    return this.on(query, async (element) => {
      await element.clear();
      await element.sendKeys(text);
    });
  }

  text(): Promise<string> {
    return this.run("return `${location.href}\\n${document.body.innerText}`");
  }

  async close(): Promise<void> {
    await within(slow, this.session.quit()).catch(() => undefined); // the driver ends in any case
    await end(this.driver);
  }

  private async on(query: Query, act: (element: WebElement) => Promise<void>): Promise<boolean> {
    const element = await this.run<WebElement | null>(`return (${find.toString()})(arguments[0])`, query);
    if (element) await within(silent, act(element));
    return element !== null;
  }

  private run<T>(script: string, ...parameters: unknown[]): Promise<T> {
    return within(silent, this.session.executeScript<T>(script, ...parameters));
  }
}

function within<T>(milliseconds: number, result: Promise<T>): Promise<T> {
  const late = pause(milliseconds).then(() => Promise.reject(new Error(`no answer of the driver within ${milliseconds / 1000} s`)));
  return Promise.race([result, late]);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

// end ends a program with everything that it started, which are one process group.
async function end(program: ChildProcess): Promise<void> {
  if (program.pid === undefined || program.exitCode !== null) return;
  const ended = once(program, "exit");
  process.kill(-program.pid, "SIGKILL");
  await ended;
}
