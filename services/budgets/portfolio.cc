#include "services/budgets/portfolio.h"

#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/rules/application_states.h"
#include "base/rules/grants.h"
#include "clients/services.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "db/findings.h"
#include "db/journal.h"
#include "db/tables/filter.h"
#include "db/tables/list.h"
#include "db/wide_sum.h"
#include "services/budgets/budgets.h"
#include "services/budgets/overruns.h"
#include "services/budgets/tables.h"
#include "services/rpc/known.h"

namespace cofi::budgets {
namespace {

using applications::v1::Application;
using projects::v1::Project;
using reporting::v1::PortfolioRow;
using Wide = __int128;

// Only projects that are there: one may have moved money before it is known, or be gone.
constexpr char kThere[] = "state <> ''";

const db::KeptTable& Portfolio() {
  static const auto* const table = new db::KeptTable(
      PortfolioRow::descriptor(),
      {.name = "portfolio",
       .columns = {"project", "display_name", "state", "planned", "own_funds", "secured", "pending",
                   "gap"},
       .key = {"project"},
       .folded = {"display_name"},
       .others = {"committed", "spent", "paid", "available", "received"},
       .after = "UPDATE portfolio SET available = planned - committed - spent WHERE root = $1"});
  return *table;
}

// What is planned in a budget.
struct PlannedSums {
  Wide expenses = 0, own_funds = 0;
};

absl::StatusOr<PlannedSums> PlanOf(db::Transaction& tx, const std::string& budget) {
  PlannedSums plan;
  if (budget.empty()) return plan;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT side, planned_amount FROM line WHERE root = $1 AND parent = $2 AND"
             " (side = 'EXPENSE' OR (side = 'INCOME' AND funder = ''))",
             {RootOf(budget), absl::string_view(budget)}, [&](const db::Row& row) {
               (row.Text(0) == "EXPENSE" ? plan.expenses : plan.own_funds) +=
                   row.IsNull(1) ? 0 : row.Int(1);
               return absl::OkStatus();
             }));
  return plan;
}

absl::StatusOr<Wide> PendingOf(db::Transaction& tx, absl::string_view project) {
  Wide pending = 0;
  COFI_RETURN_IF_ERROR(
      rpc::VisitKnown<Application>(tx, project, [&](const Application& application) {
        if (rules::IsOpen(application.state())) pending += Minor(application.requested_amount());
      }));
  return pending;
}

// What cannot be told exactly is not there.
void Set(Wide minor, const std::string& currency, Money* (PortfolioRow::*field)(),
         PortfolioRow* row) {
  if (minor > kMinorMax || minor < -kMinorMax) return;
  *(row->*field)() = MoneyFromMinor(static_cast<int64_t>(minor), currency);
}

absl::StatusOr<db::KeptTable::Rows> PortfolioOf(db::Transaction& tx, const std::string& source) {
  COFI_ASSIGN_OR_RETURN(const std::optional<Project> project, rpc::KnownOf<Project>(tx, source));
  COFI_ASSIGN_OR_RETURN(const std::string adopted, AdoptedBudget(tx, source, nullptr));
  COFI_ASSIGN_OR_RETURN(const std::vector<v1::Grant> grants, Grants().Children(tx, source));
  db::KeptTable::Rows rows;
  if (!project.has_value() && adopted.empty() && grants.empty()) return rows;
  COFI_ASSIGN_OR_RETURN(const PlannedSums plan, PlanOf(tx, adopted));
  COFI_ASSIGN_OR_RETURN(const Wide pending, PendingOf(tx, source));
  Wide secured = 0;
  for (const v1::Grant& grant : grants) secured += rules::PayableMinor(grant);

  auto row = std::make_unique<PortfolioRow>();
  row->set_project(source);
  std::string currency = "EUR";
  if (project.has_value()) {
    row->set_display_name(project->display_name());
    row->set_state(project->state());
    if (!project->currency().empty()) currency = project->currency();
  } else if (!grants.empty()) {
    currency = grants.front().awarded_amount().currency_code();
  }
  Set(plan.expenses, currency, &PortfolioRow::mutable_planned, row.get());
  Set(plan.own_funds, currency, &PortfolioRow::mutable_own_funds, row.get());
  Set(secured, currency, &PortfolioRow::mutable_secured, row.get());
  Set(pending, currency, &PortfolioRow::mutable_pending, row.get());
  Set(plan.expenses - secured - plan.own_funds, currency, &PortfolioRow::mutable_gap, row.get());
  rows.push_back(std::move(row));
  return rows;
}

// The amounts of a row, which are summed.
std::vector<const FieldDescriptor*> AmountFields() {
  std::vector<const FieldDescriptor*> fields;
  const Descriptor* const type = PortfolioRow::descriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    if (IsMoney(type->field(i))) fields.push_back(type->field(i));
  }
  return fields;
}

// How far its own journal was read, and those that it follows.
absl::Status AddPositions(db::Transaction& tx, internal::v1::ReadPortfolioResponse* response) {
  const auto add = [&](absl::string_view service, int64_t sequence) {
    type::v1::JournalPosition* const position = response->add_journal_positions();
    position->set_journal(clients::JournalOf(service));
    position->set_sequence(sequence);
  };
  COFI_ASSIGN_OR_RETURN(const int64_t last, db::LastPosition(tx));
  add("budgets", last);
  for (const char* owner : {"applications", "projects"}) {
    std::string text;
    COFI_RETURN_IF_ERROR(tx.Run("SELECT cursor FROM follower WHERE service = $1",
                                {rpc::KnownFollower(owner)}, [&](const db::Row& row) {
                                  text = std::string(row.Text(0));
                                  return absl::OkStatus();
                                }));
    COFI_ASSIGN_OR_RETURN(const db::Cursor cursor, db::ParseCursor(text));
    add(owner, cursor.position);
  }
  return absl::OkStatus();
}

}  // namespace

db::KeptRule PortfolioRule() {
  return {.table = &Portfolio(),
          .of = {v1::Budget::descriptor(), v1::Line::descriptor(), v1::Grant::descriptor(),
                 Project::descriptor(), Application::descriptor()},
          .make = &PortfolioOf};
}

absl::Status AddToPortfolio(db::Transaction& tx, absl::string_view project, const Amounts& sum) {
  if (sum.IsZero()) return absl::OkStatus();
  static const auto* const sql = new std::string([] {
    std::string marks;
    for (size_t i = 0; i < std::size(kMeasures); ++i) absl::StrAppend(&marks, ", $", i + 3);
    return absl::StrCat("INSERT INTO portfolio (root, source, project, currency, ", MeasureList(),
                        ") VALUES ($1, $1, $1, $2", marks,
                        ") ON CONFLICT (root, source, project) DO UPDATE SET ",
                        MeasureList("$0 = portfolio.$0 + excluded.$0"),
                        ", available = portfolio.available - excluded.committed - excluded.spent");
  }());
  std::vector<db::Value> parameters = {project, absl::string_view(tx.cause().currency)};
  parameters.insert(parameters.end(), sum.begin(), sum.end());
  const absl::Status added = tx.Write(*sql, parameters);
  if (!absl::IsOutOfRange(added)) return added;
  return Refuse(type::v1::REASON_AMOUNT_OVERFLOW, {{"limit", DecimalFromMinor(kMinorMax)}});
}

absl::Status CheckPortfolio(db::Transaction& tx, absl::string_view project, const Amounts& sum) {
  bool there = false;
  COFI_RETURN_IF_ERROR(tx.Run(
      absl::StrCat("SELECT ", MeasureList(),
                   ", CASE WHEN available = planned - committed - spent THEN 1"
                   " WHEN available <> planned - committed - spent THEN 0 END"
                   " FROM portfolio WHERE root = $1"),
      {project}, [&](const db::Row& row) -> absl::Status {
        there = true;
        const Amounts found(row, 0);
        const int sums = static_cast<int>(Measure::kCount);
        bool told = true;
        for (int i = 0; i < sums; ++i) told = told && !row.IsNull(i);
        if (told && found != sum) {
          return db::Finding(type::v1::REASON_RULE_BROKEN, {.root = project, .name = project},
                             "portfolio", sum.Text(), found.Text());
        }
        if (row.IsNull(sums) || row.Int(sums) != 0) return absl::OkStatus();
        return db::Finding(type::v1::REASON_RULE_BROKEN, {.root = project, .name = project},
                           "available", "planned - committed - spent", "");
      }));
  if (there || sum.IsZero()) return absl::OkStatus();
  return db::Finding(type::v1::REASON_RULE_BROKEN, {.root = project, .name = project}, "portfolio",
                     sum.Text(), "");
}

namespace {

absl::Status AddRow(db::Transaction& tx, const PortfolioRow& row,
                    internal::v1::ReadPortfolioResponse* response) {
  PortfolioRow* const told = response->add_rows();
  *told = row;
  told->set_over_budget(Minor(told->available()) < 0);
  COFI_ASSIGN_OR_RETURN(const std::vector<v1::LineOverrun> overruns, OverrunsOf(tx, row.project()));
  for (const v1::LineOverrun& each : overruns) *told->add_overruns() = each;
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadPortfolio(db::Transaction& tx, const internal::v1::ReadPortfolioRequest& request,
                           internal::v1::ReadPortfolioResponse* response) {
  std::string filter = request.filter();
  if (!request.after_project().empty()) {
    filter = absl::StrCat("project > \"", request.after_project(), "\"",
                          filter.empty() ? "" : absl::StrCat(" AND (", filter, ")"));
  }
  COFI_ASSIGN_OR_RETURN(db::Page page, db::List(tx, Portfolio(),
                                                {.page_size = request.page_size(),
                                                 .page_token = request.page_token(),
                                                 .filter = filter,
                                                 .order_by = request.order_by(),
                                                 .condition = kThere},
                                                nullptr));
  for (const auto& row : page.resources) {
    COFI_RETURN_IF_ERROR(AddRow(tx, static_cast<const PortfolioRow&>(*row), response));
  }
  response->set_next_page_token(page.next_page_token);
  return AddPositions(tx, response);
}

absl::Status ReadSomeOfPortfolio(db::Transaction& tx,
                                 const internal::v1::ReadSomeOfPortfolioRequest& request,
                                 internal::v1::ReadPortfolioResponse* response) {
  COFI_ASSIGN_OR_RETURN(const db::Filter filter, db::Filter::Parse(Portfolio(), request.filter()));
  for (const std::string& project : request.projects()) {
    std::optional<PortfolioRow> found;
    COFI_RETURN_IF_ERROR(Portfolio().Visit(tx, absl::StrCat("root = $1 AND ", kThere), {project},
                                           [&](const Message& row) {
                                             if (filter.empty() || filter.Matches(row))
                                               found = static_cast<const PortfolioRow&>(row);
                                             return absl::OkStatus();
                                           }));
    if (found.has_value()) COFI_RETURN_IF_ERROR(AddRow(tx, *found, response));
  }
  return AddPositions(tx, response);
}

absl::Status ReadPortfolioTotals(db::Transaction& tx,
                                 const internal::v1::ReadPortfolioTotalsRequest& request,
                                 internal::v1::ReadPortfolioTotalsResponse* response) {
  COFI_ASSIGN_OR_RETURN(const db::Filter passes, db::Filter::Parse(Portfolio(), request.filter()));
  const std::vector<const FieldDescriptor*> fields = AmountFields();
  std::vector<db::WideSum> sums;
  std::string sql = "SELECT currency, COUNT(*)";
  for (const FieldDescriptor* field : fields) {
    sums.emplace_back(field->name());
    absl::StrAppend(&sql, ", ", sums.back().sql());
  }
  std::vector<db::Value> parameters;
  absl::StrAppend(&sql, " FROM portfolio WHERE ", kThere);
  if (!passes.empty()) absl::StrAppend(&sql, " AND ", passes.ToSql(&parameters));
  return tx.Run(
      absl::StrCat(sql, " GROUP BY currency ORDER BY currency"), parameters,
      [&](const db::Row& row) -> absl::Status {
        reporting::v1::PortfolioTotal* const total = response->add_totals();
        total->set_count(static_cast<int32_t>(row.Int(1)));
        PortfolioRow* const told = total->mutable_sums();
        for (int i = 0; i < static_cast<int>(fields.size()); ++i) {
          COFI_ASSIGN_OR_RETURN(
              *static_cast<Money*>(told->GetReflection()->MutableMessage(told, fields[i])),
              sums[i].Read(row, 2 + 2 * i, row.Text(0)));
        }
        told->set_over_budget(Minor(told->available()) < 0);
        return absl::OkStatus();
      });
}

}  // namespace cofi::budgets
