#include "services/budgets/expected_movements.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "cofi/budgets/v1/claim_service.pb.h"
#include "services/rpc/verb.h"

namespace cofi::budgets {
namespace {

std::vector<PostedMovement> WithoutZeros(std::vector<PostedMovement> movements) {
  std::erase_if(movements, [](const PostedMovement& each) { return each.amounts.IsZero(); });
  return movements;
}

using Shares = google::protobuf::RepeatedPtrField<v1::Share>;

// The shares of a line after its changes up to and with the one at `index`; -1: at first.
const Shares& SharesAfter(const v1::Expense& expense, absl::string_view line, int index,
                          const Shares& now) {
  for (int i = index + 1; i < expense.share_changes_size(); ++i) {
    if (expense.share_changes(i).line() == line) return expense.share_changes(i).earlier_shares();
  }
  return now;
}

// Each part of an expense on the grant that bears it by these shares, own funds last. `part` is the
// expense, or a split of it.
template <typename Part>
void AddParts(const v1::Expense& expense, const Part& part, const Shares& shares, const Date& date,
              absl::Span<const Measure> measures, std::vector<PostedMovement>* movements) {
  const auto add = [&](absl::string_view grant, int64_t minor) {
    movements->push_back({expense.name(),
                          IsoDate(date),
                          std::string(IdOf(part.line())),
                          std::string(grant),
                          {measures, minor}});
  };
  int64_t own_funds = Minor(part.amount());
  for (const v1::Share& share : shares) {
    own_funds -= Minor(share.amount());
    add(IdOf(share.grant()), Minor(share.amount()));
  }
  add("", own_funds);
}

// What each bears more since the change of shares at `index`, and less.
template <typename Part>
void AddShareChange(const v1::Expense& expense, const Part& part, int index,
                    std::vector<PostedMovement>* movements) {
  const v1::ShareChange& change = expense.share_changes(index);
  if (change.line() != part.line()) return;
  std::vector<PostedMovement> before, after;
  AddParts(expense, part, change.earlier_shares(), change.effective_date(), {Measure::kSpent},
           &before);
  AddParts(expense, part, SharesAfter(expense, part.line(), index, part.shares()),
           change.effective_date(), {Measure::kSpent}, &after);
  for (PostedMovement& each : before) {
    const auto same = std::find_if(after.begin(), after.end(), [&](const PostedMovement& other) {
      return other.grant == each.grant;
    });
    if (same != after.end()) {
      same->amounts -= each.amounts;
    } else {
      Amounts less;
      each.amounts = less -= each.amounts;
      after.push_back(std::move(each));
    }
  }
  movements->insert(movements->end(), after.begin(), after.end());
}

// What a payment says that it paid of each part.
void AddPayment(const v1::Expense& expense, const v1::Payment& payment,
                std::vector<PostedMovement>* movements) {
  for (const v1::PaymentPart& part : payment.parts()) {
    movements->push_back({expense.name(),
                          IsoDate(payment.payment_date()),
                          std::string(IdOf(part.line())),
                          std::string(IdOf(part.grant())),
                          {{Measure::kPaid}, Minor(part.amount())}});
  }
}

// What a reservation changes by, and when.
using Reserving = std::pair<int64_t, Date>;

// The last of those that are called so; nothing if there is none.
const v1::Commitment* FindLast(absl::Span<const v1::Commitment> commitments,
                               absl::string_view name) {
  for (auto each = commitments.rbegin(); each != commitments.rend(); ++each) {
    if (each->name() == name) return &*each;
  }
  return nullptr;
}

template <typename Part>
std::vector<Reserving> ReservingsOf(const v1::Expense& expense, const Part& part,
                                    absl::Span<const v1::Commitment> commitments,
                                    absl::Span<const Taken> taken) {
  const int64_t minor = -Minor(part.consumed_amount());
  const v1::Commitment* const commitment = FindLast(commitments, part.commitment());
  if (!expense.reverses().empty()) {
    if (commitment == nullptr || minor == 0) return {};
    const bool open = commitment->state() == v1::Commitment::STATE_OPEN;
    for (const Taken& each : taken) {
      if (each.line != IdOf(part.line())) continue;
      if (Day(each.invoice_date) != Day(expense.invoice_date())) continue;
      // As if it had never been taken; and if the rest was released, so was this.
      if (open) return {{minor, each.date}};
      return {{minor, each.date}, {-minor, commitment->state_date()}};
    }
    if (!open) return {};
  }
  // From the last change of the commitment on, if that is later than the invoice.
  const bool later =
      commitment != nullptr && Day(commitment->state_date()) > Day(expense.invoice_date());
  return {{minor, later ? commitment->state_date() : expense.invoice_date()}};
}

// It is part of own funds, in the movement of those if that is of the same day.
void AddReserved(const std::vector<Reserving>& reservings, std::vector<PostedMovement>* movements) {
  const size_t own_funds = movements->size() - 1;
  for (const auto& [minor, date] : reservings) {
    if (movements->at(own_funds).date == IsoDate(date)) {
      movements->at(own_funds).amounts[Measure::kCommitted] += minor;
    } else {
      PostedMovement reserved = movements->at(own_funds);
      reserved.date = IsoDate(date);
      reserved.amounts = {{Measure::kCommitted}, minor};
      movements->push_back(std::move(reserved));
    }
  }
}

// Asks `add` for the expense, if it names its line itself, or for each of its splits.
template <typename Function>
void ForEachPart(const v1::Expense& expense, Function add) {
  if (expense.splits().empty()) add(expense);
  for (const v1::Split& split : expense.splits()) add(split);
}

}  // namespace

std::string PostedMovement::Text() const {
  return absl::StrCat(source, " ", date, " line=", line, " grant=", grant, " ", amounts.Text());
}

std::vector<PostedMovement> MovementsOf(const v1::Expense& expense, absl::string_view verb,
                                        absl::Span<const v1::Commitment> commitments,
                                        absl::Span<const Taken> taken, absl::string_view made) {
  const bool undoes = !expense.reverses().empty();
  const bool credits =
      !expense.credits().empty() && verb == rpc::VerbOf<v1::CreditExpenseRequest>();
  std::vector<PostedMovement> movements;
  const bool whole = !expense.paid_in_parts() && expense.has_payment_date();
  const auto add_whole = [&] {
    ForEachPart(expense, [&](const auto& part) {
      AddParts(expense, part, part.shares(), expense.payment_date(), {Measure::kPaid}, &movements);
    });
  };
  const auto add_change = [&](int index) {
    ForEachPart(expense,
                [&](const auto& part) { AddShareChange(expense, part, index, &movements); });
  };
  if (verb == rpc::VerbOf<v1::PayExpenseRequest>() ||
      verb == rpc::VerbOf<v1::ReverseExpensePaymentRequest>()) {
    if (whole) add_whole();
    // What was paid before has its own entry.
    if (!expense.payments().empty()) {
      AddPayment(expense, *expense.payments().rbegin(), &movements);
    }
  } else if (undoes || credits || verb == rpc::VerbOf<v1::CreateExpenseRequest>()) {
    const bool at_once = whole && expense.share_changes().empty() &&
                         Day(expense.payment_date()) == Day(expense.invoice_date());
    std::vector<Measure> at_invoice = {Measure::kSpent};
    if (at_once) at_invoice.push_back(Measure::kPaid);
    ForEachPart(expense, [&](const auto& part) {
      AddParts(expense, part, SharesAfter(expense, part.line(), -1, part.shares()),
               expense.invoice_date(), at_invoice, &movements);
      AddReserved(ReservingsOf(expense, part, commitments, taken), &movements);
    });
    for (int i = 0; i < expense.share_changes_size(); ++i) add_change(i);
    if (whole && !at_once) add_whole();
    for (const v1::Payment& payment : expense.payments()) {
      AddPayment(expense, payment, &movements);
    }
  } else if (verb == rpc::VerbOf<v1::ShareExpenseRequest>()) {
    add_change(expense.share_changes_size() - 1);
    // What was paid goes along.
    if (!expense.payments().empty() &&
        expense.payments().rbegin()->share_change() == expense.share_changes_size()) {
      AddPayment(expense, *expense.payments().rbegin(), &movements);
    }
  } else if (!expense.payments().empty() && !made.empty() &&
             expense.payments().rbegin()->set_off_with() == made) {
    AddPayment(expense, *expense.payments().rbegin(), &movements);
  }
  return WithoutZeros(std::move(movements));
}

std::vector<PostedMovement> MovementsOf(const v1::Commitment& commitment, absl::string_view verb) {
  const bool released = verb == rpc::VerbOf<v1::ReleaseCommitmentRequest>();
  if (!released && verb != rpc::VerbOf<v1::CreateCommitmentRequest>()) return {};
  const int64_t amount = Minor(commitment.amount());
  return WithoutZeros({{commitment.name(),
                        IsoDate(released ? commitment.state_date() : commitment.commitment_date()),
                        std::string(IdOf(commitment.line())),
                        "",
                        {{Measure::kCommitted},
                         released ? Minor(commitment.consumed_amount()) - amount : amount}}});
}

std::vector<PostedMovement> MovementsOf(const v1::Receipt& receipt, absl::string_view verb) {
  // What pays a claim is first recorded, and then said to.
  const bool recorded = verb == rpc::VerbOf<v1::CreateReceiptRequest>() ||
                        (verb == rpc::VerbOf<v1::PayClaimRequest>() && receipt.claim().empty());
  if (receipt.reverses().empty() && !recorded) return {};
  return WithoutZeros({{receipt.name(),
                        IsoDate(receipt.receipt_date()),
                        std::string(IdOf(receipt.line())),
                        std::string(IdOf(receipt.grant())),
                        {{Measure::kReceived}, Minor(receipt.amount())}}});
}

std::vector<PostedMovement> MovementsOf(const v1::Contribution& contribution,
                                        absl::string_view verb) {
  if (contribution.reverses().empty() && verb != rpc::VerbOf<v1::CreateContributionRequest>()) {
    return {};
  }
  std::vector<PostedMovement> movements;
  for (const std::string& line : {contribution.line(), contribution.source_line()}) {
    movements.push_back({contribution.name(),
                         IsoDate(contribution.contribution_date()),
                         std::string(IdOf(line)),
                         "",
                         {{Measure::kInKind}, Minor(contribution.amount())}});
  }
  return WithoutZeros(std::move(movements));
}

std::vector<PostedMovement> MovementsOf(const v1::Claim& claim, absl::string_view verb) {
  Amounts amounts;
  const int64_t claimed = Minor(claim.claimed_amount());
  if (verb == rpc::VerbOf<v1::SubmitClaimRequest>()) {
    // One that comes back with its changes is asked for already.
    const int last = claim.history_size() - 1;
    const bool again = last > 0 && claim.history(last - 1).state() ==
                                       EnumNameOf(v1::Claim::STATE_CHANGES_REQUESTED);
    if (!again) amounts[Measure::kClaimed] = claimed;
  } else if (verb == rpc::VerbOf<v1::AcceptClaimRequest>()) {
    amounts[Measure::kAccepted] = Minor(claim.accepted_amount());
    amounts[Measure::kClaimed] = Minor(claim.accepted_amount()) - claimed;
  } else if (verb == rpc::VerbOf<v1::RejectClaimRequest>() ||
             verb == rpc::VerbOf<v1::WithdrawClaimRequest>()) {
    amounts[Measure::kClaimed] = -claimed;
  }
  return WithoutZeros({{claim.name(), IsoDate(claim.state_date()), "",
                        std::string(IdOf(ParentOf(claim.name()))), amounts}});
}

}  // namespace cofi::budgets
