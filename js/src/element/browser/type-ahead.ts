// SPDX-License-Identifier: Apache-2.0
// Letters typed one after another, quickly, are the beginning of a name.

const PAUSE_MS = 700;

export class TypeAhead {
  #text = "";
  #at = Number.NEGATIVE_INFINITY;

  /** What has been typed so far, or undefined for a key that is none of it. */
  take({ key, timeStamp }: Pick<KeyboardEvent, "key" | "timeStamp">): string | undefined {
    if (timeStamp - this.#at > PAUSE_MS) this.#text = "";
    if (key.length !== 1 || (key === " " && this.#text === "")) return undefined;
    this.#text += key;
    this.#at = timeStamp;
    return this.#text;
  }
}
