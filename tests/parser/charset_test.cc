// Charset: the HTML standard, section 13.2.3, and the Encoding standard.
#include "parser/charset.h"

#include <string>

#include "tests/support/catch.h"

namespace tandem {
namespace {

using namespace std::string_literals;

Decoded decode(const std::string& body, std::string_view content_type = "") {
  Result<Decoded> decoded = decode_html(as_bytes(body), content_type);
  REQUIRE(decoded.ok());
  CHECK(is_valid_utf8(decoded->text));
  CHECK(decoded->text.find('\0') == std::string::npos);
  return *decoded;
}

void check(const Decoded& decoded, const std::string& charset, const std::string& source,
           const std::string& text) {
  CHECK(decoded.charset == charset);
  CHECK(charset_source_name(decoded.source) == source);
  CHECK(decoded.text == text);
}

TEST_CASE("the encoding is looked for in the order of the standard") {
  // 13.2.3.2, step 1: a byte order mark beats everything.
  check(decode("\xEF\xBB\xBF\xC3\xA9", "text/html; charset=koi8-r"), "UTF-8", "bom", "é");
  check(decode("\xFE\xFF\x20\xAC"s), "UTF-16BE", "bom", "€");
  check(decode("\xFF\xFE\xAC\x20"s), "UTF-16LE", "bom", "€");
  // Step 4: the transport layer.
  check(decode("<meta charset=utf-8>\xE9", "text/html;charset=ISO-8859-1"), "windows-1252", "http",
        "<meta charset=utf-8>é");
  // An unknown label is passed over.
  check(decode("<meta charset=koi8-r>\xC1", "text/html; charset=x-no"), "KOI8-R", "meta",
        "<meta charset=koi8-r>а");
  check(decode("caf\xC3\xA9"), "UTF-8", "utf8", "café");
  check(decode("plain"), "UTF-8", "utf8", "plain");
  check(decode(""), "UTF-8", "utf8", "");
}

TEST_CASE("a late meta counts unless the text is UTF-8") {
  const std::string late = std::string(2000, ' ') + "<meta charset=koi8-r>";
  CHECK(decode(late + "\xC1\xC2").charset == "KOI8-R");
  CHECK(decode(late).charset == "KOI8-R");
  CHECK(decode(late + "é").charset == "UTF-8");
}

TEST_CASE("UTF-16 without a mark is seen by its blanks") {
  std::string little;
  std::string big;
  for (const char c : "A line of text,\nand one more.\n"s) {
    little += {c, '\0'};
    big += {'\0', c};
  }
  check(decode(little), "UTF-16LE", "detected", "A line of text,\nand one more.\n");
  check(decode(big), "UTF-16BE", "detected", "A line of text,\nand one more.\n");
  CHECK(decode("A line of text with one\0in it"s).charset == "UTF-8");
}

TEST_CASE("plain text has no meta") {
  const std::string body = "<meta charset=koi8-r>é";
  Result<Decoded> decoded = decode_text(as_bytes(body), "text/plain");
  REQUIRE(decoded.ok());
  check(*decoded, "UTF-8", "utf8", body);
}

TEST_CASE("a UTF-8 page with a few mistakes stays UTF-8") {
  std::string body;
  for (int i = 0; i < 40; ++i) body += "é";
  const Decoded decoded = decode(body + "\x93");
  check(decoded, "UTF-8", "utf8", body + "\uFFFD");
  // A body cut off within a sequence.
  check(decode("é\xE2\x82"), "UTF-8", "utf8", "é\uFFFD");
}

// Encoding standard, section 4.2.
TEST_CASE("labels mean what the Encoding standard says") {
  CHECK(charset_name("ascii") == "windows-1252");
  CHECK(charset_name(" ISO-8859-1\n") == "windows-1252");
  CHECK(charset_name("gb2312") == "GBK");
  CHECK(charset_name("GB18030") == "gb18030");
  CHECK(charset_name("x-sjis") == "Shift_JIS");
  CHECK(charset_name("ks_c_5601-1987") == "EUC-KR");
  CHECK(charset_name("tis-620") == "windows-874");
  CHECK(charset_name("latin5") == "windows-1254");
  CHECK(charset_name("hz-gb-2312") == "replacement");
  CHECK(charset_name("unicode") == "UTF-16LE");
  CHECK(charset_name("utf-7").empty());
  CHECK(charset_name("").empty());
  CHECK(charset_name("utf-8 utf8").empty());
}

TEST_CASE("the charset parameter of Content-Type") {
  CHECK(charset_parameter("text/html; charset=utf-8") == "utf-8");
  CHECK(charset_parameter("text/html;CHARSET=\"utf-8\"") == "utf-8");
  CHECK(charset_parameter("text/html; a=b ; charset = 'x' ;c=d") == "x");
  CHECK(charset_parameter("text/html; a=\";charset=no\"; charset=yes") == "yes");
  CHECK(charset_parameter("text/html; charset=") == "");
  CHECK(charset_parameter("text/html") == "");
  CHECK(charset_parameter("charset=utf-8") == "");
  CHECK(charset_parameter("text/html; charset=\"utf-8") == "utf-8");
}

// Encoding standard, section 9: the bytes that windows-1252 leaves open are C1 controls.
TEST_CASE("single-byte encodings follow the indexes of the standard") {
  const auto one = [](const std::string& bytes, const std::string& charset) {
    return decode(bytes, "text/html; charset=" + charset).text;
  };
  CHECK(one("\x80\x81\x8D\x8F\x90\x9D", "windows-1252") == "€\u0081\u008D\u008F\u0090\u009D");
  CHECK(one("\xAA\xD2", "windows-1253") == "\uFFFD\uFFFD");
  CHECK(one("\xCA", "windows-1255") == "\u05BA");
  CHECK(one("\xDB\xFC\xA1", "windows-874") == "\uFFFD\uFFFDก");
  CHECK(one("\xAE\xBE", "koi8-u") == "ўЎ");
  CHECK(one("\xA4\xAA", "iso-8859-16") == "€Ș");
  CHECK(one("\xA2\xFF", "x-mac-cyrillic") == "Ґ€");
  CHECK(one("\x41\x80\xFF", "x-user-defined") == "A\uF780\uF7FF");
  CHECK(one("\xDB", "macintosh") == "€");
}

TEST_CASE("multi-byte encodings are the ones that browsers decode") {
  const auto one = [](const std::string& bytes, const std::string& charset) {
    return decode(bytes, "text/html; charset=" + charset).text;
  };
  CHECK(one("\x5C\x7E\x87\x40\xFA\x40", "shift_jis") == "\\~①ⅰ");  // windows-31J
  CHECK(one("\xB0\xA1\x81\x41\x5C", "euc-kr") == "가갂\\");        // windows-949
  CHECK(one("\x80\xC4\xE3", "gb2312") == "€你");
  CHECK(one("\x84\x31\xA4\x37", "gb18030") == "\uFFFD");
  CHECK(one("\x88\x62\xA4\x40\xFE\xFE", "big5") == "Ê̄一\u79D4");  // Big5-HKSCS
  CHECK(one("\xA4\xA2\x8F\xB0\xA1", "euc-jp") == "あ丂");
  CHECK(one("\x1B$B$\"\x1B(B", "iso-2022-jp") == "あ");
  CHECK(one("anything", "iso-2022-kr") == "\uFFFD");
}

TEST_CASE("ill-formed input becomes U+FFFD and hides no markup") {
  const auto one = [](const std::string& bytes, const std::string& charset) {
    return decode(bytes, "text/html; charset=" + charset).text;
  };
  CHECK(one("\x81<b>", "shift_jis") == "\uFFFD<b>");
  CHECK(one("\xC4<b>", "gbk") == "\uFFFD<b>");
  CHECK(one("\xA4<b>", "euc-jp") == "\uFFFD<b>");
  CHECK(one("\xC4", "euc-kr") == "\uFFFD");
  CHECK(one("a\0b"s, "utf-8") == "a\uFFFDb");
  CHECK(one("a\0b"s, "windows-1252") == "a\uFFFDb");
  CHECK(decode("\xFF\xFE\x00\xD8\x41\x00"s).text == "\uFFFDA");  // a lone surrogate
  CHECK(decode("\xFF\xFE\x41\x00\x42"s).text == "A\uFFFD");
  CHECK(decode("\xFF\xFE\x3D\xD8\x00\xDE"s).text == "😀");
}

// Unicode 15, section 3.9, table 3-8 and the paragraphs before it.
TEST_CASE("UTF-8 repair replaces maximal subparts") {
  CHECK(to_valid_utf8("abc") == "abc");
  CHECK(to_valid_utf8("\xC0\xAF") == "\uFFFD\uFFFD");
  CHECK(to_valid_utf8("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
  CHECK(to_valid_utf8("\xF4\x91\x92\x93") == "\uFFFD\uFFFD\uFFFD\uFFFD");
  CHECK(to_valid_utf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41") ==
        "\uFFFD\uFFFD\uFFFD\uFFFD"
        "A");
  CHECK(to_valid_utf8("\xE2\x82") == "\uFFFD");
  CHECK(to_valid_utf8("12345678\xFF"
                      "12345678€") == "12345678\uFFFD12345678€");
  CHECK(is_valid_utf8("\xF4\x8F\xBF\xBF"));
  CHECK_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));
  CHECK_FALSE(is_valid_utf8("\xED\xBF\xBF"));
}

// Section 13.2.3.2, "prescan a byte stream to determine its encoding".
TEST_CASE("the prescan reads meta and XML declarations") {
  const auto scan = [](const std::string& text) { return prescan_charset(as_bytes(text)); };
  CHECK(scan("<meta charset=utf-16>") == "UTF-8");
  CHECK(scan("<meta charset=x-user-defined>") == "windows-1252");
  CHECK(scan("<META/CHARSET='koi8-r'>") == "KOI8-R");
  CHECK(scan("<meta content='text/html; charset=koi8-r'>").empty());
  CHECK(scan("<meta content='a; charset=koi8-r' http-equiv=Content-Type>") == "KOI8-R");
  CHECK(scan("<!--><meta charset=koi8-r>") == "KOI8-R");
  CHECK(scan("<!-- <meta charset=big5> --><meta charset=koi8-r>") == "KOI8-R");
  CHECK(scan("<a title='<meta charset=big5>'><meta charset=koi8-r>") == "KOI8-R");
  CHECK(scan("<?xml version='1.0' encoding='koi8-r'?><x/>") == "KOI8-R");
  CHECK(scan("<?xml version='1.0' encoding='big5'?><meta charset=koi8-r>") == "KOI8-R");
  CHECK(scan("<\0?\0x\0"s) == "UTF-16LE");
  CHECK(scan("\0<\0?\0x"s) == "UTF-16BE");
  CHECK(scan(std::string(1000, ' ') + "<meta charset=koi8-r>").size() == 6);
  CHECK(scan(std::string(1024, ' ') + "<meta charset=koi8-r>").empty());
}

}  // namespace
}  // namespace tandem
