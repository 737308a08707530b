// SPDX-License-Identifier: Apache-2.0
// Python's grpcio, which is gRPC's core in C.
import { fileURLToPath } from "node:url";
import { testClient } from "./native_clients.mjs";
import { pythonWith } from "./tools.mjs";

testClient("python3-grpcio", pythonWith("grpc"),
  [fileURLToPath(new URL("grpcio_client.py", import.meta.url))]);
