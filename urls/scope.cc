#include "urls/scope.h"

#include <fmt/format.h>
#include <libpsl.h>

#include <array>
#include <utility>

namespace tandem {
namespace {

constexpr std::array<std::pair<std::string_view, Scope>, 4> kNames{{
    {"page", Scope::kPage},
    {"host", Scope::kHost},
    {"domain", Scope::kDomain},
    {"any", Scope::kAny},
}};

std::string_view without_www(std::string_view hostname) {
  if (hostname.starts_with("www.")) hostname.remove_prefix(4);
  return hostname;
}

// Url::hostname is canonical: only IPv4 addresses end in a digit after the last dot, and only
// IPv6 addresses start with a bracket.
bool is_ip_address(std::string_view hostname) {
  if (hostname.starts_with('[')) return true;
  const size_t dot = hostname.rfind('.');
  return dot != std::string_view::npos && dot + 1 < hostname.size() &&
         hostname.find_first_not_of("0123456789", dot + 1) == std::string_view::npos;
}

bool is_localhost(std::string_view hostname) {
  return hostname == "localhost" || hostname.ends_with(".localhost");
}

}  // namespace

Result<Scope> parse_scope(std::string_view name) {
  for (const auto& [known, scope] : kNames) {
    if (known == name) return scope;
  }
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("unknown scope \"{}\": use page, host, domain or any", name)};
}

std::string_view scope_name(Scope scope) {
  for (const auto& [name, known] : kNames) {
    if (known == scope) return name;
  }
  return "host";
}

std::string registrable_domain(std::string_view hostname) {
  std::string name(hostname);
  if (name.ends_with('.')) name.pop_back();  // the root's dot, as in "example.com."
  if (is_ip_address(name) || is_localhost(name)) return name;
  const char* domain = psl_registrable_domain(psl_builtin(), name.c_str());
  return domain == nullptr ? name : std::string(domain);
}

bool in_scope(Scope scope, std::string_view page_host, std::string_view link_host) {
  switch (scope) {
    case Scope::kPage:
      return false;
    case Scope::kHost:
      return page_host == link_host;
    case Scope::kDomain:
      return page_host == link_host ||
             registrable_domain(page_host) == registrable_domain(link_host);
    case Scope::kAny:
      return true;
  }
  return false;
}

bool redirect_in_scope(Scope scope, std::string_view from_host, std::string_view target_host,
                       bool is_seed) {
  const bool is_near = scope == Scope::kPage || scope == Scope::kHost;
  if (is_seed && is_near) return without_www(from_host) == without_www(target_host);
  return in_scope(scope, from_host, target_host);
}

}  // namespace tandem
