#include "base/rules/expenses.h"

#include <map>

#include "base/money.h"

namespace cofi::rules {

using budgets::v1::Expense;
using budgets::v1::Payment;
using budgets::v1::PaymentPart;
using budgets::v1::Share;
using budgets::v1::Split;

namespace {

std::vector<BornePart> BornePartsOf(const LinePart& part) {
  std::vector<BornePart> borne;
  for (const Share& share : *part.shares) {
    borne.push_back({part.line, share.grant(), Minor(share.amount())});
  }
  borne.push_back({part.line, "", part.OwnFundsMinor()});
  return borne;
}

// Of what is on each line.
std::vector<MovedPart> MovedParts(const Expense& expense, const Date& date,
                                  absl::string_view reference) {
  std::vector<MovedPart> moved;
  for (const LinePart& part : LinePartsOf(expense)) {
    moved.push_back({&date, part.line, reference, BornePartsOf(part)});
  }
  return moved;
}

}  // namespace

int64_t LinePart::OwnFundsMinor() const {
  int64_t own = minor;
  for (const Share& share : *shares) own -= Minor(share.amount());
  return own;
}

int64_t MovedPart::Minor() const {
  int64_t sum = 0;
  for (const BornePart& each : borne) sum += each.minor;
  return sum;
}

std::vector<LinePart> LinePartsOf(const Expense& expense) {
  if (expense.splits().empty()) {
    return {{.line = expense.line(),
             .commitment = expense.commitment(),
             .minor = Minor(expense.amount()),
             .consumed_minor = Minor(expense.consumed_amount()),
             .shares = &expense.shares()}};
  }
  std::vector<LinePart> parts;
  parts.reserve(expense.splits_size());
  for (const Split& split : expense.splits()) {
    parts.push_back({.line = split.line(),
                     .commitment = split.commitment(),
                     .minor = Minor(split.amount()),
                     .consumed_minor = Minor(split.consumed_amount()),
                     .shares = &split.shares()});
  }
  return parts;
}

std::vector<BornePart> BornePartsOf(const Expense& expense) {
  std::vector<BornePart> borne;
  for (const LinePart& part : LinePartsOf(expense)) {
    const std::vector<BornePart> of_line = BornePartsOf(part);
    borne.insert(borne.end(), of_line.begin(), of_line.end());
  }
  return borne;
}

std::vector<MovedPart> SpentPartsOf(const Expense& expense) {
  if (!expense.has_invoice_date()) return {};
  return MovedParts(expense, expense.invoice_date(), "");
}

std::vector<MovedPart> PaidPartsOf(const Expense& expense) {
  if (!expense.paid_in_parts()) {
    if (!expense.has_payment_date()) return {};
    return MovedParts(expense, expense.payment_date(), expense.payment_reference());
  }
  std::vector<MovedPart> paid;
  for (const Payment& payment : expense.payments()) {
    // Its parts stand line by line.
    for (const PaymentPart& part : payment.parts()) {
      const bool begins = paid.empty() || paid.back().line != part.line() ||
                          paid.back().date != &payment.payment_date();
      if (begins) {
        paid.push_back({&payment.payment_date(), part.line(), payment.payment_reference(), {}});
      }
      paid.back().borne.push_back({part.line(), part.grant(), Minor(part.amount())});
    }
  }
  return paid;
}

int64_t PaidMinor(const Expense& expense) {
  if (!expense.paid_in_parts()) return expense.has_payment_date() ? Minor(expense.amount()) : 0;
  int64_t paid = 0;
  for (const Payment& payment : expense.payments()) paid += Minor(payment.amount());
  return paid;
}

std::optional<absl::CivilDay> PaidWholeSince(const Expense& expense) {
  std::map<absl::CivilDay, int64_t> by_day;
  for (const Payment& payment : expense.payments()) {
    by_day[Day(payment.payment_date())] += Minor(payment.amount());
  }
  std::optional<absl::CivilDay> since;
  int64_t paid = 0;
  for (const auto& [day, minor] : by_day) {
    paid += minor;
    if (paid != Minor(expense.amount())) {
      since.reset();
    } else if (!since.has_value()) {
      since = day;
    }
  }
  return since;
}

}  // namespace cofi::rules
