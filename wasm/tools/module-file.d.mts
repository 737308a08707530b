// SPDX-License-Identifier: Apache-2.0
// Types of module-file.mjs.
export interface ModuleDescription {
    imports: string[];
    exports: string[];
    /** Limits of the imported memory, in pages of 64 KiB. */
    memory: { initial: number; maximum: number | undefined } | undefined;
}
export function describeModule(path: string): ModuleDescription;
