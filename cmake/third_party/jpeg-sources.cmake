# SPDX-License-Identifier: Apache-2.0
# The sources of libjpeg-turbo in the build tree, with ten files changed; sets `jpeg` to their folder.
set(jpeg_origin "${VITRINE_SOURCE_libjpeg-turbo}")
set(jpeg "${jpeg_generated}/source")
file(COPY "${jpeg_origin}/src" "${jpeg_origin}/simd" DESTINATION "${jpeg}"
    REGEX "/src/(jpegint\\.h|jmorecfg\\.h|jddctmgr\\.c|jdmaster\\.c|jd(p?)huff\\.[ch]|jdcolor\\.c|jdsample\\.c|jerror\\.c)$" EXCLUDE)

# jpeg_change(FILE [PATTERN REPLACEMENT]…): copies src/FILE with each pattern replaced.
function(jpeg_change name)
    file(READ "${jpeg_origin}/src/${name}" text)
    foreach(at RANGE 1 ${ARGC} 2) # by number, since a pattern may contain a semicolon
        if(at EQUAL ARGC)
            break()
        endif()
        math(EXPR behind "${at} + 1")
        string(REGEX REPLACE "${ARGV${at}}" "${ARGV${behind}}" changed "${text}")
        if(changed STREQUAL text)
            message(FATAL_ERROR "libjpeg-turbo's ${name} is not as expected: no ${ARGV${at}}")
        endif()
        set(text "${changed}")
    endforeach()
    file(CONFIGURE OUTPUT "${jpeg}/src/${name}" CONTENT "${text}" @ONLY)
endfunction()

# What overflows in damaged files must overflow alike where `long` has 64 bits and where it has 32.
jpeg_change(jpegint.h "typedef long JLONG" "typedef int JLONG")

# Messages without printf.
jpeg_change(jerror.c
    "#include \"jinclude\\.h\"" "#include \"jinclude.h\"\n#include \"jpeg_message.h\""
    "fprintf\\(stderr[^;]*;" ""
    "if \\(isstring\\)\n[^;]*;\n *else\n[^;]*;"
    "jpeg_message_fill(buffer, JMSG_LENGTH_MAX, msgtext, err->msg_parm.i, err->msg_parm.s);")

# Left out: palettes, sloppy upsampling, the two transforms that are less exact.
jpeg_change(jmorecfg.h
    "#define (BLOCK_SMOOTHING|IDCT_SCALING)_SUPPORTED[^\n]*"
    "#if !defined(BITS_IN_JSAMPLE) || BITS_IN_JSAMPLE == 8 /* more bits are rare */\n#define \\1_SUPPORTED\n#endif"
    "#define (QUANT_1PASS|QUANT_2PASS|DCT_IFAST|DCT_FLOAT)_SUPPORTED[^\n]*"
    "#undef \\1_SUPPORTED")
jpeg_change(jdmaster.c
    "j[0-9]*init_merged_upsampler\\(cinfo\\)" "ERREXIT(cinfo, JERR_NOT_COMPILED)")

# The bits that wait to be decoded: 64 everywhere, and four bytes at a time (libjpeg_entropy.h). Files
# with restart markers go the quick way too: it ends at a marker anyway. A code that there is not is
# told in both ways. The tables are made once for each of a file's: small rather than quick.
set(entropy "#include \"jdhuff.h\"\n#include \"libjpeg_entropy.h\"")
set(wide_bits "defined\\(__x86_64__\\) && defined\\(__ILP32__\\)" 1)
jpeg_change(jdhuff.h ${wide_bits}
    "(lookup\\[look\\] >> HUFF_LOOKAHEAD)" "\\1 & 255"
    "(nb = s >> HUFF_LOOKAHEAD)" "\\1 & 255"
    "if \\(nb > 16\\)[^;]*;" "if (nb > 16) { s = 0; WARNMS(cinfo, JWRN_HUFF_BAD_CODE); }")
jpeg_change(jdhuff.c ${wide_bits}
    "#include \"jdhuff\\.h\"[^\n]*" "${entropy}"
    "\\(bits_left <= 16\\) { [\\]\n *GET_BYTE GET_BYTE GET_BYTE GET_BYTE GET_BYTE GET_BYTE"
    "(bits_left < 32) { VT_FILL_32(GET_BYTE GET_BYTE GET_BYTE GET_BYTE)"
    "HUFF_DECODE_FAST\\(s, l, actbl\\);\n *r = s >> 4;\n *s &= 15;" "VT_DECODE_AC(actbl)"
    "(k \\+= r;)\n *FILL_BIT_BUFFER_FAST\n *r = GET_BITS\\(s\\);" "\\1\n          r = VT_PASSED_BITS(s);"
    "(k \\+= r;)\n *FILL_BIT_BUFFER_FAST\n *DROP_BITS\\(s\\);" "\\1"
    " FILL_BIT_BUFFER_FAST\n" "\n"
    "\\(l << HUFF_LOOKAHEAD\\) . htbl->huffval\\[p\\]" "VT_LOOKUP(l, htbl->huffval[p])"
    "    usefast = 0;\n  }\n\n  if" "  }\n\n  if"
    "(  for \\(l = 1; l <= HUFF_LOOKAHEAD; l\\+\\+\\))" "#pragma clang loop unroll(disable)\n\\1"
    "(      for \\(ctr = 1 << )" "#pragma clang loop unroll(disable) vectorize(disable)\n\\1")

# Refinement goes from one coefficient to the next that is not zero.
jpeg_change(jdphuff.c
    "#include \"jdhuff\\.h\"[^\n]*" "${entropy}"
    "(num_newnz = 0;)" "\\1\n    uint64_t nonzero = vt_nonzero_to(*block, Se);"
    "do {\n *thiscoef = .*while \\(k <= Se\\);" "VT_REFINE_PAST_ZEROS"
    "for \\(; k <= Se; k\\+\\+\\) {\n *thiscoef = .*(/. Count one block)" "VT_REFINE_REST\n      \\1")

# The assembly's inverse transforms count in 16 bits, the C in 32: equal for all that an encoder
# writes, but not for what a damaged file can hold. The C is the truth, natively too, and the kernel
# that stands for it (decoders/kernels/libjpeg_simd.h) equals it. And only scales that are powers of
# two are asked for.
jpeg_change(jddctmgr.c
    "#ifdef WITH_SIMD" "#if 0"
    "#include \"jsimddct\\.h\"" "#include \"libjpeg_simd.h\""
    "method_ptr = _jpeg_idct_islow" "method_ptr = VT_LIBJPEG_INVERSE"
    "    case 3:.*    case 4:" "    case 4:"
    "    case 5:.*case 7:[^#]*#endif\n" "#endif\n"
    "    case 9:.*case 16:[^#]*#endif\n" "#endif\n")

# Left out: orders of colours that nobody asks for. In WebAssembly the answers of the SIMD interface
# are known beforehand, so that the C behind a yes is not shipped.
set(refused "ERREXIT(cinfo, JERR_CONVERSION_NOTIMPL)")
set(color_answers "")
if(EMSCRIPTEN)
    set(color_answers "jsimd_can_ycc_rgb\\(\\)" 1)
    jpeg_change(jdsample.c
        "jsimd_can_h2v([12])_fancy_upsample\\(\\)" 1 "jsimd_can_h2v([12])_upsample\\(\\)" 0)
else()
    file(COPY "${jpeg_origin}/src/jdsample.c" DESTINATION "${jpeg}/src")
endif()
jpeg_change(jdcolor.c ${color_answers}
    "(ycc|gray|rgb)_ext(bgr|bgrx|xbgr|xrgb)_convert_internal\\([^)]*\\)" "${refused}"
    "jsimd_can_ycc_rgb565\\(\\)" 0
    "cconvert->pub._color_convert = (ycc|gray|rgb)_rgb565D?_convert" "${refused}")
