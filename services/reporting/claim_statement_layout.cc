// The statement of a payment claim laid out: a row for each expense with what is claimed of it, the
// sums, and below them the documents that the funder asks for. Without a claim, a row for each.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "base/readable.h"
#include "cofi/reporting/v1/claim_statement.pb.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/words.h"
#include "services/reporting/words_entries.h"

namespace cofi::reporting {
namespace {

using v1::ClaimDocument;
using v1::ClaimedExpense;
using v1::ClaimStatement;
using v1::StatedClaim;

// The amounts of a claim, in their order.
struct ClaimFigure {
  int field;
  const Money& (StatedClaim::*of)() const;
  int32_t priority;
};
constexpr ClaimFigure kFigures[] = {
    {StatedClaim::kEligibleFieldNumber, &StatedClaim::eligible, 6},
    {StatedClaim::kClaimedFieldNumber, &StatedClaim::claimed, 0},
    {StatedClaim::kAcceptedFieldNumber, &StatedClaim::accepted, 2},
    {StatedClaim::kReceivedFieldNumber, &StatedClaim::received, 3},
    {StatedClaim::kReceivableFieldNumber, &StatedClaim::receivable, 1},
};

std::string LabelOfField(const Descriptor* type, int field, Language language) {
  return LabelOf(type->FindFieldByNumber(field), language);
}

void AddClaims(const ClaimStatement& statement, Language language, v1::Document* document) {
  TableLayout table("claims", "", language, document);
  table.Column<StatedClaim>(StatedClaim::kClaimFieldNumber, {.kind = v1::Column::KIND_NAME});
  table.Column<StatedClaim>(StatedClaim::kDisplayNameFieldNumber, {.priority = 4});
  table.Column<StatedClaim>(StatedClaim::kFunderDisplayNameFieldNumber,
                            {.id = "funder", .priority = 5});
  table.Column<StatedClaim>(StatedClaim::kKindFieldNumber, {.priority = 7});
  table.Column<StatedClaim>(StatedClaim::kStateFieldNumber);
  table.Column<StatedClaim>(StatedClaim::kStateDateFieldNumber, {.priority = 8});
  for (const ClaimFigure& figure : kFigures) {
    table.Column<StatedClaim>(figure.field, {.priority = figure.priority});
  }
  for (const StatedClaim& claim : statement.claims()) {
    std::vector<v1::Cell> cells = {Said(TypedName(claim.claim()), claim.claim()),
                                   Said(claim.display_name()),
                                   Said(claim.funder_display_name()),
                                   Said(EnumLabel(claim.kind(), language)),
                                   Said(EnumLabel(claim.state(), language)),
                                   OnDate(claim.state_date())};
    for (const ClaimFigure& figure : kFigures) {
      cells.push_back(AmountUnlessZero((claim.*figure.of)()));
    }
    table.Row(std::move(cells));
  }
}

// `claimed 5,000.00 · accepted 4,500.00 · …`, without what there is not.
void AddAmounts(const StatedClaim& claim, Language language, v1::Document* document) {
  std::vector<std::string> parts;
  for (const ClaimFigure& figure : kFigures) {
    const Money& amount = (claim.*figure.of)();
    if (Minor(amount) == 0) continue;
    parts.push_back(absl::StrCat(LabelOfField(StatedClaim::descriptor(), figure.field, language),
                                 " ", AmountText(amount, language)));
  }
  AddParagraph(std::move(parts), /*warning=*/false, document);
}

// `Proved expenses: 12 of 14`, which warns where it is not all of them.
void AddEvidence(const ClaimStatement& statement, Language language, v1::Document* document) {
  const v1::ClaimEvidence& evidence = statement.evidence();
  if (evidence.entry_count() == 0) return;
  AddParagraph({Say(words::kEvidence, language, FormatCount(evidence.proved_count(), language),
                    FormatCount(evidence.entry_count(), language))},
               /*warning=*/evidence.proved_count() < evidence.entry_count(), document);
}

void AddExpenses(const ClaimStatement& statement, Language language, v1::Document* document) {
  TableLayout table("expenses", "", language, document);
  table.Column<ClaimedExpense>(ClaimedExpense::kInvoiceDateFieldNumber);
  table.Column<ClaimedExpense>(ClaimedExpense::kSupplierFieldNumber);
  table.Column<ClaimedExpense>(ClaimedExpense::kInvoiceReferenceFieldNumber,
                               {.kind = v1::Column::KIND_NAME, .priority = 3});
  table.Column<ClaimedExpense>(ClaimedExpense::kDisplayNameFieldNumber, {.priority = 4});
  table.Column<ClaimedExpense>(ClaimedExpense::kAccountFieldNumber,
                               {.kind = v1::Column::KIND_NAME, .priority = 5});
  table.Column<ClaimedExpense>(ClaimedExpense::kAmountFieldNumber, {.priority = 1});
  table.Column<ClaimedExpense>(ClaimedExpense::kClaimedFieldNumber);
  table.Column<ClaimedExpense>(ClaimedExpense::kPaymentDateFieldNumber, {.priority = 2});
  table.Column<ClaimedExpense>(ClaimedExpense::kPaymentReferenceFieldNumber,
                               {.kind = v1::Column::KIND_NAME, .priority = 6});
  table.Column<ClaimedExpense>(ClaimedExpense::kReversedByFieldNumber,
                               {.kind = v1::Column::KIND_NAME, .priority = 7});
  table.Column<ClaimedExpense>(ClaimedExpense::kFileCountFieldNumber,
                               {.kind = v1::Column::KIND_COUNT, .priority = 8});
  table.Column<ClaimedExpense>(ClaimedExpense::kLineFieldNumber,
                               {.kind = v1::Column::KIND_NAME, .files_only = true});
  table.Column<ClaimedExpense>(ClaimedExpense::kExpenseFieldNumber,
                               {.kind = v1::Column::KIND_NAME, .files_only = true});
  for (const ClaimedExpense& row : statement.rows()) {
    table
        .Row({OnDate(row.invoice_date()), Said(row.supplier(), row.expense()),
              Said(row.invoice_reference()), Said(row.display_name()), Said(row.account()),
              Amount(row.amount()), Amount(row.claimed()), OnDate(row.payment_date()),
              Said(row.payment_reference()), Said(IdOf(row.reversed_by()), row.reversed_by()),
              CountCell(row.file_count()), Said(row.line()),
              Said(IdOf(row.expense()), row.expense())})
        ->set_warning(!row.reversed_by().empty());
  }
  table.Row({Nothing(), Said(words::kTotal.In(language)), Nothing(), Nothing(), Nothing(),
             Amount(statement.total_amount()), Amount(statement.total_claimed())},
            v1::Row::ROLE_TOTAL);
}

void AddDocuments(const ClaimStatement& statement, Language language, v1::Document* document) {
  if (statement.documents().empty()) return;
  TableLayout table("documents", words::kClaimDocuments.In(language), language, document);
  table.Column<ClaimDocument>(ClaimDocument::kDisplayNameFieldNumber);
  table.Column<ClaimDocument>(ClaimDocument::kAttachmentDisplayNameFieldNumber,
                              {.id = "file_name"});
  table.Column<ClaimDocument>(ClaimDocument::kAttachmentFieldNumber,
                              {.kind = v1::Column::KIND_NAME, .files_only = true});
  for (const ClaimDocument& each : statement.documents()) {
    const bool missing = each.attachment().empty();
    table
        .Row({Said(each.display_name()),
              missing ? Said(words::kDocumentMissing.In(language))
                      : Said(each.attachment_display_name(), each.attachment()),
              Said(IdOf(each.attachment()))})
        ->set_warning(missing);
  }
}

}  // namespace

v1::Document LayOut(const ClaimStatement& statement, const v1::GetClaimStatementRequest& request,
                    const Part& /*part*/, Language language) {
  v1::Document document;
  const bool one = !request.claim().empty() && !statement.claims().empty();
  if (!one) {
    document.set_title(words::kClaims.In(language));
    AddFact(statement.project_display_name(), &document);
    AddFact(AsOfText(statement, language), &document);
    AddClaims(statement, language, &document);
    if (statement.claims().empty()) {
      AddParagraph({words::kNoClaims.In(language)}, /*warning=*/false, &document);
    }
    return document;
  }
  const StatedClaim& claim = statement.claims(0);
  document.set_title(Say(words::kExpensesOf, language, claim.funder_display_name()));
  AddFact(statement.project_display_name(), &document);
  AddFact(claim.display_name(), &document);
  AddFact(claim.reference(), &document);
  AddFact(EnumLabel(claim.kind(), language), &document);
  AddFact(PeriodText(claim.period_start_date(), claim.period_end_date(), language), &document);
  AddFact(EnumLabel(claim.state(), language), &document);
  AddFact(AsOfText(statement, language), &document);
  AddAmounts(claim, language, &document);
  AddEvidence(statement, language, &document);
  AddExpenses(statement, language, &document);
  if (statement.rows().empty()) {
    AddParagraph({words::kNoExpenses.In(language)}, /*warning=*/false, &document);
  }
  AddDocuments(statement, language, &document);
  return document;
}

}  // namespace cofi::reporting
