# SPDX-License-Identifier: Apache-2.0
# How hard each file of a library is optimised for WebAssembly: what runs for each pixel or byte is
# made fast, the rest small. Sizes and times behind it are in docs/modules.md.

# vitrine_optimise(LIBRARY FLAG PATTERN…): compiles the files of third_party::LIBRARY, or of our own
# vitrine_LIBRARY, whose path matches one of the patterns with FLAG, in place of what is said there.
function(vitrine_optimise library flag)
    set(target third_party_${library})
    if(NOT TARGET ${target})
        set(target vitrine_${library})
    endif()
    get_target_property(sources ${target} SOURCES)
    get_target_property(folder ${target} SOURCE_DIR)
    foreach(pattern IN LISTS ARGN)
        set(found ${sources})
        list(FILTER found INCLUDE REGEX "${pattern}")
        if(NOT found)
            message(FATAL_ERROR "No source of ${library} matches ${pattern}")
        endif()
        set_source_files_properties(${found} DIRECTORY ${folder} PROPERTIES COMPILE_OPTIONS ${flag})
    endforeach()
endfunction()

vitrine_optimise(decoders_core -Os "\\.c$")
vitrine_optimise(decoders_core -Oz "/(exif|heap|nested|tiff)\\.c$")
vitrine_optimise(decoders_core -O2 "/(rows|colour|canvas)\\.c$")
vitrine_optimise(format_png -Os "\\.c$")
vitrine_optimise(format_png -O2 "/png_(pixels|rows|compose)\\.c$")
vitrine_optimise(format_jpeg -Os "\\.c$")
vitrine_optimise(format_jpeg -O2 "/jpeg_rows\\.c$")
vitrine_optimise(format_gif -Os "\\.c$")
vitrine_optimise(format_gif -O2 "/gif_(lzw|compose)\\.c$")
vitrine_optimise(format_bmp -Os "\\.c$")
vitrine_optimise(format_bmp -O2 "/bmp(_rle)?\\.c$")
vitrine_optimise(jpeg -Oz "\\.c$")
vitrine_optimise(jpeg -O3 "/jd(huff|phuff)\\.c$" "/(jidctint|jidctred|jdsample)-8\\.c$")
vitrine_optimise(jpeg -Os "/(jdcolor|jdcoefct)-8\\.c$")
vitrine_optimise(png -Oz "\\.c$")
vitrine_optimise(zlib -Oz "\\.c$")
vitrine_optimise(zlib -O3 "/(inflate|inffast|adler32)\\.c$")
vitrine_optimise(zlib -Os "/crc32\\.c$")
vitrine_optimise(webp -Oz "\\.c$")
vitrine_optimise(webp -Os "/dec/(vp8l?|frame|tree|io)_dec\\.c$" "/dsp/[a-z_]+\\.c$"
    "/bit_reader_utils\\.c$")

if(TARGET third_party_mupdf)
    # Not -Oz: with setjmp by WebAssembly exceptions, that makes some files three times as large.
    vitrine_optimise(mupdf -Os "/source/(fitz|pdf)/[^/]*\\.c$" "/mupdf/pdf-[a-z-]+\\.c$")
    vitrine_optimise(mupdf -O2 "/(fitz|mupdf)/draw-(affine|edge|edgebuffer|paint|path|scale-simple|unpack)\\.c$"
        "/fitz/(color-fast|filter-basic|filter-flate|filter-predict|hash|stream-read)\\.c$")
    vitrine_optimise(freetype -Oz "\\.c$")
    vitrine_optimise(freetype -O2 "/smooth\\.c$")
    vitrine_optimise(openjpeg -Oz "\\.c$")
    vitrine_optimise(openjpeg -O2 "/(dwt|t1|mqc|ht_dec)\\.c$")
    vitrine_optimise(jbig2dec -Oz "\\.c$")
    vitrine_optimise(jbig2dec -O2 "/jbig2_(generic|arith|halftone|refinement)\\.c$")
endif()
