# SPDX-License-Identifier: Apache-2.0
# Options of the native programs: hardening, or the sanitizers.
add_link_options(-fuse-ld=lld -Wl,--gc-sections -Wl,--as-needed)
if(VITRINE_SANITIZE)
    list(APPEND vitrine_c_flags -g -fsanitize=address -fno-omit-frame-pointer)
    add_link_options(-fsanitize=address,undefined)
else()
    list(APPEND vitrine_c_flags -fstack-protector-strong -D_FORTIFY_SOURCE=2)
    add_link_options(-pie -Wl,-z,relro,-z,now)
endif()
