#include "services/applications/due_date_rules.h"

#include "absl/strings/str_cat.h"
#include "base/refusal.h"
#include "base/status.h"

namespace cofi::applications {
namespace {

using v1::DueRule;

constexpr int kMonthsMax = 120;

void FillAnchor(const v1::Application& application, DueRule* rule) {
  if (rule->anchor() == DueRule::ANCHOR_AGREEMENT_END &&
      application.agreement_terms().has_eligible_end_date()) {
    *rule->mutable_anchor_date() = application.agreement_terms().eligible_end_date();
  } else if (rule->anchor() == DueRule::ANCHOR_DECISION && application.has_decision_date()) {
    *rule->mutable_anchor_date() = application.decision_date();
  }
}

absl::Status SetByRule(v1::Obligation* obligation) {
  const DueRule& rule = obligation->due_rule();
  if (!rule.has_anchor_date()) return absl::OkStatus();
  const absl::CivilDay day = AddMonths(Day(rule.anchor_date()), rule.months());
  const Date due_date = DateFromDay(day);
  if (!DayFromDate(due_date).ok()) {
    return Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                  {{"value", absl::FormatCivilTime(day)}, {"accepted", "1900-01-01…9999-12-31"}});
  }
  *obligation->mutable_due_date() = due_date;
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckDueRule(const v1::Obligation& obligation) {
  if (!obligation.has_due_rule()) {
    if (obligation.has_due_date()) return absl::OkStatus();
    return InField("obligation.due_date", Refuse(type::v1::REASON_FIELD_REQUIRED));
  }
  const DueRule& rule = obligation.due_rule();
  if (rule.months() < -kMonthsMax || rule.months() > kMonthsMax) {
    return InField("obligation.due_rule.months",
                   Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                          {{"value", absl::StrCat(rule.months())},
                           {"accepted", absl::StrCat(-kMonthsMax, "…", kMonthsMax)}}));
  }
  if (rule.anchor() == DueRule::ANCHOR_FISCAL_YEAR_END && !rule.has_anchor_date()) {
    return InField("obligation.due_rule.anchor_date", Refuse(type::v1::REASON_FIELD_REQUIRED));
  }
  return absl::OkStatus();
}

absl::Status ApplyDueRule(const v1::Application& application, v1::Obligation* obligation) {
  if (!obligation->has_due_rule()) return absl::OkStatus();
  FillAnchor(application, obligation->mutable_due_rule());
  return obligation->extensions().empty() ? SetByRule(obligation) : absl::OkStatus();
}

absl::Status ApplyUpdatedRule(const v1::Application& application, const v1::Obligation& before,
                              v1::Obligation* after) {
  if (!after->has_due_rule()) return absl::OkStatus();
  // What the application gives is no change of the rule.
  FillAnchor(application, after->mutable_due_rule());
  const bool same =
      google::protobuf::util::MessageDifferencer::Equals(before.due_rule(), after->due_rule());
  return same && after->has_due_date() ? absl::OkStatus() : SetByRule(after);
}

}  // namespace cofi::applications
