// SPDX-License-Identifier: Apache-2.0
// Types of daemon.mjs, for the tests.
import type { ChildProcess } from "node:child_process";

export interface Daemon {
    /** "http://127.0.0.1:PORT" */
    address: string;
    child: ChildProcess;
    /** What it wrote on stderr. */
    log(): string;
    /** Ends it; answers its exit status. */
    stop(): Promise<number | null>;
}

export const root: string;
export function nativeProgram(name: string): string;
export function ensureKey(path: string): void;
export function mintToken(options: {
    key: string;
    share: string;
    rights?: string;
    expires?: string;
    more?: string[];
}): string;
export function startDaemon(options: {
    shares: Record<string, string>;
    key: string;
    web?: string;
    listen?: string;
    more?: string[];
    quiet?: boolean;
}): Promise<Daemon>;
