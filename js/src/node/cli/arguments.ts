// SPDX-License-Identifier: Apache-2.0
// The command line of `vitrine`, parsed and checked as decoders/cli/arguments.c does.
import type { Region, Size } from "../../wasm/decoder.js";
import { type ParsedOption, splitLine, UsageError } from "./options.js";

const CONTENTS = ["text", "search", "links", "outline", "properties"] as const;
const COMMANDS = ["info", "decode", "hash", ...CONTENTS, "help", "version"] as const;
const NUMBER_MAX = 2 ** 31 - 1;

const OPTIONS = {
  page: true,
  scale: true,
  fit: true,
  region: true,
  password: true,
  "password-file": true,
  assets: true,
  timeout: true,
  "as-stored": false,
  json: false,
  output: true,
  help: false,
  version: false,
};

export interface Arguments {
  command: (typeof COMMANDS)[number];
  /** Counted from 1; 0: all, where contents are asked for. */
  page: number;
  /** What is searched for. */
  needle?: string;
  scale?: number;
  fit?: Size;
  region?: Region;
  password?: string;
  passwordFile?: string;
  assets?: string;
  output?: string;
  /** Seconds for one file. */
  timeout?: number;
  isAsStored: boolean;
  isJson: boolean;
  files: string[];
}

/** Throws a UsageError with the sentence to print. */
export function parseArguments(line: readonly string[]): Arguments {
  const [first, ...rest] = line;
  if (first === undefined) throw usage("a command is missing");
  const hasCommand = !first.startsWith("-");
  const result: Arguments = {
    command: hasCommand ? parseCommand(first) : "info",
    page: 0,
    isAsStored: false,
    isJson: false,
    files: [],
  };
  const { options, files } = splitLine(hasCommand ? rest : line, OPTIONS, { o: "output" });
  for (const option of options) applyOption(option, result);
  result.files = files;
  if (result.command === "search" && files.length > 0) result.needle = files.shift() ?? "";
  const isAboutContents = CONTENTS.some((command) => command === result.command);
  if (result.page === 0 && !isAboutContents) result.page = 1;
  if (!hasCommand && !isAboutItself(result)) throw usage("the command comes first");
  checkCombination(result);
  return result;
}

function usage(text: string): UsageError {
  return new UsageError(`${text} (try vitrine --help)`);
}

function isAboutItself({ command }: Arguments): boolean {
  return command === "help" || command === "version";
}

function parseCommand(name: string): Arguments["command"] {
  const command = COMMANDS.find((known) => known === name);
  if (command === undefined) throw usage(`there is no command ${name}`);
  return command;
}

function applyOption({ name, value }: ParsedOption, result: Arguments): void {
  switch (name) {
    case "page":
      result.page = parsePage(value);
      break;
    case "scale":
      result.scale = parsePositive(value, "a scale is a number greater than 0");
      break;
    case "fit":
      result.fit = parseFit(value);
      break;
    case "region":
      result.region = parseRegion(value);
      break;
    case "password":
      result.password = value;
      break;
    case "password-file":
      result.passwordFile = value;
      break;
    case "assets":
      result.assets = value;
      break;
    case "output":
      result.output = value;
      break;
    case "timeout":
      result.timeout = parsePositive(value, "a timeout is a number of seconds greater than 0");
      break;
    case "as-stored":
      result.isAsStored = true;
      break;
    case "json":
      result.isJson = true;
      break;
    case "help":
    case "version":
      result.command = name;
      break;
  }
}

/** Decimal numbers of at most 2^31-1 with `separator` between; undefined for anything else. */
function parseNumbers(text: string, separator: string): number[] | undefined {
  const parts = text.split(separator);
  if (!parts.every((part) => /^[0-9]+$/.test(part))) return undefined;
  const numbers = parts.map(Number);
  return numbers.every((number) => number <= NUMBER_MAX) ? numbers : undefined;
}

function parsePage(text: string): number {
  const [page = 0, ...more] = parseNumbers(text, "\0") ?? [];
  if (page > 0 && more.length === 0) return page;
  throw usage(`a page is a number from 1, not ${text}`);
}

function parsePositive(text: string, rule: string): number {
  const isNumber = /^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i.test(text);
  const number = isNumber ? Number(text) : 0;
  if (Number.isFinite(number) && number > 0) return number;
  throw usage(`${rule}, not ${text}`);
}

function parseFit(text: string): Size {
  const [width = 0, height = 0, ...more] = parseNumbers(text, "x") ?? [];
  if (width > 0 && height > 0 && more.length === 0) return { width, height };
  throw usage(`--fit is WIDTHxHEIGHT in pixels, not ${text}`);
}

function parseRegion(text: string): Region {
  const [x, y, width, height, ...more] = parseNumbers(text, ",") ?? [];
  const isWhole = x !== undefined && y !== undefined && width !== undefined && height !== undefined;
  if (isWhole && more.length === 0) return { x, y, width, height };
  throw usage(`--region is X,Y,WIDTH,HEIGHT in pixels, not ${text}`);
}

/** What must be, or must not be, given with each command. */
function checkCombination(line: Arguments): void {
  if (isAboutItself(line)) return;
  const isDecode = line.command === "decode";
  const goesWithDecode = line.output ?? line.scale ?? line.fit ?? line.region;
  if (line.files.length === 0) throw usage("a FILE is missing");
  if (line.files.length > 1 && line.command !== "hash") {
    throw usage(`only one FILE is possible here, this is too much: ${line.files[1]}`);
  }
  if (isDecode && line.output === undefined) throw usage("-o OUT is missing");
  if (!isDecode && goesWithDecode !== undefined) {
    throw usage("--scale, --fit, --region and -o go with decode only");
  }
  if (line.isJson && (isDecode || line.command === "hash")) {
    throw usage("--json does not go with decode and hash");
  }
  if (line.scale !== undefined && line.fit !== undefined) {
    throw usage("--scale and --fit exclude each other");
  }
  if (line.password !== undefined && line.passwordFile !== undefined) {
    throw usage("--password and --password-file exclude each other");
  }
}
