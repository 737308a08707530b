# SPDX-License-Identifier: Apache-2.0
# jbig2dec: bilevel images of scanned PDF files.
set(jbig2dec "${VITRINE_SOURCE_jbig2dec}")
set(jbig2dec_sources)
foreach(name jbig2 jbig2_arith jbig2_arith_iaid jbig2_arith_int jbig2_generic jbig2_halftone
             jbig2_huffman jbig2_hufftab jbig2_image jbig2_mmr jbig2_page jbig2_refinement
             jbig2_segment jbig2_symbol_dict jbig2_text)
    list(APPEND jbig2dec_sources ${jbig2dec}/${name}.c)
endforeach()
third_party_library(jbig2dec
    SOURCES ${jbig2dec_sources}
    INCLUDE ${jbig2dec}
    DEFINE HAVE_STDINT_H
    OPTIMIZE -O2)
