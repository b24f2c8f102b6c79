// What is paid of an expense, and comes back.
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "tests/model/oracle.h"

namespace cofi::model {
namespace {

// So much in proportion to the weights: each the whole cents, and the cents that are left over one
// by one to those with the largest rests, the first of equals first.
std::vector<int64_t> Dealt(int64_t amount, const std::vector<int64_t>& weights) {
  const int64_t whole = std::abs(amount);
  __int128 sum = 0;
  for (const int64_t weight : weights) sum += weight;
  std::vector<int64_t> dealt;
  std::vector<__int128> rests;
  int64_t left = whole;
  for (const int64_t weight : weights) {
    const __int128 share = static_cast<__int128>(whole) * weight;
    dealt.push_back(static_cast<int64_t>(share / sum));
    rests.push_back(share % sum);
    left -= dealt.back();
  }
  for (; left > 0; --left) {
    const auto most = std::max_element(rests.begin(), rests.end());
    ++dealt[most - rests.begin()];
    *most = -1;
  }
  if (amount < 0) {
    for (int64_t& each : dealt) each = -each;
  }
  return dealt;
}

}  // namespace

int64_t ExpenseFacts::Paid() const {
  int64_t paid = 0;
  for (const Bearer& each : bearers) paid += each.paid;
  return paid;
}

void Oracle::MovePaid(int day, int64_t amount, const std::vector<int64_t>& weights,
                      ExpenseFacts* expense) {
  PaymentFacts payment = {day, amount, Dealt(amount, weights)};
  for (size_t i = 0; i < expense->bearers.size(); ++i) {
    Bearer& bearer = expense->bearers[i];
    bearer.paid += payment.of_each[i];
    movements_.push_back({day, bearer.line, bearer.grant, {.paid = payment.of_each[i]}});
  }
  expense->payments.push_back(std::move(payment));
  expense->last_day = std::max(expense->last_day, day);
}

// Over what is unpaid of each part.
void Oracle::PayAll(int day, int64_t amount, ExpenseFacts* expense) {
  std::vector<int64_t> unpaid;
  for (const Bearer& each : expense->bearers) unpaid.push_back(each.amount - each.paid);
  MovePaid(day, amount, unpaid, expense);
}

std::string Oracle::Pay(const Step& step) {
  const auto found = expenses_.find(step.id);
  if (found == expenses_.end()) return "RESOURCE_NOT_FOUND";
  ExpenseFacts& expense = found->second;
  if (step.of_reversal) return expense.reversed ? "ALREADY_REVERSED" : "RESOURCE_NOT_FOUND";
  if (CheckEtag(step.etag, expense.version) != kAccepted) return "ETAG_MISMATCH";
  if (expense.reversed) return "ALREADY_REVERSED";
  const int64_t left = expense.amount - expense.Paid();
  if (left == 0) return "ALREADY_PAID";
  if (CheckDay(step.day) != kAccepted) return "VALUE_OUT_OF_RANGE";
  // Nobody is paid more than he asks.
  if (step.amount > left) return "PAYMENT_EXCEEDS_REST";
  ++expense.version;
  PayAll(step.day, step.amount > 0 ? step.amount : left, &expense);
  return kAccepted;
}

std::string Oracle::ReversePayment(const Step& step) {
  const auto found = expenses_.find(step.id);
  if (found == expenses_.end()) return "RESOURCE_NOT_FOUND";
  ExpenseFacts& expense = found->second;
  if (step.of_reversal) return expense.reversed ? "ALREADY_REVERSED" : "RESOURCE_NOT_FOUND";
  if (CheckEtag(step.etag, expense.version) != kAccepted) return "ETAG_MISMATCH";
  if (expense.reversed) return "ALREADY_REVERSED";
  if (CheckDay(step.day) != kAccepted) return "VALUE_OUT_OF_RANGE";
  // Once, and what came back does not come back.
  int payment = step.payment - 1;
  if (step.payment == 0) {
    payment = static_cast<int>(expense.payments.size()) - 1;
    while (payment >= 0 && !expense.payments[payment].stands) --payment;
  }
  const bool there = payment >= 0 && payment < static_cast<int>(expense.payments.size());
  if (!there || !expense.payments[payment].stands) return "PAYMENT_NOT_FOUND";
  if (step.day < expense.payments[payment].day) return "DATE_OUT_OF_ORDER";
  expense.payments[payment].stands = false;
  // What it paid of each.
  const std::vector<int64_t> paid = expense.payments[payment].of_each;
  MovePaid(step.day, -expense.payments[payment].amount, paid, &expense);
  expense.payments.back().stands = false;
  ++expense.version;
  return kAccepted;
}

}  // namespace cofi::model
