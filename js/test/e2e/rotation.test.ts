// SPDX-License-Identifier: Apache-2.0
// Turning the view: what is on screen is the picture turned, by button and by key, for each file on
// its own; the pixels on the canvas stay the decoder's.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { canvasShape, lacking, leave, PICTURES, preview, Stand, type Visit } from "./browser.js";

suite("rotation in Chromium", { skip: lacking() }, () => {
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
  });
  after(() => stand.stop());

  test("buttons and keys turn an image, and the screen shows it turned", async () => {
    const visit = await stand.visit();
    const { page } = visit;
    assert.equal(await preview(visit, "dusk.jpg"), "shown");
    await zoomTo(visit, 0.2); // both ways it fits
    const upright = await screen(visit);
    const canvas = await canvasShape(visit);
    await page.locator("vitrine-view").getByRole("button", { name: "Rotate right" }).click();
    assert.equal(await rotation(visit), 90);
    const right = await screen(visit);
    // Half a pixel beside the grid, a screenshot has one more.
    assert.ok(Math.abs(right.width - upright.height) <= 1);
    assert.ok(Math.abs(right.height - upright.width) <= 1);
    const { width, height } = upright;
    const turnedRight = (x: number, y: number) => [height - 1 - y, x] as const;
    assert.ok(distance(upright, right, turnedRight) < 4);
    assert.ok(distance(upright, right, (x, y) => [y, width - 1 - x] as const) > 8);
    await page.locator("vitrine-view .stage").focus();
    await page.keyboard.press("r");
    assert.equal(await rotation(visit), 180);
    const down = await screen(visit);
    assert.ok(distance(upright, down, (x, y) => [width - 1 - x, height - 1 - y] as const) < 4);
    await page.keyboard.press("Shift+R");
    await page.keyboard.press("Shift+R");
    assert.equal(await rotation(visit), 0);
    assert.deepEqual(await canvasShape(visit), canvas);
    await finish(visit);
  });

  test("each file keeps its own rotation, and the event tells it", async () => {
    const visit = await stand.visit();
    assert.equal(await preview(visit, "dusk.jpg"), "shown");
    const told = await visit.page.evaluate(() => {
      const view = document.querySelector("vitrine-view")!;
      const rotations: number[] = [];
      view.addEventListener("vitrine-rotate", (event) => rotations.push(event.detail.rotation));
      for (const value of [-90, 270, 45.5, Number.NaN, 450]) view.rotation = value;
      return rotations;
    });
    assert.deepEqual(told, [270, 90]);
    assert.equal(await preview(visit, "dusk.png"), "shown");
    assert.equal(await rotation(visit), 0);
    assert.equal(await preview(visit, "dusk.jpg"), "shown");
    assert.equal(await rotation(visit), 90);
    await finish(visit);
  });

  test("a turned page fits the window, and its zoomed part is what lies in it", async () => {
    const visit = await stand.visit();
    const { page } = visit;
    assert.equal(await preview(visit, "document.pdf"), "shown");
    await page.locator("vitrine-view .stage").focus();
    await page.keyboard.press("r");
    await page.waitForTimeout(500);
    const box = await page.locator('vitrine-view .leaf[data-page="1"]').boundingBox();
    const stage = await page.locator("vitrine-view .stage").boundingBox();
    assert.ok(box && stage && box.width > box.height);
    assert.ok(box.x >= stage.x && box.x + box.width <= stage.x + stage.width);
    assert.ok(box.y >= stage.y && box.y + box.height <= stage.y + stage.height);
    await page.screenshot({ path: join(PICTURES, "rotated.png") });
    await zoomTo(visit, 8);
    const zoomed = await page.evaluate(() => {
      const view = document.querySelector("vitrine-view")!;
      const canvas = view
        .shadowRoot!.querySelector('.leaf[data-page="1"] canvas')!
        .getBoundingClientRect();
      const window = view.shadowRoot!.querySelector(".stage")!.getBoundingClientRect();
      const { region, whole } = view.shown!;
      return { canvas: canvas.toJSON(), window: window.toJSON(), region, whole };
    });
    assert.ok(zoomed.region.width < zoomed.whole.width, "only a part has been rendered");
    const sides = [
      ["left", "right"],
      ["top", "bottom"],
    ] as const;
    for (const [near, far] of sides) {
      assert.ok(zoomed.canvas[near] <= zoomed.window[near] + 1, near);
      assert.ok(zoomed.canvas[far] >= zoomed.window[far] - 20, far); // a scroll bar's width
    }
    await finish(visit);
  });
});

async function finish(visit: Visit): Promise<void> {
  assert.deepEqual(visit.complaints, []);
  await leave(visit);
}

function rotation({ page }: Visit): Promise<number> {
  return page.evaluate(() => document.querySelector("vitrine-view")!.rotation);
}

async function zoomTo({ page }: Visit, zoom: number): Promise<void> {
  await page.evaluate(async (value) => {
    const view = document.querySelector("vitrine-view")!;
    const rendered = new Promise((resolve) =>
      view.addEventListener("vitrine-page", resolve, { once: true }),
    );
    view.zoom = value;
    await rendered;
  }, zoom);
}

interface Screen {
  width: number;
  height: number;
  /** RGBA. */
  data: number[];
}

/** What the user sees where the canvas is. */
async function screen({ page }: Visit): Promise<Screen> {
  const picture = await page.locator("vitrine-view canvas").screenshot();
  return page.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext("2d")!;
    context.drawImage(bitmap, 0, 0);
    return { width, height, data: [...context.getImageData(0, 0, width, height).data] };
  }, picture.toString("base64"));
}

/** How much two pictures differ in the mean, where a point of one is at `place` of the other. */
function distance(
  a: Screen,
  b: Screen,
  place: (x: number, y: number) => readonly [number, number],
): number {
  let sum = 0;
  for (let y = 0; y < a.height; y++) {
    for (let x = 0; x < a.width; x++) {
      const [toX, toY] = place(x, y);
      for (let channel = 0; channel < 3; channel++) {
        const from = a.data[4 * (y * a.width + x) + channel] ?? 0;
        sum += Math.abs(from - (b.data[4 * (toY * b.width + toX) + channel] ?? 0));
      }
    }
  }
  return sum / (3 * a.width * a.height);
}
