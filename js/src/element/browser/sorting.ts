// SPDX-License-Identifier: Apache-2.0
// Sorting and filtering of folders, in slices short enough that the page stays smooth.
import type { Entry } from "../../bridge/connection.js";

export type SortKey = "name" | "modified" | "size" | "kind";
export interface Order {
  key: SortKey;
  isDescending: boolean;
}

const RUN_LENGTH = 256;
const SLICE_MS = 8;

type Compare = (a: Entry, b: Entry) => number;

/** Folders come first in any order; names decide where all else is equal. */
export function comparison({ key, isDescending }: Order, language: string): Compare {
  const { compare } = new Intl.Collator(language, { numeric: true });
  const byName: Compare = (a, b) => compare(a.name, b.name) || (a.name < b.name ? -1 : 1);
  const by: Record<SortKey, Compare> = {
    name: byName,
    modified: (a, b) => a.modified - b.modified || byName(a, b),
    size: (a, b) => a.size - b.size || byName(a, b),
    kind: (a, b) => compare(extensionOf(a), extensionOf(b)) || byName(a, b),
  };
  const rank = ({ kind }: Entry) => (kind === "folder" ? 0 : 1);
  const sign = isDescending ? -1 : 1;
  return (a, b) => rank(a) - rank(b) || sign * by[key](a, b);
}

/** What a name says of its kind; what a file is, the decoders find out. */
export function extensionOf({ name }: Pick<Entry, "name">): string {
  return /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? "";
}

/** Entries whose name has all the words in it. */
export function filterEntries(entries: readonly Entry[], words: string): Entry[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [...entries];
  return entries.filter(({ name }) => {
    const lower = name.toLowerCase();
    return wanted.every((word) => lower.includes(word));
  });
}

/** A sorted copy; merge sort with pauses. Answers undefined when the signal is aborted. */
export async function sortEntries(
  entries: readonly Entry[],
  compare: Compare,
  signal?: AbortSignal,
  pause: () => Promise<void> = nextTask,
): Promise<Entry[] | undefined> {
  const slices = new Slices(pause);
  let runs: Entry[][] = [];
  for (let at = 0; at < entries.length; at += RUN_LENGTH) {
    runs.push(entries.slice(at, at + RUN_LENGTH).sort(compare));
    if (!(await slices.goOn(signal))) return undefined;
  }
  while (runs.length > 1) {
    const merged: Entry[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      const both = await merge(runs[at] ?? [], runs[at + 1] ?? [], compare, slices, signal);
      if (!both) return undefined;
      merged.push(both);
    }
    runs = merged;
  }
  return signal?.aborted ? undefined : (runs[0] ?? []);
}

async function merge(
  a: Entry[],
  b: Entry[],
  compare: Compare,
  slices: Slices,
  signal: AbortSignal | undefined,
): Promise<Entry[] | undefined> {
  const merged: Entry[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const [left, right] = [a[i], b[j]];
    const takesLeft = right === undefined || (left !== undefined && compare(left, right) <= 0);
    const taken = takesLeft ? left : right;
    if (taken) merged.push(taken);
    if (takesLeft) i++;
    else j++;
    if (merged.length % RUN_LENGTH === 0 && !(await slices.goOn(signal))) return undefined;
  }
  return merged;
}

/** Lets the page do something else when a slice of time is used up. */
class Slices {
  readonly #pause: () => Promise<void>;
  #since = performance.now();

  constructor(pause: () => Promise<void>) {
    this.#pause = pause;
  }

  async goOn(signal: AbortSignal | undefined): Promise<boolean> {
    if (performance.now() - this.#since >= SLICE_MS) {
      await this.#pause();
      this.#since = performance.now();
    }
    return !signal?.aborted;
  }
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
