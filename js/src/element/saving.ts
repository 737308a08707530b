// SPDX-License-Identifier: Apache-2.0
// The download button of <vitrine-view>: what it says and shows meanwhile.
import { download } from "../document/bytes.js";
import type { Source } from "../document/source.js";
import { VitrineError } from "../errors.js";
import type { Parts } from "./parts.js";
import type { ProgressBar } from "./progress.js";
import type { Words } from "./words.js";

/** Answers the error that it ended with, if it did. */
export async function save(
  source: Source,
  name: string,
  { live }: Parts,
  words: Words,
  bar: ProgressBar,
): Promise<VitrineError | undefined> {
  live.textContent = words.text("downloading");
  bar.start(() => words.text("downloading"));
  try {
    await download(source, name, undefined, (progress) => bar.show(progress));
    return undefined;
  } catch (caught) {
    const error = VitrineError.from(caught);
    live.textContent = words.sentence(error);
    return error;
  } finally {
    bar.stop();
  }
}
