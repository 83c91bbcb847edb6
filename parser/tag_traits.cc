#include "parser/tag_traits.h"

#include <array>
#include <initializer_list>

namespace tandem {
namespace {

using TraitTable = std::array<uint32_t, static_cast<size_t>(GUMBO_TAG_LAST) + 1>;

constexpr void add(TraitTable& table, uint32_t traits, std::initializer_list<GumboTag> tags) {
  for (const GumboTag tag : tags) table[static_cast<size_t>(tag)] |= traits;
}

#define T(name) GUMBO_TAG_##name

constexpr TraitTable make_table() {
  TraitTable table{};
  add(table, kVoidTag,
      {T(AREA),  T(BASE),     T(BASEFONT), T(BGSOUND), T(BR),     T(COL),     T(EMBED),
       T(FRAME), T(HR),       T(IMAGE),    T(IMG),     T(INPUT),  T(ISINDEX), T(KEYGEN),
       T(LINK),  T(MENUITEM), T(META),     T(PARAM),   T(SOURCE), T(TRACK),   T(WBR)});
  // gumbo's list, which lacks <main>, <source> and <track>.
  add(table, kSpecialTag,
      {T(ADDRESS),    T(APPLET),   T(AREA),       T(ARTICLE),  T(ASIDE),    T(BASE),
       T(BASEFONT),   T(BGSOUND),  T(BLOCKQUOTE), T(BODY),     T(BR),       T(BUTTON),
       T(CAPTION),    T(CENTER),   T(COL),        T(COLGROUP), T(DD),       T(DETAILS),
       T(DIR),        T(DIV),      T(DL),         T(DT),       T(EMBED),    T(FIELDSET),
       T(FIGCAPTION), T(FIGURE),   T(FOOTER),     T(FORM),     T(FRAME),    T(FRAMESET),
       T(H1),         T(H2),       T(H3),         T(H4),       T(H5),       T(H6),
       T(HEAD),       T(HEADER),   T(HGROUP),     T(HR),       T(HTML),     T(IFRAME),
       T(IMG),        T(INPUT),    T(ISINDEX),    T(LI),       T(LINK),     T(LISTING),
       T(MARQUEE),    T(MENU),     T(MENUITEM),   T(META),     T(NAV),      T(NOEMBED),
       T(NOFRAMES),   T(NOSCRIPT), T(OBJECT),     T(OL),       T(P),        T(PARAM),
       T(PLAINTEXT),  T(PRE),      T(SCRIPT),     T(SECTION),  T(SELECT),   T(STYLE),
       T(SUMMARY),    T(TABLE),    T(TBODY),      T(TD),       T(TEMPLATE), T(TEXTAREA),
       T(TFOOT),      T(TH),       T(THEAD),      T(TITLE),    T(TR),       T(UL),
       T(WBR),        T(XMP)});
  // <select> too: what is within sees nothing of what is without.
  add(table, kScopeTag,
      {T(APPLET), T(CAPTION), T(MARQUEE), T(OBJECT), T(SELECT), T(TABLE), T(TD), T(TEMPLATE),
       T(TH)});
  add(table, kFormattingTag,
      {T(A), T(B), T(BIG), T(CODE), T(EM), T(FONT), T(I), T(NOBR), T(S), T(SMALL), T(STRIKE),
       T(STRONG), T(TT), T(U)});
  add(table, kClosesP | kNoReconstruct,
      {T(ADDRESS), T(ARTICLE), T(ASIDE),  T(BLOCKQUOTE), T(CENTER),    T(DD),         T(DETAILS),
       T(DIR),     T(DIV),     T(DL),     T(DT),         T(FIELDSET),  T(FIGCAPTION), T(FIGURE),
       T(FOOTER),  T(FORM),    T(H1),     T(H2),         T(H3),        T(H4),         T(H5),
       T(H6),      T(HEADER),  T(HGROUP), T(HR),         T(LI),        T(LISTING),    T(MAIN),
       T(MENU),    T(NAV),     T(OL),     T(P),          T(PLAINTEXT), T(PRE),        T(SECTION),
       T(SUMMARY), T(UL)});
  add(table, kClosesP, {T(XMP)});
  add(table, kNoReconstruct,
      {T(BASE),     T(BASEFONT), T(BGSOUND), T(CAPTION), T(COL),      T(COLGROUP), T(FRAME),
       T(FRAMESET), T(MENUITEM), T(IFRAME),  T(LINK),    T(META),     T(NOEMBED),  T(NOFRAMES),
       T(PARAM),    T(RB),       T(RP),      T(RT),      T(RTC),      T(SCRIPT),   T(SOURCE),
       T(STYLE),    T(TABLE),    T(TBODY),   T(TD),      T(TEMPLATE), T(TEXTAREA), T(TFOOT),
       T(TH),       T(THEAD),    T(TITLE),   T(TR),      T(TRACK)});
  add(table, kBlockEnd,
      {T(ADDRESS), T(ARTICLE), T(ASIDE),   T(BLOCKQUOTE), T(BUTTON),     T(CENTER), T(DETAILS),
       T(DIR),     T(DIV),     T(DL),      T(FIELDSET),   T(FIGCAPTION), T(FIGURE), T(FOOTER),
       T(HEADER),  T(HGROUP),  T(LISTING), T(MAIN),       T(MENU),       T(NAV),    T(OL),
       T(PRE),     T(SECTION), T(SUMMARY), T(UL)});
  add(table, kImpliedEnd,
      {T(DD), T(DT), T(LI), T(OPTION), T(OPTGROUP), T(P), T(RB), T(RP), T(RT), T(RTC)});
  add(table, kRawText,
      {T(IFRAME), T(NOEMBED), T(NOFRAMES), T(PLAINTEXT), T(SCRIPT), T(STYLE), T(TEXTAREA), T(TITLE),
       T(XMP)});
  add(table, kBreakout,
      {T(B),       T(BIG),   T(BLOCKQUOTE), T(BODY),   T(BR),     T(CENTER), T(CODE), T(DD),
       T(DIV),     T(DL),    T(DT),         T(EM),     T(EMBED),  T(H1),     T(H2),   T(H3),
       T(H4),      T(H5),    T(H6),         T(HEAD),   T(HR),     T(I),      T(IMG),  T(LI),
       T(LISTING), T(MENU),  T(META),       T(NOBR),   T(OL),     T(P),      T(PRE),  T(RUBY),
       T(S),       T(SMALL), T(SPAN),       T(STRONG), T(STRIKE), T(SUB),    T(SUP),  T(TABLE),
       T(TT),      T(U),     T(UL),         T(VAR)});
  add(table, kTablePart,
      {T(CAPTION), T(COLGROUP), T(TBODY), T(TD), T(TFOOT), T(TH), T(THEAD), T(TR)});
  add(table, kTableStructure, {T(COLGROUP), T(TABLE), T(TBODY), T(TFOOT), T(THEAD), T(TR)});
  add(table, kHeading, {T(H1), T(H2), T(H3), T(H4), T(H5), T(H6)});
  add(table, kMarkerTag, {T(APPLET), T(CAPTION), T(MARQUEE), T(OBJECT), T(TD), T(TEMPLATE), T(TH)});
  return table;
}

#undef T

constexpr TraitTable kTraits = make_table();

}  // namespace

uint32_t tag_traits(GumboTag tag) { return kTraits[static_cast<size_t>(tag)]; }

}  // namespace tandem
