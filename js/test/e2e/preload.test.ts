// SPDX-License-Identifier: Apache-2.0
// The next file is opened and drawn in idle time: it shows though the line is cut, with the native
// pixels. What was prepared in vain is closed.
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { after, before, suite, test } from "node:test";
import { canvasShape, lacking, leave, preview, Stand, type Visit } from "./browser.js";

/** How long the page is left alone: longer where the machine was too busy to prepare by then. */
const IDLE_MS = [2000, 8000, 30000];
const AT_ONCE_MS = 250;

suite("preloading in Chromium", { skip: lacking() }, () => {
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
  });
  after(() => stand.stop());

  test("the next file shows at once, without the line", async () => {
    const tries: unknown[] = [];
    for (const idleMs of IDLE_MS) {
      const visit = await stand.visit();
      assert.equal(await preview(visit, "dusk.jpg"), "shown");
      await visit.page.waitForTimeout(idleMs);
      assert.deepEqual(visit.complaints, []);
      await visit.page.context().setOffline(true);
      const outcome = await showNext(visit);
      const { scale } = outcome;
      if (scale !== undefined) {
        const { data: _, ...wanted } = stand.nativePixels("dusk.png", scale);
        assert.deepEqual(await canvasShape(visit), wanted);
      }
      await leave(visit);
      if (scale !== undefined && outcome.tookMs < AT_ONCE_MS) return;
      tries.push(outcome);
    }
    assert.fail(JSON.stringify(tries));
  });

  test("files left in the middle of reading stand in nobody's way", async () => {
    const visit = await stand.visit();
    assert.equal(await preview(visit, "dusk.png"), "shown");
    const outcomes = await visit.page.evaluate(async () => {
      const view = document.querySelector("vitrine-view")!;
      const { source } = view;
      if (!source || !("bridge" in source)) throw new Error("it is no file behind the bridge");
      const outcomes = new Set<string>();
      for (let round = 0; round < 40; round++) {
        const opening = view.open({ ...source, path: "large.png" });
        opening.catch((error) => outcomes.add(error.code));
        await new Promise((resolve) => setTimeout(resolve, 120 * Math.random()));
        await source.bridge.list(source.share, "");
      }
      await view.open({ ...source, path: "dusk.jpg" });
      return [...outcomes];
    });
    const isLeft = (code: string) => code === "E_CANCELLED" || code === "E_CLOSED";
    assert.ok(outcomes.every(isLeft), `${outcomes}`);
    assert.equal(await preview(visit, "dusk.png"), "shown");
    assert.deepEqual(visit.complaints, []);
    await leave(visit);
  });

  test("a file that was prepared in vain does not stand in the way", async () => {
    const visit = await stand.visit();
    for (const name of ["dusk.jpg", "large.png", "document.pdf", "dusk.jpg"]) {
      assert.equal(await preview(visit, name), "shown", name);
    }
    await visit.page.waitForTimeout(IDLE_MS[0]!);
    const workers = visit.page.workers().length;
    // One for the bridge, the file on screen, the one ahead, a spare; those that make thumbnails.
    const most = 4 + Math.min(4, Math.max(1, availableParallelism() - 1));
    assert.ok(workers >= 3 && workers <= most, `${workers} workers`);
    assert.deepEqual(visit.complaints, []);
    await leave(visit);
  });
});

/** Presses the key for the next file: what it was shown at, and how long that took. */
function showNext({ page }: Visit): Promise<{ tookMs: number; scale: number | undefined }> {
  return page.evaluate(async () => {
    const view = document.querySelector("vitrine-view")!;
    const settled = new Promise<boolean>((resolve) => {
      view.addEventListener("vitrine-page", () => resolve(true), { once: true });
      view.addEventListener("vitrine-error", () => resolve(false), { once: true });
    });
    const start = performance.now();
    view.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
    const isShown = await settled;
    const tookMs = performance.now() - start;
    return { tookMs, scale: isShown ? view.shown?.scale : undefined };
  });
}
