#include "crawler/fetch/fetch_loop.h"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <limits>
#include <system_error>

namespace tandem {
namespace {

// curl_multi_poll returns earlier for every socket, timer and wake-up; this is how often the loop
// looks at what has no event, as abandoned name lookups.
constexpr int kPollMs = 1000;

// A lookup whose exchange gave up runs on in its thread until the C library gives up, by default
// two tries of five seconds at each of up to three name servers.
constexpr auto kLookupLife = std::chrono::seconds(30);

}  // namespace

Result<std::unique_ptr<FetchLoop>> FetchLoop::create(FetchLoopOptions options,
                                                     const FetchSettings& settings,
                                                     const Clock& clock,
                                                     const Fetcher::Done& done) {
  std::unique_ptr<FetchLoop> loop(new FetchLoop(std::move(options), settings, clock, done));
  TANDEM_TRY(loop->configure());
  try {
    loop->thread_ = std::thread([self = loop.get()] { self->run(); });
  } catch (const std::system_error& error) {
    return Error{ErrorCode::kInternal, std::string("start a fetch thread: ") + error.what()};
  }
  loop->started_.wait();
  return loop;
}

Result<void> FetchLoop::configure() {
  multi_.reset(curl_multi_init());
  if (!multi_) return Error{ErrorCode::kInternal, "libcurl gives no multi handle"};
  // libcurl counts connections in use among these: set below what is in flight, every request
  // would open a new one. Left to libcurl, the number shrinks whenever load dips.
  const auto connections = static_cast<long>(options_.share + options_.idle);
  const auto multiplex = settings_.http2 ? CURLPIPE_MULTIPLEX : CURLPIPE_NOTHING;
  if (curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, connections) != CURLM_OK ||
      curl_multi_setopt(multi_.get(), CURLMOPT_PIPELINING, multiplex) != CURLM_OK) {
    return Error{ErrorCode::kInternal, "libcurl refuses a setting of its multi handle"};
  }
  // One transfer now, so that a setting that libcurl refuses shows before the crawl starts.
  TANDEM_ASSIGN(std::unique_ptr<Transfer> first, Transfer::create(settings_, clock_));
  free_.push_back(first.get());
  transfers_.push_back(std::move(first));
  return {};
}

FetchLoop::~FetchLoop() {
  stop();
  join();
}

Result<void> FetchLoop::start(FetchRequest request) {
  TANDEM_ASSIGN(const Posted posted, inbox_.post(Letter{std::move(request), epoch_.load()}));
  if (posted == Posted::kWakeReader) wake();
  return {};
}

void FetchLoop::cancel_all() {
  ++epoch_;
  wake();
}

void FetchLoop::stop() {
  stopping_ = true;
  wake();
}

void FetchLoop::join() {
  if (thread_.joinable()) thread_.join();
}

FetchLane FetchLoop::lane() const { return {getpid(), tid_, options_.name, fetches_}; }

void FetchLoop::run() {
  pthread_setname_np(pthread_self(), options_.name.c_str());
  // Signals are for the main thread. The lookup threads that libcurl starts from here inherit this.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
  tid_ = gettid();
  started_.count_down();

  while (!stopping_) {
    const uint64_t epoch = epoch_;
    if (epoch != epoch_seen_) {
      epoch_seen_ = epoch;
      end_active(epoch, FetchError::kCancelled, "cancelled");
    }
    admit();
    perform();
    collect();
    // What a result freed is given away before the loop sleeps.
    if (inbox_.size() > 0 && room() > 0) continue;
    if (stopping_) break;
    curl_multi_poll(multi_.get(), nullptr, 0, kPollMs, nullptr);
  }
  end_active(std::numeric_limits<uint64_t>::max(), FetchError::kCancelled, "cancelled");
  for (const Letter& letter : inbox_.close()) end_unstarted(letter.request);
}

void FetchLoop::perform() {
  int running = 0;
  const CURLMcode code = curl_multi_perform(multi_.get(), &running);
  if (code == CURLM_OK) return;
  // Never seen; but then no exchange would ever end by itself.
  end_active(std::numeric_limits<uint64_t>::max(), FetchError::kOther, curl_multi_strerror(code));
}

void FetchLoop::collect() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    // The message is gone once its handle is removed.
    const CURLcode code = message->data.result;
    Transfer& transfer = Transfer::of(message->easy_handle);
    retire(transfer, code);
    report(transfer.end(code));
  }
}

void FetchLoop::admit() {
  for (size_t wanted = room(); wanted > 0; wanted = room()) {
    std::vector<Letter> letters = inbox_.take(wanted);
    for (Letter& letter : letters) {
      if (letter.epoch < epoch_seen_) {
        end_unstarted(letter.request);
      } else {
        launch(std::move(letter));
      }
    }
    if (letters.size() < wanted) return;
  }
}

size_t FetchLoop::room() {
  const size_t connections = options_.share - std::min(options_.share, active_.size());
  // The count is exact only where it could matter: it visits every active transfer.
  if (active_.size() + abandoned_lookups_.size() + connections <= options_.max_lookups) {
    return connections;
  }
  return std::min(connections, options_.max_lookups - std::min(options_.max_lookups, lookups()));
}

size_t FetchLoop::lookups() {
  const SteadyTime now = clock_.now();
  while (!abandoned_lookups_.empty() && abandoned_lookups_.front() <= now) {
    abandoned_lookups_.pop_front();
  }
  const auto resolving =
      std::ranges::count_if(active_, [](const auto& entry) { return entry.first->resolving(); });
  return abandoned_lookups_.size() + static_cast<size_t>(resolving);
}

void FetchLoop::launch(Letter letter) {
  Transfer* transfer = take_transfer();
  if (transfer == nullptr) {
    FetchResult result;
    result.id = letter.request.id;
    result.error = FetchError::kOther;
    result.message = "libcurl gives no handle";
    report(std::move(result));
    return;
  }
  const Result<void> begun = transfer->begin(std::move(letter.request));
  if (!begun) {
    free_.push_back(transfer);
    report(transfer->abandon(FetchError::kOther, begun.error().message));
    return;
  }
  const CURLMcode code = curl_multi_add_handle(multi_.get(), transfer->handle());
  if (code != CURLM_OK) {
    free_.push_back(transfer);
    report(transfer->abandon(FetchError::kOther, curl_multi_strerror(code)));
    return;
  }
  active_.emplace(transfer, letter.epoch);
}

Transfer* FetchLoop::take_transfer() {
  if (free_.empty()) {
    Result<std::unique_ptr<Transfer>> created = Transfer::create(settings_, clock_);
    if (!created) return nullptr;
    transfers_.push_back(std::move(*created));
    return transfers_.back().get();
  }
  Transfer* transfer = free_.back();
  free_.pop_back();
  return transfer;
}

void FetchLoop::retire(Transfer& transfer, CURLcode code) {
  // With CURLOPT_QUICK_EXIT the thread of an unfinished lookup is left to itself.
  const bool gave_up = code == CURLE_OPERATION_TIMEDOUT || code == CURLE_ABORTED_BY_CALLBACK;
  if (gave_up && transfer.resolving()) abandoned_lookups_.push_back(clock_.now() + kLookupLife);
  curl_multi_remove_handle(multi_.get(), transfer.handle());
  active_.erase(&transfer);
  free_.push_back(&transfer);
}

void FetchLoop::end_active(uint64_t epoch, FetchError error, std::string_view why) {
  std::vector<Transfer*> doomed;
  for (const auto& [transfer, started] : active_) {
    if (started < epoch) doomed.push_back(transfer);
  }
  for (Transfer* transfer : doomed) {
    retire(*transfer, CURLE_ABORTED_BY_CALLBACK);
    report(transfer->abandon(error, why));
  }
}

void FetchLoop::end_unstarted(const FetchRequest& request) {
  FetchResult result;
  result.id = request.id;
  result.error = FetchError::kCancelled;
  result.message = "cancelled before it began";
  result.fetched_at = clock_.wall_now();
  result.pid = getpid();
  result.tid = tid_;
  report(std::move(result));
}

void FetchLoop::report(FetchResult result) {
  ++fetches_;
  done_(std::move(result));
}

}  // namespace tandem
