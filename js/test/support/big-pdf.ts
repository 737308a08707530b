// SPDX-License-Identifier: Apache-2.0
// PDF files of any length, written straight to disk: what fills them up lies between the objects
// and is never read by one who shows a page, so it may be a hole.
import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";

export interface BigPdf {
  pages: number;
  /** Bytes from the beginning of one page's objects to the next's. */
  pageSize: number;
  /** Whether the first page has links to all others. */
  hasLinks?: boolean;
}

/** Writes a book whose pages lie one after another, each with a line of text. */
export function writeBigPdf(path: string, { pages, pageSize, hasLinks = false }: BigPdf): void {
  const file = openSync(path, "w");
  const offsets: number[] = [];
  let position = 0;
  const write = (text: string) => {
    writeSync(file, text, position, "latin1");
    position += Buffer.byteLength(text, "latin1");
  };
  const object = (number: number, body: string) => {
    offsets[number] = position;
    write(`${number} 0 obj\n${body}\nendobj\n`);
  };
  const numberOf = (page: number) => 4 + 2 * page;
  write("%PDF-1.7\n");
  const start = position;
  for (let page = 0; page < pages; page++) {
    position = start + page * pageSize;
    const text = `BT /F 12 Tf 20 100 Td (This is page ${page + 1}) Tj ET`;
    const links = hasLinks && page === 0 ? ` /Annots [${linksTo(pages, numberOf)}]` : "";
    object(
      numberOf(page),
      `<< /Type /Page /Parent 2 0 R /Contents ${numberOf(page) + 1} 0 R` +
        ` /Resources << /Font << /F 3 0 R >> >>${links} >>`,
    );
    object(
      numberOf(page) + 1,
      `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    );
  }
  position = Math.max(position, start + pages * pageSize);
  object(1, "<< /Type /Catalog /Pages 2 0 R >>");
  const kids = Array.from({ length: pages }, (_, page) => `${numberOf(page)} 0 R`).join(" ");
  object(2, `<< /Type /Pages /Kids [${kids}] /Count ${pages} /MediaBox [0 0 200 120] >>`);
  object(3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  const table = position;
  const rows = Array.from({ length: offsets.length - 1 }, (_, index) =>
    `${String(offsets[index + 1] ?? 0).padStart(10, "0")} 00000 n \n`,
  );
  write(`xref\n0 ${offsets.length}\n0000000000 65535 f \n${rows.join("")}`);
  write(`trailer\n<< /Size ${offsets.length} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
  ftruncateSync(file, position);
  closeSync(file);
}

function linksTo(pages: number, numberOf: (page: number) => number): string {
  const link = (page: number) =>
    "<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /Border [0 0 0]" +
    ` /Dest [${numberOf(page)} 0 R /Fit] >>`;
  return Array.from({ length: pages }, (_, page) => link(page)).join(" ");
}
