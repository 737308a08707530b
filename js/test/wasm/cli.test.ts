// SPDX-License-Identifier: Apache-2.0
// The Node command against the native one: the same bytes on standard output, the same sentences on
// standard error, the same exit status, for right and wrong usage.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { makeSamples, runNative, runNode, temporaryFolder, withoutNative } from "./support.js";

const skip = withoutNative;
const samples = skip ? [] : makeSamples();
const sample = (name: string): string => samples.find((path) => basename(path) === name) ?? name;
const folder = temporaryFolder();
const png = sample("glass (transparent).png");
const jpeg = sample("dusk.jpg");
const pdf = sample("document.pdf");

function same(line: string[], input?: Buffer): void {
  const expected = runNative(line, input);
  const actual = runNode(line, input);
  const shown = line.join(" ");
  assert.equal(actual.stderr, expected.stderr, shown);
  assert.ok(actual.stdout.equals(expected.stdout), `${shown}: standard output differs`);
  assert.equal(actual.status, expected.status, shown);
}

test("help and version", { skip }, () => {
  for (const word of ["--help", "help", "--version", "version"]) same([word]);
});

test("wrong usage", { skip }, () => {
  const lines = [
    [],
    ["draw"],
    [""],
    ["--json"],
    ["-"],
    ["info"],
    ["info", png, jpeg],
    ["decode", png],
    ["decode", png, "-o", "x.gif"],
    ["decode", png, "-o"],
    ["hash", "--page", "0", png],
    ["hash", "--page", "1x", png],
    ["hash", "--page", "9999999999", png],
    ["hash", "--pa", "1", png],
    ["hash", "--json", png],
    ["hash", "--timeout", "0", png],
    ["info", "--unknown"],
    ["info", "-x", png],
    ["info", "--json=1", png],
    ["info", "--region", "1,2,3,4", png],
    ["info", "--region", "1,2,3", png],
    ["decode", "--fit", "0x3", png, "-o", "-"],
    ["decode", "--fit", "3", png, "-o", "-"],
    ["decode", "--scale", "x", png, "-o", "-"],
    ["decode", "--scale", "-1", png, "-o", "-"],
    ["decode", "--scale", "1", "--fit", "3x3", png, "-o", "-"],
    ["hash", "--password", "a", "--password-file", "b", png],
  ];
  for (const line of lines) same(line);
});

test("info of every sample, as lines and as JSON", { skip }, () => {
  for (const file of samples) {
    same(["info", file]);
    same(["info", "--json", file]);
  }
  same(["info", "--page", "2", "--json", pdf]);
  same(["info", "--page", "99", pdf]);
});

test("pictures on standard output", { skip }, () => {
  const lines = [
    ["decode", png, "-o", "-"],
    ["decode", "--scale", "0.37", "-o-", jpeg],
    ["decode", "--fit=100x100", "--output", "-", pdf],
    ["decode", "--fi", "9999x9999", "-o", "-", png],
    ["decode", "--region", "5,6,70,80", "-o", "-", png],
    ["decode", "--page", "2", pdf, "-o", "-"],
    ["decode", "--as-stored", sample("upright (EXIF orientation 6).jpg"), "-o", "-"],
    ["decode", "--region", "0,0,0,0", "-o", "-", png],
    ["decode", "--scale", "1000", png, "-o", "-"],
    ["decode", "--scale", "1e9", png, "-o", "-"],
    ["decode", "--region", "9999,0,1,1", png, "-o", "-"],
  ];
  for (const line of lines) same(line);
});

test("standard input", { skip }, () => {
  same(["decode", "-", "-o", "-"], readFileSync(jpeg));
  same(["hash", "-"], readFileSync(png));
  same(["info", "-"], Buffer.alloc(0));
});

test("the three kinds of files", { skip }, () => {
  for (const ending of ["png", "ppm", "rgba"]) {
    for (const file of [png, jpeg]) {
      const [theirs, ours] = [join(folder, `native.${ending}`), join(folder, `node.${ending}`)];
      assert.equal(runNative(["decode", file, "-o", theirs]).status, 0);
      assert.equal(runNode(["decode", file, "-o", ours]).status, 0);
      assert.ok(readFileSync(ours).equals(readFileSync(theirs)), `${basename(file)} as ${ending}`);
    }
  }
});

test("files that cannot be read or written", { skip }, () => {
  mkdirSync(join(folder, "folder"), { recursive: true });
  writeFileSync(join(folder, "empty"), "");
  const long = "n".repeat(300);
  same([
    "hash",
    join(folder, "nothing"),
    folder,
    join(folder, "empty"),
    join(png, "below"),
    long,
    png,
  ]);
  same(["decode", png, "-o", join(folder, "nothing/x.png")]);
  same(["hash", "--password-file", join(folder, "nothing"), png]);
  same(["hash", "--password-file", join(folder, "empty"), png]);
  same(["hash", "--password-file", folder, png]);
  same(["info", "--", "--json"]);
});

test("a time limit", { skip }, () => {
  same(["hash", "--timeout", "0.000001", jpeg, pdf]);
  same(["hash", "--timeout", "60", jpeg]);
});

test("a folder of assets that is named is used", { skip }, () => {
  same(["hash", "--assets", folder, pdf]);
});
