#include "base/result.h"

#include <memory>
#include <string>
#include <type_traits>

#include "tests/support/catch.h"

namespace tandem {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return Error{ErrorCode::kInvalidArgument, "odd"};
  return number / 2;
}

Result<int> quarter(int number) {
  TANDEM_ASSIGN(const int first, half(number));
  TANDEM_ASSIGN(const int second, half(first));
  return second;
}

Result<void> check_even(int number, int* reached) {
  TANDEM_TRY(half(number));
  ++*reached;
  return {};
}

Result<std::unique_ptr<int>> make_box(int number) {
  if (number < 0) return Error{ErrorCode::kLimit, "negative"};
  return std::make_unique<int>(number);
}

Result<int> open_box(int number) {
  TANDEM_ASSIGN(const std::unique_ptr<int> box, make_box(number));
  return *box;
}

}  // namespace

TEST_CASE("A Result holds a value") {
  Result<std::string> result = std::string("value");
  REQUIRE(result.ok());
  CHECK(static_cast<bool>(result));
  CHECK(result.value() == "value");
  CHECK(*result == "value");
  CHECK(result->size() == 5);
  result->push_back('s');
  CHECK(*result == "values");
}

TEST_CASE("A Result holds an error") {
  const Result<std::string> result = Error{ErrorCode::kTimeout, "too late"};
  CHECK_FALSE(result.ok());
  CHECK_FALSE(static_cast<bool>(result));
  CHECK(result.error().code == ErrorCode::kTimeout);
  CHECK(result.error().message == "too late");
}

TEST_CASE("A Result of a bool is not its value") {
  const Result<bool> result = false;
  CHECK(result.ok());
  CHECK_FALSE(*result);
}

TEST_CASE("A Result moves what cannot be copied") {
  static_assert(!std::is_copy_constructible_v<Result<std::unique_ptr<int>>>);
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const std::unique_ptr<int> box = std::move(result).value();
  CHECK(*box == 7);
  const std::unique_ptr<int> other = *Result<std::unique_ptr<int>>(std::make_unique<int>(8));
  CHECK(*other == 8);
}

TEST_CASE("A Result of nothing is good until told otherwise") {
  const Result<void> good;
  CHECK(good.ok());
  const Result<void> bad = Error{ErrorCode::kClosed, "over"};
  CHECK_FALSE(static_cast<bool>(bad));
  CHECK(bad.error().code == ErrorCode::kClosed);
}

TEST_CASE("TANDEM_ASSIGN hands on the first error or assigns the value") {
  REQUIRE(quarter(12).ok());
  CHECK(*quarter(12) == 3);
  CHECK(quarter(7).error().message == "odd");
  CHECK_FALSE(quarter(6).ok());
  CHECK(*open_box(5) == 5);
  CHECK(open_box(-5).error().code == ErrorCode::kLimit);
}

TEST_CASE("TANDEM_TRY returns from the function on an error only") {
  int reached = 0;
  CHECK(check_even(2, &reached).ok());
  CHECK(reached == 1);
  CHECK(check_even(3, &reached).error().code == ErrorCode::kInvalidArgument);
  CHECK(reached == 1);
}

}  // namespace tandem
