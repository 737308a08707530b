// SPDX-License-Identifier: Apache-2.0
// Types of png.mjs, for the tests.
export function chunk(type: string, data: Buffer): Buffer;
