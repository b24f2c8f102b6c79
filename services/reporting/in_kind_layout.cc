#include "services/reporting/in_kind_layout.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "google/protobuf/repeated_field.h"
#include "services/reporting/layout.h"
#include "services/reporting/words.h"
#include "services/reporting/words_forms.h"

namespace cofi::reporting {
namespace {

using v1::BudgetStatus;
using v1::InKindRow;
using Rows = google::protobuf::RepeatedPtrField<InKindRow>;

class InKindLayout {
 public:
  InKindLayout(const BudgetStatus& status, Language language, v1::Document* document)
      : status_(status), language_(language), document_(document) {}

  // `account` is how those of the side begin.
  void Add(const char* id, const Text& title, absl::string_view account, const Rows& rows,
           const InKindRow& total) const {
    if (rows.empty()) return;
    TableLayout table(id, title.In(language_), language_, document_);
    table.Column({.id = "id",
                  .label = EnumLabel(v1::GetBudgetStatusRequest::GROUP_BY_LINE, language_),
                  .kind = v1::Column::KIND_NAME});
    table.Column({.id = "label", .label = words::kLabel.In(language_)});
    table.Column<InKindRow>(InKindRow::kAccountFieldNumber,
                            {.kind = v1::Column::KIND_NAME, .files_only = true});
    table.Column<InKindRow>(InKindRow::kPlannedFieldNumber, {.priority = 1});
    if (HasBefore()) {
      table.Column<InKindRow>(InKindRow::kRealisedBeforeFieldNumber, {.priority = 4});
    }
    table.Column<InKindRow>(InKindRow::kRealisedFieldNumber, {.priority = 3});
    table.Column<InKindRow>(InKindRow::kLeftFieldNumber);
    table.Column({.id = "used",
                  .label = words::kUsed.In(language_),
                  .kind = v1::Column::KIND_SHARE,
                  .priority = 2,
                  .bar = true,
                  .whole_percents = true});
    for (const InKindRow& row : rows) {
      std::vector<v1::Cell> cells = {
          Said(row.key(), absl::StrCat(status_.project(), "/lines/", row.key())),
          Said(LabelOf(row)), Said(row.account())};
      AddFigures(row, Of("line", row.key()), &AmountUnlessZero, &cells);
      table.Row(std::move(cells));
    }
    std::vector<v1::Cell> cells = {Nothing(), Said(words::kTotal.In(language_)), Nothing()};
    AddFigures(total, Of("account", account), &Amount, &cells);
    table.Row(std::move(cells), v1::Row::ROLE_TOTAL);
  }

 private:
  bool HasBefore() const { return IsSet(status_.from_date()); }

  // Beside the identifier, which is not said again: `864 Volunteers` of a line `volunteers`.
  static std::string LabelOf(const InKindRow& row) {
    const std::string own = row.display_name() == row.key() ? "" : row.display_name();
    if (row.account() == row.key()) return own;
    return absl::StrCat(row.account(), own.empty() ? "" : " ", own);
  }

  void AddFigures(const InKindRow& row, const std::string& of,
                  v1::Cell (*amount)(const Money&, absl::string_view),
                  std::vector<v1::Cell>* cells) const {
    const std::string& project = status_.project();
    const std::string from = IsoDate(status_.from_date()), to = IsoDate(status_.to_date());
    cells->push_back(Amount(row.planned(), Ref(project, "planned", {of})));
    if (HasBefore()) {
      const std::string eve = IsoDate(DateFromDay(Day(status_.from_date()) - 1));
      cells->push_back(amount(row.realised_before(), Ref(project, kGiven, {of, Of("to", eve)})));
    }
    cells->push_back(
        amount(row.realised(), Ref(project, kGiven, {of, Of("from", from), Of("to", to)})));
    cells->push_back(Amount(row.left()));
    cells->push_back(ShareCell(row.used_basis_points()));
  }

  static constexpr char kGiven[] = "in-kind";

  const BudgetStatus& status_;
  const Language language_;
  v1::Document* const document_;
};

}  // namespace

void AddInKindTables(const BudgetStatus& status, Language language, v1::Document* document) {
  const InKindLayout layout(status, language, document);
  layout.Add("in_kind_uses", words::kInKindUses, "86", status.in_kind_uses(),
             status.in_kind_uses_total());
  layout.Add("in_kind_sources", words::kInKindSources, "87", status.in_kind_sources(),
             status.in_kind_sources_total());
}

}  // namespace cofi::reporting
