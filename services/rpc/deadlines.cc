#include "services/rpc/deadlines.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/names.h"
#include "base/status.h"
#include "db/pages.h"
#include "db/tables/filter.h"

namespace cofi::rpc {
namespace {

using reporting::v1::Deadline;

// How many days it is on earth at once, at most.
constexpr int kDaysAtOnce = 3;

constexpr char kOrder[] = " ORDER BY date, resource, kind, session LIMIT $";

// The kinds of which a rule says something, as a list of SQL.
std::string KindsThat(bool (*say)(Deadline::Kind)) {
  std::string kinds;
  for (int kind = Deadline::Kind_MIN; kind <= Deadline::Kind_MAX; ++kind) {
    if (!Deadline::Kind_IsValid(kind) || !say(Deadline::Kind(kind))) continue;
    absl::StrAppend(&kinds, kinds.empty() ? "'" : ", '", EnumNameOf(Deadline::Kind(kind)), "'");
  }
  return kinds;
}

// What is over once its day has passed is left out before the day `mark`.
std::string NotOver(absl::string_view mark, absl::string_view row = "") {
  return absl::StrCat("(", row, "kind NOT IN (", KindsThat(&rules::EndsWithItsDay), ") OR ", row,
                      "date >= ", mark, ")");
}

// Nor is it behind another of its project that is not over either.
std::string NotHidden(absl::string_view mark) {
  return absl::StrCat(
      " AND NOT EXISTS (SELECT 1 FROM deadline AS e WHERE e.root = deadline.root AND"
      " (e.date, e.resource, e.kind, e.session) <"
      " (deadline.date, deadline.resource, deadline.kind, deadline.session) AND ",
      NotOver(mark, "e."), ")");
}

}  // namespace

const db::KeptTable& Deadlines() {
  static const auto* const table = new db::KeptTable(
      Deadline::descriptor(), {.name = "deadline",
                               .columns = {"resource", "kind", "session", "date", "display_name",
                                           "project", "funder", "obligation_kind"},
                               .key = {"resource", "kind", "session"},
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
  std::vector<db::Value> parameters;
  const auto mark = [&](std::string value) {
    parameters.emplace_back(std::move(value));
    return absl::StrCat("$", parameters.size());
  };
  std::string where = NotOver(mark(IsoDate(place.since_date)));
  if (!place.closing.empty()) {
    absl::StrAppend(&where, " AND (kind NOT IN (", KindsThat(&rules::IsOfCall), ") OR ",
                    absl::StrReplaceAll(place.closing, {{"$1", mark(IsoDate(place.open_date))}}),
                    ")");
  }
  if (!filter.empty()) absl::StrAppend(&where, " AND ", filter.ToSql(&parameters));
  if (place.after != nullptr) {
    const std::string date = mark(IsoDate(place.after->date()));
    const std::string resource = mark(place.after->resource());
    const std::string kind = mark(EnumNameOf(place.after->kind()));
    const std::string session = mark(place.after->session());
    absl::StrAppend(&where, " AND (date, resource, kind, session) > (", date, ", ", resource, ", ",
                    kind, ", ", session, ")");
  }
  if (place.firsts) {
    // What may be over where it is late already hides nothing.
    const std::string sure = mark(IsoDate(DateFromDay(Day(place.since_date) + kDaysAtOnce)));
    absl::StrAppend(&where, " AND project <> ''", NotHidden(sure));
  }
  *more = false;
  const auto visit = [&](const std::string& part, int most) {
    std::vector<db::Value> values = parameters;
    std::string sql = absl::StrCat(where, part);
    if (IsSet(place.last_date)) values.emplace_back(IsoDate(place.last_date));
    values.emplace_back(int64_t{most});
    absl::StrAppend(&sql, kOrder, values.size());
    return Deadlines().Visit(tx, sql, values, [&](const Message& row) {
      *more = rows->size() == count;
      if (!*more) *rows->Add() = static_cast<const Deadline&>(row);
      return absl::OkStatus();
    });
  };
  if (!IsSet(place.last_date)) return visit("", count + 1);
  const std::string last = absl::StrCat("$", parameters.size() + 1);
  COFI_RETURN_IF_ERROR(visit(absl::StrCat(" AND date <= ", last), count + 1));
  return *more ? absl::OkStatus() : visit(absl::StrCat(" AND date > ", last), 1);
}

absl::Status ReadNextDeadlines(db::Transaction& tx, const ProjectsByDay& projects,
                               DeadlineRows* rows) {
  const auto add = [&](const Message& row) {
    *rows->Add() = static_cast<const Deadline&>(row);
    return absl::OkStatus();
  };
  // A step into the index for each where that is next to nothing, and one question for many where
  // each is a round trip.
  const size_t at_once = tx.dialect().shared ? 64 : 1;
  std::string marks;
  for (size_t i = 0; i < at_once; ++i) absl::StrAppend(&marks, i == 0 ? "$" : ", $", i + 2);
  const std::string where =
      at_once == 1 ? absl::StrCat("root = $2 AND ", NotOver("$1"),
                                  " ORDER BY date, resource, kind, session LIMIT 1")
                   : absl::StrCat("root IN (", marks, ") AND ", NotOver("$1"), NotHidden("$1"));
  for (const auto& [day, names] : projects) {
    for (size_t first = 0; first < names.size(); first += at_once) {
      std::vector<db::Value> parameters = {absl::string_view(day)};
      // The last is repeated, because statements are kept by their text.
      for (size_t i = 0; i < at_once; ++i) {
        parameters.emplace_back(absl::string_view(names[std::min(first + i, names.size() - 1)]));
      }
      COFI_RETURN_IF_ERROR(Deadlines().Visit(tx, where, parameters, add));
    }
  }
  return absl::OkStatus();
}

}  // namespace cofi::rpc
