// SPDX-License-Identifier: Apache-2.0
// A subset of Markdown as elements: headings, paragraphs, lists, quotations, code, rules, emphasis
// and links to the web. HTML in it stays text, pictures are named and never fetched.
import { element } from "./parts.js";

/** Larger files are shown as plain text. */
export const MARKDOWN_SIZE_MAX = 2 ** 20;
const DEPTH_MAX = 8;

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(\S.*)$/;
const RULE = /^ {0,3}([-*_])(\s*\1){2,}\s*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])\s+/;

/** The elements of a text. */
export function markdown(text: string): Node[] {
  return blocks(text.split(/\r?\n/), 0);
}

function blocks(lines: string[], depth: number): Node[] {
  const nodes: Node[] = [];
  for (let at = 0; at < lines.length;) {
    const [node, used] = block(lines, at, depth);
    if (node) nodes.push(node);
    at += Math.max(1, used);
  }
  return nodes;
}

/** The block at a line, and how many lines it takes. */
function block(lines: string[], at: number, depth: number): [Node | undefined, number] {
  const line = lines[at] ?? "";
  if (line.trim() === "") return [undefined, 1];
  const fence = FENCE.exec(line)?.[1];
  if (fence) return code(lines, at, fence);
  const heading = HEADING.exec(line);
  if (heading) {
    const level = (heading[1]?.length ?? 1) as 1 | 2 | 3 | 4 | 5 | 6;
    return [element(`h${level}`, "", ...inline(heading[2]?.trimEnd() ?? "", 0)), 1];
  }
  if (RULE.test(line)) return [element("hr"), 1];
  if (depth < DEPTH_MAX && QUOTE.test(line)) return quotation(lines, at, depth);
  if (depth < DEPTH_MAX && ITEM.test(line)) return list(lines, at, depth);
  return paragraph(lines, at);
}

function code(lines: string[], at: number, fence: string): [Node, number] {
  const isEnd = (line: string) => line.trim().startsWith(fence) && /^(`+|~+)$/.test(line.trim());
  const end = lines.findIndex((line, index) => index > at && isEnd(line));
  const body = lines.slice(at + 1, end < 0 ? lines.length : end);
  const node = element("pre", "", element("code", "", body.join("\n")));
  node.tabIndex = 0;
  return [node, (end < 0 ? lines.length : end + 1) - at];
}

function quotation(lines: string[], at: number, depth: number): [Node, number] {
  const used = countWhile(lines, at, (line) => QUOTE.test(line));
  const inner = lines.slice(at, at + used).map((line) => line.replace(QUOTE, ""));
  return [element("blockquote", "", ...blocks(inner, depth + 1)), used];
}

function list(lines: string[], at: number, depth: number): [Node, number] {
  const isOrdered = /\d/.test(ITEM.exec(lines[at] ?? "")?.[2] ?? "");
  const items: string[][] = [];
  const used = countWhile(lines, at, (line) => {
    const marker = ITEM.exec(line);
    if (marker) items.push([line.slice(marker[0].length)]);
    else if (line.trim() === "" || !/^\s{2,}/.test(line)) return false;
    else items.at(-1)?.push(line.replace(/^ {2,4}/, ""));
    return true;
  });
  const nodes = items.map((item) => element("li", "", ...itemNodes(item, depth)));
  return [element(isOrdered ? "ol" : "ul", "", ...nodes), used];
}

function itemNodes(item: string[], depth: number): Node[] {
  const [first = "", ...rest] = item;
  return [...inline(first, 0), ...blocks(rest, depth + 1)];
}

function paragraph(lines: string[], at: number): [Node, number] {
  const isOther = (line: string) =>
    line.trim() === "" || [FENCE, HEADING, RULE, QUOTE, ITEM].some((start) => start.test(line));
  const used = Math.max(
    1,
    countWhile(lines, at, (line) => !isOther(line)),
  );
  return [element("p", "", ...inline(lines.slice(at, at + used).join("\n"), 0)), used];
}

function countWhile(lines: string[], at: number, holds: (line: string) => boolean): number {
  let end = at;
  while (end < lines.length && holds(lines[end] ?? "")) end++;
  return end - at;
}

/** What may stand in a line. None of these can match in more than one way, so none takes long. */
const INLINE = new RegExp(
  [
    /`([^`\n]+)`/,
    /\*\*([^*\n]+)\*\*/,
    /\*([^*\n]+)\*/,
    /!?\[([^[\]\n]*)\]\(([^()\s]*)\)/,
    /<(https?:[^<>\s]+)>/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);

function inline(text: string, depth: number): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) nodes.push(new Text(text.slice(end, match.index)));
    nodes.push(span(match, depth));
    end = match.index + match[0].length;
  }
  if (end < text.length) nodes.push(new Text(text.slice(end)));
  return nodes;
}

function span(match: RegExpExecArray, depth: number): Node {
  const [whole, verbatim, strong, emphasis, label = "", address = "", bare] = match;
  const inner = (part: string) => (depth < DEPTH_MAX ? inline(part, depth + 1) : [part]);
  if (verbatim !== undefined) return element("code", "", verbatim);
  if (strong !== undefined) return element("strong", "", ...inner(strong));
  if (emphasis !== undefined) return element("em", "", ...inner(emphasis));
  if (bare !== undefined) return link(bare, [bare]);
  if (whole.startsWith("!")) return element("span", "picture", label);
  return link(address, inner(label));
}

/** Links lead to the web, in a page of their own; others are only text. */
function link(address: string, children: (Node | string)[]): Node {
  if (!/^https?:\/\//i.test(address)) return element("span", "", ...children);
  const made = element("a", "", ...children);
  made.href = address;
  made.title = address;
  made.target = "_blank";
  made.rel = "noopener noreferrer nofollow";
  made.referrerPolicy = "no-referrer";
  return made;
}
