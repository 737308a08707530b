// SPDX-License-Identifier: Apache-2.0
// Documents in Chromium: pages below each other, their words, finding, links, contents, printing.
import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { root } from "../../scripts/daemon.mjs";
import { lacking, leave, PICTURES, preview, sha256, Stand, type Visit } from "./browser.js";

suite("documents in Chromium", { skip: lacking() }, () => {
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
    copyFileSync(join(root, "test/data/pdf/book.pdf"), stand.path("book.pdf"));
  });
  after(() => stand.stop());

  async function openBook(options: Parameters<Stand["visit"]>[0] = {}): Promise<Visit> {
    const visit = await stand.visit(options);
    assert.equal(await preview(visit, "book.pdf"), "shown");
    return visit;
  }

  test("only the pages in the window and beside it exist, and the one in it is told", async () => {
    const visit = await openBook();
    const { page } = visit;
    assert.ok((await view(page).locator(".leaf").count()) <= 3);
    await scrollTo(page, 0.5);
    await page.waitForFunction(() => {
      const { page, shown } = document.querySelector("vitrine-view")!;
      return page > 10 && page < 15 && shown?.page.index === page - 1;
    });
    const leaves = await view(page).locator(".leaf").count();
    assert.ok(leaves >= 3 && leaves <= 6, `${leaves} pages exist`);
    const field = await view(page).getByLabel("Page number").inputValue();
    assert.equal(Number(field), await page.evaluate(pageOf));
    await page.screenshot({ path: join(PICTURES, "document-scrolled.png") });
    await finish(visit);
  });

  test("what is on the canvases is what the native command makes of the pages", async () => {
    const visit = await openBook();
    const { page } = visit;
    for (const number of [1, 24, 12]) {
      await goTo(page, number);
      const shown = await page.evaluate(async (index) => {
        const view = document.querySelector("vitrine-view")!;
        const canvas = view.shadowRoot!.querySelector<HTMLCanvasElement>(
          `.leaf[data-page="${index}"] canvas`,
        )!;
        const { width, height } = canvas;
        const context = new OffscreenCanvas(width, height).getContext("2d")!;
        context.drawImage(canvas, 0, 0);
        const { data } = context.getImageData(0, 0, width, height);
        return { scale: view.shown!.scale, width, height, data: [...data] };
      }, number);
      const native = stand.nativePixels("book.pdf", shown.scale, number);
      assert.deepEqual([shown.width, shown.height], [native.width, native.height]);
      assert.equal(sha256(Uint8Array.from(shown.data)), native.sha256, `page ${number}`);
    }
    await finish(visit);
  });

  test("keys and the page number go to pages", async () => {
    const visit = await openBook();
    const { page } = visit;
    await stage(page).focus();
    for (const [key, wanted] of [
      ["PageDown", 2],
      ["End", 24],
      ["PageUp", 23],
      ["Home", 1],
    ] as const) {
      await page.keyboard.press(key);
      await isOn(page, wanted);
    }
    const field = view(page).getByLabel("Page number");
    await field.fill("17");
    await field.press("Enter");
    await isOn(page, 17);
    await field.fill("99");
    await field.press("Enter");
    assert.equal(await field.inputValue(), "17");
    const download = page.waitForEvent("download");
    await stage(page).focus();
    await page.keyboard.press("Control+s");
    assert.equal((await download).suggestedFilename(), "book.pdf");
    await finish(visit);
  });

  test("words lie over their picture, and are copied line by line", async () => {
    const visit = await openBook();
    const { page } = visit;
    await goTo(page, 2);
    const words = view(page).locator('.leaf[data-page="2"] .words');
    await words.locator("span", { hasText: "Chapter" }).waitFor();
    const boxes = await words.evaluate((layer) => {
      const face = layer.parentElement!.getBoundingClientRect();
      return [...layer.querySelectorAll("span")].map((span) => {
        const { left, top } = span.getBoundingClientRect();
        const unit = face.width / 240;
        const text = span.textContent;
        return { text, left: (left - face.left) / unit, top: (top - face.top) / unit };
      });
    });
    const chapter = boxes.find(({ text }) => text === "Chapter ");
    assert.ok(chapter && Math.abs(chapter.left - 24) < 1 && Math.abs(chapter.top - 27) < 4);
    const first = words.locator("span", { hasText: "In" }).first();
    const last = words.locator("span", { hasText: "beyond." });
    const [from, to] = [await first.boundingBox(), await last.boundingBox()];
    assert.ok(from && to);
    await page.mouse.move(from.x + 1, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x + to.width - 1, to.y + to.height / 2, { steps: 8 });
    await page.mouse.up();
    await page.screenshot({ path: join(PICTURES, "document-selection.png") });
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.keyboard.press("Control+c");
    const selected = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(
      selected.trim(),
      "In spring the apple trees bloom, and bees\ncome from the meadow beyond.",
    );
    await finish(visit);
  });

  test("words are found on all pages, marked, and gone to", async () => {
    const visit = await openBook();
    const { page } = visit;
    await stage(page).focus();
    await page.keyboard.press("Control+f");
    const field = view(page).getByRole("textbox", { name: "Find in document" });
    await field.fill("GREY from");
    const status = view(page).getByRole("search").getByRole("status");
    await status.filter({ hasText: "1 of 24" }).waitFor();
    await field.press("Enter");
    await status.filter({ hasText: "2 of 24" }).waitFor();
    await view(page).locator('.leaf[data-page="2"] .mark.is-current').waitFor();
    await field.press("Shift+Enter");
    await field.press("Shift+Enter");
    await status.filter({ hasText: "24 of 24" }).waitFor();
    await view(page).locator('.leaf[data-page="24"] .mark.is-current').waitFor();
    await page.screenshot({ path: join(PICTURES, "document-find.png") });
    await field.fill("tulips");
    await status.filter({ hasText: "No matches" }).waitFor();
    assert.equal(await view(page).locator(".mark").count(), 0);
    await page.keyboard.press("Escape");
    assert.equal(await view(page).getByRole("search").count(), 0);
    await finish(visit);
  });

  test("links lead to pages, and out only after the address was shown", async () => {
    const visit = await openBook();
    const { page } = visit;
    await view(page).getByRole("link", { name: "https://example.org/garden" }).click();
    const dialog = view(page).getByRole("dialog");
    await dialog.getByText("https://example.org/garden").waitFor();
    const out = dialog.getByRole("link", { name: "Open in a new tab" });
    assert.equal(await out.getAttribute("rel"), "noopener noreferrer");
    assert.equal(await out.getAttribute("target"), "_blank");
    await page.screenshot({ path: join(PICTURES, "document-leaving.png") });
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await view(page).getByRole("link").count(), 2);
    await view(page).getByRole("link", { name: "Go to page 7" }).click();
    await isOn(page, 7);
    await finish(visit);
  });

  test("the table of contents and the small pictures lead to pages", async () => {
    const visit = await openBook({ language: "zh-CN", scheme: "dark" });
    const { page } = visit;
    await view(page).getByRole("button", { name: "目录与页面" }).click();
    const item = view(page).getByRole("button", { name: "Gärten 花园 3" });
    await item.click();
    await isOn(page, 13);
    assert.equal(await item.getAttribute("aria-current"), "true");
    await page.screenshot({ path: join(PICTURES, "document-outline.png") });
    await view(page).getByRole("tab", { name: "页面" }).click();
    const small = view(page).getByRole("tabpanel").locator('button[data-drawn="true"] canvas');
    await small.first().waitFor();
    await page.waitForFunction(() => {
      const root = document.querySelector("vitrine-view")!.shadowRoot!;
      return [...root.querySelectorAll<HTMLCanvasElement>(".thumbnails canvas")].every(
        ({ width }) => width < 300 && width > 50,
      );
    });
    await page.screenshot({ path: join(PICTURES, "document-thumbnails.png") });
    await view(page).getByRole("tabpanel").getByRole("button", { name: /第 15 页/ }).click();
    await isOn(page, 15);
    await finish(visit);
  });

  test("turned and zoomed, the same place stays in the window", async () => {
    const visit = await openBook();
    const { page } = visit;
    await goTo(page, 12);
    await stage(page).focus();
    await page.keyboard.press("r");
    await isOn(page, 12);
    await page.waitForFunction(() => document.querySelector("vitrine-view")!.rotation === 90);
    const sizes = await view(page)
      .locator('.leaf[data-page="12"]')
      .evaluate(({ clientWidth, clientHeight }) => [clientWidth, clientHeight]);
    assert.ok((sizes[0] ?? 0) > (sizes[1] ?? 0));
    await page.keyboard.press("Shift+R");
    for (let step = 0; step < 6; step++) await page.keyboard.press("+");
    await isOn(page, 12);
    await page.screenshot({ path: join(PICTURES, "document-zoomed.png") });
    await finish(visit);
  });

  test("a locked document opens with its password, and says so when it is wrong", async () => {
    copyFileSync(join(root, "test/data/pdf/password.pdf"), stand.path("locked.pdf"));
    const visit = await stand.visit();
    const { page } = visit;
    assert.equal(await preview(visit, "locked.pdf"), "E_PASSWORD");
    const field = view(page).getByLabel("Password");
    await field.fill("door");
    await field.press("Enter");
    await view(page).getByText("The password is wrong.").waitFor();
    await field.fill("window");
    await field.press("Enter");
    await isOn(page, 1);
    await view(page).locator(".leaf").first().waitFor();
    await finish(visit);
  });

  test("an archive of pictures is a document of pages", async () => {
    copyFileSync(join(root, "test/data/cbz/book.cbz"), stand.path("comic.cbz"));
    const visit = await stand.visit();
    const { page } = visit;
    assert.equal(await preview(visit, "comic.cbz"), "shown");
    assert.equal(await page.evaluate(() => document.querySelector("vitrine-view")!.pageCount), 3);
    await goTo(page, 3);
    await page.screenshot({ path: join(PICTURES, "document-comic.png") });
    await finish(visit);
  });

  test("printing draws the pages for paper, and leaves nothing behind", async () => {
    const visit = await openBook();
    const { page } = visit;
    await page.evaluate(() => {
      window.print = () => {
        const canvases = [...document.querySelectorAll(".vitrine-print canvas")];
        const widths = canvases.map((canvas) => (canvas as HTMLCanvasElement).width);
        document.body.dataset["printed"] = JSON.stringify(widths);
      };
    });
    await stage(page).focus();
    await page.keyboard.press("Control+p");
    await page.waitForFunction(() => document.body.dataset["printed"]);
    const widths = JSON.parse(
      (await page.evaluate(() => document.body.dataset["printed"])) ?? "[]",
    ) as number[];
    assert.equal(widths.length, 24);
    assert.ok(widths.every((width) => width === Math.ceil((240 * 200) / 72)));
    await page.waitForFunction(() => !document.querySelector(".vitrine-print"));
    assert.equal(await page.evaluate(() => document.adoptedStyleSheets.length), 0);
    await finish(visit);
  });
});

function view(page: Page): Locator {
  return page.locator("vitrine-view");
}

function stage(page: Page): Locator {
  return page.locator("vitrine-view .stage");
}

function pageOf(): number {
  return document.querySelector("vitrine-view")!.page;
}

async function scrollTo(page: Page, share: number): Promise<void> {
  await stage(page).evaluate((stage, share) => {
    stage.scrollTop = stage.scrollHeight * share;
  }, share);
}

/** Waits until a page is the one in the window, and sharp. */
async function isOn(page: Page, wanted: number): Promise<void> {
  await page.waitForFunction((wanted) => {
    const view = document.querySelector("vitrine-view")!;
    return view.page === wanted && view.shown?.page.index === wanted - 1;
  }, wanted);
}

async function goTo(page: Page, wanted: number): Promise<void> {
  await page.evaluate((wanted) => {
    document.querySelector("vitrine-view")!.page = wanted;
  }, wanted);
  await isOn(page, wanted);
}

async function finish(visit: Visit): Promise<void> {
  assert.deepEqual(visit.complaints, []);
  await leave(visit);
}
