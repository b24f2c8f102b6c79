// What makes a figure, laid out: its entries and their sum.
#include <string>

#include "absl/strings/str_join.h"
#include "base/names.h"
#include "cofi/reporting/v1/explanation.pb.h"
#include "services/reporting/figure_names_rules.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/words.h"
#include "services/reporting/words_entries.h"

namespace cofi::reporting {

using v1::FigureEntry;
using v1::FigureExplanation;

v1::Document LayOut(const FigureExplanation& explanation,
                    const v1::ExplainFigureRequest& /*request*/, const Part& /*part*/,
                    Language language) {
  v1::Document document;
  document.set_title(explanation.display_name());
  AddFact(explanation.project_display_name(), &document);
  if (const auto figure = ParseFigure(explanation.figure()); figure.ok()) {
    AddFact(PeriodText(figure->from, figure->to, language), &document);
  }
  AddFact(AsOfText(explanation, language), &document);
  if (explanation.entries().empty()) {
    AddParagraph({words::kNothingBehind.In(language)}, /*warning=*/false, &document);
    return document;
  }
  TableLayout table("entries", "", language, &document);
  table.Column<FigureEntry>(FigureEntry::kDateFieldNumber);
  table.Column<FigureEntry>(FigureEntry::kKindFieldNumber, {.priority = 2});
  table.Column<FigureEntry>(FigureEntry::kDisplayNameFieldNumber);
  table.Column<FigureEntry>(FigureEntry::kCounterpartyFieldNumber, {.priority = 1});
  table.Column<FigureEntry>(FigureEntry::kReferenceFieldNumber,
                            {.kind = v1::Column::KIND_NAME, .priority = 3});
  table.Column<FigureEntry>(FigureEntry::kAmountFieldNumber);
  table.Column({.id = "resource",
                .label = words::kIdentifier.In(language),
                .kind = v1::Column::KIND_NAME,
                .priority = 4});
  table.Column<FigureEntry>(FigureEntry::kDocumentsFieldNumber, {.priority = 5});
  for (const FigureEntry& entry : explanation.entries()) {
    table.Row({OnDate(entry.date()), Said(entry.kind()), Said(entry.display_name()),
               Said(entry.counterparty()), Said(entry.reference()), Amount(entry.amount()),
               Said(IdOf(entry.resource()), entry.resource()),
               Said(absl::StrJoin(entry.documents(), ", "))});
  }
  table.Row({Nothing(), Nothing(), Said(words::kTotal.In(language)), Nothing(), Nothing(),
             Amount(explanation.total())},
            v1::Row::ROLE_TOTAL);
  return document;
}

}  // namespace cofi::reporting
