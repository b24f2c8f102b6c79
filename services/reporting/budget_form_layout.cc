// A budget as the form for subsidies prints it, laid out: charges, then income, then what is in
// kind.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "base/money.h"
#include "base/names.h"
#include "base/readable.h"
#include "cofi/reporting/v1/budget_form.pb.h"
#include "services/reporting/form_layout.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/words.h"
#include "services/reporting/words_forms.h"

namespace cofi::reporting {
namespace {

using v1::BudgetForm;
using v1::BudgetFormRow;
using Rows = google::protobuf::RepeatedPtrField<BudgetFormRow>;

constexpr char kPlanned[] = "planned";
constexpr char kInKind[] = "in-kind";

// A funder, or what is in kind, of which the form has rows of its own.
bool SaysMore(const BudgetFormRow& row) {
  return !row.funder_display_name().empty() || row.account()[0] == '8';
}

// What is in kind has one heading on each side.
int64_t InKindMinor(const Rows& rows) { return rows.empty() ? 0 : Minor(rows.begin()->planned()); }

// `ANC 2018-06` of `anc-2018-06`.
std::string ChartText(const std::string& chart) {
  const size_t dash = chart.find('-');
  if (dash == std::string::npos) return chart;
  return absl::AsciiStrToUpper(chart).replace(dash, 1, " ");
}

class FormLayout {
 public:
  // Figures of another version than the one in force have no refs: those are of the latter.
  FormLayout(const BudgetForm& form, bool in_force, Language language, v1::Document* document)
      : form_(form), in_force_(in_force), language_(language), document_(document) {}

  void AddSide(const char* id, const Text& title, const Rows& rows) {
    TableLayout table = AddTable(id, title);
    const bool realised = std::any_of(rows.begin(), rows.end(), [](const BudgetFormRow& row) {
      return Minor(row.realised()) != 0;
    });
    if (realised) table.Column<BudgetFormRow>(BudgetFormRow::kRealisedFieldNumber);
    AddRows(rows, realised, &table);
  }

  void AddSide(const char* id, const Text& title, const Rows& rows, const Text& total_text,
               const Money& total, const std::string& ref) {
    TableLayout table = AddTable(id, title);
    AddRows(rows, /*realised=*/false, &table);
    table.Row(
        {Nothing(), Said(total_text.In(language_)), Nothing(), Amount(total, in_force_ ? ref : "")},
        v1::Row::ROLE_TOTAL);
  }

  void AddBalance() {
    const bool invests = form_.has_total_investments();
    const int64_t charges = Minor(form_.total_charges()) + Minor(form_.total_investments());
    const int64_t produits = Minor(form_.total_produits());
    const int64_t used = InKindMinor(form_.in_kind_uses());
    const int64_t given = InKindMinor(form_.in_kind_sources());
    if (charges == produits) {
      AddParagraph(
          {Say(invests ? words::kUsesEqual : words::kSidesEqual, language_, Told(charges))},
          /*warning=*/false, document_);
    } else if (charges > produits) {
      AddParagraph({Say(invests ? words::kMoreUses : words::kMoreCharges, language_,
                        Told(charges - produits))},
                   /*warning=*/true, document_);
    } else {
      AddParagraph({Say(invests ? words::kFewerUses : words::kMoreProduits, language_,
                        Told(produits - charges))},
                   /*warning=*/true, document_);
    }
    if (used != given) {
      AddParagraph({Say(words::kInKindDiffers, language_, Told(used), Told(given))},
                   /*warning=*/true, document_);
    }
  }

 private:
  TableLayout AddTable(const char* id, const Text& title) const {
    TableLayout table(id, title.In(language_), language_, document_);
    table.Column<BudgetFormRow>(BudgetFormRow::kAccountFieldNumber,
                                {.kind = v1::Column::KIND_NAME});
    table.Column<BudgetFormRow>(BudgetFormRow::kDisplayNameFieldNumber, {.id = "label"});
    table.Column<BudgetFormRow>(BudgetFormRow::kFunderDisplayNameFieldNumber,
                                {.id = "funder", .priority = 1});
    table.Column<BudgetFormRow>(BudgetFormRow::kPlannedFieldNumber);
    return table;
  }

  void AddRows(const Rows& rows, bool realised, TableLayout* table) const {
    AddFormRows(
        rows, language_,
        [&](const BudgetFormRow& row) {
          std::vector<v1::Cell> cells = {Said(row.account()), Said(row.display_name(), row.line()),
                                         Said(row.funder_display_name()),
                                         AmountUnlessZero(row.planned(), RefOf(row, kPlanned))};
          if (realised) cells.push_back(AmountUnlessZero(row.realised(), RefOf(row, kInKind)));
          return cells;
        },
        &SaysMore, table);
  }

  std::string Told(int64_t minor) const {
    return AmountText(MoneyFromMinor(minor, form_.total_charges().currency_code()), language_);
  }

  std::string RefOf(const BudgetFormRow& row, absl::string_view figure) const {
    if (!in_force_) return "";
    return Ref(form_.project(), figure,
               {row.line().empty() ? Of("account", row.account()) : Of("line", IdOf(row.line()))});
  }

  const BudgetForm& form_;
  const bool in_force_;
  const Language language_;
  v1::Document* const document_;
};

}  // namespace

v1::Document LayOut(const BudgetForm& form, const v1::GetBudgetFormRequest& request,
                    const Part& /*part*/, Language language) {
  v1::Document document;
  document.set_title(Say(words::kBudgetFormTitle, language, form.project_display_name()));
  if (form.budget().empty()) {
    AddFact(AsOfText(form, language), &document);
    AddParagraph({words::kNoBudget.In(language)}, /*warning=*/false, &document);
    return document;
  }
  AddFact(form.has_adoption_date() ? Say(words::kBudgetAdopted, language, form.budget_version(),
                                         DateText(form.adoption_date(), language))
                                   : Say(words::kBudgetNotAdopted, language, form.budget_version()),
          &document);
  AddFact(Say(words::kChartOfAccounts, language, ChartText(form.chart_of_accounts())), &document);
  AddFact(AsOfText(form, language), &document);
  FormLayout layout(form, request.budget().empty(), language, &document);
  // No figure sums the charges beside investments.
  const bool invests = form.has_total_investments();
  layout.AddSide("charges", words::kCharges, form.charges(), words::kTotalCharges,
                 form.total_charges(), invests ? "" : Ref(form.project(), kPlanned));
  if (invests) {
    layout.AddSide("investments", words::kInvestment, form.investments(), words::kTotalInvestment,
                   form.total_investments(), Ref(form.project(), kPlanned, {Of("account", "2")}));
  }
  layout.AddSide("produits", words::kProduits, form.produits(), words::kTotalProduits,
                 form.total_produits(), Ref(form.project(), kPlanned, {Of("account", "7")}));
  layout.AddSide("in_kind_uses", words::kInKindUses, form.in_kind_uses());
  layout.AddSide("in_kind_sources", words::kInKindSources, form.in_kind_sources());
  layout.AddBalance();
  AddParagraph({words::kBudgetFormOf.In(language)}, /*warning=*/false, &document);
  return document;
}

}  // namespace cofi::reporting
