// SPDX-License-Identifier: Apache-2.0
// Turned files are known again: local ones by what they are, others by where they are.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rotations } from "./rotations.js";

const place = (path: string, endpoint = "https://nas.test", token = "a") => ({
  endpoint,
  token,
  share: "photos",
  path,
});

test("a file keeps its turns, whatever object says where it is", () => {
  const rotations = new Rotations();
  rotations.keep(place("a.png"), 3);
  assert.equal(rotations.turnsOf(place("a.png", "https://nas.test", "renewed")), 3);
  assert.equal(rotations.turnsOf(place("b.png")), 0);
  assert.equal(rotations.turnsOf(place("a.png", "https://other.test")), 0);
  rotations.keep(place("a.png"), 0);
  assert.equal(rotations.turnsOf(place("a.png")), 0);
});

test("local files are told apart though their bytes are the same", () => {
  const rotations = new Rotations();
  const [one, other] = [new Blob(["x"]), new Blob(["x"])];
  rotations.keep(one, 1);
  assert.equal(rotations.turnsOf(one), 1);
  assert.equal(rotations.turnsOf(other), 0);
  assert.equal(rotations.turnsOf(undefined), 0);
});

test("what is kept is bounded: the oldest are forgotten first", () => {
  const rotations = new Rotations();
  for (let index = 0; index <= 1000; index++) rotations.keep(place(`${index}`), 2);
  assert.equal(rotations.turnsOf(place("0")), 0);
  assert.equal(rotations.turnsOf(place("1")), 2);
  assert.equal(rotations.turnsOf(place("1000")), 2);
});
