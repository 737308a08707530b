# SPDX-License-Identifier: Apache-2.0
# OpenJPEG: JPEG 2000 images inside PDF. Its opj_malloc.c is left out: MuPDF brings those functions.
set(openjpeg "${VITRINE_SOURCE_openjpeg}/src/lib/openjp2")
set(openjpeg_generated "${CMAKE_CURRENT_BINARY_DIR}/openjpeg")
file(CONFIGURE OUTPUT "${openjpeg_generated}/opj_config.h" @ONLY CONTENT
"#define OPJ_VERSION_MAJOR 2\n#define OPJ_VERSION_MINOR 5\n#define OPJ_VERSION_BUILD 4\n")
file(CONFIGURE OUTPUT "${openjpeg_generated}/opj_config_private.h" @ONLY CONTENT
"#define OPJ_PACKAGE_VERSION \"2.5.4\"\n")
set(openjpeg_sources)
foreach(name bio cio dwt event function_list ht_dec image invert j2k jp2 mct mqc openjpeg opj_clock pi
             sparse_array t1 t2 tcd tgt thread)
    list(APPEND openjpeg_sources ${openjpeg}/${name}.c)
endforeach()
third_party_library(openjpeg
    SOURCES ${openjpeg_sources}
    INCLUDE ${openjpeg_generated} ${openjpeg}
    DEFINE OPJ_STATIC
    OPTIMIZE -O2)
target_compile_definitions(third_party_openjpeg PUBLIC OPJ_STATIC)
