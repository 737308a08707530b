// SPDX-License-Identifier: Apache-2.0
// grpc-go, which shares no code with the others.
import { fileURLToPath } from "node:url";
import { testClient } from "./native_clients.mjs";
import { goProgram } from "./tools.mjs";

testClient("grpc-go",
  goProgram("vitrine-grpcgo", fileURLToPath(new URL("grpcgo", import.meta.url))));
