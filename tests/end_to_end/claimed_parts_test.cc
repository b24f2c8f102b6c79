// What a claim makes of invoices on several lines, paid in parts, credited, or given to other
// grants.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "cofi/budgets/v1/claims.pb.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::Claim;
using budgets::v1::Expense;

constexpr char kInClaim[] = "FAILED_PRECONDITION IN_CLAIM";

class ClaimedParts : public EndToEnd {
 protected:
  ClaimedParts() : project_(cofi(), "q-" + NewUuid().substr(0, 8)) {
    project_.Win("ville", {.amount = "5000"});
    project_.Win("caf", {.amount = "1000"});
  }
  ~ClaimedParts() override { EXPECT_EQ(Unsound(cofi()), ""); }

  // What it says if it is refused, up to the sentence, else `OK`.
  std::string Try(const std::string& verb, const std::string& text) {
    const std::string said =
        Said(Do(cofi(), verb, absl::StrCat(text, " request_id: '", NewRequestId(), "'")));
    return said.substr(0, said.find(':'));
  }
  std::string Claimed(const std::string& verb, const std::string& id) {
    return Try(verb, absl::StrCat("name: '", Name(id), "'"));
  }
  std::string OfExpense(const std::string& verb, const std::string& id, const std::string& more) {
    return Try(verb, absl::StrCat("name: '", project_.Name("expenses", id), "' ", more));
  }

  std::string Name(const std::string& id, const std::string& grant = "ville") const {
    return absl::StrCat(project_.Name("grants", grant), "/claims/", id);
  }
  void Draft(const std::string& id, const std::string& grant = "ville") {
    EXPECT_EQ(Try("CreateClaim",
                  absl::StrCat("parent: '", project_.Name("grants", grant), "' claim_id: '", id,
                               "' claim { display_name: 'K' kind: KIND_INTERIM }")),
              "OK");
  }
  void Submit(const std::string& id) {
    Draft(id);
    EXPECT_EQ(Claimed("SubmitClaim", id), "OK");
  }

  // `claimed 40.00 of 70.00, -30.00`
  std::string Asked(const std::string& id, const std::string& grant = "ville") {
    budgets::v1::GetClaimRequest request;
    request.set_name(Name(id, grant));
    const auto claim = cofi().Ask<Claim>(request);
    std::string asked =
        absl::StrCat("claimed ", DecimalFromMinor(Minor(claim.claimed_amount())), " of");
    for (const budgets::v1::ClaimEntry& entry : claim.entries()) {
      absl::StrAppend(&asked, &entry == &claim.entries(0) ? " " : ", ",
                      DecimalFromMinor(Minor(entry.amount())));
    }
    return asked;
  }

  const Project project_;
};
COFI_IN_ALL_SHAPES(ClaimedParts);

constexpr char kCredit[] = "invoice_reference: 'A-1' amount { currency_code: 'EUR' units: 50 }";

TEST_P(ClaimedParts, OfAnInvoiceOnSeveralLinesAreOneShare) {
  cofi().Ask<Expense>(
      project_.SplitExpense("e", {.amount = "100", .date = "2018-03-01", .paid = "2018-03-15"},
                            {{.line = "60", .amount = "20", .shares = {{"ville", "5"}}},
                             {.line = "62", .amount = "", .shares = {{"ville", "60"}}}}));
  Submit("k");
  EXPECT_EQ(Asked("k"), "claimed 65.00 of 65.00");
}

TEST_P(ClaimedParts, AreOfWhatIsPaidWhole) {
  project_.Spend("e", {.amount = "100", .shares = {{"ville", "60"}}});
  budgets::v1::PayExpenseRequest first = project_.Payment("e", "2018-03-10");
  *first.mutable_amount() = Eur("40");
  cofi().Ask<Expense>(first);
  Draft("k");
  EXPECT_EQ(Asked("k"), "claimed 0.00 of");
  EXPECT_EQ(Claimed("SubmitClaim", "k"), "FAILED_PRECONDITION NOTHING_TO_CLAIM");
  cofi().Ask<Expense>(project_.Payment("e", "2018-03-20"));
  EXPECT_EQ(Claimed("RefreshClaim", "k"), "OK");
  EXPECT_EQ(Asked("k"), "claimed 60.00 of 60.00");
  EXPECT_EQ(Claimed("SubmitClaim", "k"), "OK");
  // The funder was told that it is paid.
  EXPECT_EQ(OfExpense("ReverseExpensePayment", "e", "note: 'n'"), kInClaim);
  EXPECT_EQ(Claimed("WithdrawClaim", "k"), "OK");
  EXPECT_EQ(OfExpense("ReverseExpensePayment", "e", "note: 'n'"), "OK");
}

TEST_P(ClaimedParts, AreNotCreditedBeforeTheFunderDecidesAndLowerTheNextClaimThen) {
  project_.Spend("e", {.amount = "100", .paid = "2018-03-01", .shares = {{"ville", "60"}}});
  Submit("k");
  EXPECT_EQ(OfExpense("CreditExpense", "e", kCredit), kInClaim);
  EXPECT_EQ(Claimed("AcceptClaim", "k"), "OK");
  EXPECT_EQ(OfExpense("CreditExpense", "e", kCredit), "OK");
  project_.Spend("f", {.amount = "100", .paid = "2018-03-02", .shares = {{"ville", "70"}}});
  Submit("next");
  EXPECT_EQ(Asked("next"), "claimed 40.00 of 70.00, -30.00");
  EXPECT_EQ(Asked("k"), "claimed 60.00 of 60.00");
}

TEST_P(ClaimedParts, AreWithoutWhatWasCreditedBefore) {
  project_.Spend("e", {.amount = "100", .paid = "2018-03-01", .shares = {{"ville", "60"}}});
  EXPECT_EQ(OfExpense("CreditExpense", "e", kCredit), "OK");
  Submit("k");
  EXPECT_EQ(Asked("k"), "claimed 30.00 of 60.00, -30.00");
}

TEST_P(ClaimedParts, AreGivenToOthersOnceTheFunderHasDecided) {
  project_.Spend("e", {.amount = "100", .paid = "2018-03-01", .shares = {{"ville", "60"}}});
  Submit("k");
  const std::string shares =
      absl::StrCat("note: 'n' shares { grant: '", project_.Name("grants", "caf"), "' amount { ",
                   "currency_code: 'EUR' units: 60 } }");
  EXPECT_EQ(OfExpense("ShareExpense", "e", shares), kInClaim);
  EXPECT_EQ(Claimed("AcceptClaim", "k"), "OK");
  EXPECT_EQ(OfExpense("ShareExpense", "e", shares), "OK");
  Draft("other", "caf");
  EXPECT_EQ(Asked("other", "caf"), "claimed 60.00 of 60.00");
  // What was accepted and is not there any more is made up for by the next.
  project_.Spend("f", {.amount = "100", .paid = "2018-03-02", .shares = {{"ville", "70"}}});
  Submit("next");
  EXPECT_EQ(Asked("next"), "claimed 10.00 of 70.00");
}

// What a payment records is refused as of its own request, which has no receipt.
TEST_P(ClaimedParts, ArePaidByATransferOnce) {
  project_.Spend("e", {.amount = "100", .paid = "2018-03-01", .shares = {{"ville", "60"}}});
  Submit("k");
  EXPECT_EQ(Claimed("AcceptClaim", "k"), "OK");
  const auto pay = [&](int euros) {
    return Try("PayClaim", absl::StrCat("name: '", Name("k"), "' reference: 'VIR-7' amount { ",
                                        "currency_code: 'EUR' units: ", euros, " }"));
  };
  EXPECT_EQ(pay(20), "OK");
  EXPECT_EQ(pay(20), "ALREADY_EXISTS DUPLICATE_ENTRY reference");
  cofi().Ask<budgets::v1::Receipt>(project_.Receipt("rest", "ville", "4979"));
  EXPECT_EQ(pay(2), "FAILED_PRECONDITION INSUFFICIENT_GRANT amount");
  EXPECT_EQ(pay(1), "OK");
}

}  // namespace
}  // namespace cofi::end_to_end
