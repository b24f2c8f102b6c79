// Databases move from one engine to the other and back, whole, while they are in
// use; and what is not moved to its end is not served.
#include "services/cofid/migrate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/services.h"
#include "services/budgets/service.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/reasons.h"

namespace cofi::end_to_end {
namespace {

using ::testing::HasSubstr;

// Of one place, the folder of embedded databases or a URL.
Books BooksAt(const std::string& place) {
  std::map<std::string, std::string> folders;
  for (const std::string& service : clients::Recorded()) folders[service] = place;
  return Books(folders, place.find("://") == place.npos ? "" : place);
}

// What has the same bytes wherever it is: the chains with their places in the feed,
// the resources' names, the totals, the answers, and how far relays have come.
std::vector<std::string> Contents(const std::string& place) {
  std::vector<std::string> all;
  for (const std::string& service : clients::Recorded()) {
    const auto connection = BooksAt(place).Open(service);
    const auto add = [&](const char* sql) {
      EXPECT_THAT(connection->Run(sql, {},
                                  [&](const db::Row& row) {
                                    all.push_back(absl::StrCat(service, " ", row.Text(0), " ",
                                                               row.Text(1), " ", row.Text(2)));
                                    return absl::OkStatus();
                                  }),
                  IsOk());
    };
    add("SELECT root, rowid, hash FROM journal ORDER BY root, sequence");
    add("SELECT root, request_id, answer FROM request ORDER BY root, principal, request_id");
    add("SELECT root, service, cursor FROM follower ORDER BY service");
    if (service == "projects") {
      add("SELECT root, service, journal_sequence FROM told ORDER BY root");
    }
  }
  return all;
}

class Migration : public ::testing::Test {
 protected:
  Migration() : cofi_(Shape::kOneProcess, ""), project_(cofi_, "p") {
    EXPECT_EQ(ApplyCase(cofi_).code, 0);
    project_.Win("ville", {.amount = "5000"});
    project_.Spend("a", {.amount = "10", .shares = {{"ville", "4"}}});
    EXPECT_TRUE(cofi_.books().AwaitRelays());
  }

  absl::Status Move(const std::string& from, const std::string& to) {
    said_.clear();
    return cofid::Migrate({.from = from, .to = to, .progress = {}, .say = [this](const auto& line) {
                             absl::StrAppend(&said_, line, "\n");
                           }});
  }
  // As cofid opens it.
  static absl::Status Open(const std::string& place) {
    const bool url = absl::StrContains(place, "://");
    return db::Store::Open(
               {.database = url ? place : "", .folder = url ? "" : place, .service = "budgets"},
               budgets::Migrations())
        .status();
  }
  std::string Embedded() const { return cofi_.folder().path() + "/all"; }
  // An empty database of the engine that the tests run on.
  std::string Target() {
    return OnPostgres() ? NewDatabase() : absl::StrCat(other_.path(), "/", ++targets_);
  }

  Installation cofi_;
  const Project project_;
  const Folder other_;
  int targets_ = 0;
  std::string said_;
};

TEST_F(Migration, ThereAndBackWhole) {
  cofi_.Stop("budgets");
  const std::string there = Target(), back = other_.path() + "/back";
  EXPECT_THAT(Move(Embedded(), there), IsOk());
  EXPECT_THAT(said_, HasSubstr("budgets: moved, 2 chains, both sides sound"));
  EXPECT_EQ(Contents(there), Contents(Embedded()));
  EXPECT_EQ(BooksAt(there).Discrepancies(), "");
  EXPECT_THAT(Move(there, back), IsOk());
  EXPECT_EQ(Contents(back), Contents(Embedded()));
  auto expected = BooksAt(Embedded()).Contents(), found = BooksAt(back).Contents();
  // When each was brought up to date, and where it belongs.
  for (auto* contents : {&expected, &found}) {
    std::erase_if(*contents, [](const auto& table) {
      return absl::EndsWith(table.first, ".migration") || absl::EndsWith(table.first, ".instance");
    });
  }
  EXPECT_EQ(found, expected);
}

// What comes while it is copied is fetched by the next run; the last one finds
// nobody writing.
TEST_F(Migration, OfDatabasesInUse) {
  const std::string there = Target();
  const absl::Status first = Move(Embedded(), there);
  EXPECT_TRUE(absl::IsUnavailable(first)) << first;
  EXPECT_THAT(std::string(first.message()), HasSubstr("the old server still runs"));
  // Changed, removed, and recorded anew under the number of an invoice that counted.
  cofi_.Ask<budgets::v1::Expense>(project_.Reversal("a"));
  project_.Spend("b", {.amount = "20", .reference = "F-a"});
  cofi_.Ask<budgets::v1::Grant>(project_.Grant("gone", {.amount = "1"}));
  EXPECT_TRUE(absl::IsUnavailable(Move(Embedded(), there)));
  budgets::v1::DeleteGrantRequest remove;
  remove.set_name(project_.Name("grants", "gone"));
  cofi_.Ask<google::protobuf::Empty>(remove);
  EXPECT_TRUE(cofi_.books().AwaitRelays());
  cofi_.Stop("budgets");
  EXPECT_THAT(Move(Embedded(), there), IsOk()) << said_;
  EXPECT_EQ(Contents(there), Contents(Embedded()));
  EXPECT_EQ(BooksAt(there).Discrepancies(), "");
}

TEST_F(Migration, OfNothingIsServedBeforeItsEnd) {
  const std::string there = Target();
  EXPECT_FALSE(Move(Embedded(), there).ok());
  EXPECT_THAT(Open(there), IsReason(type::v1::REASON_STORE_FAILED));
}

// Cut off when one service is at its end and the others are not.
TEST_F(Migration, CutOffInItsLastRunGoesOn) {
  cofi_.Stop("budgets");
  const std::string there = Target();
  const auto dies = [](const std::string&) { throw std::runtime_error("cut off"); };
  EXPECT_THROW((void)cofid::Migrate({.from = Embedded(), .to = there, .progress = {}, .say = dies}),
               std::runtime_error);
  EXPECT_THAT(Move(Embedded(), there), IsOk()) << said_;
  EXPECT_THAT(said_, HasSubstr("projects: was moved, 3 chains, both sides sound"));
  EXPECT_THAT(said_, HasSubstr("budgets: moved, 2 chains, both sides sound"));
  EXPECT_EQ(Contents(there), Contents(Embedded()));
}

TEST_F(Migration, OfWhatSomebodyMadeOtherwiseIsRefused) {
  cofi_.Stop("budgets");
  const auto source = BooksAt(Embedded()).Open("budgets", db::Access::kWrite);
  ASSERT_THAT(source->Run("DROP INDEX expense_date"), IsOk());
  EXPECT_THAT(Move(Embedded(), Target()),
              IsReasonWith(type::v1::REASON_SCHEMA_DIFFERS, "what", "index expense_date"));
  ASSERT_THAT(source->Run("CREATE INDEX expense_date ON expense (root, invoice_date, name)"),
              IsOk());
  EXPECT_THAT(Move(Embedded(), Target()), IsOk());
}

TEST_F(Migration, IntoWhatIsNotEmptyIsRefused) {
  cofi_.Stop("budgets");
  const std::string there = Target();
  EXPECT_THAT(Move(Embedded(), there), IsOk());
  const auto before = Contents(there);
  // Once more there is nothing to do.
  EXPECT_THAT(Move(Embedded(), there), IsOk());
  EXPECT_EQ(Contents(there), before);
  // Nor does the try leave anything that keeps it from being served.
  const Installation other(Shape::kOneProcess, "");
  EXPECT_THAT(Move(other.folder().path() + "/all", there), IsReason(type::v1::REASON_STORE_FAILED));
  EXPECT_EQ(Contents(there), before);
  EXPECT_THAT(Open(there), IsOk());
  EXPECT_FALSE(Move(there, there).ok());
}

}  // namespace
}  // namespace cofi::end_to_end
