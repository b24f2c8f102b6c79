#include "services/budgets/happened.h"

#include "absl/strings/str_cat.h"
#include "base/refusal.h"

namespace cofi::budgets {

absl::Status CheckHappened(const db::Transaction& tx, const Date& date, absl::string_view field) {
  if (!IsSet(date) || Day(date) <= tx.today()) return absl::OkStatus();
  return InField(field, Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                               {{"value", IsoDate(date)},
                                {"accepted", absl::StrCat("a date up to today, ",
                                                          absl::FormatCivilTime(tx.today()))}}));
}

}  // namespace cofi::budgets
