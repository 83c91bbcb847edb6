#include "crawler/progress.h"

#include "tests/support/catch.h"

namespace tandem {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

TEST_CASE("the progress block shows rates, queues and, for a finite list, what is left") {
  ProgressSnapshot snapshot;
  snapshot.pages = 1200;
  snapshot.fetching = 16;
  snapshot.in_flight = 20;
  snapshot.queued = 80;
  snapshot.errors = 3;
  snapshot.workers = 2;
  CHECK(format_progress(snapshot, 50, 2e6, 24s, "hybrid") ==
        "1200 pages, 50.0 pages/s, 2.0 MB/s, 24.0s in mode hybrid\n"
        "16 fetching, 20 in flight, 80 queued, 3 errors, 2 workers");
  snapshot.finite = true;
  snapshot.workers = 0;
  snapshot.waiting_for = "3 answers from servers";
  CHECK(format_progress(snapshot, 50, 2e6, 24s, "threads") ==
        "1200 pages, 50.0 pages/s, 2.0 MB/s, 24.0s in mode threads, about 2.0s left\n"
        "16 fetching, 20 in flight, 80 queued, 3 errors\n"
        "waiting: 3 answers from servers");
}

TEST_CASE("progress by lines is due once a minute") {
  ManualClock clock;
  Progress progress(Progress::Style::kLines, "single", clock);
  CHECK(progress.until_next() == 1min);
  clock.advance(61s);
  CHECK(progress.until_next() == 0s);
  progress.update({});
  CHECK(progress.until_next() == 1min);
}

}  // namespace tandem
