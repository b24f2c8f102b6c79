#include "services/applications/due_date_rules.h"

#include "absl/strings/str_cat.h"
#include "base/refusal.h"
#include "base/status.h"

namespace cofi::applications {
namespace {

using v1::DueRule;

constexpr int kMonthsMax = 120;

constexpr int kDaysMax = 3'660;

// What an application says of an anchor; not set where it does not, or does not know yet.
const Date& AnchorIn(const v1::Application& application, DueRule::Anchor anchor) {
  const v1::AgreementTerms& terms = application.agreement_terms();
  switch (anchor) {
    case DueRule::ANCHOR_AGREEMENT_END:
      return terms.eligible_end_date();
    case DueRule::ANCHOR_AGREEMENT_START:
      return terms.eligible_start_date();
    case DueRule::ANCHOR_SIGNATURE:
      return terms.signature_date();
    case DueRule::ANCHOR_DECISION:
      return application.decision_date();
    default:
      return Date::default_instance();
  }
}

void FillAnchor(const v1::Application& application, DueRule* rule) {
  const Date& date = AnchorIn(application, rule->anchor());
  if (IsSet(date)) *rule->mutable_anchor_date() = date;
}

absl::Status CheckDistance(const std::string& field, int value, int most) {
  if (value >= -most && value <= most) return absl::OkStatus();
  return InField(field, Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                               {{"value", absl::StrCat(value)},
                                {"accepted", absl::StrCat(-most, "…", most)}}));
}

absl::Status SetByRule(v1::Obligation* obligation) {
  const DueRule& rule = obligation->due_rule();
  if (!rule.has_anchor_date()) return absl::OkStatus();
  const absl::CivilDay day = AddMonths(Day(rule.anchor_date()), rule.months()) + rule.days();
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
  return CheckRule(obligation.due_rule(), "obligation.due_rule");
}

absl::Status CheckRule(const DueRule& rule, const std::string& field) {
  COFI_RETURN_IF_ERROR(CheckDistance(absl::StrCat(field, ".months"), rule.months(), kMonthsMax));
  COFI_RETURN_IF_ERROR(CheckDistance(absl::StrCat(field, ".days"), rule.days(), kDaysMax));
  if (rule.anchor() == DueRule::ANCHOR_FISCAL_YEAR_END && !rule.has_anchor_date()) {
    return InField(absl::StrCat(field, ".anchor_date"), Refuse(type::v1::REASON_FIELD_REQUIRED));
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
