# SPDX-License-Identifier: Apache-2.0
# Makes sure that the third-party sources of the lock are there, and says where.
#
# After include(sources), VITRINE_SOURCE_<name> is the folder of each library of the lock.
set(lock_file "${CMAKE_CURRENT_LIST_DIR}/third_party.lock.json")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${lock_file}")
execute_process(
    COMMAND "${CMAKE_CURRENT_LIST_DIR}/fetch-sources" --folders
    OUTPUT_VARIABLE source_folders
    OUTPUT_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE fetch_result)
if(NOT fetch_result EQUAL 0)
    message(FATAL_ERROR "The third-party sources are not there (see above).")
endif()
string(REPLACE "\n" ";" source_folders "${source_folders}")
foreach(entry IN LISTS source_folders)
    string(REGEX MATCH "^([^ ]+) (.+)$" entry "${entry}")
    set(VITRINE_SOURCE_${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
endforeach()
