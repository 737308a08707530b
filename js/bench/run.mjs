// SPDX-License-Identifier: Apache-2.0
// Measures decoding: ours natively and in WebAssembly, the system's libraries, other packages.
//
// usage: node bench/run.mjs [NAME] [--rounds N] [--json FILE]
//   NAME      only cases whose name contains it
//   --json    also writes a list of {case, subject, value, unit, against, ratio}
// All subjects of a case run in turn, round by round, each in a process of its own that stays; the
// value is the median of the rounds after the first ones, which warm up.
import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findCases } from "./cases.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const nativeFolder = dirname(process.env.VITRINE_NATIVE ?? join(root, "build/native/vitrine"));
const WARM_UP_ROUNDS = 5;

const NATIVE_PROGRAMS = {
  native: "bench_decode",
  libpng: "bench_libpng",
  libjpeg: "bench_libjpeg",
};

/** The command that starts a subject, or undefined where it was not built. */
function commandOf(subject, { path, scale }) {
  if (!(subject in NATIVE_PROGRAMS)) {
    const script = fileURLToPath(new URL("subject.mjs", import.meta.url));
    return [process.execPath, [script, subject, path, String(scale)]];
  }
  const program = join(nativeFolder, "bench", NATIVE_PROGRAMS[subject]);
  return existsSync(program) ? [program, [path, String(scale)]] : undefined;
}

/** A running subject: `measure()` has it decode once and answers milliseconds. */
class Subject {
  times = [];

  constructor(name, [program, line]) {
    this.name = name;
    const env = { ...process.env, VITRINE_ASSETS: join(root, "build/assets") };
    this.process = spawn(program, line, { env, stdio: ["pipe", "pipe", "inherit"] });
    this.answers = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  async measure() {
    this.process.stdin.write("\n");
    const { value, done } = await this.answers.next();
    if (done) throw new Error(`${this.name} has ended`);
    this.times.push(Number(value));
  }

  get median() {
    const sorted = this.times.slice(WARM_UP_ROUNDS).sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  end() {
    this.process.stdin.end();
  }
}

async function runCase(entry, rounds) {
  const subjects = entry.subjects.flatMap((name) => {
    const command = commandOf(name, entry);
    if (command === undefined) console.error(`${entry.name}: ${name} is not built; left out`);
    return command === undefined ? [] : [new Subject(name, command)];
  });
  try {
    for (let round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
      for (const subject of subjects) await subject.measure();
    }
  } finally {
    for (const subject of subjects) subject.end();
  }
  return subjects.map(({ name, median }) => resultOf(entry, name, median, subjects[0]));
}

function resultOf(entry, subject, median, against) {
  const round = (number, digits) => Number(number.toFixed(digits));
  return {
    case: entry.name,
    subject,
    value: round(median, 2),
    unit: "ms",
    against: against.name,
    ratio: round(median / against.median, 3),
  };
}

function printRow(cells) {
  const widths = [24, 16, 12, 20];
  console.log(cells.map((cell, index) => String(cell).padEnd(widths[index] ?? 0)).join(""));
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "string" },
    rounds: { type: "string", default: "15" },
  },
});
const cases = findCases(root, positionals[0] ?? "");
if (cases.length === 0) {
  console.error(`No case matches ${positionals[0]}.`);
  process.exit(2);
}
const results = [];
printRow(["case", "subject", "median ms", "ratio to", "input"]);
for (const entry of cases) {
  for (const result of await runCase(entry, Number(values.rounds))) {
    results.push(result);
    printRow([
      result.case,
      result.subject,
      result.value.toFixed(1),
      `${result.ratio.toFixed(2)} ${result.against}`,
      entry.origin,
    ]);
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 1)}\n`);
