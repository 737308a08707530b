// SPDX-License-Identifier: Apache-2.0
// The demo page's own words, in English and Chinese.

const WORDS = {
  en: {
    folder: "Folder",
    empty: "This folder is empty.",
    loading: "Loading…",
    local: "Open a local file",
    noAccess: "Open the address that ./dev demo printed: it carries the access to the folder.",
    link: "Link",
    other: "Not a file",
    files: "Files",
  },
  zh: {
    folder: "文件夹",
    empty: "此文件夹为空。",
    loading: "正在加载…",
    local: "打开本地文件",
    noAccess: "请打开 ./dev demo 打印的地址，其中包含访问该文件夹的权限。",
    link: "链接",
    other: "不是文件",
    files: "文件",
  },
} as const;

export const language = /^zh\b/i.test(navigator.language) ? "zh" : "en";
export const words = WORDS[language];

/** "3.4 MB". */
export function sizeText(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  let index = 0;
  let value = bytes;
  for (; value >= 1000 && index < units.length - 1; index++) value /= 1000;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[index] ?? "byte",
    unitDisplay: index === 0 ? "long" : "short",
    maximumFractionDigits: value < 10 && index > 0 ? 1 : 0,
  }).format(value);
}
