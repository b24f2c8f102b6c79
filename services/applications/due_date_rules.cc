#include "services/applications/due_date_rules.h"

namespace cofi::applications {

void ApplyDueRule(const v1::Application& application, v1::Obligation* obligation) {
  if (!obligation->has_due_rule()) return;
  v1::DueRule& rule = *obligation->mutable_due_rule();
  if (rule.anchor() == v1::DueRule::ANCHOR_AGREEMENT_END &&
      application.agreement().has_eligible_end_date()) {
    *rule.mutable_anchor_date() = application.agreement().eligible_end_date();
  } else if (rule.anchor() == v1::DueRule::ANCHOR_DECISION && application.has_decision_date()) {
    *rule.mutable_anchor_date() = application.decision_date();
  }
  if (!rule.has_anchor_date() || !obligation->extensions().empty()) return;
  *obligation->mutable_due_date() = DateFromDay(AddMonths(Day(rule.anchor_date()), rule.months()));
}

}  // namespace cofi::applications
