# SPDX-License-Identifier: Apache-2.0
# The sources of libjpeg-turbo in the build tree, with four files changed; sets `jpeg` to their folder.
set(jpeg_origin "${VITRINE_SOURCE_libjpeg-turbo}")
set(jpeg "${jpeg_generated}/source")
file(COPY "${jpeg_origin}/src" "${jpeg_origin}/simd" DESTINATION "${jpeg}"
    REGEX "/src/(jpegint\\.h|jmorecfg\\.h|jddctmgr\\.c|jdmaster\\.c)$" EXCLUDE)

# jpeg_change(FILE [PATTERN REPLACEMENT]…): copies src/FILE with each pattern replaced.
function(jpeg_change name)
    file(READ "${jpeg_origin}/src/${name}" text)
    while(ARGN)
        list(POP_FRONT ARGN pattern replacement)
        string(REGEX REPLACE "${pattern}" "${replacement}" changed "${text}")
        if(changed STREQUAL text)
            message(FATAL_ERROR "libjpeg-turbo's ${name} is not as expected: no ${pattern}")
        endif()
        set(text "${changed}")
    endwhile()
    file(CONFIGURE OUTPUT "${jpeg}/src/${name}" CONTENT "${text}" @ONLY)
endfunction()

# What overflows in damaged files must overflow alike where `long` has 64 bits and where it has 32.
jpeg_change(jpegint.h "typedef long JLONG" "typedef int JLONG")

# Left out: palettes, sloppy upsampling, the two transforms that are less exact.
jpeg_change(jmorecfg.h
    "#define (QUANT_1PASS|QUANT_2PASS|DCT_IFAST|DCT_FLOAT)_SUPPORTED[^\n]*"
    "#undef \\1_SUPPORTED")
jpeg_change(jdmaster.c
    "j[0-9]*init_merged_upsampler\\(cinfo\\)" "ERREXIT(cinfo, JERR_NOT_COMPILED)")

# The assembly's inverse transforms count in 16 bits, the C in 32: equal for all that an encoder
# writes, but not for what a damaged file can hold. The C is the truth, natively too. And only scales
# that are powers of two are asked for.
jpeg_change(jddctmgr.c
    "#ifdef WITH_SIMD" "#if 0"
    "    case 3:.*    case 4:" "    case 4:"
    "    case 5:.*case 7:[^#]*#endif\n" "#endif\n"
    "    case 9:.*case 16:[^#]*#endif\n" "#endif\n")
