// SPDX-License-Identifier: Apache-2.0
// How much of a document is asked for before its first page is on screen, and in how many rounds:
// counted in Chromium against the real vitrined.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { fromBinary } from "@bufbuild/protobuf";
import { after, before, suite, test } from "node:test";
import type { Request } from "playwright-core";
import { OpenRequestSchema, ReadRequestSchema } from "../../src/gen/vitrine/v1/bridge_pb.js";
import { writeBigPdf } from "../support/big-pdf.js";
import { lacking, leave, Stand } from "./browser.js";

/** What Open brings: the first and the last bytes. */
const ENDS = 2 * 65536;
const ROUNDS_MAX = 4;
const FRAME_HEADER_SIZE = 5;

/** Bytes of the file that a call asks for. */
function wanted(request: Request): number {
  const message = request.postDataBuffer()?.subarray(FRAME_HEADER_SIZE) ?? Buffer.alloc(0);
  if (request.url().endsWith("/Open")) {
    const { headSize, tailSize } = fromBinary(OpenRequestSchema, message);
    return headSize + tailSize;
  }
  return Number(fromBinary(ReadRequestSchema, message).length);
}

suite("bytes before the first page", { skip: lacking() }, () => {
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
    writeBigPdf(stand.path("book.pdf"), { pages: 352, pageSize: 7400 });
    writeBigPdf(stand.path("links.pdf"), { pages: 352, pageSize: 7400, hasLinks: true });
    writeBigPdf(stand.path("huge.pdf"), { pages: 2000, pageSize: 536_870 });
  });
  after(() => stand.stop());

  interface Count {
    rounds: number;
    bytes: number;
  }

  /** Shows page 1 and leaves at once: what follows is for later pages. */
  async function count(name: string): Promise<Count> {
    // Without a token of its own the demo lists no folder, whose thumbnails would be counted too.
    const visit = await stand.visit({ address: `${stand.daemon.address}/` });
    const asked: Request[] = [];
    visit.page.on("request", (request) => {
      if (/FileBridge\/(Open|Read)$/.test(request.url())) asked.push(request);
    });
    await visit.page.evaluate(
      ({ token, path }) =>
        new Promise<void>((resolve, reject) => {
          const view = document.querySelector("vitrine-view")!;
          view.addEventListener("vitrine-error", (event) => reject(event.detail));
          view.addEventListener("vitrine-page", () => resolve((view.source = undefined)));
          view.source = { endpoint: location.origin, token, share: "samples", path };
        }),
      { token: stand.token(), path: name },
    );
    const counted = [...asked];
    await leave(visit);
    return { rounds: counted.length, bytes: counted.reduce((sum, one) => sum + wanted(one), 0) };
  }

  test("a book of 2.6 MB, of which pdf.js needs 17 % for such a one", async () => {
    const { rounds, bytes } = await count("book.pdf");
    const { size } = statSync(stand.path("book.pdf"));
    assert.ok(size > 2_600_000 && size < 2_700_000);
    assert.ok(rounds <= ROUNDS_MAX, `${rounds} rounds`);
    assert.ok(bytes >= ENDS && bytes < 0.1 * size, `${bytes} of ${size} bytes`);
  });

  test("links to all pages are not followed before the page is there", async () => {
    const { rounds, bytes } = await count("links.pdf");
    assert.ok(rounds <= ROUNDS_MAX, `${rounds} rounds`);
    assert.ok(bytes < 0.1 * statSync(stand.path("links.pdf")).size, `${bytes} bytes`);
  });

  test("a file of 1 GB opens by reading what page 1 needs", async () => {
    assert.ok(statSync(stand.path("huge.pdf")).size > 1e9);
    const { rounds, bytes } = await count("huge.pdf");
    assert.ok(rounds <= ROUNDS_MAX, `${rounds} rounds`);
    assert.ok(bytes < 4 * ENDS, `${bytes} bytes`);
  });
});
