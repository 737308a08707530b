// SPDX-License-Identifier: Apache-2.0
// The panel of facts about a file: what it is, what its camera noted, what it says of itself. Where
// a photograph was taken is shown only when asked for.
import { Bytes } from "../../document/bytes.js";
import type { Document, Page } from "../../document/document.js";
import type { Source } from "../../document/source.js";
import { exifFacts, type ExifFacts } from "../../exif/facts.js";
import type { Label } from "../../text/text.js";
import { actionButton, factList } from "../message.js";
import { element } from "../parts.js";
import type { Words } from "../words.js";

const HEAD_SIZE = 128 * 1024;

/** What is open. */
export interface Subject {
  source: Source;
  name: string;
  document: Document;
  page: Page | undefined;
}

export class InfoPanel {
  readonly root = element("aside", "info");
  readonly #words: Words;
  #reading: AbortController | undefined;

  constructor(words: Words) {
    this.#words = words;
    this.root.hidden = true;
    this.root.tabIndex = -1;
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  close(): void {
    this.#reading?.abort();
    this.root.hidden = true;
  }

  /** Shows what is known at once, and the rest as it comes. */
  async open(subject: Subject): Promise<void> {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    const title = this.#words.text("details");
    this.root.setAttribute("aria-label", title);
    this.root.replaceChildren(element("h2", "", title), factList(this.#fileFacts(subject)));
    this.root.hidden = false;
    const { signal } = reading;
    const properties = await subject.document.properties(signal).catch(() => ({}));
    const exif = await readExif(subject.source, signal).catch((): ExifFacts => ({}));
    if (signal.aborted) return;
    const { place, ...facts } = exif;
    const rows = [...this.#exifFacts(facts), ...this.#properties(properties)];
    if (rows.length > 0) this.root.append(factList(rows));
    if (place) this.#offerPlace(place);
  }

  #fileFacts({ name, document, page }: Subject): [string, string][] {
    const { text } = { text: (label: Label) => this.#words.text(label) };
    const { mediaType, size, isPaged } = document.info;
    const facts: [string, string][] = [
      [text("fileName"), name],
      [text("byKind"), mediaType],
      [text("fileSize"), this.#words.size(size)],
    ];
    if (page && !isPaged) {
      const { width, height, bitDepth, hasAlpha } = page.info;
      facts.push([text("dimensions"), `${width} × ${height}`]);
      if (bitDepth > 0) facts.push([text("bitDepth"), `${bitDepth}`]);
      facts.push([text("transparency"), text(hasAlpha ? "yes" : "no")]);
    }
    const { pageCount } = document;
    if (pageCount > 1) facts.push([text(isPaged ? "pages" : "frames"), `${pageCount}`]);
    return facts.filter(([, value]) => value !== "");
  }

  #exifFacts(facts: ExifFacts): [string, string][] {
    const { exposure, aperture, focalLength, iso } = facts;
    const round = (value: number) => Number(value.toFixed(1)).toLocaleString(this.#words.language);
    const shown: [Label, string | undefined][] = [
      ["description", facts.description],
      ["taken", facts.taken?.replace(/^(\d+):(\d+):/, "$1-$2-")],
      ["camera", facts.camera],
      ["lens", facts.lens],
      ["exposure", exposure && `${exposureText(exposure)} s`],
      ["aperture", aperture && `f/${round(aperture)}`],
      ["iso", iso?.toString()],
      ["focalLength", focalLength && `${round(focalLength)} mm`],
      ["artist", facts.artist],
      ["copyright", facts.copyright],
    ].map(([label, value]) => [label as Label, value ? String(value) : undefined]);
    return shown.flatMap(([label, value]) => (value ? [[this.#words.text(label), value]] : []));
  }

  /** Names that documents give are shown as they are. */
  #properties(properties: Record<string, string>): [string, string][] {
    return Object.entries(properties).filter(([, value]) => value !== "");
  }

  #offerPlace({ latitude, longitude }: NonNullable<ExifFacts["place"]>): void {
    const text = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
    const button = actionButton(this.#words.text("showPlace"), () =>
      button.replaceWith(factList([[this.#words.text("place"), text]])),
    );
    this.root.append(button);
  }
}

/** "1/125", "2.5". */
function exposureText(seconds: number): string {
  return seconds < 0.4 ? `1/${Math.round(1 / seconds)}` : `${Number(seconds.toFixed(1))}`;
}

async function readExif(source: Source, signal: AbortSignal): Promise<ExifFacts> {
  const bytes = await Bytes.open(source, signal);
  try {
    return exifFacts(await bytes.read(0, HEAD_SIZE, signal));
  } finally {
    bytes.close();
  }
}
