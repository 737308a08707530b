// SPDX-License-Identifier: Apache-2.0
// Makes the samples of HEIF files: pictures coded by heif-enc (or, for AVIF, avifenc) of Debian 12,
// some of them put together anew as a grid that is cut, turned and has a thumbnail. See README.md.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sampleAt } from "./picture.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "heif-"));

// ---- Boxes --------------------------------------------------------------------------------------

const u16 = (number) => Buffer.from([number >> 8, number & 255]);
const u32 = (number) => { const four = Buffer.alloc(4); four.writeUInt32BE(number); return four; };
const box = (type, ...parts) => {
  const content = Buffer.concat(parts);
  return Buffer.concat([u32(content.length + 8), Buffer.from(type), content]);
};
const fullBox = (type, version, flags, ...parts) =>
  box(type, u32(version * 2 ** 24 + flags), ...parts);

/** The boxes in a part of a file, by their types: the last of each. */
function boxes(bytes) {
  const found = {};
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at) || bytes.length - at;
    found[bytes.toString("latin1", at + 4, at + 8)] = bytes.subarray(at, at + size);
    at += size;
  }
  return found;
}

/** The coded bytes, configuration and size of the one picture of a file. */
function takePicture(file, configType) {
  const bytes = readFileSync(file);
  const top = boxes(bytes);
  const meta = boxes(top.meta.subarray(12));
  const properties = boxes(boxes(meta.iprp.subarray(8)).ipco.subarray(8));
  return { data: top.mdat.subarray(8), config: properties[configType], size: properties.ispe };
}

/** A file of items { type, data, properties: [box], hidden } and references [type, from, [to]]. */
function compose(brand, items, references) {
  const properties = [];
  const associations = items.map((item, index) => {
    const places = item.properties.map((property) => properties.push(property));
    return Buffer.concat([u16(index + 1), Buffer.from([places.length, ...places])]);
  });
  const infos = items.map((item, index) => fullBox("infe", 2, item.hidden ? 1 : 0, u16(index + 1),
    u16(0), Buffer.from(`${item.type}\0`)));
  const references_ = references.map(([type, from, to]) =>
    box(type, u16(from), u16(to.length), ...to.map(u16)));
  const meta = (start) => {
    let offset = start;
    const locations = items.map((item, index) => {
      const location = Buffer.concat([u16(index + 1), u16(0), u16(0), u16(1), u32(offset),
        u32(item.data.length)]);
      offset += item.data.length;
      return location;
    });
    return fullBox("meta", 0, 0,
      fullBox("hdlr", 0, 0, u32(0), Buffer.from("pict"), Buffer.alloc(13)),
      fullBox("pitm", 0, 0, u16(1)),
      fullBox("iloc", 1, 0, u16(0x4400), u16(items.length), ...locations),
      fullBox("iinf", 0, 0, u16(items.length), ...infos),
      fullBox("iref", 0, 0, ...references_),
      box("iprp", box("ipco", ...properties),
        fullBox("ipma", 0, 0, u32(items.length), ...associations)));
  };
  const head = box("ftyp", Buffer.from(`${brand}\0\0\0\0mif1${brand}`));
  return Buffer.concat([head, meta(head.length + meta(0).length + 8),
    box("mdat", ...items.map((item) => item.data))]);
}

// ---- Pictures -----------------------------------------------------------------------------------

const tileSize = 64;
const whole = { width: 120, height: 100 };

/** A part of the picture of all samples, as 4:2:0 of 8 bits. */
function writeTile(name, left, top) {
  const light = [];
  const differences = [[], []];
  for (let y = 0; y < tileSize; y++) {
    for (let x = 0; x < tileSize; x++) {
      light.push(Math.round(255 * sampleAt(left + x, top + y, 1, whole.width, whole.height)));
    }
  }
  for (let y = 0; y < tileSize; y += 2) {
    for (let x = 0; x < tileSize; x += 2) {
      const red = sampleAt(left + x, top + y, 0, whole.width, whole.height);
      differences[0].push(Math.round(160 - 64 * red));
      differences[1].push(Math.round(96 + 64 * red));
    }
  }
  const head =
    `YUV4MPEG2 W${tileSize} H${tileSize} F25:1 Ip A1:1 C420jpeg XCOLORRANGE=FULL\nFRAME\n`;
  writeFileSync(join(scratch, name), Buffer.concat([Buffer.from(head), Buffer.from(light),
    ...differences.map((list) => Buffer.from(list))]));
}

/** Four tiles turned by a quarter, of which a part is shown, with the first as thumbnail. */
function makeGrid(kind, brand, encode) {
  const tiles = [0, 1, 2, 3].map((index) => {
    writeTile(`tile${index}.y4m`, (index % 2) * tileSize, Math.floor(index / 2) * tileSize);
    const file = join(scratch, `tile${index}.${kind.ending}`);
    encode(join(scratch, `tile${index}.y4m`), file);
    const picture = takePicture(file, kind.config);
    return { type: kind.type, data: picture.data, hidden: true,
      properties: [picture.config, picture.size] };
  });
  const size = fullBox("ispe", 0, 0, u32(whole.width), u32(whole.height));
  const cut = box("clap", ...[[110, 1], [90, 1], [1, 1], [-1, 1]].flat().map((n) => u32(n >>> 0)));
  const turns = [box("irot", Buffer.from([1])), box("imir", Buffer.from([1]))];
  const grid = { type: "grid", data: Buffer.concat([Buffer.from([0, 0, 1, 1]), u16(whole.width),
    u16(whole.height)]), properties: [size, cut, ...turns] };
  const page = { ...tiles[3], hidden: false, properties: [...tiles[3].properties] };
  const small = { ...tiles[0], hidden: false, properties: [...tiles[0].properties] };
  return compose(brand, [grid, ...tiles, page, small],
    [["dimg", 1, [2, 3, 4, 5]], ["thmb", 7, [6]]]);
}

const heic = { type: "hvc1", config: "hvcC", ending: "heic" };
const heifEnc = (from, to, ...more) => execFileSync("heif-enc",
  ["-q", "60", ...more, from, "-o", to], { stdio: "ignore" });

mkdirSync(join(here, "heif"), { recursive: true });
const at = (name) => join(here, name);
heifEnc(at("png/rgb8.png"), at("heif/picture.heic"));
heifEnc(at("png/rgba8.png"), at("heif/alpha.heic"), "-t", "16");
heifEnc(at("png/rgb16.png"), at("heif/deep444.heic"), "-b", "10", "-p", "chroma=444");
heifEnc(at("png/gray16.png"), at("heif/gray.heic"), "-b", "12");
heifEnc(at("png/rgb16.png"), at("heif/thumbnail.heic"), "-t", "24", "-p", "chroma=422");
writeFileSync(at("heif/grid.heic"), makeGrid(heic, "heic", heifEnc));

const avif = { type: "av01", config: "av1C", ending: "avif" };
const avifEnc = (from, to, ...more) => execFileSync("avifenc",
  ["--min", "20", "--max", "30", "-s", "6", "-j", "1", ...more, from, to], { stdio: "ignore" });

mkdirSync(join(here, "avif"), { recursive: true });
avifEnc(at("png/rgb8.png"), at("avif/picture.avif"), "-y", "420");
avifEnc(at("png/rgba8.png"), at("avif/alpha.avif"), "-y", "422", "-r", "limited");
avifEnc(at("png/rgb16.png"), at("avif/deep444.avif"), "-d", "10", "-y", "444");
avifEnc(at("png/gray16.png"), at("avif/gray.avif"), "-d", "12", "-y", "400");
avifEnc(at("png/rgb8.png"), at("avif/lossless_turned.avif"), "-l", "--irot", "3", "--imir", "0");
writeFileSync(at("avif/grid.avif"), makeGrid(avif, "avif", avifEnc));
rmSync(scratch, { recursive: true });
