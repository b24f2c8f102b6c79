#include "services/reporting/backward_calendar_rules.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "base/working_days.h"

namespace cofi::reporting {
namespace {

using v1::BackwardStep;

constexpr int kLeadDaysMax = 366;

absl::Status CheckLead(const char* field, int days) {
  if (days <= kLeadDaysMax) return absl::OkStatus();
  return InField(field, Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                               {{"value", absl::StrCat(days)},
                                {"accepted", absl::StrCat("0…", kLeadDaysMax)}}));
}

// Where the steps of one grant are collected.
class Steps {
 public:
  Steps(const ProjectFacts& facts, const Grant& grant) : as_of_(facts.as_of) {
    grant_.set_grant(grant.name());
    grant_.set_grant_display_name(grant.display_name());
    grant_.set_funder(grant.funder());
    grant_.set_funder_display_name(FunderNameOf(*facts.catalogue, grant.funder()));
    grant_.set_resource(grant.name());
  }

  BackwardStep& Add(BackwardStep::Kind kind, absl::CivilDay day, BackwardStep::Basis basis) {
    BackwardStep& step = steps_.emplace_back(grant_);
    step.set_kind(kind);
    *step.mutable_date() = DateFromDay(day);
    step.set_basis(basis);
    step.set_days_left(static_cast<int32_t>(day - as_of_));
    step.set_passed(day < as_of_);
    if (!IsWorkingDay(day)) {
      *step.mutable_last_working_date() = DateFromDay(LastWorkingDayUntil(day));
      step.set_non_working(DayOffOn(day));
    }
    return step;
  }

  std::vector<BackwardStep> TakeSorted() {
    std::stable_sort(steps_.begin(), steps_.end(),
                     [](const BackwardStep& a, const BackwardStep& b) {
                       return std::make_tuple(Day(a.date()), a.kind()) <
                              std::make_tuple(Day(b.date()), b.kind());
                     });
    return std::move(steps_);
  }

 private:
  const absl::CivilDay as_of_;
  BackwardStep grant_;
  std::vector<BackwardStep> steps_;
};

bool Claims(const Obligation& obligation) {
  return obligation.kind() == Obligation::KIND_PAYMENT_CLAIM ||
         obligation.kind() == Obligation::KIND_FINANCIAL_REPORT;
}

// The last claim that is owed for a grant, or null. Of one recorded by hand nobody is owed
// anything.
const Obligation* LastClaim(const ProjectFacts& facts, const Grant& grant) {
  const Obligation* last = nullptr;
  if (grant.application().empty()) return last;
  for (const Obligation& each : facts.obligations) {
    if (ParentOf(each.name()) != grant.application() || !Claims(each) || !IsSet(each.due_date()) ||
        each.state() != Obligation::STATE_PENDING) {
      continue;
    }
    if (last == nullptr || Day(each.due_date()) >= Day(last->due_date())) last = &each;
  }
  return last;
}

}  // namespace

absl::Status CheckLeads(const v1::GetBackwardCalendarRequest& request) {
  COFI_RETURN_IF_ERROR(CheckLead("order_lead_days", request.order_lead_days()));
  return CheckLead("payment_lead_days", request.payment_lead_days());
}

v1::BackwardCalendar MakeBackwardCalendar(const ProjectFacts& facts,
                                          const v1::GetBackwardCalendarRequest& request) {
  v1::BackwardCalendar calendar;
  calendar.set_project(facts.project.name());
  calendar.set_project_display_name(facts.project.display_name());
  calendar.set_order_lead_days(request.has_order_lead_days() ? request.order_lead_days()
                                                             : kOrderLeadDays);
  calendar.set_payment_lead_days(request.has_payment_lead_days() ? request.payment_lead_days()
                                                                 : kPaymentLeadDays);
  std::vector<const Grant*> grants;
  for (const Grant& grant : facts.grants) {
    if (IsSet(grant.eligible_end_date()) && !grant.has_lost_date() && !grant.has_close_date()) {
      grants.push_back(&grant);
    }
  }
  std::sort(grants.begin(), grants.end(), [](const Grant* a, const Grant* b) {
    return std::make_tuple(Day(a->eligible_end_date()), absl::string_view(a->name())) <
           std::make_tuple(Day(b->eligible_end_date()), absl::string_view(b->name()));
  });
  for (const Grant* grant : grants) {
    Steps steps(facts, *grant);
    const absl::CivilDay end = Day(grant->eligible_end_date());
    if (end >= facts.as_of) {
      const absl::CivilDay payment = LastWorkingDayUntil(end);
      steps.Add(BackwardStep::KIND_LAST_ORDER, WorkingDaysBefore(end, calendar.order_lead_days()),
                BackwardStep::BASIS_PROPOSED);
      steps.Add(BackwardStep::KIND_LAST_PAYMENT_ORDER,
                WorkingDaysBefore(payment, calendar.payment_lead_days()),
                BackwardStep::BASIS_PROPOSED);
      steps.Add(BackwardStep::KIND_LAST_INVOICE, end, BackwardStep::BASIS_AGREED);
      steps.Add(BackwardStep::KIND_LAST_PAYMENT, payment, BackwardStep::BASIS_PROPOSED);
    }
    if (const Obligation* const claim = LastClaim(facts, *grant)) {
      BackwardStep& step = steps.Add(BackwardStep::KIND_LAST_CLAIM, Day(claim->due_date()),
                                     BackwardStep::BASIS_AGREED);
      step.set_display_name(claim->display_name());
      step.set_resource(claim->name());
    }
    for (BackwardStep& step : steps.TakeSorted()) *calendar.add_steps() = std::move(step);
  }
  return calendar;
}

}  // namespace cofi::reporting
