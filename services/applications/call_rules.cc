#include "services/applications/call_rules.h"

#include <algorithm>
#include <cstdint>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "base/overridden.h"
#include "base/refusal.h"
#include "base/status.h"

namespace cofi::applications {
namespace {

using type::v1::Rate;

constexpr char kEligibleCost[] = "application.eligible_cost";
constexpr int kWhole = 10'000;  // Of basis points.

// The part of a cost that a rate is, in minor units and rounded so that nothing else passes:
// an amount is at most r of a cost exactly when it is at most the part rounded down, and at
// least r of it when it is at least the part rounded up.
int64_t PartOf(int64_t cost, int32_t basis_points, bool up) {
  const absl::int128 product = absl::int128(cost) * basis_points + (up ? kWhole - 1 : 0);
  return static_cast<int64_t>(product / kWhole);
}

absl::Status OutOfRange(const std::string& field, const std::string& value,
                        const std::string& accepted) {
  return InField(field, Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                               {{"value", value}, {"accepted", accepted}}));
}

// The first step ends no later than the whole does.
template <typename Window>
absl::Status CheckFirstStep(const Window& window, const std::string& path) {
  if (!window.has_pre_deposit_date() || !window.has_close_date() ||
      Day(window.pre_deposit_date()) <= Day(window.close_date())) {
    return absl::OkStatus();
  }
  return InField(
      absl::StrCat(path, ".pre_deposit_date"),
      Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE, {{"value", IsoDate(window.pre_deposit_date())},
                                                   {"accepted", "on {limit:date} or before"},
                                                   {"limit", IsoDate(window.close_date())}}));
}

template <typename Window>
absl::Status CheckDay(const Window& window, const Date& date) {
  const bool early = window.has_open_date() && Day(date) < Day(window.open_date());
  const bool late = window.has_close_date() && Day(date) > Day(window.close_date());
  if (!early && !late) return absl::OkStatus();
  return OutOfRange("effective_date", IsoDate(date),
                    absl::StrCat(IsoDate(window.open_date()), " … ", IsoDate(window.close_date())));
}

absl::Status OutsideBounds(const v1::Call& call, const char* field, const Money& amount,
                           const char* accepted, const Money& bound, const std::string& rate = "") {
  return InField(field,
                 Refuse(type::v1::REASON_OUTSIDE_CALL_BOUNDS, {{"value", DecimalFromMoney(amount)},
                                                               {"call", call.name()},
                                                               {"accepted", accepted},
                                                               {"bound", DecimalFromMoney(bound)},
                                                               {"rate", rate}}));
}

}  // namespace

absl::Status CheckCall(const v1::Call& call) {
  Violations violations;
  violations.Add(CheckFirstStep(call, "call"));
  for (int i = 0; i < call.sessions_size(); ++i) {
    violations.Add(CheckFirstStep(call.sessions(i), absl::StrCat("call.sessions[", i, "]")));
  }
  if (call.has_min_rate() && call.has_max_rate()) {
    if (call.min_rate().base() != call.max_rate().base()) {
      violations.Add(OutOfRange("call.max_rate.base", EnumNameOf(call.max_rate().base()),
                                EnumNameOf(call.min_rate().base())));
    } else if (call.max_rate().basis_points() < call.min_rate().basis_points()) {
      violations.Add(OutOfRange("call.max_rate.basis_points",
                                absl::StrCat(call.max_rate().basis_points()),
                                absl::StrCat(call.min_rate().basis_points(), " … ", kWhole)));
    }
  }
  return violations.ToStatus();
}

const v1::CallSession* SessionOf(const v1::Call& call, absl::string_view session_id) {
  const auto found =
      std::find_if(call.sessions().begin(), call.sessions().end(),
                   [&](const v1::CallSession& each) { return each.session_id() == session_id; });
  return found == call.sessions().end() ? nullptr : &*found;
}

absl::Status CheckSession(const v1::Call& call, const v1::Application& application) {
  if (application.session().empty() || SessionOf(call, application.session()) != nullptr) {
    return absl::OkStatus();
  }
  return InField("application.session",
                 Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", application.session()}}));
}

absl::Status CheckWindow(const v1::Call& call, const v1::Application& application,
                         const Date& date) {
  if (application.session().empty()) return CheckDay(call, date);
  const v1::CallSession* const session = SessionOf(call, application.session());
  // One that was taken out of the call since.
  if (session == nullptr) return CheckSession(call, application);
  return CheckDay(*session, date);
}

absl::Status CheckEligibleCost(const v1::Call& call, const v1::Application& application,
                               Bounded bounded) {
  if (!application.has_eligible_cost()) return absl::OkStatus();
  const Money& cost = application.eligible_cost();
  const auto compared = [&](bool has, v1::AmountBase base, const Money& bound) {
    return has && base == v1::AMOUNT_BASE_ELIGIBLE_COST &&
           bound.currency_code() == cost.currency_code();
  };
  if (bounded == Bounded::kAsked &&
      compared(call.has_award_floor(), call.award_floor_base(), call.award_floor()) &&
      Minor(cost) < Minor(call.award_floor())) {
    return OutsideBounds(call, kEligibleCost, cost,
                         "aid for an eligible cost of {bound:money} or more", call.award_floor());
  }
  if (compared(call.has_award_ceiling(), call.award_ceiling_base(), call.award_ceiling()) &&
      Minor(cost) > Minor(call.award_ceiling())) {
    return OutsideBounds(call, kEligibleCost, cost,
                         "aid for an eligible cost of {bound:money} or less", call.award_ceiling());
  }
  return absl::OkStatus();
}

absl::Status CheckRates(const v1::Call& call, const v1::Application& application, const char* field,
                        const Money& amount) {
  if (!application.has_eligible_cost() ||
      application.eligible_cost().currency_code() != amount.currency_code()) {
    return absl::OkStatus();
  }
  const auto part = [&](const Rate& rate, bool up) {
    return PartOf(Minor(application.eligible_cost()), rate.basis_points(), up);
  };
  const auto counts = [](bool has, const Rate& rate) {
    return has && rate.base() == Rate::BASE_ELIGIBLE_COST;
  };
  if (counts(call.has_max_rate(), call.max_rate())) {
    const int64_t most = part(call.max_rate(), /*up=*/false);
    if (Minor(amount) > most) {
      return OutsideBounds(call, field, amount,
                           "at most {bound:money}, {rate:percent} of the eligible cost",
                           MoneyFromMinor(most, amount.currency_code()),
                           absl::StrCat(call.max_rate().basis_points()));
    }
  }
  if (counts(call.has_min_rate(), call.min_rate())) {
    const int64_t least = part(call.min_rate(), /*up=*/true);
    if (Minor(amount) < least) {
      return OutsideBounds(call, field, amount,
                           "at least {bound:money}, {rate:percent} of the eligible cost",
                           MoneyFromMinor(least, amount.currency_code()),
                           absl::StrCat(call.min_rate().basis_points()));
    }
  }
  return absl::OkStatus();
}

std::vector<absl::Status> ObjectionsTo(const v1::Call& call, const v1::Application& application,
                                       const char* field, const Money& amount, Bounded bounded) {
  return {CheckBounds(call, field, amount, bounded), CheckEligibleCost(call, application, bounded),
          CheckRates(call, application, field, amount)};
}

absl::Status Overrule(const std::vector<absl::Status>& objections, const std::string& reason,
                      type::v1::StateChange* change) {
  Violations violations;
  for (const absl::Status& each : objections) violations.Add(each);
  if (reason.empty() || violations.ToStatus().ok()) return violations.ToStatus();
  KeepOverridden(violations.ToStatus(), change);
  // The conditions of an award stand there already: nothing that was said is lost.
  if (change->note().empty()) {
    change->set_note(reason);
  } else {
    change->add_overridden(reason);
  }
  return absl::OkStatus();
}

}  // namespace cofi::applications
