// SPDX-License-Identifier: Apache-2.0
// The elements inside <vitrine-view>, built one by one: no markup is ever parsed from text.
import type { Label } from "../text/text.js";

const SVG = "http://www.w3.org/2000/svg";

/** Lines of the toolbar's icons, on a field of 24 by 24. */
const ICONS = {
  previous: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  zoomOut: "M5 12h14",
  zoomIn: "M5 12h14M12 5v14",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  actual: "M6 8l2-2v12M17 8l2-2v12M12.5 10v.01M12.5 15v.01",
  turnLeft: "M5 4v5h5M5.5 9a7.5 7.5 0 1 1-1 4.5",
  turnRight: "M19 4v5h-5M18.5 9a7.5 7.5 0 1 0 1 4.5",
  fullscreen: "M3 8V3h5M21 8V3h-5M3 16v5h5M21 16v5h-5M9 9h6v6H9z",
} as const satisfies Partial<Record<Label, string>>;

export type Action = keyof typeof ICONS;

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = "",
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function icon(action: Action): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[action]);
  svg.append(path);
  return svg;
}

export interface Parts {
  stage: HTMLDivElement;
  sheet: HTMLDivElement;
  canvas: HTMLCanvasElement;
  notice: HTMLParagraphElement;
  message: HTMLDivElement;
  progress: HTMLDivElement;
  bar: HTMLDivElement;
  pages: HTMLDivElement;
  pageText: HTMLSpanElement;
  zoomText: HTMLSpanElement;
  live: HTMLDivElement;
  buttons: Record<Action, HTMLButtonElement>;
}

export function createParts(): Parts {
  const button = (action: Action) => {
    const made = element("button", "", icon(action));
    made.type = "button";
    return made;
  };
  const buttons = {
    previous: button("previous"),
    next: button("next"),
    zoomOut: button("zoomOut"),
    zoomIn: button("zoomIn"),
    fit: button("fit"),
    actual: button("actual"),
    turnLeft: button("turnLeft"),
    turnRight: button("turnRight"),
    fullscreen: button("fullscreen"),
  };
  const canvas = element("canvas");
  canvas.setAttribute("role", "img");
  const sheet = element("div", "sheet", canvas);
  const message = element("div", "message");
  const stage = element("div", "stage", sheet, message);
  stage.tabIndex = 0;
  stage.setAttribute("role", "group");
  const pageText = element("span", "text");
  const zoomText = element("span", "text");
  const pages = element("div", "group", buttons.previous, pageText, buttons.next);
  const zoom = element(
    "div",
    "group",
    buttons.zoomOut,
    zoomText,
    buttons.zoomIn,
    buttons.fit,
    buttons.actual,
    buttons.turnLeft,
    buttons.turnRight,
    buttons.fullscreen,
  );
  const bar = element("div", "bar", pages, element("div", "space"), zoom);
  bar.setAttribute("role", "toolbar");
  const progress = element("div", "progress", element("div"));
  progress.setAttribute("role", "progressbar");
  const notice = element("p", "notice");
  const live = element("div", "live");
  live.setAttribute("aria-live", "polite");
  for (const part of [sheet, notice, progress, message]) part.hidden = true;
  return {
    stage,
    sheet,
    canvas,
    notice,
    message,
    progress,
    bar,
    pages,
    pageText,
    zoomText,
    live,
    buttons,
  };
}
