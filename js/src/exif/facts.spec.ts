// SPDX-License-Identifier: Apache-2.0
// Facts of a photograph: what a camera wrote is read in both byte orders, hostile bytes too.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jpegWithExif } from "../../test/support/exif.js";
import { exifFacts } from "./facts.js";

for (const isLittle of [true, false]) {
  test(`camera, exposure and place, ${isLittle ? "little" : "big"}-endian`, () => {
    const { place, ...facts } = exifFacts(jpegWithExif(isLittle));
    assert.deepEqual(facts, {
      camera: "ACME One",
      taken: "2026:06:21 20:15:00",
      exposure: 1 / 125,
      aperture: 2.8,
      iso: 400,
    });
    assert.equal(place?.latitude, -33.5);
    assert.ok(Math.abs((place?.longitude ?? 0) - 151.26) < 1e-9);
  });
}

test("hostile bytes never throw, and tell numbers that are numbers", () => {
  let state = 5;
  const random = (bound: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % bound;
  };
  for (let round = 0; round < 10_000; round++) {
    const bytes = jpegWithExif(random(2) === 0);
    for (let change = random(12); change >= 0; change--) bytes[random(640)] = random(256);
    const { place, ...facts } = exifFacts(bytes.subarray(0, 1 + random(bytes.length)));
    for (const fact of Object.values(facts)) {
      assert.ok(typeof fact === "string" ? fact.length < 1025 : Number.isFinite(fact));
    }
    if (place) assert.ok(Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180);
  }
});
