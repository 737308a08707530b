// SPDX-License-Identifier: Apache-2.0
// <vitrine-browser>: thumbnails of what is on screen, kept between visits and not after sign-out; a
// folder of 50,000 entries that stays smooth; keys, filter, order.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import type { Page } from "playwright-core";
import type { Bridge } from "../../src/index.js";
import { entryOf, lacking, leave, PICTURES, Stand } from "./browser.js";

const MANY = 50_000;

suite("browser element in Chromium", { skip: lacking() }, () => {
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
    const folder = stand.path("many");
    mkdirSync(folder);
    for (let index = 0; index < MANY; index++) writeFileSync(join(folder, `file ${index}.txt`), "");
  });
  after(() => stand.stop());

  for (const isolated of [true, false]) {
    const how = isolated ? "with shared memory" : "without shared memory";
    test(`pictures and documents get thumbnails, others keep a badge, ${how}`, async () => {
      const visit = await stand.visit({ isolated });
      const { page } = visit;
      await layout(page, "grid");
      for (const name of ["dusk.jpg", "dusk.png", "document.pdf", "glass (transparent).png"]) {
        await entryOf(page, name).locator("xpath=self::*[contains(@class, 'has-')]").waitFor();
      }
      const shape = await entryOf(page, "dusk.jpg")
        .locator("canvas")
        .evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height]);
      assert.deepEqual(shape, [128, 86]);
      await page.screenshot({ path: join(PICTURES, `browser-grid-${isolated}.png`) });
      assert.deepEqual(visit.complaints, []);
      await leave(visit);
    });
  }

  test("thumbnails are kept for the next visit, and not after sign-out", async () => {
    const visit = await stand.visit();
    const { page } = visit;
    await layout(page, "grid");
    await entryOf(page, "dusk.jpg").and(page.locator(".has-thumbnail")).waitFor();
    await page.evaluate(untilKept);
    const reads: string[] = [];
    page.context().on("request", (request) => reads.push(request.url()));
    await page.reload();
    await layout(page, "grid");
    for (const name of ["dusk.jpg", "dusk.png", "document.pdf"]) {
      await entryOf(page, name).and(page.locator(".has-thumbnail")).waitFor();
    }
    assert.deepEqual(
      reads.filter((url) => /FileBridge\/(Open|Read)$/.test(url)),
      [],
    );
    const left = await page.evaluate(async () => {
      const { bridge } = document.querySelector("vitrine-browser")!;
      await (bridge as Bridge).signOut();
      return {
        caches: await caches.keys(),
        entries: document.querySelector("vitrine-browser")!.entries,
      };
    });
    assert.deepEqual(left, { caches: [], entries: [] });
    await leave(visit);
  });

  test("a token that may not read gets no thumbnails, though they are kept", async () => {
    const visit = await stand.visit();
    const { page } = visit;
    await layout(page, "grid");
    await entryOf(page, "dusk.jpg").and(page.locator(".has-thumbnail")).waitFor();
    await page.evaluate(untilKept);
    const token = stand.token("list,stat");
    const refused = page.waitForResponse(
      (response) =>
        /FileBridge\/Open$/.test(response.url()) && response.headers()["grpc-status"] === "7",
    );
    await page.evaluate((narrow) => {
      const browser = document.querySelector("vitrine-browser")!;
      browser.bridge!.renew(narrow);
      return browser.refresh();
    }, token);
    await entryOf(page, "dusk.jpg").waitFor();
    await refused;
    assert.equal(await page.locator("vitrine-browser .has-thumbnail").count(), 0);
    await leave(visit);
  });

  test("50,000 entries: few elements, no long task, every key leads somewhere", async () => {
    const visit = await stand.visit();
    const { page } = visit;
    await page.evaluate(watchLongTasks);
    await entryOf(page, "many").click();
    await page.getByText(`${MANY} entries`).waitFor({ timeout: 60_000 });
    const list = page.locator("vitrine-browser .entries");
    await list.focus();
    await page.keyboard.press("End");
    await page.getByText(`file ${MANY - 1}.txt`, { exact: true }).waitFor();
    await page.keyboard.press("Home");
    await page.getByText("file 0.txt", { exact: true }).waitFor();
    await page.keyboard.type("file 4999");
    await page.locator(".is-current", { hasText: "file 4999.txt" }).waitFor();
    const { elements, frames } = await page.evaluate(scrollThrough);
    assert.ok(elements < 120, `${elements} entries are elements`);
    const longest = await page.evaluate(() => Math.max(0, ...(window.longTasks ?? [])));
    console.log(`longest task ${Math.round(longest)} ms, slowest frame ${Math.round(frames)} ms`);
    assert.ok(longest < 1000, `a task of ${longest} ms`); // 0 on a machine that does nothing else
    await page.locator("vitrine-browser input[type=search]").fill("4242 txt");
    await page.getByText(/^15 entries$/).waitFor();
    await page.screenshot({ path: join(PICTURES, "browser-filter.png") });
    await leave(visit);
  });

  test("order, direction and layout are the user's; the path leads back", async () => {
    const visit = await stand.visit();
    const { page } = visit;
    await entryOf(page, "more").click();
    await entryOf(page, "small.jpg").waitFor();
    const names = () =>
      page.evaluate(() =>
        document.querySelector("vitrine-browser")!.entries.map((entry) => entry.name),
      );
    const first = await names();
    await page.getByRole("button", { name: "Ascending" }).click();
    await page.waitForFunction(
      (wanted) => document.querySelector("vitrine-browser")!.entries[0]?.name === wanted,
      first.at(-1),
    );
    assert.deepEqual(await names(), [...first].reverse());
    await page.getByLabel("Sort by").selectOption("size");
    await page.waitForFunction(() => {
      const { entries } = document.querySelector("vitrine-browser")!;
      return entries.every((entry, at) => entry.size <= (entries[at - 1]?.size ?? Infinity));
    });
    await page.locator("vitrine-browser .entries").focus();
    await page.keyboard.press("Backspace");
    await entryOf(page, "dusk.png").waitFor();
    assert.deepEqual(visit.complaints, []);
    await leave(visit);
  });
});

declare global {
  interface Window {
    longTasks?: number[];
  }
}

async function layout(page: Page, value: "grid" | "list"): Promise<void> {
  await page.evaluate((wanted) => {
    document.querySelector("vitrine-browser")!.layout = wanted;
  }, value);
}

/** Runs in the page: waits until the thumbnails of the samples are kept. */
async function untilKept(): Promise<void> {
  const shelf = await caches.open("vitrine-thumbnails-1");
  // document.pdf, dusk.jpg, dusk.png, glass, large.png, upright
  while ((await shelf.keys()).length < 6) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Runs in the page. */
function watchLongTasks(): void {
  const tasks: number[] = [];
  window.longTasks = tasks;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) tasks.push(entry.duration);
  });
  observer.observe({ type: "longtask" });
}

/** Runs in the page: scrolls to the end by hand's measure, and says how that went. */
async function scrollThrough(): Promise<{ elements: number; frames: number }> {
  const list = document.querySelector("vitrine-browser")!.shadowRoot!.querySelector(".entries")!;
  let [elements, frames, last] = [0, 0, performance.now()];
  for (let step = 0; step < 120; step++) {
    list.scrollBy(0, step % 40 === 39 ? list.scrollHeight / 4 : 400);
    await new Promise(requestAnimationFrame);
    elements = Math.max(elements, list.querySelectorAll(".entry").length);
    frames = Math.max(frames, performance.now() - last);
    last = performance.now();
  }
  return { elements, frames };
}
