#include "services/budgets/service.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "base/names.h"
#include "db/store/migrations.h"
#include "db/store/snapshot.h"
#include "db/tables/keys.h"
#include "embedded/budgets_migrations.h"
#include "services/budgets/award_relay.h"
#include "services/budgets/budgets.h"
#include "services/budgets/claims.h"
#include "services/budgets/closing.h"
#include "services/budgets/commitments.h"
#include "services/budgets/contributions.h"
#include "services/budgets/credit_notes.h"
#include "services/budgets/derived_expenses.h"
#include "services/budgets/expenses.h"
#include "services/budgets/facts_rules.h"
#include "services/budgets/fiscal_years.h"
#include "services/budgets/funding_relay.h"
#include "services/budgets/grants.h"
#include "services/budgets/kept.h"
#include "services/budgets/ledger.h"
#include "services/budgets/ledger_audit.h"
#include "services/budgets/movements.h"
#include "services/budgets/portfolio.h"
#include "services/budgets/share_changes.h"
#include "services/budgets/tables.h"
#include "services/budgets/transfers.h"
#include "services/budgets/verify.h"
#include "services/budgets/verify_funding.h"
#include "services/budgets/versions.h"
#include "services/rpc/facts.h"
#include "services/rpc/remembered.h"

namespace cofi::budgets {
namespace {

absl::Status ReadFacts(const rpc::Resources& resources, db::Transaction& tx,
                       const internal::v1::ReadFactsRequest& request,
                       internal::v1::BudgetFacts* facts) {
  COFI_RETURN_IF_ERROR(rpc::ReadFacts(resources, tx, request, facts));
  COFI_RETURN_IF_ERROR(AddMovements(tx, request, facts));
  KeepInForce(facts);
  return absl::OkStatus();
}

}  // namespace

std::vector<db::Store::Migration> Migrations() {
  return db::MigrationsFrom(embedded::BudgetsMigrations(), [](db::Connection& connection) {
    return db::FillKeys(connection,
                        {&Budgets(), &Lines(), &Grants(), &Claims(), &Receipts(), &Commitments(),
                         &Expenses(), &Contributions(), &FiscalYears()},
                        &Kept());
  });
}

std::unique_ptr<rpc::Host> MakeHost(db::Store* store, const rpc::Peers* peers) {
  auto host = std::make_unique<rpc::Host>("budgets", store, peers);
  host->Serve(Budgets(), rpc::Rules<v1::Budget>{.remove = &OnRemoveBudget,
                                                .view = &ViewBudget,
                                                .resolve = &ResolveBudget,
                                                .verify = &VerifyBudget,
                                                .verbs = BudgetVerbs(),
                                                .children = {&Lines()},
                                                .order_by = "version"});
  host->Serve(Lines(), rpc::Rules<v1::Line>{.create = &OnCreateLine,
                                            .update = &OnUpdateLine,
                                            .remove = &OnRemoveLine,
                                            .view = &ViewLine,
                                            .resolve = &ResolveLine,
                                            .is_there = &IsLineOfMoney,
                                            .order_by = "position"});
  host->Serve(Grants(), rpc::Rules<v1::Grant>{.create = &OnCreateGrant,
                                              .update = &OnUpdateGrant,
                                              .remove = &OnRemoveGrant,
                                              .view = &ViewGrant,
                                              .children = {&Claims()},
                                              .order_by = "award_date"});
  host->Serve(Claims(), rpc::Rules<v1::Claim>{.create = &OnCreateClaim,
                                              .update = &OnUpdateClaim,
                                              .remove = &OnRemoveClaim,
                                              .view = &ViewClaim,
                                              .verify = &VerifyClaim,
                                              .verbs = ClaimVerbs(),
                                              .left_out_of_lists = "entries"});
  host->Serve(Receipts(), rpc::Rules<v1::Receipt>{.create = &OnCreateReceipt,
                                                  .created = &OnReceiptCreated,
                                                  .view = &ViewReceipt,
                                                  .view_all = &ViewReceipts,
                                                  .verify = &VerifyReceipt,
                                                  .verbs = ReceiptVerbs(),
                                                  .order_by = "receipt_date"});
  host->Serve(Commitments(), rpc::Rules<v1::Commitment>{.view = &ViewCommitment,
                                                        .view_all = &ViewCommitments,
                                                        .verify = &VerifyCommitment,
                                                        .verbs = CommitmentVerbs(),
                                                        .order_by = "commitment_date"});
  host->Serve(Expenses(), rpc::Rules<v1::Expense>{.view = &ViewExpense,
                                                  .view_all = &ViewExpenses,
                                                  .verify = &VerifyExpense,
                                                  .verbs = ExpenseVerbs(),
                                                  .order_by = "invoice_date"});
  host->Serve(Contributions(), rpc::Rules<v1::Contribution>{.create = &OnCreateContribution,
                                                            .created = &OnContributionCreated,
                                                            .view = &ViewContribution,
                                                            .view_all = &ViewContributions,
                                                            .verify = &VerifyContribution,
                                                            .verbs = ContributionVerbs(),
                                                            .order_by = "contribution_date"});
  host->Serve(FiscalYears(), rpc::Rules<v1::FiscalYear>{.view = &ViewFiscalYear,
                                                        .verify = &VerifyFiscalYear,
                                                        .verbs = FiscalYearVerbs(),
                                                        .order_by = "start_date"});
  host->Keep(db::PastRows("ledger_entry", "ledger_entry WHERE root = $1 AND sequence <= $2"));
  host->Keep(db::PastRows(
      "ledger_total",
      absl::StrCat("(SELECT root, line, grant_id, ", MeasureList("CAST(SUM($0) AS BIGINT) AS $0"),
                   " FROM ledger_entry WHERE root = $1 AND sequence <= $2"
                   " GROUP BY root, line, grant_id) AS sums")));
  const auto by_period = [](absl::string_view period) {
    return absl::Substitute(
        "SELECT root, line, grant_id, $0 AS period, $1 FROM ledger_entry WHERE root = $$1 AND"
        " sequence <= $$2 GROUP BY root, line, grant_id, $0",
        period, MeasureList("CAST(SUM($0) AS BIGINT) AS $0"));
  };
  host->Keep(db::PastRows("ledger_period",
                          absl::StrCat("(", by_period("'m' || SUBSTR(date, 1, 7)"), " UNION ALL ",
                                       by_period("'d' || date"), ") AS sums")));
  host->Read(&ReadFacts);
  host->Read(&ReadOpenItems);
  host->Write(&CreateBudget);
  host->Write(&Adopt);
  host->Write(&Transfer);
  host->Write(&UndoBudget);
  host->Write(&ReverseReceipt);
  host->Write(&CreateCommitment);
  host->Write(&Release);
  host->Write(&RefreshClaim);
  host->Write(&SubmitClaim);
  host->Write(&RequestClaimChanges);
  host->Write(&WithdrawClaim);
  host->Write(&AcceptClaim);
  host->Write(&RejectClaim);
  host->Write(&PayClaim);
  host->Read(&ReadClaimed);
  host->Write(&CreateExpense);
  host->Write(&PayExpense);
  host->Write(&ReverseExpensePayment);
  host->Write(&ReverseExpense);
  host->Write(&ReverseContribution);
  host->Write<v1::CloseFiscalYearRequest>(
      &CloseFiscalYear,
      [peers](const rpc::Caller& caller, const v1::CloseFiscalYearRequest& request, auto done) {
        AskLead(*peers, caller, std::string(RootOf(request.name())), std::move(done));
      });
  host->Write(&ReopenFiscalYear);
  host->Write(&CreditExpense);
  host->Write(&ShareExpense);
  host->Write(&CorrectExpense);
  host->Write(&RepeatExpense);
  host->Follow(&RelayAward);
  host->Follow(&RelayAgreement);
  host->AtStart([store, peers] { return TellLostGrants(store, *peers); });
  host->Read(&ReadDeadlines);
  host->Read(&ReadNextDeadlines);
  host->Read(&ReadHits);
  host->Read(rpc::Remembered(&ReadAwards));
  host->Read(&ReadPortfolio);
  host->Read(&ReadSomeOfPortfolio);
  host->Read(rpc::Remembered(&ReadPortfolioTotals));
  host->VerifyChains(&AuditLedger);
  host->VerifyKept(&Kept());
  host->VerifyStore(&AuditLedgerRoots);
  host->VerifyAcross([store, peers](std::function<void(const absl::Status&)> done) {
    VerifyFunding(store, peers, std::move(done));
  });
  return host;
}

std::vector<std::unique_ptr<rpc::Follower>> MakeFollowers(db::Store* store,
                                                          const rpc::Peers* peers) {
  std::vector<std::unique_ptr<rpc::Follower>> followers;
  followers.push_back(std::make_unique<rpc::Follower>(
      kAwardRelay, "applications",
      std::vector<std::string>{applications::v1::Application::descriptor()->full_name(),
                               applications::v1::Agreement::descriptor()->full_name()},
      peers->Channel("applications"), store,
      [store](const rpc::Step& step) { return FollowAward(store, step); }));
  followers.push_back(std::make_unique<rpc::Follower>(
      kFundingRelay, "budgets",
      std::vector<std::string>{v1::Budget::descriptor()->full_name(),
                               v1::Grant::descriptor()->full_name()},
      peers->Channel("budgets"), store,
      [store, peers](const rpc::Step& step) { return FollowFunding(store, *peers, step); }));
  return followers;
}

}  // namespace cofi::budgets
