// Three engines, driven alike: Chromium and Firefox over WebDriver BiDi or DevTools (puppeteer), WebKitGTK over
// WebDriver (selenium) on a screen of its own. A window is `{name, visit, run, press, size, picture}`; `run` takes a function
// of the page and its arguments, as JSON.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import puppeteer from "puppeteer-core";
import { Builder, Capabilities, Key } from "selenium-webdriver";
import { chromium, firefox, webkitDriver } from "../../tools/setup.mjs";

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
  return {
    version: await running.version(),
    visit: (url) => page.goto(url, { waitUntil: "load" }),
    run: (body, ...given) => page.evaluate(body, ...given),
    press: (key) => page.keyboard.press(key),
    size: (width, height) => page.setViewport({ width, height }),
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
  await session.manage().setTimeouts({ script: 30_000 });
  return {
    version: `WebKitGTK ${(await session.getCapabilities()).get("browserVersion")}`,
    visit: (url) => session.get(url),
    run: (body, ...given) => session.executeScript(`return (${body})(...arguments)`, ...given),
    press: (key) => session.actions().sendKeys(KEYS[key] ?? key).perform(),
    /** Of the page inside the window's frame. */
    size: async (width, height) => {
      const room = [width, height];
      for (let turn = 0; turn < 3; turn++) {
        await session.manage().window().setRect({ x: 0, y: 0, width: room[0], height: room[1] });
        await wait(200);
        const [is, high] = await session.executeScript("return [innerWidth, innerHeight]");
        if (is === width) return;
        room[0] += width - is;
        room[1] += height - high;
      }
    },
    picture: async () => Buffer.from(await session.takeScreenshot(), "base64"),
    close: async () => {
      await session.quit();
      server.kill();
      screen?.close();
    },
  };
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
