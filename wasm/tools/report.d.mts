// SPDX-License-Identifier: Apache-2.0
// Types of report.mjs.
export interface Sizes {
    raw: number;
    gzip: number;
    brotli: number;
}
export function measure(bytes: Uint8Array): Sizes;
export function readRecord(): Record<string, Sizes | undefined>;
