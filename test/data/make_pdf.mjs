// SPDX-License-Identifier: Apache-2.0
// Makes the PDF samples of this folder; see README.md. Usage: node make_pdf.mjs
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));

const range = (first, step, end) => {
  const list = [];
  for (let i = first; i < end; i += step) list.push(i);
  return list;
};

/** Objects (strings or Buffers) numbered from 1, with a table of where each begins. */
function makePdf(name, objects, trailer = "") {
  const parts = [Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1")];
  let size = parts[0].length;
  const offsets = objects.map((object, index) => {
    const offset = size;
    const bytes = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`),
      Buffer.isBuffer(object) ? object : Buffer.from(object, "latin1"), Buffer.from("\nendobj\n")]);
    parts.push(bytes);
    size += bytes.length;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  parts.push(Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`
    + `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\n`
    + `startxref\n${size}\n%%EOF\n`));
  writeFileSync(join(folder, "pdf", `${name}.pdf`), Buffer.concat(parts));
}

const stream = (content, extra = "") => {
  const bytes = Buffer.from(content, "latin1");
  return Buffer.concat([Buffer.from(`<< ${extra} /Length ${bytes.length} >>\nstream\n`), bytes,
    Buffer.from("\nendstream")]);
};

const shapes = "0.9 0.2 0.1 rg 20 20 60 40 re f 0 0 1 RG 3 w 10 10 m 90 70 l S "
  + "/G gs 0.1 0.7 0.2 rg 50 50 m 110 60 120 120 60 110 c f ";
const drawing = `${shapes}q 40 0 0 30 110 20 cm /I Do Q `;
const text = "BT /F 14 Tf 20 130 Td (Vitrine shows pages) Tj ET ";
const image = stream("\x00\x20\x40\x60\x80\xa0\xc0\xe0\xff\x10\x30\x50",
  "/Type /XObject /Subtype /Image /Width 4 /Height 3 /ColorSpace /DeviceGray /BitsPerComponent 8");
const resources = "<< /Font << /F 5 0 R >> /XObject << /I 6 0 R >> "
  + "/ExtGState << /G << /ca 0.5 >> >> >>";
const twoPages = (content) => [
  "<< /Type /Catalog /Pages 2 0 R >>",
  "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 /MediaBox [0 0 200 150] >>",
  `<< /Type /Page /Parent 2 0 R /Contents 7 0 R /Resources ${resources} /Annots [8 0 R] >>`,
  `<< /Type /Page /Parent 2 0 R /Contents 7 0 R /Resources ${resources} /Rotate 90`
    + " /CropBox [10 10 190 140] >>",
  "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  image,
  stream(content),
  "<< /Type /Annot /Subtype /Square /Rect [150 80 190 120] /C [1 0 1] /AP << /N 9 0 R >> >>",
  stream("1 0 1 rg 0 0 40 40 re f", "/Type /XObject /Subtype /Form /BBox [0 0 40 40]"),
];
makePdf("shapes", twoPages(drawing));
makePdf("text", twoPages(drawing + text));
makePdf("chinese", [
  "<< /Type /Catalog /Pages 2 0 R >>",
  "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 60] >>",
  "<< /Type /Page /Parent 2 0 R /Contents 6 0 R /Resources << /Font << /F 4 0 R >> >> >>",
  "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
    + " /DescendantFonts [5 0 R] >>",
  "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
    + " /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 >>"
    + " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
  stream("BT /F 30 Tf 20 20 Td <4E2D6587> Tj ET"),
]);

// Standard security handler, revision 2 (RC4, 40 bit); ISO 32000-1, 7.6.3. User password "window".
function rc4(key, data) {
  const state = range(0, 1, 256);
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i] + key[i % key.length]) & 255;
    [state[i], state[j]] = [state[j], state[i]];
  }
  let i = 0;
  let j = 0;
  return Buffer.from(data.map((byte) => {
    i = (i + 1) & 255;
    j = (j + state[i]) & 255;
    [state[i], state[j]] = [state[j], state[i]];
    return byte ^ state[(state[i] + state[j]) & 255];
  }));
}

const md5 = (...parts) => createHash("md5").update(Buffer.concat(parts)).digest();
const padding = Buffer.from(
  "28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a", "hex");
const pad = (password) => Buffer.concat([Buffer.from(password), padding]).subarray(0, 32);
const hex = (bytes) => `<${bytes.toString("hex")}>`;

function makeEncryptedPdf(name, password) {
  const id = Buffer.from("vitrine-sample-1");
  const permissions = Buffer.from([0xfc, 0xff, 0xff, 0xff]);
  const owner = rc4(md5(pad(password)).subarray(0, 5), pad(password));
  const key = md5(pad(password), owner, permissions, id).subarray(0, 5);
  const user = rc4(key, padding);
  const objectKey = (number) => md5(key, Buffer.from([number, 0, 0, 0, 0])).subarray(0, 10);
  const content = rc4(objectKey(4), Buffer.from(shapes));
  makePdf(name, [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 150] >>",
    "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /ExtGState << /G << /ca 0.5 >> >>"
      + " >> >>",
    Buffer.concat([Buffer.from(`<< /Length ${content.length} >>\nstream\n`), content,
      Buffer.from("\nendstream")]),
    `<< /Filter /Standard /V 1 /R 2 /O ${hex(owner)} /U ${hex(user)} /P -4 >>`,
  ], `/Encrypt 5 0 R /ID [${hex(id)} ${hex(id)}]`);
}
makeEncryptedPdf("password", "window");

// A book: chapters with an outline, links of several kinds, text, and what it says about itself.
const CHAPTERS = 4;
const PAGES_OF_CHAPTER = 6;
const sentences = [
  "The garden lies behind the house, where the old wall keeps the wind away.",
  "In spring the apple trees bloom, and bees come from the meadow beyond.",
  "A narrow path leads to the pond; in its water the evening sky is seen.",
  "Someone has left a bench there, of oak, grey from many winters.",
];

const textAt = (x, y, size, words) =>
  `BT /F ${size} Tf ${x} ${y} Td (${words.replace(/[()\\]/g, "\\$&")}) Tj ET `;

/** The lines of a paragraph, broken between words. */
function broken(words, width) {
  const lines = [""];
  for (const word of words.split(" ")) {
    if (lines.at(-1).length + word.length > width) lines.push("");
    lines[lines.length - 1] += `${lines.at(-1) && " "}${word}`;
  }
  return lines;
}

function bookPage(number) {
  const chapter = Math.floor(number / PAGES_OF_CHAPTER) + 1;
  const turned = [...sentences.slice(number % 4), ...sentences.slice(0, number % 4)];
  const lines = turned.flatMap((sentence) => [...broken(sentence, 40), ""]);
  return textAt(24, 280, 16, `Chapter ${chapter}`)
    + lines.map((line, index) => (line ? textAt(24, 252 - 14 * index, 10, line) : "")).join("")
    + textAt(110, 16, 8, `${number + 1}`);
}

const utf16 = (text) => `<FEFF${[...text].map((letter) =>
  letter.charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()).join("")}>`;

function makeBook() {
  const count = CHAPTERS * PAGES_OF_CHAPTER;
  const objects = [];
  const add = (object) => objects.push(object);
  const page = (index) => 4 + 2 * index;
  const links = page(count);
  const outlines = links + 5;
  add(`<< /Type /Catalog /Pages 2 0 R /Outlines ${outlines} 0 R >>`);
  const kids = Array.from({ length: count }, (_, i) => `${page(i)} 0 R`).join(" ");
  add(`<< /Type /Pages /Kids [${kids}]`
    + ` /Count ${count} /MediaBox [0 0 240 320] >>`);
  add("<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>");
  for (let i = 0; i < count; i++) {
    const all = [0, 1, 2, 3, 4].map((k) => `${links + k} 0 R`).join(" ");
    const annotations = i > 0 ? "" : ` /Annots [${all}]`;
    add("<< /Type /Page /Parent 2 0 R /Resources << /Font << /F 3 0 R >> >>"
      + ` /Contents ${page(i) + 1} 0 R${annotations} >>`);
    add(stream(bookPage(i)));
  }
  const link = (y, action) => `<< /Type /Annot /Subtype /Link /Border [0 0 0]`
    + ` /Rect [24 ${y} 120 ${y + 12}] ${action} >>`;
  add(link(250, `/Dest [${page(6)} 0 R /XYZ 0 300 0]`));
  add(link(236, "/A << /S /URI /URI (https://example.org/garden) >>"));
  add(link(222, "/A << /S /URI /URI (javascript:alert(1)) >>"));
  add(link(208, "/A << /S /Launch /F (calc.exe) >>"));
  add(link(194, "/Dest (nowhere)"));
  // The outline: a chapter with two sections each.
  const chapterAt = (chapter) => outlines + 1 + 3 * chapter;
  add(`<< /Type /Outlines /First ${chapterAt(0)} 0 R /Last ${chapterAt(CHAPTERS - 1)} 0 R`
    + " /Count 12 >>");
  for (let chapter = 0; chapter < CHAPTERS; chapter++) {
    const at = chapterAt(chapter);
    const next = chapter + 1 < CHAPTERS ? ` /Next ${chapterAt(chapter + 1)} 0 R` : "";
    const before = chapter > 0 ? ` /Prev ${chapterAt(chapter - 1)} 0 R` : "";
    const first = chapter * PAGES_OF_CHAPTER;
    add(`<< /Title ${utf16(`Gärten 花园 ${chapter + 1}`)} /Parent ${outlines} 0 R${next}${before}`
      + ` /First ${at + 1} 0 R /Last ${at + 2} 0 R /Count 2`
      + ` /Dest [${page(first)} 0 R /XYZ 0 296 0] >>`);
    add(`<< /Title (The wall) /Parent ${at} 0 R /Next ${at + 2} 0 R`
      + ` /Dest [${page(first + 1)} 0 R /Fit] >>`);
    add(`<< /Title (The pond) /Parent ${at} 0 R /Prev ${at + 1} 0 R`
      + ` /A << /S /GoTo /D [${page(first + 3)} 0 R /XYZ 0 200 0] >> >>`);
  }
  const info = objects.length + 1;
  add(`<< /Title ${utf16("Der Garten 花园")} /Author (A. Gardener) /Subject (Gardens)`
    + " /CreationDate (D:20261123170500+01'30') /Producer (make_pdf.mjs) >>");
  makePdf("book", objects, `/Info ${info} 0 R`);
}
makeBook();

/** An outline that runs in circles and is deep, a link to itself, and text without a map. */
makePdf("circles", [
  "<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R"
    + " /Names << /Dests << /Names [(a) (b) (b) (a)] >> >> >>",
  "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 100 100] >>",
  "<< /Type /Page /Parent 2 0 R /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R"
    + " /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /Dest (a) >>] >>",
  stream("BT /F 12 Tf 10 50 Td <0001FF41> Tj ET"),
  "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  "<< /Type /Outlines /First 7 0 R /Last 8 0 R >>",
  "<< /Title (down) /Parent 6 0 R /First 8 0 R /Last 8 0 R /Next 8 0 R /Dest (a) >>",
  "<< /Title (\\001\\002up) /Parent 7 0 R /First 7 0 R /Last 7 0 R /Next 7 0 R >>",
]);
