// SPDX-License-Identifier: Apache-2.0
// What documents contain, as the modules tell it; and that native command and Node command print
// the same, on the samples and on all PDF files of the corpus.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { open } from "../../src/node/index.js";
import { isAllowed } from "../../src/wasm/contents.js";
import { VitrineError } from "../../src/wasm/errors.js";
import {
  corpus,
  filesBelow,
  root,
  runNative,
  runNode,
  withoutCorpus,
  withoutNative,
} from "./support.js";

const data = join(root, "test/data");
const book = join(data, "pdf/book.pdf");

test("text has lines, and a place for each character", () => {
  using document = open(book);
  const lines = document.page(0).text();
  assert.equal(lines[0]?.text, "Chapter 1");
  assert.equal(lines[0]?.endsBlock, true);
  assert.equal(lines[1]?.text, "The garden lies behind the house, where");
  assert.equal(lines[1]?.endsBlock, false);
  for (const { text, quads } of lines) assert.equal(quads.length, 8 * [...text].length);
  const [left = 0, top = 0, right = 0] = lines[0]?.quads ?? [];
  assert.ok(left > 23 && left < 25 && top > 20 && top < 40 && right > left);
});

test("hits have a part for each line", () => {
  using document = open(book);
  const page = document.page(0);
  const [hit, ...others] = page.search("where THE old");
  assert.equal(hit?.length, 2);
  assert.equal(others.length, 0);
  assert.deepEqual(page.search("tulip"), []);
  assert.throws(() => page.search(""), (error) => VitrineError.from(error).code === "E_ARGUMENT");
});

test("links, outline and properties", () => {
  using document = open(book);
  const [inner, outer, ...others] = document.page(0).links();
  assert.deepEqual([inner?.page, inner?.uri], [6, undefined]);
  assert.deepEqual([outer?.page, outer?.uri], [undefined, "https://example.org/garden"]);
  assert.equal(others.length, 0);
  const outline = document.outline();
  assert.equal(outline.length, 12);
  const { title, level, page } = outline[3] ?? {};
  assert.deepEqual([title, level, page], ["Gärten 花园 2", 0, 6]);
  assert.equal(document.properties()["title"], "Der Garten 花园");
});

test("a picture contains nothing", () => {
  using document = open(join(data, "png/rgb8.png"));
  const page = document.page(0);
  assert.deepEqual([page.text(), page.search("a"), page.links(), document.outline()], [
    [],
    [],
    [],
    [],
  ]);
});

test("addresses are few, whatever a module says", () => {
  for (const uri of ["https://a.example/", "HTTP://a.example/x?y#z", "mailto:a@example.org"]) {
    assert.ok(isAllowed(uri), uri);
  }
  for (const uri of ["", "https://", "javascript:alert(1)", "https://a b", "data:,x", "//a"]) {
    assert.ok(!isAllowed(uri), uri);
  }
});

const COMMANDS = [["text"], ["search", "e"], ["links"], ["outline"], ["properties"]];

function compare(file: string): void {
  const line = (parts: string[], ...options: string[]) => [
    parts[0] ?? "",
    ...options,
    ...parts.slice(1),
    file,
  ];
  for (const command of COMMANDS) {
    for (const options of [["--json"], [], ["--page", "1"]]) {
      const words = line(command, ...options);
      const expected = runNative(words);
      const actual = runNode(words);
      const shown = words.join(" ");
      assert.equal(actual.stdout.toString(), expected.stdout.toString(), shown);
      assert.equal(actual.stderr, expected.stderr, shown);
      assert.equal(actual.status, expected.status, shown);
    }
  }
}

test("samples: the same output as the native command", { skip: withoutNative }, () => {
  for (const name of ["book", "circles", "chinese", "text", "password"]) {
    compare(join(data, `pdf/${name}.pdf`));
  }
  compare(join(data, "png/rgb8.png"));
});

const skip = withoutNative || withoutCorpus;
test("corpus: the same output as the native command", { skip }, () => {
  const files = filesBelow(join(corpus, "pdf/valid"));
  for (const [index, file] of files.entries()) {
    // Starting two programs takes its time: each file is asked for one thing, in turn.
    const command = COMMANDS[index % COMMANDS.length] ?? ["text"];
    const words = [command[0] ?? "", "--json", ...command.slice(1), file];
    const expected = runNative(words);
    const actual = runNode(words);
    assert.equal(actual.stdout.toString(), expected.stdout.toString(), words.join(" "));
    assert.equal(actual.stderr, expected.stderr, words.join(" "));
  }
});
