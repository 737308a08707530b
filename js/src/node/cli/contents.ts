// SPDX-License-Identifier: Apache-2.0
// `vitrine text`, `search`, `links`, `outline` and `properties`: lines, or JSON, as
// decoders/cli/command_contents.c prints them. Each answers the exit status.
import type { Destination, Quad, TextLine } from "../../wasm/contents.js";
import type { SyncPage } from "../../wasm/decoder.js";
import type { Arguments } from "./arguments.js";
import { complain, type Input, STATUS, warn, withInput } from "./input.js";

interface Led {
  uri?: string;
  to_page?: number;
  to_y?: number;
}

interface PageText {
  page: number;
  lines: { text: string; ends_block: boolean; quad: number[] }[];
}

export function text(line: Arguments): number {
  const make = (input: Input) => onPages(input, line, (page, number) => [pageText(page, number)]);
  return print(line, make, (pages) => pages.map(textOfPage).join(""));
}

export function search(line: Arguments): number {
  const make = (input: Input) =>
    onPages(input, line, (page, number) =>
      page.search(line.needle ?? "").map((hit) => ({ page: number, quads: hit.map(rounded) })),
    );
  const places = (quads: number[][]) => quads.map(asPlaces).join("; ");
  return print(line, make, (hits) =>
    hits.map(({ page, quads }) => `page ${page}: ${places(quads)}\n`).join(""),
  );
}

export function links(line: Arguments): number {
  const make = (input: Input) =>
    onPages(input, line, (page, number) =>
      page.links().map((link) => {
        const area = rounded([link.left, link.top, link.right, link.bottom]);
        return { page: number, area, ...led(link) };
      }),
    );
  return print(line, make, (all) =>
    all.map((link) => `page ${link.page}: ${asPlaces(link.area)}${asLead(link)}\n`).join(""),
  );
}

export function outline(line: Arguments): number {
  const make = ({ document }: Input) =>
    document.outline().map((item) => ({ level: item.level, title: item.title, ...led(item) }));
  return print(line, make, (items) =>
    items.map((item) => `${"  ".repeat(item.level)}${item.title}${asLead(item)}\n`).join(""),
  );
}

export function properties(line: Arguments): number {
  return print(
    line,
    ({ document }) => document.properties(),
    (all) =>
      Object.entries(all)
        .map(([name, value]) => `${name}: ${value}\n`)
        .join(""),
  );
}

function print<Contents>(
  line: Arguments,
  make: (input: Input) => Contents,
  asLines: (contents: Contents) => string,
): number {
  const name = line.files[0] ?? "";
  try {
    return withInput(name, line, (input) => {
      const contents = make(input);
      const json = () => `${JSON.stringify(contents, null, 2)}\n`;
      process.stdout.write(line.isJson ? json() : asLines(contents));
      warn(input);
      return STATUS.done;
    });
  } catch (error) {
    return complain(name, error);
  }
}

/** Of the page that is asked for, or of all. */
function onPages<Item>(
  { document }: Input,
  line: Arguments,
  make: (page: SyncPage, number: number) => Item[],
): Item[] {
  const all: Item[] = [];
  const last = line.page > 0 ? line.page : document.pageCount;
  for (let number = Math.max(line.page, 1); number <= last; number++) {
    using page = document.page(number - 1);
    all.push(...make(page, number));
  }
  return all;
}

function pageText(page: SyncPage, number: number): PageText {
  const lines = page.text().map((line) => ({
    text: line.text,
    ends_block: line.endsBlock,
    quad: rounded(quadOf(line)),
  }));
  return { page: number, lines };
}

/** From the left corners of the first character to the right ones of the last. */
function quadOf({ quads }: TextLine): number[] {
  const first = quads.subarray(0, 8);
  const last = quads.subarray(-8);
  return [
    ...first.subarray(0, 2),
    ...last.subarray(2, 4),
    ...first.subarray(4, 6),
    ...last.subarray(6, 8),
  ];
}

function textOfPage({ lines }: PageText): string {
  const isApart = (index: number) => lines[index]?.ends_block && index + 1 < lines.length;
  return `${lines.map(({ text }, index) => `${text}\n${isApart(index) ? "\n" : ""}`).join("")}\f`;
}

function rounded(numbers: Quad | number[]): number[] {
  return Array.from(numbers, (number) => Math.floor(number * 100 + 0.5) / 100);
}

function led({ page, y, uri }: Destination): Led {
  if (uri !== undefined) return { uri };
  return page === undefined ? {} : { to_page: page + 1, to_y: rounded([y])[0] ?? 0 };
}

function asPlaces(numbers: number[]): string {
  return numbers
    .map((number, index) => `${index === 0 ? "" : index % 2 === 0 ? " " : ","}${number}`)
    .join("");
}

function asLead({ uri, to_page }: Led): string {
  if (to_page !== undefined) return ` -> page ${to_page}`;
  return uri === undefined ? "" : ` -> ${uri}`;
}
