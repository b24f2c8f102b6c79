#include "services/budgets/expected_movements.h"

#include "absl/strings/str_cat.h"
#include "base/money.h"
#include "base/names.h"

namespace cofi::budgets {
namespace {

std::vector<PostedMovement> WithoutZeros(std::vector<PostedMovement> movements) {
  std::erase_if(movements, [](const PostedMovement& each) { return each.amounts.IsZero(); });
  return movements;
}

// Each part of an expense on the grant that bears it, own funds last.
void AddParts(const v1::Expense& expense, const Date& date, int spent, int paid,
              std::vector<PostedMovement>* movements) {
  const auto add = [&](absl::string_view grant, int64_t minor) {
    movements->push_back({expense.name(),
                          IsoDate(date),
                          std::string(IdOf(expense.line())),
                          std::string(grant),
                          {.spent = spent * minor, .paid = paid * minor}});
  };
  int64_t own_funds = Minor(expense.amount());
  for (const v1::Share& share : expense.shares()) {
    own_funds -= Minor(share.amount());
    add(IdOf(share.grant()), Minor(share.amount()));
  }
  add("", own_funds);
}

// What the reservation changes by is part of own funds; from the last change of the
// commitment on, if that is later than the invoice.
void AddReserved(const v1::Expense& expense, const v1::Commitment& commitment, int64_t minor,
                 std::vector<PostedMovement>* movements) {
  const bool later = commitment.name() == expense.commitment() &&
                     Day(commitment.state_date()) > Day(expense.invoice_date());
  if (!later) {
    movements->back().amounts.committed = minor;
    return;
  }
  movements->push_back({expense.name(),
                        IsoDate(commitment.state_date()),
                        std::string(IdOf(expense.line())),
                        "",
                        {.committed = minor}});
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

std::vector<PostedMovement> MovementsOf(const v1::Expense& expense, absl::string_view verb,
                                        const v1::Commitment& commitment) {
  std::vector<PostedMovement> movements;
  const int64_t consumed = Minor(expense.consumed_amount());
  if (verb == "PayExpense") {
    AddParts(expense, expense.payment_date(), 0, 1, &movements);
  } else if (verb == "CreateExpense") {
    const bool at_once =
        expense.has_payment_date() && Day(expense.payment_date()) == Day(expense.invoice_date());
    AddParts(expense, expense.invoice_date(), 1, at_once ? 1 : 0, &movements);
    AddReserved(expense, commitment, -consumed, &movements);
    if (expense.has_payment_date() && !at_once) {
      AddParts(expense, expense.payment_date(), 0, 1, &movements);
    }
  } else if (!expense.reverses().empty()) {
    const bool open = commitment.name() == expense.commitment() &&
                      commitment.state() == v1::Commitment::STATE_OPEN;
    AddParts(expense, expense.invoice_date(), -1, expense.has_payment_date() ? -1 : 0, &movements);
    AddReserved(expense, commitment, open ? consumed : 0, &movements);
  }
  return WithoutZeros(std::move(movements));
}

std::vector<PostedMovement> MovementsOf(const v1::Commitment& commitment, absl::string_view verb) {
  const bool released = verb == "ReleaseCommitment";
  if (!released && verb != "CreateCommitment") return {};
  const int64_t amount = Minor(commitment.amount());
  return WithoutZeros(
      {{commitment.name(),
        IsoDate(released ? commitment.state_date() : commitment.commitment_date()),
        std::string(IdOf(commitment.line())),
        "",
        {.committed = released ? Minor(commitment.consumed_amount()) - amount : amount}}});
}

std::vector<PostedMovement> MovementsOf(const v1::Receipt& receipt, absl::string_view verb) {
  const bool undoes = !receipt.reverses().empty();
  if (!undoes && verb != "CreateReceipt") return {};
  const int64_t amount = Minor(receipt.amount());
  return WithoutZeros({{receipt.name(),
                        IsoDate(receipt.receipt_date()),
                        "",
                        std::string(IdOf(receipt.grant())),
                        {.received = undoes ? -amount : amount}}});
}

}  // namespace cofi::budgets
