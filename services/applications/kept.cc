#include "services/applications/kept.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/names.h"
#include "base/rules/application_states.h"
#include "base/rules/deadlines.h"
#include "db/pages.h"
#include "db/wide_sum.h"
#include "services/applications/applications.h"
#include "services/applications/payments.h"
#include "services/applications/service.h"
#include "services/applications/tables.h"
#include "services/rpc/day_turn.h"
#include "services/rpc/deadlines.h"
#include "services/rpc/search.h"

namespace cofi::applications {
namespace {

using db::KeptTable;
using reporting::v1::SearchHit;

absl::StatusOr<KeptTable::Rows> DeadlinesOfApplication(db::Transaction& tx,
                                                       const std::string& source) {
  const absl::StatusOr<v1::Application> application = Applications().Get(tx, source);
  if (absl::IsNotFound(application.status())) return KeptTable::Rows();
  COFI_RETURN_IF_ERROR(application.status());
  COFI_ASSIGN_OR_RETURN(const std::vector<v1::Stage> stages, StagesOf(tx, source));
  COFI_ASSIGN_OR_RETURN(const std::vector<v1::Obligation> obligations,
                        Obligations().Children(tx, source));
  std::vector<const v1::Stage*> of_it;
  of_it.reserve(stages.size());
  for (const v1::Stage& each : stages) of_it.push_back(&each);
  std::vector<const v1::Obligation*> owed;
  owed.reserve(obligations.size());
  for (const v1::Obligation& each : obligations) owed.push_back(&each);
  return rpc::RowsOf(rules::DeadlinesOf(*application, of_it, owed));
}

absl::StatusOr<KeptTable::Rows> DeadlinesOfCall(db::Transaction& tx, const std::string& source) {
  const absl::StatusOr<v1::Call> call = Calls().Get(tx, source);
  if (absl::IsNotFound(call.status())) return KeptTable::Rows();
  COFI_RETURN_IF_ERROR(call.status());
  return rpc::RowsOf(rules::DeadlinesOf(*call));
}

// A call concerns those who are about to answer it, even when they are too late, and whoever might;
// its sessions those who name them, and until they are over who names none (base/rules/deadlines.h
// says the same of one).
constexpr char kConcerns[] =
    "(EXISTS (SELECT 1 FROM application AS a WHERE a.call = deadline.resource"
    " AND a.state = 'DRAFT' AND (a.session = deadline.session"
    " OR (a.session = '' AND deadline.date >= $1)))"
    " OR (date >= $1 AND EXISTS (SELECT 1 FROM funding_call AS c WHERE c.root = deadline.root"
    " AND c.name = deadline.resource AND c.open_date <= $1)))";

}  // namespace

const db::KeptRules& Kept() {
  static const auto* const rules = new db::KeptRules{
      .version = 3,
      .rules = {rpc::ComingRule<v1::Application, &Applications>(),
                rpc::ComingRule<v1::Agreement, &Agreements>(),
                {.table = &rpc::Deadlines(),
                 .of = {v1::Application::descriptor(), v1::Stage::descriptor(),
                        v1::Obligation::descriptor()},
                 .source = &Applications(),
                 .make = &DeadlinesOfApplication},
                {.table = &rpc::Deadlines(),
                 .of = {v1::Call::descriptor()},
                 .source = &Calls(),
                 .make = &DeadlinesOfCall},
                rpc::WordRule<v1::Funder, &Funders, SearchHit::KIND_FUNDER>(),
                rpc::WordRule<v1::Application, &Applications, SearchHit::KIND_APPLICATION>()}};
  return *rules;
}

namespace {

// What an application asks, or is going to (reporting's pipeline says the same of one).
std::string RequestedSql() {
  std::vector<std::string> never;
  const auto* const states = v1::Application::State_descriptor();
  for (int i = 0; i < states->value_count(); ++i) {
    v1::Application application;
    application.set_state(v1::Application::State(states->value(i)->number()));
    if (!rules::IsUndecided(application.state()) && !rules::IsRequested(application)) {
      never.push_back(absl::StrCat("'", EnumNameOf(application.state()), "'"));
    }
  }
  return absl::StrCat("CASE WHEN state IN (", absl::StrJoin(never, ", "),
                      ") AND submit_date = '' THEN 0 ELSE COALESCE(requested_amount, 0) END");
}

}  // namespace

absl::Status ReadPipelineTotals(db::Transaction& tx, const internal::v1::ReadPipelineTotalsRequest&,
                                internal::v1::ReadPipelineTotalsResponse* response) {
  static const auto* const requested = new db::WideSum(RequestedSql());
  static const auto* const sql =
      new std::string(absl::StrCat("SELECT state, currency, COUNT(*), ", requested->sql(),
                                   " FROM application GROUP BY state, currency"));
  return tx.Run(*sql, {}, [&](const db::Row& row) -> absl::Status {
    reporting::v1::PipelineTotal* total = response->add_totals();
    v1::Application::State state = v1::Application::STATE_UNSPECIFIED;
    v1::Application::State_Parse(absl::StrCat("STATE_", row.Text(0)), &state);
    total->set_state(state);
    total->set_count(static_cast<int32_t>(row.Int(2)));
    COFI_ASSIGN_OR_RETURN(*total->mutable_requested(), requested->Read(row, 3, row.Text(1)));
    return absl::OkStatus();
  });
}

absl::Status ReadPipeline(db::Transaction& tx, const internal::v1::ReadPipelineRequest& request,
                          internal::v1::ReadPipelineResponse* response) {
  COFI_ASSIGN_OR_RETURN(const int count, db::PageSize(request.page_size()));
  int64_t applications = 0;
  return db::UnlessFull(
      tx.Run("SELECT root, COUNT(*) FROM application WHERE root >= $1 GROUP BY root ORDER BY root"
             " LIMIT $2",
             {request.first_project(), int64_t{count} + 2}, [&](const db::Row& row) {
               if (applications >= count) {
                 response->set_more(true);
                 return db::PageIsFull();
               }
               response->add_projects(std::string(row.Text(0)));
               // Of that one a page before may have had the most.
               if (row.Text(0) != request.first_project()) applications += row.Int(1);
               return absl::OkStatus();
             }));
  return absl::OkStatus();
}

absl::Status ReadDeadlines(db::Transaction& tx, const internal::v1::ReadDeadlinesRequest& request,
                           internal::v1::ReadDeadlinesResponse* response) {
  COFI_RETURN_IF_ERROR(rpc::ServeDeadlines(tx, request, response, kConcerns));
  return TellHanging(tx, response->mutable_deadlines());
}

absl::Status ReadNextDeadlines(db::Transaction& tx,
                               const internal::v1::ReadNextDeadlinesRequest& request,
                               internal::v1::ReadNextDeadlinesResponse* response) {
  COFI_RETURN_IF_ERROR(rpc::ServeNextDeadlines(tx, request, response));
  return TellHanging(tx, response->mutable_deadlines());
}

absl::Status ReadOpenItems(db::Transaction& tx, const internal::v1::ReadOpenItemsRequest& request,
                           type::v1::StillOpen* response) {
  int undecided = 0, owed = 0;
  COFI_ASSIGN_OR_RETURN(const std::vector<v1::Application> applications,
                        Applications().Children(tx, request.name()));
  for (const v1::Application& each : applications) {
    undecided += rules::IsOpen(each.state()) ? 1 : 0;
    if (!rules::IsAwarded(each.state())) continue;
    COFI_ASSIGN_OR_RETURN(const std::vector<v1::Obligation> obligations,
                          Obligations().Children(tx, each.name()));
    owed += static_cast<int>(absl::c_count_if(obligations, [](const v1::Obligation& obligation) {
      return obligation.state() == v1::Obligation::STATE_PENDING;
    }));
  }
  for (const auto& [collection, count] :
       {std::pair("applications", undecided), std::pair("obligations", owed)}) {
    if (count == 0) continue;
    response->add_items()->set_collection(collection);
    response->mutable_items()->rbegin()->set_count(count);
  }
  return absl::OkStatus();
}

absl::Status ReadHits(db::Transaction& tx, const internal::v1::ReadHitsRequest& request,
                      internal::v1::ReadHitsResponse* response) {
  rpc::Search search{request.text(), request.page_size(), response->mutable_hits()};
  for (const rpc::HitKind kind : {SearchHit::KIND_FUNDER, SearchHit::KIND_APPLICATION}) {
    COFI_RETURN_IF_ERROR(rpc::FindWords(tx, kind, &search));
  }
  response->set_more(search.more);
  return absl::OkStatus();
}

}  // namespace cofi::applications
