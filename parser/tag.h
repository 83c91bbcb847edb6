// Tag: the HTML elements that Tandem knows by number.
//
// Values are stable within one build only: a Page never outlives the binary that wrote it.
#pragma once

#include <cstdint>
#include <string_view>

namespace tandem {

// kText is not an element: it marks a text node. kUnknown is any element not in the list,
// custom elements and foreign (SVG, MathML) content among them.
// clang-format off
#define TANDEM_TAGS(X)                                                                             \
  X(a)                                                                                             \
  X(abbr)                                                                                          \
  X(acronym)                                                                                       \
  X(address)                                                                                       \
  X(applet)                                                                                        \
  X(area)                                                                                          \
  X(article)                                                                                       \
  X(aside)                                                                                         \
  X(audio)                                                                                         \
  X(b)                                                                                             \
  X(base)                                                                                          \
  X(basefont)                                                                                      \
  X(bdi)                                                                                           \
  X(bdo)                                                                                           \
  X(big)                                                                                           \
  X(blockquote) X(body) X(br) X(button) X(canvas) X(caption) X(center) X(cite) X(code) X(col)      \
      X(colgroup) X(data) X(datalist) X(dd) X(del) X(details) X(dfn) X(dialog) X(dir) X(div) X(dl) \
          X(dt) X(em) X(embed) X(fieldset) X(figcaption) X(figure) X(font) X(footer) X(form)       \
              X(frame) X(frameset) X(h1) X(h2) X(h3) X(h4) X(h5) X(h6) X(head) X(header) X(hgroup) \
                  X(hr) X(html) X(i) X(iframe) X(img) X(input) X(ins) X(kbd) X(label) X(legend)    \
                      X(li) X(link) X(listing) X(main) X(map) X(mark) X(marquee) X(math) X(menu)   \
                          X(meta) X(meter) X(nav) X(nobr) X(noembed) X(noframes) X(noscript)       \
                              X(object) X(ol) X(optgroup) X(option) X(output) X(p) X(param)        \
                                  X(picture) X(plaintext) X(pre) X(progress) X(q) X(rb) X(rp)      \
                                      X(rt) X(rtc) X(ruby) X(s) X(samp) X(script) X(search)        \
                                          X(section) X(select) X(slot) X(small) X(source) X(span)  \
                                              X(strike) X(strong) X(style) X(sub) X(summary)       \
                                                  X(sup) X(svg) X(table) X(tbody) X(td)            \
                                                      X(textarea) X(tfoot) X(th) X(thead) X(time)  \
                                                          X(title) X(tr) X(track) X(tt) X(u) X(ul) \
                                                              X(var) X(video) X(wbr) X(xmp)
// clang-format on

// NOLINTBEGIN(readability-identifier-naming): the names are the element names.
enum class Tag : uint16_t {
  kText = 0,
  kUnknown = 1,
#define TANDEM_TAG_ENUMERATOR(name) name,
  TANDEM_TAGS(TANDEM_TAG_ENUMERATOR)
#undef TANDEM_TAG_ENUMERATOR
      template_,  // a keyword of C++
  kTagCount
};
// NOLINTEND(readability-identifier-naming)

// The tag of an element name in lower-case ASCII; kUnknown if it is not in the list.
Tag tag_from_name(std::string_view name);

// The element name; "#text" and "#unknown" for the two that have none.
std::string_view tag_name(Tag tag);

}  // namespace tandem
