// SPDX-License-Identifier: Apache-2.0
// What the bridge answers, as the errors of this package.
import { Code, ConnectError } from "@connectrpc/connect";
import { VitrineError } from "../errors.js";
import { errorSentence, type ErrorCode } from "../text/text.js";

/** Codes of bridge.proto's statuses. Unknown is what a browser makes of a lost connection. */
const CODES: ReadonlyMap<Code, ErrorCode> = new Map([
  [Code.Canceled, "E_CANCELLED"],
  [Code.Unknown, "E_CONNECTION"],
  [Code.InvalidArgument, "E_PATH"],
  [Code.DeadlineExceeded, "E_CONNECTION"],
  [Code.NotFound, "E_NOT_FOUND"],
  [Code.PermissionDenied, "E_DENIED"],
  [Code.ResourceExhausted, "E_BUSY"],
  [Code.FailedPrecondition, "E_NOT_A_FILE"],
  [Code.Aborted, "E_CHANGED"],
  [Code.OutOfRange, "E_IO"],
  [Code.Unavailable, "E_CONNECTION"],
  [Code.DataLoss, "E_IO"],
  [Code.Unauthenticated, "E_EXPIRED"],
]);

/** Whether the same call may well succeed when it is made again. */
export function isPassing(error: unknown): boolean {
  if (error instanceof VitrineError) return false;
  const { code } = ConnectError.from(error);
  return code === Code.Unavailable || code === Code.Unknown;
}

export function hasStatus(error: unknown, code: Code): boolean {
  return error instanceof ConnectError && error.code === code;
}

/** A VitrineError with a sentence for users; the server's words are its detail. */
export function bridgeError(caught: unknown): VitrineError {
  if (caught instanceof VitrineError) return caught;
  const error = ConnectError.from(caught);
  return makeError(CODES.get(error.code) ?? "E_IO", error.rawMessage, error);
}

export function makeError(code: ErrorCode, detail = "", cause?: unknown): VitrineError {
  return new VitrineError(code, errorSentence(code) ?? code, { detail, cause });
}
