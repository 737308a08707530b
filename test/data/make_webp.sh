#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the WebP samples of this folder from the PNG ones; see README.md. Needs cwebp and webpmux.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cwebp -quiet -q 60 png/rgb8.png -o webp/lossy.webp
cwebp -quiet -q 60 -alpha_q 80 png/rgba8.png -o webp/lossy_alpha.webp
cwebp -quiet -lossless -exact png/rgba8.png -o webp/lossless.webp
cwebp -quiet -lossless -exact -crop 10 8 16 12 png/rgba8.png -o "$scratch/part.webp"
cwebp -quiet -q 40 png/palette4_trns.png -o "$scratch/other.webp"
# The same bytes as the eXIf chunk of png/rgb8_exif6.png.
printf 'MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0' >"$scratch/exif"
webpmux -set exif "$scratch/exif" webp/lossless.webp -o webp/exif6.webp
# Blended or not, cleared or not, and a frame that covers all.
webpmux -frame webp/lossy.webp +50+0+0+0-b -frame "$scratch/part.webp" +120+4+6+1+b \
    -frame "$scratch/part.webp" +0+20+10+0-b -frame webp/lossless.webp +70+0+0+0+b \
    -frame "$scratch/other.webp" +3000+0+0+0-b -loop 0 -o webp/animated.webp
