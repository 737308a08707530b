// SPDX-License-Identifier: Apache-2.0
// Writes a PDF file by hand (ISO 32000-1): text in fonts that are not embedded (Latin and Chinese),
// drawings with transparency, a picture, and a page that lies on its side.
import { deflateSync } from "node:zlib";
import { dusk } from "./scenes.mjs";

const PAGE = "[0 0 595 842]";

class PdfWriter {
  #objects = [];

  /** Adds an object and answers its reference. `body` is text, or a Buffer for a stream. */
  add(dictionary, stream) {
    const head = stream ? dictionary.replace(/>>$/, ` /Length ${stream.length} >>`) : dictionary;
    const parts = [Buffer.from(head, "latin1")];
    if (stream) parts.push(Buffer.from("\nstream\n"), stream, Buffer.from("\nendstream"));
    this.#objects.push(Buffer.concat(parts));
    return this.#objects.length;
  }

  /** A compressed content stream. */
  content(text) {
    return this.add("<< /Filter /FlateDecode >>", deflateSync(Buffer.from(text, "latin1")));
  }

  end(catalog) {
    const parts = [Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1")];
    let position = parts[0].length;
    const offsets = this.#objects.map((body, index) => {
      const start = position;
      const part = Buffer.concat([
        Buffer.from(`${index + 1} 0 obj\n`),
        body,
        Buffer.from("\nendobj\n"),
      ]);
      parts.push(part);
      position += part.length;
      return start;
    });
    const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
    parts.push(
      Buffer.from(
        `xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${rows}trailer\n` +
          `<< /Size ${offsets.length + 1} /Root ${catalog} 0 R >>\nstartxref\n${position}\n%%EOF\n`,
      ),
    );
    return Buffer.concat(parts);
  }
}

const line = (font, size, x, y, text) => `BT /${font} ${size} Tf ${x} ${y} Td (${text}) Tj ET\n`;
const unicode = (text) => `<${Buffer.from(text, "utf16le").swap16().toString("hex")}>`;
const chinese = (size, x, y, text) => `BT /Song ${size} Tf ${x} ${y} Td ${unicode(text)} Tj ET\n`;

function titlePage() {
  let text =
    "0.04 0.39 0.81 rg 0 742 595 100 re f 1 g\n" +
    line("Bold", 34, 56, 782, "Vitrine") +
    line("Serif", 13, 58, 760, "A sample document, written by hand") +
    "0.12 g\n";
  const lines = [
    "Everything on these pages was made from code: no picture, font or text",
    "was taken from anywhere. The letters are not in the file either: the viewer",
    "brings its own for the fourteen standard fonts, and for Chinese.",
    "",
    "Page 2 shows drawings, page 3 a picture, page 4 lies on its side.",
  ];
  lines.forEach((words, index) => {
    text += line("Serif", 14, 58, 690 - index * 22, words);
  });
  ["Sans", "Bold", "Serif", "Mono"].forEach((font, index) => {
    text += line(font, 20, 58, 520 - index * 34, `${font}: The quick brown fox jumps over it`);
  });
  return (
    `${text}${chinese(26, 58, 350, "橱窗：浏览器里的文件预览")}` +
    chinese(15, 58, 316, "文件在浏览器的沙箱中解码，服务器只提供字节。")
  );
}

function drawingPage() {
  let text = line("Bold", 22, 58, 780, "Drawings") + "q 1 0 0 1 297 430 cm\n";
  for (let index = 0; index < 24; index++) {
    const angle = (index * Math.PI) / 12;
    const [x, y] = [Math.cos(angle) * 150, Math.sin(angle) * 150];
    const share = index / 24;
    text +=
      `${(0.95 - 0.8 * share).toFixed(3)} ${(0.35 + 0.3 * Math.sin(angle)).toFixed(3)} ` +
      `${(0.25 + 0.7 * share).toFixed(3)} rg /Half gs ${circle(x, y, 70)} f\n`;
  }
  text += "Q 0.1 0.15 0.3 RG 2 w\n";
  for (let index = 0; index < 12; index++) {
    const x = 60 + index * 40;
    text += `${x} 90 m ${x + 30} ${150 + 40 * Math.sin(index)} ${x - 10} 30 ${x + 40} 90 c S\n`;
  }
  return text;
}

/** A circle of four Bezier curves. */
function circle(x, y, radius) {
  const k = radius * 0.5522847;
  const points = (...values) => values.map((value) => value.toFixed(2)).join(" ");
  return (
    `${points(x + radius, y)} m ` +
    `${points(x + radius, y + k, x + k, y + radius, x, y + radius)} c ` +
    `${points(x - k, y + radius, x - radius, y + k, x - radius, y)} c ` +
    `${points(x - radius, y - k, x - k, y - radius, x, y - radius)} c ` +
    `${points(x + k, y - radius, x + radius, y - k, x + radius, y)} c h`
  );
}

function picture(writer, width, height) {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      pixels.set(dusk(x / width, y / height), (y * width + x) * 3);
    }
  return writer.add(
    `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} ` +
      "/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode >>",
    deflateSync(pixels),
  );
}

function fonts(writer) {
  const simple = (name) =>
    writer.add(`<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`);
  const descriptor = writer.add(
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 " +
      "/FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 " +
      "/StemV 93 >>",
  );
  const cid = writer.add(
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo " +
      `<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor ${descriptor} 0 R ` +
      "/DW 1000 >>",
  );
  const song = writer.add(
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light " +
      `/Encoding /UniGB-UCS2-H /DescendantFonts [${cid} 0 R] >>`,
  );
  return (
    `/Sans ${simple("Helvetica")} 0 R /Bold ${simple("Helvetica-Bold")} 0 R ` +
    `/Serif ${simple("Times-Roman")} 0 R /Mono ${simple("Courier")} 0 R /Song ${song} 0 R`
  );
}

export function samplePdf() {
  const writer = new PdfWriter();
  const image = picture(writer, 480, 320);
  const resources = writer.add(
    `<< /Font << ${fonts(writer)} >> /XObject << /Picture ${image} 0 R >> ` +
      "/ExtGState << /Half << /Type /ExtGState /ca 0.5 /BM /Multiply >> >> >>",
  );
  const contents = [
    titlePage(),
    drawingPage(),
    `${line("Bold", 22, 58, 780, "A picture")}q 480 0 0 320 58 420 cm /Picture Do Q\n` +
      line("Serif", 12, 58, 400, "Dusk, 480 by 320 samples, from arithmetic."),
    line("Bold", 30, 120, 480, "This page is rotated by 90 degrees."),
  ];
  const tree = writer.add("<< >>") + contents.length * 2 + 1;
  const pages = contents.map((text, index) =>
    writer.add(
      `<< /Type /Page /Parent ${tree} 0 R ` +
        `/MediaBox ${PAGE}${index === 3 ? " /Rotate 90" : ""} /Resources ${resources} 0 R ` +
        `/Contents ${writer.content(text)} 0 R >>`,
    ),
  );
  const kids = pages.map((page) => `${page} 0 R`).join(" ");
  const root = writer.add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  if (root !== tree) throw new Error("the page tree is not where the pages say it is");
  return writer.end(writer.add(`<< /Type /Catalog /Pages ${root} 0 R >>`));
}
