#include "services/budgets/expected_movements.h"

#include "absl/strings/str_cat.h"
#include "base/money.h"
#include "base/names.h"

namespace cofi::budgets {
namespace {

// The first state of a resource is the one in which nothing was changed since.
template <typename Resource>
bool IsNew(const Resource& resource) {
  return resource.create_time().seconds() == resource.update_time().seconds() &&
         resource.create_time().nanos() == resource.update_time().nanos();
}

std::vector<PostedMovement> WithoutZeros(std::vector<PostedMovement> movements) {
  std::erase_if(movements, [](const PostedMovement& each) { return each.amounts.IsZero(); });
  return movements;
}

// Each part of an expense on the grant that bears it, own funds last.
void AddParts(const v1::Expense& expense, const Date& date, int spent, int paid, int64_t committed,
              std::vector<PostedMovement>* movements) {
  const auto add = [&](absl::string_view grant, int64_t minor, int64_t committed_here) {
    movements->push_back(
        {expense.name(),
         IsoDate(date),
         std::string(IdOf(expense.line())),
         std::string(grant),
         {.committed = committed_here, .spent = spent * minor, .paid = paid * minor}});
  };
  int64_t own_funds = Minor(expense.amount());
  for (const v1::Share& share : expense.shares()) {
    own_funds -= Minor(share.amount());
    add(IdOf(share.grant()), Minor(share.amount()), 0);
  }
  add("", own_funds, committed);
}

}  // namespace

std::string PostedMovement::Text() const {
  std::string text = absl::StrCat(source, " ", date, " line=", line, " grant=", grant);
  const std::pair<const char*, int64_t> parts[] = {{"committed", amounts.committed},
                                                   {"spent", amounts.spent},
                                                   {"paid", amounts.paid},
                                                   {"received", amounts.received}};
  for (const auto& [part, minor] : parts) {
    if (minor != 0) absl::StrAppend(&text, " ", part, "=", minor);
  }
  return text;
}

std::vector<PostedMovement> MovementsOf(const v1::Expense& expense,
                                        const v1::Commitment& commitment) {
  std::vector<PostedMovement> movements;
  const int64_t consumed = Minor(expense.consumed_amount());
  if (!IsNew(expense)) {
    // Paid since; or undone, which the reversal moves.
    if (expense.reversed_by().empty()) {
      AddParts(expense, expense.payment_date(), 0, 1, 0, &movements);
    }
  } else if (!expense.reverses().empty()) {
    const bool open = commitment.name() == expense.commitment() &&
                      commitment.state() == v1::Commitment::STATE_OPEN;
    AddParts(expense, expense.invoice_date(), -1, expense.has_payment_date() ? -1 : 0,
             open ? consumed : 0, &movements);
  } else {
    const bool at_once =
        expense.has_payment_date() && Day(expense.payment_date()) == Day(expense.invoice_date());
    AddParts(expense, expense.invoice_date(), 1, at_once ? 1 : 0, -consumed, &movements);
    if (expense.has_payment_date() && !at_once) {
      AddParts(expense, expense.payment_date(), 0, 1, 0, &movements);
    }
  }
  return WithoutZeros(std::move(movements));
}

std::vector<PostedMovement> MovementsOf(const v1::Commitment& commitment, absl::string_view verb) {
  const bool released = verb == "ReleaseCommitment";
  if (!released && !IsNew(commitment)) return {};
  const int64_t amount = Minor(commitment.amount());
  return WithoutZeros(
      {{commitment.name(),
        IsoDate(released ? commitment.state_date() : commitment.commitment_date()),
        std::string(IdOf(commitment.line())),
        "",
        {.committed = released ? Minor(commitment.consumed_amount()) - amount : amount}}});
}

std::vector<PostedMovement> MovementsOf(const v1::Receipt& receipt) {
  if (!IsNew(receipt)) return {};
  const int64_t amount = Minor(receipt.amount());
  return WithoutZeros({{receipt.name(),
                        IsoDate(receipt.receipt_date()),
                        "",
                        std::string(IdOf(receipt.grant())),
                        {.received = receipt.reverses().empty() ? amount : -amount}}});
}

}  // namespace cofi::budgets
