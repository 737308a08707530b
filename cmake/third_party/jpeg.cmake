# SPDX-License-Identifier: Apache-2.0
# libjpeg-turbo: the decoder behind the classic interface, 8, 12 and 16 bit, with SIMD on x86-64.
set(jpeg_generated "${CMAKE_CURRENT_BINARY_DIR}/jpeg")
include(jpeg-sources.cmake)

set(jpeg_sources)
foreach(name jaricom jcomapi jdapimin jdarith jdatasrc jdhuff jdicc jdinput jdlhuff jdmarker jdmaster
             jdphuff jdtrans jerror jmemmgr jmemnobs jpeg_nbits)
    list(APPEND jpeg_sources ${jpeg}/src/${name}.c)
endforeach()
foreach(name jdapistd jdcolor jddiffct jdlossls jdmainct jdpostct jdsample jutils)
    foreach(bits 8 12 16)
        list(APPEND jpeg_sources ${jpeg}/src/wrapper/${name}-${bits}.c)
    endforeach()
endforeach()
foreach(name jdcoefct jddctmgr jdmerge jidctflt jidctfst jidctint jidctred jquant1 jquant2)
    foreach(bits 8 12)
        list(APPEND jpeg_sources ${jpeg}/src/wrapper/${name}-${bits}.c)
    endforeach()
endforeach()

# Our kernels have the place of the assembly in WebAssembly, and beside it that of the inverse
# transform.
set(jpeg_with_simd FALSE)
set(jpeg_kernels ${PROJECT_SOURCE_DIR}/decoders/kernels)
if(EMSCRIPTEN)
    set(jpeg_with_simd TRUE)
    list(APPEND jpeg_sources ${jpeg_kernels}/libjpeg_simd.c)
endif()
if(NOT EMSCRIPTEN AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    include(CheckLanguage)
    check_language(ASM_NASM)
    if(NOT CMAKE_ASM_NASM_COMPILER)
        message(FATAL_ERROR "nasm is missing; libjpeg-turbo needs it. Run: ./dev setup")
    endif()
    set(CMAKE_ASM_NASM_OBJECT_FORMAT elf64)
    enable_language(ASM_NASM)
    set(jpeg_with_simd TRUE)
    file(GLOB jpeg_assembly ${jpeg}/simd/x86_64/*.asm)
    # Included by others, or for compression only: jsimd.c refers to the latter all the same.
    list(FILTER jpeg_assembly EXCLUDE REGEX "ext-(sse2|avx2)\\.asm$")
    list(APPEND jpeg_sources ${jpeg_assembly} ${jpeg}/simd/x86_64/jsimd.c
         ${jpeg_kernels}/libjpeg_simd.c)
    set_source_files_properties(${jpeg_kernels}/libjpeg_simd.c PROPERTIES
        COMPILE_DEFINITIONS VT_LIBJPEG_HAS_ASSEMBLY)
endif()

# The generated headers, from libjpeg-turbo's own templates.
function(jpeg_configure)
    set(JPEG_LIB_VERSION 62)
    set(VERSION 3.1.3)
    set(LIBJPEG_TURBO_VERSION_NUMBER 3001003)
    set(D_ARITH_CODING_SUPPORTED 1)
    set(WITH_SIMD ${jpeg_with_simd})
    set(BUILD vitrine)
    set(HIDDEN "__attribute__((visibility(\"hidden\")))")
    set(INLINE "__inline__ __attribute__((always_inline))")
    set(THREAD_LOCAL "_Thread_local")
    set(CMAKE_PROJECT_NAME libjpeg-turbo)
    set(SIZE_T ${CMAKE_SIZEOF_VOID_P})
    set(HAVE_BUILTIN_CTZL 1)
    set(COPYRIGHT_YEAR 1991-2025)
    foreach(header jconfig.h jconfigint.h jversion.h)
        configure_file("${jpeg}/src/${header}.in" "${jpeg_generated}/${header}")
    endforeach()
endfunction()
jpeg_configure()

third_party_library(jpeg
    SOURCES ${jpeg_sources} ${CMAKE_CURRENT_SOURCE_DIR}/jpeg_message.c
    INCLUDE ${jpeg_generated} ${jpeg}/src
    DEFINE NO_GETENV
    PRIVATE_INCLUDE ${CMAKE_CURRENT_SOURCE_DIR} ${jpeg}/simd ${jpeg}/simd/nasm ${jpeg}/simd/x86_64 ${jpeg_kernels}
    DEFINE NO_GETENV # memory limits come from the caller, never from JPEGMEM
    LINK vitrine_kernels
    OPTIMIZE -O3)
if(jpeg_assembly)
    target_compile_options(third_party_jpeg PRIVATE
        "$<$<COMPILE_LANGUAGE:ASM_NASM>:-DELF;-DPIC;-D__x86_64__;-I${jpeg}/simd/nasm/;-I${jpeg}/simd/x86_64/>")
endif()
