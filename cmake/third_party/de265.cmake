# SPDX-License-Identifier: Apache-2.0
# libde265: the HEVC decoder for HEIC, in one thread and without assembly, so that every build gives
# the same pixels. Its threads.cc is left out: de265_host.cc brings what is called of it, and memory.
#
# No exceptions: an allocation that is refused leaves the library by longjmp, and whatever it held is
# released as a whole (decoders/heif/heif_arena.h).
set(de265 "${VITRINE_SOURCE_libde265}")
set(de265_sources ${CMAKE_CURRENT_SOURCE_DIR}/de265_host.cc)
foreach(name alloc_pool bitstream cabac contextmodel de265 deblock decctx dpb fallback fallback-dct
             fallback-motion image intrapred md5 motion nal nal-parser pps refpic sao scan sei slice
             sps transform util vps vui)
    list(APPEND de265_sources ${de265}/libde265/${name}.cc)
endforeach()
third_party_library(de265
    SOURCES ${de265_sources}
    INCLUDE ${de265}
    DEFINE HAVE_MALLOC_H=1
    OPTIONS "SHELL:-include ${heif_memory_names}" -fno-exceptions -fno-rtti
    LINK vitrine_heif
    OPTIMIZE -O2)
set_source_files_properties(${de265}/libde265/slice.cc PROPERTIES COMPILE_DEFINITIONS DE265_HOST_TABLE)
