// SPDX-License-Identifier: Apache-2.0
// The package's API in a page: documents from bytes and from the bridge, regions, time limits,
// stops. Once with shared memory, once without.
import assert from "node:assert/strict";
import { after, afterEach, before, suite, test } from "node:test";
import { readFileSync } from "node:fs";
import type * as Vitrine from "../../src/index.js";
import { lacking, leave, sha256, Stand, type Visit } from "./browser.js";

declare global {
  interface Window {
    vitrine: typeof Vitrine;
    /** RGBA as base64. */
    toText(bytes: Uint8ClampedArray): string;
    /** The code of the error that work ends with; empty where it succeeds. */
    codeOf(work: Promise<unknown>): Promise<string>;
  }
}

suite("API in Chromium", { skip: lacking() }, () => {
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
  });
  after(() => stand.stop());

  for (const isolated of [true, false])
    suite(isolated ? "with shared memory" : "without shared memory", () => {
      let visit: Visit;
      before(async () => {
        visit = await stand.visit({ isolated });
        await visit.page.evaluate(prepareWindow);
      });
      after(() => leave(visit));
      afterEach(() => assert.deepEqual(visit.complaints.splice(0), []));
      const bytesOf = (name: string) => readFileSync(stand.path(name)).toString("base64");

      test("bytes: properties, size and pixels are the native ones", async () => {
        const result = await visit.page.evaluate(async (text) => {
          const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
          const opened = await window.vitrine.Document.open(bytes);
          const page = await opened.page(0);
          const half = await page.measure(0.5);
          const { width, height, data } = await page.render();
          const { info } = opened;
          opened.close();
          return { info, page: page.info, half, width, height, pixels: window.toText(data) };
        }, bytesOf("upright (EXIF orientation 6).jpg"));
        assert.equal(result.info.format, "jpeg");
        assert.equal(result.page.orientation, 6);
        assert.deepEqual(
          [result.width, result.height, result.half],
          [800, 1200, { width: 400, height: 600 }],
        );
        const { sha256: expected } = stand.nativePixels("upright (EXIF orientation 6).jpg");
        assert.equal(sha256(Buffer.from(result.pixels, "base64")), expected);
      });

      test("a region is that part of the whole", async () => {
        const pixels = await visit.page.evaluate(async (text) => {
          const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
          const opened = await window.vitrine.Document.open(bytes.buffer);
          const page = await opened.page(0);
          const { data } = await page.render({
            region: { x: 100, y: 250, width: 333, height: 77 },
          });
          opened.close();
          return window.toText(data);
        }, bytesOf("dusk.png"));
        const whole = stand.nativePixels("dusk.png");
        const rows = Array.from({ length: 77 }, (_, row) => {
          const start = ((250 + row) * whole.width + 100) * 4;
          return whole.data.subarray(start, start + 333 * 4);
        });
        assert.equal(sha256(Buffer.from(pixels, "base64")), sha256(Buffer.concat(rows)));
      });

      test("the bridge: list, stat, open, refusals", async () => {
        const result = await visit.page.evaluate(
          async (access) => {
            const { Bridge, Document } = window.vitrine;
            const bridge = new Bridge(access);
            const names = (await bridge.list("samples", "more")).map((entry) => entry.name);
            const { size, kind } = await bridge.stat("samples", "dusk.png");
            const { codeOf } = window;
            const missing = await codeOf(bridge.stat("samples", "nothing"));
            const folder = await codeOf(Document.open({ bridge, share: "samples", path: "more" }));
            const opened = await Document.open({
              ...access,
              share: "samples",
              path: "document.pdf",
            });
            const { pageCount } = opened;
            const noPage = await codeOf(opened.page(4));
            opened.close();
            const closed = await codeOf(opened.page(0));
            bridge.close();
            const forgotten = await codeOf(bridge.stat("samples", "dusk.png"));
            return { names, size, kind, missing, folder, pageCount, noPage, closed, forgotten };
          },
          { endpoint: stand.daemon.address, token: stand.token() },
        );
        assert.deepEqual(result, {
          names: [
            "16 bits for each sample.png",
            "grey.png",
            "palette, interlaced.png",
            "small.jpg",
          ],
          size: readFileSync(stand.path("dusk.png")).length,
          kind: "file",
          missing: "E_NOT_FOUND",
          folder: "E_NOT_A_FILE",
          pageCount: 4,
          noPage: "E_ARGUMENT",
          closed: "E_CLOSED",
          forgotten: "E_CLOSED",
        });
      });

      test("a time limit stops the worker, and the next call gets a clean one", async () => {
        const result = await visit.page.evaluate(async (text) => {
          const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
          const opened = await window.vitrine.Document.open(bytes, { timeoutMs: 1000 });
          const page = await opened.page(1);
          const start = performance.now();
          const late = await window.codeOf(page.render({ scale: 15 }));
          const took = performance.now() - start;
          const { width } = await page.render({ scale: 0.1 });
          opened.close();
          return { late, took, width };
        }, bytesOf("document.pdf"));
        assert.ok(["E_DEADLINE", "E_CANCELLED"].includes(result.late), result.late);
        assert.ok(result.took < 5000, `${result.took} ms`);
        assert.equal(result.width, 60);
      });

      test("aborting ends a call at once, and the document goes on", async () => {
        const result = await visit.page.evaluate(async (text) => {
          const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
          const opened = await window.vitrine.Document.open(bytes);
          const page = await opened.page(1);
          const abort = new AbortController();
          const start = performance.now();
          const stopped = window.codeOf(page.render({ scale: 6, signal: abort.signal }));
          setTimeout(() => abort.abort(), 50);
          const code = await stopped;
          const took = performance.now() - start;
          const { width } = await page.render({ scale: 0.1 });
          opened.close();
          return { code, took, width };
        }, bytesOf("document.pdf"));
        assert.equal(result.code, "E_CANCELLED");
        assert.ok(result.took < 2000, `${result.took} ms`);
        assert.equal(result.width, 60);
      });

      test("stopping a page in the middle, at any time, leaves nothing behind", async () => {
        const pixels = await visit.page.evaluate(async (text) => {
          const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
          const opened = await window.vitrine.Document.open(bytes);
          for (let after = 0; after < 30; after += 2) {
            const abort = new AbortController();
            const page = await opened.page(after % 4);
            setTimeout(() => abort.abort(), after);
            const code = await window.codeOf(page.render({ scale: 2, signal: abort.signal }));
            if (!["", "E_CANCELLED"].includes(code)) throw new Error(`${code} after ${after} ms`);
          }
          const { data } = await (await opened.page(1)).render();
          opened.close();
          return window.toText(data);
        }, bytesOf("document.pdf"));
        const { sha256: expected } = stand.nativePixels("document.pdf", 1, 2);
        assert.equal(sha256(Buffer.from(pixels, "base64")), expected);
      });

      test("limits refuse what is too large", async () => {
        const code = await visit.page.evaluate(async (text) => {
          const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
          const work = window.vitrine.Document.open(bytes, { limits: { pixelsMax: 1000 } })
            .then((opened) => opened.page(0))
            .then((page) => page.render());
          return window.codeOf(work);
        }, bytesOf("dusk.png"));
        assert.equal(code, "E_LIMIT");
      });
    });
});

/** Runs in the page. */
async function prepareWindow(): Promise<void> {
  const address = "/index.js";
  window.vitrine = (await import(address)) as typeof Vitrine;
  window.codeOf = (work) =>
    work.then(
      () => "",
      (error) => error.code as string,
    );
  window.toText = (bytes) => {
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) {
      text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    }
    return btoa(text);
  };
}
