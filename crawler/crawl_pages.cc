// The life of one page in the crawl, from its lease to its outcome.
#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "crawler/crawl.h"
#include "crawler/retry.h"

namespace tandem {
namespace {

constexpr uint32_t kMaxRedirects = 10;

bool is_redirect(const FetchResult& answer) {
  switch (answer.status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return !answer.location.empty();
    default:
      return false;
  }
}

double millis(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

void Crawl::start(Lease lease) {
  auto url = parse_url(lease.entry.url);
  if (!url) {
    // Only parsed URLs are admitted, so this is a bug; it must still cost no more than the page.
    check(parts_.frontier.complete(lease));
    ledger_.settle(Outcome::kFetchFailed, "bad_url");
    log_error("{}: {}", lease.entry.url, url.error().message);
    return;
  }
  const auto decision = robots_.ask(lease, *url);
  check(decision);
  if (!decision) {
    check(parts_.frontier.complete(lease));
    ledger_.settle(Outcome::kCancelled, crawl_end_name(stats_.end));
    return;
  }
  if (decision->kind == RobotsDecision::kWait) return;
  const bool acquired = tokens_.try_acquire();
  if (!acquired) fail({ErrorCode::kInternal, "a lease was taken without a live token"});
  const uint64_t id = next_page_++;
  PageInFlight page;
  page.lease = std::move(lease);
  page.url = std::move(*url);
  pages_.emplace(id, std::move(page));
  stats_.max_in_flight = std::max(stats_.max_in_flight, pages_.size());
  if (decision->kind != RobotsDecision::kAllowed) {
    // Nothing was asked of the host, so its next URL need not wait: complete() frees it at once.
    pages_.at(id).released = true;
    if (decision->kind == RobotsDecision::kDisallowed) {
      skip(id, "robots", decision->detail);
    } else {
      settle(id, Outcome::kFetchFailed, decision->detail);
    }
    return;
  }
  pages_.at(id).fetching = true;
  ++fetching_;
  run_step(id);
}

void Crawl::run_step(uint64_t id) {
  PageInFlight& page = pages_.at(id);
  const Step& step = steps_[page.step];
  const FetchRequest request{id, page.url.href, page.lease.host, options_.max_body, Accept::kPages};
  if (step.job == kFetchStage) {
    check(parts_.fetcher.start(request));
    return;
  }
  Task task;
  task.job = step.job;
  if ((step.job & kFetchStage) != 0) {
    task.input = encode(request);
  } else if ((step.job & kParseStage) != 0) {
    task.input = encode_parse_input(page.url.href, page.answer.content_type, page.answer.body);
    page.answer.body = {};
  } else {
    task.input = std::move(page.answer.body);
  }
  task.done = [&mailbox = parts_.mailbox, id](TaskResult result) {
    mailbox.post(StepDone{id, std::move(result)});
  };
  auto* executor = parts_.executors[static_cast<size_t>(step.placement)];
  if (auto submitted = executor->submit(std::move(task)); !submitted) {
    if (!stopping_) fail(submitted.error());
    settle(id, Outcome::kCancelled, crawl_end_name(stats_.end));
  }
}

void Crawl::on_fetch_result(FetchResult result) {
  if ((result.id & RobotsGate::kIdBit) != 0) {
    check(robots_.answer(result));
    return;
  }
  const uint64_t id = result.id;
  if (pages_.count(id) == 0) return;
  const uint64_t body_bytes = result.body.size();
  if (!take_answer(id, std::move(result), body_bytes)) return;
  PageInFlight& page = pages_.at(id);
  ++page.step;
  run_step(id);
}

bool Crawl::take_answer(uint64_t id, FetchResult answer, uint64_t body_bytes) {
  PageInFlight& page = pages_.at(id);
  page.answer = std::move(answer);
  page.body_bytes = body_bytes;
  end_fetch(page);
  ++stats_.fetches;
  stats_.body_bytes += body_bytes;
  stats_.wire_bytes += page.answer.bytes_wire;
  if (page.answer.status != 0) ++stats_.statuses[page.answer.status];
  log_fetch(page);

  Duration delay = options_.delay;
  // RFC 9110, 10.2.3 knows Retry-After with 503 and 3xx, RFC 6585 with 429; elsewhere it says
  // nothing.
  if (may_pass(page.answer) || is_redirect(page.answer)) {
    const auto asked = parse_retry_after(page.answer.retry_after, page.answer.fetched_at);
    delay = std::max(delay, asked.value_or(Duration::zero()));
  }
  if (page.answer.error == FetchError::kCancelled) {
    settle(id, Outcome::kCancelled, crawl_end_name(stats_.end));
    return false;
  }
  release_host(page, delay);

  if (page.answer.error == FetchError::kContentType) {
    skip(id, "content_type", page.answer.content_type);
    return false;
  }
  if (may_pass(page.answer) && retry(id)) return false;
  if (page.answer.error != FetchError::kNone) {
    const std::string name(fetch_error_name(page.answer.error));
    ++stats_.fetch_errors[name];
    settle(id, Outcome::kFetchFailed, name);
    return false;
  }
  if (is_redirect(page.answer)) {
    take_redirect(id);
    return false;
  }
  if (page.answer.status != 200) {
    settle(id, Outcome::kFetchFailed, fmt::format("http_{}", page.answer.status));
    return false;
  }
  if (body_bytes == 0) {
    skip(id, "empty_body", "");
    return false;
  }
  ++stats_.pages;
  tokens_.charge(body_bytes);
  page.charged += body_bytes;
  return true;
}

void Crawl::take_redirect(uint64_t id) {
  PageInFlight& page = pages_.at(id);
  const FrontierEntry& entry = page.lease.entry;
  const auto target = parse_url(page.answer.location, page.url.href);
  if (!target) {
    settle(id, Outcome::kFetchFailed, "bad_redirect");
    return;
  }
  if (canonical_key(*target) == entry.key) {
    settle(id, Outcome::kFetchFailed, "redirect_loop");
    return;
  }
  if (entry.redirects >= kMaxRedirects) {
    settle(id, Outcome::kFetchFailed, "too_many_redirects");
    return;
  }
  const auto admitted = admission_.redirect(*target, entry, parts_.clock.now());
  check(admitted);
  switch (admitted ? *admitted : Admitted::kRefused) {
    case Admitted::kNew:
      skip(id, "redirect", target->href);
      return;
    case Admitted::kKnown:
      settle(id, Outcome::kDuplicate, "redirect");
      return;
    case Admitted::kRefused:
      skip(id, "redirect_refused", target->href);
      return;
  }
}

void Crawl::on_step_done(StepDone done) {
  const uint64_t id = done.page;
  if (pages_.count(id) == 0) return;
  const JobId job = steps_[pages_.at(id).step].job;
  if (done.result.info.attempts > 1) ++stats_.task_retries;
  if (!done.result.output) {
    take_failure(id, done.result);
    return;
  }
  auto decoded = decode_stage_output(*done.result.output);
  if (!decoded) {
    done.result.output = decoded.error();
    take_failure(id, done.result);
    return;
  }
  StageOutput& output = *decoded;
  if ((job & kFetchStage) != 0) {
    if (!output.fetch) {
      done.result.output = Error{ErrorCode::kCorrupt, "the worker's answer lacks the fetch"};
      take_failure(id, done.result);
      return;
    }
    if (!take_answer(id, std::move(*output.fetch), output.body_bytes)) return;
  }
  PageInFlight& page = pages_.at(id);
  if (output.parsed) take_links(page, *output.parsed);
  if (output.failure) {
    done.result.output = output.failure->error;
    take_failure(id, done.result);
  } else if (output.document) {
    take_document(id, std::move(*output.document));
  } else if (output.page.empty() || page.step + 1 >= steps_.size()) {
    done.result.output = Error{ErrorCode::kCorrupt, "the worker's answer lacks its result"};
    take_failure(id, done.result);
  } else {
    page.answer.body = std::move(output.page);
    ++page.step;
    run_step(id);
  }
}

void Crawl::take_links(PageInFlight& page, const ParseFacts& facts) {
  page.charset = facts.charset;
  const SteadyTime now = parts_.clock.now();
  if (!stopping_) {
    uint32_t order = 0;
    for (const OutLink& link : facts.links) {
      check(admission_.link(link, order++, page.lease.entry, now));
    }
  }
  check(parts_.frontier.expanded(page.lease));
}

void Crawl::take_document(uint64_t id, Document document) {
  const PageInFlight& page = pages_.at(id);
  const std::string rule = document.dropped_by;
  DocumentRecord record = record_of(page, std::move(document));
  if (rule.empty()) {
    const auto written = parts_.output.document(record);
    check(written);
    if (written) ++stats_.languages[record.language];
    settle(id, written ? Outcome::kWritten : Outcome::kCancelled,
           written ? "" : crawl_end_name(stats_.end));
    return;
  }
  check(parts_.output.rejected(RejectedRecord{std::move(record), rule}));
  settle(id, Outcome::kFiltered, rule);
}

void Crawl::take_failure(uint64_t id, const TaskResult& result) {
  const Error& error = result.output.error();
  const PageInFlight& page = pages_.at(id);
  // A pool that broke down blames no task of its own.
  const bool pool_is_gone = error.code == ErrorCode::kWorkerDied && result.autopsy.reason.empty();
  if (pool_is_gone) fail(error);
  if (pool_is_gone || error.code == ErrorCode::kCancelled) {
    settle(id, Outcome::kCancelled, crawl_end_name(stats_.end));
    return;
  }
  if (error.code == ErrorCode::kLimit) {
    check(parts_.output.rejected(RejectedRecord{record_of(page, {}), "page_too_large"}));
    settle(id, Outcome::kFiltered, "page_too_large");
    return;
  }
  const std::string reason = result.autopsy.reason.empty() ? error.message : result.autopsy.reason;
  QuarantineRecord record;
  record.id = document_id(page.url);
  record.url = page.url.href;
  record.reason = reason;
  record.stage = std::string(stage_name(steps_[page.step].job));
  record.attempts = result.info.attempts;
  record.stderr_tail = result.autopsy.stderr_tail;
  log_warning("quarantined {}: {} in stage {}", record.url, reason, record.stage);
  const JobId job = steps_[page.step].job;
  const auto kind = job == kPreprocessStage ? QuarantinedInput::kPage : QuarantinedInput::kHtml;
  check(parts_.output.quarantine(std::move(record), evidence_of(job, result.input), kind));
  settle(id, Outcome::kQuarantined, error_code_name(error.code));
}

void Crawl::release_host(PageInFlight& page, Duration delay) {
  if (page.released) return;
  page.released = true;
  check(parts_.frontier.fetched(page.lease, parts_.clock.now(), delay));
}

void Crawl::end_fetch(PageInFlight& page) {
  if (!page.fetching) return;
  page.fetching = false;
  --fetching_;
}

bool Crawl::retry(uint64_t id) {
  const auto found = pages_.find(id);
  PageInFlight& page = found->second;
  const uint32_t tries = page.lease.entry.attempts + 1;
  if (stopping_ || tries > options_.retries) return false;
  const SteadyTime now = parts_.clock.now();
  const auto asked = parse_retry_after(page.answer.retry_after, page.answer.fetched_at);
  const Duration wait = std::max(backoff(tries), asked.value_or(Duration::zero()));
  check(parts_.frontier.defer(page.lease, now + wait, now, DeferReason::kRetry));
  ++stats_.retries;
  tokens_.release(page.charged);
  pages_.erase(found);
  return true;
}

void Crawl::settle(uint64_t id, Outcome outcome, std::string_view reason) {
  const auto found = pages_.find(id);
  PageInFlight& page = found->second;
  // Where the fetch never reported, its worker died or the crawl was stopped.
  end_fetch(page);
  release_host(page, options_.delay);
  check(parts_.frontier.complete(page.lease));
  ledger_.settle(outcome, reason);
  tokens_.release(page.charged);
  pages_.erase(found);
}

void Crawl::skip(uint64_t id, std::string_view reason, std::string_view detail) {
  const PageInFlight& page = pages_.at(id);
  const FrontierEntry& entry = page.lease.entry;
  check(parts_.output.skipped(
      {entry.url, std::string(reason), std::string(detail), entry.referrer, entry.depth}));
  settle(id, Outcome::kSkipped, reason);
}

void Crawl::log_fetch(const PageInFlight& page) {
  const FetchResult& answer = page.answer;
  FetchLogRecord record;
  record.url = page.url.href;
  record.attempt = page.lease.entry.attempts + 1;
  record.redirects = page.lease.entry.redirects;
  record.status = answer.status;
  if (answer.error != FetchError::kNone) record.error = fetch_error_name(answer.error);
  record.message = answer.message;
  record.dns_ms = millis(answer.timings.dns);
  record.connect_ms = millis(answer.timings.connect);
  record.tls_ms = millis(answer.timings.tls);
  record.first_byte_ms = millis(answer.timings.first_byte);
  record.total_ms = millis(answer.timings.total);
  record.bytes_wire = answer.bytes_wire;
  record.bytes_body = page.body_bytes;
  record.ip = answer.ip;
  record.protocol = answer.protocol;
  record.reused = answer.reused;
  record.content_type = answer.content_type;
  record.location = answer.location;
  record.fetched_at = format_iso8601(answer.fetched_at);
  record.pid = answer.pid;
  record.tid = answer.tid;
  check(parts_.output.fetch(record));
}

DocumentRecord Crawl::record_of(const PageInFlight& page, Document document) const {
  DocumentRecord record;
  record.id = document_id(page.url);
  record.url = page.url.href;
  record.text = std::move(document.text);
  record.title = std::move(document.title);
  record.language = std::move(document.language);
  record.language_score = document.language_score;
  record.fetched_at = format_iso8601(page.answer.fetched_at);
  record.status = page.answer.status;
  record.content_type = page.answer.content_type;
  record.charset = page.charset;
  record.bytes = page.body_bytes;
  record.words = document.words;
  record.depth = page.lease.entry.depth;
  record.referrer = page.lease.entry.referrer;
  record.chars = document.chars;
  record.sentences = document.sentences;
  record.lines = document.lines;
  return record;
}

}  // namespace tandem
