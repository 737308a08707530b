# SPDX-License-Identifier: Apache-2.0
# FreeType: the font formats that a PDF file can embed (TrueType, CFF, Type 1, CID), and their renderers.
set(freetype "${VITRINE_SOURCE_freetype}")
set(freetype_generated "${CMAKE_CURRENT_BINARY_DIR}/freetype")

set(freetype_off
    ENVIRONMENT_PROPERTIES MAC_FONTS INCREMENTAL SUBPIXEL_RENDERING SVG USE_LZW USE_ZLIB
    GUESSING_EMBEDDED_RFORK)
set(truetype_off EMBEDDED_BITMAPS COLOR_LAYERS SFNT_NAMES GX_VAR_SUPPORT BDF)
set(options "#include <freetype/config/ftoption.h>\n")
list(TRANSFORM freetype_off PREPEND "#undef FT_CONFIG_OPTION_" OUTPUT_VARIABLE lines)
list(TRANSFORM truetype_off PREPEND "#undef TT_CONFIG_OPTION_" OUTPUT_VARIABLE truetype_lines)
list(JOIN lines "\n" lines)
list(JOIN truetype_lines "\n" truetype_lines)
string(APPEND options "${lines}\n${truetype_lines}\n"
    "#undef TT_SUPPORT_COLRV1\n#undef PCF_CONFIG_OPTION_LONG_FAMILY_NAMES\n"
    "#define T1_CONFIG_OPTION_NO_AFM\n"
    "#define FT_CONFIG_OPTION_DISABLE_STREAM_SUPPORT /* no files */\n")
file(CONFIGURE OUTPUT "${freetype_generated}/vitrine_ftoption.h" CONTENT "${options}" @ONLY)

set(modules "")
foreach(module "FT_Driver_ClassRec, tt_driver_class" "FT_Driver_ClassRec, t1_driver_class"
               "FT_Driver_ClassRec, cff_driver_class" "FT_Driver_ClassRec, t1cid_driver_class"
               "FT_Module_Class, psaux_module_class" "FT_Module_Class, psnames_module_class"
               "FT_Module_Class, pshinter_module_class" "FT_Module_Class, sfnt_module_class"
               "FT_Renderer_Class, ft_raster1_renderer_class"
               "FT_Renderer_Class, ft_smooth_renderer_class")
    string(APPEND modules "FT_USE_MODULE( ${module} )\n")
endforeach()
file(CONFIGURE OUTPUT "${freetype_generated}/vitrine_ftmodule.h" CONTENT "${modules}" @ONLY)

set(freetype_sources)
foreach(name base/ftbase base/ftbbox base/ftbitmap base/ftdebug base/ftfstype base/ftgasp base/ftglyph
             base/ftinit base/ftstroke base/ftsynth base/ftsystem base/fttype1 cff/cff cid/type1cid
             psaux/psaux pshinter/pshinter psnames/psnames raster/raster sfnt/sfnt smooth/smooth
             truetype/truetype type1/type1)
    list(APPEND freetype_sources ${freetype}/src/${name}.c)
endforeach()
third_party_library(freetype
    SOURCES ${freetype_sources}
    INCLUDE ${freetype_generated} ${freetype}/include
    DEFINE FT2_BUILD_LIBRARY
    OPTIMIZE -O2)
# Whoever includes FreeType's headers must see the same configuration.
target_compile_definitions(third_party_freetype PUBLIC
    "FT_CONFIG_OPTIONS_H=<vitrine_ftoption.h>" "FT_CONFIG_MODULES_H=<vitrine_ftmodule.h>")
