// SPDX-License-Identifier: Apache-2.0
// The language of an element: that of its own `lang`, of an element around it, or the browser's.
import type { VitrineError } from "../errors.js";
import { errorSentence, label, type Label } from "../text/text.js";

export class Words {
  readonly #host: HTMLElement;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  get language(): string {
    return this.#host.closest<HTMLElement>("[lang]")?.lang || navigator.language;
  }

  /** Calls `update` whenever the language may have become another, until the signal is aborted. */
  watch(update: () => void, signal: AbortSignal): void {
    const observer = new MutationObserver(update);
    const { documentElement } = this.#host.ownerDocument;
    observer.observe(documentElement, { attributeFilter: ["lang"], subtree: true });
    signal.addEventListener("abort", () => observer.disconnect());
  }

  text(name: Label, values?: Record<string, unknown>): string {
    return label(name, this.language, values);
  }

  /** What an error means, for a user. */
  sentence({ code, message }: VitrineError): string {
    return errorSentence(code, this.language) ?? message;
  }

  /** "3.4 MB". */
  size(bytes: number): string {
    const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
    let index = 0;
    let value = bytes;
    for (; value >= 1000 && index < units.length - 1; index++) value /= 1000;
    const digits = value < 10 && index > 0 ? 1 : 0;
    return numberFormat(this.language, units[index] ?? "byte", digits).format(value);
  }

  /** A day, for people. */
  date(milliseconds: number): string {
    return dateFormat(this.language).format(milliseconds);
  }
}

/** Formats are dear to make: each is made once. */
const formats = new Map<string, unknown>();

function once<Format>(key: string, make: () => Format): Format {
  const format = (formats.get(key) as Format | undefined) ?? make();
  formats.set(key, format);
  return format;
}

function numberFormat(language: string, unit: string, digits: number): Intl.NumberFormat {
  const unitDisplay = unit === "byte" ? "long" : "short";
  const options = { style: "unit", unit, unitDisplay, maximumFractionDigits: digits } as const;
  return once(`${language} ${unit} ${digits}`, () => new Intl.NumberFormat(language, options));
}

function dateFormat(language: string): Intl.DateTimeFormat {
  return once(language, () => new Intl.DateTimeFormat(language, { dateStyle: "medium" }));
}
