# SPDX-License-Identifier: Apache-2.0
# The Debian package of the daemon: cpack in the build folder, or ./dev package.
set(packaging "${CMAKE_CURRENT_SOURCE_DIR}/packaging")
set(CMAKE_INSTALL_PREFIX /usr CACHE PATH "" FORCE)
find_program(GZIP gzip REQUIRED)

set(manual "${CMAKE_CURRENT_BINARY_DIR}/vitrined.8.gz")
add_custom_command(OUTPUT "${manual}"
    COMMAND "${GZIP}" -9nc "${CMAKE_CURRENT_SOURCE_DIR}/docs/man/vitrined.8" > "${manual}"
    DEPENDS docs/man/vitrined.8 VERBATIM)
add_custom_target(package_manual ALL DEPENDS "${manual}")

install(TARGETS vitrined DESTINATION sbin COMPONENT vitrined)
install(FILES "${packaging}/vitrined.service" "${packaging}/vitrined.socket"
    DESTINATION /lib/systemd/system COMPONENT vitrined)
install(FILES "${packaging}/vitrined.ini" DESTINATION /etc/vitrine COMPONENT vitrined)
install(FILES "${packaging}/sysusers.conf" DESTINATION lib/sysusers.d RENAME vitrine.conf
    COMPONENT vitrined)
install(FILES "${manual}" DESTINATION share/man/man8 COMPONENT vitrined)
install(FILES docs/vitrined.md docs/token.md docs/policy.md DESTINATION share/doc/vitrined
    COMPONENT vitrined)
install(FILES LICENSE DESTINATION share/doc/vitrined RENAME copyright COMPONENT vitrined)
install(DIRECTORY DESTINATION /var/lib/vitrine/files COMPONENT vitrined)

set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL vitrined)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ
    GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_NAME vitrined)
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_CONTACT "The Vitrine authors <vitrine@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "file bridge that serves previews of a NAS's files")
set(CPACK_PACKAGE_DESCRIPTION "vitrined serves the bytes and names of folders to Vitrine's viewer,\
 to whoever holds a capability token for them. It decodes nothing, writes nothing but its audit log,\
 and is confined to its shares.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "passwd")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/conffiles" "/etc/vitrine/vitrined.ini\n")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${packaging}/postinst;${packaging}/prerm;\
${packaging}/postrm;${CMAKE_CURRENT_BINARY_DIR}/conffiles")
include(CPack)
