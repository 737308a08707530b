// SPDX-License-Identifier: Apache-2.0
// The steps on the way to the first pixels, as User Timing marks of the page: "vitrine:STEP", of
// the file that was shown last. Workers hand theirs over as moments: their clocks begin later.

/** In their order. */
export const STEPS = [
  "source",
  "worker",
  "opened",
  "module",
  "document",
  "drawn",
  "shown",
  "painted",
] as const;

export type Step = (typeof STEPS)[number];
/** Milliseconds since 1970-01-01 UTC, with fractions. */
export type Moments = Partial<Record<Step, number>>;

export function moment(): number {
  return performance.timeOrigin + performance.now();
}

/** Marks a step of the page's own, now. */
export function markStep(step: Step): void {
  markMoments({ [step]: moment() });
}

/** Marks steps that a worker has made. */
export function markMoments(moments: Moments): void {
  for (const [step, at] of Object.entries(moments)) {
    const name = `vitrine:${step}`;
    performance.clearMarks(name);
    performance.mark(name, { startTime: Math.max(0, at - performance.timeOrigin) });
  }
}

/** Milliseconds since the navigation, by step, of those that were made. */
export function readSteps(): Map<Step, number> {
  const steps = new Map<Step, number>();
  for (const step of STEPS) {
    const [mark] = performance.getEntriesByName(`vitrine:${step}`, "mark");
    if (mark) steps.set(step, mark.startTime);
  }
  return steps;
}
