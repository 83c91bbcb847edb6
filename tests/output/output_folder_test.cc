#include "output/output_folder.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "output/known_files.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using testing::read_file;
using testing::TempFolder;
using testing::write_file;

// Every file below a folder, as sorted relative paths.
std::vector<std::string> files_in(const fs::path& root) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_directory()) files.push_back(entry.path().lexically_relative(root).string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

const std::vector<std::string> kOwnFiles = {"state/lock", "state/tandem.json"};

void check_error(const Result<OutputFolder>& folder, ErrorCode code, const fs::path& path,
                 std::string_view hint) {
  REQUIRE_FALSE(folder);
  INFO(folder.error().message);
  CHECK(error_code_name(folder.error().code) == error_code_name(code));
  CHECK(folder.error().message.find(path.string()) != std::string::npos);
  CHECK(folder.error().message.find(hint) != std::string::npos);
}

// What a run leaves in its folder.
void leave_run(const fs::path& root) {
  REQUIRE(OutputFolder::create(root, Existing::kRefuse));
  for (const char* name :
       {"README.md", "manifest.json", "report.json", "report.html", "manifest.json.tmp",
        "documents/part-00000.jsonl.zst", "documents/part-123456.jsonl.zst",
        "rejected/part-00000.jsonl.zst", "quarantine/pages.jsonl",
        "quarantine/00112233445566778899aabbccddeeff.page",
        "quarantine/00112233445566778899aabbccddeeff.html", "logs/fetch.jsonl",
        "logs/skipped.jsonl"}) {
    write_file(root / name, "run");
  }
}

TEST_CASE("a new folder gets its subfolders, a marker and a lock") {
  const TempFolder temp;
  const fs::path root = temp.path() / "a" / "new" / "folder";
  const auto folder = OutputFolder::create(root, Existing::kRefuse);
  REQUIRE(folder);
  CHECK(folder->root() == root);
  CHECK(folder->state() == root / "state");
  for (const std::string_view name : output_subfolders()) CHECK(fs::is_directory(root / name));
  CHECK(files_in(root) == kOwnFiles);
  CHECK(read_file(root / "state/tandem.json") == "{\"program\":\"tandem\",\"format_version\":1}\n");
}

TEST_CASE("an empty folder can be taken, and one where an interrupted start left its traces") {
  const TempFolder temp;
  REQUIRE(OutputFolder::create(temp.make("empty"), Existing::kRefuse));
  temp.make("traces/state");
  temp.make("traces/documents");
  write_file(temp.path() / "traces/state/lock", "");
  write_file(temp.path() / "traces/state/tandem.json.tmp", "{\"pro");
  REQUIRE(OutputFolder::create(temp.path() / "traces", Existing::kRefuse));
  // A link to a folder is what the user named.
  fs::create_directory_symlink(temp.make("target"), temp.path() / "link");
  REQUIRE(OutputFolder::create(temp.path() / "link", Existing::kRefuse));
  CHECK(files_in(temp.path() / "target") == kOwnFiles);
}

TEST_CASE("two runs never share a folder") {
  const TempFolder temp;
  const fs::path root = temp.path() / "out";
  {
    const auto first = OutputFolder::create(root, Existing::kRefuse);
    REQUIRE(first);
    write_file(root / "report.json", "of the first");
    for (const Existing existing : {Existing::kRefuse, Existing::kForce, Existing::kKeep}) {
      check_error(OutputFolder::create(root, existing), ErrorCode::kAlreadyExists, root,
                  "in use by another run");
    }
    CHECK(read_file(root / "report.json") == "of the first");
  }
  CHECK(OutputFolder::create(root, Existing::kForce));
}

TEST_CASE("the lock of a process ends with it") {
  const TempFolder temp;
  const fs::path root = temp.path() / "out";
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto folder = OutputFolder::create(root, Existing::kRefuse);
    ::_exit(folder ? 0 : 1);  // without any destructor
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) == 0);
  CHECK(OutputFolder::create(root, Existing::kKeep));
}

TEST_CASE("a folder that holds a run is refused with the way out") {
  const TempFolder temp;
  const fs::path root = temp.path() / "out";
  leave_run(root);
  const auto before = files_in(root);
  check_error(OutputFolder::create(root, Existing::kRefuse), ErrorCode::kAlreadyExists, root,
              "--force");
  CHECK(files_in(root) == before);
}

TEST_CASE("a run can be gone on with; nothing is deleted") {
  const TempFolder temp;
  const fs::path root = temp.path() / "out";
  leave_run(root);
  const auto before = files_in(root);
  CHECK(OutputFolder::create(root, Existing::kKeep));
  CHECK(files_in(root) == before);

  check_error(OutputFolder::create(temp.path() / "none", Existing::kKeep), ErrorCode::kNotFound,
              temp.path() / "none", "does not exist");
  CHECK_FALSE(fs::exists(temp.path() / "none"));
  check_error(OutputFolder::create(temp.make("empty"), Existing::kKeep), ErrorCode::kNotFound,
              temp.path() / "empty", "no run");
  CHECK(fs::is_empty(temp.path() / "empty"));
}

TEST_CASE("force deletes exactly the files of a run") {
  const TempFolder temp;
  const fs::path root = temp.path() / "out";
  leave_run(root);
  fs::create_directories(root / "documents/part-00001.jsonl.zst");  // a folder of that name
  fs::create_directories(root / "notes");
  std::vector<std::string> kept = {"notes.txt",
                                   "notes/report.json",
                                   "README.md.bak",
                                   "documents/part-0000.jsonl.zst",
                                   "documents/part-00000.jsonl.zst.bak",
                                   "documents/part-00000.jsonl",
                                   "documents/my-part-00000.jsonl.zst",
                                   "documents/part-00001.jsonl.zst/mine.txt",
                                   "rejected/notes.txt",
                                   "quarantine/0011.page",
                                   "quarantine/00112233445566778899aabbccddeeff.txt",
                                   "logs/fetch.jsonl.gz",
                                   "logs/report.json",
                                   "state/notes.txt"};
  for (const std::string& name : kept) write_file(root / name, "mine");
  // A link that has a known name: neither it nor what it points to is ours.
  write_file(temp.path() / "outside.jsonl", "mine");
  fs::remove(root / "logs/skipped.jsonl");
  fs::create_symlink(temp.path() / "outside.jsonl", root / "logs/skipped.jsonl");
  kept.emplace_back("logs/skipped.jsonl");
  kept.insert(kept.end(), kOwnFiles.begin(), kOwnFiles.end());
  std::sort(kept.begin(), kept.end());

  REQUIRE(OutputFolder::create(root, Existing::kForce));
  CHECK(files_in(root) == kept);
  CHECK(read_file(temp.path() / "outside.jsonl") == "mine");
}

TEST_CASE("force never follows a link out of the folder") {
  const TempFolder temp;
  const fs::path root = temp.path() / "out";
  leave_run(root);
  fs::remove_all(root / "documents");
  write_file(temp.make("elsewhere") / "part-00000.jsonl.zst", "mine");
  fs::create_directory_symlink(temp.path() / "elsewhere", root / "documents");
  check_error(OutputFolder::create(root, Existing::kForce), ErrorCode::kInvalidArgument,
              root / "documents", "not a folder");
  CHECK(read_file(temp.path() / "elsewhere/part-00000.jsonl.zst") == "mine");
  CHECK(fs::exists(root / "manifest.json"));
}

TEST_CASE("a folder of something else is refused, forced or not, and left as it is") {
  const TempFolder temp;
  const fs::path root = temp.make("theirs");
  SECTION("some file") { write_file(root / "thesis.txt", "mine"); }
  SECTION("a file with a known name") { write_file(root / "README.md", "mine"); }
  SECTION("a hidden file") { write_file(root / ".git", "mine"); }
  SECTION("a folder") { temp.make("theirs/src"); }
  SECTION("a file in a folder with a known name") {
    temp.make("theirs/documents");
    write_file(root / "documents/part-00000.jsonl.zst", "mine");
  }
  SECTION("a marker that is none of ours") {
    temp.make("theirs/state");
    write_file(root / "state/tandem.json", R"({"program":"bicycle","format_version":1})");
  }
  SECTION("a marker without a version") {
    temp.make("theirs/state");
    write_file(root / "state/tandem.json", R"({"program":"tandem"})");
  }
  SECTION("an empty marker") {
    temp.make("theirs/state");
    write_file(root / "state/tandem.json", "");
  }
  SECTION("a marker that is a link") {
    temp.make("theirs/state");
    write_file(temp.path() / "marker", R"({"program":"tandem","format_version":1})");
    fs::create_symlink(temp.path() / "marker", root / "state/tandem.json");
  }
  const auto before = files_in(root);
  for (const Existing existing : {Existing::kRefuse, Existing::kForce, Existing::kKeep}) {
    check_error(OutputFolder::create(root, existing), ErrorCode::kAlreadyExists, root,
                "not written by Tandem");
  }
  CHECK(files_in(root) == before);
}

TEST_CASE("a folder of a newer version is left alone") {
  const TempFolder temp;
  const fs::path root = temp.path() / "out";
  leave_run(root);
  write_file(root / "state/tandem.json", R"({"program":"tandem","format_version":2})");
  const auto before = files_in(root);
  check_error(OutputFolder::create(root, Existing::kForce), ErrorCode::kCorrupt, root, "newer");
  CHECK(files_in(root) == before);
}

TEST_CASE("paths that cannot be a folder are errors that name them") {
  const TempFolder temp;
  const fs::path file = temp.path() / "file";
  write_file(file, "mine");
  const auto create = [](const fs::path& path) {
    return OutputFolder::create(path, Existing::kForce);
  };
  CHECK(create("").error().code == ErrorCode::kInvalidArgument);
  check_error(create(file), ErrorCode::kInvalidArgument, file, "is a file");
  check_error(create(file / "below"), ErrorCode::kIo, file / "below", "Not a directory");
  CHECK(read_file(file) == "mine");
  // Not even root can create a folder in /proc.
  check_error(create("/proc/tandem"), ErrorCode::kNotFound, "/proc/tandem", "cannot create");
  const fs::path dangling = temp.path() / "dangling";
  fs::create_symlink(temp.path() / "nothing", dangling);
  CHECK_FALSE(create(dangling).ok());
}

TEST_CASE("every name that a run writes is known, and no other") {
  CHECK(is_run_file("", "manifest.json"));
  CHECK(is_run_file("", "report.json.tmp"));
  CHECK(is_run_file("documents", "part-00000.jsonl.zst"));
  CHECK(is_run_file("quarantine", "00112233445566778899aabbccddeeff.html"));
  CHECK_FALSE(is_run_file("", "part-00000.jsonl.zst"));
  CHECK_FALSE(is_run_file("", ".tmp"));
  CHECK_FALSE(is_run_file("documents", ""));
  CHECK_FALSE(is_run_file("documents", "part-"));
  CHECK_FALSE(is_run_file("documents", "part-00000"));
  CHECK_FALSE(is_run_file("documents", "part-0000a.jsonl.zst"));
  CHECK_FALSE(is_run_file("quarantine", "00112233445566778899AABBCCDDEEFF.html"));
  CHECK_FALSE(is_run_file("state", "lock"));
  CHECK_FALSE(is_run_file("state", "tandem.json"));
  CHECK_FALSE(is_run_file("elsewhere", "manifest.json"));
}

}  // namespace
}  // namespace tandem
