// Page: the builder, its sums, and what open() makes of corrupted blocks.
#include "parser/page.h"

#include <cstring>
#include <functional>
#include <random>
#include <string>

#include "parser/html.h"
#include "tests/support/catch.h"

namespace tandem {
namespace {

// The example of page.h.
Bytes example() {
  Result<Bytes> page = parse_html("<p>one <a href=x>two</a></p>", "http://a.example/", "UTF-8");
  REQUIRE(page.ok());
  return *page;
}

struct Row {
  Tag tag;
  uint16_t depth;
  uint32_t parent, end, attributes_begin, attributes_end, text_begin, text_end;
  uint32_t text_chars, link_chars, link_count, paragraph_count;
};

TEST_CASE("the example of page.h has the numbers that it shows") {
  const Bytes block = example();
  Result<PageView> view = PageView::open(block);
  REQUIRE(view.ok());
  const Row rows[] = {
      {Tag::html, 0, 0, 7, 0, 0, 0, 7, 7, 3, 1, 1},  {Tag::head, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0},
      {Tag::body, 1, 0, 7, 0, 0, 0, 7, 7, 3, 1, 1},  {Tag::p, 2, 2, 7, 0, 0, 0, 7, 7, 3, 1, 1},
      {Tag::kText, 3, 3, 5, 0, 0, 0, 4, 4, 0, 0, 0}, {Tag::a, 3, 3, 7, 0, 1, 4, 7, 3, 3, 1, 0},
      {Tag::kText, 4, 5, 7, 1, 1, 4, 7, 3, 3, 0, 0},
  };
  REQUIRE(view->size() == 7);
  for (uint32_t i = 0; i < view->size(); ++i) {
    CAPTURE(i);
    const PageNode& node = view->node(i);
    CHECK(node.tag == rows[i].tag);
    CHECK(node.depth == rows[i].depth);
    CHECK(node.parent == rows[i].parent);
    CHECK(node.end == rows[i].end);
    CHECK(node.attributes_begin == rows[i].attributes_begin);
    CHECK(node.attributes_end == rows[i].attributes_end);
    CHECK(node.text_begin == rows[i].text_begin);
    CHECK(node.text_end == rows[i].text_end);
    CHECK(node.text_chars == rows[i].text_chars);
    CHECK(node.link_chars == rows[i].link_chars);
    CHECK(node.link_count == rows[i].link_count);
    CHECK(node.paragraph_count == rows[i].paragraph_count);
  }
  CHECK(view->url() == "http://a.example/");
  CHECK(view->charset() == "UTF-8");
  CHECK(view->attribute(view->node(5), "href") == "x");
  CHECK_FALSE(view->attribute(view->node(5), "rel").has_value());
}

TEST_CASE("text that is not shown is stored and counts in no sum") {
  PageBuilder builder;
  builder.open(Tag::html);
  builder.open(Tag::template_);
  builder.open(Tag::p);
  builder.open(Tag::a);
  builder.attribute("href", "x");
  builder.text("hidden");
  builder.close();
  builder.close();
  builder.close();
  builder.open(Tag::script);
  builder.text("var x;");
  builder.close();
  builder.text("shown");
  builder.close();
  Result<Bytes> block = std::move(builder).finish("u", "UTF-8");
  REQUIRE(block.ok());
  Result<PageView> view = PageView::open(*block);
  REQUIRE(view.ok());
  const PageNode& root = view->node(0);
  CHECK(view->text(root) == "hiddenvar x;shown");
  CHECK(root.text_chars == 5);
  CHECK(root.link_chars == 0);
  CHECK(root.link_count == 0);
  CHECK(root.paragraph_count == 0);
}

TEST_CASE("sums count code points, and white space runs once across nodes") {
  PageBuilder builder;
  builder.open(Tag::html);
  builder.text(" \n é");  // a leading run counts nothing
  builder.open(Tag::b);
  builder.text(" ");
  builder.text("\t한국");
  builder.close();
  builder.text("  ");
  builder.close();
  Result<Bytes> block = std::move(builder).finish("", "");
  REQUIRE(block.ok());
  Result<PageView> view = PageView::open(*block);
  REQUIRE(view.ok());
  REQUIRE(view->size() == 5);
  CHECK(view->node(1).text_chars == 1);
  CHECK(view->node(2).text_chars == 3);
  CHECK(view->node(3).text_chars == 3);
  CHECK(view->text(view->node(3)) == " \t한국");  // adjacent calls are one node
  CHECK(view->node(4).text_chars == 1);
  CHECK(view->node(0).text_chars == 5);
}

TEST_CASE("links: only <a href>, each once, nested ones too") {
  PageBuilder builder;
  builder.open(Tag::html);
  builder.open(Tag::a);
  builder.attribute("name", "x");
  builder.text("no");
  builder.close();
  builder.open(Tag::a);
  builder.attribute("href", "1");
  builder.attribute("href", "2");
  builder.open(Tag::a);
  builder.attribute("href", "3");
  builder.text("two");
  builder.close();
  builder.text("one");
  builder.close();
  builder.text("out");
  builder.close();
  Result<Bytes> block = std::move(builder).finish("", "");
  REQUIRE(block.ok());
  Result<PageView> view = PageView::open(*block);
  REQUIRE(view.ok());
  CHECK(view->node(0).link_count == 2);
  CHECK(view->node(0).link_chars == 6);
  CHECK(view->node(0).text_chars == 11);
  CHECK(view->attribute(view->node(3), "href") == "1");
}

TEST_CASE("a builder without one closed root reports it") {
  CHECK(PageBuilder().finish("", "").error().code == ErrorCode::kInternal);
  const auto finish = [](int elements, int closed) {
    PageBuilder builder;
    for (int i = 0; i < elements; ++i) {
      builder.open(Tag::html);
      if (i < closed) builder.close();
    }
    return std::move(builder).finish("", "");
  };
  CHECK(finish(1, 0).error().code == ErrorCode::kInternal);
  CHECK(finish(2, 2).error().code == ErrorCode::kInternal);
  CHECK(finish(1, 1).ok());
  PageBuilder outside;
  outside.text("lost");
  outside.attribute("lost", "");
  outside.open(Tag::html);
  outside.close();
  Result<Bytes> block = std::move(outside).finish("", "");
  REQUIRE(block.ok());
  CHECK(PageView::open(*block)->size() == 1);
}

// Reads all that can be read through a view, so that a sanitizer sees every access.
uint64_t touch(const PageView& view) {
  uint64_t sum = view.url().size() + view.charset().size();
  const auto add = [&sum](std::string_view text) {
    for (const char c : text) sum += static_cast<unsigned char>(c);
  };
  add(view.url());
  add(view.charset());
  for (uint32_t i = 0; i < view.size(); ++i) {
    const PageNode& node = view.node(i);
    sum += tag_name(node.tag).size() + view.node(node.parent).end;
    if (node.end < view.size()) sum += view.node(node.end).depth;
    add(view.text(node));
    add(view.text(view.node(node.parent))
            .substr(node.text_begin - view.node(node.parent).text_begin));
    for (const PageAttribute& attribute : view.attributes(node)) {
      add(view.string(attribute.name));
      add(view.string(attribute.value));
    }
  }
  return sum;
}

// The block in a heap piece of its exact size, so that a read past the end is seen.
void open_and_touch(const Bytes& block) {
  const Bytes exact(block.begin(), block.end());
  Result<PageView> view = PageView::open(exact);
  if (view.ok()) {
    touch(*view);
  } else {
    CHECK(view.error().code == ErrorCode::kCorrupt);
  }
}

void check_corrupt(const std::function<void(PageHeader&, PageNode*, PageAttribute*)>& change) {
  Bytes block = example();
  auto* header = reinterpret_cast<PageHeader*>(block.data());
  auto* nodes = reinterpret_cast<PageNode*>(block.data() + header->nodes_offset);
  auto* attributes = reinterpret_cast<PageAttribute*>(block.data() + header->attributes_offset);
  change(*header, nodes, attributes);
  Result<PageView> view = PageView::open(block);
  REQUIRE_FALSE(view.ok());
  CHECK(view.error().code == ErrorCode::kCorrupt);
}

TEST_CASE("open() refuses every kind of corruption") {
  using H = PageHeader;
  using N = PageNode;
  using A = PageAttribute;
  check_corrupt([](H& h, N*, A*) { h.magic ^= 1; });
  check_corrupt([](H& h, N*, A*) { ++h.version; });
  check_corrupt([](H& h, N*, A*) { ++h.size; });
  check_corrupt([](H& h, N*, A*) { h.node_count = 0; });
  check_corrupt([](H& h, N*, A*) { h.node_count = UINT32_MAX; });
  check_corrupt([](H& h, N*, A*) { --h.node_count; });
  check_corrupt([](H& h, N*, A*) { h.attribute_count = UINT32_MAX; });
  check_corrupt([](H& h, N*, A*) { h.nodes_offset += 1; });
  check_corrupt([](H& h, N*, A*) { h.nodes_offset = UINT32_MAX - 3; });
  check_corrupt([](H& h, N*, A*) { h.attributes_offset += 2; });
  check_corrupt([](H& h, N*, A*) { h.attributes_offset = UINT32_MAX - 3; });
  check_corrupt([](H& h, N*, A*) { h.text_offset = UINT32_MAX; });
  check_corrupt([](H& h, N*, A*) { h.text_size = UINT32_MAX; });
  check_corrupt([](H& h, N*, A*) { h.text_size -= 1; });
  check_corrupt([](H& h, N*, A*) { h.strings_offset = UINT32_MAX; });
  check_corrupt([](H& h, N*, A*) { h.strings_size = UINT32_MAX; });
  check_corrupt([](H& h, N*, A*) { h.url.begin = UINT32_MAX; });
  check_corrupt([](H& h, N*, A*) { h.url.size = UINT32_MAX; });
  check_corrupt([](H& h, N*, A*) { h.charset.size = h.strings_size + 1; });
  check_corrupt([](H&, N* n, A*) { n[3].tag = Tag::kTagCount; });
  check_corrupt([](H&, N* n, A*) { n[0].parent = 1; });
  check_corrupt([](H&, N* n, A*) { n[0].depth = 1; });
  check_corrupt([](H&, N* n, A*) { n[0].end = 6; });
  check_corrupt([](H&, N* n, A*) { n[3].parent = 0; });
  check_corrupt([](H&, N* n, A*) { n[3].parent = 3; });
  check_corrupt([](H&, N* n, A*) { n[3].parent = 6; });
  check_corrupt([](H&, N* n, A*) { n[3].parent = UINT32_MAX; });
  check_corrupt([](H&, N* n, A*) { n[3].depth = 7; });
  check_corrupt([](H&, N* n, A*) { n[3].end = 3; });
  check_corrupt([](H&, N* n, A*) { n[3].end = 8; });
  check_corrupt([](H&, N* n, A*) { n[1].end = 4; });
  check_corrupt([](H&, N* n, A*) { n[4].end = 6; });
  check_corrupt([](H&, N* n, A*) { n[2].end = 5; });
  check_corrupt([](H&, N* n, A*) { n[5].attributes_end = 2; });
  check_corrupt([](H&, N* n, A*) { n[5].attributes_begin = 2; });
  check_corrupt([](H&, N* n, A*) { n[5].text_end = 8; });
  check_corrupt([](H&, N* n, A*) { n[5].text_begin = 8; });
  check_corrupt([](H&, N* n, A*) { n[3].text_end = 6; });
  check_corrupt([](H&, N* n, A*) { n[5].text_begin = 5; });
  check_corrupt([](H&, N*, A* a) { a[0].name.begin = UINT32_MAX; });
  check_corrupt([](H&, N*, A* a) { a[0].name.size = UINT32_MAX; });
  check_corrupt([](H&, N*, A* a) { a[0].value.begin = UINT32_MAX; });
  check_corrupt([](H&, N*, A* a) { a[0].value.size = 4096; });
}

TEST_CASE("open() refuses every truncation and every other alignment") {
  const Bytes block = example();
  for (size_t size = 0; size < block.size(); ++size) {
    const Bytes cut(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK_FALSE(PageView::open(cut).ok());
  }
  Bytes longer = block;
  longer.resize(longer.size() + 8);
  CHECK_FALSE(PageView::open(longer).ok());
  for (size_t shift = 1; shift < 8; ++shift) {
    std::memmove(longer.data() + shift, block.data(), block.size());
    CHECK_FALSE(PageView::open(ByteView(longer).subspan(shift, block.size())).ok());
  }
  // Any address that is aligned to 8 will do.
  std::memmove(longer.data() + 8, block.data(), block.size());
  CHECK(PageView::open(ByteView(longer).subspan(8, block.size())).ok());
}

TEST_CASE("a corrupted block is refused or stays in bounds") {
  const Bytes block = example();
  for (size_t i = 0; i < block.size(); ++i) {
    for (const unsigned value : {0x00U, 0x01U, 0x7FU, 0x80U, 0xFFU}) {
      Bytes changed = block;
      changed[i] = static_cast<std::byte>(value);
      open_and_touch(changed);
    }
  }
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    Bytes changed = block;
    const unsigned changes = 1 + random() % 4;
    for (unsigned i = 0; i < changes; ++i) {
      // Half of them whole fields with small or huge values, which pass more checks.
      const size_t at = random() % (changed.size() / 4) * 4;
      if (random() % 2 == 0) {
        const auto value = static_cast<uint32_t>(random() % 4 == 0 ? random() : random() % 16);
        std::memcpy(changed.data() + at, &value, sizeof value);
      } else {
        changed[at + random() % 4] = static_cast<std::byte>(random() & 0xFF);
      }
    }
    open_and_touch(changed);
  }
}

}  // namespace
}  // namespace tandem
