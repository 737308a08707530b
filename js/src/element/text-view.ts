// SPDX-License-Identifier: Apache-2.0
// Text on the stage: lines of which only those in the window are elements, or a Markdown page.
import { Bytes } from "../document/bytes.js";
import type { Source } from "../document/source.js";
import type { DocumentState } from "../workers/messages.js";
import { markdown, MARKDOWN_SIZE_MAX } from "./markdown.js";
import { element, type Parts } from "./parts.js";
import { encodingOf } from "./plain-text.js";
import { rowsNear } from "./rows.js";
import { TextLines } from "./text-lines.js";
import type { Words } from "./words.js";

const HEAD_SIZE = 65536;
const PIECE_SIZE = 2 ** 20;
const KEPT_BYTES_MAX = 64 * 2 ** 20;
/** Lines times their height stay below what browsers can scroll. */
const KEPT_LINES_MAX = 1_500_000;
const LINE_HEIGHT = 20;
const LINES_BESIDE = 20;

/** Names that promise something else than text. */
const OTHER_NAMES = [
  "png apng jpg jpeg jfif gif webp bmp ico tif tiff heic heif avif jxl jp2 j2k psd",
  "cr2 cr3 nef arw dng orf rw2 raf pdf xps epub doc docx xls xlsx ppt pptx odt ods odp",
  "zip gz 7z rar tar mp3 mp4 m4a m4v mov mkv avi wav flac",
];
const OTHER = new RegExp(`\\.(${OTHER_NAMES.join(" ").replaceAll(" ", "|")})$`, "i");
const MARKDOWN = /\.(md|markdown)$/i;

/** Whether a file of this name is shown as text when it is text. */
export function canBeText(name: string): boolean {
  return !OTHER.test(name);
}

export class TextView {
  readonly #parts: Parts;
  readonly #words: Words;
  readonly #box = element("div", "text-view");
  readonly #rows = element("div", "rows");
  readonly #onScroll = () => this.#lay();
  #lines: TextLines | undefined;
  #reading: AbortController | undefined;
  #size = 0;

  constructor(parts: Parts, words: Words) {
    this.#parts = parts;
    this.#words = words;
    this.#box.hidden = true;
    this.#box.setAttribute("part", "text");
    parts.stage.append(this.#box);
  }

  /** What <vitrine-view> tells of it. */
  get state(): DocumentState {
    const known = { hasPassword: false, isPaged: false, message: "", pageCount: 1 };
    const isPartial = this.#lines?.isCut ?? false;
    return { format: "text", mediaType: "text/plain", size: this.#size, isPartial, ...known };
  }

  /** Answers false for what is no text. Goes on reading when the first lines are on screen. */
  async open(source: Source, name: string, signal: AbortSignal): Promise<boolean> {
    this.close();
    const reading = new AbortController();
    this.#reading = reading;
    signal.addEventListener("abort", () => reading.abort(), { once: true });
    const bytes = await Bytes.open(source, reading.signal);
    try {
      const head = await bytes.read(0, HEAD_SIZE, reading.signal);
      const encoding = encodingOf(head);
      if (reading.signal.aborted || (encoding === undefined && bytes.size > 0)) {
        bytes.close();
        return false;
      }
      this.#size = bytes.size;
      this.#lines = new TextLines(encoding ?? "utf-8", KEPT_BYTES_MAX, KEPT_LINES_MAX);
      this.#lines.add(head);
    } catch (error) {
      bytes.close();
      throw error;
    }
    if (MARKDOWN.test(name) && bytes.size <= MARKDOWN_SIZE_MAX) await this.#showMarkdown(bytes);
    else this.#showLines(bytes, reading.signal);
    return true;
  }

  close(): void {
    this.#reading?.abort();
    this.#lines = undefined;
    this.#box.hidden = true;
    this.#box.replaceChildren();
    this.#parts.stage.removeEventListener("scroll", this.#onScroll);
  }

  async #showMarkdown(bytes: Bytes): Promise<void> {
    try {
      await this.#readRest(bytes, this.#reading?.signal);
    } finally {
      bytes.close();
    }
    this.#box.replaceChildren(
      element("article", "markdown", ...markdown(this.#lines?.text() ?? "")),
    );
    this.#box.hidden = false;
    this.#parts.stage.scrollTo(0, 0);
  }

  #showLines(bytes: Bytes, signal: AbortSignal): void {
    this.#box.replaceChildren(this.#rows);
    this.#box.hidden = false;
    this.#parts.stage.scrollTo(0, 0);
    this.#parts.stage.addEventListener("scroll", this.#onScroll, { passive: true });
    new ResizeObserver((_, observer) => {
      if (signal.aborted) observer.disconnect();
      else this.#lay();
    }).observe(this.#parts.stage);
    this.#lay();
    void this.#readRest(bytes, signal)
      .catch(() => undefined)
      .finally(() => bytes.close());
  }

  async #readRest(bytes: Bytes, signal: AbortSignal | undefined): Promise<void> {
    for (let offset = HEAD_SIZE; offset < bytes.size; offset += PIECE_SIZE) {
      const piece = await bytes.read(offset, PIECE_SIZE, signal);
      if (signal?.aborted || !this.#lines) return;
      const goesOn = this.#lines.add(piece);
      this.#lay();
      if (!goesOn) return this.#sayCut();
    }
  }

  #sayCut(): void {
    this.#parts.notice.textContent = this.#words.text("textCut");
    this.#parts.notice.hidden = false;
  }

  /** Brings the lines in the window on screen. */
  #lay(): void {
    const lines = this.#lines;
    if (!lines || !this.#rows.isConnected) return;
    const { scrollTop, clientHeight } = this.#parts.stage;
    const { first, end } = rowsNear(
      scrollTop,
      clientHeight,
      LINE_HEIGHT,
      lines.count,
      LINES_BESIDE,
    );
    this.#box.style.blockSize = `${lines.count * LINE_HEIGHT}px`;
    this.#rows.style.transform = `translateY(${first * LINE_HEIGHT}px)`;
    this.#rows.style.setProperty("--digits", `${String(lines.count).length}ch`);
    const rows: HTMLElement[] = [];
    for (let index = first; index < end; index++) {
      const row = element("div", "row", lines.line(index) || "\u200b");
      row.dataset["number"] = String(index + 1);
      rows.push(row);
    }
    this.#rows.replaceChildren(...rows);
  }
}
