// SPDX-License-Identifier: Apache-2.0
// What documents contain: the lists of decoders/vt.h, copied out of a module's memory. Places are
// in units of the page at scale 1, from its upper left corner.
import type { DecoderInstance } from "./decoder-instance.js";

/** x and y of the corners: upper left, upper right, lower left, lower right, as one reads. */
export type Quad = Float32Array<ArrayBuffer>;

export interface TextLine {
  text: string;
  /** Eight numbers for each character (code point) of the text: see Quad. */
  quads: Float32Array<ArrayBuffer>;
  /** A paragraph, or the like, ends here. */
  endsBlock: boolean;
}

/** A place where searched words stand: a part for each line or run of text. */
export type Hit = Quad[];

/** A page, counted from 0, with how far below its upper edge; or an address; or neither. */
export interface Destination {
  page: number | undefined;
  y: number;
  uri: string | undefined;
}

export interface Link extends Destination {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface OutlineItem extends Destination {
  title: string;
  /** 0 for the topmost. */
  level: number;
}

/** What a file says about itself: "title", "author", "created"… */
export type Properties = Record<string, string>;

/** 32-bit words of an item, by the calls of wasm/vtw.h. */
export const ITEM_WORDS = {
  vtw_page_text: 10,
  vtw_page_search: 9,
  vtw_page_links: 7,
  vtw_document_outline: 5,
  vtw_document_properties: 2,
} as const;

export type ListName = keyof typeof ITEM_WORDS;

/** The items of a list, as words. */
export class Items {
  readonly count: number;
  readonly #words: DataView;
  readonly #size: number;

  constructor(words: DataView, wordsOfItem: number) {
    this.#words = words;
    this.#size = wordsOfItem;
    this.count = words.byteLength / 4 / wordsOfItem;
  }

  number(item: number, word: number): number {
    return this.#words.getUint32(4 * (item * this.#size + word), true);
  }

  float(item: number, word: number): number {
    return this.#words.getFloat32(4 * (item * this.#size + word), true);
  }

  quad(item: number, word: number): Quad {
    return Float32Array.from({ length: 8 }, (_, index) => this.float(item, word + index));
  }
}

const NO_PAGE = 0xffffffff;
const CODE_MAX = 0x10ffff;
const REPLACEMENT = 0xfffd;
const ENDS_BLOCK = 2;

export function readText(items: Items): TextLine[] {
  const lines: TextLine[] = [];
  let start = 0;
  for (let index = 0; index < items.count; index++) {
    const ends = items.number(index, 1);
    if (ends === 0 && index + 1 < items.count) continue;
    lines.push(readLine(items, start, index + 1, ends >= ENDS_BLOCK));
    start = index + 1;
  }
  return lines;
}

function readLine(items: Items, start: number, end: number, endsBlock: boolean): TextLine {
  const quads = new Float32Array(8 * (end - start));
  let text = "";
  for (let index = start; index < end; index++) {
    const code = items.number(index, 0);
    text += String.fromCodePoint(code <= CODE_MAX ? code : REPLACEMENT);
    quads.set(items.quad(index, 2), 8 * (index - start));
  }
  return { text, quads, endsBlock };
}

export function readHits(items: Items): Hit[] {
  const hits: Hit[] = [];
  for (let index = 0; index < items.count; index++) {
    const isFirst = index === 0 || items.number(index, 0) !== items.number(index - 1, 0);
    if (isFirst) hits.push([]);
    hits.at(-1)?.push(items.quad(index, 1));
  }
  return hits;
}

export function readLinks(items: Items, instance: DecoderInstance): Link[] {
  return Array.from({ length: items.count }, (_, index) => ({
    left: items.float(index, 0),
    top: items.float(index, 1),
    right: items.float(index, 2),
    bottom: items.float(index, 3),
    ...readDestination(items, index, 4, instance),
  }));
}

export function readOutline(items: Items, instance: DecoderInstance): OutlineItem[] {
  return Array.from({ length: items.count }, (_, index) => ({
    title: instance.string(items.number(index, 0)) ?? "",
    level: items.number(index, 1),
    ...readDestination(items, index, 2, instance),
  }));
}

export function readProperties(items: Items, instance: DecoderInstance): Properties {
  const entry = (index: number) => [
    instance.string(items.number(index, 0)) ?? "",
    instance.string(items.number(index, 1)) ?? "",
  ];
  return Object.fromEntries(Array.from({ length: items.count }, (_, index) => entry(index)));
}

function readDestination(
  items: Items,
  index: number,
  word: number,
  instance: DecoderInstance,
): Destination {
  const page = items.number(index, word);
  const uri = instance.string(items.number(index, word + 2));
  return {
    page: page === NO_PAGE ? undefined : page,
    y: items.float(index, word + 1),
    uri: uri !== undefined && isAllowed(uri) ? uri : undefined,
  };
}

/** The rule of vt_uri_is_allowed, kept here as well: a module is not believed. */
export function isAllowed(uri: string): boolean {
  return /^(https?:\/\/|mailto:)[^\s\p{Cc}]+$/iu.test(uri) && URL.canParse(uri);
}
