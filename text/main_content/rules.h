// The named rules by which main content extraction keeps or drops a block of a page.
//
// Thread safety: constants and pure functions.
#pragma once

#include <cstdint>
#include <string_view>

namespace tandem {

// One rule decides over each block. The names are stable: reports and `explain` show them.
enum class ContentRule : uint8_t {
  kUndecided,  // used inside the extraction only
  // Kept.
  kMainText,       // running text inside the content root
  kNearText,       // short block inside the content root
  kFallbackClean,  // the tight result was too small: everything that is not boilerplate
  kFallbackAll,    // even that was too small: everything visible
  // Dropped: never shown to a reader.
  kHidden,   // hidden, aria-hidden, display: none and classes that say so
  kRawText,  // script, style, template and other content that is not text
  kControl,  // button, select, label and other controls of forms
  // Dropped: the page says what it is, by element, ARIA role or class and id words.
  kNavigation,  // nav, menu, breadcrumb, pagination, table of contents of the site
  kSiteHeader,  // header outside an article, masthead, banner
  kSiteFooter,  // footer, contentinfo
  kSidebar,     // aside, complementary, sidebar, widget
  kForm,        // form, search
  kShare,       // share and follow links
  kRelated,     // related, recommended and popular pages
  kAdvert,      // advertisements, promotions, sponsored links
  kConsent,     // cookie banners and consent managers
  kDialog,      // dialogs, overlays, pop-ups, alerts
  kSignUp,      // newsletter, login, subscription boxes
  kComments,    // readers' comments below an article
  kByline,      // author boxes, dates, tags and other data about the text
  kMachinery,   // edit links, permalinks, print and skip links
  // Dropped: by measure.
  kLinkDense,    // nearly all of it is links
  kOutsideRoot,  // not inside the content root
  kAfterText,    // short remains behind the last running text
};

// The stable lower-case name: "main_text", "link_dense", ...
std::string_view content_rule_name(ContentRule rule);

// True if blocks under this rule are part of the extracted text.
constexpr bool keeps(ContentRule rule) {
  return rule >= ContentRule::kMainText && rule <= ContentRule::kFallbackAll;
}

}  // namespace tandem
