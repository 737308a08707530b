# SPDX-License-Identifier: Apache-2.0
# Options of the WebAssembly modules; the link options of a module are in wasm/CMakeLists.txt.
list(APPEND vitrine_c_flags
    -mbulk-memory              # memcpy and memset of the engine; as old as the line below
    -msimd128                  # every browser of the last four years has it
    -sSUPPORT_LONGJMP=wasm     # setjmp by WebAssembly exceptions: no trip through JavaScript
    # not -mnontrapping-fptoint: without it, a conversion that overflows gives what x86-64 gives
    )
add_link_options(-sSUPPORT_LONGJMP=wasm)
