#include "services/rpc/deadlines.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/names.h"
#include "base/status.h"
#include "db/pages.h"
#include "db/tables/filter.h"

namespace cofi::rpc {
namespace {

using reporting::v1::Deadline;

constexpr char kOrder[] = " ORDER BY date, resource, kind LIMIT $";

// What is over once its day has passed is left out before that of the parameter `mark`.
std::string NotOver(size_t mark) {
  std::string kinds;
  for (int kind = Deadline::Kind_MIN; kind <= Deadline::Kind_MAX; ++kind) {
    if (!Deadline::Kind_IsValid(kind) || !rules::EndsWithItsDay(Deadline::Kind(kind))) continue;
    absl::StrAppend(&kinds, kinds.empty() ? "'" : ", '", EnumNameOf(Deadline::Kind(kind)), "'");
  }
  return absl::StrCat("(kind NOT IN (", kinds, ") OR date >= $", mark, ")");
}

}  // namespace

const db::KeptTable& Deadlines() {
  static const auto* const table = new db::KeptTable(
      Deadline::descriptor(), {.name = "deadline",
                               .columns = {"resource", "kind", "date", "display_name", "project",
                                           "funder", "obligation_kind"},
                               .key = {"resource", "kind"},
                               .folded = {"display_name"}});
  return *table;
}

db::KeptTable::Rows RowsOf(const rules::Deadlines& deadlines) {
  db::KeptTable::Rows rows;
  rows.reserve(deadlines.size());
  for (const Deadline& deadline : deadlines) {
    rows.push_back(std::make_unique<Deadline>(deadline));
  }
  return rows;
}

absl::Status ReadDeadlines(db::Transaction& tx, const DeadlinePlace& place, DeadlineRows* rows,
                           bool* more) {
  COFI_ASSIGN_OR_RETURN(const int count, db::PageSize(place.count));
  COFI_ASSIGN_OR_RETURN(const db::Filter filter, db::Filter::Parse(Deadlines(), place.filter));
  std::vector<db::Value> parameters = {IsoDate(place.first_date)};
  std::string where = NotOver(1);
  if (!place.closing.empty()) {
    parameters.emplace_back(IsoDate(place.open_date));
    absl::StrAppend(&where, " AND (kind <> '", EnumNameOf(Deadline::KIND_CALL_CLOSING), "' OR ",
                    absl::StrReplaceAll(place.closing, {{"$1", "$2"}}), ")");
  }
  if (!filter.empty()) absl::StrAppend(&where, " AND ", filter.ToSql(&parameters));
  if (place.after != nullptr) {
    // By the index up to the day, and then by the rest.
    parameters.emplace_back(IsoDate(place.after->date()));
    parameters.emplace_back(place.after->resource());
    parameters.emplace_back(EnumNameOf(place.after->kind()));
    const size_t kind = parameters.size();
    absl::StrAppend(&where, " AND (date, resource, kind) > ($", kind - 2, ", $", kind - 1, ", $",
                    kind, ")");
  }
  parameters.emplace_back(int64_t{count} + 1);
  *more = false;
  return db::UnlessFull(Deadlines().Visit(tx, absl::StrCat(where, kOrder, parameters.size()),
                                          parameters, [&](const Message& row) {
                                            if (rows->size() == count) {
                                              *more = true;
                                              return db::PageIsFull();
                                            }
                                            *rows->Add() = static_cast<const Deadline&>(row);
                                            return absl::OkStatus();
                                          }));
}

absl::Status ReadNextDeadline(db::Transaction& tx, const std::string& project,
                              const Date& first_date, DeadlineRows* rows) {
  return Deadlines().Visit(tx, absl::StrCat("root = $2 AND ", NotOver(1), kOrder, 3),
                           {IsoDate(first_date), project, int64_t{1}}, [&](const Message& row) {
                             *rows->Add() = static_cast<const Deadline&>(row);
                             return absl::OkStatus();
                           });
}

}  // namespace cofi::rpc
