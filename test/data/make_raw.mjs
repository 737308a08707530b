// SPDX-License-Identifier: Apache-2.0
// Makes the raw samples of this folder: the structure of cameras' files around our own JPEGs, with
// no raw image in them; see README.md. Usage: node make_raw.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const data = dirname(fileURLToPath(import.meta.url));
const large = readFileSync(join(data, "jpeg/ycc420.jpg"));
const [SHORT, LONG, UNDEFINED] = [3, 4, 7];
const write = (name, ...parts) => writeFileSync(join(data, "raw", name), Buffer.concat(parts));

function number(size, ...values) {
  const bytes = Buffer.alloc(size * values.length);
  values.forEach((value, i) => bytes.writeUIntBE(value, i * size, size));
  return bytes;
}

/** A directory of single values, or of bytes that lie elsewhere: [tag, type, value, count]. */
function directory(entries, next = 0) {
  const bytes = Buffer.alloc(2 + entries.length * 12 + 4);
  bytes.writeUInt16LE(entries.length, 0);
  entries.forEach(([tag, type, value, count = 1], i) => {
    bytes.writeUInt16LE(tag, 2 + i * 12);
    bytes.writeUInt16LE(type, 4 + i * 12);
    bytes.writeUInt32LE(count, 6 + i * 12);
    bytes.writeUInt32LE(value, 10 + i * 12);
  });
  bytes.writeUInt32LE(next, bytes.length - 4);
  return bytes;
}

const size = (count) => 2 + count * 12 + 4;
const head = (magic) => Buffer.concat([Buffer.from(magic, "latin1"), Buffer.from([8, 0, 0, 0])]);

// A raw image as lossless JPEG says that it is larger; it must not be taken for a preview.
const lossless = Buffer.from("ffd8ffc3000b081000100001011100ffd9", "hex");

// NEF, ARW: a small first picture, the preview in a directory below, then the raw image.
{
  const below = 8 + size(4);
  const image = below + size(2);
  const places = [image + size(4), image + size(4) + lossless.length];
  write("preview_below.nef", head("II*\0"),
    directory([[254, LONG, 1], [256, LONG, 16], [274, SHORT, 6], [330, LONG, below]], image),
    directory([[513, LONG, places[1]], [514, LONG, large.length]]),
    directory([[259, SHORT, 7], [262, SHORT, 32803], [273, LONG, places[0]],
      [279, LONG, lossless.length]]), lossless, large);
}
// CR2: the preview is the strip of the first directory.
{
  const place = 16 + size(4);
  write("strip.cr2", Buffer.from("49492a00100000004352020000000000", "hex"),
    directory([[259, SHORT, 6], [273, LONG, place], [274, SHORT, 1], [279, LONG, large.length]]),
    large);
}
// DNG: as the corpus has it, with the version's tag.
{
  const below = 8 + size(3);
  const place = below + size(4);
  write("version.dng", head("II*\0"),
    directory([[254, LONG, 1], [330, LONG, below], [50706, 1, 0x0401, 4]]),
    directory([[259, SHORT, 7], [262, SHORT, 6], [273, LONG, place], [279, LONG, large.length]]),
    large);
}
// ORF: in the maker's note, counted from there.
{
  const exif = 8 + size(2);
  const note = exif + size(1);
  const settings = 12 + size(1);
  const place = settings + size(2);
  write("maker_note.orf", head("IIRO"), directory([[274, SHORT, 8], [34665, LONG, exif]]),
    directory([[37500, UNDEFINED, note, place + large.length]]), Buffer.from("OLYMPUS\0II\x03\0"),
    directory([[0x2020, LONG, settings]]),
    directory([[0x101, LONG, place], [0x102, LONG, large.length]]), large);
}
// RAF: told by the head.
write("head.raf", Buffer.from("FUJIFILMCCD-RAW 0201".padEnd(84, "\0")), number(4, 92, large.length),
  large);
// CR3: boxes.
{
  const box = (type, ...parts) => {
    const content = Buffer.concat(parts);
    return Buffer.concat([number(4, content.length + 8), Buffer.from(type), content]);
  };
  const uuid = (hex, ...parts) => box("uuid", Buffer.from(hex, "hex"), ...parts);
  const metadata = Buffer.concat([head("II*\0"), directory([[274, SHORT, 3]])]);
  write("boxes.cr3", box("ftyp", Buffer.from("crx "), number(4, 1), Buffer.from("crx isom")),
    box("moov", uuid("85c0b687820f11e08111f4ce462b6a48", box("CMT1", metadata)),
      box("trak", box("mdia", box("minf", box("stbl", box("stsz", number(4, 0, 0, 1, 9)),
        box("co64", number(4, 0, 1, 0, 4))))))),
    uuid("eaf42b5e1c984b88b9fbb7dc406e4d16", number(4, 0, 1),
      box("PRVW", number(4, 0), number(2, 1, 45, 37, 1), number(4, large.length), large)));
}
