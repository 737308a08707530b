// SPDX-License-Identifier: Apache-2.0
// The look of <vitrine-view>: a constructed style sheet, so that no inline style is needed (CSP).

import { PAGES_STYLE } from "./pages/pages-style.js";
import { TEXT_STYLE } from "./text-style.js";

const STYLE = `
:host {
  --vitrine-stage: light-dark(#eceef1, #17191d);
  --vitrine-bar: light-dark(#ffffff, #22252b);
  --vitrine-ink: light-dark(#1b1f24, #eceef1);
  --vitrine-quiet: light-dark(#5a636e, #9aa4b1);
  --vitrine-line: light-dark(#d5d9df, #363b44);
  --vitrine-accent: light-dark(#0b63ce, #6cb0ff);
  --vitrine-warning: light-dark(#7a4b00, #ffcf7d);
  color-scheme: light dark;
  display: grid;
  grid-template: minmax(0, 1fr) auto / auto minmax(0, 1fr);
  position: relative;
  min-block-size: 12rem;
  overflow: hidden;
  background: var(--vitrine-stage);
  color: var(--vitrine-ink);
  font:
    14px/1.4 system-ui,
    "Noto Sans",
    "PingFang SC",
    "Microsoft YaHei",
    sans-serif;
}
:host([hidden]) {
  display: none;
}
* {
  box-sizing: border-box;
}
[hidden] {
  display: none !important;
}
.stage {
  position: relative;
  overflow: auto;
  display: grid;
  outline: none;
  touch-action: pan-x pan-y;
}
.stage:focus-visible {
  box-shadow: inset 0 0 0 3px var(--vitrine-accent);
}
.stage.can-pan {
  cursor: grab;
}
.stage.is-panning {
  cursor: grabbing;
}
.sheet {
  position: relative;
  margin: auto;
  flex: none;
  background: #fff;
  box-shadow:
    0 1px 3px rgb(0 0 0 / 25%),
    0 6px 24px rgb(0 0 0 / 12%);
}
.sheet.is-image {
  background-color: #fff;
  background-size: 16px 16px;
  background-image: conic-gradient(#d9dde2 25%, #fff 0 50%, #d9dde2 0 75%, #fff 0);
}
.sheet.is-opaque {
  background: none;
}
canvas {
  position: absolute;
  display: block;
}
canvas.is-pixelated {
  image-rendering: pixelated;
}
.bar {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 2px;
  padding: 6px 10px;
  background: var(--vitrine-bar);
  border-block-start: 1px solid var(--vitrine-line);
}
.group {
  display: flex;
  align-items: center;
  gap: 2px;
}
.space {
  flex: 1;
}
button {
  display: grid;
  place-items: center;
  min-inline-size: 34px;
  block-size: 34px;
  padding: 0 7px;
  border: 0;
  border-radius: 8px;
  background: none;
  color: inherit;
  font: inherit;
  cursor: pointer;
}
button:hover:enabled {
  background: color-mix(in srgb, var(--vitrine-ink) 9%, transparent);
}
button:disabled {
  opacity: 0.35;
  cursor: default;
}
button[aria-pressed="true"] {
  color: var(--vitrine-accent);
}
button:focus-visible,
input:focus-visible {
  outline: 3px solid var(--vitrine-accent);
  outline-offset: 1px;
}
svg {
  inline-size: 18px;
  block-size: 18px;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.8;
  stroke-linecap: round;
  stroke-linejoin: round;
}
.text {
  min-inline-size: 5ch;
  padding: 0 6px;
  text-align: center;
  font-variant-numeric: tabular-nums;
  color: var(--vitrine-quiet);
  white-space: nowrap;
}
.progress {
  position: absolute;
  inset: 0 0 auto;
  block-size: 3px;
  z-index: 2;
  overflow: hidden;
}
.progress > div {
  block-size: 100%;
  inline-size: 100%;
  background: var(--vitrine-accent);
  transform-origin: left;
  transition: transform 0.15s linear;
}
.progress.is-unknown > div {
  animation: slide 1.1s ease-in-out infinite;
}
@keyframes slide {
  from {
    transform: translateX(-70%) scaleX(0.3);
  }
  to {
    transform: translateX(100%) scaleX(0.3);
  }
}
.notice {
  position: absolute;
  inset: 12px 12px auto;
  z-index: 1;
  margin: 0 auto;
  inline-size: fit-content;
  max-inline-size: calc(100% - 24px);
  padding: 6px 14px;
  border-radius: 999px;
  background: var(--vitrine-bar);
  color: var(--vitrine-warning);
  border: 1px solid var(--vitrine-line);
}
.message {
  place-self: center;
  display: grid;
  justify-items: center;
  gap: 14px;
  max-inline-size: 44ch;
  padding: 24px;
  text-align: center;
  text-wrap: balance;
}
.message p {
  margin: 0;
}
.message .what {
  font-size: 17px;
  font-weight: 600;
}
.message .detail {
  color: var(--vitrine-quiet);
  font-size: 13px;
  overflow-wrap: anywhere;
}
.message .state {
  color: var(--vitrine-quiet);
  font-size: 13px;
  letter-spacing: 0.04em;
}
.actions,
.message form {
  display: flex;
  flex-wrap: wrap;
  justify-content: center;
  gap: 8px;
}
.facts {
  display: grid;
  gap: 4px;
  margin: 0;
  font-size: 13px;
}
.facts div {
  display: flex;
  gap: 12px;
  justify-content: space-between;
}
.facts dt {
  color: var(--vitrine-quiet);
}
.facts dd {
  margin: 0;
  overflow-wrap: anywhere;
}
.hex {
  max-inline-size: 100%;
  margin: 0;
  padding: 10px 14px;
  overflow: auto;
  border: 1px solid var(--vitrine-line);
  border-radius: 8px;
  background: var(--vitrine-bar);
  font: 12px/1.5 ui-monospace, "Noto Sans Mono", monospace;
  text-align: start;
}
.notice button {
  display: inline-block;
  min-inline-size: 0;
  block-size: 26px;
  margin-inline-start: 10px;
  color: var(--vitrine-accent);
}
.message button,
.message input {
  block-size: 38px;
  padding: 0 16px;
  border-radius: 8px;
  font: inherit;
  border: 1px solid var(--vitrine-line);
}
.message input {
  background: var(--vitrine-bar);
  color: inherit;
}
.message button {
  background: var(--vitrine-accent);
  color: light-dark(#fff, #10161d);
  border: 0;
  font-weight: 600;
}
.message button:hover:enabled {
  background: var(--vitrine-accent);
  filter: brightness(1.1);
}
.info {
  position: absolute;
  inset-block: 12px 62px;
  inset-inline-end: 12px;
  z-index: 2;
  inline-size: min(320px, calc(100% - 24px));
  block-size: fit-content;
  max-block-size: calc(100% - 74px);
  padding: 14px 18px;
  overflow: auto;
  border: 1px solid var(--vitrine-line);
  border-radius: 12px;
  background: var(--vitrine-bar);
}
.info h2 {
  margin: 0 0 8px;
  font-size: 15px;
}
.info .facts + .facts,
.info .action {
  margin-block-start: 10px;
  padding-block-start: 10px;
  border-block-start: 1px solid var(--vitrine-line);
}
.info .action {
  border: 1px solid var(--vitrine-line);
  padding: 0 12px;
}
.timing {
  position: absolute;
  inset: 8px auto auto 8px;
  z-index: 3;
  padding: 6px 10px;
  border-radius: 8px;
  background: var(--vitrine-bar);
  font: 12px/1.4 ui-monospace, monospace;
  pointer-events: none;
}
.timing td {
  padding-inline-end: 12px;
  text-align: end;
}
.live {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
}
@media (prefers-reduced-motion: reduce) {
  .progress > div {
    transition: none;
    animation-duration: 4s;
  }
}
`;

let styleSheet: CSSStyleSheet | undefined;

/** One sheet for all elements of the page. */
export function sharedStyle(): CSSStyleSheet {
  if (!styleSheet) {
    styleSheet = new CSSStyleSheet();
    styleSheet.replaceSync(STYLE + PAGES_STYLE + TEXT_STYLE);
  }
  return styleSheet;
}
