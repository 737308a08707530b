// SPDX-License-Identifier: Apache-2.0
// What `vitrine --help` prints: the words of decoders/cli/arguments.c, which a test compares.

export const HELP = `Usage: vitrine info [--json] [--page N] FILE
       vitrine decode FILE [--page N] [--scale S | --fit WxH] [--region X,Y,W,H]
               [--as-stored] -o OUT.(png|ppm|rgba)
       vitrine hash [--page N] [--as-stored] FILE...
       vitrine text|links [--json] [--page N] FILE
       vitrine search [--json] [--page N] WORDS FILE
       vitrine outline|properties [--json] FILE

Shows what a picture or document is, decodes a page of it, prints the SHA-256 of
its pixels, or what a document contains: its text, where words stand in it, its
links, its outline, and what it says about itself.
FILE may be - for standard input, OUT - for a PNG on standard output.

  --page N            page or frame, counted from 1 (default 1; of text, links and
                      search: all)
  --scale S           1 is one pixel for each pixel, or point of a page (default 1)
  --fit WxH           the largest scale that fits; pictures are not enlarged
  --region X,Y,W,H    only this part, in pixels at the scale
  -o, --output OUT    where to write; the ending chooses the format
  --as-stored         no orientation, no colour management, 16 bits cut to 8
  --password P        password of an encrypted document
  --password-file F   the same, from the first line of a file
  --assets FOLDER     where fonts/ and cmaps/ are
  --timeout SECONDS   give up on a file after that time
  --json              what is printed as JSON
  --help, --version

Exit status: 0 done (also when a damaged file was shown in part), 1 a file could
not be shown, 2 wrong usage, 3 a file could not be read or written.
`;
