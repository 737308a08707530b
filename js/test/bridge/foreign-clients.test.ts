// SPDX-License-Identifier: Apache-2.0
// Other people's gRPC-Web clients read from vitrined: connect-web over fetch, connect-node over
// HTTP/1.1 and HTTP/2, and the official grpc-web client over XMLHttpRequest.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import {
  create,
  fromBinary,
  toBinary,
  type DescMethod,
  type MessageShape,
} from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import { createGrpcWebTransport as createNodeTransport } from "@connectrpc/connect-node";
import { createGrpcWebTransport as createWebTransport } from "@connectrpc/connect-web";
import grpcWeb from "grpc-web";
import xhr2 from "xhr2";
import { FileBridge, FileType } from "../../src/gen/vitrine/v1/bridge_pb.js";
import { BIG, lacksDaemon, Served, SMALL } from "../support/served.js";

const transports: Record<string, (baseUrl: string) => Transport> = {
  "connect-web over fetch": (baseUrl) => createWebTransport({ baseUrl, useBinaryFormat: true }),
  "connect-node over HTTP/1.1": (baseUrl) => createNodeTransport({ baseUrl, httpVersion: "1.1" }),
  "connect-node over HTTP/2": (baseUrl) => createNodeTransport({ baseUrl, httpVersion: "2" }),
};

suite("foreign clients", { skip: lacksDaemon }, () => {
  let served: Served;
  before(async () => {
    served = await Served.start();
  });
  after(() => served.stop());

  for (const [name, createTransport] of Object.entries(transports)) {
    const bearer = () => ({ headers: { authorization: `Bearer ${served.token()}` } });
    const clientOf = () => createClient(FileBridge, createTransport(served.address));
    const isStatus = (code: Code) => (error: unknown) => ConnectError.from(error).code === code;

    test(`${name}: open, read, close`, async () => {
      const client = clientOf();
      const options = bearer();
      const file = { share: "test", path: "big.bin" };
      const opened = await client.open({ file, headSize: 1000, tailSize: 500 }, options);
      assert.equal(opened.info?.size, BigInt(BIG.length));
      assert.deepEqual(Buffer.from(opened.head), BIG.subarray(0, 1000));
      assert.deepEqual(Buffer.from(opened.tail), BIG.subarray(-500));
      const parts: Uint8Array[] = [];
      let offset = 0n;
      for await (const { offset: at, data } of client.read({ handle: opened.handle }, options)) {
        assert.equal(at, offset);
        offset += BigInt(data.length);
        parts.push(data);
      }
      assert.deepEqual(Buffer.concat(parts), BIG);
      await client.close({ handle: opened.handle }, options);
      const closed = client.read({ handle: opened.handle }, options)[Symbol.asyncIterator]();
      await assert.rejects(closed.next(), isStatus(Code.NotFound));
    });

    test(`${name}: stat and list`, async () => {
      const client = clientOf();
      const stat = await client.stat({ file: { share: "test", path: "inner/文件.bin" } }, bearer());
      assert.equal(stat.info?.size, BigInt(SMALL.length));
      const names: string[] = [];
      for await (const part of client.list({ folder: { share: "test" }, pageSize: 2 }, bearer())) {
        names.push(...part.entries.map((entry) => `${FileType[entry.type]} ${entry.name}`));
      }
      assert.deepEqual(names, [
        "FOLDER inner",
        "REGULAR big.bin",
        "REGULAR empty.bin",
        "REGULAR small.bin",
      ]);
    });

    test(`${name}: refusals`, async () => {
      const client = clientOf();
      const stat = (path: string, options = bearer()) =>
        client.stat({ file: { share: "test", path } }, options);
      await assert.rejects(
        stat("small.bin", { headers: { authorization: "" } }),
        isStatus(Code.Unauthenticated),
      );
      await assert.rejects(stat("nothing.bin"), isStatus(Code.NotFound));
      await assert.rejects(stat("../key"), isStatus(Code.InvalidArgument));
      const listing = client.list({ folder: { share: "test", path: "small.bin" } }, bearer());
      await assert.rejects(
        listing[Symbol.asyncIterator]().next(),
        isStatus(Code.FailedPrecondition),
      );
    });
  }

  for (const format of ["binary", "text"] as const) {
    suite(`grpc-web over XMLHttpRequest, ${format}`, () => {
      before(() => {
        Object.assign(globalThis, { XMLHttpRequest: xhr2 });
      });
      const client = () => new grpcWeb.GrpcWebClientBase({ format });
      const metadata = () => ({ authorization: `Bearer ${served.token()}` });
      const address = (method: DescMethod) =>
        `${served.address}/${method.parent.typeName}/${method.name}`;

      test("open", async () => {
        const method = FileBridge.method.open;
        const request = { file: { share: "test", path: "small.bin" }, headSize: 65536 };
        const opened = await unary(method, request, metadata());
        assert.deepEqual(Buffer.from(opened.head), SMALL);
      });

      test("read, as a stream", async () => {
        const headers = metadata();
        const file = { share: "test", path: "big.bin" };
        const opened = await unary(FileBridge.method.open, { file }, headers);
        const method = FileBridge.method.read;
        const request = { handle: opened.handle, offset: 1000n, length: 300_000n };
        const parts: Uint8Array[] = [];
        const stream = client().serverStreaming(
          address(method),
          request,
          headers,
          descriptor(method),
        );
        await new Promise((resolve, reject) => {
          stream.on("data", (part) => {
            parts.push((part as MessageShape<typeof method.output>).data);
          });
          stream.on("error", reject);
          stream.on("end", () => resolve(undefined));
        });
        assert.deepEqual(Buffer.concat(parts), BIG.subarray(1000, 301_000));
      });

      test("a refusal has its status", async () => {
        const request = { file: { share: "test", path: "nothing.bin" } };
        await assert.rejects(unary(FileBridge.method.stat, request, metadata()), { code: 5 });
        const nonsense = { authorization: "Bearer nonsense" };
        await assert.rejects(unary(FileBridge.method.stat, request, nonsense), { code: 16 });
      });

      function unary<M extends DescMethod>(
        method: M,
        request: object,
        headers: Record<string, string>,
      ) {
        return client().unaryCall(address(method), request, headers, descriptor(method)) as Promise<
          MessageShape<M["output"]>
        >;
      }
    });
  }
});

/** The official client's description of a method, with this package's messages. */
function descriptor(method: DescMethod): grpcWeb.MethodDescriptor<object, object> {
  class Request {}
  class Response {}
  return new grpcWeb.MethodDescriptor<object, object>(
    `/${method.parent.typeName}/${method.name}`,
    method.methodKind === "unary" ? "unary" : "server_streaming",
    Request,
    Response,
    (message: object) =>
      toBinary(method.input, create(method.input, message as Record<string, unknown>)),
    (bytes: Uint8Array) => fromBinary(method.output, bytes),
  );
}
