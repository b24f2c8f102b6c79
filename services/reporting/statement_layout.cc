// The statements laid out: a row for each expense, with a column for each source, and a row for
// each receipt. Below the last page stand the sums of all.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/readable.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/reporting/v1/expense_statement.pb.h"
#include "cofi/reporting/v1/receipt_statement.pb.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/words.h"
#include "services/reporting/words_entries.h"

namespace cofi::reporting {
namespace {

using v1::ExpenseRow;
using v1::ExpenseStatement;
using v1::GetExpenseStatementRequest;
using v1::ReceiptRow;
using v1::ReceiptStatement;

// Where there is no room, the source columns go first: what is paid and by whom, files keep.
constexpr int32_t kSharePriority = 9;

bool ByPayment(const ExpenseStatement& statement) {
  return statement.basis() == GetExpenseStatementRequest::BASIS_PAID;
}

// What both say above their tables.
template <typename Statement>
void AddHead(const Statement& statement, const Text& title, const Text& title_of_funder,
             std::string basis, Language language, v1::Document* document) {
  document->set_title(statement.funder().empty()
                          ? title.In(language)
                          : Say(title_of_funder, language, statement.funder_display_name()));
  AddFact(statement.project_display_name(), document);
  AddFact(PeriodText(statement.from_date(), statement.to_date(), language), document);
  AddFact(std::move(basis), document);
  AddFact(AsOfText(statement, language), document);
}

class ExpensesLayout {
 public:
  ExpensesLayout(const ExpenseStatement& statement, const GetExpenseStatementRequest& request,
                 Language language)
      : statement_(statement), request_(request), language_(language) {}

  void AddRows(const Part& part, v1::Document* document) const {
    TableLayout table("expenses", "", language_, document, !part.first);
    AddColumns(&table);
    for (const ExpenseRow& row : statement_.rows()) {
      table.Row(CellsOf(row));
    }
    if (part.last) table.Row(TotalCells(), v1::Row::ROLE_TOTAL);
  }

 private:
  void AddColumns(TableLayout* table) const {
    const auto add = [table](int field, ColumnOptions options) {
      table->Column<ExpenseRow>(field, std::move(options));
    };
    const bool paid = ByPayment(statement_);
    add(ExpenseRow::kInvoiceDateFieldNumber, {.priority = paid ? 4 : 0});
    add(ExpenseRow::kLineFieldNumber, {.kind = v1::Column::KIND_NAME, .priority = 2});
    add(ExpenseRow::kSupplierFieldNumber, {});
    add(ExpenseRow::kInvoiceReferenceFieldNumber, {.kind = v1::Column::KIND_NAME, .priority = 5});
    add(ExpenseRow::kDisplayNameFieldNumber, {.priority = 3});
    // Only what is not an invoice is said to be something.
    add(ExpenseRow::kKindFieldNumber, {.priority = 6});
    add(ExpenseRow::kAmountFieldNumber, {});
    for (const v1::StatementSource& source : statement_.sources()) {
      table->Column({.id = source.funder().empty() ? "own_funds"
                                                   : absl::StrCat("share_", IdOf(source.funder())),
                     .label = LabelOf(source),
                     .kind = v1::Column::KIND_AMOUNT,
                     .priority = statement_.funder().empty() ? kSharePriority : 0});
    }
    add(ExpenseRow::kPaymentDateFieldNumber, {.priority = paid ? 0 : 4});
    add(ExpenseRow::kPaymentReferenceFieldNumber, {.kind = v1::Column::KIND_NAME, .priority = 7});
    add(ExpenseRow::kExpenseFieldNumber, {.kind = v1::Column::KIND_NAME, .priority = 8});
    add(ExpenseRow::kAccountFieldNumber, {.kind = v1::Column::KIND_NAME, .files_only = true});
    add(ExpenseRow::kLineDisplayNameFieldNumber, {.files_only = true});
    add(ExpenseRow::kPaidFieldNumber, {.files_only = true});
    add(ExpenseRow::kDocumentsFieldNumber, {.files_only = true});
  }

  std::string LabelOf(const v1::StatementSource& source) const {
    if (source.funder().empty()) return words::kOwnFunds.In(language_);
    return statement_.funder().empty()
               ? source.display_name()
               : Say(words::kPaidByFunder, language_, source.display_name());
  }

  std::vector<v1::Cell> CellsOf(const ExpenseRow& row) const {
    const bool invoice = row.kind() == budgets::v1::Expense::KIND_INVOICE ||
                         row.kind() == budgets::v1::Expense::KIND_UNSPECIFIED;
    std::vector<v1::Cell> cells = {
        OnDate(row.invoice_date()),
        Said(row.line(), absl::StrCat(statement_.project(), "/lines/", row.line())),
        Said(row.supplier()),
        Said(row.invoice_reference()),
        Said(row.display_name()),
        invoice ? Nothing() : Said(EnumLabel(row.kind(), language_)),
        Amount(row.amount()),
    };
    for (const Money& share : row.shares()) cells.push_back(AmountUnlessZero(share));
    cells.push_back(OnDate(row.payment_date()));
    cells.push_back(Said(row.payment_reference()));
    cells.push_back(Said(IdOf(row.expense()), row.expense()));
    cells.push_back(Said(row.account()));
    cells.push_back(Said(row.line_display_name()));
    cells.push_back(Amount(row.paid()));
    cells.push_back(Said(absl::StrJoin(row.documents(), ", ")));
    return cells;
  }

  std::vector<v1::Cell> TotalCells() const {
    const ExpenseRow& total = statement_.total();
    std::vector<v1::Cell> cells = {
        Nothing(), Nothing(), Said(words::kTotal.In(language_)), Nothing(),
        Nothing(), Nothing(), Amount(total.amount(), RefOf({}))};
    for (int i = 0; i < total.shares_size(); ++i) {
      const std::string& funder = statement_.sources(i).funder();
      cells.push_back(
          AmountUnlessZero(total.shares(i), RefOf({absl::StrCat("funder=", IdOf(funder))})));
    }
    // The dates and names of the columns before what was paid.
    constexpr size_t kBetween = 5;
    cells.resize(cells.size() + kBetween);
    cells.push_back(Amount(total.paid()));
    return cells;
  }

  // `keys` besides what the statement is limited to.
  std::string RefOf(std::vector<std::string> keys) const {
    keys.insert(keys.begin(), Of("line", request_.line()));
    keys.push_back(Of("from", IsoDate(statement_.from_date())));
    keys.push_back(Of("to", IsoDate(statement_.to_date())));
    return Ref(statement_.project(), ByPayment(statement_) ? "paid" : "spent", keys);
  }

  const ExpenseStatement& statement_;
  const GetExpenseStatementRequest& request_;
  const Language language_;
};

void AddReceipts(const ReceiptStatement& statement, const Part& part, Language language,
                 v1::Document* document) {
  TableLayout table("receipts", "", language, document, !part.first);
  table.Column<ReceiptRow>(ReceiptRow::kReceiptDateFieldNumber);
  table.Column<ReceiptRow>(ReceiptRow::kFunderDisplayNameFieldNumber, {.id = "funder"});
  table.Column<ReceiptRow>(ReceiptRow::kGrantFieldNumber,
                           {.kind = v1::Column::KIND_NAME, .priority = 3});
  table.Column<ReceiptRow>(ReceiptRow::kKindFieldNumber, {.priority = 1});
  table.Column<ReceiptRow>(ReceiptRow::kReferenceFieldNumber,
                           {.kind = v1::Column::KIND_NAME, .priority = 2});
  table.Column<ReceiptRow>(ReceiptRow::kAmountFieldNumber);
  table.Column<ReceiptRow>(ReceiptRow::kReceiptFieldNumber,
                           {.kind = v1::Column::KIND_NAME, .priority = 4});
  for (const ReceiptRow& row : statement.rows()) {
    table.Row({OnDate(row.receipt_date()), Said(row.funder_display_name()),
               row.grant().empty()
                   ? Said(row.line(), absl::StrCat(statement.project(), "/lines/", row.line()))
                   : Said(IdOf(row.grant()), row.grant()),
               Said(EnumLabel(row.kind(), language)), Said(row.reference()), Amount(row.amount()),
               Said(IdOf(row.receipt()), row.receipt())});
  }
  if (!part.last) return;
  const std::string ref =
      Ref(statement.project(), "received",
          {Of("funder", IdOf(statement.funder())), Of("from", IsoDate(statement.from_date())),
           Of("to", IsoDate(statement.to_date()))});
  table.Row({Nothing(), Said(words::kTotal.In(language)), Nothing(), Nothing(), Nothing(),
             Amount(statement.total(), ref)},
            v1::Row::ROLE_TOTAL);
}

}  // namespace

v1::Document LayOut(const ExpenseStatement& statement, const GetExpenseStatementRequest& request,
                    const Part& part, Language language) {
  v1::Document document;
  if (part.first) {
    const Text& basis = ByPayment(statement) ? words::kByPayment : words::kByInvoice;
    AddHead(statement, words::kExpenses, words::kExpensesOf, basis.In(language), language,
            &document);
  }
  if (statement.rows().empty() && part.first && part.last) {
    AddParagraph({words::kNoExpenses.In(language)}, /*warning=*/false, &document);
    return document;
  }
  ExpensesLayout(statement, request, language).AddRows(part, &document);
  return document;
}

v1::Document LayOut(const ReceiptStatement& statement,
                    const v1::GetReceiptStatementRequest& /*request*/, const Part& part,
                    Language language) {
  v1::Document document;
  if (part.first) {
    AddHead(statement, words::kReceipts, words::kReceiptsOf, "", language, &document);
  }
  if (statement.rows().empty() && part.first && part.last) {
    AddParagraph({words::kNoReceipts.In(language)}, /*warning=*/false, &document);
    return document;
  }
  AddReceipts(statement, part, language, &document);
  return document;
}

}  // namespace cofi::reporting
