// Result<T>: a value or an Error. The return type of every function that can fail.
//
// Thread safety: a value type; distinct values may be used from distinct threads.
//
//   Result<Url> parse(std::string_view text);
//   auto url = parse(text);
//   if (!url) return url.error();
//   use(*url);
#pragma once

#include <cassert>
#include <optional>
#include <utility>
#include <variant>

#include "base/error.h"

namespace tandem {

template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(*-explicit-*)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Precondition of value(), * and ->: ok(). Precondition of error(): !ok().
  T& value() & {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const& {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    assert(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(*-explicit-*)

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const {
    assert(!ok());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace tandem

// TANDEM_TRY(expr): returns the error of a Result<void> (or any Result) from the function.
#define TANDEM_TRY(expr)                                           \
  do {                                                             \
    auto tandem_try_result = (expr);                               \
    if (!tandem_try_result.ok()) return tandem_try_result.error(); \
  } while (false)

// TANDEM_ASSIGN(decl, expr): decl = value of expr, or return its error. One use per line.
#define TANDEM_ASSIGN(decl, expr) TANDEM_ASSIGN_IMPL(decl, expr, __LINE__)
#define TANDEM_ASSIGN_IMPL(decl, expr, line) TANDEM_ASSIGN_IMPL2(decl, expr, line)
#define TANDEM_ASSIGN_IMPL2(decl, expr, line)                          \
  auto tandem_result_##line = (expr);                                  \
  if (!tandem_result_##line.ok()) return tandem_result_##line.error(); \
  decl = std::move(tandem_result_##line).value()  // NOLINT(bugprone-macro-parentheses)
