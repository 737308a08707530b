# SPDX-License-Identifier: Apache-2.0
# Compiler options that hold for every target, and the warnings that hold for our own.
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# NDEBUG is not set for our own code: an assertion that fails says so in every build. The
# third-party libraries get it (cmake/third_party).
set(CMAKE_C_FLAGS_RELEASE "-O2")
set(CMAKE_CXX_STANDARD 17) # of libraries; our own code is C
set(CMAKE_CXX_FLAGS_RELEASE "-O2")

# Flags of every C file (not add_compile_options: nasm would get them too).
set(vitrine_c_flags
    -ffp-contract=off    # a fused multiply-add would make pixels differ between machines
    -fno-math-errno      # nobody reads errno after sqrt
    -ffunction-sections  # with --gc-sections: what is not called is not shipped
    -fdata-sections)

if(EMSCRIPTEN)
    include(wasm-options)
else()
    include(native-options)
endif()
list(JOIN vitrine_c_flags " " vitrine_c_flags)
string(APPEND CMAKE_C_FLAGS " ${vitrine_c_flags}")
string(APPEND CMAKE_CXX_FLAGS " ${vitrine_c_flags}")

add_library(vitrine_warnings INTERFACE)
target_compile_options(vitrine_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
    -Wformat=2 -Wimplicit-fallthrough -Wno-missing-field-initializers -Werror)
if(VITRINE_SANITIZE)
    # Undefined behaviour is looked for in our own code only: the libraries have their own fuzzers,
    # and some of them shift negative numbers on purpose.
    target_compile_options(vitrine_warnings INTERFACE
        -fsanitize=undefined -fno-sanitize-recover=undefined)
endif()

# A library of which the linker takes every file (CMake knows this for few platforms).
foreach(language C CXX)
    set(CMAKE_${language}_LINK_LIBRARY_USING_WHOLE_ARCHIVE_SUPPORTED TRUE)
    set(CMAKE_${language}_LINK_LIBRARY_USING_WHOLE_ARCHIVE
        "LINKER:--whole-archive" "<LINK_ITEM>" "LINKER:--no-whole-archive")
endforeach()

# ccache, in a cache that every checkout of this machine shares.
find_program(VITRINE_CCACHE ccache)
if(VITRINE_CCACHE AND NOT DEFINED CMAKE_C_COMPILER_LAUNCHER)
    if(DEFINED ENV{VITRINE_CACHE})
        set(vitrine_cache "$ENV{VITRINE_CACHE}")
    elseif(DEFINED ENV{XDG_CACHE_HOME})
        set(vitrine_cache "$ENV{XDG_CACHE_HOME}/vitrine")
    else()
        set(vitrine_cache "$ENV{HOME}/.cache/vitrine")
    endif()
    set(launcher env
        "CCACHE_DIR=${vitrine_cache}/ccache"
        "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" # paths in the checkout count as relative ones
        CCACHE_NOHASHDIR=1
        CCACHE_COMPILERTYPE=clang
        CCACHE_MAXSIZE=2G
        "CCACHE_COMPILERCHECK=string:${CMAKE_C_COMPILER_VERSION} ${EMSCRIPTEN_VERSION}"
        CCACHE_SLOPPINESS=time_macros
        "${VITRINE_CCACHE}")
    set(CMAKE_C_COMPILER_LAUNCHER "${launcher}" CACHE STRING "" FORCE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${launcher}" CACHE STRING "" FORCE)
endif()
