# SPDX-License-Identifier: Apache-2.0
# MuPDF: PDF only, without scripts, writers of other formats, built-in fonts and built-in CMaps.
#
# decoders/formats/pdf*.c brings pdf_load_builtin_cmap, and fonts through MuPDF's own hooks; both come
# as assets when a page needs them.
set(mupdf "${VITRINE_SOURCE_mupdf}")
set(mupdf_generated "${CMAKE_CURRENT_BINARY_DIR}/mupdf")

# cut(RESULT TEXT FROM TO): removes what lies between two markers that must be there.
function(cut result text from to)
    string(FIND "${text}" "${from}" begin)
    string(FIND "${text}" "${to}" end REVERSE)
    if(begin EQUAL -1 OR NOT begin LESS end)
        message(FATAL_ERROR "MuPDF's sources are not as expected: '${from}' … '${to}' is missing")
    endif()
    string(SUBSTRING "${text}" 0 ${begin} head)
    string(SUBSTRING "${text}" ${end} -1 tail)
    set(${result} "${head}${tail}" PARENT_SCOPE)
endfunction()

# pdf-cmap-load.c without the table of built-in CMaps.
file(READ "${mupdf}/source/pdf/pdf-cmap-load.c" text)
string(REPLACE "#include \"cmaps/TrueType-UCS2.h\"\n" "" text "${text}")
cut(text "${text}" "#ifdef NO_CJK" "pdf_cmap *\npdf_load_system_cmap(")
file(CONFIGURE OUTPUT "${mupdf_generated}/pdf-cmap-load.c" CONTENT "${text}" @ONLY)

# pdf-page.c without the links of a page that is loaded: their targets are pages all over the file,
# which need not be read to show this one. decoders/formats/pdf_links.c loads them when asked.
file(READ "${mupdf}/source/pdf/pdf-page.c" text)
string(REPLACE "page->links = pdf_load_link_annots(ctx, doc, page, obj, number, page_ctm);" "" changed
    "${text}")
if(changed STREQUAL text)
    message(FATAL_ERROR "MuPDF's pdf-page.c is not as expected: no pdf_load_link_annots")
endif()
file(CONFIGURE OUTPUT "${mupdf_generated}/pdf-page.c" CONTENT "${changed}" @ONLY)

# load-jpx.c with its one static pointer for each thread, so that different documents may be used by
# different threads at once.
file(READ "${mupdf}/source/fitz/load-jpx.c" text)
string(REPLACE "static fz_context *opj_secret" "static _Thread_local fz_context *opj_secret" changed
    "${text}")
if(changed STREQUAL text)
    message(FATAL_ERROR "MuPDF's load-jpx.c is not as expected: no opj_secret")
endif()
file(CONFIGURE OUTPUT "${mupdf_generated}/load-jpx.c" CONTENT "${changed}" @ONLY)

# draw-edge.c asks between the lines of a shape whether to stop: one shape may have millions of edges.
# decoders/formats/pdf_engine.c answers.
file(READ "${mupdf}/source/fitz/draw-edge.c" text)
string(REPLACE "static int\ninsert_active(" "void sheet_poll(fz_context *ctx, int work);\n\nstatic int\ninsert_active("
    changed "${text}")
string(REPLACE "\tint e = *e_;\n\n\t/* insert edges" "\tint e = *e_;\n\n\tsheet_poll(ctx, gel->alen);\n\n\t/* insert edges"
    changed "${changed}")
string(REGEX MATCHALL "sheet_poll" found "${changed}")
list(LENGTH found found)
if(NOT found EQUAL 2)
    message(FATAL_ERROR "MuPDF's draw-edge.c is not as expected: no insert_active")
endif()
file(CONFIGURE OUTPUT "${mupdf_generated}/draw-edge.c" CONTENT "${changed}" @ONLY)

# draw-scale-simple.c with one loop, that down the columns, by a kernel.
file(READ "${mupdf}/source/fitz/draw-scale-simple.c" text)
string(REPLACE "	for (x=width; x > 0; x--)
	{
		const unsigned char *min = src;
		int val = 128;
		int len2 = len;
		const int *contrib2 = contrib;

		while (len2-- > 0)
		{
			val += *min * *contrib2++;
			min += width;
		}
		*dst++ = (unsigned char)(val>>8);
		src++;
	}
" "	(void)x;
	vt_blend_rows(src, (size_t)width, contrib, (size_t)len, dst);
" changed "${text}")
if(changed STREQUAL text)
    message(FATAL_ERROR "MuPDF's draw-scale-simple.c is not as expected: no loop down the columns")
endif()
file(CONFIGURE OUTPUT "${mupdf_generated}/draw-scale-simple.c" @ONLY
    CONTENT "#include \"image_kernels.h\"\n${changed}")

# xml.c includes the header of an HTML parser even where HTML is switched off.
file(CONFIGURE OUTPUT "${mupdf_generated}/empty/gumbo.h" CONTENT "/* no HTML */\n" @ONLY)

set(fitz_off
    harfbuzz unlibarchive memento # libraries that are not there, and a debugger for memory
    deskew leptonica-wrap ocr-device output-pdfocr
    output-cbz output-docx output-jpeg output-pcl output-pclm output-pnm output-ps output-psd
    output-pwg output-svg svg-device
    encode-jpx getopt gz-doc
    draw-edge draw-scale-simple load-jpx # above
    # replaced by mupdf_absent.c
    load-bmp load-gif load-jbig2 load-jxr load-png load-pnm load-psd load-tiff
    filter-sgi filter-thunder uncfb untar unzip
    filter-dct load-jpeg jmemcust) # below, with names of their own
set(pdf_off pdf-cmap-load pdf-page)
set(mupdf_sources "${mupdf_generated}/pdf-cmap-load.c" "${mupdf_generated}/pdf-page.c"
    "${mupdf_generated}/load-jpx.c" "${mupdf_generated}/draw-edge.c"
    "${mupdf_generated}/draw-scale-simple.c"
    "${CMAKE_CURRENT_SOURCE_DIR}/mupdf_absent.c")
foreach(folder fitz pdf)
    file(GLOB names RELATIVE "${mupdf}/source/${folder}" "${mupdf}/source/${folder}/*.c")
    foreach(name IN LISTS names)
        string(REPLACE ".c" "" base "${name}")
        if(NOT base IN_LIST ${folder}_off)
            list(APPEND mupdf_sources "${mupdf}/source/${folder}/${name}")
        endif()
    endforeach()
endforeach()

# The configuration is part of the interface: MuPDF's headers depend on it.
set(mupdf_configuration
    FZ_ENABLE_PDF=1 FZ_ENABLE_XPS=0 FZ_ENABLE_SVG=0 FZ_ENABLE_CBZ=0 FZ_ENABLE_IMG=0 FZ_ENABLE_HTML=0
    FZ_ENABLE_FB2=0 FZ_ENABLE_MOBI=0 FZ_ENABLE_EPUB=0 FZ_ENABLE_OFFICE=0 FZ_ENABLE_TXT=0
    FZ_ENABLE_HTML_ENGINE=0 FZ_ENABLE_OCR_OUTPUT=0 FZ_ENABLE_DOCX_OUTPUT=0 FZ_ENABLE_ODT_OUTPUT=0
    FZ_ENABLE_ICC=0 FZ_ENABLE_JPX=1 FZ_ENABLE_JS=0 FZ_ENABLE_SPOT_RENDERING=0
    TOFU TOFU_CJK TOFU_SIL TOFU_BASE14 NO_CJK)

# MuPDF's JPEG memory goes through MuPDF's allocator, that of our own JPEG decoder through ours. Both
# ways hang on functions with fixed names, so the part of libjpeg that calls them exists twice: under
# these names it is MuPDF's.
set(rename "")
foreach(name jpeg_CreateDecompress jpeg_destroy_decompress jpeg_abort_decompress jpeg_read_header
             jpeg_consume_input jpeg_input_complete jpeg_has_multiple_scans jpeg_finish_decompress
             jinit_memory_mgr jpeg_get_small jpeg_free_small jpeg_get_large jpeg_free_large
             jpeg_mem_available jpeg_open_backing_store jpeg_mem_init jpeg_mem_term)
    list(APPEND rename ${name}=mupdf_${name})
endforeach()
# libjpeg-turbo counts memory in size_t where MuPDF's own libjpeg has long.
file(READ "${mupdf}/source/fitz/jmemcust.c" text)
string(REPLACE "GLOBAL(long)\njpeg_mem_available" "GLOBAL(size_t)\njpeg_mem_available" text "${text}")
string(REPLACE "long min_bytes_needed" "size_t min_bytes_needed" text "${text}")
string(REPLACE "long max_bytes_needed, long already" "size_t max_bytes_needed, size_t already" text "${text}")
file(CONFIGURE OUTPUT "${mupdf_generated}/jmemcust.c" CONTENT "${text}" @ONLY)
third_party_library(mupdf_jpeg OBJECT
    SOURCES ${mupdf}/source/fitz/filter-dct.c ${mupdf}/source/fitz/load-jpeg.c
            ${mupdf_generated}/jmemcust.c ${jpeg}/src/jdapimin.c ${jpeg}/src/jmemmgr.c
    PRIVATE_INCLUDE ${mupdf}/include ${mupdf}/source/fitz
    DEFINE ${rename} ${mupdf_configuration} NO_GETENV
    LINK third_party::jpeg
    OPTIMIZE -O2)

set(absent "")
foreach(format bmp gif jxr png pnm psd tiff)
    list(APPEND absent fz_load_${format}=mupdf_absent_image)
endforeach()
set_source_files_properties("${mupdf}/source/fitz/image.c" PROPERTIES COMPILE_DEFINITIONS "${absent}")
set(absent "")
foreach(kind zip tar cfb)
    list(APPEND absent fz_is_${kind}_archive=mupdf_absent_archive
                       fz_open_${kind}_archive_with_stream=mupdf_absent_archive_open)
endforeach()
set_source_files_properties("${mupdf}/source/fitz/archive.c" PROPERTIES COMPILE_DEFINITIONS "${absent}")

third_party_library(mupdf
    SOURCES ${mupdf_sources} $<TARGET_OBJECTS:third_party_mupdf_jpeg>
    INCLUDE ${mupdf}/include
    PRIVATE_INCLUDE ${mupdf_generated}/empty ${mupdf}/source/pdf ${mupdf}/source/fitz
    LINK third_party::zlib third_party::jpeg third_party::freetype third_party::jbig2dec
         third_party::openjpeg vitrine_kernels
    OPTIMIZE -O2)
target_compile_definitions(third_party_mupdf PUBLIC ${mupdf_configuration})
