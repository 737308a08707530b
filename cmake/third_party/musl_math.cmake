# SPDX-License-Identifier: Apache-2.0
# musl's mathematical functions and qsort, for native programs and WebAssembly modules alike: with the
# C library of each platform, pixels would differ in their last bits, and equal sort keys in order.
#
# Functions whose result IEEE 754 fixes exactly (sqrt, floor, fmod, ldexp, …) are left to the platform.
set(musl "${VITRINE_SOURCE_musl}")
set(musl_generated "${CMAKE_CURRENT_BINARY_DIR}/musl")

# What musl's own headers would say. Names that glibc's headers declare otherwise are moved away,
# after those headers have been read.
set(musl_text "#include <math.h>\n#include <stdlib.h>
#define hidden __attribute__((__visibility__(\"hidden\")))
#define weak_alias(old, new) extern __typeof(old) old /* qsort_r and pow10: nobody calls them */\n")
foreach(name __sin __cos __tan __sinl __cosl __tanl __qsort_r)
    string(APPEND musl_text "#define ${name} musl${name}\n")
endforeach()
string(APPEND musl_text
    "void __qsort_r(void *, size_t, size_t, int (*)(const void *, const void *, void *), void *);\n")
file(CONFIGURE OUTPUT "${musl_generated}/vitrine_musl.h" CONTENT "${musl_text}" @ONLY)
file(CONFIGURE OUTPUT "${musl_generated}/atomic.h" @ONLY CONTENT
"#define a_ctz_l(x) __builtin_ctzl(x)\n")

set(musl_sources ${musl}/src/stdlib/qsort.c ${musl}/src/stdlib/qsort_nr.c)
foreach(name
        acos acosf asin asinf atan atan2 atan2f atanf cbrt cbrtf cos cosf exp exp2 exp2f expf hypot
        hypotf log log10 log10f log2 log2f logf pow powf sin sincos sincosf sinf tan tanf
        exp2f_data exp_data log2_data log2f_data log_data logf_data pow_data powf_data
        __cos __cosdf __rem_pio2 __rem_pio2_large __rem_pio2f __sin __sindf __tan __tandf
        __math_divzero __math_divzerof __math_invalid __math_invalidf __math_oflow __math_oflowf
        __math_uflow __math_uflowf __math_xflow __math_xflowf)
    list(APPEND musl_sources ${musl}/src/math/${name}.c)
endforeach()
third_party_library(musl_math
    SOURCES ${musl_sources}
    PRIVATE_INCLUDE ${musl_generated} ${musl}/src/internal ${musl}/arch/generic
    DEFINE _GNU_SOURCE
    OPTIONS "SHELL:-include vitrine_musl.h" -fno-strict-aliasing
    OPTIMIZE -O2)

# Whole: a definition in the program itself is found before that of any shared library, whatever
# the order on the linker's command line. --gc-sections drops what is not called.
add_library(third_party_math INTERFACE)
target_link_libraries(third_party_math INTERFACE
    "$<LINK_LIBRARY:WHOLE_ARCHIVE,third_party_musl_math>")
add_library(third_party::math ALIAS third_party_math)
