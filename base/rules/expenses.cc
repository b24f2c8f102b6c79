#include "base/rules/expenses.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "base/money.h"

namespace cofi::rules {

using budgets::v1::Expense;
using budgets::v1::Payment;
using budgets::v1::PaymentPart;
using budgets::v1::Share;
using budgets::v1::ShareChange;
using budgets::v1::Split;

namespace {

std::vector<BornePart> BornePartsOf(LinePart part, const Shares& shares) {
  part.shares = &shares;
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
    moved.push_back({&date, part.line, reference, BornePartsOf(part, *part.shares)});
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
    const std::vector<BornePart> of_line = BornePartsOf(part, *part.shares);
    borne.insert(borne.end(), of_line.begin(), of_line.end());
  }
  return borne;
}

const Shares& FirstSharesOf(const Expense& expense, const LinePart& part) {
  for (const ShareChange& change : expense.share_changes()) {
    if (change.line() == part.line) return change.earlier_shares();
  }
  return *part.shares;
}

std::vector<MovedPart> ReallottedPartsOf(const Expense& expense) {
  std::vector<MovedPart> moved;
  const std::vector<LinePart> parts = LinePartsOf(expense);
  for (int i = 0; i < expense.share_changes_size(); ++i) {
    const ShareChange& change = expense.share_changes(i);
    for (const LinePart& part : parts) {
      if (part.line != change.line()) continue;
      // Until the next change of the line, or as it is now.
      const Shares* after = part.shares;
      for (int next = expense.share_changes_size() - 1; next > i; --next) {
        const ShareChange& later = expense.share_changes(next);
        if (later.line() == part.line) after = &later.earlier_shares();
      }
      std::vector<BornePart> borne = BornePartsOf(part, *after);
      for (const BornePart& before : BornePartsOf(part, change.earlier_shares())) {
        const auto same = std::find_if(borne.begin(), borne.end(), [&](const BornePart& each) {
          return each.grant == before.grant;
        });
        if (same != borne.end()) {
          same->minor -= before.minor;
        } else {
          borne.push_back({part.line, before.grant, -before.minor});
        }
      }
      moved.push_back({&change.effective_date(), part.line, "", std::move(borne)});
    }
  }
  return moved;
}

std::vector<MovedPart> SpentPartsOf(const Expense& expense) {
  if (!expense.has_invoice_date()) return {};
  std::vector<MovedPart> moved;
  for (const LinePart& part : LinePartsOf(expense)) {
    moved.push_back(
        {&expense.invoice_date(), part.line, "", BornePartsOf(part, FirstSharesOf(expense, part))});
  }
  std::vector<MovedPart> later = ReallottedPartsOf(expense);
  moved.insert(moved.end(), std::make_move_iterator(later.begin()),
               std::make_move_iterator(later.end()));
  return moved;
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
