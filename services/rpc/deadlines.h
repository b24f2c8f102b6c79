// The deadlines that a service keeps ready (db/tables/kept.h), for questions over all projects.
#ifndef COFI_SERVICES_RPC_DEADLINES_H_
#define COFI_SERVICES_RPC_DEADLINES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/rules/deadlines.h"
#include "cofi/reporting/v1/deadlines.pb.h"
#include "db/journal.h"
#include "db/tables/kept.h"
#include "db/transaction.h"
#include "google/protobuf/repeated_field.h"

namespace cofi::rpc {

// The table of them, which each service has.
const db::KeptTable& Deadlines();

// As rows of that.
db::KeptTable::Rows RowsOf(const rules::Deadlines& deadlines);

struct DeadlinePlace {
  std::string filter;
  const reporting::v1::Deadline* after = nullptr;
  int count = 0;
  // What is over once its day has passed is left out before this day.
  Date since_date;
  // SQL that is asked of a deadline of a call besides; its $1 is `open_date`. May be empty.
  absl::string_view closing = "";
  Date open_date;
  // Up to this day, and then the first behind it; not set means all.
  Date last_date;
  // Of each project only those that may be its first, on whatever day it is there.
  bool firsts = false;
};

using DeadlineRows = google::protobuf::RepeatedPtrField<reporting::v1::Deadline>;

// Those behind a place, by date, resource, kind and session; `more` says whether there may be
// others behind them. VALUE_OUT_OF_RANGE, FILTER_MALFORMED.
absl::Status ReadDeadlines(db::Transaction& tx, const DeadlinePlace& place, DeadlineRows* rows,
                           bool* more);

// The first of each of some projects, by the day on which what is over is left out; of one that has
// none, nothing.
using ProjectsByDay = std::map<std::string, std::vector<std::string>>;
absl::Status ReadNextDeadlines(db::Transaction& tx, const ProjectsByDay& projects,
                               DeadlineRows* rows);

// The handlers of the two methods that each service has for that.
template <typename Request, typename Response>
absl::Status ServeDeadlines(db::Transaction& tx, const Request& request, Response* response,
                            absl::string_view closing = "") {
  DeadlinePlace place{.filter = request.filter(),
                      .count = request.page_size(),
                      .since_date = request.since_date(),
                      .closing = closing,
                      .open_date = request.open_date(),
                      .last_date = request.last_date(),
                      .firsts = request.firsts()};
  if (request.has_after()) place.after = &request.after();
  bool more = false;
  COFI_RETURN_IF_ERROR(ReadDeadlines(tx, place, response->mutable_deadlines(), &more));
  response->set_more(more);
  COFI_ASSIGN_OR_RETURN(const int64_t last, db::LastPosition(tx));
  response->set_journal_sequence(last);
  return absl::OkStatus();
}
template <typename Request, typename Response>
absl::Status ServeNextDeadlines(db::Transaction& tx, const Request& request, Response* response) {
  ProjectsByDay projects;
  for (const auto& each : request.projects()) {
    projects[IsoDate(each.since_date())].push_back(each.project());
  }
  return ReadNextDeadlines(tx, projects, response->mutable_deadlines());
}

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_DEADLINES_H_
