// SPDX-License-Identifier: Apache-2.0
// Makes the archives of pictures of this folder, of its other samples: node make_cbz.mjs
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { crc } from "./png_chunks.mjs";

const folder = dirname(fileURLToPath(import.meta.url));

/** Numbers of a record, as [value, bytes]. */
function record(fields) {
  return Buffer.concat(fields.map(([value, size]) => {
    const bytes = Buffer.alloc(size);
    bytes.writeUIntLE(value, 0, size);
    return bytes;
  }));
}

/** A ZIP archive of [name, content, whether to pack it]; the date is the earliest there is. */
export function makeZip(entries) {
  const parts = [];
  const central = [];
  let offset = 0;
  for (const [name, content, isPacked] of entries) {
    const packed = isPacked ? deflateRawSync(content, { level: 9 }) : content;
    const bytes = Buffer.from(name);
    const common = [[20, 2], [0x800, 2], [isPacked ? 8 : 0, 2], [0, 2], [0x21, 2],
      [crc(content), 4], [packed.length, 4], [content.length, 4], [bytes.length, 2], [0, 2]];
    central.push(record([[0x02014b50, 4], [20, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4],
      [offset, 4]]), bytes);
    const local = [record([[0x04034b50, 4], ...common]), bytes, packed];
    parts.push(...local);
    offset += Buffer.concat(local).length;
  }
  const directory = Buffer.concat(central);
  return Buffer.concat([...parts, directory, record([[0x06054b50, 4], [0, 4],
    [entries.length, 2], [entries.length, 2], [directory.length, 4], [offset, 4], [0, 2]])]);
}

const sample = (name) => readFileSync(join(folder, name));
mkdirSync(join(folder, "cbz"), { recursive: true });
const write = (name, entries) => writeFileSync(join(folder, "cbz", name), makeZip(entries));
write("book.cbz", [
  ["Book/page10.png", sample("png/rgb8.png"), true],
  ["Book/page2.jpg", sample("jpeg/ycc420.jpg"), false],
  ["Book/notes.txt", Buffer.from("not a picture"), true],
  ["Book/.hidden.png", sample("png/pixel.png"), false],
  ["__MACOSX/Book/page2.jpg", sample("png/pixel.png"), false],
  ["Book/Page1.gif", sample("gif/gray.gif"), true],
]);
write("pictures.cbz", [
  ["ComicInfo.xml", Buffer.from("<ComicInfo/>"), true],
  ["b.bmp", sample("bmp/palette4.bmp"), true],
  ["a.webp", sample("webp/lossy_alpha.webp"), false],
]);
