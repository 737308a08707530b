// SPDX-License-Identifier: Apache-2.0
// The grid's arithmetic: entries do not overlap, and keys lead from one to another, never outside.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gridOf, placeOf, step } from "./grid.js";

test("entries lie beside each other within the width, in order", () => {
  for (const layout of ["grid", "list"] as const) {
    for (const width of [1, 150, 320, 1280]) {
      const grid = gridOf(layout, width, 1000);
      assert.equal(grid.rows, Math.ceil(1000 / grid.columns));
      for (let index = 1; index < 1000; index++) {
        const [before, here] = [placeOf(index - 1, grid), placeOf(index, grid)];
        const isBeside = here.y === before.y && here.x >= before.x + grid.columnWidth - 1e-6;
        assert.ok(isBeside || here.y === before.y + grid.rowHeight);
        assert.ok(here.x + grid.columnWidth <= Math.max(width, grid.columnWidth + 16));
      }
    }
  }
});

test("every key leads to an entry, or is none of ours", () => {
  const grid = gridOf("grid", 800, 43);
  const keys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown"];
  for (const key of [...keys, "Home", "End"]) {
    for (let index = -1; index < 43; index++) {
      const to = step(key, index, 43, grid, 600);
      assert.ok(to !== undefined && to >= 0 && to < 43, `${key} from ${index}`);
    }
    assert.equal(step(key, -1, 0, grid, 600), undefined);
  }
  assert.equal(step("Home", 20, 43, grid, 600), 0);
  assert.equal(step("End", 20, 43, grid, 600), 42);
  assert.equal(step("ArrowDown", 0, 43, grid, 600), grid.columns);
  assert.equal(step("x", 3, 43, grid, 600), undefined);
});
