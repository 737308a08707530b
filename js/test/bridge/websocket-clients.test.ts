// SPDX-License-Identifier: Apache-2.0
// Another one's client of grpc-websockets, @improbable-eng/grpc-web: unary calls, streams, streams
// both ways, errors and cancelling; and the same client over HTTP/1.1.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, suite, test } from "node:test";
import {
  create,
  fromBinary,
  toBinary,
  type DescMethod,
  type DescMessage,
  type Message,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import type { grpc as grpcTypes } from "@improbable-eng/grpc-web";
import WebSocketOfNode from "ws";
import { FileBridge, PreviewService, PreviewKind } from "../../src/gen/vitrine/v1/bridge_pb.js";
import { BIG, lacksDaemon, Served, SMALL } from "../support/served.js";

// Both packages are CommonJS that Node finds no names in.
const require = createRequire(import.meta.url);
const { grpc } = require("@improbable-eng/grpc-web") as { grpc: typeof grpcTypes };
const { NodeHttpTransport } = require("@improbable-eng/grpc-web-node-http-transport") as {
  NodeHttpTransport: () => grpcTypes.TransportFactory;
};

/** The class that the client wants of a message: it serialises itself and reads others. */
function classOf(type: DescMessage) {
  return class {
    static message: unknown;
    constructor(readonly value: Message) {}
    serializeBinary(): Uint8Array {
      return toBinary(type, this.value);
    }
    toObject(): object {
      return this.value;
    }
    static deserializeBinary(bytes: Uint8Array) {
      return new this(fromBinary(type, bytes));
    }
  };
}

type AnyMessage = grpcTypes.ProtobufMessage;
type AnyMethod = grpcTypes.MethodDefinition<AnyMessage, AnyMessage>;

interface Running<Method extends DescMethod> {
  messages: MessageShape<Method["output"]>[];
  code: grpcTypes.Code | undefined;
  sentence: string;
  send(message: MessageInitShape<Method["input"]>): void;
  finish(): void;
  cancel(): void;
  until(holds: () => boolean): Promise<void>;
}

function start<Method extends DescMethod>(
  served: Served,
  method: Method,
  transport: grpcTypes.TransportFactory,
  token: string,
): Running<Method> {
  const requestType = classOf(method.input);
  const client = grpc.client(
    {
      methodName: method.name,
      service: { serviceName: method.parent.typeName },
      requestStream: method.methodKind === "bidi_streaming",
      responseStream: method.methodKind !== "unary",
      requestType,
      responseType: classOf(method.output),
    } as unknown as AnyMethod,
    { host: served.address, transport },
  );
  const running: Running<Method> = {
    messages: [],
    code: undefined,
    sentence: "",
    send: (message) =>
      client.send(new requestType(create(method.input, message)) as unknown as AnyMessage),
    finish: () => client.finishSend(),
    cancel: () => client.close(),
    async until(holds) {
      for (const late = Date.now() + 20_000; !holds(); ) {
        assert.ok(Date.now() < late, `waited in vain: ${holds}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
  client.onMessage((message) => {
    running.messages.push((message as unknown as { value: never }).value);
  });
  client.onEnd((code, sentence) => Object.assign(running, { code, sentence }));
  client.start(new grpc.Metadata({ authorization: `Bearer ${token}` }));
  return running;
}

suite("@improbable-eng/grpc-web", { skip: lacksDaemon }, () => {
  let served: Served;
  before(async () => {
    Object.assign(globalThis, { WebSocket: WebSocketOfNode });
    served = await Served.start();
  });
  after(() => served.stop());

  const transports = {
    "over WebSocket": grpc.WebsocketTransport(),
    "over HTTP/1.1": NodeHttpTransport(),
  };
  for (const [name, transport] of Object.entries(transports)) {
    const call = async <Method extends DescMethod>(
      method: Method,
      message: MessageInitShape<Method["input"]>,
      token = served.token(),
    ) => {
      const running = start(served, method, transport, token);
      running.send(message);
      running.finish();
      await running.until(() => running.code !== undefined);
      return running;
    };

    test(`${name}: a unary call, a stream of answers`, async () => {
      const file = { share: "test", path: "big.bin" };
      const token = served.token();
      const opened = await call(FileBridge.method.open, { file, headSize: 100 }, token);
      const [answer] = opened.messages;
      assert.deepEqual(Buffer.from(answer!.head), BIG.subarray(0, 100));
      const read = await call(FileBridge.method.read, { handle: answer!.handle }, token);
      assert.equal(read.code, grpc.Code.OK);
      assert.deepEqual(Buffer.concat(read.messages.map(({ data }) => data)), BIG);
    });

    test(`${name}: errors have their status and sentence`, async () => {
      const missing = { file: { share: "test", path: "nothing.bin" } };
      const gone = await call(FileBridge.method.stat, missing);
      assert.equal(gone.code, grpc.Code.NotFound);
      assert.equal(gone.sentence, "There is no such file or folder.");
      const refused = await call(FileBridge.method.stat, missing, "fb1.AAAA");
      assert.equal(refused.code, grpc.Code.Unauthenticated);
    });
  }

  test("over WebSocket: a session, messages both ways while it runs", async () => {
    const session = start(
      served,
      FileBridge.method.session,
      grpc.WebsocketTransport(),
      served.token(),
    );
    const file = { share: "test", path: "big.bin" };
    session.send({ id: 1, action: { case: "open", value: { file } } });
    await session.until(() => session.messages.length === 2);
    const opened = session.messages[0]!.answer;
    assert.ok(opened.case === "open");
    const { handle } = opened.value;
    for (const id of [2, 3]) {
      const value = { handle, offset: BigInt(id * 1000), length: 1_000_000n };
      session.send({ id, action: { case: "read", value }, credit: 2_000_000n });
    }
    const ended = (id: number) =>
      session.messages.some((each) => each.id === id && each.answer.case === "done");
    await session.until(() => ended(2) && ended(3));
    for (const id of [2, 3]) {
      const parts = session.messages.flatMap(({ id: each, answer }) =>
        each === id && answer.case === "read" ? [answer.value.data] : [],
      );
      assert.deepEqual(Buffer.concat(parts), BIG.subarray(id * 1000, id * 1000 + 1_000_000));
    }
    session.finish();
    await session.until(() => session.code !== undefined);
    assert.equal(session.code, grpc.Code.OK);
  });

  test("over WebSocket: a preview stream, and cancelling it", async () => {
    const preview = start(
      served,
      PreviewService.method.streamPreview,
      grpc.WebsocketTransport(),
      served.token(),
    );
    const file = { share: "test", path: "small.bin" };
    const wishes = [{ fileId: 7, file, kind: PreviewKind.CONTENT }];
    preview.send({ scene: { viewport: { width: 800, height: 600, zoom: 1.5 }, wishes } });
    await preview.until(() => preview.messages.some(({ ready }) => ready));
    const [meta] = preview.messages;
    assert.deepEqual([meta!.fileId, meta!.kind, meta!.viewport?.zoom], [7, PreviewKind.META, 1.5]);
    assert.ok(meta!.body.case === "meta");
    assert.deepEqual(Buffer.from(meta!.body.value.head), SMALL);
    preview.cancel();
    assert.equal(preview.code, undefined);
  });
});
