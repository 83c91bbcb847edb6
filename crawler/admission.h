// Admission: the gate that every URL passes on its way into the frontier.
//
//   seeds, links, redirects -> contact, scope, depth, seen-set -> Frontier
//
// A URL is admitted once, whoever finds it. What is turned away is reported once each, with the
// reason, until the memory set aside for that is used up.
//
// Thread safety: none; it belongs to the coordinator.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "crawler/ledger.h"
#include "crawler/options.h"
#include "crawler/stages.h"
#include "urls/frontier.h"
#include "urls/seen_set.h"
#include "urls/url.h"

namespace tandem {

// A URL that was turned away.
struct Refusal {
  std::string_view url;
  std::string_view reason;  // "out_of_scope", "depth", "no_contact", "credentials", ...
  std::string_view referrer;
  uint32_t depth = 0;
};

enum class Admitted : uint8_t { kNew, kKnown, kRefused };

class Admission {
 public:
  using OnRefusal = std::function<void(const Refusal&)>;

  // All references must outlive this object.
  Admission(const CrawlOptions& options, Frontier& frontier, Ledger& ledger, OnRefusal on_refusal);

  // `order` is the rank of the link on its page.
  Result<Admitted> seed(const Url& url, SteadyTime now);
  Result<Admitted> link(const OutLink& link, uint32_t order, const FrontierEntry& found_on,
                        SteadyTime now);
  // A redirect keeps the depth and the referrer of the URL it comes from.
  Result<Admitted> redirect(const Url& target, const FrontierEntry& from, SteadyTime now);

  [[nodiscard]] uint64_t refused() const { return refused_; }

 private:
  Result<Admitted> admit(FrontierEntry entry, SteadyTime now);
  Result<Admitted> refuse(const Refusal& refusal);

  const CrawlOptions& options_;
  Frontier& frontier_;
  Ledger& ledger_;
  OnRefusal on_refusal_;
  SeenSet seen_;
  SeenSet reported_;  // refusals already reported
  uint64_t refused_ = 0;
  uint32_t next_seed_ = 0;
};

// True for a host that is this machine: localhost, *.localhost, 127.0.0.0/8, [::1].
bool is_local_host(std::string_view hostname);

}  // namespace tandem
