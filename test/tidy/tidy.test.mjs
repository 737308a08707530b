// SPDX-License-Identifier: Apache-2.0
// The house rules that a machine can check: sizes, headers, include directions, banned calls, and
// nothing in the tree that names a machine or a registry. Run by `./dev test`.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const columnsMax = 100;
const functionLinesMax = 70;
const fileLinesMax = 500;

const listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
const files = execFileSync("git", listing, { cwd: root, encoding: "utf8" })
  .split("\0").filter((name) => name && existsSync(join(root, name)));
const isC = (name) => [".c", ".h"].includes(extname(name));
const isScript = (name) => [".ts", ".mjs", ".js"].includes(extname(name));
const read = (name) => readFileSync(join(root, name), "utf8");
const sources = files.filter((name) => isC(name) || isScript(name));

/** Collects "file:line: what" for every line of `names` for which `check` answers a complaint. */
function complaints(names, check) {
  return names.flatMap((name) => read(name).split("\n").flatMap((line, index) => {
    const complaint = check(line, name);
    return complaint ? [`${name}:${index + 1}: ${complaint}`] : [];
  }));
}

/** The line without its comment and its texts. */
const code = (line) => line.replace(/\/\/.*|"[^"]*"/g, "");
const none = (list) => assert.deepEqual(list, []);

test("every source begins with its licence and its purpose", () => {
  const header = /^(#!.*\n)?\/\/ SPDX-License-Identifier: \S+\n\/\/ \S/;
  none(sources.filter((name) => !header.test(read(name))));
});

test(`lines have at most ${columnsMax} columns`, () => {
  const columns = (line) => [...line].length;
  none(complaints(sources, (line) => columns(line) > columnsMax && `${columns(line)} columns`));
});

test(`files have at most ${fileLinesMax} lines`, () => {
  none(sources.filter((name) => read(name).split("\n").length > fileLinesMax));
});

test(`C functions have at most ${functionLinesMax} lines`, () => {
  const long = [];
  for (const name of files.filter(isC)) {
    let start = 0;
    read(name).split("\n").forEach((line, index) => {
      if (/^[a-zA-Z_].*\(.*\{$|^\{$|^ .*\) \{$/.test(line) && start === 0) start = index + 1;
      if (line.startsWith("}")) {
        if (start > 0 && index + 1 - start > functionLinesMax) long.push(`${name}:${start}`);
        start = 0;
      }
    });
  }
  none(long);
});

test("nothing is left unfinished", () => {
  const mark = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X"].join("|")})\\b`);
  none(complaints(sources, (line) => mark.test(line) && line.trim()));
});

test("nothing names a machine's path or a registry's host", () => {
  const names = new RegExp(["/wor" + "k/", "/ro" + "ot/", "[a-z]+[.]debi" + "an[.]org",
    "[a-z]+[.]npm" + "js[.](org|com)"].join("|"));
  const binary = [".png", ".jpg", ".pdf", ".bin", ".ttf", ".wasm"];
  const text = files.filter((name) => !binary.includes(extname(name)) && !/\/corpus\//.test(name));
  none(complaints(text, (line) => names.test(line) && line.trim().slice(0, 80)));
});

test("a foreign library is seen by its own format file only", () => {
  const foreign = /#include <(png|jpeglib|zlib|jerror|mupdf|ft2build|openjpeg|jbig2)/;
  none(complaints(files.filter((name) => isC(name) && /^(decoders|wasm|bridge)\//.test(name)),
    (line, name) => foreign.test(line) && !/^decoders\/(formats|cli)\//.test(name) && line.trim()));
});

test("folders include only what the architecture lets them", () => {
  const forbidden = [
    [/^decoders\//, /#include ["<](vtb|vtd|vtw)/],
    [/^bridge\//, /#include ["<](vt\.h|vt_|vtw)/],
    [/^bridge\/(capability|files)\//, /#include ["<](vtd|uv\.h|nghttp2|openssl\/ssl)/],
    [/^wasm\//, /#include ["<](vtb|vtd)/],
  ];
  none(complaints(files.filter(isC), (line, name) => forbidden.some(
    ([folder, include]) => folder.test(name) && include.test(line)) && line.trim()));
});

test("calls that cannot be used safely are not used", () => {
  const banned = /\b(strcpy|strcat|v?sprintf|gets|ato[ilf]|strtok|alloca|system|popen)\s*\(/;
  none(complaints(files.filter(isC), (line) => banned.test(code(line)) && line.trim()));
});

test("decoders take memory from the allocator they were given", () => {
  const heap = /\b(malloc|calloc|realloc|free)\s*\(/;
  const library = files.filter((name) => isC(name) && /^decoders\//.test(name)
    && !/^decoders\/(cli\/|allocator\.c)/.test(name));
  none(complaints(library, (line) => heap.test(code(line)) && line.trim()));
});

test("only the loader touches WebAssembly", () => {
  none(complaints(files.filter((name) => /^js\/src\/.*\.ts$/.test(name)
    && !/^js\/src\/wasm\/|\.spec\.ts$/.test(name)),
    (line) => /WebAssembly\.(instantiate|Instance|Memory)\b/.test(line) && line.trim()));
});
