// SPDX-License-Identifier: Apache-2.0
// Pages below each other: every height belongs to a page, spots stay where they are, and documents
// too long for a browser come in parts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Column } from "./column.js";

function laid(count: number, zoom = 1, turns = 0): Column {
  const column = new Column(count);
  column.learn(0, { width: 100, height: 200 });
  column.learn(3, { width: 300, height: 50 });
  column.lay(zoom, turns, 250, 0);
  return column;
}

test("pages lie below each other in the middle of the widest", () => {
  const column = laid(5);
  assert.deepEqual(column.box(0), { x: 100, y: 16, width: 100, height: 200 });
  assert.deepEqual(column.box(3), { x: 0, y: 16 + 3 * 216, width: 300, height: 50 });
  assert.deepEqual(column.box(4), { x: 100, y: 16 + 3 * 216 + 66, width: 100, height: 200 });
  assert.equal(column.width, 300);
  assert.equal(column.height, 16 + 4 * 216 + 66);
});

test("a page is found by any height", () => {
  const column = laid(5);
  for (let y = -10; y < column.height + 10; y++) {
    const index = column.at(y);
    assert.ok(index === 0 || column.box(index).y <= y);
    assert.ok(index === 4 || column.box(index + 1).y > y);
  }
  assert.deepEqual(column.between(0, 10), [0]);
  assert.deepEqual(column.between(220, 300), [1]);
  assert.deepEqual(column.between(100, 500), [0, 1, 2]);
  assert.deepEqual(column.between(column.height - 5, column.height + 500), [4]);
});

test("a spot stays on its page while zoom and turns change", () => {
  const column = laid(5);
  const spot = column.spotAt(150, 330);
  assert.deepEqual(spot, { index: 1, x: 0.5, y: (330 - 232) / 200 });
  column.lay(3, 0, 250, 1);
  const { x, y } = column.find(spot);
  assert.ok(Math.abs(x - 450) < 1e-6);
  assert.ok(Math.abs(y - (16 + 616 + 294)) < 1e-6);
  column.lay(1, 1, 250, 1);
  assert.deepEqual(column.size(0), { width: 200, height: 100 });
});

test("sizes are learnt once", () => {
  const column = laid(5);
  assert.equal(column.learn(0, { width: 100, height: 200 }), false);
  assert.equal(column.learn(1, { width: 100, height: 200 }), true);
});

test("a document too long for a browser comes in parts", () => {
  const column = laid(100_000);
  assert.ok(column.height < 13_000_000);
  assert.ok(column.holds(0) && !column.holds(99_999));
  column.lay(1, 0, 250, 99_999);
  assert.ok(!column.holds(0) && column.holds(99_999));
  assert.ok(column.box(99_999).y < 13_000_000);
});
