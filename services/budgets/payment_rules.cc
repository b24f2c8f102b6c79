#include "services/budgets/payment_rules.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/money.h"
#include "base/refusal.h"
#include "base/rules/expenses.h"

namespace cofi::budgets {
namespace {

using rules::BornePart;
using v1::Expense;
using v1::Payment;

// What was paid of each part that is borne, in the order of those.
std::vector<int64_t> PaidOfEach(const Expense& expense, const std::vector<BornePart>& borne) {
  std::map<std::pair<absl::string_view, absl::string_view>, int64_t> paid;
  for (const rules::MovedPart& moved : rules::PaidPartsOf(expense)) {
    for (const BornePart& each : moved.borne) paid[{each.line, each.grant}] += each.minor;
  }
  std::vector<int64_t> of_each;
  of_each.reserve(borne.size());
  for (const BornePart& each : borne) of_each.push_back(paid[{each.line, each.grant}]);
  return of_each;
}

// Makes payments of the date that says that all was paid at once.
void Unfold(Expense* expense) {
  if (expense->paid_in_parts()) return;
  expense->set_paid_in_parts(true);
  if (!expense->has_payment_date()) return;
  const std::string& currency = expense->amount().currency_code();
  Payment& payment = *expense->add_payments();
  payment.set_payment_id(1);
  *payment.mutable_payment_date() = expense->payment_date();
  *payment.mutable_amount() = expense->amount();
  payment.set_payment_reference(expense->payment_reference());
  for (const BornePart& each : rules::BornePartsOf(*expense)) {
    if (each.minor == 0) continue;
    v1::PaymentPart& part = *payment.add_parts();
    part.set_line(std::string(each.line));
    part.set_grant(std::string(each.grant));
    *part.mutable_amount() = MoneyFromMinor(each.minor, currency);
  }
}

// The date on which nothing was left to pay, and the proof of the last payment that stands.
void TellWhole(Expense* expense) {
  expense->clear_payment_date();
  expense->clear_payment_reference();
  const auto since = rules::PaidWholeSince(*expense);
  if (!since.has_value()) return;
  *expense->mutable_payment_date() = DateFromDay(*since);
  for (const Payment& payment : expense->payments()) {
    if (payment.reverses() != 0 || payment.reversed_by() != 0) continue;
    if (payment.share_change() != 0) continue;
    expense->set_payment_reference(payment.payment_reference());
  }
}

// Adds a payment of so much, dealt in proportion to `weights` of what is borne.
Payment& Add(int64_t minor, const Date& date, const std::vector<BornePart>& borne,
             std::vector<int64_t> weights, Expense* expense) {
  for (int64_t& weight : weights) weight = std::abs(weight);
  const std::vector<int64_t> dealt = SplitMinor(minor, weights);
  const std::string& currency = expense->amount().currency_code();
  Payment& payment = *expense->add_payments();
  payment.set_payment_id(expense->payments_size());
  *payment.mutable_payment_date() = date;
  *payment.mutable_amount() = MoneyFromMinor(minor, currency);
  for (size_t i = 0; i < borne.size(); ++i) {
    if (dealt[i] == 0) continue;
    v1::PaymentPart& part = *payment.add_parts();
    part.set_line(std::string(borne[i].line));
    part.set_grant(std::string(borne[i].grant));
    *part.mutable_amount() = MoneyFromMinor(dealt[i], currency);
  }
  return payment;
}

// So much of what there is `most` of on each part: first what another payment has there, then what
// that has on the same line besides, and the rest in proportion.
std::vector<int64_t> DealtAs(const Payment& other, int64_t minor,
                             const std::vector<BornePart>& borne, std::vector<int64_t> most) {
  std::vector<int64_t> dealt(borne.size());
  for (int64_t& each : most) each = std::abs(each);
  int64_t left = std::abs(minor);
  // What of `asked` is there on the parts that `among` picks.
  const auto take = [&](int64_t asked, auto among) {
    std::vector<int64_t> weights(borne.size());
    int64_t there = 0;
    for (size_t i = 0; i < borne.size(); ++i) {
      if (among(borne[i])) there += weights[i] = most[i];
    }
    const int64_t taken = std::min({asked, there, left});
    if (taken == 0) return taken;
    const std::vector<int64_t> parts = SplitMinor(taken, weights);
    for (size_t i = 0; i < borne.size(); ++i) {
      dealt[i] += parts[i];
      most[i] -= parts[i];
    }
    left -= taken;
    return taken;
  };
  std::map<absl::string_view, int64_t> on_lines;
  for (const v1::PaymentPart& part : other.parts()) {
    const int64_t asked = std::abs(Minor(part.amount()));
    on_lines[part.line()] += asked - take(asked, [&](const BornePart& each) {
                               return each.line == part.line() && each.grant == part.grant();
                             });
  }
  for (const auto& [line, asked] : on_lines) {
    take(asked, [line = line](const BornePart& each) { return each.line == line; });
  }
  take(left, [](const BornePart&) { return true; });
  return dealt;
}

// What is unpaid of each part.
std::vector<int64_t> UnpaidOfEach(const Expense& expense, const std::vector<BornePart>& borne) {
  std::vector<int64_t> left = PaidOfEach(expense, borne);
  for (size_t i = 0; i < borne.size(); ++i) left[i] = borne[i].minor - left[i];
  return left;
}

// Whether it can be taken back by itself: what was set off with a credit note goes with that.
bool IsPaid(const Payment& payment) {
  return payment.reverses() == 0 && payment.reversed_by() == 0 && payment.set_off_with().empty() &&
         payment.share_change() == 0;
}

}  // namespace

int64_t UnpaidMinor(const Expense& expense) {
  return Minor(expense.amount()) - rules::PaidMinor(expense);
}

Payment& RecordPayment(int64_t minor, const Date& date, absl::string_view reference,
                       Expense* expense) {
  Unfold(expense);
  const std::vector<BornePart> borne = rules::BornePartsOf(*expense);
  Payment& payment = Add(minor, date, borne, UnpaidOfEach(*expense, borne), expense);
  payment.set_payment_reference(std::string(reference));
  TellWhole(expense);
  return payment;
}

Payment& RecordSetOff(const Payment& other, Expense* expense) {
  Unfold(expense);
  const int64_t minor = -Minor(other.amount());
  const std::vector<BornePart> borne = rules::BornePartsOf(*expense);
  Payment& payment = Add(minor, other.payment_date(), borne,
                         DealtAs(other, minor, borne, UnpaidOfEach(*expense, borne)), expense);
  payment.set_payment_reference(other.payment_reference());
  TellWhole(expense);
  return payment;
}

const Date& BorneSince(const Expense& expense) {
  return expense.share_changes().empty() ? expense.invoice_date()
                                         : expense.share_changes().rbegin()->effective_date();
}

void Pay(int64_t minor, const Date& date, absl::string_view reference, Expense* expense) {
  // What was paid before its shares were changed says itself who paid it.
  const bool shared_later =
      !expense->share_changes().empty() && Day(date) < Day(BorneSince(*expense));
  if (expense->paid_in_parts() || shared_later || minor != UnpaidMinor(*expense)) {
    RecordPayment(minor, date, reference, expense);
    return;
  }
  *expense->mutable_payment_date() = date;
  expense->set_payment_reference(std::string(reference));
}

absl::Status TakeBackPayment(int32_t payment_id, const Date& date, absl::string_view note,
                             Expense* expense) {
  Unfold(expense);
  std::vector<int32_t> standing;
  for (const Payment& each : expense->payments()) {
    if (IsPaid(each)) standing.push_back(each.payment_id());
  }
  const int32_t asked = payment_id == 0 && !standing.empty() ? standing.back() : payment_id;
  if (std::find(standing.begin(), standing.end(), asked) == standing.end()) {
    return InField("payment_id",
                   Refuse(type::v1::REASON_PAYMENT_NOT_FOUND,
                          {{"name", expense->name()},
                           {"value", absl::StrCat(asked)},
                           {"accepted", standing.empty() ? "—" : absl::StrJoin(standing, ", ")}}));
  }
  // They count from 1. What was given to others goes back from those, and not before they had it.
  Date previous = expense->payments(asked - 1).payment_date();
  for (const Payment& each : expense->payments()) {
    if (each.share_change() != 0 && Day(each.payment_date()) > Day(previous)) {
      previous = each.payment_date();
    }
  }
  if (Day(date) < Day(previous)) {
    return Refuse(
        type::v1::REASON_DATE_OUT_OF_ORDER,
        {{"name", expense->name()}, {"previous", IsoDate(previous)}, {"value", IsoDate(date)}});
  }
  UndoPayment(asked, date, note, expense);
  return absl::OkStatus();
}

Payment& UndoPayment(int32_t payment_id, const Date& date, absl::string_view note,
                     Expense* expense) {
  const Payment undone = expense->payments(payment_id - 1);
  const std::vector<BornePart> borne = rules::BornePartsOf(*expense);
  const int64_t minor = -Minor(undone.amount());
  Payment& payment =
      Add(minor, date, borne, DealtAs(undone, minor, borne, PaidOfEach(*expense, borne)), expense);
  payment.set_payment_reference(undone.payment_reference());
  payment.set_reverses(payment_id);
  payment.set_note(std::string(note));
  expense->mutable_payments(payment_id - 1)->set_reversed_by(payment.payment_id());
  TellWhole(expense);
  return payment;
}

void MovePayments(absl::string_view line, const Date& date, absl::FunctionRef<void()> share,
                  Expense* expense) {
  // What was paid at once was paid by those who bore it then.
  if (rules::PaidMinor(*expense) != 0) Unfold(expense);
  std::map<std::string, int64_t> moved;  // By grant.
  int64_t paid = 0;
  Date since = date;
  for (const rules::MovedPart& part : rules::PaidPartsOf(*expense)) {
    if (part.line != line) continue;
    if (Day(*part.date) > Day(since)) since = *part.date;
    for (const BornePart& each : part.borne) {
      moved[std::string(each.grant)] -= each.minor;
      paid += each.minor;
    }
  }
  share();
  if (paid != 0) {
    std::vector<BornePart> borne = rules::BornePartsOf(*expense);
    std::erase_if(borne, [&](const BornePart& each) { return each.line != line; });
    std::vector<int64_t> weights;
    weights.reserve(borne.size());
    for (const BornePart& each : borne) weights.push_back(std::abs(each.minor));
    const std::vector<int64_t> dealt = SplitMinor(paid, weights);
    for (size_t i = 0; i < borne.size(); ++i) moved[std::string(borne[i].grant)] += dealt[i];
  }
  std::erase_if(moved, [](const auto& each) { return each.second == 0; });
  if (moved.empty()) return;
  const std::string& currency = expense->amount().currency_code();
  Payment& payment = *expense->add_payments();
  payment.set_payment_id(expense->payments_size());
  payment.set_share_change(expense->share_changes_size());
  *payment.mutable_payment_date() = since;
  *payment.mutable_amount() = MoneyFromMinor(0, currency);
  for (const auto& [grant, minor] : moved) {
    v1::PaymentPart& part = *payment.add_parts();
    part.set_line(std::string(line));
    part.set_grant(grant);
    *part.mutable_amount() = MoneyFromMinor(minor, currency);
  }
}

std::vector<Payment> StandingPayments(const Expense& expense) {
  std::vector<Payment> standing;
  const auto add = [&](const Date& date, const Money& amount, const std::string& reference) {
    Payment& payment = standing.emplace_back();
    *payment.mutable_payment_date() = date;
    *payment.mutable_amount() = amount;
    payment.set_payment_reference(reference);
  };
  if (!expense.paid_in_parts()) {
    if (expense.has_payment_date()) {
      add(expense.payment_date(), expense.amount(), expense.payment_reference());
    }
    return standing;
  }
  for (const Payment& each : expense.payments()) {
    if (IsPaid(each)) add(each.payment_date(), each.amount(), each.payment_reference());
  }
  return standing;
}

bool HasPayment(const Expense& expense) {
  if (!expense.paid_in_parts()) return expense.has_payment_date();
  return std::any_of(expense.payments().begin(), expense.payments().end(), &IsPaid);
}

void PaymentsOn(absl::CivilDay day, Expense* expense) {
  if (!expense->paid_in_parts()) {
    if (!expense->has_payment_date() || Day(expense->payment_date()) <= day) return;
    expense->clear_payment_date();
    expense->clear_payment_reference();
    return;
  }
  google::protobuf::RepeatedPtrField<Payment> all;
  all.Swap(expense->mutable_payments());
  for (Payment& each : all) {
    if (Day(each.payment_date()) > day) continue;
    if (each.reversed_by() != 0 && Day(all[each.reversed_by() - 1].payment_date()) > day) {
      each.clear_reversed_by();
    }
    *expense->add_payments() = each;
  }
  TellWhole(expense);
}

void TellPayments(Expense* expense) {
  const std::string& currency = expense->amount().currency_code();
  *expense->mutable_paid_amount() = MoneyFromMinor(rules::PaidMinor(*expense), currency);
  *expense->mutable_unpaid_amount() = MoneyFromMinor(UnpaidMinor(*expense), currency);
  if (expense->paid_in_parts()) return;
  // It may have been told before.
  expense->clear_payments();
  if (!expense->has_payment_date()) return;
  Payment& payment = *expense->add_payments();
  payment.set_payment_id(1);
  *payment.mutable_payment_date() = expense->payment_date();
  *payment.mutable_amount() = expense->amount();
  payment.set_payment_reference(expense->payment_reference());
}

}  // namespace cofi::budgets
