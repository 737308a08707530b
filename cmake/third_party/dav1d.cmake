# SPDX-License-Identifier: Apache-2.0
# dav1d: the AV1 decoder for AVIF, in one thread and without assembly, so that every build gives the
# same pixels. Sources for 8 and for more bits are the same ones, compiled twice.
set(dav1d "${VITRINE_SOURCE_dav1d}")
set(dav1d_generated "${CMAKE_CURRENT_BINARY_DIR}/dav1d")
set(dav1d_config "")
foreach(name ARCH_AARCH64 ARCH_ARM ARCH_LOONGARCH ARCH_LOONGARCH32 ARCH_LOONGARCH64 ARCH_PPC64LE
             ARCH_RISCV ARCH_RV32 ARCH_RV64 ARCH_X86 ARCH_X86_32 ARCH_X86_64 CONFIG_LOG
             ENDIANNESS_BIG HAVE_ALIGNED_ALLOC HAVE_ASM HAVE_CLOCK_GETTIME HAVE_DLSYM
             HAVE_ELF_AUX_INFO HAVE_GETAUXVAL HAVE_IO_H HAVE_MEMALIGN HAVE_POSIX_MEMALIGN
             HAVE_PTHREAD_GETAFFINITY_NP HAVE_PTHREAD_NP_H HAVE_PTHREAD_SETAFFINITY_NP
             HAVE_PTHREAD_SETNAME_NP HAVE_PTHREAD_SET_NAME_NP HAVE_SIGACTION HAVE_SYS_TYPES_H
             HAVE_UNISTD_H TRIM_DSP_FUNCTIONS)
    string(APPEND dav1d_config "#define ${name} 0\n")
endforeach()
foreach(name CONFIG_8BPC CONFIG_16BPC HAVE_C11_GENERIC)
    string(APPEND dav1d_config "#define ${name} 1\n")
endforeach()
file(CONFIGURE OUTPUT "${dav1d_generated}/config.h" CONTENT "${dav1d_config}" @ONLY)
file(CONFIGURE OUTPUT "${dav1d_generated}/vcs_version.h" CONTENT "#define DAV1D_VERSION \"1.5.4\"\n" @ONLY)

set(dav1d_sources)
foreach(name cdf cpu ctx data decode dequant_tables getbits intra_edge itx_1d lf_mask lib log mem msac
             obu pal picture qm ref refmvs scan tables thread_task warpmv wedge)
    list(APPEND dav1d_sources ${dav1d}/src/${name}.c)
endforeach()
foreach(bits 8 16)
    foreach(name cdef_apply cdef fg_apply filmgrain ipred_prepare ipred itx lf_apply loopfilter
                 looprestoration lr_apply mc recon)
        set(before "")
        set(after "")
        if(name STREQUAL "recon")
            # After each row of blocks, the place to stop at.
            set(before "#include \"heif_memory.h\"\n#define dav1d_filter_sbrow_${bits}bpc filter_row\n")
            set(after "#undef dav1d_filter_sbrow_${bits}bpc
void dav1d_filter_sbrow_${bits}bpc(Dav1dFrameContext *f, int row)
{
    heif_memory_pulse();
    filter_row(f, row);
}\n")
            string(PREPEND before "#define filter_row filter_row_${bits}\n")
        endif()
        set(source "${dav1d_generated}/${name}_${bits}.c")
        file(CONFIGURE OUTPUT "${source}" @ONLY
            CONTENT "#define BITDEPTH ${bits}\n${before}#include \"src/${name}_tmpl.c\"\n${after}")
        list(APPEND dav1d_sources ${source})
    endforeach()
endforeach()
third_party_library(dav1d
    SOURCES ${dav1d_sources}
    INCLUDE ${dav1d}/include
    PRIVATE_INCLUDE ${dav1d_generated} ${dav1d} ${dav1d}/include/compat/gcc
    DEFINE _GNU_SOURCE
    OPTIONS "SHELL:-include ${heif_memory_names}" -fvisibility=hidden
    LINK vitrine_heif
    OPTIMIZE -O2)
