// SPDX-License-Identifier: Apache-2.0
// The view's arithmetic: zoom steps, fitting, and regions that lie within the page.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  clampZoom,
  contains,
  fitZoom,
  nextZoom,
  turnRegion,
  turnSize,
  unitSize,
  visibleRegion,
  ZOOM_MAX,
  ZOOM_MIN,
} from "./layout.js";

test("zoom steps go up and down between the ends", () => {
  assert.equal(nextZoom(1, 1), 1.25);
  assert.equal(nextZoom(1, -1), 0.9);
  assert.equal(nextZoom(0.61, 1), 0.67);
  assert.equal(nextZoom(ZOOM_MAX, 1), ZOOM_MAX);
  assert.equal(clampZoom(0), ZOOM_MIN);
  for (let zoom = ZOOM_MIN, steps = 0; zoom < ZOOM_MAX; zoom = nextZoom(zoom, 1))
    assert.ok(steps++ < 30);
});

test("images are not enlarged to fit, documents are", () => {
  const view = { width: 800, height: 600 };
  assert.equal(fitZoom({ width: 100, height: 100 }, view, false), 1);
  assert.equal(fitZoom({ width: 1600, height: 600 }, view, false), 0.5);
  assert.equal(fitZoom({ width: 100, height: 100 }, view, true), 6);
});

test("a pixel of an image is a pixel of the screen at 100 %", () => {
  assert.equal(unitSize(false, 2), 0.5);
  assert.equal(unitSize(true, 2), 96 / 72);
});

test("a region holds what is visible and lies within the page", () => {
  const whole = { width: 20_000, height: 9_000 };
  for (const [x, y] of [
    [0, 0],
    [19_900, 8_990],
    [5000, 4000],
  ] as const) {
    const visible = {
      x,
      y,
      width: Math.min(900, whole.width - x),
      height: Math.min(700, whole.height - y),
    };
    const region = visibleRegion(whole, visible);
    assert.ok(contains(region, visible));
    assert.ok(contains({ x: 0, y: 0, ...whole }, region));
    assert.ok(region.width * region.height < 4_000_000);
  }
});

test("small pages are rendered whole", () => {
  assert.deepEqual(
    visibleRegion({ width: 300, height: 200 }, { x: 10, y: 10, width: 50, height: 50 }),
    { x: 0, y: 0, width: 300, height: 200 },
  );
});

test("a region turns with its page", () => {
  const page = { width: 30, height: 20 };
  const corner = { x: 25, y: 1, width: 5, height: 3 }; // above, at the right
  assert.deepEqual(turnRegion(corner, page, 1), { x: 16, y: 25, width: 3, height: 5 });
  assert.deepEqual(turnRegion(corner, page, 2), { x: 0, y: 16, width: 5, height: 3 });
  assert.deepEqual(turnRegion(corner, page, 3), { x: 1, y: 0, width: 3, height: 5 });
  assert.deepEqual(turnSize(page, 3), { width: 20, height: 30 });
});

test("turning back is the inverse, and the region stays within the page", () => {
  const page = { width: 31, height: 17 };
  for (let turns = 0; turns < 4; turns++) {
    const region = { x: 7, y: 11, width: 13, height: 6 };
    const whole = turnSize(page, turns);
    const turned = turnRegion(region, page, turns);
    assert.ok(contains({ x: 0, y: 0, ...whole }, turned), `${turns}`);
    assert.deepEqual(turnRegion(turned, whole, -turns), region);
  }
});
