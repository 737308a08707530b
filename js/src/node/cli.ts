// SPDX-License-Identifier: Apache-2.0
// The `vitrine` command on the WebAssembly modules: arguments and output of the native one.
import { readFileSync } from "node:fs";
import { type Arguments, parseArguments } from "./cli/arguments.js";
import { decode, hash, info } from "./cli/commands.js";
import * as contents from "./cli/contents.js";
import { HELP } from "./cli/help.js";
import { complain, STATUS } from "./cli/input.js";
import { UsageError } from "./cli/options.js";

/** Runs the command; answers the exit status. */
export function main(line: readonly string[]): number {
  try {
    return run(parseArguments(line));
  } catch (error) {
    if (!(error instanceof UsageError)) return complain("the package", error);
    process.stderr.write(`vitrine: ${error.message}\n`);
    return STATUS.usage;
  }
}

function run(line: Arguments): number {
  switch (line.command) {
    case "info":
      return info(line);
    case "decode":
      return decode(line);
    case "hash":
      return hash(line);
    case "text":
    case "search":
    case "links":
    case "outline":
    case "properties":
      return contents[line.command](line);
    case "help":
      process.stdout.write(HELP);
      return STATUS.done;
    case "version":
      process.stdout.write(`vitrine ${packageVersion()}\n`);
      return STATUS.done;
  }
}

function packageVersion(): string {
  const path = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
