// SPDX-License-Identifier: Apache-2.0
// The one error type of the package: a code to act on, a sentence to show, and a detail.

export interface VitrineErrorOptions {
  /** What exactly was wrong, in the decoder's words. May be empty. */
  detail?: string;
  cause?: unknown;
}

export class VitrineError extends Error {
  /** A name of decoders/vt_error.h ("E_CORRUPT"), or of the bridge ("E_DENIED"). */
  readonly code: string;
  readonly detail: string;

  constructor(code: string, sentence: string, options: VitrineErrorOptions = {}) {
    super(sentence, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "VitrineError";
    this.code = code;
    this.detail = options.detail ?? "";
  }

  /** Turns whatever was caught into a VitrineError; one that is already is handed back. */
  static from(caught: unknown): VitrineError {
    if (caught instanceof VitrineError) return caught;
    const detail = caught instanceof Error ? caught.message : String(caught);
    return new VitrineError("E_INTERNAL", INTERNAL_SENTENCE, { detail, cause: caught });
  }
}

/** For faults that show before a module has told its own sentences. */
export const INTERNAL_SENTENCE = "The decoder failed through a fault of its own.";
