#include "text/main_content/rules.h"

namespace tandem {

std::string_view content_rule_name(ContentRule rule) {
  switch (rule) {
    case ContentRule::kUndecided:
      return "undecided";
    case ContentRule::kMainText:
      return "main_text";
    case ContentRule::kNearText:
      return "near_text";
    case ContentRule::kFallbackClean:
      return "fallback_clean";
    case ContentRule::kFallbackAll:
      return "fallback_all";
    case ContentRule::kHidden:
      return "hidden";
    case ContentRule::kRawText:
      return "raw_text";
    case ContentRule::kControl:
      return "control";
    case ContentRule::kNavigation:
      return "navigation";
    case ContentRule::kSiteHeader:
      return "site_header";
    case ContentRule::kSiteFooter:
      return "site_footer";
    case ContentRule::kSidebar:
      return "sidebar";
    case ContentRule::kForm:
      return "form";
    case ContentRule::kShare:
      return "share";
    case ContentRule::kRelated:
      return "related";
    case ContentRule::kAdvert:
      return "advert";
    case ContentRule::kConsent:
      return "consent";
    case ContentRule::kDialog:
      return "dialog";
    case ContentRule::kSignUp:
      return "sign_up";
    case ContentRule::kComments:
      return "comments";
    case ContentRule::kByline:
      return "byline";
    case ContentRule::kMachinery:
      return "machinery";
    case ContentRule::kLinkDense:
      return "link_dense";
    case ContentRule::kOutsideRoot:
      return "outside_root";
    case ContentRule::kAfterText:
      return "after_text";
  }
  return "undecided";
}

}  // namespace tandem
