#include "services/budgets/kept.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/rules/deadlines.h"
#include "base/rules/grants.h"
#include "base/rules/payments.h"
#include "db/wide_sum.h"
#include "services/budgets/ledger.h"
#include "services/budgets/portfolio.h"
#include "services/budgets/service.h"
#include "services/budgets/tables.h"
#include "services/rpc/day_turn.h"
#include "services/rpc/deadlines.h"
#include "services/rpc/known.h"
#include "services/rpc/search.h"

namespace cofi::budgets {
namespace {

using applications::v1::Application;
using db::KeptTable;

// Null if there is none any more.
absl::StatusOr<std::optional<v1::Grant>> GrantOf(db::Transaction& tx, const std::string& name) {
  absl::StatusOr<v1::Grant> grant = Grants().Get(tx, name);
  if (absl::IsNotFound(grant.status())) return std::nullopt;
  COFI_RETURN_IF_ERROR(grant.status());
  return *std::move(grant);
}

// With what was received of its payments.
absl::StatusOr<rules::Deadlines> FindDeadlines(db::Transaction& tx, v1::Grant grant) {
  COFI_ASSIGN_OR_RETURN(const Amounts sum,
                        SumOfGrant(tx, RootOf(grant.name()), IdOf(grant.name()), nullptr));
  *grant.mutable_received_amount() =
      MoneyFromMinor(sum[Measure::kReceived], grant.awarded_amount().currency_code());
  rules::TellPayments(&grant);
  return rules::DeadlinesOf(grant);
}

absl::StatusOr<KeptTable::Rows> DeadlinesOfGrant(db::Transaction& tx, const std::string& source) {
  COFI_ASSIGN_OR_RETURN(const std::optional<v1::Grant> grant, GrantOf(tx, source));
  if (!grant.has_value()) return KeptTable::Rows();
  COFI_ASSIGN_OR_RETURN(const rules::Deadlines deadlines, FindDeadlines(tx, *grant));
  return rpc::RowsOf(deadlines);
}

// Of a receipt, the grant that was received from.
absl::StatusOr<std::vector<std::string>> GrantsPaid(db::Transaction& tx, absl::string_view name) {
  std::vector<std::string> grants;
  COFI_RETURN_IF_ERROR(
      tx.Run(R"sql(SELECT "grant" FROM receipt WHERE root = $1 AND name = $2 AND "grant" <> '')sql",
             {RootOf(name), name}, [&](const db::Row& row) {
               grants.emplace_back(row.Text(0));
               return absl::OkStatus();
             }));
  return grants;
}

// What the payments among deadlines are, which the rows do not keep.
absl::Status TellExpected(db::Transaction& tx, rpc::DeadlineRows* rows) {
  using reporting::v1::Deadline;
  std::map<std::string, rules::Deadlines> by_grant;
  for (Deadline& row : *rows) {
    if (row.kind() != Deadline::KIND_PAYMENT_EXPECTED) continue;
    const auto [found, is_new] = by_grant.try_emplace(row.resource());
    if (is_new) {
      COFI_ASSIGN_OR_RETURN(const std::optional<v1::Grant> grant, GrantOf(tx, row.resource()));
      if (!grant.has_value()) continue;
      COFI_ASSIGN_OR_RETURN(found->second, FindDeadlines(tx, *grant));
    }
    for (const Deadline& each : found->second) {
      if (each.kind() != row.kind() || each.session() != row.session()) continue;
      *row.mutable_expected_amount() = each.expected_amount();
      *row.mutable_received_amount() = each.received_amount();
      row.set_payment_kind(each.payment_kind());
    }
  }
  return absl::OkStatus();
}

const KeptTable& Awards() {
  static const auto* const table =
      new KeptTable(internal::v1::Award::descriptor(),
                    {.name = "award",
                     .columns = {"grant", "application", "funder", "state", "awarded"},
                     .key = {"grant"}});
  return *table;
}

// Of a grant that stems from an application, rather than another funder's that names it.
absl::StatusOr<KeptTable::Rows> AwardOfGrant(db::Transaction& tx, const std::string& source) {
  KeptTable::Rows rows;
  COFI_ASSIGN_OR_RETURN(const std::optional<v1::Grant> grant, GrantOf(tx, source));
  if (!grant.has_value() || grant->application().empty()) return rows;
  COFI_ASSIGN_OR_RETURN(const std::optional<Application> application,
                        rpc::KnownOf<Application>(tx, grant->application()));
  if (!application.has_value() || application->funder() != grant->funder()) return rows;
  auto award = std::make_unique<internal::v1::Award>();
  award->set_grant(source);
  award->set_application(grant->application());
  award->set_funder(grant->funder());
  award->set_state(application->state());
  *award->mutable_awarded() =
      MoneyFromMinor(rules::AwardedMinor(*grant), grant->awarded_amount().currency_code());
  rows.push_back(std::move(award));
  return rows;
}

absl::StatusOr<std::vector<std::string>> GrantsOf(db::Transaction& tx, absl::string_view name) {
  std::vector<std::string> grants;
  COFI_RETURN_IF_ERROR(tx.Run("SELECT name FROM funding_grant WHERE root = $1 AND application = $2",
                              {RootOf(name), name}, [&](const db::Row& row) {
                                grants.emplace_back(row.Text(0));
                                return absl::OkStatus();
                              }));
  return grants;
}

}  // namespace

const db::KeptRules& Kept() {
  static const auto* const rules = new db::KeptRules{
      .version = 3,
      .rules = {rpc::ComingRule<v1::Grant, &Grants>(),
                {.table = &rpc::Deadlines(),
                 .of = {v1::Grant::descriptor(), v1::Receipt::descriptor()},
                 .source = &Grants(),
                 .make = &DeadlinesOfGrant,
                 .sources_of = &GrantsPaid},
                {.table = &Awards(),
                 .of = {v1::Grant::descriptor(), Application::descriptor()},
                 .source = &Grants(),
                 .make = &AwardOfGrant,
                 .sources_of = &GrantsOf},
                PortfolioRule()},
      .indexes =
          "CREATE INDEX IF NOT EXISTS expense_supplier ON expense (supplier_folded, root);"
          "CREATE INDEX IF NOT EXISTS expense_reference ON expense (invoice_reference_folded,"
          " root);"};

  return *rules;
}

absl::Status ReadDeadlines(db::Transaction& tx, const internal::v1::ReadDeadlinesRequest& request,
                           internal::v1::ReadDeadlinesResponse* response) {
  COFI_RETURN_IF_ERROR(rpc::ServeDeadlines(tx, request, response));
  return TellExpected(tx, response->mutable_deadlines());
}

absl::Status ReadNextDeadlines(db::Transaction& tx,
                               const internal::v1::ReadNextDeadlinesRequest& request,
                               internal::v1::ReadNextDeadlinesResponse* response) {
  COFI_RETURN_IF_ERROR(rpc::ServeNextDeadlines(tx, request, response));
  return TellExpected(tx, response->mutable_deadlines());
}

absl::Status ReadAwards(db::Transaction& tx, const internal::v1::ReadAwardsRequest&,
                        internal::v1::ReadAwardsResponse* response) {
  const db::WideSum awarded("awarded");
  return tx.Run(absl::StrCat("SELECT state, currency, ", awarded.sql(),
                             " FROM award GROUP BY state, currency"),
                {}, [&](const db::Row& row) -> absl::Status {
                  internal::v1::AwardSum* sum = response->add_sums();
                  Application::State state = Application::STATE_UNSPECIFIED;
                  Application::State_Parse(absl::StrCat("STATE_", row.Text(0)), &state);
                  sum->set_state(state);
                  COFI_ASSIGN_OR_RETURN(*sum->mutable_awarded(), awarded.Read(row, 2, row.Text(1)));
                  return absl::OkStatus();
                });
}

absl::Status ReadHits(db::Transaction& tx, const internal::v1::ReadHitsRequest& request,
                      internal::v1::ReadHitsResponse* response) {
  using reporting::v1::SearchHit;
  rpc::Search search{request.text(), request.page_size(), response->mutable_hits()};
  COFI_RETURN_IF_ERROR(
      rpc::FindBeginning(tx, SearchHit::KIND_SUPPLIER, "expense", "supplier", &search));
  COFI_RETURN_IF_ERROR(
      rpc::FindBeginning(tx, SearchHit::KIND_INVOICE, "expense", "invoice_reference", &search));
  response->set_more(search.more);
  return absl::OkStatus();
}

}  // namespace cofi::budgets
