// The earmarked funds carried forward, laid out: a row for each grant, and the rule they follow.
#include "base/fields.h"
#include "base/names.h"
#include "base/readable.h"
#include "cofi/reporting/v1/carry_forward.pb.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/words.h"
#include "services/reporting/words_forms.h"

namespace cofi::reporting {
namespace {

using v1::CarryForward;
using v1::CarryForwardRow;

void AddRows(const CarryForward& answer, Language language, v1::Document* document) {
  TableLayout table("grants", "", language, document);
  table.Column<CarryForwardRow>(CarryForwardRow::kGrantFieldNumber,
                                {.kind = v1::Column::KIND_NAME});
  table.Column<CarryForwardRow>(CarryForwardRow::kDisplayNameFieldNumber, {.priority = 5});
  table.Column<CarryForwardRow>(CarryForwardRow::kFunderDisplayNameFieldNumber,
                                {.id = "funder", .priority = 1});
  table.Column<CarryForwardRow>(CarryForwardRow::kSecuredFieldNumber, {.priority = 2});
  table.Column<CarryForwardRow>(CarryForwardRow::kReceivedFieldNumber, {.priority = 4});
  table.Column<CarryForwardRow>(CarryForwardRow::kSpentFieldNumber, {.priority = 3});
  table.Column<CarryForwardRow>(CarryForwardRow::kBasisFieldNumber, {.priority = 6});
  table.Column<CarryForwardRow>(CarryForwardRow::kCarryForwardFieldNumber);
  for (const CarryForwardRow& row : answer.rows()) {
    const auto ref = [&](const char* figure) {
      return Ref(answer.project(), figure, {Of("grant", IdOf(row.grant()))});
    };
    table.Row({Said(IdOf(row.grant()), row.grant()), Said(row.display_name()),
               Said(row.funder_display_name()), Amount(row.secured(), ref("secured")),
               AmountUnlessZero(row.received(), ref("received")),
               AmountUnlessZero(row.spent(), ref("spent")), Said(EnumLabel(row.basis(), language)),
               Amount(row.carry_forward())});
  }
  const CarryForwardRow& total = answer.total();
  table.Row(
      {Nothing(), Said(words::kTotal.In(language)), Nothing(), Amount(total.secured()),
       Amount(total.received()), Amount(total.spent()), Nothing(), Amount(total.carry_forward())},
      v1::Row::ROLE_TOTAL);
}

}  // namespace

v1::Document LayOut(const CarryForward& answer, const v1::GetCarryForwardRequest& /*request*/,
                    const Part& /*part*/, Language language) {
  v1::Document document;
  document.set_title(Say(words::kCarryForward, language, answer.project_display_name()));
  AddFact(AsOfText(answer, language), &document);
  if (answer.rows().empty()) {
    AddParagraph({words::kNoGrants.In(language)}, /*warning=*/false, &document);
    return document;
  }
  AddRows(answer, language, &document);
  AddParagraph({words::kCarryForwardRule.In(language)}, /*warning=*/false, &document);
  return document;
}

}  // namespace cofi::reporting
