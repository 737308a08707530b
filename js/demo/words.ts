// SPDX-License-Identifier: Apache-2.0
// The demo page's own words, in English and Chinese.

const WORDS = {
  en: {
    local: "Open a local file",
    noAccess: "Open the address that ./dev demo printed: it carries the access to the folder.",
  },
  zh: {
    local: "打开本地文件",
    noAccess: "请打开 ./dev demo 打印的地址，其中包含访问该文件夹的权限。",
  },
} as const;

export const language = /^zh\b/i.test(navigator.language) ? "zh" : "en";
export const words = WORDS[language];
