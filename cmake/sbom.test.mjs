// SPDX-License-Identifier: Apache-2.0
// The bill of materials names every library of the lock, with hash, licence and package address.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const lock = JSON.parse(readFileSync(here("third_party.lock.json"), "utf8"));

function makeSbom() {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-sbom-"));
  try {
    execFileSync(process.execPath, [here("make-sbom.mjs"), join(folder, "sbom.json")]);
    return JSON.parse(readFileSync(join(folder, "sbom.json"), "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sbom = makeSbom();

test("the bill is CycloneDX 1.5", () => {
  assert.equal(sbom.bomFormat, "CycloneDX");
  assert.equal(sbom.specVersion, "1.5");
});

for (const library of lock.libraries) {
  test(`the bill names ${library.name} as the lock does`, () => {
    const found = sbom.components.filter((component) => component.name === library.name);
    assert.equal(found.length, 1);
    assert.equal(found[0].version, library.version);
    assert.deepEqual(found[0].hashes, [{ alg: "SHA-256", content: library.sha256 }]);
    assert.match(found[0].purl, /^pkg:deb\/debian\//);
  });
}

test("every component has a hash, a licence and an address of its own", () => {
  const addresses = new Set();
  for (const component of sbom.components) {
    assert.match(component.hashes[0].content, /^([0-9a-f]{64}|[0-9a-f]{128})$/, component.name);
    const [licence] = component.licenses;
    assert.ok(licence.expression ?? licence.license.id, component.name);
    assert.match(component.purl, /^pkg:(deb|npm)\//);
    addresses.add(component.purl);
  }
  assert.equal(addresses.size, sbom.components.length);
});

test("the lock's tarball is among the files of its package", () => {
  for (const library of lock.libraries) {
    assert.equal(library.files[library.tarball], library.sha256, library.name);
  }
});

test("what the npm package needs at run time is in the bill", () => {
  const project = JSON.parse(readFileSync(here("../js/package.json"), "utf8"));
  for (const name of Object.keys(project.dependencies)) {
    assert.ok(sbom.components.some((component) => component.name === name), name);
  }
});
