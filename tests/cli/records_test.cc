#include "clients/cli/printed/records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "tests/cli/parsed.h"

namespace cofi::cli {
namespace {

using applications::v1::Application;
using ::testing::HasSubstr;
using ::testing::Not;

Application Fdf() {
  return Parsed<Application>(R"(
    name: 'projects/p/applications/fdf'
    display_name: 'Financement principal'
    funder: 'funders/fondation-de-france'
    requested_amount {currency_code: 'EUR' units: 80000}
    likelihood_basis_points: 6000
    state: STATE_IN_SELECTION
    agreement_terms {reference: 'FDF' signature_date {year: 2017 month: 5 day: 15}}
    history {verb: 'SUBMIT' state: 'SUBMITTED' date {year: 2016 month: 2 day: 15}}
    history {verb: 'AWARD' state: 'AWARDED' date {year: 2016 month: 7 day: 15}})");
}

TEST(Records, AListShowsWhatTheProtosSay) {
  const Application fdf = Fdf();
  Settings settings;
  EXPECT_EQ(
      ListText(*FindNoun("application"), {&fdf}, "projects/p", settings),
      "application  display name           funder               requested  likelihood  state\n"
      "fdf          Financement principal  fondation-de-france  80,000.00         60%"
      "  in selection\n");
  settings.language = Language::kFrench;
  const std::string french = ListText(*FindNoun("application"), {&fdf}, "projects/-", settings);
  EXPECT_THAT(french, HasSubstr("candidature  intitulé"));
  EXPECT_THAT(french, HasSubstr("p/fdf"));
  EXPECT_THAT(french, HasSubstr("en sélection"));
}

// Which row undoes which stands in the list, where one does.
TEST(Records, AListShowsWhatAReversalUndoes) {
  const auto expense = Parsed<budgets::v1::Expense>(R"(
    name: 'projects/p/expenses/e'
    supplier: 'Gwenn'
    amount {currency_code: 'EUR' units: 100}
    reversed_by: 'projects/p/expenses/r-1')");
  const auto reversal = Parsed<budgets::v1::Expense>(R"(
    name: 'projects/p/expenses/r-1'
    supplier: 'Gwenn'
    amount {currency_code: 'EUR' units: -100}
    reverses: 'projects/p/expenses/e')");
  const Settings settings;
  const Noun& noun = *FindNoun("expense");
  EXPECT_THAT(ListText(noun, {&expense}, "projects/p", settings), Not(HasSubstr("reverses")));
  const std::string both = ListText(noun, {&expense, &reversal}, "projects/p", settings);
  EXPECT_THAT(both, HasSubstr("reverses"));
  EXPECT_THAT(both, HasSubstr("-100.00"));
  EXPECT_THAT(both, HasSubstr("  e\n"));
}

// What is left out where there is little room is neither a sum nor a state.
TEST(Records, ANarrowListKeepsSumsAndStates) {
  const auto commitment = Parsed<budgets::v1::Commitment>(R"(
    name: 'projects/p/commitments/architecte'
    line: 'projects/p/budgets/v1/lines/622'
    display_name: 'Maîtrise d’œuvre de la cuisine'
    supplier: 'Atelier d’architecture du Pays de Bécherel'
    commitment_date {year: 2018 month: 3 day: 20}
    amount {currency_code: 'EUR' units: 12480}
    open_amount {currency_code: 'EUR' units: 4080}
    state: STATE_OPEN)");
  Settings settings;
  const Noun& noun = *FindNoun("commitment");
  const std::string wide = ListText(noun, {&commitment}, "projects/p", settings);
  EXPECT_THAT(wide, HasSubstr("Pays de Bécherel"));
  settings.width = 80;
  const std::string narrow = ListText(noun, {&commitment}, "projects/p", settings);
  for (const char* const kept : {"architecte", "622", "12,480.00", "4,080.00", "open"}) {
    EXPECT_THAT(narrow, HasSubstr(kept));
  }
  settings.width = 20;
  EXPECT_THAT(ListText(noun, {&commitment}, "projects/p", settings),
              HasSubstr("supplier: Atelier\n"));
}

TEST(Records, AnEmptyListIsStillAList) {
  Settings settings;
  EXPECT_EQ(ListText(*FindNoun("application"), {}, "", settings), "");
  settings.format = Format::kJson;
  EXPECT_EQ(ListText(*FindNoun("application"), {}, "", settings), "[]\n");
  settings.format = Format::kCsv;
  EXPECT_THAT(ListText(*FindNoun("application"), {}, "", settings), HasSubstr("name,uid"));
}

TEST(Records, AnExtensionIsSaidInWords) {
  const auto stage = Parsed<applications::v1::Stage>(R"(
    name: 'projects/p/applications/fdf/stages/s'
    extensions {
      previous_date {year: 2026 month: 6 day: 12} due_date {year: 2026 month: 7 day: 10}
      date {year: 2026 month: 6 day: 18} note: 'by letter' }
    history {verb: 'PASS' state: 'PASSED' date {year: 2026 month: 7 day: 9} note: 'at once'})");
  Settings settings;
  EXPECT_THAT(DetailText(stage, settings),
              HasSubstr("  from 2026-06-12 to 2026-07-10, noted on 2026-06-18: by letter\n"));
  EXPECT_THAT(DetailText(stage, settings), HasSubstr("  2026-07-09 passed: at once\n"));
  settings.language = Language::kFrench;
  EXPECT_THAT(DetailText(stage, settings),
              HasSubstr("  du 12/06/2026 au 10/07/2026, noté le 18/06/2026 : by letter\n"));
  EXPECT_THAT(DetailText(stage, settings), HasSubstr("  09/07/2026 franchie : at once\n"));
}

// What was passed over is said in the reader's language; an earlier version's sentence stays.
TEST(Records, WhatWasPassedOverIsSaidInWords) {
  const auto application = Parsed<Application>(R"(
    name: 'projects/p/applications/fdf'
    history {
      verb: 'SUBMIT' state: 'SUBMITTED' date {year: 2018 month: 4 day: 2}
      overridden: 'an older one'
      overridden_refusals {
        reason: 'FIELD_REQUIRED' metadata { key: 'field' value: 'effective_date' } } })");
  Settings settings;
  EXPECT_THAT(DetailText(application, settings),
              HasSubstr("submitted (in spite of: effective_date is required; an older one)\n"));
  settings.language = Language::kFrench;
  EXPECT_THAT(DetailText(application, settings), HasSubstr("effective_date est obligatoire"));
}

// What is worked out of a payment is told from what was given.
TEST(Records, APaymentSaysSinceWhenItIsUnlocked) {
  const auto agreement = Parsed<applications::v1::Agreement>(R"(
    name: 'projects/p/applications/fdf/agreements/c'
    payments {
      kind: KIND_BALANCE obligation: 'projects/p/applications/fdf/obligations/bilan'
      expected_date {year: 2019 month: 6 day: 30} unlocked_date {year: 2019 month: 5 day: 31} })");
  Settings settings;
  EXPECT_THAT(DetailText(agreement, settings),
              HasSubstr("balance bilan 2019-06-30 unlocked date 2019-05-31"));
  settings.language = Language::kFrench;
  EXPECT_THAT(DetailText(agreement, settings),
              HasSubstr("solde bilan 30/06/2019 débloqué le 31/05/2019"));
}

TEST(Records, DetailsAreWhatIsSet) {
  const std::string text = DetailText(Fdf(), Settings());
  EXPECT_THAT(text, HasSubstr("name              p/fdf\n"));
  EXPECT_THAT(text, HasSubstr("agreement terms\n"));
  EXPECT_THAT(text, HasSubstr("  signature date  2017-05-15\n"));
  EXPECT_THAT(text, HasSubstr("history           2016-02-15 submitted\n"
                              "                  2016-07-15 awarded\n"));
  EXPECT_THAT(text, Not(HasSubstr("conditions")));
}

}  // namespace
}  // namespace cofi::cli
