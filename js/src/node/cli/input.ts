// SPDX-License-Identifier: Apache-2.0
// Files of the command line as open pages, and how their errors are told.
import { readFileSync } from "node:fs";
import { getSystemErrorName } from "node:util";
import type { SyncAssets } from "../../wasm/assets.js";
import type { SyncDocument, SyncPage } from "../../wasm/decoder.js";
import { VitrineError } from "../../wasm/errors.js";
import { MemorySource, type SyncByteSource } from "../../wasm/source.js";
import { FileSource } from "../file-source.js";
import { FolderAssets } from "../folder-assets.js";
import { open, packageFiles } from "../index.js";
import type { Arguments } from "./arguments.js";

const STDIN_MAX = 2 ** 30;
const PASSWORD_MAX = 1023;
const INSTANCE_MEMORY_MAX = 2 ** 32;

/** Exit statuses; docs/man/vitrine.1 lists them. */
export const STATUS = { done: 0, file: 1, usage: 2, io: 3 } as const;

export interface Input {
  name: string;
  size: number;
  document: SyncDocument;
  page: SyncPage;
}

/** Opens file, document and page, lends them to `use`, and closes them. */
export function withInput<Result>(
  name: string,
  line: Arguments,
  use: (input: Input) => Result,
): Result {
  const source = openSource(name);
  let document: SyncDocument | undefined;
  try {
    document = open(source, {
      password: readPassword(line),
      asStored: line.isAsStored,
      instanceMemoryMax: INSTANCE_MEMORY_MAX,
      assets: assetsOf(line),
      onProgress: clockOf(line),
    });
    const page = document.page(Math.max(line.page, 1) - 1);
    return use({ name, size: source.size, document, page });
  } finally {
    document?.close();
    source.close?.();
  }
}

/** Says on standard error, in a sentence, what failed. Answers the exit status for it. */
export function complain(name: string, caught: unknown): number {
  const error = VitrineError.from(caught);
  const detail = error.detail === "" ? "" : ` (${error.detail})`;
  process.stderr.write(`vitrine: ${name}: ${error.message}${detail}\n`);
  return error.code === "E_IO" ? STATUS.io : STATUS.file;
}

/** Says on standard error when not all of the file could be shown. */
export function warn({ name, document }: Input): void {
  const { message } = document;
  if (document.isPartial) {
    const reason = message === "" ? "The file is damaged." : message;
    process.stderr.write(`vitrine: ${name}: Shown as far as it goes. (${reason})\n`);
  } else if (message !== "") {
    process.stderr.write(`vitrine: ${name}: ${message}\n`);
  }
}

export function ioError(detail: string, cause?: unknown): VitrineError {
  return new VitrineError("E_IO", "The file could not be read.", { detail, cause });
}

/** The words of strerror(3) for what node:fs has thrown. */
export function systemMessage(error: unknown): string {
  const { errno = 0, message = String(error) } = error as NodeJS.ErrnoException;
  const name = errno < 0 ? getSystemErrorName(errno) : "";
  const known = SYSTEM_MESSAGES[name];
  if (known !== undefined) return known;
  const words = /^[A-Z0-9]+: ([^,]+)/.exec(message)?.[1] ?? message;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Where libuv says it with other words than the C library. */
const SYSTEM_MESSAGES: Readonly<Record<string, string>> = {
  EISDIR: "Is a directory",
  ELOOP: "Too many levels of symbolic links",
  ENAMETOOLONG: "File name too long",
  ETXTBSY: "Text file busy",
  EIO: "Input/output error",
};

function openSource(name: string): SyncByteSource {
  if (name === "-") return readStandardInput();
  try {
    return new FileSource(name);
  } catch (cause) {
    throw cause instanceof VitrineError ? cause : ioError(systemMessage(cause), cause);
  }
}

function readStandardInput(): MemorySource {
  let bytes: Buffer;
  try {
    bytes = readFileSync(0);
  } catch (cause) {
    throw ioError("Standard input could not be read.", cause);
  }
  if (bytes.length < STDIN_MAX) return new MemorySource(bytes);
  const sentence = "There is not enough memory to show this file.";
  throw new VitrineError("E_NOMEM", sentence, { detail: "Standard input is too large." });
}

/** The password, or the first line of the password file without its end. */
function readPassword({ password, passwordFile }: Arguments): string | undefined {
  if (passwordFile === undefined) return password;
  let text: string;
  try {
    text = readFileSync(passwordFile, "utf8");
  } catch (cause) {
    const isDirectory = (cause as NodeJS.ErrnoException).code === "EISDIR";
    throw ioError(`The password file could not be ${isDirectory ? "read" : "opened"}.`, cause);
  }
  if (text === "") throw ioError("The password file could not be read.");
  return text.slice(0, PASSWORD_MAX).split(/[\r\n]/)[0] ?? "";
}

/** Answers true when the file's time is over. */
function clockOf({ timeout }: Arguments): () => boolean {
  const end = timeout === undefined ? Number.POSITIVE_INFINITY : performance.now() + 1000 * timeout;
  return () => performance.now() > end;
}

/** The folder that the user names, or what came with the package. */
function assetsOf(line: Arguments): SyncAssets {
  const folder = line.assets ?? process.env["VITRINE_ASSETS"];
  return folder === undefined ? packageFiles() : new FolderAssets(folder);
}
