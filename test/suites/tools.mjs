// SPDX-License-Identifier: Apache-2.0
// Other people's suites and clients, which only these tests need. Go and pip fetch them into the
// cache folder; where one of these is missing, or fetching fails, a suite is skipped by name.
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const cache = process.env.VITRINE_CACHE ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "vitrine");
const go = join(cache, "go");

export const goEnvironment = { ...process.env, GOBIN: join(go, "bin"), GOMODCACHE: join(go, "mod"),
  GOCACHE: join(go, "build"), GOFLAGS: "-buildvcs=false" };

const fetching = { timeout: 480_000, stdio: "pipe", maxBuffer: 1e8 };

/** ctest looks for this line. */
function missing(name, why) {
  console.log(`SKIPPED SUITE ${name}: ${why}`);
  return { skip: `${name}: ${why}` };
}

function firstLine(error) {
  return String(error.stderr || error.message).trim().split("\n")[0];
}

/** { program } of a Go command at a version, or { skip }. */
export function goTool(module, version) {
  const name = module.split("/").at(-1);
  const folder = join(go, "bin", `${name}@${version}`);
  const program = join(folder, name);
  if (existsSync(program)) return { program };
  try {
    execFileSync("go", ["install", `${module}@${version}`],
      { ...fetching, env: { ...goEnvironment, GOBIN: folder } });
    return { program };
  } catch (error) {
    return missing(name, error.code === "ENOENT" ? "there is no Go" : firstLine(error));
  }
}

/** { program } of a Go program in a folder of ours, or { skip }. */
export function goProgram(name, folder) {
  const program = join(go, "bin", name);
  try {
    mkdirSync(join(go, "bin"), { recursive: true });
    execFileSync("go", ["build", "-o", program, "."],
      { ...fetching, cwd: folder, env: goEnvironment });
    return { program };
  } catch (error) {
    return missing(name, error.code === "ENOENT" ? "there is no Go" : firstLine(error));
  }
}

/** { program } of a Python package's command in a virtual environment of its own, or { skip }. */
export function pythonTool(name, version) {
  const folder = join(cache, "python", `${name}-${version}`);
  const program = join(folder, "bin", name);
  if (existsSync(program)) return { program };
  try {
    execFileSync("python3", ["-m", "venv", folder], fetching);
    execFileSync(join(folder, "bin/pip"), ["install", "-q", `${name}==${version}`], fetching);
    return { program };
  } catch (error) {
    return missing(name, error.code === "ENOENT" ? "there is no Python" : firstLine(error));
  }
}

/** { program } of a Python that has a module, or { skip }. */
export function pythonWith(module) {
  for (const program of ["/usr/bin/python3", "python3"]) {
    try {
      execFileSync(program, ["-c", `import ${module}`], { stdio: "ignore" });
      return { program };
    } catch {
      // the next one may have it
    }
  }
  return missing(module, `no python3 has the module ${module}`);
}

/** Runs a program; answers its output and status whatever that is. */
export async function run(program, list, options = {}) {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, list,
      { maxBuffer: 1e8, timeout: 300_000, ...options });
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    return { code: error.code, text: `${error.stdout}${error.stderr}` };
  }
}
