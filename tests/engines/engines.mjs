// Three engines, driven alike: Chromium and Firefox over WebDriver BiDi or DevTools (puppeteer), WebKitGTK over
// WebDriver (selenium) on a screen of its own. A window is `{version, visit, run, press, picture}`; `run` takes a function
// of the page and its arguments, as JSON.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import puppeteer from "puppeteer-core";
import { Builder, Capabilities, Key } from "selenium-webdriver";
import { chromium, firefox, webkitDriver } from "../../tools/setup.mjs";
import { PATIENCE } from "../browser/harness.mjs";

/**
 * Every engine's window, whose size stays: WebKitGTK's is never narrower than 447 pixels, and hears late of another size on a busy
 * machine, so that a page would be laid out anew in the middle of a test. Panels stand in columns of their own width.
 */
const WINDOW = { width: 1100, height: 1000 };

/** The browser that WebKitGTK comes with. */
function miniBrowser() {
  const libraries = existsSync("/usr/lib") ? readdirSync("/usr/lib").map((name) => `/usr/lib/${name}`) : [];
  const folders = libraries.filter((name) => name.includes("-linux-")).flatMap((library) => readdirSync(library).map((name) => `${library}/${name}`));
  return folders.filter((name) => /\/webkit2?gtk-[\d.]+$/.test(name)).map((name) => `${name}/MiniBrowser`).find((place) => existsSync(place));
}

/** What each engine is started by; nothing where it is not there. */
export const ENGINES = {
  chromium: () => chromium() && (() => puppet("chrome", chromium(), ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"])),
  firefox: () => firefox() && (() => puppet("firefox", firefox(), [])),
  webkit: () => webkitDriver() && miniBrowser() && (() => webkit(webkitDriver(), miniBrowser())),
};

async function puppet(browser, executablePath, args) {
  const running = await puppeteer.launch({ browser, executablePath, args, headless: true });
  const page = await running.newPage();
  await page.setViewport(WINDOW);
  return {
    version: await running.version(),
    visit: (url) => page.goto(url, { waitUntil: "load" }),
    run: (body, ...given) => page.evaluate(body, ...given),
    press: (key) => page.keyboard.press(key),
    picture: () => page.screenshot(),
    close: () => running.close(),
  };
}

async function webkit(command, binary) {
  const screen = process.env.DISPLAY ? undefined : await virtualScreen();
  const port = await freePort();
  const env = { ...process.env, DISPLAY: process.env.DISPLAY ?? screen.display, WEBKIT_DISABLE_COMPOSITING_MODE: "1" };
  const server = spawn(command, [`--port=${port}`], { env, stdio: "ignore" });
  process.once("exit", () => server.kill());
  await listening(port);
  const capabilities = new Capabilities({
    browserName: "MiniBrowser",
    "webkitgtk:browserOptions": { binary, args: ["--automation"] },
  });
  const session = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
  await session.manage().window().setRect({ x: 0, y: 0, ...WINDOW });
  await session.manage().setTimeouts({ script: PATIENCE });
  return {
    version: `WebKitGTK ${(await session.getCapabilities()).get("browserVersion")}`,
    visit: (url) => session.get(url),
    // What is asked of a page while another takes its place is never answered.
    run: (body, ...given) => answered(session.executeScript(`return (${body})(...arguments)`, ...given)),
    press: (key) => session.actions().sendKeys(KEYS[key] ?? key).perform(),
    picture: async () => Buffer.from(await session.takeScreenshot(), "base64"),
    close: async () => {
      await session.quit();
      server.kill();
      screen?.close();
    },
  };
}

/** Milliseconds after which a driver that has not answered will not. */
const UNANSWERED = PATIENCE / 4;

function answered(answer) {
  let timer;
  const never = new Promise((_, fail) => (timer = setTimeout(() => fail(new Error("the driver does not answer")), UNANSWERED)));
  return Promise.race([answer, never]).finally(() => clearTimeout(timer));
}

const KEYS = { Tab: Key.TAB, Enter: Key.ENTER, Escape: Key.ESCAPE, ArrowRight: Key.ARROW_RIGHT, ArrowLeft: Key.ARROW_LEFT, End: Key.END, Home: Key.HOME };

async function virtualScreen() {
  const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1400x2000x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  process.once("exit", () => screen.kill());
  const [number] = await once(screen.stdio[3], "data");
  return { display: `:${String(number).trim()}`, close: () => screen.kill() };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function listening(port) {
  for (let turn = 0; turn < 100; turn++) {
    if (await fetch(`http://127.0.0.1:${port}/status`).then(() => true, () => false)) return;
    await wait(100);
  }
  throw new Error(`nothing listens on port ${port}`);
}
