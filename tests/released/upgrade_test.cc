// The databases of a released version, as it left them (0.1.0/made.sh), served by this one:
// nothing is lost, every figure is what it was, and what is written from then on keeps this
// version's rules.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "base/money.h"
#include "base/names.h"
#include "clients/peer.h"
#include "clients/services.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "cofi/journal/v1/history.pb.h"
#include "cofi/projects/internal/v1/funding.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "tests/installations/cluster.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/programs.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const std::string kReleased = "tests/released/0.1.0/";
constexpr const char* kStores[] = {"projects", "applications", "budgets"};
// Those of services that the release did not have begin with nothing.
constexpr const char* kNewStores[] = {"attachments"};

// A new database with what the release left in one; empty where each service has a file.
std::string ReleasedDatabase() {
  const std::string url = NewDatabase();
  if (url.empty()) return "";
  Process psql({"/usr/lib/postgresql/15/bin/psql", "--dbname=" + url, "--no-psqlrc", "--quiet",
                "--set=ON_ERROR_STOP=1", "--output=/dev/null",
                "--file=" + kReleased + "postgresql.dump"});
  EXPECT_EQ(psql.Wait(), 0) << psql.err();
  return url;
}

class Upgrade : public ::testing::Test {
 protected:
  Upgrade() : cofi_(OnPostgres() ? Shape::kReplicas : Shape::kOneProcess, ReleasedDatabase()) {
    if (OnPostgres()) return;
    cofi_.Stop("projects");
    for (const std::string store : kStores) {
      const std::string file = absl::StrCat(cofi_.folder().path(), "/all/", store, ".sqlite");
      for (const char* ending : {"", "-wal", "-shm"}) fs::remove(file + ending);
      fs::copy_file(absl::StrCat(kReleased, store, ".sqlite"), file);
    }
    for (const std::string store : kNewStores) {
      const std::string file = absl::StrCat(cofi_.folder().path(), "/all/", store, ".sqlite");
      for (const char* ending : {"", "-wal", "-shm"}) fs::remove(file + ending);
    }
    // The release's folders have no identity.
    fs::remove(cofi_.folder().path() + "/all/cofi.instance");
    cofi_.Start("projects");
  }

  std::string Run(const Words& words, int code = 0) {
    const Outcome outcome = RunCofi(cofi_.address(), words);
    EXPECT_EQ(outcome.code, code) << outcome.err;
    return outcome.out + outcome.err;
  }

  void ExpectSound() {
    for (const std::string store : kStores) {
      const journal::v1::Verdict verdict = cofi_.Verify(store);
      EXPECT_TRUE(verdict.sound()) << store << ": " << verdict.DebugString();
      EXPECT_GT(verdict.entries(), 0) << store;
    }
    for (const std::string store : kNewStores) {
      const journal::v1::Verdict verdict = cofi_.Verify(store);
      EXPECT_TRUE(verdict.sound()) << store << ": " << verdict.DebugString();
    }
    EXPECT_EQ(std::size(kStores) + std::size(kNewStores), clients::Recorded().size());
    EXPECT_EQ(cofi_.books().Discrepancies(), "");
  }

  Installation cofi_;
};

TEST_F(Upgrade, EverythingIsSoundAndStaysSoWhenItIsStartedAgain) {
  ExpectSound();
  cofi_.Stop("projects");
  cofi_.Start("projects");
  ExpectSound();
}

TEST_F(Upgrade, TheReferenceCaseHasItsFigures) {
  const std::string status = Run({"status", "precarisation", "--as-of", "2018-03-23"});
  EXPECT_THAT(status, HasSubstr("  180,000.00   140,301.37   7,700.00  33,102.90  139,197.10"));
  EXPECT_THAT(status, HasSubstr("Secured 144,000.00 of 180,000.00 (80%)"));
  // As the case was then.
  EXPECT_THAT(Run({"apply", "-f", kReleased + "precarisation.yaml"}),
              HasSubstr("Nothing to change ("));
}

// What was said in percents, or by a version of the budget, is said in this version's words: now,
// and as it was known before the upgrade.
TEST_F(Upgrade, FactsAreInTheFormOfNow) {
  projects::v1::GetProjectRequest project;
  project.set_name("projects/essai");
  const auto ask_condition = [&] {
    return cofi_.Ask<projects::v1::Project>(project).start_condition();
  };
  EXPECT_EQ(ask_condition().ShortDebugString(), "secured_basis_points: 4000");
  project.mutable_known_at()->set_journal_sequence(1);
  EXPECT_EQ(ask_condition().ShortDebugString(), "secured_basis_points: 4000");

  applications::v1::ListApplicationsRequest applications;
  applications.set_parent("projects/essai");
  for (const bool then : {false, true}) {
    // Once all three were there.
    if (then) applications.mutable_known_at()->set_journal_sequence(14);
    const auto likely = [&](const std::string& filter) {
      applications.set_filter(filter);
      std::string names;
      const auto found = cofi_.Ask<applications::v1::ListApplicationsResponse>(applications);
      for (const auto& each : found.applications()) {
        absl::StrAppend(&names, IdOf(each.name()), " ", each.likelihood_basis_points(), " ");
      }
      return names;
    };
    EXPECT_EQ(likely("likelihood_basis_points = 6000"), "etat 6000 ") << then;
    EXPECT_EQ(likely("NOT likelihood_basis_points:*"), "brouillon 0 ville 0 ") << then;
  }

  budgets::v1::ListExpensesRequest expenses;
  expenses.set_parent("projects/essai");
  budgets::v1::ListReceiptsRequest receipts;
  receipts.set_parent("projects/essai");
  for (const bool then : {false, true}) {
    if (then) {
      // The last entry of the release.
      expenses.mutable_known_at()->set_journal_sequence(35);
      receipts.mutable_known_at()->set_journal_sequence(35);
    }
    const auto amounts = [&](const std::string& filter) {
      expenses.set_filter(filter);
      std::string all;
      const auto found = cofi_.Ask<budgets::v1::ListExpensesResponse>(expenses);
      for (const auto& each : found.expenses()) {
        absl::StrAppend(&all, DecimalFromMinor(Minor(each.amount())), " ");
      }
      return all;
    };
    EXPECT_EQ(amounts("amount < 0"), "-1200.00 ") << then;
    EXPECT_EQ(amounts("kind = REVERSAL"), "-1200.00 ") << then;
    EXPECT_EQ(amounts("line = \"projects/essai/lines/60\""), "1100.00 ") << then;
    EXPECT_EQ(amounts("kind = INVOICE AND line = \"projects/essai/lines/62\""),
              "100.00 40.00 1200.00 1250.00 ")
        << then;
    receipts.set_filter("amount < 0");
    EXPECT_EQ(cofi_.Ask<budgets::v1::ListReceiptsResponse>(receipts).receipts_size(), 1) << then;
  }
  budgets::v1::GetLineRequest line;
  line.set_name("projects/essai/lines/62");
  *line.mutable_as_of_date() = On("2026-05-31");
  const auto before = cofi_.Ask<budgets::v1::Line>(line);
  EXPECT_EQ(before.name(), "projects/essai/budgets/v1/lines/62");
  EXPECT_EQ(before.fiscal_year(), 2026);
  line.clear_as_of_date();
  const auto now = cofi_.Ask<budgets::v1::Line>(line);
  EXPECT_EQ(now.name(), "projects/essai/budgets/v2/lines/62");
  EXPECT_FALSE(now.has_fiscal_year());
  EXPECT_EQ(now.position(), 2);
}

TEST_F(Upgrade, CorrectionsMadeThenCountAsTheyDid) {
  reporting::v1::GetBudgetStatusRequest request;
  request.set_parent("projects/essai");
  *request.mutable_as_of_date() = On("2026-11-29");
  const auto status = cofi_.Ask<reporting::v1::BudgetStatus>(request);
  EXPECT_EQ(DecimalFromMinor(Minor(status.total().committed())), "1750.00");
  EXPECT_EQ(DecimalFromMinor(Minor(status.total().spent())), "2490.00");
  EXPECT_EQ(DecimalFromMinor(Minor(status.total().paid())), "100.00");
  EXPECT_EQ(DecimalFromMinor(Minor(status.funding().secured())), "5500.00");
  EXPECT_EQ(DecimalFromMinor(Minor(status.funding().received())), "3000.00");

  budgets::v1::ListExpensesRequest list;
  list.set_parent("projects/essai");
  int64_t sum = 0;
  const auto listed = cofi_.Ask<budgets::v1::ListExpensesResponse>(list);
  for (const auto& expense : listed.expenses()) {
    sum += Minor(expense.amount());
  }
  EXPECT_EQ(DecimalFromMinor(sum), "2490.00");
}

TEST_F(Upgrade, WhatWasKnownThenIsStillKnown) {
  // Before it was reversed.
  EXPECT_THAT(Run({"expense", "list", "essai", "--as-of", "2026-04-30"}), HasSubstr("1,200.00"));
  const std::string history = Run({"history", "essai/etat"});
  EXPECT_THAT(history, HasSubstr("5,000.00"));
  EXPECT_THAT(history, HasSubstr("5,500.00"));
  journal::v1::ListEntriesRequest entries;
  entries.set_journal("journals/applications");
  entries.set_name("projects/essai/applications/etat");
  const auto listed = cofi_.Ask<journal::v1::ListEntriesResponse>(entries);
  for (const auto& each : listed.entries()) {
    applications::v1::Application state;
    ASSERT_TRUE(each.entry().resource().UnpackTo(&state));
    EXPECT_EQ(state.likelihood_basis_points(), 6000);
  }
  EXPECT_EQ(listed.entries(0).entry().verb(), "SignApplicationAgreement");

  journal::v1::GetRequestOutcomeRequest signing;
  signing.set_journal("journals/applications");
  signing.set_request_id("01a22817-aaaa-7551-bf85-20634ed8468f");
  // Who asked then.
  const clients::Peer root(cofi_.channel("applications"), {.principal = "root"});
  journal::v1::RequestOutcome outcome;
  ASSERT_TRUE(root.CallAndWait(signing, &outcome).ok());
  EXPECT_EQ(outcome.verb(), "SignApplicationAgreement");
  applications::v1::Application signed_one;
  ASSERT_TRUE(outcome.answer().UnpackTo(&signed_one)) << outcome.DebugString();
  EXPECT_EQ(signed_one.likelihood_basis_points(), 6000);
}

TEST_F(Upgrade, APictureOfTheFundingThatComesLateIsStillKnownForOne) {
  projects::v1::GetProjectRequest get;
  get.set_name("projects/precarisation");
  const projects::v1::Funding before = cofi_.Ask<projects::v1::Project>(get).funding();
  projects::internal::v1::ReportFundingRequest late;
  late.set_name(get.name());
  late.mutable_funding();
  late.set_journal_sequence(1);
  const auto told = cofi_.Ask<projects::internal::v1::ReportFundingResponse>(late);
  EXPECT_GT(told.journal_sequence(), 1);
  EXPECT_EQ(cofi_.Ask<projects::v1::Project>(get).funding().DebugString(), before.DebugString());
}

TEST_F(Upgrade, WhatIsWrittenNowKeepsTheRulesOfNow) {
  const Words again = {"expense",
                       "create",
                       "essai",
                       "--line",
                       "62",
                       "--supplier",
                       "IMPRIMERIE GWENN",
                       "--invoice-reference",
                       "f-2026-042",
                       "--invoice-date",
                       "2026-03-20",
                       "--amount",
                       "1"};
  EXPECT_THAT(Run(again, 1), HasSubstr("DUPLICATE_INVOICE"));
  EXPECT_THAT(Run({"project", "create", "efface", "--display-name", "Tout autre projet"}, 1),
              HasSubstr("NAME_RETIRED"));
  EXPECT_THAT(Run({"funder", "list", "--filter", "display_name:etat"}), HasSubstr("État"));
  // An expense that was stored by the release is corrected by this version.
  Run({"expense", "reverse", "essai/fa4", "--note", "doublon"});
  // And supported by a file, which the release knew nothing of.
  const Folder folder;
  const std::string file = folder.Write("facture.pdf", "%PDF-1.7 facture");
  Run({"attachment", "create", "essai/facture", "--file", file, "--expense", "fa4"});
  EXPECT_EQ(Run({"download", "essai/facture", "-o", "-"}), "%PDF-1.7 facture");
  EXPECT_THAT(Run({"status", "essai", "--as-of", "2026-04-30"}), HasSubstr("60    Achats"));
  ExpectSound();
}

}  // namespace
}  // namespace cofi::end_to_end
