# SPDX-License-Identifier: Apache-2.0
# zlib: inflate for the decoders; deflate for the native command's PNG writer. No gz* file functions.
set(zlib "${VITRINE_SOURCE_zlib}")
set(zlib_generated "${CMAKE_CURRENT_BINARY_DIR}/zlib")

# The inner loop of inflate, changed: bits wait in 64 everywhere, six bytes come at once, and copies
# are made 16 bytes at a time. It still ends where it ended, for damaged streams too: of the output
# only what lies behind the end, within avail_out, may differ.
file(READ "${zlib}/inffast.c" inffast)
function(inffast_change from to)
    string(REPLACE "${from}" "${to}" changed "${inffast}")
    if(changed STREQUAL inffast)
        message(FATAL_ERROR "zlib's inffast.c is not as expected: no ${from}")
    endif()
    set(inffast "${changed}" PARENT_SCOPE)
endfunction()
inffast_change("    do {
        if (bits < 15) {
            hold += (unsigned long)(*in++) << bits;
            bits += 8;
            hold += (unsigned long)(*in++) << bits;
            bits += 8;
        }
" "    do {
        if (bits < 16) { /* in < last: there are six bytes, as many as one round can use */
            hold += (unsigned long long)(in[0] | in[1] << 8 | in[2] << 16 |
                                         (unsigned)in[3] << 24) << bits;
            hold += (unsigned long long)(unsigned)(in[4] | in[5] << 8) << (bits + 32);
            in += 6;
            bits += 48;
        }
")
inffast_change("(unsigned long)(*in++)" "(unsigned long long)(*in++)")
inffast_change("unsigned long hold;" "unsigned long long hold;")
set(wide_copy "{ /* up to 15 bytes too many: they fit, and are written over */
                        unsigned char *stop = out + len;
                        do {
                            zmemcpy(out, from, 16);
                            out += 16;
                            from += 16;
                        } while (out < stop);
                        out = stop;
                        continue;
                    }")
inffast_change("                    while (len > 2) {
" "                    if (op >= len && end - out >= 15 && window + wsize - from >= 272)
                    ${wide_copy}
                    while (len > 2) {
")
inffast_change("/* copy direct from output */
" "/* copy direct from output */
                    if (dist >= 16 && end - out >= 15)
                    ${wide_copy}
")
file(CONFIGURE OUTPUT "${zlib_generated}/inffast.c" CONTENT "${inffast}" @ONLY)

third_party_library(zlib
    SOURCES
        ${zlib}/adler32.c ${zlib}/compress.c ${zlib}/crc32.c ${zlib}/deflate.c ${zlib_generated}/inffast.c
        ${zlib}/inflate.c ${zlib}/inftrees.c ${zlib}/trees.c ${zlib}/uncompr.c ${zlib}/zutil.c
    INCLUDE ${zlib}
    DEFINE HAVE_UNISTD_H HAVE_STDARG_H NO_GZIP
           DYNAMIC_CRC_TABLE # 8 kB of tables, made when they are first needed
    OPTIMIZE -O3)
