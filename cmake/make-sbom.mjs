// SPDX-License-Identifier: Apache-2.0
// Writes the software bill of materials (CycloneDX 1.5, JSON) from the lock files.
//
// usage: node cmake/make-sbom.mjs OUTPUT
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const [output] = process.argv.slice(2);
if (output === undefined) {
  console.error("usage: make-sbom.mjs OUTPUT");
  process.exit(2);
}

const inCheckout = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const readJson = (path) => JSON.parse(readFileSync(inCheckout(path), "utf8"));

/** A licence as CycloneDX wants it: one identifier, or an expression. */
function licences(text) {
  return / (AND|OR|WITH) /.test(text)
    ? [{ expression: text }]
    : [{ license: { id: text } }];
}

/** A library of third_party.lock.json. */
function sourceComponent(library) {
  const architecture = library.tarball.endsWith(".deb") ? "all" : "source";
  const version = encodeURIComponent(library.debianVersion);
  const purl = `pkg:deb/debian/${library.source}@${version}`
    + `?arch=${architecture}&distro=${library.release}`;
  return {
    type: library.name.startsWith("fonts-") ? "data" : "library",
    "bom-ref": purl,
    name: library.name,
    version: library.version,
    description: library.use,
    hashes: [{ alg: "SHA-256", content: library.sha256 }],
    licenses: licences(library.licence),
    purl,
    properties: Object.entries(library.files).map(
      ([name, hash]) => ({ name: `vitrine:file:${name}`, value: `sha256:${hash}` })),
  };
}

/** What the npm package needs at run time. */
function npmComponents() {
  if (!existsSync(inCheckout("js/package-lock.json"))) return [];
  const packages = Object.entries(readJson("js/package-lock.json").packages);
  return packages.filter(([path, entry]) => path !== "" && !entry.dev && !entry.optional)
    .map(([path, entry]) => npmComponent(path.replace(/^.*node_modules\//, ""), entry));
}

function npmComponent(name, entry) {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${entry.version}`;
  const digest = Buffer.from(entry.integrity.replace(/^sha512-/, ""), "base64").toString("hex");
  return {
    type: "library",
    "bom-ref": purl,
    name,
    version: entry.version,
    hashes: [{ alg: "SHA-512", content: digest }],
    licenses: licences(npmLicence(name, entry)),
    purl,
  };
}

/** npm's lock leaves out some licences in a form that is no SPDX expression. */
function npmLicence(name, entry) {
  if (entry.license === undefined) {
    throw new Error(`js/package-lock.json has no licence for ${name}`);
  }
  return entry.license.replace(/^\((.*)\)$/, "$1");
}

const project = readJson("js/package.json");
const components = [
  ...readJson("cmake/third_party.lock.json").libraries.map(sourceComponent),
  ...npmComponents(),
];
const reference = `pkg:npm/${project.name}@${project.version}`;
const sbom = {
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  version: 1,
  metadata: {
    component: {
      type: "application", "bom-ref": reference, name: "vitrine", version: project.version,
      licenses: [{ license: { id: "Apache-2.0" } }], purl: reference,
    },
  },
  components,
  dependencies: [
    { ref: reference, dependsOn: components.map((component) => component["bom-ref"]) },
  ],
};
writeFileSync(output, `${JSON.stringify(sbom, null, 1)}\n`);
