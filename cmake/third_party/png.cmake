# SPDX-License-Identifier: Apache-2.0
# libpng: reading only, without what a preview never asks for.
set(png "${VITRINE_SOURCE_libpng}")

# Features that are switched off in libpng's own default configuration.
set(png_off
    # writing, files, and the "simplified" interface
    "WRITE_[A-Za-z0-9_]+" WRITE "SIMPLIFIED_[A-Z_]+" STDIO CONSOLE_IO
    "FORMAT_[A-Z]+" CONVERT_tIME TIME_RFC1123 SAVE_INT_32 MNG_FEATURES
    # text and measures that no pixel depends on
    "(READ_)?[itz][ETX][Xx]t" TEXT READ_TEXT READ_COMPRESSED_TEXT
    "(READ_)?(hIST|oFFs|pCAL|sCAL|sPLT|tIME)"
    # transformations that the decoder does itself
    "READ_(ALPHA_MODE|BACKGROUND|BGR|COMPOSITE_NODIV|INVERT|INVERT_ALPHA|PACKSWAP|QUANTIZE)"
    "READ_(RGB_TO_GRAY|SWAP_ALPHA|USER_TRANSFORM|OPT_PLTE)" "USER_TRANSFORM_[A-Z]+"
    BUILD_GRAYSCALE_PALETTE)
file(READ "${png}/scripts/pnglibconf.h.prebuilt" png_configuration)
foreach(feature IN LISTS png_off)
    string(REGEX REPLACE "#define (PNG_${feature}_SUPPORTED)\n" "/*#undef \\1*/\n"
        png_configuration "${png_configuration}")
endforeach()
# The caller's own limits (vt_limits) are checked before libpng's.
string(REPLACE "PNG_ZLIB_VERNUM 0 /* unknown */" "PNG_ZLIB_VERNUM 0" png_configuration
    "${png_configuration}")
set(png_generated "${CMAKE_CURRENT_BINARY_DIR}/png")
file(CONFIGURE OUTPUT "${png_generated}/pnglibconf.h" CONTENT "${png_configuration}" @ONLY)

set(png_sources
    ${png}/png.c ${png}/pngerror.c ${png}/pngget.c ${png}/pngmem.c ${png}/pngpread.c ${png}/pngread.c
    ${png}/pngrio.c ${png}/pngrtran.c ${png}/pngrutil.c ${png}/pngset.c ${png}/pngtrans.c)
set(png_define PNG_ARM_NEON_OPT=0)
set(png_options)
if(EMSCRIPTEN)
    # libpng's SSE2 row filters, translated to simd128 by Emscripten's headers.
    list(APPEND png_sources ${png}/intel/filter_sse2_intrinsics.c ${png}/intel/intel_init.c)
    list(APPEND png_define PNG_INTEL_SSE_OPT=1 PNG_INTEL_SSE_IMPLEMENTATION=1)
    list(APPEND png_options -msse -msse2)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    list(APPEND png_sources ${png}/intel/filter_sse2_intrinsics.c ${png}/intel/intel_init.c)
    list(APPEND png_define PNG_INTEL_SSE_OPT=1)
else()
    list(APPEND png_define PNG_INTEL_SSE_OPT=0)
endif()
third_party_library(png
    SOURCES ${png_sources}
    INCLUDE ${png_generated} ${png}
    DEFINE ${png_define}
    OPTIONS ${png_options}
    LINK third_party::zlib
    OPTIMIZE -O3)
