// SPDX-License-Identifier: Apache-2.0
// The look of text and Markdown in <vitrine-view>.

export const TEXT_STYLE = `
.text-view {
  position: relative;
  inline-size: 100%;
  background: var(--vitrine-bar);
}
.text-view .rows {
  font: 13px/20px ui-monospace, "Noto Sans Mono", monospace;
  white-space: pre;
  tab-size: 4;
  inline-size: max-content;
  min-inline-size: 100%;
}
.text-view .row {
  block-size: 20px;
  padding-inline-end: 24px;
}
.text-view .row::before {
  content: attr(data-number);
  display: inline-block;
  min-inline-size: calc(var(--digits) + 1ch);
  margin-inline: 12px 16px;
  text-align: end;
  color: var(--vitrine-quiet);
}
.markdown {
  max-inline-size: 78ch;
  margin: 0 auto;
  padding: 24px 32px 48px;
  font-size: 15px;
  line-height: 1.6;
  overflow-wrap: anywhere;
}
.markdown a {
  color: var(--vitrine-accent);
}
.markdown pre,
.markdown code {
  font: 13px/1.5 ui-monospace, "Noto Sans Mono", monospace;
  background: var(--vitrine-stage);
  border-radius: 4px;
}
.markdown pre {
  padding: 12px 16px;
  overflow: auto;
}
.markdown code {
  padding: 1px 4px;
}
.markdown blockquote {
  margin-inline: 0;
  padding-inline-start: 16px;
  border-inline-start: 3px solid var(--vitrine-line);
  color: var(--vitrine-quiet);
}
`;
