# SPDX-License-Identifier: Apache-2.0
# The tests of the decoders: contract/, fault/ and differential/, and what their other tests need.

add_library(vitrine_test_support STATIC support/samples.c)
target_include_directories(vitrine_test_support PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}"
                                                       "${CMAKE_CURRENT_SOURCE_DIR}/support")
target_compile_definitions(vitrine_test_support PRIVATE
    VITRINE_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/data"
    VITRINE_TEST_ASSETS="${PROJECT_BINARY_DIR}/../assets")
target_link_libraries(vitrine_test_support PUBLIC vitrine_decoders PRIVATE vitrine_warnings)

foreach(folder contract fault)
    file(GLOB files CONFIGURE_DEPENDS ${folder}/decoders_*.c)
    foreach(file ${files})
        get_filename_component(name "${file}" NAME_WE)
        add_executable(${folder}_${name} "${file}")
        target_link_libraries(${folder}_${name} PRIVATE vitrine_test_support vitrine_warnings)
        add_test(NAME ${folder}/${name} COMMAND ${folder}_${name})
        set_tests_properties(${folder}/${name} PROPERTIES TIMEOUT 600)
    endforeach()
endforeach()

target_sources(unit_decoders_png_writer PRIVATE "${PROJECT_SOURCE_DIR}/decoders/cli/png_writer.c")
target_include_directories(unit_decoders_png_writer PRIVATE "${PROJECT_SOURCE_DIR}/decoders/cli")
target_link_libraries(unit_decoders_png_writer PRIVATE vitrine_test_support third_party::zlib)

# Every sample, cut and changed here and there.
if(NOT VITRINE_FUZZ)
    target_compile_definitions(fuzz_decoders_format PRIVATE REPLAY_STEP=37)
    add_test(NAME fuzz/decoders_format_samples
             COMMAND fuzz_decoders_format "${CMAKE_CURRENT_SOURCE_DIR}/data")
    set_tests_properties(fuzz/decoders_format fuzz/decoders_format_samples PROPERTIES TIMEOUT 600)
endif()

# Tests that start the vitrine command. Those of the corpus beside the checkout skip without it.
file(GLOB files CONFIGURE_DEPENDS contract/decoders_*.test.mjs differential/decoders_*.test.mjs)
foreach(file ${files})
    get_filename_component(folder "${file}" DIRECTORY)
    get_filename_component(folder "${folder}" NAME)
    get_filename_component(name "${file}" NAME_WE)
    add_test(NAME ${folder}/${name} COMMAND "${NODE}" --test "${file}")
    set_tests_properties(${folder}/${name} PROPERTIES
        ENVIRONMENT "VITRINE_PROGRAM=$<TARGET_FILE:vitrine>;VITRINE_SANITIZED=$<$<BOOL:${VITRINE_SANITIZE}>:1>"
        TIMEOUT 900 SKIP_REGULAR_EXPRESSION "# SKIP there is no corpus")
endforeach()

# The kernels are held to libjpeg's own C.
target_link_libraries(unit_kernels_jpeg PRIVATE third_party::jpeg)
target_link_libraries(unit_kernels_inffast PRIVATE third_party::zlib)
target_link_libraries(unit_kernels_inflate PRIVATE third_party::zlib)

target_link_libraries(unit_decoders_png_profile PRIVATE vitrine_kernels third_party::zlib)
target_compile_definitions(unit_decoders_png_profile PRIVATE
    PROFILE_FILE="${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/decoders_colour/display_p3")

# The bombs are packed where they are used.
target_link_libraries(contract_decoders_bombs PRIVATE third_party::zlib)
