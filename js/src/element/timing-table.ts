// SPDX-License-Identifier: Apache-2.0
// When each step to the first pixels was made: as User Timing marks, and as the table of
// `<vitrine-view timing>`.
import { markMoments, markStep, readSteps } from "../timing.js";
import type { DocumentState } from "../workers/messages.js";
import { element } from "./parts.js";

export class Timing {
  readonly root = element("div", "timing");
  #noted: number | undefined;

  constructor() {
    this.root.hidden = true;
  }

  /** The first picture of a file is on screen. */
  note(state: DocumentState | undefined, isShown: boolean): void {
    const { moments } = state ?? {};
    if (!moments || moments.document === this.#noted) return;
    this.#noted = moments.document;
    markMoments(moments);
    markStep("shown");
    requestAnimationFrame(() => {
      markStep("painted");
      this.root.hidden = !isShown;
      if (isShown) this.root.replaceChildren(table());
    });
  }
}

function table(): HTMLTableElement {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const rows: [string, number][] = [];
  if (navigation) rows.push(["page", navigation.responseEnd]);
  rows.push(...readSteps());
  let before = 0;
  const body = rows.map(([name, at]) => {
    const row = [name, at.toFixed(0), `+${(at - before).toFixed(0)}`];
    before = at;
    return element("tr", "", ...row.map((text) => element("td", "", text)));
  });
  return element("table", "", ...body);
}
