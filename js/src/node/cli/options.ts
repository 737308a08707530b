// SPDX-License-Identifier: Apache-2.0
// Splits a command line as getopt_long does: options anywhere, abbreviated names, `--` ends them.

/** A usage error, told as the native command tells it. */
export class UsageError extends Error {}

export interface ParsedOption {
  name: string;
  value: string;
}

export interface ParsedLine {
  options: ParsedOption[];
  files: string[];
}

/** Names of options; true where a value follows. */
export type OptionNames = Readonly<Record<string, boolean>>;

/** `shortNames`: the long name that a letter stands for. */
export function splitLine(
  line: readonly string[],
  names: OptionNames,
  shortNames: Readonly<Record<string, string>>,
): ParsedLine {
  const parsed: ParsedLine = { options: [], files: [] };
  const rest = [...line];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--") {
      parsed.files.push(...rest.splice(0));
    } else if (word.startsWith("--")) {
      parsed.options.push(takeLong(word.slice(2), rest, names));
    } else if (word.startsWith("-") && word !== "-") {
      parsed.options.push(takeShort(word.slice(1), rest, shortNames));
    } else {
      parsed.files.push(word);
    }
  }
  return parsed;
}

function takeLong(word: string, rest: string[], names: OptionNames): ParsedOption {
  const equals = word.indexOf("=");
  const given = equals < 0 ? word : word.slice(0, equals);
  const name = complete(given, names);
  if (!names[name]) {
    if (equals >= 0) throw new UsageError(`option '--${name}' doesn't allow an argument`);
    return { name, value: "" };
  }
  const value = equals < 0 ? rest.shift() : word.slice(equals + 1);
  if (value === undefined) throw new UsageError(`option '--${name}' requires an argument`);
  return { name, value };
}

/** The one name that `given` abbreviates. */
function complete(given: string, names: OptionNames): string {
  if (Object.hasOwn(names, given)) return given;
  const found = Object.keys(names).filter((name) => name.startsWith(given));
  if (found.length === 1) return found[0] as string;
  if (found.length === 0) throw new UsageError(`unrecognized option '--${given}'`);
  const list = found.map((name) => `'--${name}'`).join(" ");
  throw new UsageError(`option '--${given}' is ambiguous; possibilities: ${list}`);
}

/** All short options take a value, in the same word or in the next. */
function takeShort(
  word: string,
  rest: string[],
  shortNames: Readonly<Record<string, string>>,
): ParsedOption {
  const letter = word[0] as string;
  const name = shortNames[letter];
  if (name === undefined) throw new UsageError(`invalid option -- '${letter}'`);
  const value = word.length > 1 ? word.slice(1) : rest.shift();
  if (value === undefined) throw new UsageError(`option requires an argument -- '${letter}'`);
  return { name, value };
}
