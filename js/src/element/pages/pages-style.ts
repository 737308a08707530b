// SPDX-License-Identifier: Apache-2.0
// The look of documents in <vitrine-view>.

export const PAGES_STYLE = `
.column {
  position: relative;
  margin: 0 auto;
}
.leaf {
  position: absolute;
  background: #fff;
  box-shadow:
    0 1px 3px rgb(0 0 0 / 25%),
    0 4px 16px rgb(0 0 0 / 12%);
}
.face {
  position: absolute;
  overflow: hidden;
}
.words,
.links,
.marks {
  position: absolute;
  inset: 0;
}
.words {
  inset: 0 auto auto 0;
  transform: scale(calc(var(--unit) / 4));
  transform-origin: 0 0;
  line-height: 1;
  forced-color-adjust: none;
}
.words span,
.words br {
  position: absolute;
  transform-origin: 0 0;
  white-space: pre;
  color: transparent;
  cursor: text;
  user-select: text;
}
.words ::selection {
  background: rgb(11 99 206 / 30%);
  color: transparent;
}
.links {
  pointer-events: none;
}
.link {
  position: absolute;
  display: block;
  min-inline-size: 0;
  block-size: auto;
  padding: 0;
  border-radius: 2px;
  pointer-events: auto;
}
.link:hover:enabled {
  background: rgb(11 99 206 / 14%);
}
.mark {
  position: absolute;
  background: rgb(255 196 0 / 45%);
  mix-blend-mode: multiply;
}
.mark.is-current {
  background: rgb(255 128 0 / 75%);
  outline: 2px solid rgb(160 70 0);
}
.trouble {
  position: absolute;
  inset: 40% 12px auto;
  margin: 0;
  color: #5a636e;
  text-align: center;
}
.find {
  position: absolute;
  inset-block-start: 10px;
  inset-inline-end: 18px;
  z-index: 3;
  display: flex;
  align-items: center;
  gap: 2px;
  max-inline-size: calc(100% - 36px);
  padding: 4px;
  border: 1px solid var(--vitrine-line);
  border-radius: 10px;
  background: var(--vitrine-bar);
  box-shadow: 0 4px 16px rgb(0 0 0 / 18%);
}
.find input,
.page-field input {
  min-inline-size: 0;
  block-size: 32px;
  padding: 0 8px;
  border: 1px solid var(--vitrine-line);
  border-radius: 6px;
  background: var(--vitrine-stage);
  color: inherit;
  font: inherit;
}
.find input {
  inline-size: 22ch;
}
.find input[aria-invalid="true"] {
  border-color: var(--vitrine-warning);
}
.page-field {
  display: flex;
  align-items: center;
}
.page-field:not([hidden]) + .text {
  display: none;
}
.page-field input {
  box-sizing: content-box;
  padding: 0 4px;
  text-align: center;
  font-variant-numeric: tabular-nums;
}
.stage {
  grid-area: 1 / 2;
}
.bar {
  grid-area: 2 / 1 / auto / -1;
}
.side {
  grid-area: 1 / 1;
  display: grid;
  grid-template-rows: auto minmax(0, 1fr);
  inline-size: clamp(120px, 40vw, 240px);
  border-inline-end: 1px solid var(--vitrine-line);
  background: var(--vitrine-bar);
}
.tabs {
  display: flex;
  padding: 6px 8px 0;
  border-block-end: 1px solid var(--vitrine-line);
}
.tab[aria-selected="true"] {
  border-radius: 8px 8px 0 0;
  box-shadow: inset 0 -2px var(--vitrine-accent);
}
.panel {
  position: relative;
  overflow: hidden;
}
.outline,
.thumbnails {
  position: absolute;
  inset: 0;
  overflow: auto;
}
.outline {
  margin: 0;
  padding: 6px;
  list-style: none;
}
.outline li {
  content-visibility: auto;
  contain-intrinsic-block-size: 30px;
}
.outline button {
  display: block;
  inline-size: 100%;
  block-size: auto;
  min-block-size: 30px;
  padding: 5px 8px 5px calc(8px + 14px * var(--level));
  text-align: start;
  overflow-wrap: anywhere;
}
.outline button[aria-current],
.thumbnails button[aria-current] {
  background: color-mix(in srgb, var(--vitrine-accent) 16%, transparent);
}
.rows {
  position: relative;
}
.thumbnails button {
  position: absolute;
  inset-inline: 8px;
  block-size: 164px;
  align-content: center;
  gap: 4px;
}
.thumbnails canvas {
  position: static;
  background: #fff;
  box-shadow: 0 1px 4px rgb(0 0 0 / 30%);
}
.leaving {
  max-inline-size: min(60ch, 90%);
  padding: 20px 24px;
  border: 1px solid var(--vitrine-line);
  border-radius: 12px;
  background: var(--vitrine-bar);
  color: var(--vitrine-ink);
}
.leaving p {
  margin: 0 0 12px;
}
.leaving .address {
  padding: 8px 10px;
  border-radius: 6px;
  background: var(--vitrine-stage);
  overflow-wrap: anywhere;
  user-select: text;
}
.choice {
  display: flex;
  justify-content: end;
  align-items: center;
  gap: 12px;
}
.choice a {
  color: var(--vitrine-accent);
}
`;
