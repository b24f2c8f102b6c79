#include "services/reporting/claim_statement_rules.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/money.h"
#include "base/names.h"
#include "base/rules/expenses.h"
#include "services/reporting/requirements_rules.h"

namespace cofi::reporting {
namespace {

using attachments::v1::Attachment;
using budgets::v1::Claim;
using budgets::v1::ClaimEntry;
using budgets::v1::Expense;

void AddClaim(const ProjectFacts& facts, const Claim& claim, v1::ClaimStatement* statement) {
  v1::StatedClaim* const stated = statement->add_claims();
  stated->set_claim(claim.name());
  stated->set_display_name(claim.display_name());
  stated->set_reference(claim.reference());
  stated->set_grant(std::string(ParentOf(claim.name())));
  for (const Grant& grant : facts.grants) {
    if (grant.name() != stated->grant()) continue;
    stated->set_funder(grant.funder());
    stated->set_funder_display_name(FunderNameOf(*facts.catalogue, grant.funder()));
  }
  stated->set_kind(claim.kind());
  if (claim.has_period_start_date()) {
    *stated->mutable_period_start_date() = claim.period_start_date();
  }
  if (claim.has_period_end_date()) *stated->mutable_period_end_date() = claim.period_end_date();
  stated->set_state(claim.state());
  if (claim.has_state_date()) *stated->mutable_state_date() = claim.state_date();
  *stated->mutable_eligible() = claim.eligible_amount();
  *stated->mutable_claimed() = claim.claimed_amount();
  if (claim.has_accepted_amount()) *stated->mutable_accepted() = claim.accepted_amount();
  *stated->mutable_received() = claim.received_amount();
  if (claim.has_receivable_amount()) *stated->mutable_receivable() = claim.receivable_amount();
}

using LinesById = absl::flat_hash_map<absl::string_view, const Line*>;

// The lines on which the grant pays a part of it; all of them if it does not any more.
std::vector<absl::string_view> LinesOf(const Expense& expense, absl::string_view grant) {
  std::vector<absl::string_view> all, paid;
  for (const rules::LinePart& part : rules::LinePartsOf(expense)) {
    all.push_back(IdOf(part.line));
    const bool pays = std::any_of(part.shares->begin(), part.shares->end(),
                                  [&](const auto& share) { return share.grant() == grant; });
    if (pays) paid.push_back(IdOf(part.line));
  }
  return paid.empty() ? all : paid;
}

v1::ClaimedExpense RowOf(const Expense& expense, const ClaimEntry& entry, absl::string_view grant,
                         const LinesById& lines) {
  v1::ClaimedExpense row;
  row.set_expense(expense.name());
  if (expense.has_invoice_date()) *row.mutable_invoice_date() = expense.invoice_date();
  row.set_supplier(expense.supplier());
  row.set_invoice_reference(expense.invoice_reference());
  row.set_display_name(expense.display_name());
  const std::vector<absl::string_view> on = LinesOf(expense, grant);
  row.set_line(absl::StrJoin(on, ", "));
  absl::btree_set<absl::string_view> accounts;
  for (const absl::string_view id : on) {
    const auto line = lines.find(id);
    if (line != lines.end()) accounts.insert(line->second->account());
  }
  row.set_account(absl::StrJoin(accounts, ", "));
  *row.mutable_amount() = expense.amount();
  *row.mutable_claimed() = entry.amount();
  if (expense.has_payment_date()) {
    *row.mutable_payment_date() = expense.payment_date();
    row.set_payment_reference(expense.payment_reference());
  }
  row.set_reversed_by(expense.reversed_by());
  return row;
}

void AddExpenses(const ProjectFacts& facts, const ClaimBooks& books,
                 v1::ClaimStatement* statement) {
  absl::flat_hash_map<absl::string_view, const Expense*> expenses;
  for (const Expense& each : books.expenses) expenses.emplace(each.name(), &each);
  LinesById lines;
  for (const Line& each : facts.lines) lines.emplace(IdOf(each.name()), &each);
  const Claim& claim = books.claims.front();
  const absl::string_view grant = ParentOf(claim.name());
  Wide amount = 0, claimed = 0;
  for (const ClaimEntry& entry : claim.entries()) {
    const auto expense = expenses.find(entry.expense());
    if (expense == expenses.end()) continue;
    *statement->add_rows() = RowOf(*expense->second, entry, grant, lines);
    amount += Minor(expense->second->amount());
    claimed += Minor(entry.amount());
  }
  *statement->mutable_total_amount() = AmountIn(facts, amount);
  *statement->mutable_total_claimed() = AmountIn(facts, claimed);
}

void AddFiles(const std::vector<const Attachment*>& files, absl::string_view expense,
              absl::flat_hash_set<absl::string_view>* listed, v1::ClaimStatement* statement) {
  for (const Attachment* file : files) {
    if (!listed->insert(file->name()).second) continue;
    v1::ClaimFile* const row = statement->add_files();
    row->set_attachment(file->name());
    row->set_display_name(file->display_name());
    row->set_sha256(file->sha256());
    row->set_size_bytes(file->size_bytes());
    row->set_location(file->location());
    row->set_expense(std::string(expense));
  }
}

// What proves each expense, and what supports the claim besides; the files of each by their names.
void AddEvidence(const ClaimBooks& books, v1::ClaimStatement* statement) {
  const std::string& claim = books.claims.front().name();
  std::vector<const Attachment*> files;
  for (const Attachment& each : books.attachments) files.push_back(&each);
  std::sort(files.begin(), files.end(),
            [](const Attachment* a, const Attachment* b) { return a->name() < b->name(); });
  absl::flat_hash_map<absl::string_view, std::vector<const Attachment*>> by_expense;
  std::vector<const Attachment*> own;
  for (const Attachment* each : files) {
    if (!each->expense().empty()) by_expense[each->expense()].push_back(each);
    if (each->claim() == claim) own.push_back(each);
  }
  absl::flat_hash_set<absl::string_view> listed;
  v1::ClaimEvidence* const evidence = statement->mutable_evidence();
  evidence->set_entry_count(statement->rows_size());
  for (v1::ClaimedExpense& row : *statement->mutable_rows()) {
    const auto found = by_expense.find(row.expense());
    if (found == by_expense.end()) continue;
    evidence->set_proved_count(evidence->proved_count() + 1);
    row.set_file_count(static_cast<int32_t>(found->second.size()));
    AddFiles(found->second, row.expense(), &listed, statement);
  }
  AddFiles(own, "", &listed, statement);
}

void AddDocuments(const ClaimBooks& books, v1::ClaimStatement* statement) {
  const std::string& claim = books.claims.front().name();
  for (const std::string& required : books.claims.front().required_documents()) {
    v1::ClaimDocument* const document = statement->add_documents();
    document->set_display_name(required);
    for (const Attachment& attachment : books.attachments) {
      if (attachment.claim() != claim || !IsRequiredDocument(attachment, required)) continue;
      document->set_attachment(attachment.name());
      document->set_attachment_display_name(attachment.display_name());
      break;
    }
  }
}

}  // namespace

v1::ClaimStatement MakeClaimStatement(const ProjectFacts& facts, const ClaimBooks& books) {
  v1::ClaimStatement statement;
  statement.set_project(facts.project.name());
  statement.set_project_display_name(facts.project.display_name());
  for (const Claim& claim : books.claims) AddClaim(facts, claim, &statement);
  if (!books.one || books.claims.empty()) return statement;
  AddExpenses(facts, books, &statement);
  AddDocuments(books, &statement);
  AddEvidence(books, &statement);
  return statement;
}

}  // namespace cofi::reporting
