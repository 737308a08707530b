# SPDX-License-Identifier: Apache-2.0
# libwebp: decoding only. Its utils.c is left out: decoders/formats/webp_memory.c brings the functions
# that take memory.
set(webp "${VITRINE_SOURCE_libwebp}")
set(webp_sources)
foreach(name alpha_dec buffer_dec frame_dec idec_dec io_dec quant_dec tree_dec vp8_dec vp8l_dec
             webp_dec)
    list(APPEND webp_sources ${webp}/src/dec/${name}.c)
endforeach()
foreach(name alpha_processing cpu dec dec_clip_tables filters lossless rescaler upsampling yuv)
    list(APPEND webp_sources ${webp}/src/dsp/${name}.c)
endforeach()
foreach(name bit_reader_utils color_cache_utils filters_utils huffman_utils quant_levels_dec_utils
             random_utils rescaler_utils thread_utils)
    list(APPEND webp_sources ${webp}/src/utils/${name}.c)
endforeach()
set(webp_define WEBP_REDUCE_SIZE)
if(NOT EMSCRIPTEN)
    list(APPEND webp_define WEBP_USE_THREAD) # for the locks of its tables; it starts no thread
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
        foreach(name alpha_processing dec filters lossless rescaler upsampling yuv)
            list(APPEND webp_sources ${webp}/src/dsp/${name}_sse2.c)
        endforeach()
    endif()
endif()
third_party_library(webp
    SOURCES ${webp_sources}
    INCLUDE ${webp}/src
    PRIVATE_INCLUDE ${webp}
    DEFINE ${webp_define}
    OPTIMIZE -O2)
