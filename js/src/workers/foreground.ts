// SPDX-License-Identifier: Apache-2.0
// Whether anything is being decoded that a user waits for; what may wait, waits for its end.

let count = 0;
const listeners = new Set<(isBusy: boolean) => void>();

/** Until the promise is settled, a user waits. */
export function countForeground(work: Promise<unknown>): void {
  change(1);
  const end = () => change(-1);
  work.then(end, end);
}

/** Calls `listener` now and whenever it begins or ends. */
export function watchForeground(listener: (isBusy: boolean) => void): void {
  listeners.add(listener);
  listener(count > 0);
}

function change(by: 1 | -1): void {
  const wasBusy = count > 0;
  count += by;
  if (wasBusy === count > 0) return;
  for (const listener of listeners) listener(count > 0);
}
