// A caller whose answers are large and who reads none of them, beside one who works: the
// server stays small, and who works has his answers.
//
//   bounds_test --seconds 20    also prints how long these take, alone and beside
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "cofi/applications/v1/calls.pb.h"
#include "cofi/journal/v1/backups.pb.h"
#include "cofi/journal/v1/journal.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "google/protobuf/message.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/model/raw_connection.h"
#include "tests/model/resident.h"

namespace cofi::model {
namespace {

using applications::v1::Call;
using applications::v1::CreateCallRequest;
using applications::v1::ListCallsRequest;
using applications::v1::ListCallsResponse;
using end_to_end::Cofid;
using end_to_end::Installation;
using end_to_end::Project;
using end_to_end::Shape;

constexpr char kList[] = "/cofi.applications.v1.FunderService/ListCalls";
constexpr char kWatch[] = "/cofi.journal.v1.JournalService/WatchChanges";
constexpr char kBackUp[] = "/cofi.journal.v1.BackupService/BackUp";

// How long to measure; nothing is unless it is given.
double seconds = 0;

// A project and calls for projects as large as they may be, in a cofid of its own process.
class Bounds : public ::testing::Test {
 protected:
  Bounds() : cofi_(Shape::kOneProcess, ""), project_(cofi_, "p") {
    project_.Win("ville", {.amount = "5000"});
    EXPECT_TRUE(cofi_.books().AwaitRelays());
    std::string document;
    for (int i = 0; i < 500; ++i) document += "😀";
    for (int i = 0; i < 40; ++i) {
      CreateCallRequest request;
      request.set_parent("funders/ville");
      request.set_call_id(absl::StrCat("c", i));
      request.mutable_call()->set_display_name("c");
      for (int j = 0; j < 45; ++j) request.mutable_call()->add_required_documents(document);
      cofi_.Ask<Call>(request);
    }
    cofi_.Stop("projects");
    cofid_ = std::make_unique<Cofid>(Words{"--data", Data(), "--listen", cofi_.address()});
    EXPECT_TRUE(cofid_->ready()) << cofid_->err();
    EXPECT_TRUE(Eventually([this] { return Reads(); }));
  }

  ~Bounds() override {
    // gRPC does not stop while a socket is full that nobody reads.
    connections_.clear();
    EXPECT_LE(Resident(cofid_->id(), "VmHWM"), kResidentMiBMax) << "MiB at most";
    EXPECT_TRUE(cofid_->Runs());
    cofid_->Signal(SIGTERM);
    EXPECT_EQ(cofid_->Wait(), 0) << cofid_->err();
    EXPECT_EQ(cofi_.books().Discrepancies(), "");
  }

  // How far from the ceiling it stays.
  void TearDown() override {
    std::printf("%d MiB at most\n", static_cast<int>(Resident(cofid_->id(), "VmHWM")));
  }

  std::string Data() const { return cofi_.folder().path() + "/all"; }

  bool Reads() const {
    budgets::v1::GetLineRequest request;
    budgets::v1::Line line;
    request.set_name(project_.Name("lines", "62"));
    return cofi_.Call(request, &line).ok();
  }

  // What a person does in a morning: each answer must come.
  void Work() {
    cofi_.Ask<budgets::v1::Expense>(
        project_.Expense(absl::StrCat("x", ++expenses_), {.amount = "0.01"}));
    reporting::v1::GetBudgetStatusRequest status;
    status.set_parent(project_.name());
    cofi_.Ask<reporting::v1::BudgetStatus>(status);
    reporting::v1::ListDeadlinesRequest deadlines;
    deadlines.set_parent("projects/-");
    cofi_.Ask<reporting::v1::DeadlineList>(deadlines);
    EXPECT_EQ(Calls(), 40);
  }

  // All pages of the large list.
  int Calls() const {
    ListCallsRequest request;
    request.set_parent("funders/-");
    request.set_page_size(1'000);
    int calls = 0;
    do {
      const auto page = cofi_.Ask<ListCallsResponse>(request);
      if (page.calls().empty()) return -1;
      calls += page.calls_size();
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return calls;
  }

  // The slowest of a hundred, in milliseconds.
  double Measured() {
    std::vector<double> took;
    const absl::Time end = absl::Now() + absl::Seconds(seconds);
    while (absl::Now() < end) {
      const absl::Time start = absl::Now();
      Work();
      took.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
    }
    std::sort(took.begin(), took.end());
    return took.empty() ? 0 : took[took.size() * 99 / 100];
  }

  void WorkBeside(const char* what, const std::function<void()>& harm) {
    const double alone = Measured();
    harm();
    for (int i = 0; i < 10; ++i) Work();
    const double beside = Measured();
    if (seconds > 0) std::printf("%s: p99 %.1f ms alone, %.1f ms beside\n", what, alone, beside);
  }

  // Sends so many calls on a connection of its own, and reads nothing.
  void Harass(int calls, const char* path, const google::protobuf::Message& request) {
    RawConnection& connection =
        connections_.emplace_back(cofi_.address().substr(sizeof("unix:") - 1));
    ASSERT_TRUE(connection.Write(Preface()));
    const std::string message = request.SerializeAsString();
    for (int i = 0; i < calls; ++i) {
      ASSERT_TRUE(connection.Write(CallOn(2 * i + 1, path, message)));
    }
  }

  Installation cofi_;
  const Project project_;
  std::unique_ptr<Cofid> cofid_;
  std::vector<RawConnection> connections_;
  int expenses_ = 0;
};

TEST_F(Bounds, OfAnswersThatNobodyReads) {
  ListCallsRequest request;
  request.set_parent("funders/-");
  request.set_page_size(1'000);
  WorkBeside("lists", [&] {
    for (int i = 0; i < 6; ++i) Harass(60, kList, request);
  });
}

TEST_F(Bounds, OfFeedsThatNobodyReads) {
  journal::v1::WatchChangesRequest request;
  request.set_journal("journals/applications");
  WorkBeside("feeds", [&] {
    for (int i = 0; i < 6; ++i) Harass(150, kWatch, request);
  });
}

// No two people write the same one, and each is prepared (db_test has what is kept of them).
TEST_F(Bounds, OfFiltersThatAreLong) {
  const int64_t before = Resident(cofid_->id(), "VmRSS");
  for (int i = 0; i < 3'000; ++i) {
    budgets::v1::ListExpensesRequest request;
    request.set_parent(project_.name());
    std::vector<std::string> terms;
    terms.reserve(370);
    // As many as fit; the text is the same only for the same number.
    for (int j = 0; j < 370; ++j) terms.push_back(j == i % 300 ? "note:\"b\"" : "note:a");
    terms.resize(terms.size() - i / 300);
    request.set_filter(absl::StrJoin(terms, " OR "));
    ASSERT_LE(request.filter().size(), 4'096u);
    cofi_.Ask<budgets::v1::ListExpensesResponse>(request);
  }
  EXPECT_LE(Resident(cofid_->id(), "VmRSS"), before + 48) << "MiB";
  Work();
}

TEST_F(Bounds, OfCopiesThatNobodyReads) {
  journal::v1::BackUpRequest request;
  request.set_journal("journals/applications");
  WorkBeside("copies", [&] { Harass(30, kBackUp, request); });
  // One that is being made may still have its name.
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(Data())) {
    files += absl::StrContains(entry.path().string(), ".part-") ? 1 : 0;
  }
  EXPECT_LE(files, 2) << "with a log";
}

}  // namespace
}  // namespace cofi::model

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (argc == 3 && std::string(argv[1]) == "--seconds") {
    (void)absl::SimpleAtod(argv[2], &cofi::model::seconds);
  }
  return RUN_ALL_TESTS();
}
