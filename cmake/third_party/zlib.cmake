# SPDX-License-Identifier: Apache-2.0
# zlib: inflate for the decoders; deflate for the native command's PNG writer. No gz* file functions.
set(zlib "${VITRINE_SOURCE_zlib}")
third_party_library(zlib
    SOURCES
        ${zlib}/adler32.c ${zlib}/compress.c ${zlib}/crc32.c ${zlib}/deflate.c ${zlib}/inffast.c
        ${zlib}/inflate.c ${zlib}/inftrees.c ${zlib}/trees.c ${zlib}/uncompr.c ${zlib}/zutil.c
    INCLUDE ${zlib}
    DEFINE HAVE_UNISTD_H HAVE_STDARG_H NO_GZIP
    OPTIMIZE -O3)
