# SPDX-License-Identifier: Apache-2.0
# Files beside the programs: the assets of the pdf format, and the bill of materials.
find_program(VITRINE_NODE NAMES node nodejs REQUIRED)
set(outputs_folder "${PROJECT_SOURCE_DIR}/build")

add_custom_command(
    OUTPUT "${outputs_folder}/assets/manifest.json"
    COMMAND "${VITRINE_NODE}" "${CMAKE_CURRENT_LIST_DIR}/make-assets.mjs" "${outputs_folder}/assets"
            "${VITRINE_SOURCE_fonts-urw-base35}" "${VITRINE_SOURCE_fonts-droid-fallback}"
            "${VITRINE_SOURCE_mupdf}"
    DEPENDS "${CMAKE_CURRENT_LIST_DIR}/make-assets.mjs" "${CMAKE_CURRENT_LIST_DIR}/third_party.lock.json"
    COMMENT "Laying out fonts and CMaps"
    VERBATIM)
add_custom_command(
    OUTPUT "${outputs_folder}/sbom.cdx.json"
    COMMAND "${VITRINE_NODE}" "${CMAKE_CURRENT_LIST_DIR}/make-sbom.mjs" "${outputs_folder}/sbom.cdx.json"
    DEPENDS "${CMAKE_CURRENT_LIST_DIR}/make-sbom.mjs" "${CMAKE_CURRENT_LIST_DIR}/third_party.lock.json"
            "${PROJECT_SOURCE_DIR}/js/package-lock.json"
    COMMENT "Writing the bill of materials"
    VERBATIM)
add_custom_target(vitrine_deliverables ALL
    DEPENDS "${outputs_folder}/assets/manifest.json" "${outputs_folder}/sbom.cdx.json")

add_test(NAME sbom COMMAND "${VITRINE_NODE}" --test "${CMAKE_CURRENT_LIST_DIR}/sbom.test.mjs")
