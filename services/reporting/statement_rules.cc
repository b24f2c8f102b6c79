#include "services/reporting/statement_rules.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"

namespace cofi::reporting {
namespace {

using budgets::v1::Expense;
using budgets::v1::Receipt;
using ExpensesAsked = v1::GetExpenseStatementRequest;

bool ByPayment(const ExpensesAsked& request) {
  return request.basis() == ExpensesAsked::BASIS_PAID;
}

// The restrictions of a date to a period.
void AddPeriod(absl::string_view field, const Date& from, const Date& to,
               std::vector<std::string>* filter) {
  if (IsSet(from)) filter->push_back(absl::StrCat(field, " >= \"", IsoDate(from), "\""));
  if (IsSet(to)) filter->push_back(absl::StrCat(field, " <= \"", IsoDate(to), "\""));
}

template <typename Request>
MovementsAsked MovementsOf(const Request& request) {
  MovementsAsked asked;
  CopyPeriod(request, &asked);
  return asked;
}

// What every statement says of itself.
template <typename Request, typename Statement>
void SetHead(const ProjectFacts& facts, const Request& request, Statement* statement) {
  statement->set_project(facts.project.name());
  statement->set_project_display_name(facts.project.display_name());
  CopyPeriod(request, statement);
  if (request.funder().empty()) return;
  statement->set_funder(request.funder());
  statement->set_funder_display_name(FunderNameOf(*facts.catalogue, request.funder()));
}

// The columns of a statement: the funders that awarded a grant, and own funds; or one funder.
class Sources {
 public:
  Sources(const ProjectFacts& facts, const std::string& only) : only_(only) {
    absl::flat_hash_map<std::string, std::vector<absl::string_view>> grants;
    for (const Grant& grant : facts.grants) {
      grants[grant.funder()].push_back(IdOf(grant.name()));
    }
    const auto add = [&](const std::string& funder) {
      const auto found = grants.find(funder);
      if (found == grants.end() || (!only.empty() && funder != only)) return;
      for (const absl::string_view grant : found->second) by_grant_[grant] = funders_.size();
      funders_.push_back(funder);
      grants.erase(found);
    };
    for (const Line* line : LinesOn(facts, Line::SIDE_INCOME)) add(line->funder());
    for (const Grant& grant : facts.grants) add(grant.funder());
    // One that is asked for and awarded nothing pays nothing.
    if (funders_.empty() && !only.empty()) funders_.push_back(only);
    if (only.empty()) funders_.emplace_back();
  }

  const std::vector<std::string>& funders() const { return funders_; }

  // The column of a grant, by its identifier; nothing for what is none of the funder's.
  std::optional<size_t> ColumnOf(absl::string_view grant) const {
    const auto found = by_grant_.find(grant);
    if (found != by_grant_.end()) return found->second;
    if (!only_.empty()) return std::nullopt;
    return funders_.size() - 1;
  }

 private:
  const std::string only_;
  std::vector<std::string> funders_;
  absl::flat_hash_map<absl::string_view, size_t> by_grant_;
};

// What each source pays of what was moved.
std::vector<Wide> SharesOf(const Sources& sources, const rules::MovedPart& part) {
  std::vector<Wide> shares(sources.funders().size());
  const auto add = [&](absl::string_view grant, Wide minor) {
    if (const auto column = sources.ColumnOf(grant)) shares[*column] += minor;
  };
  for (const rules::BornePart& each : part.borne) add(IdOf(each.grant), each.minor);
  return shares;
}

void SetShares(const ProjectFacts& facts, const std::vector<Wide>& shares, v1::ExpenseRow* row) {
  for (const Wide share : shares) *row->add_shares() = AmountIn(facts, share);
}

// What was paid of a line, by payments of any day.
void SetPaid(const ProjectFacts& facts, const Expense& expense, absl::string_view line,
             v1::ExpenseRow* row) {
  if (expense.has_payment_date()) {
    *row->mutable_payment_date() = expense.payment_date();
    row->set_payment_reference(expense.payment_reference());
  }
  Wide minor = 0;
  bool any = false;
  for (const rules::MovedPart& paid : rules::PaidPartsOf(expense)) {
    if (paid.line != line) continue;
    minor += paid.Minor();
    any = true;
  }
  if (any) *row->mutable_paid() = AmountIn(facts, minor);
}

v1::ExpenseRow RowOf(const ProjectFacts& facts, const Expense& expense,
                     const rules::MovedPart& part, const Line* line) {
  v1::ExpenseRow row;
  row.set_expense(expense.name());
  row.set_kind(expense.kind());
  if (expense.has_invoice_date()) *row.mutable_invoice_date() = expense.invoice_date();
  row.set_line(std::string(IdOf(part.line)));
  if (line != nullptr) {
    row.set_account(line->account());
    row.set_line_display_name(line->display_name());
  }
  row.set_supplier(expense.supplier());
  row.set_invoice_reference(expense.invoice_reference());
  row.set_display_name(expense.display_name());
  *row.mutable_amount() = AmountIn(facts, part.Minor());
  return row;
}

v1::ExpenseRow TotalOf(const ProjectFacts& facts, const Sources& sources,
                       const ExpensesAsked& request) {
  std::vector<Wide> shares(sources.funders().size());
  Wide sum = 0;
  for (const MovementSum& movement : facts.movements) {
    // What was received is on no line, and spends nothing.
    if (!request.line().empty() && movement.line() != request.line()) continue;
    const Wide minor = ByPayment(request) ? movement.paid_minor() : movement.spent_minor();
    sum += minor;
    if (const auto column = sources.ColumnOf(movement.grant())) shares[*column] += minor;
  }
  v1::ExpenseRow total;
  SetShares(facts, shares, &total);
  if (!request.funder().empty()) return total;
  *total.mutable_amount() = AmountIn(facts, sum);
  if (ByPayment(request)) *total.mutable_paid() = total.amount();
  return total;
}

}  // namespace

std::string OnLine(absl::string_view project, absl::string_view line) {
  if (!IsResourceId(line)) return "";
  return absl::StrCat("line = \"", project, "/lines/", line, "\"");
}

std::string MaybeOnLine(absl::string_view project, absl::string_view line) {
  const std::string on_line = OnLine(project, line);
  return on_line.empty() ? "" : absl::StrCat("(", on_line, " OR splits:*)");
}

std::string ExpenseFilter(const ExpensesAsked& request) {
  const std::string field = ExpenseOrder(request);
  std::vector<std::string> filter;
  AddPeriod(field, request.from_date(), request.to_date(), &filter);
  if (filter.empty() && ByPayment(request)) filter.push_back(absl::StrCat(field, ":*"));
  // Of what was paid in parts, or given to other grants later, no column has the dates.
  for (std::string& each : filter) {
    each = absl::StrCat("(", each, " OR ",
                        ByPayment(request) ? "paid_in_parts = true)" : "share_changes:*)");
  }
  if (std::string line = MaybeOnLine(request.parent(), request.line()); !line.empty()) {
    filter.push_back(std::move(line));
  }
  return absl::StrJoin(filter, " AND ");
}

std::string ExpenseOrder(const ExpensesAsked& request) {
  return ByPayment(request) ? "payment_date" : "invoice_date";
}

MovementsAsked MovementsFor(const ExpensesAsked& request) { return MovementsOf(request); }

bool ShowsExpenses(const ExpensesAsked&) { return true; }

std::string ReceiptFilter(const v1::GetReceiptStatementRequest& request) {
  std::vector<std::string> filter;
  AddPeriod(ReceiptOrder(request), request.from_date(), request.to_date(), &filter);
  return absl::StrJoin(filter, " AND ");
}

std::string ReceiptOrder(const v1::GetReceiptStatementRequest&) { return "receipt_date"; }

MovementsAsked MovementsFor(const v1::GetReceiptStatementRequest& request) {
  return MovementsOf(request);
}

GrantNames AwardedGrants(const ProjectFacts& facts) {
  GrantNames names;
  for (const Grant& grant : facts.grants) names.insert(grant.name());
  return names;
}

Wide SharesMinor(const rules::MovedPart& part, const GrantNames& grants) {
  Wide sum = 0;
  for (const rules::BornePart& each : part.borne) {
    if (grants.contains(each.grant)) sum += each.minor;
  }
  return sum;
}

ExpenseDocuments::ExpenseDocuments(const ProjectFacts& facts) {
  for (const attachments::v1::Attachment& each : facts.expense_files) {
    attached_[each.expense()].push_back(each.display_name());
  }
}

void ExpenseDocuments::AddTo(const Expense& expense,
                             google::protobuf::RepeatedPtrField<std::string>* documents) const {
  for (const budgets::v1::Document& document : expense.documents()) {
    *documents->Add() = document.display_name();
  }
  const auto found = attached_.find(expense.name());
  if (found == attached_.end()) return;
  for (const absl::string_view name : found->second) *documents->Add() = std::string(name);
}

bool IsWithin(const Date& date, const Date& from, const Date& to) {
  return IsSet(date) && (!IsSet(from) || Day(date) >= Day(from)) &&
         (!IsSet(to) || Day(date) <= Day(to));
}

v1::ExpenseStatement MakeExpenseStatement(const ProjectFacts& facts,
                                          const std::vector<Expense>& page,
                                          const ExpensesAsked& request) {
  v1::ExpenseStatement statement;
  SetHead(facts, request, &statement);
  statement.set_basis(ByPayment(request) ? ExpensesAsked::BASIS_PAID
                                         : ExpensesAsked::BASIS_INVOICED);
  const Sources sources(facts, request.funder());
  for (const std::string& funder : sources.funders()) {
    v1::StatementSource* source = statement.add_sources();
    source->set_funder(funder);
    if (!funder.empty()) source->set_display_name(FunderNameOf(*facts.catalogue, funder));
  }
  absl::flat_hash_map<absl::string_view, const Line*> lines;
  for (const Line& line : facts.lines) lines.emplace(IdOf(line.name()), &line);
  const ExpenseDocuments documents(facts);
  for (const Expense& expense : page) {
    const bool by_payment = ByPayment(request);
    for (const rules::MovedPart& part :
         by_payment ? rules::PaidPartsOf(expense) : rules::SpentPartsOf(expense)) {
      if (!IsWithin(*part.date, request.from_date(), request.to_date())) continue;
      const absl::string_view line = IdOf(part.line);
      if (!request.line().empty() && line != request.line()) continue;
      const std::vector<Wide> shares = SharesOf(sources, part);
      if (!request.funder().empty() && shares[0] == 0) continue;
      const auto found = lines.find(line);
      v1::ExpenseRow row =
          RowOf(facts, expense, part, found == lines.end() ? nullptr : found->second);
      if (by_payment) {
        *row.mutable_payment_date() = *part.date;
        row.set_payment_reference(std::string(part.reference));
        *row.mutable_paid() = row.amount();
      } else if (part.Minor() != 0) {
        // What was given to others later has a row that is nothing in all.
        SetPaid(facts, expense, part.line, &row);
      }
      documents.AddTo(expense, row.mutable_documents());
      SetShares(facts, shares, &row);
      *statement.add_rows() = std::move(row);
    }
  }
  *statement.mutable_total() = TotalOf(facts, sources, request);
  return statement;
}

v1::ReceiptStatement MakeReceiptStatement(const ProjectFacts& facts,
                                          const std::vector<Receipt>& page,
                                          const v1::GetReceiptStatementRequest& request) {
  v1::ReceiptStatement statement;
  SetHead(facts, request, &statement);
  absl::flat_hash_map<absl::string_view, absl::string_view> funders;
  for (const Grant& grant : facts.grants) funders.emplace(IdOf(grant.name()), grant.funder());
  const auto funder_of = [&](absl::string_view grant) {
    const auto found = funders.find(grant);
    return found == funders.end() ? absl::string_view() : found->second;
  };
  for (const Receipt& receipt : page) {
    const absl::string_view funder = funder_of(IdOf(receipt.grant()));
    if (!request.funder().empty() && funder != request.funder()) continue;
    if (!IsWithin(receipt.receipt_date(), request.from_date(), request.to_date())) continue;
    v1::ReceiptRow* row = statement.add_rows();
    row->set_receipt(receipt.name());
    *row->mutable_receipt_date() = receipt.receipt_date();
    row->set_grant(receipt.grant());
    row->set_line(std::string(IdOf(receipt.line())));
    if (!funder.empty()) row->set_funder_display_name(FunderNameOf(*facts.catalogue, funder));
    row->set_kind(receipt.kind());
    row->set_reference(receipt.reference());
    *row->mutable_amount() = receipt.amount();
  }
  Wide total = 0;
  for (const MovementSum& movement : facts.movements) {
    if (!request.funder().empty() && funder_of(movement.grant()) != request.funder()) continue;
    total += movement.received_minor();
  }
  *statement.mutable_total() = AmountIn(facts, total);
  return statement;
}

}  // namespace cofi::reporting
