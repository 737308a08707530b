// SPDX-License-Identifier: Apache-2.0
// The fonts and character maps that MuPDF asks for, out of the caller's assets. These functions
// take the place of MuPDF's own tables (source/fitz/noto.c, and the built-in maps of
// pdf-cmap-load.c), so that the choice of a substitute stays MuPDF's own. What is missing is told
// in the message, and the page is shown without it.
#include <string.h>

#include "message.h"
#include "pdf_state.h"

#include <mupdf/ucdn.h>

#define BOLD 1
#define ITALIC 2
#define CMAP_ASSET_MAX ((size_t)8 << 20)
#define FONT_ASSET_MAX ((size_t)32 << 20)
#define CJK_FONT "fonts/DroidSansFallbackFull.ttf"

typedef struct {
    const char *family; // as MuPDF asks
    const char *files[4]; // regular, bold, italic, bold italic
} font_family;

static const font_family families[] = {
    {"Courier",
     {"fonts/NimbusMonoPS-Regular.otf", "fonts/NimbusMonoPS-Bold.otf",
      "fonts/NimbusMonoPS-Italic.otf", "fonts/NimbusMonoPS-BoldItalic.otf"}},
    {"Helvetica",
     {"fonts/NimbusSans-Regular.otf", "fonts/NimbusSans-Bold.otf", "fonts/NimbusSans-Italic.otf",
      "fonts/NimbusSans-BoldItalic.otf"}},
    {"Times",
     {"fonts/NimbusRoman-Regular.otf", "fonts/NimbusRoman-Bold.otf",
      "fonts/NimbusRoman-Italic.otf", "fonts/NimbusRoman-BoldItalic.otf"}},
    {"Symbol", {"fonts/StandardSymbolsPS.otf", NULL, NULL, NULL}},
    {"ZapfDingbats", {"fonts/D050000L.otf", NULL, NULL, NULL}},
};

// Other names under which MuPDF's own table knows the families.
static const struct {
    const char *alias;
    const char *family;
} family_aliases[] = {
    {"Arial", "Helvetica"},         {"Nimbus Sans", "Helvetica"},  {"Nimbus Mono", "Courier"},
    {"Nimbus Roman", "Times"},      {"Times Roman", "Times"},      {"Times New Roman", "Times"},
    {"Standard Symbols PS", "Symbol"}, {"Dingbats", "ZapfDingbats"},
};

// ---- Assets -------------------------------------------------------------------------------------

static sheet_asset *asset_known(sheet_state *state, const char *name)
{
    for (sheet_asset *asset = state->assets; asset != NULL; asset = asset->next) {
        if (strcmp(asset->name, name) == 0)
            return asset;
    }
    return NULL;
}

static void asset_fill(sheet_state *state, sheet_asset *asset, size_t most)
{
    const vt_assets *assets = &state->document->assets;
    size_t size = 0;
    if (assets->find == NULL || assets->find(assets->user, asset->name, &size) != VT_OK)
        return;
    if (size == 0 || size > most)
        return;
    uint8_t *bytes = vt_heap_allocate(&state->document->heap, size);
    if (bytes == NULL || assets->read(assets->user, asset->name, bytes, size) != VT_OK) {
        vt_heap_release(&state->document->heap, bytes);
        state->is_spent = true; // another try may have it
        return;
    }
    asset->bytes = bytes;
    asset->size = size;
}

static void asset_complain(sheet_state *state, const char *name)
{
    vt_message *message = &state->document->message;
    if (message->text[0] != '\0')
        return;
    vt_message_add_text(message, "Text may be missing: there is no asset ");
    vt_message_add_text(message, name);
    vt_message_add_text(message, ".");
}

// An entry without bytes; NULL when memory is short.
static sheet_asset *asset_new(sheet_state *state, const char *name)
{
    vt_heap *heap = &state->document->heap;
    sheet_asset *asset = vt_heap_allocate_array(heap, 1, sizeof *asset);
    if (asset == NULL || strlen(name) >= sizeof asset->name) {
        vt_heap_release(heap, asset);
        state->is_spent = true;
        return NULL;
    }
    memcpy(asset->name, name, strlen(name));
    asset->next = state->assets;
    state->assets = asset;
    return asset;
}

// Loads an asset once. NULL when it is not to be had, or memory is short.
static sheet_asset *asset_load(sheet_state *state, const char *name, size_t most)
{
    sheet_asset *asset = asset_known(state, name);
    if (asset == NULL) {
        asset = asset_new(state, name);
        if (asset == NULL)
            return NULL;
        asset_fill(state, asset, most);
    }
    if (asset->bytes != NULL)
        return asset;
    asset_complain(state, name);
    return NULL;
}

// MuPDF takes built-in maps for constants, which it keeps and never lets go; so they are made to
// look like constants (a count of -1), and here become droppable again, each by itself.
void sheet_assets_drop_cmaps(sheet_state *state)
{
    for (sheet_asset *asset = state->assets; asset != NULL; asset = asset->next) {
        if (asset->cmap != NULL)
            asset->cmap->usecmap = NULL;
    }
    for (sheet_asset *asset = state->assets; asset != NULL; asset = asset->next) {
        if (asset->cmap != NULL)
            asset->cmap->storable.refs = 1;
        pdf_drop_cmap(state->context, asset->cmap);
        asset->cmap = NULL;
    }
}

void sheet_assets_free(sheet_state *state)
{
    vt_heap *heap = &state->document->heap;
    while (state->assets != NULL) {
        sheet_asset *asset = state->assets;
        state->assets = asset->next;
        vt_heap_release(heap, asset->bytes);
        vt_heap_release(heap, asset);
    }
}

// ---- Fonts --------------------------------------------------------------------------------------

static const unsigned char *font_load(fz_context *context, const char *name, int *size)
{
    sheet_state *state = fz_user_context(context);
    *size = 0;
    const sheet_asset *asset = name != NULL ? asset_load(state, name, FONT_ASSET_MAX) : NULL;
    if (asset == NULL)
        return NULL;
    *size = (int)asset->size;
    return asset->bytes;
}

static const unsigned char *family_load(fz_context *context, const char *name, int style, int *size)
{
    for (size_t i = 0; i < sizeof family_aliases / sizeof family_aliases[0]; i++) {
        if (fz_strcasecmp(family_aliases[i].alias, name) == 0)
            name = family_aliases[i].family;
    }
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        if (fz_strcasecmp(families[i].family, name) == 0)
            return font_load(context, families[i].files[style], size);
    }
    *size = 0;
    return NULL;
}

const unsigned char *fz_lookup_builtin_font(fz_context *context, const char *name, int bold,
                                            int italic, int *size)
{
    return family_load(context, name, (bold ? BOLD : 0) | (italic ? ITALIC : 0), size);
}

const unsigned char *fz_lookup_base14_font(fz_context *context, const char *name, int *size)
{
    static const struct {
        const char *name;
        const char *family;
        int style;
    } base14[] = {
        {"Courier", "Courier", 0},
        {"Courier-Bold", "Courier", BOLD},
        {"Courier-Oblique", "Courier", ITALIC},
        {"Courier-BoldOblique", "Courier", BOLD | ITALIC},
        {"Helvetica", "Helvetica", 0},
        {"Helvetica-Bold", "Helvetica", BOLD},
        {"Helvetica-Oblique", "Helvetica", ITALIC},
        {"Helvetica-BoldOblique", "Helvetica", BOLD | ITALIC},
        {"Times-Roman", "Times", 0},
        {"Times-Bold", "Times", BOLD},
        {"Times-Italic", "Times", ITALIC},
        {"Times-BoldItalic", "Times", BOLD | ITALIC},
        {"Symbol", "Symbol", 0},
        {"ZapfDingbats", "ZapfDingbats", 0},
    };
    for (size_t i = 0; i < sizeof base14 / sizeof base14[0]; i++) {
        if (strcmp(base14[i].name, name) == 0)
            return family_load(context, base14[i].family, base14[i].style, size);
    }
    *size = 0;
    return NULL;
}

const unsigned char *fz_lookup_cjk_font(fz_context *context, int ordering, int *size, int *index)
{
    (void)ordering;
    if (index != NULL)
        *index = 0;
    return font_load(context, CJK_FONT, size);
}

const unsigned char *fz_lookup_cjk_font_by_language(fz_context *context, const char *language,
                                                    int *size, int *index)
{
    (void)language;
    return fz_lookup_cjk_font(context, FZ_ADOBE_JAPAN, size, index);
}

int fz_lookup_cjk_ordering_by_language(const char *name)
{
    (void)name; // asked for only where text is made, not shown
    return -1;
}

const unsigned char *fz_lookup_noto_font(fz_context *context, int script, int language, int *size,
                                         int *index)
{
    (void)language;
    *size = 0;
    if (index != NULL)
        *index = 0;
    switch (script) {
    case UCDN_SCRIPT_HAN:
    case UCDN_SCRIPT_HIRAGANA:
    case UCDN_SCRIPT_KATAKANA:
    case UCDN_SCRIPT_HANGUL:
    case UCDN_SCRIPT_BOPOMOFO:
        return font_load(context, CJK_FONT, size);
    default:
        return NULL;
    }
}

// Fallbacks of MuPDF for single signs. There are no such assets yet.
static const unsigned char *no_font(int *size)
{
    *size = 0;
    return NULL;
}

const unsigned char *fz_lookup_noto_math_font(fz_context *context, int *size)
{
    (void)context;
    return no_font(size);
}

const unsigned char *fz_lookup_noto_music_font(fz_context *context, int *size)
{
    (void)context;
    return no_font(size);
}

const unsigned char *fz_lookup_noto_symbol1_font(fz_context *context, int *size)
{
    (void)context;
    return no_font(size);
}

const unsigned char *fz_lookup_noto_symbol2_font(fz_context *context, int *size)
{
    (void)context;
    return no_font(size);
}

const unsigned char *fz_lookup_noto_emoji_font(fz_context *context, int *size)
{
    (void)context;
    return no_font(size);
}

const unsigned char *fz_lookup_noto_boxes_font(fz_context *context, int *size)
{
    (void)context;
    return no_font(size);
}

// ---- Character maps -----------------------------------------------------------------------------

// Names come out of files; only these letters are looked for.
static bool cmap_name_is_plain(const char *name)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
    size_t size = strlen(name);
    return size > 0 && size < 40 && strspn(name, allowed) == size;
}

// Throws.
static pdf_cmap *cmap_parse(fz_context *context, const sheet_asset *asset)
{
    pdf_cmap *cmap = NULL;
    fz_stream *stream = fz_open_memory(context, asset->bytes, asset->size);
    fz_try(context)
        cmap = pdf_load_cmap(context, stream);
    fz_always(context)
        fz_drop_stream(context, stream);
    fz_catch(context)
        fz_rethrow(context);
    return cmap;
}

// The two maps that need no asset.
static sheet_asset *identity_find(fz_context *context, const char *name)
{
    sheet_state *state = fz_user_context(context);
    sheet_asset *asset = asset_known(state, name);
    if (asset == NULL)
        asset = asset_new(state, name);
    if (asset != NULL && asset->cmap == NULL)
        asset->cmap = pdf_new_identity_cmap(context, strcmp(name, "Identity-V") == 0, 2);
    return asset;
}

static sheet_asset *cmap_find(fz_context *context, const char *name)
{
    char asset_name[64] = "cmaps/";
    if (!cmap_name_is_plain(name))
        return NULL;
    memcpy(asset_name + 6, name, strlen(name) + 1);
    sheet_asset *asset = asset_load(fz_user_context(context), asset_name, CMAP_ASSET_MAX);
    if (asset != NULL && asset->cmap == NULL)
        asset->cmap = cmap_parse(context, asset);
    return asset;
}

pdf_cmap *pdf_load_builtin_cmap(fz_context *context, const char *name)
{
    bool is_identity = strcmp(name, "Identity-H") == 0 || strcmp(name, "Identity-V") == 0;
    sheet_asset *asset = is_identity ? identity_find(context, name) : cmap_find(context, name);
    if (asset == NULL)
        return NULL;
    asset->cmap->storable.refs = -1; // see sheet_assets_drop_cmaps
    return asset->cmap;
}
