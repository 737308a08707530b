// SPDX-License-Identifier: Apache-2.0
// Sorting in slices equals sorting at once, in any order, and stops when it is told to.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entry } from "../../bridge/connection.js";
import { comparison, filterEntries, type SortKey, sortEntries } from "./sorting.js";

function entries(count: number, seed: number): Entry[] {
  let state = seed;
  const random = (bound: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % bound;
  };
  const names = ["IMG_", "写真 ", "scan-", "Ä", "a", "A"];
  return Array.from({ length: count }, (_, index) => ({
    name: `${names[random(6)]}${random(count)}-${index}.${["png", "jpg", "PDF"][random(3)]}`,
    kind: random(9) === 0 ? ("folder" as const) : ("file" as const),
    size: random(5) * 1000,
    modified: random(7),
  }));
}

for (const key of ["name", "modified", "size", "kind"] satisfies SortKey[]) {
  for (const isDescending of [false, true]) {
    test(`by ${key}${isDescending ? ", descending" : ""}`, async () => {
      const compare = comparison({ key, isDescending }, "en");
      for (const count of [0, 1, 2, 255, 256, 257, 5000]) {
        const all = entries(count, count + 1);
        let pauses = 0;
        const sorted = await sortEntries(all, compare, undefined, async () => void pauses++);
        assert.deepEqual(sorted, [...all].sort(compare));
        assert.ok(sorted?.every(({ kind }, at) => kind === "folder" || !isLaterFolder(sorted, at)));
      }
    });
  }
}

function isLaterFolder(sorted: Entry[], at: number): boolean {
  return sorted[at + 1]?.kind === "folder";
}

test("numbers in names count as numbers", async () => {
  const file = (name: string): Entry => ({ name, kind: "file", size: 1, modified: 1 });
  const all = [file("b10"), file("b9"), file("a")];
  const sorted = await sortEntries(all, comparison({ key: "name", isDescending: false }, "en"));
  assert.deepEqual(
    sorted?.map(({ name }) => name),
    ["a", "b9", "b10"],
  );
});

test("sorting ends when nobody wants it any longer", async () => {
  const abort = new AbortController();
  const compare = comparison({ key: "name", isDescending: false }, "en");
  const pause = async () => abort.abort();
  assert.equal(await sortEntries(entries(60_000, 5), compare, abort.signal, pause), undefined);
});

test("a filter finds names that have all its words", () => {
  const all = entries(500, 9);
  const found = filterEntries(all, "  IMG png ");
  const isWanted = ({ name }: Entry) => /img/i.test(name) && /png/i.test(name);
  assert.deepEqual(found, all.filter(isWanted));
  assert.ok(found.length > 0 && found.length < all.length);
  assert.deepEqual(filterEntries(all, ""), all);
});
