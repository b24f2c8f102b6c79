// The compte rendu financier laid out: charges, then income with what was received, then what is
// in kind.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/names.h"
#include "cofi/reporting/v1/financial_report.pb.h"
#include "google/protobuf/repeated_field.h"
#include "services/reporting/form_layout.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/words.h"
#include "services/reporting/words_forms.h"

namespace cofi::reporting {
namespace {

using v1::FinancialReport;
using v1::FinancialReportRow;
using Rows = google::protobuf::RepeatedPtrField<FinancialReportRow>;

constexpr char kPlanned[] = "planned";
constexpr char kSpent[] = "spent";
constexpr char kReceived[] = "received";
constexpr char kInKind[] = "in-kind";

// What makes the amounts of a row; empty where no figure is just that.
struct RowRefs {
  std::string planned, spent, received;
};

bool NamesFunder(const FinancialReportRow& row) { return !row.funder().empty(); }

// A figure is of an account and all below it: whether this row has all that.
bool IsWhole(const FinancialReportRow& row, const Rows& rows) {
  return row.depth() == 0 ||
         std::count_if(rows.begin(), rows.end(), [&](const FinancialReportRow& other) {
           return other.depth() > 0 && absl::StartsWith(other.account(), row.account());
         }) == 1;
}

class ReportLayout {
 public:
  ReportLayout(const FinancialReport& report, Language language, v1::Document* document)
      : report_(report), language_(language), document_(document) {}

  void AddCharges() {
    AddTable("charges", words::kCharges, report_.charges(), &ReportLayout::ChargeRefs,
             words::kTotalCharges, report_.total_charges(),
             {of_funder() ? RefOf(kPlanned, {}) : Ref(report_.project(), kPlanned),
              RefOf(kSpent, {}), ""});
  }

  // Both sides are paid by the same sources.
  void AddProduits() {
    AddTable("produits", words::kProduits, report_.produits(), &ReportLayout::ProduitRefs,
             words::kTotalProduits, report_.total_produits(),
             {of_funder() ? RefOf(kPlanned, {}) : PlannedOn("7"), RefOf(kSpent, {}),
              RefOf(kReceived, {})});
  }

  void AddInKind(const char* id, const Text& title, const Rows& rows) {
    if (rows.empty()) return;
    TableLayout table(id, title.In(language_), language_, document_);
    AddHeads(&table);
    AddFigures(&table);
    AddFormRows(
        rows, language_,
        [&](const FinancialReportRow& row) {
          RowRefs refs;
          if (IsWhole(row, rows)) {
            refs = {PlannedOn(row.account()), RefOf(kInKind, {Of("account", row.account())}), ""};
          }
          std::vector<v1::Cell> cells = CellsOf(row, &AmountUnlessZero, refs);
          cells.pop_back();  // Nothing in kind is received in money.
          return cells;
        },
        [](const FinancialReportRow&) { return true; }, &table);
  }

 private:
  using RefsOf = RowRefs (ReportLayout::*)(const FinancialReportRow&) const;

  bool of_funder() const { return !report_.funder().empty(); }

  void AddHeads(TableLayout* table) const {
    table->Column<FinancialReportRow>(FinancialReportRow::kAccountFieldNumber,
                                      {.kind = v1::Column::KIND_NAME});
    table->Column<FinancialReportRow>(FinancialReportRow::kDisplayNameFieldNumber, {.id = "label"});
  }

  // What the order asks for stays: planned, done, and the gap between them in money.
  static void AddFigures(TableLayout* table) {
    table->Column<FinancialReportRow>(FinancialReportRow::kPlannedFieldNumber, {.priority = 1});
    table->Column<FinancialReportRow>(FinancialReportRow::kSpentFieldNumber);
    table->Column<FinancialReportRow>(FinancialReportRow::kGapFieldNumber, {.priority = 2});
    table->Column<FinancialReportRow>(FinancialReportRow::kUsedBasisPointsFieldNumber,
                                      {.id = "used", .priority = 3});
  }

  void AddTable(const char* id, const Text& title, const Rows& rows, RefsOf refs_of,
                const Text& total_text, const FinancialReportRow& total,
                const RowRefs& total_refs) {
    TableLayout table(id, title.In(language_), language_, document_);
    AddHeads(&table);
    AddFigures(&table);
    table.Column<FinancialReportRow>(FinancialReportRow::kReceivedFieldNumber, {.priority = 1});
    const auto cells_of = [&](const FinancialReportRow& row) {
      const RowRefs refs = (this->*refs_of)(row);
      return CellsOf(row, &AmountUnlessZero, refs);
    };
    AddFormRows(rows, language_, cells_of, &NamesFunder, &table);
    std::vector<v1::Cell> cells = CellsOf(total, &Amount, total_refs);
    cells[1] = Said(total_text.In(language_));
    table.Row(std::move(cells), v1::Row::ROLE_TOTAL);
  }

  static std::vector<v1::Cell> CellsOf(const FinancialReportRow& row,
                                       v1::Cell (*amount)(const Money&, absl::string_view),
                                       const RowRefs& refs) {
    return {Said(row.account()),
            Said(row.display_name(), row.funder()),
            amount(row.planned(), refs.planned),
            amount(row.spent(), refs.spent),
            AmountUnlessZero(row.gap()),
            row.has_used_basis_points() ? ShareCell(row.used_basis_points()) : Nothing(),
            amount(row.received(), refs.received)};
  }

  // What is planned is of the budget; what was spent or received, of the period and the funder.
  std::string RefOf(absl::string_view figure, std::vector<std::string> of) const {
    if (of_funder()) of.push_back(Of("funder", IdOf(report_.funder())));
    if (figure != kPlanned) {
      of.push_back(Of("from", IsoDate(report_.from_date())));
      of.push_back(Of("to", IsoDate(report_.to_date())));
    }
    return Ref(report_.project(), figure, of);
  }
  std::string PlannedOn(absl::string_view account) const {
    return Ref(report_.project(), kPlanned, {Of("account", account)});
  }

  RowRefs ChargeRefs(const FinancialReportRow& row) const {
    if (!IsWhole(row, report_.charges())) return {};
    return {PlannedOn(row.account()), RefOf(kSpent, {Of("account", row.account())}), ""};
  }

  // Of a heading, what is planned there; of a source that stands on one row alone, all.
  RowRefs ProduitRefs(const FinancialReportRow& row) const {
    if (row.depth() == 0) {
      return {row.account().empty() ? "" : PlannedOn(row.account()), "", ""};
    }
    const auto is_same = [&](const FinancialReportRow& other) {
      return other.depth() > 0 && other.funder() == row.funder();
    };
    if (!NamesFunder(row) ||
        std::count_if(report_.produits().begin(), report_.produits().end(), is_same) > 1) {
      return {};
    }
    const std::string of = Of("funder", IdOf(row.funder()));
    const std::vector<std::string> once =
        of_funder() ? std::vector<std::string>() : std::vector<std::string>{of};
    return {RefOf(kPlanned, once), RefOf(kSpent, once), RefOf(kReceived, once)};
  }

  const FinancialReport& report_;
  const Language language_;
  v1::Document* const document_;
};

}  // namespace

v1::Document LayOut(const FinancialReport& report, const v1::GetFinancialReportRequest& /*request*/,
                    const Part& /*part*/, Language language) {
  v1::Document document;
  document.set_title(Say(words::kFinancialReportTitle, language, report.project_display_name()));
  AddFact(report.funder_display_name(), &document);
  AddFact(PeriodText(report.from_date(), report.to_date(), language), &document);
  if (!report.budget().empty()) {
    AddFact(Say(words::kBudgetId, language, IdOf(report.budget())), &document);
  }
  AddFact(AsOfText(report, language), &document);
  if (report.budget().empty()) {
    AddParagraph({words::kNoBudget.In(language)}, /*warning=*/false, &document);
    return document;
  }
  ReportLayout layout(report, language, &document);
  layout.AddCharges();
  layout.AddProduits();
  layout.AddInKind("in_kind_uses", words::kInKindUses, report.in_kind_uses());
  layout.AddInKind("in_kind_sources", words::kInKindSources, report.in_kind_sources());
  AddParagraph({words::kSpentOfProduits.In(language)}, /*warning=*/false, &document);
  AddParagraph({words::kFinancialReportOf.In(language), words::kFinancialReportDue.In(language)},
               /*warning=*/false, &document);
  return document;
}

}  // namespace cofi::reporting
