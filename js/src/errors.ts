// SPDX-License-Identifier: Apache-2.0
// Errors as they travel between workers: plain data on the way, a VitrineError at both ends.
import { VitrineError } from "./wasm/errors.js";

export { VitrineError };

/** A VitrineError without its class and cause, for structured cloning. */
export interface ErrorData {
  code: string;
  message: string;
  detail: string;
}

export function errorToData(caught: unknown): ErrorData {
  const { code, message, detail } = VitrineError.from(caught);
  return { code, message, detail };
}

export function errorFromData(data: ErrorData): VitrineError {
  return new VitrineError(data.code, data.message, { detail: data.detail });
}

export function cancelled(cause?: unknown): VitrineError {
  return new VitrineError("E_CANCELLED", "The work was cancelled.", { cause });
}

/** Throws E_CANCELLED where the signal has been aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled(signal.reason);
}
