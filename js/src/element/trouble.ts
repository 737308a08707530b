// SPDX-License-Identifier: Apache-2.0
// What went wrong, told in place of the page, or beside a picture that stays. A lost connection is
// tried again by itself, at growing intervals and as soon as the browser is online.
import { Bytes } from "../document/bytes.js";
import type { Source } from "../document/source.js";
import type { VitrineError } from "../errors.js";
import {
  actionButton,
  createMessage,
  factList,
  hexTable,
  stateOf,
  type Remedies,
} from "./message.js";
import { element, type Parts } from "./parts.js";
import { looksLikeText } from "./plain-text.js";
import type { Words } from "./words.js";

const AGAIN_MS_FIRST = 2000;
const AGAIN_MS_MAX = 30_000;
const HEAD_SIZE = 4096;
const HEX_SIZE = 128;
/** The first bytes say something of files in these states. */
const DESCRIBED: ReadonlySet<string> = new Set(["unsupported", "damaged"]);

export class Trouble {
  readonly #parts: Parts;
  readonly #words: Words;
  readonly #remedies: Remedies;
  #againMs = AGAIN_MS_FIRST;
  #isTold = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #describing: AbortController | undefined;
  readonly #onOnline = () => this.#retry();

  constructor(parts: Parts, words: Words, remedies: Remedies) {
    this.#parts = parts;
    this.#words = words;
    this.#remedies = remedies;
  }

  /** Whether anything is told at the moment. */
  get isTold(): boolean {
    return this.#isTold;
  }

  /** Says it in place of the page. */
  show(error: VitrineError, source: Source | undefined, name: string): void {
    this.hide();
    const { message, live } = this.#parts;
    message.replaceChildren(...createMessage(error, this.#words, this.#remedies));
    message.hidden = false;
    live.textContent = this.#words.sentence(error);
    if (source && DESCRIBED.has(stateOf(error.code))) void this.#describe(source, name);
    this.#tryAgain(error);
  }

  /** Says it beside a picture that stays; answers false where it cannot stay. */
  note(error: VitrineError): boolean {
    const state = stateOf(error.code);
    if (state !== "connectionLost" && state !== "noRight") return false;
    const { notice, live } = this.#parts;
    const sentence = this.#words.sentence(error);
    const retry = actionButton(this.#words.text("retry"), () => this.#remedies.retry());
    notice.replaceChildren(sentence, retry);
    notice.hidden = false;
    live.textContent = sentence;
    this.#tryAgain(error);
    return true;
  }

  /** Says that only a part of the file is there. */
  notePartial(): void {
    this.#parts.notice.textContent = this.#words.text("partial");
    this.#parts.notice.hidden = false;
  }

  hide(): void {
    this.#isTold = false;
    this.#stopTrying();
    this.#describing?.abort();
    this.#parts.message.hidden = true;
    this.#parts.message.replaceChildren();
    this.#parts.notice.hidden = true;
  }

  /** All is well: the next loss is tried again soon. */
  succeed(): void {
    this.#againMs = AGAIN_MS_FIRST;
    this.hide();
  }

  #tryAgain(error: VitrineError): void {
    this.#stopTrying();
    this.#isTold = true;
    if (stateOf(error.code) !== "connectionLost") return;
    this.#timer = setTimeout(() => this.#retry(), this.#againMs);
    this.#againMs = Math.min(AGAIN_MS_MAX, this.#againMs * 2);
    addEventListener("online", this.#onOnline, { once: true });
  }

  #retry(): void {
    this.#stopTrying();
    this.#remedies.retry();
  }

  #stopTrying(): void {
    clearTimeout(this.#timer);
    removeEventListener("online", this.#onOnline);
  }

  /** Adds what is known of a file that cannot be shown. */
  async #describe(source: Source, name: string): Promise<void> {
    const describing = new AbortController();
    this.#describing = describing;
    const { signal } = describing;
    const read = await readHead(source, signal).catch(() => undefined);
    if (!read || signal.aborted) return;
    const { size, head } = read;
    const words = this.#words;
    const facts = [
      [words.text("fileName"), name],
      [words.text("fileSize"), words.size(size)],
    ] as const;
    const nodes: Node[] = [factList(facts.filter(([, value]) => value !== ""))];
    if (looksLikeText(head)) {
      const show = () => this.#remedies.showText();
      nodes.push(element("div", "actions", actionButton(words.text("showText"), show)));
    } else if (head.length > 0) {
      nodes.push(hexTable(head.subarray(0, HEX_SIZE), words.text("firstBytes")));
    }
    this.#parts.message.append(...nodes);
  }
}

async function readHead(source: Source, signal: AbortSignal) {
  const bytes = await Bytes.open(source, signal);
  try {
    return { size: bytes.size, head: await bytes.read(0, HEAD_SIZE, signal) };
  } finally {
    bytes.close();
  }
}
