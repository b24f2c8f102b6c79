#include "clients/cli/typed/requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/dates.h"
#include "base/identifiers.h"
#include "base/money.h"
#include "base/refusal.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/contributions.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/projects/v1/projects.pb.h"

namespace cofi::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::StatusOr<std::unique_ptr<Message>> Make(const std::string& noun_name,
                                              const std::string& verb_name,
                                              const std::vector<std::string>& args) {
  const Noun& noun = *FindNoun(noun_name);
  const Verb& verb = *noun.Find(verb_name);
  const std::vector<Flag> flags = FlagsOf(noun, verb);
  const auto arguments = ReadArguments(flags, args, Language::kEnglish);
  if (!arguments.ok()) return arguments.status();
  return MakeRequest(noun, verb, flags, *arguments, Language::kEnglish);
}

template <typename Request>
Request As(const absl::StatusOr<std::unique_ptr<Message>>& made) {
  EXPECT_TRUE(made.ok()) << made.status();
  return made.ok() ? static_cast<const Request&>(**made) : Request();
}

TEST(Requests, CreateIsBelowItsParent) {
  const auto request = As<budgets::v1::CreateCommitmentRequest>(
      Make("commitment", "create",
           {"precarisation", "--line", "62", "--amount", "400.01", "--id", "c1"}));
  EXPECT_EQ(request.parent(), "projects/precarisation");
  EXPECT_EQ(request.commitment_id(), "c1");
  EXPECT_EQ(request.commitment().line(), "projects/precarisation/lines/62");
  EXPECT_EQ(DecimalFromMoney(request.commitment().amount()), "400.01 EUR");
  EXPECT_TRUE(IsUuid(request.request_id()));
}

// As people write them, in either language.
TEST(Requests, HoursAreDecimals) {
  const auto give = [](const std::string& hours) {
    return Make("contribution", "create",
                {"p", "--line", "864", "--giver", "Mme Le Goff", "--date", "2026-03-04", "--hours",
                 hours, "--rate", "18"});
  };
  const auto request = As<budgets::v1::CreateContributionRequest>(give("3,5"));
  EXPECT_EQ(request.contribution().hours_hundredths(), 350);
  EXPECT_EQ(DecimalFromMoney(request.contribution().rate()), "18.00 EUR");
  EXPECT_EQ(IsoDate(request.contribution().contribution_date()), "2026-03-04");
  EXPECT_EQ(
      As<budgets::v1::CreateContributionRequest>(give("3.25")).contribution().hours_hundredths(),
      325);
  EXPECT_EQ(As<budgets::v1::CreateContributionRequest>(give("4")).contribution().hours_hundredths(),
            400);
  for (const char* wrong : {"3.555", "3h", "50%"}) EXPECT_FALSE(give(wrong).ok()) << wrong;
}

TEST(Requests, TheIdentifierMayBeTheLastWord) {
  EXPECT_EQ(As<budgets::v1::CreateCommitmentRequest>(Make("commitment", "create", {"p", "c1"}))
                .commitment_id(),
            "c1");
}

TEST(Requests, ANewRequestIdEachTimeUnlessOneIsGiven) {
  const auto id_of = [](const std::vector<std::string>& args) {
    return As<budgets::v1::CreateCommitmentRequest>(Make("commitment", "create", args))
        .request_id();
  };
  EXPECT_NE(id_of({"p"}), id_of({"p"}));
  EXPECT_EQ(id_of({"p", "--request-id", "x"}), "x");
}

TEST(Requests, AVerbHasItsOwnFields) {
  const auto request = As<applications::v1::SignApplicationAgreementRequest>(
      Make("application", "sign-agreement",
           {"p", "fdf", "--eligible-start-date", "2017-06-01", "--validate-only"}));
  EXPECT_EQ(request.name(), "projects/p/applications/fdf");
  EXPECT_EQ(IsoDate(request.eligible_start_date()), "2017-06-01");
  EXPECT_TRUE(request.validate_only());
}

TEST(Requests, AnUpdateMasksTheFlagsGiven) {
  const auto request = As<projects::v1::UpdateProjectRequest>(
      Make("project", "update",
           {"p", "--start-condition.secured-percent", "80", "--description", "", "--etag", "7"}));
  EXPECT_EQ(request.project().name(), "projects/p");
  EXPECT_EQ(request.project().etag(), "7");
  EXPECT_EQ(request.project().start_condition().secured_basis_points(), 8000);
  EXPECT_THAT(request.update_mask().paths(),
              ElementsAre("description", "start_condition.secured_basis_points"));
}

TEST(Requests, AnUpdateNeedsAChange) {
  EXPECT_FALSE(Make("project", "update", {"p"}).ok());
  EXPECT_FALSE(Make("project", "update", {"p", "--etag", "7"}).ok());
}

TEST(Requests, WhatIsSetAtCreationHasNoFlagLater) {
  EXPECT_TRUE(Make("project", "create", {"p", "--currency", "EUR"}).ok());
  EXPECT_THAT(Make("project", "update", {"p", "--currency", "EUR"}).status().message(),
              HasSubstr("not a flag"));
}

TEST(Requests, AListIsOfAllOrOfAParent) {
  EXPECT_EQ(As<budgets::v1::ListExpensesRequest>(Make("expense", "list", {})).parent(),
            "projects/-");
  const auto request = As<budgets::v1::ListExpensesRequest>(
      Make("expense", "list", {"p", "--filter", "amount > 10", "--as-of", "2018-03-23"}));
  EXPECT_EQ(request.parent(), "projects/p");
  EXPECT_EQ(request.filter(), "amount > 10");
  EXPECT_EQ(IsoDate(request.as_of_date()), "2018-03-23");
}

TEST(Requests, SharesAreCompletedFromTheProject) {
  const auto request = As<budgets::v1::CreateExpenseRequest>(
      Make("expense", "create", {"p", "--share", "fdf=3000", "--share", "departement=1 000,50"}));
  ASSERT_EQ(request.expense().shares_size(), 2);
  EXPECT_EQ(request.expense().shares(1).grant(), "projects/p/grants/departement");
  EXPECT_EQ(DecimalFromMoney(request.expense().shares(1).amount()), "1000.50 EUR");
}

TEST(Requests, AnAwardSaysItsYears) {
  const auto request = As<applications::v1::AwardApplicationRequest>(
      Make("application", "award",
           {"p", "fdf", "--awarded-amount", "30000", "--year-amount",
            "fiscal-year=2027,amount=10 000,50", "--year-amount", "2028=19999.50"}));
  ASSERT_EQ(request.year_amounts_size(), 2);
  EXPECT_EQ(request.year_amounts(0).fiscal_year(), 2027);
  EXPECT_EQ(DecimalFromMoney(request.year_amounts(0).amount()), "10000.50 EUR");
  EXPECT_EQ(request.year_amounts(1).fiscal_year(), 2028);
  EXPECT_EQ(DecimalFromMoney(request.year_amounts(1).amount()), "19999.50 EUR");
}

TEST(Requests, AllMistakesAreToldAtOnce) {
  const auto made = Make("expense", "create", {"p", "--amount", "1.234", "--invoice-date", "x"});
  const auto violations = ViolationsOf(made.status());
  ASSERT_EQ(violations.size(), 2u);
  EXPECT_EQ(violations[0].metadata().at("field"), "--invoice-date");
  EXPECT_EQ(violations[1].metadata().at("field"), "--amount");
}

// What a server refuses is called by the flag that gave it.
TEST(Requests, AFieldIsCalledAsItWasTyped) {
  const Noun& noun = *FindNoun("expense");
  const Verb& verb = *noun.Find("create");
  const std::vector<Flag> flags = FlagsOf(noun, verb);
  const auto typed = [&](const char* path, Language language) {
    return AsTyped(flags, verb.request(), path, language);
  };
  EXPECT_EQ(typed("expense.line", Language::kEnglish), "--line");
  EXPECT_EQ(typed("expense.line", Language::kFrench), "--line (ligne)");
  EXPECT_EQ(typed("request_id", Language::kEnglish), "--request-id");
  EXPECT_THAT(typed("expense.shares[1].grant", Language::kEnglish),
              ::testing::StartsWith("--share (no. 2"));
  EXPECT_THAT(typed("expense.shares[1].grant", Language::kFrench),
              ::testing::StartsWith("--share (n° 2, "));
  EXPECT_EQ(typed("expense.own_funds_amount", Language::kFrench), "expense.own_funds_amount");
  EXPECT_EQ(typed("expense.line_of_another", Language::kEnglish), "expense.line_of_another");
}

TEST(Requests, NoneIsLargerThanAServerTakes) {
  const std::string long_text(300 << 10, 'x');
  EXPECT_THAT(Make("project", "create", {"p", "--description", long_text}).status().message(),
              HasSubstr("262,144"));
}

}  // namespace
}  // namespace cofi::cli
