# SPDX-License-Identifier: Apache-2.0
# The toolchain of the wasm preset: Emscripten's own, from PATH or from the cache folder.
if(NOT DEFINED CACHE{VITRINE_EMSCRIPTEN})
    execute_process(
        COMMAND "${CMAKE_CURRENT_LIST_DIR}/fetch-emscripten"
        OUTPUT_VARIABLE vitrine_emscripten
        OUTPUT_STRIP_TRAILING_WHITESPACE
        RESULT_VARIABLE fetch_result)
    if(NOT fetch_result EQUAL 0)
        message(FATAL_ERROR "There is no Emscripten (see above).")
    endif()
    set(VITRINE_EMSCRIPTEN "${vitrine_emscripten}" CACHE PATH "Folder of emcc")
endif()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES VITRINE_EMSCRIPTEN)
include("${VITRINE_EMSCRIPTEN}/cmake/Modules/Platform/Emscripten.cmake")
