// SPDX-License-Identifier: Apache-2.0
// The look of <vitrine-browser>.

const STYLE = `
:host {
  --vitrine-bar: light-dark(#ffffff, #1d2025);
  --vitrine-ink: light-dark(#1b1f24, #eceef1);
  --vitrine-quiet: light-dark(#5a636e, #9aa4b1);
  --vitrine-line: light-dark(#d5d9df, #363b44);
  --vitrine-accent: light-dark(#0b63ce, #6cb0ff);
  color-scheme: light dark;
  display: grid;
  grid-template-rows: auto auto auto minmax(0, 1fr);
  min-block-size: 12rem;
  overflow: hidden;
  background: var(--vitrine-bar);
  color: var(--vitrine-ink);
  font: 14px/1.4 system-ui, "Noto Sans", "PingFang SC", "Microsoft YaHei", sans-serif;
}
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
.crumbs {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 2px;
  padding: 8px 10px 0;
}
.crumbs button, .crumbs [aria-current] {
  min-block-size: 28px;
  padding: 3px 8px;
  border: 0;
  border-radius: 6px;
  background: none;
  color: var(--vitrine-quiet);
  font: inherit;
}
.crumbs [aria-current] { color: var(--vitrine-ink); font-weight: 600; overflow-wrap: anywhere; }
.crumbs .slash { color: var(--vitrine-quiet); }
.tools { display: flex; gap: 6px; padding: 8px 12px; }
.tools input, .tools select, .tools button {
  block-size: 32px;
  min-inline-size: 32px;
  border: 1px solid var(--vitrine-line);
  border-radius: 8px;
  background: var(--vitrine-bar);
  color: inherit;
  font: inherit;
}
.tools input { flex: 1; min-inline-size: 0; inline-size: 40px; padding: 0 10px; }
.tools input::placeholder { color: var(--vitrine-quiet); opacity: 1; }
.tools select { max-inline-size: 9em; padding: 0 4px; }
button { cursor: pointer; }
button:hover { background: color-mix(in srgb, var(--vitrine-ink) 8%, transparent); }
.status { margin: 0; padding: 0 14px 6px; color: var(--vitrine-quiet); font-size: 12.5px; }
.status:empty { display: none; }
.entries {
  position: relative;
  overflow: auto;
  outline: none;
  border-block-start: 1px solid var(--vitrine-line);
  contain: strict;
}
.field { position: relative; }
button:focus-visible, input:focus-visible, select:focus-visible {
  outline: 3px solid var(--vitrine-accent);
  outline-offset: 1px;
}
.entries:focus-visible { box-shadow: inset 0 0 0 3px var(--vitrine-accent); }
.entries:focus-visible .entry.is-current {
  outline: 3px solid var(--vitrine-accent);
  outline-offset: -3px;
}
.entry {
  position: absolute;
  inset-block-start: 0;
  inset-inline-start: 0;
  display: grid;
  gap: 2px 12px;
  padding: 8px;
  border-radius: 10px;
  cursor: pointer;
  contain: layout style;
}
.entry:hover { background: color-mix(in srgb, var(--vitrine-ink) 6%, transparent); }
.entry[aria-selected="true"] {
  background: color-mix(in srgb, var(--vitrine-accent) 15%, transparent);
}
.entry[aria-disabled="true"] { cursor: default; }
[data-layout="list"] .entry { grid-template-columns: 40px minmax(0, 1fr); align-content: center; }
[data-layout="list"] .face { grid-row: span 2; }
[data-layout="grid"] .entry { grid-template-rows: minmax(0, 1fr) auto auto; text-align: center; }
.face { position: relative; display: grid; place-items: center; min-block-size: 0; }
.face > * { grid-area: 1 / 1; }
.thumbnail {
  max-inline-size: 100%;
  max-block-size: 100%;
  min-block-size: 0;
  object-fit: contain;
  border-radius: 4px;
}
.has-thumbnail .thumbnail {
  background: conic-gradient(#d9dde2 25%, #fff 0 50%, #d9dde2 0 75%, #fff 0) 0 0 / 12px 12px;
  box-shadow: 0 1px 3px rgb(0 0 0 / 30%);
}
[data-layout="list"] .thumbnail { max-inline-size: 40px; max-block-size: 40px; }
[data-layout="grid"] .thumbnail { max-inline-size: 128px; max-block-size: 110px; }
.badge {
  display: grid;
  place-items: center;
  inline-size: 40px;
  block-size: 40px;
  border-radius: 8px;
  background: light-dark(#e8ebef, #2b3038);
  color: var(--vitrine-quiet);
  font-size: 11px;
  font-weight: 700;
  letter-spacing: 0.02em;
}
[data-layout="grid"] .badge { inline-size: 72px; block-size: 72px; font-size: 15px; }
.has-thumbnail .badge { visibility: hidden; }
.badge[data-kind="folder"] {
  background: light-dark(#fff2d6, #463919);
  color: light-dark(#8a5a00, #ffd98a);
  font-size: 20px;
}
.badge[data-kind="pdf"] {
  background: light-dark(#fde4e2, #48211e);
  color: light-dark(#a3221a, #ffb1aa);
}
.name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.about { overflow: hidden; color: var(--vitrine-quiet); font-size: 12px; white-space: nowrap; }
@media (forced-colors: active) {
  .entry[aria-selected="true"] { outline: 2px solid Highlight; outline-offset: -2px; }
}
`;

let styleSheet: CSSStyleSheet | undefined;

/** One sheet for all elements of the page. */
export function browserStyle(): CSSStyleSheet {
  if (!styleSheet) {
    styleSheet = new CSSStyleSheet();
    styleSheet.replaceSync(STYLE);
  }
  return styleSheet;
}
