#include "crawler/commands/stage_command.h"

#include "tests/support/catch.h"

namespace tandem {

// Web IDL, USVString: a lone surrogate becomes U+FFFD.
TEST_CASE("lone surrogates in JSON escapes become U+FFFD, pairs stay") {
  CHECK(replace_lone_surrogates(R"({"a":"x"})") == R"({"a":"x"})");
  CHECK(replace_lone_surrogates(R"("\ud83d\ude00")") == R"("\ud83d\ude00")");
  CHECK(replace_lone_surrogates(R"("\uD800")") == R"("\uFFFD")");
  CHECK(replace_lone_surrogates(R"("\uDC00x")") == R"("\uFFFDx")");
  CHECK(replace_lone_surrogates(R"("\uD800\uD800\uDC00")") == R"("\uFFFD\uD800\uDC00")");
  CHECK(replace_lone_surrogates(R"("\\uD800")") == R"("\\uD800")");
  CHECK(replace_lone_surrogates(R"("\u00e9\uD80")") == R"("\u00e9\uD80")");
  CHECK(replace_lone_surrogates("\"\\") == "\"\\");
}

// RFC 4648, 10.
TEST_CASE("base64 test vectors") {
  CHECK(as_text(*decode_base64("")) == "");
  CHECK(as_text(*decode_base64("Zg==")) == "f");
  CHECK(as_text(*decode_base64("Zm8=")) == "fo");
  CHECK(as_text(*decode_base64("Zm9v")) == "foo");
  CHECK(as_text(*decode_base64("Zm9v\nYmFy")) == "foobar");
  CHECK(decode_base64("/+8=")->size() == 2);
  for (const char* text : {"Zg", "Zg=", "Z===", "Zg==Zg==", "Zm9v!", "=", "Zg=a"}) {
    CAPTURE(text);
    CHECK_FALSE(decode_base64(text).ok());
  }
}

TEST_CASE("members of a question are checked") {
  const Json object = Json::parse(R"({"a": "x", "n": 1, "nothing": null, "h_b64": "Zm9v"})");
  CHECK(*text_member(object, "a") == "x");
  CHECK_FALSE(text_member(object, "n").ok());
  CHECK_FALSE(text_member(object, "absent").ok());
  CHECK(*text_member_or(object, "absent", "d") == "d");
  CHECK(*text_member_or(object, "nothing", "d") == "d");
  CHECK_FALSE(text_member_or(object, "n", "d").ok());
  CHECK(as_text(*bytes_member(object, "h")) == "foo");
  CHECK(as_text(*bytes_member(object, "a")) == "x");
  CHECK_FALSE(bytes_member(object, "z").ok());
}

}  // namespace tandem
