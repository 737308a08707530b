// SPDX-License-Identifier: Apache-2.0
// A worker's own global scope, which the DOM's types do not describe.
import type { Port } from "./rpc.js";

export interface WorkerScope extends Port {
  readonly location: { href: string };
}

export const scope = globalThis as unknown as WorkerScope;
