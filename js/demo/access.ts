// SPDX-License-Identifier: Apache-2.0
// How the demo comes by its token: in the fragment of the address that `./dev demo` prints. A
// fragment is never sent to a server; it is taken out of the address bar and the history at once,
// and kept for this tab only, so that the page can be reloaded.

const KEY = "vitrine-demo";

export interface Access {
  token: string;
  share: string;
  /** The file to show at once. */
  path?: string;
}

/** The access that came with the address, or that this tab has had before. */
export function takeAccess(): Access | undefined {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const [token, share] = [fragment.get("token"), fragment.get("share")];
  if (token && share) {
    const path = fragment.get("path") ?? "";
    history.replaceState(null, "", location.pathname + location.search);
    sessionStorage.setItem(KEY, JSON.stringify({ token, share }));
    return { token, share, path };
  }
  return readKept();
}

function readKept(): Access | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return isAccess(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isAccess(value: unknown): value is Access {
  const { token, share } = (value ?? {}) as Partial<Access>;
  return typeof token === "string" && typeof share === "string";
}
