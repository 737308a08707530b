// SPDX-License-Identifier: Apache-2.0
// Chromium on the demo page that the real vitrined serves: what the tests have in common.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { chunk } from "../../scripts/samples/png.mjs";
import { pattern } from "../support/served.js";
import {
  type Daemon,
  ensureKey,
  mintToken,
  nativeProgram,
  root,
  startDaemon,
} from "../../scripts/daemon.mjs";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const WEB = join(root, "js/dist/demo");
export const PICTURES = join(root, "build/e2e");

/** A reason to skip, or false. */
export function lacking(): string | false {
  const needed = [
    CHROMIUM,
    nativeProgram("vitrined"),
    nativeProgram("vitrine"),
    join(WEB, "index.html"),
  ];
  const missing = needed.find((path) => !existsSync(path));
  return missing !== undefined && `${missing} is not there`;
}

/** A page that fails the test when it logs an error, such as a violated policy. */
export interface Visit {
  page: Page;
  /** What went wrong in the page so far. */
  complaints: string[];
}

/** What Chromium says of every origin that is not secure. */
const UNTRUSTWORTHY = /Cross-Origin-Opener-Policy header has been ignored/;

/** A name under which the browser reaches the daemon without its being a secure origin. */
const NAME = "nas.test";

export class Stand {
  readonly folder = mkdtempSync(join(tmpdir(), "vitrine-e2e-"));
  readonly samples = join(this.folder, "samples");
  readonly #key = join(this.folder, "key");
  daemon!: Daemon;
  browser!: Browser;

  static async start(): Promise<Stand> {
    const stand = new Stand();
    mkdirSync(PICTURES, { recursive: true });
    cpSync(madeSamples(), stand.samples, { recursive: true });
    writeLargePicture(stand.path("large.png"), stand.path("dusk.png"));
    ensureKey(stand.#key);
    stand.daemon = await stand.#startDaemon();
    const args = [...FLAGS, `--host-resolver-rules=MAP ${NAME} 127.0.0.1`];
    stand.browser = await chromium.launch({ executablePath: CHROMIUM, args });
    return stand;
  }

  #startDaemon(listen?: string): Promise<Daemon> {
    return startDaemon({
      shares: { samples: this.samples },
      key: this.#key,
      web: WEB,
      more: ["--host", NAME],
      ...(listen ? { listen } : {}),
    });
  }

  /** Starts a daemon that was stopped again, where it was. */
  async restart(address: string): Promise<void> {
    this.daemon = await this.#startDaemon(new URL(address).host);
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    await this.daemon?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The address that `./dev demo` would print. */
  address(rights = "read,list,stat", expires = "10m", more: string[] = []): string {
    return `${this.daemon.address}/#share=samples&token=${this.token(rights, expires, more)}`;
  }

  /** The same by a name: an origin that is not secure has neither WebCrypto nor shared memory. */
  plainAddress(): string {
    return this.address().replace("127.0.0.1", NAME);
  }

  token(rights = "read,list,stat", expires = "10m", more: string[] = []): string {
    return mintToken({ key: this.#key, share: "samples", rights, expires, more });
  }

  /** Opens the demo. `isolated: false` takes the headers away that let workers share memory. */
  async visit({
    isolated = true,
    address = this.address(),
    language = "en",
    scheme = "light" as "light" | "dark",
    pixelRatio = 1,
  } = {}): Promise<Visit> {
    const context = await this.browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: language,
      colorScheme: scheme,
      deviceScaleFactor: pixelRatio,
      serviceWorkers: "block",
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      const isComplaint = ["error", "warning"].includes(message.type());
      if (isComplaint && !UNTRUSTWORTHY.test(message.text())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    if (!isolated && !address.includes(NAME)) await page.route("**/*", withoutIsolation);
    await page.goto(address);
    if ((await page.evaluate(() => crossOriginIsolated)) !== isolated)
      throw new Error("wrong isolation");
    return { page, complaints };
  }

  path(name: string): string {
    return join(this.samples, name);
  }

  /** What the native command makes of a page of a file. */
  nativePixels(name: string, scale = 1, page = 1): Shape & { data: Buffer } {
    const out = join(this.folder, "out.rgba");
    const line = [
      "decode",
      "--page",
      String(page),
      "--scale",
      String(scale),
      "--assets",
      ASSETS,
      this.path(name),
      "-o",
      out,
    ];
    execFileSync(nativeProgram("vitrine"), line, { stdio: ["ignore", "pipe", "ignore"] });
    const info = JSON.parse(
      execFileSync(
        nativeProgram("vitrine"),
        ["info", "--json", "--page", String(page), this.path(name)],
        { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
      ),
    ) as { width: number; height: number };
    const data = readFileSync(out);
    const side = (length: number) => Math.max(1, Math.ceil(length * scale - 1 / 1000));
    return { width: side(info.width), height: side(info.height), data, sha256: sha256(data) };
  }
}

/** The samples, made once for each version of their makers. */
function madeSamples(): string {
  const scripts = join(root, "js/scripts");
  const makers = [
    "make-samples.mjs",
    ...readdirSync(join(scripts, "samples")).map((name) => join("samples", name)),
  ].sort();
  const version = sha256(Buffer.concat(makers.map((name) => readFileSync(join(scripts, name)))));
  const folder = join(root, "build/e2e", `samples-${version.slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  execFileSync(process.execPath, [join(scripts, "make-samples.mjs"), unfinished]);
  try {
    renameSync(unfinished, folder);
  } catch {
    rmSync(unfinished, { recursive: true }); // another test file was faster
  }
  return folder;
}

/** A picture with megabytes of something else before its pixels: 12 are more than is ever fetched
 *  whole, 40 more than the I/O worker keeps. */
export function writeLargePicture(path: string, from: string, megabytes = 12): void {
  const bytes = readFileSync(from);
  const afterHeader = 8 + 25;
  writeFileSync(
    path,
    Buffer.concat([
      bytes.subarray(0, afterHeader),
      ...Array.from({ length: megabytes }, () => chunk("vtPd", pattern(2 ** 20))),
      bytes.subarray(afterHeader),
    ]),
  );
}

const ASSETS = join(root, "build/assets");

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Closes the page; answers that are on their way do not matter. */
export async function leave({ page }: Visit): Promise<void> {
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.context().close();
}

async function withoutIsolation(route: Parameters<Parameters<Page["route"]>[1]>[0]): Promise<void> {
  const response = await route.fetch();
  const headers = response.headers();
  delete headers["cross-origin-opener-policy"];
  delete headers["cross-origin-embedder-policy"];
  await route.fulfill({ response, headers });
}

/** Clicks through folders to a file, and waits until it is shown or refused. */
export async function preview({ page }: Visit, path: string): Promise<"shown" | string> {
  const names = path.split("/");
  const file = names.pop() ?? "";
  const share = page.locator("vitrine-browser .crumbs > :first-child");
  await share.waitFor();
  if (await share.evaluate((crumb) => crumb.tagName === "BUTTON")) await share.click();
  await listed(page);
  for (const name of names) {
    await entryOf(page, name).click();
    await page.locator("vitrine-browser .crumbs [aria-current]", { hasText: name }).waitFor();
    await listed(page);
  }
  const outcome = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const view = document.querySelector("vitrine-view");
        view?.addEventListener("vitrine-page", () => resolve("shown"), { once: true });
        view?.addEventListener("vitrine-error", (event) => resolve(event.detail.code), {
          once: true,
        });
      }),
  );
  await entryOf(page, file).click();
  return outcome;
}

/** Waits until the folder is listed and sorted. */
async function listed(page: Page): Promise<void> {
  await page.locator("vitrine-browser .status", { hasText: /\d/ }).waitFor();
}

/** A file or folder in the demo's list. */
export function entryOf(page: Page, name: string): Locator {
  const label = page.locator(`.name:text-is(${JSON.stringify(name)})`);
  return page.locator("vitrine-browser .entry", { has: label });
}

export interface Shape {
  width: number;
  height: number;
  /** SHA-256 of the RGBA bytes. */
  sha256: string;
}

/** What is on the canvas: of a document, that of the page in the window. */
export async function canvasShape({ page }: Visit): Promise<Shape> {
  const { width, height, bytes } = await page.evaluate(async () => {
    const view = document.querySelector("vitrine-view");
    const root = view?.shadowRoot;
    const source =
      root?.querySelector<HTMLCanvasElement>(`.leaf[data-page="${view?.page}"] canvas`) ??
      root?.querySelector<HTMLCanvasElement>(".sheet canvas");
    if (!source) throw new Error("there is no canvas");
    const { width, height } = source;
    const context = new OffscreenCanvas(width, height).getContext("2d");
    if (!context) throw new Error("there is no context");
    context.drawImage(source, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return {
      width,
      height,
      bytes: [...new Uint8Array(await crypto.subtle.digest("SHA-256", data))],
    };
  });
  return { width, height, sha256: Buffer.from(bytes).toString("hex") };
}

/** The shape of RGBA when it comes back from a canvas that was given it: canvases keep pixels
 *  multiplied by alpha, which costs the low bits of what is see-through. */
export async function shapeThroughCanvas(
  { page }: Visit,
  width: number,
  height: number,
  data: Buffer,
): Promise<Shape> {
  const bytes = await page.evaluate(
    async ({ width, height, text }) => {
      const pixels = Uint8ClampedArray.from(atob(text), (character) => character.charCodeAt(0));
      const context = new OffscreenCanvas(width, height).getContext("2d");
      if (!context) throw new Error("there is no context");
      context.putImageData(new ImageData(pixels, width, height), 0, 0);
      const kept = context.getImageData(0, 0, width, height).data;
      return [...new Uint8Array(await crypto.subtle.digest("SHA-256", kept))];
    },
    { width, height, text: data.toString("base64") },
  );
  return { width, height, sha256: Buffer.from(bytes).toString("hex") };
}
