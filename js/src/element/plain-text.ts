// SPDX-License-Identifier: Apache-2.0
// Whether bytes are text, and in which encoding: marks, UTF-8, or GB 18030 where that fits.

const CONTROL_SHARE_MAX = 0.02;

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "gb18030" | "windows-1252";

/** Whether the first bytes of a file read like text. */
export function looksLikeText(head: Uint8Array): boolean {
  return head.length > 0 && encodingOf(head) !== undefined;
}

/** The encoding of text by its first bytes, of which the last character may be cut; undefined for
 *  what is no text. */
export function encodingOf(head: Uint8Array): Encoding | undefined {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (hasControls(head)) return undefined;
  for (const encoding of ["utf-8", "gb18030"] as const) if (fits(head, encoding)) return encoding;
  return isMostlyAscii(head) ? "windows-1252" : undefined;
}

function hasControls(head: Uint8Array): boolean {
  let count = 0;
  for (const byte of head) {
    if (byte === 0) return true;
    const isLayout = byte === 9 || byte === 10 || byte === 12 || byte === 13 || byte === 27;
    if ((byte < 32 && !isLayout) || byte === 127) count++;
  }
  return count > head.length * CONTROL_SHARE_MAX;
}

function fits(head: Uint8Array, encoding: Encoding): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function isMostlyAscii(head: Uint8Array): boolean {
  return head.filter((byte) => byte < 128).length > head.length * 0.7;
}
