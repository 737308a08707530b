// SPDX-License-Identifier: Apache-2.0
// Starts a thread on a TypeScript file: `workerData.module` is its address.
import { workerData } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
await import(workerData.module);
