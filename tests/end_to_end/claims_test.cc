// Payment claims: what they gather, who holds a share, what the funder makes of them, and what that
// leaves to be claimed, on each day.
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/barrier.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "cofi/budgets/v1/claim_service.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "tests/installations/contents.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::Claim;
using budgets::v1::Expense;
using budgets::v1::Grant;
using budgets::v1::Receipt;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::string Decimal(const Money& money) { return DecimalFromMinor(Minor(money)); }

// Each test has a project of its own, with a grant of 5,000, in an installation that all share.
class Claims : public EndToEnd {
 protected:
  Claims() : project_(cofi(), "k-" + NewUuid().substr(0, 8)) {
    project_.Win("ville", {.amount = "5000"});
  }
  ~Claims() override { EXPECT_EQ(Unsound(cofi()), ""); }

  std::string Name(const std::string& id) const {
    return absl::StrCat(project_.Name("grants", "ville"), "/claims/", id);
  }

  // An invoice of 2018-03-01 that is paid, and of which the grant pays `share`.
  void Spend(const std::string& id, const std::string& amount, const std::string& share,
             const std::string& date = "2018-03-01") {
    project_.Spend(id,
                   {.amount = amount, .date = date, .paid = date, .shares = {{"ville", share}}});
  }

  // Carries out `verb` on a claim, on `date` if it is given; what it says if it is refused, up to
  // the sentence, else `OK`.
  std::string Try(const std::string& verb, const std::string& id, const std::string& date = "",
                  const std::string& more = "") {
    const std::string on = date.empty()
                               ? ""
                               : absl::StrCat(" effective_date { year: ", date.substr(0, 4),
                                              " month: ", std::stoi(date.substr(5, 2)),
                                              " day: ", std::stoi(date.substr(8, 2)), " }");
    return Refusal(absl::StrCat(verb, "Request"),
                   absl::StrCat("name: '", Name(id), "'", on, " ", more));
  }
  std::string Refusal(const std::string& request, const std::string& text) {
    const std::string verb = request.substr(0, request.size() - std::string("Request").size());
    const std::string said =
        Said(Do(cofi(), verb, absl::StrCat(text, verb == "UpdateClaim" ? "" : IdOfRequest())));
    return said.substr(0, said.find(':'));
  }
  static std::string IdOfRequest() { return absl::StrCat(" request_id: '", NewRequestId(), "'"); }

  std::string TryCreate(const std::string& id, const std::string& more = "kind: KIND_INTERIM") {
    return Refusal("CreateClaimRequest",
                   absl::StrCat("parent: '", project_.Name("grants", "ville"), "' claim_id: '", id,
                                "' claim { display_name: 'K' ", more, " }"));
  }
  // A claim that the funder has since 2018-04-01.
  void Submit(const std::string& id) {
    EXPECT_EQ(TryCreate(id), "OK");
    EXPECT_EQ(Try("SubmitClaim", id, "2018-04-01"), "OK");
  }
  void Accept(const std::string& id) {
    Submit(id);
    EXPECT_EQ(Try("AcceptClaim", id, "2018-04-20"), "OK");
  }

  Claim Get(const std::string& id) {
    budgets::v1::GetClaimRequest request;
    request.set_name(Name(id));
    return cofi().Ask<Claim>(request);
  }

  // `SUBMITTED: claimed 60.00, accepted 0.00, received 0.00, receivable 0.00; e1 60.00`
  static std::string Told(const Claim& claim) {
    std::string told = absl::StrCat(
        EnumNameOf(claim.state()), ": claimed ", Decimal(claim.claimed_amount()), ", accepted ",
        Decimal(claim.accepted_amount()), ", received ", Decimal(claim.received_amount()),
        ", receivable ", Decimal(claim.receivable_amount()));
    EXPECT_EQ(claim.entry_count(), claim.entries_size());
    for (const budgets::v1::ClaimEntry& entry : claim.entries()) {
      absl::StrAppend(&told, "; ", entry.expense().substr(entry.expense().rfind('/') + 1), " ",
                      Decimal(entry.amount()));
    }
    return told;
  }
  std::string Figures(const std::string& id) { return Told(Get(id)); }
  // On a day; what is refused if it was not there.
  std::string FiguresOn(const std::string& id, const std::string& date) {
    budgets::v1::GetClaimRequest request;
    request.set_name(Name(id));
    *request.mutable_as_of_date() = On(date);
    Claim claim;
    const grpc::Status status = cofi().Call(request, &claim);
    if (status.ok()) return Told(claim);
    const std::string said = Said(status);
    return said.substr(0, said.find(':'));
  }

  // `claimable 5.00, claimed 60.00, accepted 0.00, receivable 0.00`, of the grant.
  std::string GrantFigures(const std::string& date = "") {
    budgets::v1::GetGrantRequest request;
    request.set_name(project_.Name("grants", "ville"));
    if (!date.empty()) *request.mutable_as_of_date() = On(date);
    const auto grant = cofi().Ask<Grant>(request);
    return absl::StrCat("claimable ", Decimal(grant.claimable_amount()), ", claimed ",
                        Decimal(grant.claimed_amount()), ", accepted ",
                        Decimal(grant.accepted_amount()), ", receivable ",
                        Decimal(grant.receivable_amount()));
  }

  const Project project_;
};
COFI_IN_ALL_SHAPES(Claims);

constexpr char kHalfAccepted[] =
    "accepted_amount { currency_code: 'EUR' units: 55 } note: 'Frais de bouche'";

TEST_P(Claims, LiveFromTheDraftToTheLastEuro) {
  Spend("e1", "100", "60");
  project_.Spend("e2", {.amount = "50", .shares = {{"ville", "5"}}});  // Not paid.
  ASSERT_EQ(TryCreate("c"), "OK");
  EXPECT_EQ(Figures("c"),
            "DRAFT: claimed 60.00, accepted 0.00, received 0.00, receivable 0.00; e1 60.00");
  EXPECT_EQ(GrantFigures(), "claimable 65.00, claimed 0.00, accepted 0.00, receivable 0.00");

  EXPECT_EQ(Try("SubmitClaim", "c", "2018-04-01"), "OK");
  EXPECT_EQ(GrantFigures(), "claimable 5.00, claimed 60.00, accepted 0.00, receivable 0.00");
  EXPECT_EQ(Try("RequestClaimChanges", "c", "2018-04-05", "note: 'Il manque un RIB'"), "OK");
  EXPECT_EQ(Try("SubmitClaim", "c", "2018-04-10"), "OK");
  EXPECT_EQ(GrantFigures(), "claimable 5.00, claimed 60.00, accepted 0.00, receivable 0.00")
      << "it was asked for already";
  EXPECT_EQ(Try("AcceptClaim", "c", "2018-04-20", kHalfAccepted), "OK");
  EXPECT_EQ(Figures("c"),
            "ACCEPTED: claimed 60.00, accepted 55.00, received 0.00, receivable 55.00; e1 60.00");
  EXPECT_EQ(GrantFigures(), "claimable 10.00, claimed 55.00, accepted 55.00, receivable 55.00");

  EXPECT_EQ(Try("PayClaim", "c", "2018-05-01",
                "amount { currency_code: 'EUR' units: 20 } reference: 'VIR-7'"),
            "OK");
  EXPECT_EQ(Figures("c"),
            "ACCEPTED: claimed 60.00, accepted 55.00, received 20.00, receivable 35.00; e1 60.00");
  cofi().Ask<Receipt>(project_.Receipt("r", "ville", "35"));
  EXPECT_EQ(
      Try("PayClaim", "c", "", absl::StrCat("receipt: '", project_.Name("receipts", "r"), "'")),
      "OK");
  EXPECT_EQ(Figures("c"),
            "PAID: claimed 60.00, accepted 55.00, received 55.00, receivable 0.00; e1 60.00");
  EXPECT_EQ(GrantFigures(), "claimable 10.00, claimed 55.00, accepted 55.00, receivable 0.00");
  EXPECT_EQ(project_.GrantFigures("ville"),
            "awarded 5000.00, spent 65.00, received 55.00, remaining 4935.00");

  // What was on each day.
  EXPECT_EQ(FiguresOn("c", "2018-03-31"), "NOT_FOUND RESOURCE_NOT_FOUND");
  EXPECT_EQ(FiguresOn("c", "2018-04-06"),
            "CHANGES_REQUESTED: claimed 60.00, accepted 0.00, received 35.00, receivable 0.00;"
            " e1 60.00");
  EXPECT_EQ(FiguresOn("c", "2018-04-30"),
            "ACCEPTED: claimed 60.00, accepted 55.00, received 35.00, receivable 20.00; e1 60.00");
  EXPECT_EQ(GrantFigures("2018-03-31"),
            "claimable 65.00, claimed 0.00, accepted 0.00, receivable 0.00");
  EXPECT_EQ(GrantFigures("2018-04-19"),
            "claimable 5.00, claimed 60.00, accepted 0.00, receivable 0.00");
  EXPECT_EQ(GrantFigures("2018-04-20"),
            "claimable 10.00, claimed 55.00, accepted 55.00, receivable 20.00");
}

TEST_P(Claims, AreAcceptedForLessOnlyWithAReason) {
  Spend("e1", "100", "60");
  Submit("c");
  EXPECT_EQ(Try("AcceptClaim", "c", "", "accepted_amount { currency_code: 'EUR' units: 59 }"),
            "INVALID_ARGUMENT FIELD_REQUIRED note");
  EXPECT_EQ(Try("AcceptClaim", "c", "", "accepted_amount { currency_code: 'EUR' units: 61 }"),
            "FAILED_PRECONDITION CLAIM_EXCEEDED accepted_amount");
  EXPECT_EQ(Figures("c"),
            "SUBMITTED: claimed 60.00, accepted 0.00, received 0.00, receivable 0.00; e1 60.00");
}

TEST_P(Claims, OfSharesThatAnotherHasGetNone) {
  Spend("e1", "100", "60");
  Submit("c");
  ASSERT_EQ(TryCreate("d"), "OK");
  EXPECT_EQ(Figures("d"), "DRAFT: claimed 0.00, accepted 0.00, received 0.00, receivable 0.00");
  EXPECT_EQ(Try("SubmitClaim", "d"), "FAILED_PRECONDITION NOTHING_TO_CLAIM");
  // What comes later it gathers when it is told to.
  Spend("e2", "10", "10");
  EXPECT_EQ(Try("RefreshClaim", "d"), "OK");
  EXPECT_EQ(Figures("d"),
            "DRAFT: claimed 10.00, accepted 0.00, received 0.00, receivable 0.00; e2 10.00");
}

TEST_P(Claims, OfTwoDraftsTheOneThatIsSubmittedFirstHasTheShares) {
  Spend("e1", "100", "60");
  ASSERT_EQ(TryCreate("c"), "OK");
  ASSERT_EQ(TryCreate("d"), "OK");
  std::string said[2];
  auto* const barrier = new absl::Barrier(2);
  std::vector<std::thread> clients;
  for (int i = 0; i < 2; ++i) {
    clients.emplace_back([&, i] {
      if (barrier->Block()) delete barrier;
      said[i] = Try("SubmitClaim", i == 0 ? "c" : "d", "2018-04-01");
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_THAT(said, UnorderedElementsAre("OK", "FAILED_PRECONDITION CLAIM_STALE"));
  EXPECT_EQ(GrantFigures(), "claimable 0.00, claimed 60.00, accepted 0.00, receivable 0.00");
}

TEST_P(Claims, FreeTheirSharesWhenTakenBackOrRejected) {
  Spend("e1", "100", "60");
  Submit("c");
  EXPECT_EQ(Try("WithdrawClaim", "c", "2018-04-02"), "OK");
  EXPECT_EQ(GrantFigures(), "claimable 60.00, claimed 0.00, accepted 0.00, receivable 0.00");
  EXPECT_EQ(GrantFigures("2018-04-01"),
            "claimable 0.00, claimed 60.00, accepted 0.00, receivable 0.00");
  Submit("d");
  EXPECT_EQ(Try("SubmitClaim", "c", "2018-04-03"), "FAILED_PRECONDITION CLAIM_STALE");
  EXPECT_EQ(Try("RejectClaim", "d", "2018-04-03", "note: 'Hors convention'"), "OK");
  EXPECT_EQ(GrantFigures(), "claimable 60.00, claimed 0.00, accepted 0.00, receivable 0.00");
  EXPECT_EQ(Try("SubmitClaim", "c", "2018-04-03"), "OK");
  EXPECT_EQ(Try("WithdrawClaim", "d", "2018-04-04"), "FAILED_PRECONDITION VERB_NOT_ALLOWED");
}

TEST_P(Claims, AreNotDatedBeforeWhatTheyAskFor) {
  Spend("e1", "100", "60", "2018-03-15");
  ASSERT_EQ(TryCreate("c"), "OK");
  EXPECT_EQ(Try("SubmitClaim", "c", "2018-03-14"), "FAILED_PRECONDITION DATE_OUT_OF_ORDER");
  EXPECT_EQ(Try("SubmitClaim", "c", "2018-03-15"), "OK");
}

// Undone while the funder looks at it, a claim would ask for what is not there. Once he has
// decided, the next claim has to make up for it.
TEST_P(Claims, KeepTheirExpensesUntilTheyAreDecided) {
  Spend("e1", "100", "60");
  Submit("c");
  const auto reverse = [&] {
    Expense reversal;
    const std::string said = Said(cofi().Call(project_.Reversal("e1"), &reversal));
    return said.substr(0, said.find(':'));
  };
  EXPECT_EQ(reverse(), "FAILED_PRECONDITION IN_CLAIM");
  EXPECT_EQ(Try("AcceptClaim", "c", "2018-04-20"), "OK");
  EXPECT_EQ(reverse(), "OK");
  EXPECT_EQ(GrantFigures(), "claimable 0.00, claimed 60.00, accepted 60.00, receivable 60.00");
  Spend("e2", "100", "100");
  ASSERT_EQ(TryCreate("d"), "OK");
  EXPECT_EQ(Figures("d"),
            "DRAFT: claimed 40.00, accepted 0.00, received 0.00, receivable 0.00; e2 100.00");
}

TEST_P(Claims, OfWhatWasReversedSinceAreStale) {
  Spend("e1", "100", "60");
  Spend("e2", "10", "10");
  ASSERT_EQ(TryCreate("c"), "OK");
  cofi().Ask<Expense>(project_.Reversal("e1"));
  EXPECT_EQ(Try("SubmitClaim", "c"), "FAILED_PRECONDITION CLAIM_STALE");
  EXPECT_EQ(Try("RefreshClaim", "c"), "OK");
  EXPECT_EQ(Try("SubmitClaim", "c"), "OK");
  EXPECT_EQ(Figures("c"),
            "SUBMITTED: claimed 10.00, accepted 0.00, received 0.00, receivable 0.00; e2 10.00");
}

TEST_P(Claims, AreNotPaidAnyMoreOnceTheirReceiptIsReversed) {
  Spend("e1", "100", "60");
  Accept("c");
  cofi().Ask<Receipt>(project_.Receipt("r", "ville", "60"));
  EXPECT_EQ(
      Try("PayClaim", "c", "", absl::StrCat("receipt: '", project_.Name("receipts", "r"), "'")),
      "OK");
  cofi().Ask<Receipt>(project_.ReceiptReversal("r"));
  EXPECT_EQ(Figures("c"),
            "ACCEPTED: claimed 60.00, accepted 60.00, received 0.00, receivable 60.00; e1 60.00");
  EXPECT_EQ(Try("PayClaim", "c", "2018-06-01", "amount { currency_code: 'EUR' units: 60 }"), "OK");
  EXPECT_EQ(Figures("c"),
            "PAID: claimed 60.00, accepted 60.00, received 60.00, receivable 0.00; e1 60.00");
}

TEST_P(Claims, TakeNoMoneyThatIsNotTheirs) {
  Spend("e1", "100", "60");
  Spend("e2", "50", "50");
  project_.Win("other", {.amount = "100"});
  Accept("c");
  cofi().Ask<Receipt>(project_.Receipt("large", "ville", "200"));
  cofi().Ask<Receipt>(project_.Receipt("right", "ville", "110"));
  cofi().Ask<Receipt>(project_.Receipt("foreign", "other", "10"));
  const auto of = [&](const char* receipt) {
    return absl::StrCat("receipt: '", project_.Name("receipts", receipt), "'");
  };
  EXPECT_EQ(Try("PayClaim", "c", "", of("large")), "FAILED_PRECONDITION CLAIM_EXCEEDED receipt");
  EXPECT_EQ(Try("PayClaim", "c", "", of("foreign")), "INVALID_ARGUMENT VALUE_OUT_OF_RANGE receipt");
  EXPECT_EQ(Try("PayClaim", "c", "", of("nobody")),
            "FAILED_PRECONDITION REFERENCE_NOT_FOUND receipt");
  EXPECT_EQ(Try("PayClaim", "c", "",
                absl::StrCat(of("right"), " amount { currency_code: 'EUR' units: 1 }")),
            "INVALID_ARGUMENT VALUE_OUT_OF_RANGE amount");
  EXPECT_EQ(Try("PayClaim", "c", "2018-05-01", "amount { currency_code: 'EUR' units: 111 }"),
            "FAILED_PRECONDITION CLAIM_EXCEEDED amount");
  EXPECT_EQ(Try("PayClaim", "c", "", of("right")), "OK");
  Spend("e3", "110", "110");
  Accept("d");
  EXPECT_EQ(Try("PayClaim", "d", "", of("right")), "FAILED_PRECONDITION IN_CLAIM receipt");
  EXPECT_EQ(Try("PayClaim", "c", "", of("large")), "FAILED_PRECONDITION VERB_NOT_ALLOWED");
}

TEST_P(Claims, AskForNothingElseOnceTheyAreSubmitted) {
  Spend("e1", "100", "60");
  Submit("c");
  const auto update = [&](const char* field, const char* value) {
    return Refusal("UpdateClaimRequest",
                   absl::StrCat("claim { name: '", Name("c"), "' ", field, ": ", value,
                                " } update_mask { paths: '", field, "' }"));
  };
  EXPECT_EQ(update("kind", "KIND_BALANCE"), "FAILED_PRECONDITION CLAIM_FROZEN claim.kind");
  EXPECT_EQ(update("include_unpaid", "true"),
            "FAILED_PRECONDITION CLAIM_FROZEN claim.include_unpaid");
  EXPECT_EQ(update("reference", "'DP-12'"), "OK");
  EXPECT_EQ(Get("c").reference(), "DP-12");
  const std::string said = Said(Delete(cofi(), Name("c")));
  EXPECT_EQ(said.substr(0, said.find(':')), "FAILED_PRECONDITION CLAIM_FROZEN");
  EXPECT_EQ(Try("WithdrawClaim", "c", "2018-04-02"), "OK");
  EXPECT_EQ(update("include_unpaid", "true"), "OK");
  EXPECT_TRUE(Delete(cofi(), Name("c")).ok());
}

// It is claimed before anything is spent, and used up by the claims after it.
TEST_P(Claims, ForAnAdvanceAreUsedUpByTheNext) {
  EXPECT_EQ(TryCreate("a", "kind: KIND_ADVANCE"),
            "INVALID_ARGUMENT FIELD_REQUIRED claim.requested_amount");
  EXPECT_EQ(
      TryCreate("a", "kind: KIND_ADVANCE requested_amount { currency_code: 'EUR' units: 5001 }"),
      "FAILED_PRECONDITION CLAIM_EXCEEDED claim.requested_amount");
  ASSERT_EQ(
      TryCreate("a", "kind: KIND_ADVANCE requested_amount { currency_code: 'EUR' units: 50 }"),
      "OK");
  EXPECT_EQ(Try("SubmitClaim", "a", "2018-02-01"), "OK");
  Spend("e1", "100", "60");
  ASSERT_EQ(TryCreate("c"), "OK");
  EXPECT_EQ(Figures("c"),
            "DRAFT: claimed 10.00, accepted 0.00, received 0.00, receivable 0.00; e1 60.00");
  EXPECT_EQ(
      TryCreate("d", "kind: KIND_INTERIM requested_amount { currency_code: 'EUR' units: 11 }"),
      "FAILED_PRECONDITION CLAIM_EXCEEDED claim.requested_amount");
}

TEST_P(Claims, AskForNoMoreThanTheRate) {
  auto create = project_.Grant("half", {.amount = "5000", .accounts = {"62"}});
  create.mutable_grant()->mutable_rate()->set_basis_points(5'000);
  create.mutable_grant()->mutable_rate()->set_base(type::v1::Rate::BASE_ELIGIBLE_COST);
  cofi().Ask<Grant>(create);
  project_.Spend("e1", {.amount = "100", .paid = "2018-03-01", .shares = {{"half", "80"}}});
  // Own funds are eligible cost too; what is on another account is not.
  project_.Spend("e2", {.amount = "30", .paid = "2018-03-01"});
  project_.Spend("e3", {.amount = "500", .line = "60", .paid = "2018-03-01"});
  budgets::v1::GetGrantRequest get;
  get.set_name(project_.Name("grants", "half"));
  EXPECT_EQ(Decimal(cofi().Ask<Grant>(get).claimable_amount()), "65.00");
  EXPECT_EQ(Refusal("CreateClaimRequest",
                    absl::StrCat("parent: '", get.name(),
                                 "' claim_id: 'c' claim { display_name: 'K' kind: 2 }")),
            "OK");
  budgets::v1::GetClaimRequest request;
  request.set_name(get.name() + "/claims/c");
  const auto claim = cofi().Ask<Claim>(request);
  EXPECT_EQ(Decimal(claim.eligible_amount()), "80.00");
  EXPECT_EQ(Decimal(claim.claimed_amount()), "65.00");
}

TEST_P(Claims, ArePagedWithoutTheirShares) {
  Spend("e1", "100", "60");
  Submit("c");
  budgets::v1::ListClaimsRequest request;
  request.set_parent(project_.name() + "/grants/-");
  const auto page = cofi().Ask<budgets::v1::ListClaimsResponse>(request);
  ASSERT_EQ(page.claims_size(), 1);
  EXPECT_THAT(page.claims(0).entries(), IsEmpty());
  EXPECT_EQ(page.claims(0).entry_count(), 1);
  EXPECT_THAT(
      page.claims(0).allowed_verbs(),
      UnorderedElementsAre("RequestClaimChanges", "WithdrawClaim", "AcceptClaim", "RejectClaim"));
  *request.mutable_as_of_date() = On("2018-03-31");
  EXPECT_THAT(cofi().Ask<budgets::v1::ListClaimsResponse>(request).claims(), IsEmpty());
}

// More than are held by one statement.
TEST_P(Claims, HoldManyShares) {
  constexpr int kMany = 300;
  budgets::v1::BatchCreateExpensesRequest batch;
  batch.set_parent(project_.name());
  batch.set_request_id(NewRequestId());
  for (int i = 0; i < kMany; ++i) {
    *batch.add_requests() = project_.Expense(
        absl::StrCat("e", i), {.amount = "10", .paid = "2018-03-01", .shares = {{"ville", "2"}}});
  }
  cofi().Ask<budgets::v1::BatchCreateExpensesResponse>(batch);
  Submit("c");
  const Claim claim = Get("c");
  EXPECT_EQ(claim.entries_size(), kMany);
  EXPECT_EQ(Decimal(claim.claimed_amount()), "600.00");
  EXPECT_EQ(TryCreate("d"), "OK");
  EXPECT_THAT(Get("d").entries(), IsEmpty());
}

TEST_P(Claims, AreStatedWithTheirExpensesAndDocuments) {
  Spend("e1", "100", "60");
  Spend("e2", "20", "5", "2018-02-15");
  ASSERT_EQ(TryCreate("c", "kind: KIND_INTERIM required_documents: ['RIB', 'Bilan']"), "OK");
  const std::string sha256 = MustUpload(cofi(), project_.name()).sha256();
  Must(cofi(), "CreateAttachment",
       absl::StrCat("parent: '", project_.name(), "' attachment_id: 'rib' attachment {",
                    " display_name: 'rib.pdf' sha256: '", sha256, "' claim: '", Name("c"), "' }"));
  reporting::v1::GetClaimStatementRequest request;
  request.set_parent(project_.name());
  request.set_claim(Name("c"));
  const auto stated = cofi().Ask<reporting::v1::ClaimStatement>(request);
  ASSERT_EQ(stated.rows_size(), 2);
  EXPECT_EQ(stated.rows(0).expense(), project_.Name("expenses", "e2")) << "by invoice date";
  EXPECT_EQ(stated.rows(1).account(), "62");
  EXPECT_EQ(Decimal(stated.total_amount()), "120.00");
  EXPECT_EQ(Decimal(stated.total_claimed()), "65.00");
  ASSERT_EQ(stated.documents_size(), 2);
  EXPECT_EQ(stated.documents(0).attachment(), project_.Name("attachments", "rib"));
  EXPECT_EQ(stated.documents(1).attachment(), "");
  ASSERT_EQ(stated.claims_size(), 1);
  EXPECT_EQ(stated.claims(0).funder(), "funders/ville");

  // It has a file, and so it stays.
  const std::string said = Said(Delete(cofi(), Name("c")));
  EXPECT_EQ(said.substr(0, said.find(':')), "FAILED_PRECONDITION RESOURCE_IN_USE");

  request.clear_claim();
  EXPECT_EQ(cofi().Ask<reporting::v1::ClaimStatement>(request).claims_size(), 1);
  *request.mutable_as_of_date() = On("2018-12-31");
  EXPECT_EQ(cofi().Ask<reporting::v1::ClaimStatement>(request).claims_size(), 0)
      << "a draft is no claim of any day";
}

TEST_P(Claims, AreInThePlanAndInTheStatusByFunder) {
  Spend("e1", "100", "60");
  Spend("e2", "10", "10");
  Submit("c");
  EXPECT_EQ(Try("AcceptClaim", "c", "2018-04-20",
                "accepted_amount { currency_code: 'EUR' units: 65 } note: 'n'"),
            "OK");
  reporting::v1::GetFundingPlanRequest plan;
  plan.set_parent(project_.name());
  const auto total = cofi().Ask<reporting::v1::FundingPlan>(plan).total();
  EXPECT_EQ(Decimal(total.claimed()), "65.00");
  EXPECT_EQ(Decimal(total.claimable()), "5.00");
  EXPECT_EQ(Decimal(total.receivable()), "65.00");
  reporting::v1::GetBudgetStatusRequest status;
  status.set_parent(project_.name());
  status.add_group_by(reporting::v1::GetBudgetStatusRequest::GROUP_BY_FUNDER);
  *status.mutable_as_of_date() = On("2018-04-01");
  const auto row = cofi().Ask<reporting::v1::BudgetStatus>(status).rows(0);
  EXPECT_EQ(row.key(), "ville");
  EXPECT_EQ(Decimal(row.claimed()), "70.00");
  EXPECT_EQ(Decimal(row.claimable()), "0.00");
  EXPECT_EQ(Decimal(row.receivable()), "0.00");
}

TEST_P(Claims, AreOfAGrantsMoney) {
  EXPECT_EQ(TryCreate("k", "kind: KIND_OTHER_INCOME"),
            "INVALID_ARGUMENT VALUE_OUT_OF_RANGE claim.kind");
}

}  // namespace
}  // namespace cofi::end_to_end
