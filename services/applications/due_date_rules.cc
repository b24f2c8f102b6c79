#include "services/applications/due_date_rules.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/refusal.h"
#include "base/status.h"

namespace cofi::applications {
namespace {

using v1::DueRule;

constexpr int kMonthsMax = 120;

constexpr int kDaysMax = 3'660;

// What an identifier has room for.
constexpr size_t kIdMax = 63;

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

// Not set where it says no end.
const Date& EligibleEnd(const v1::Application& application) {
  return application.agreement_terms().eligible_end_date();
}

bool IsAfter(const Date& date, const Date& end) { return IsSet(end) && Day(date) > Day(end); }

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
  COFI_RETURN_IF_ERROR(
      CheckDistance(absl::StrCat(field, ".every_months"), rule.every_months(), kMonthsMax));
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

std::optional<v1::Obligation> NextOf(const v1::Application& application,
                                     const v1::Obligation& obligation) {
  const int every = obligation.due_rule().every_months();
  if (every <= 0) return std::nullopt;
  v1::Obligation next;
  next.set_display_name(obligation.display_name());
  next.set_kind(obligation.kind());
  next.set_preparer(obligation.preparer());
  next.set_certifier(obligation.certifier());
  *next.mutable_required_documents() = obligation.required_documents();
  next.set_state(v1::Obligation::STATE_PENDING);
  next.set_occurrence(std::max(obligation.occurrence(), 1) + 1);
  DueRule& rule = *next.mutable_due_rule();
  rule = obligation.due_rule();
  // Before its anchor is known, it is counted from the date that holds until then.
  if (obligation.has_due_date()) {
    *next.mutable_due_date() = DateFromDay(AddMonths(Day(obligation.due_date()), every));
  }
  const bool of_year = rule.anchor() == DueRule::ANCHOR_FISCAL_YEAR_END;
  if (of_year) {
    *rule.mutable_anchor_date() = DateFromDay(AddMonths(Day(rule.anchor_date()), every));
  } else {
    rule.set_months(rule.months() + every);
  }
  const Date& end = EligibleEnd(application);
  if (rule.months() > kMonthsMax || (of_year && IsAfter(rule.anchor_date(), end))) {
    return std::nullopt;
  }
  if (!ApplyDueRule(application, &next).ok()) return std::nullopt;
  const bool has_date = next.has_due_date() && DayFromDate(next.due_date()).ok();
  if (!has_date || (!of_year && IsAfter(next.due_date(), end))) return std::nullopt;
  return next;
}

std::string NextId(absl::string_view id, int32_t occurrence, int32_t next) {
  absl::string_view stem = id;
  // Of one that followed itself, without the number that it was given.
  const size_t hyphen = id.rfind('-');
  if (occurrence > 1 && hyphen != id.npos && hyphen > 0 &&
      absl::c_all_of(id.substr(hyphen + 1), absl::ascii_isdigit)) {
    stem = id.substr(0, hyphen);
  }
  const std::string place = absl::StrCat("-", next);
  stem = stem.substr(0, kIdMax - place.size());
  while (absl::ConsumeSuffix(&stem, "-")) {
  }
  return absl::StrCat(stem, place);
}

}  // namespace cofi::applications
