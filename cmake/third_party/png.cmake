# SPDX-License-Identifier: Apache-2.0
# libpng: reading chunks. The image data and their rows are decoded by decoders/formats/png_rows.c.
set(png "${VITRINE_SOURCE_libpng}")

# Features that are switched off in libpng's own default configuration.
set(png_off
    # writing, files, and the "simplified" interface
    "WRITE_[A-Za-z0-9_]+" WRITE "SIMPLIFIED_[A-Z_]+" STDIO CONSOLE_IO
    "FORMAT_[A-Z]+" CONVERT_tIME TIME_RFC1123 SAVE_INT_32 MNG_FEATURES
    # text and measures that no pixel depends on
    "(READ_)?[itz][ETX][Xx]t" TEXT READ_TEXT READ_COMPRESSED_TEXT
    "(READ_)?(hIST|oFFs|pCAL|sCAL|sPLT|tIME)"
    # rows, which the decoder reads itself
    "READ_[A-Z0-9_]+_TO_[A-Z0-9_]+" "READ_(ALPHA_MODE|BACKGROUND|BGR|COMPOSITE_NODIV|EXPAND)"
    "READ_(EXPAND_16|FILLER|GAMMA|INVERT|INVERT_ALPHA|OPT_PLTE|PACK|PACKSWAP|QUANTIZE)"
    "READ_(SHIFT|STRIP_16_TO_8|STRIP_ALPHA|SWAP|SWAP_ALPHA|TRANSFORMS|USER_TRANSFORM)"
    "READ_(CHECK_FOR_INVALID_INDEX|GET_PALETTE_MAX)" GET_PALETTE_MAX CHECK_FOR_INVALID_INDEX
    "USER_TRANSFORM_[A-Z]+" PROGRESSIVE_READ INFO_IMAGE
    BUILD_GRAYSCALE_PALETTE
    # colours that are not applied or, of iCCP, unpacked by the decoder; warnings, which nobody sees
    "(READ_)?(bKGD|cHRM|cICP|cLLI|gAMA|iCCP|mDCV|pHYs|sBIT|sRGB)" GAMMA COLORSPACE WARNINGS)
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
    ${png}/png.c ${png}/pngerror.c ${png}/pngget.c ${png}/pngmem.c ${png}/pngread.c
    ${png}/pngrio.c ${png}/pngrtran.c ${png}/pngrutil.c ${png}/pngset.c ${png}/pngtrans.c)
third_party_library(png
    SOURCES ${png_sources}
    INCLUDE ${png_generated} ${png}
    DEFINE PNG_ARM_NEON_OPT=0 PNG_INTEL_SSE_OPT=0
    LINK third_party::zlib
    OPTIMIZE -O2)
