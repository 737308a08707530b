// SPDX-License-Identifier: Apache-2.0
// Looking at pictures one after another: animations play and stop, the panel of facts keeps the
// place to itself until asked, the slideshow goes on by itself and ends with the last file.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/daemon.mjs";
import { jpegWithExif } from "../support/exif.js";
import { lacking, leave, PICTURES, preview, Stand, type Visit } from "./browser.js";

suite("gallery in Chromium", { skip: lacking() }, () => {
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
    const folder = stand.path("gallery");
    mkdirSync(folder);
    cpSync(join(root, "test/data/gif/animated.gif"), join(folder, "a moving.gif"));
    const picture = readFileSync(stand.path("dusk.jpg"));
    const photo = Buffer.concat([jpegWithExif(true), picture.subarray(2)]);
    writeFileSync(join(folder, "b photo.jpg"), photo);
    cpSync(stand.path("dusk.png"), join(folder, "c last.png"));
  });
  after(() => stand.stop());

  test("an animation plays, stops on space, and arrows lead to the next file", async () => {
    const visit = await stand.visit();
    const { page } = visit;
    assert.equal(await preview(visit, "gallery/a moving.gif"), "shown");
    const frames = await page.evaluate(framesShown, 5);
    assert.ok(new Set(frames).size > 1, `frames ${frames}`);
    await page.locator("vitrine-view .stage").focus();
    await page.keyboard.press(" ");
    await page.getByRole("button", { name: "Play" }).waitFor();
    const still = await pageOf(visit);
    await page.waitForTimeout(700); // longer than any frame of this file
    assert.equal(await pageOf(visit), still);
    await page.getByRole("button", { name: "Play" }).click();
    await page.getByRole("button", { name: "Pause" }).waitFor();
    await page.locator("vitrine-view .stage").focus();
    await page.keyboard.press("ArrowRight");
    await page.locator('vitrine-browser [aria-selected="true"]', { hasText: "b photo" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Pause" }).count(), 0);
    assert.deepEqual(visit.complaints, []);
    await leave(visit);
  });

  test("where motion is unwanted, nothing moves by itself", async () => {
    const visit = await stand.visit();
    await visit.page.emulateMedia({ reducedMotion: "reduce" });
    assert.equal(await preview(visit, "gallery/a moving.gif"), "shown");
    await visit.page.getByRole("button", { name: "Play" }).waitFor();
    await leave(visit);
  });

  test("details tell of camera and exposure; of the place only when asked", async () => {
    const visit = await stand.visit();
    const { page } = visit;
    assert.equal(await preview(visit, "gallery/b photo.jpg"), "shown");
    await page.locator("vitrine-view .stage").focus();
    await page.keyboard.press("i");
    const panel = page.getByRole("complementary", { name: "Details" });
    await panel.getByText("ACME One").waitFor();
    const text = await panel.innerText();
    for (const part of ["1500 × 1000", "1/125 s", "f/2.8", "2026-06-21 20:15:00", "image/jpeg"]) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
    assert.ok(!text.includes("151.26"));
    await page.screenshot({ path: join(PICTURES, "details.png") });
    await panel.getByRole("button", { name: "Show where it was taken" }).click();
    await panel.getByText("-33.50000, 151.26000").waitFor();
    await page.locator("vitrine-view .stage").focus();
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "hidden" });
    assert.deepEqual(visit.complaints, []);
    await leave(visit);
  });

  test("the slideshow goes on by itself, and ends with the last file", async () => {
    const visit = await stand.visit();
    const { page } = visit;
    assert.equal(await preview(visit, "gallery/b photo.jpg"), "shown");
    const button = page.getByRole("button", { name: "Slideshow" });
    await button.click();
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    await page.locator('vitrine-browser [aria-selected="true"]', { hasText: "c last" }).waitFor();
    await page
      .locator('vitrine-view button[aria-label="Slideshow"][aria-pressed="false"]')
      .waitFor();
    const live = page.locator("vitrine-view [aria-live]");
    assert.equal(await live.textContent(), "Slideshow stopped");
    assert.deepEqual(visit.complaints, []);
    await leave(visit);
  });
});

/** Runs in the page: the numbers of the next frames that are shown. */
function framesShown(count: number): Promise<number[]> {
  const frames: number[] = [];
  return new Promise((resolve) => {
    document.querySelector("vitrine-view")!.addEventListener("vitrine-page", (event) => {
      frames.push(event.detail.page);
      if (frames.length === count) resolve(frames);
    });
  });
}

function pageOf({ page }: Visit): Promise<number> {
  return page.evaluate(() => document.querySelector("vitrine-view")!.page);
}
