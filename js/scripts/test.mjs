// SPDX-License-Identifier: Apache-2.0
// Runs every test of the package: src/**/*.spec.ts and test/**/*.test.{ts,mjs}. Arguments choose
// those whose path contains one of them.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const js = fileURLToPath(new URL("..", import.meta.url));
const wanted = process.argv.slice(2);
const isTest = (name) => /\.(spec\.ts|test\.ts|test\.mjs)$/.test(name);
const files = ["src", "test"]
  .flatMap((folder) =>
    readdirSync(join(js, folder), { recursive: true })
      .filter(isTest)
      .map((name) => join(folder, name)),
  )
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort();
if (files.length === 0) {
  console.error(`No test matches ${wanted.join(" ") || "*"}.`);
  process.exit(1);
}
const check = spawnSync(join(js, "node_modules/.bin/tsc"), ["-p", "tsconfig.json"], {
  cwd: js,
  stdio: "inherit",
});
const run = spawnSync(
  process.execPath,
  ["--import", "tsx", "--test", "--test-reporter=spec", "--test-concurrency=2", ...files],
  { cwd: js, stdio: "inherit" },
);
process.exit(check.status || run.status || 0);
