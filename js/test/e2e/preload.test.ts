// SPDX-License-Identifier: Apache-2.0
// The next file is opened and drawn in idle time: it shows though the line is cut, with the native
// pixels. What was prepared in vain is closed.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { canvasShape, lacking, leave, preview, Stand } from "./browser.js";

const IDLE_MS = 2000;

suite("preloading in Chromium", { skip: lacking() }, () => {
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
  });
  after(() => stand.stop());

  test("the next file shows at once, without the line", async () => {
    const visit = await stand.visit();
    const { page } = visit;
    assert.equal(await preview(visit, "dusk.jpg"), "shown");
    await page.waitForTimeout(IDLE_MS);
    assert.deepEqual(visit.complaints, []);
    await page.context().setOffline(true);
    const tookMs = await page.evaluate(async () => {
      const view = document.querySelector("vitrine-view")!;
      const shown = new Promise((resolve, reject) => {
        view.addEventListener("vitrine-page", resolve, { once: true });
        view.addEventListener("vitrine-error", (event) => reject(event.detail), { once: true });
      });
      const start = performance.now();
      view.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
      await shown;
      return performance.now() - start;
    });
    const scale = await page.evaluate(() => document.querySelector("vitrine-view")!.shown!.scale);
    const { data: _, ...wanted } = stand.nativePixels("dusk.png", scale);
    assert.deepEqual(await canvasShape(visit), wanted);
    assert.ok(tookMs < 250, `${tookMs} ms`);
    await leave(visit);
  });

  test("a file that was prepared in vain does not stand in the way", async () => {
    const visit = await stand.visit();
    for (const name of ["dusk.jpg", "large.png", "document.pdf", "dusk.jpg"]) {
      assert.equal(await preview(visit, name), "shown", name);
    }
    await visit.page.waitForTimeout(IDLE_MS);
    const workers = visit.page.workers().length;
    // One for the bridge, the file on screen, the one ahead, and a spare.
    assert.ok(workers >= 3 && workers <= 4, `${workers} workers`);
    assert.deepEqual(visit.complaints, []);
    await leave(visit);
  });
});
