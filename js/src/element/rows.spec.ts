// SPDX-License-Identifier: Apache-2.0
// Rows near the window: all that are visible, few more, none that does not exist.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rowsNear, scrollToRow } from "./rows.js";

test("every visible row is near, and few others", () => {
  for (const count of [0, 1, 7, 50_000]) {
    for (let scrollTop = -50; scrollTop < count * 20 + 500; scrollTop += 1 + count * 3.7) {
      const { first, end } = rowsNear(scrollTop, 333, 20, count, 5);
      assert.ok(first >= 0 && first <= end && end <= count);
      for (let row = 0; row < count; row += Math.max(1, Math.floor(count / 997))) {
        const isVisible = (row + 1) * 20 > scrollTop && row * 20 < scrollTop + 333;
        if (isVisible) assert.ok(row >= first && row < end, `${row} at ${scrollTop}`);
      }
      assert.ok(end - first <= 333 / 20 + 12);
    }
  }
});

test("a row is brought into the window by the shortest way", () => {
  assert.equal(scrollToRow(5, 0, 200, 20), undefined);
  assert.equal(scrollToRow(0, 50, 200, 20), 0);
  assert.equal(scrollToRow(10, 0, 200, 20), 20);
});
