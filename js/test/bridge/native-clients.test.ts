// SPDX-License-Identifier: Apache-2.0
// Other people's native gRPC clients, over HTTP/2 with trailers: @grpc/grpc-js and connect-node.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import {
  create,
  fromBinary,
  toBinary,
  type DescMethod,
  type MessageShape,
} from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import * as grpc from "@grpc/grpc-js";
import { FileBridge } from "../../src/gen/vitrine/v1/bridge_pb.js";
import { BIG, lacksDaemon, Served, SMALL } from "../support/served.js";

type Message = Record<string, unknown>;

suite("native gRPC clients", { skip: lacksDaemon }, () => {
  let served: Served;
  before(async () => {
    served = await Served.start();
  });
  after(() => served.stop());

  suite("@grpc/grpc-js", () => {
    let client: grpc.Client;
    before(() => {
      client = new grpc.Client(new URL(served.address).host, grpc.credentials.createInsecure());
    });
    after(() => client.close());

    function metadata(token: string): grpc.Metadata {
      const values = new grpc.Metadata();
      values.set("authorization", `Bearer ${token}`);
      return values;
    }

    function unary<M extends DescMethod>(method: M, request: Message, token: string) {
      return new Promise<MessageShape<M["output"]>>((resolve, reject) => {
        client.makeUnaryRequest(
          `/${method.parent.typeName}/${method.name}`,
          (message: Message) => Buffer.from(toBinary(method.input, create(method.input, message))),
          (bytes) => fromBinary(method.output, bytes) as MessageShape<M["output"]>,
          request,
          metadata(token),
          (error, answer) => (error === null ? resolve(answer!) : reject(error)),
        );
      });
    }

    function stream(request: Message, token: string, options: grpc.CallOptions = {}) {
      const method = FileBridge.method.read;
      return client.makeServerStreamRequest(
        `/${method.parent.typeName}/${method.name}`,
        (message: Message) => Buffer.from(toBinary(method.input, create(method.input, message))),
        (bytes) => fromBinary(method.output, bytes),
        request,
        metadata(token),
        options,
      );
    }

    test("open, read, close", async () => {
      const token = served.token();
      const file = { share: "test", path: "big.bin" };
      const { handle, info } = await unary(FileBridge.method.open, { file }, token);
      assert.equal(info?.size, BigInt(BIG.length));
      const parts: Uint8Array[] = [];
      const reading = stream({ handle }, token);
      const status = new Promise<grpc.StatusObject>((resolve) => reading.on("status", resolve));
      for await (const { data } of reading) parts.push(data);
      assert.deepEqual(Buffer.concat(parts), BIG);
      assert.equal((await status).code, grpc.status.OK);
      await unary(FileBridge.method.close, { handle }, token);
      await assert.rejects(unary(FileBridge.method.close, { handle }, token), {
        code: grpc.status.NOT_FOUND,
      });
    });

    test("refusals have their status and sentence", async () => {
      const file = { share: "test", path: "nothing.bin" };
      await assert.rejects(unary(FileBridge.method.stat, { file }, served.token()), {
        code: grpc.status.NOT_FOUND,
        details: "There is no such file or folder.",
      });
      await assert.rejects(unary(FileBridge.method.stat, { file }, "nonsense"), {
        code: grpc.status.UNAUTHENTICATED,
      });
    });

    test("a cancelled stream ends, and the channel serves on", async () => {
      const token = served.token();
      const file = { share: "test", path: "big.bin" };
      const { handle } = await unary(FileBridge.method.open, { file }, token);
      const reading = stream({ handle, chunkSize: 4096 }, token);
      const ended = new Promise<grpc.ServiceError>((resolve) => reading.on("error", resolve));
      reading.once("data", () => reading.cancel());
      assert.equal((await ended).code, grpc.status.CANCELLED);
      const stat = await unary(FileBridge.method.stat, { file }, token);
      assert.equal(stat.info?.size, BigInt(BIG.length));
    });

    test("a deadline that has passed", async () => {
      const reading = stream({}, served.token(), { deadline: Date.now() - 1 });
      const error = await new Promise<grpc.ServiceError>((resolve) => {
        reading.on("error", resolve);
        reading.resume();
      });
      assert.equal(error.code, grpc.status.DEADLINE_EXCEEDED);
    });
  });

  test("connect-node: open, read, refusals", async () => {
    const client = createClient(FileBridge, createGrpcTransport({ baseUrl: served.address }));
    const options = { headers: { authorization: `Bearer ${served.token()}` } };
    const file = { share: "test", path: "small.bin" };
    const { handle } = await client.open({ file }, options);
    const parts: Uint8Array[] = [];
    for await (const { data } of client.read({ handle, offset: 10n }, options)) parts.push(data);
    assert.deepEqual(Buffer.concat(parts), SMALL.subarray(10));
    const beyond = client.read({ handle, offset: 5000n }, options)[Symbol.asyncIterator]();
    const isStatus = (code: Code) => (error: unknown) => ConnectError.from(error).code === code;
    await assert.rejects(beyond.next(), isStatus(Code.OutOfRange));
    const outside = client.stat({ file: { share: "test", path: "../key" } }, options);
    await assert.rejects(outside, isStatus(Code.InvalidArgument));
  });
});
