#include "services/budgets/expected_movements.h"

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

// Each part of an expense on the grant that bears it, own funds last.
void AddParts(const v1::Expense& expense, const Date& date, absl::Span<const Measure> measures,
              std::vector<PostedMovement>* movements) {
  const auto add = [&](absl::string_view grant, int64_t minor) {
    movements->push_back({expense.name(),
                          IsoDate(date),
                          std::string(IdOf(expense.line())),
                          std::string(grant),
                          {measures, minor}});
  };
  int64_t own_funds = Minor(expense.amount());
  for (const v1::Share& share : expense.shares()) {
    own_funds -= Minor(share.amount());
    add(IdOf(share.grant()), Minor(share.amount()));
  }
  add("", own_funds);
}

// What a reservation changes by, and when.
using Reserving = std::pair<int64_t, Date>;

std::vector<Reserving> ReservingsOf(const v1::Expense& expense, const v1::Commitment& commitment,
                                    const Taken* taken) {
  const int64_t minor = -Minor(expense.consumed_amount());
  const bool same = commitment.name() == expense.commitment();
  if (!expense.reverses().empty()) {
    if (!same || minor == 0) return {};
    const bool open = commitment.state() == v1::Commitment::STATE_OPEN;
    if (taken != nullptr && Day(taken->invoice_date) == Day(expense.invoice_date())) {
      // As if it had never been taken; and if the rest was released, so was this.
      if (open) return {{minor, taken->date}};
      return {{minor, taken->date}, {-minor, commitment.state_date()}};
    }
    if (!open) return {};
  }
  // From the last change of the commitment on, if that is later than the invoice.
  const bool later = same && Day(commitment.state_date()) > Day(expense.invoice_date());
  return {{minor, later ? commitment.state_date() : expense.invoice_date()}};
}

// It is part of own funds, in the movement of those if that is of the same day.
void AddReserved(const v1::Expense& expense, const std::vector<Reserving>& reservings,
                 std::vector<PostedMovement>* movements) {
  const size_t own_funds = movements->size() - 1;
  for (const auto& [minor, date] : reservings) {
    if (movements->at(own_funds).date == IsoDate(date)) {
      movements->at(own_funds).amounts[Measure::kCommitted] += minor;
    } else {
      movements->push_back({expense.name(),
                            IsoDate(date),
                            std::string(IdOf(expense.line())),
                            "",
                            {{Measure::kCommitted}, minor}});
    }
  }
}

}  // namespace

std::string PostedMovement::Text() const {
  return absl::StrCat(source, " ", date, " line=", line, " grant=", grant, " ", amounts.Text());
}

std::vector<PostedMovement> MovementsOf(const v1::Expense& expense, absl::string_view verb,
                                        const v1::Commitment& commitment, const Taken* taken) {
  const bool undoes = !expense.reverses().empty();
  std::vector<PostedMovement> movements;
  if (verb == rpc::VerbOf<v1::PayExpenseRequest>()) {
    AddParts(expense, expense.payment_date(), {Measure::kPaid}, &movements);
  } else if (undoes || verb == rpc::VerbOf<v1::CreateExpenseRequest>()) {
    const bool at_once =
        expense.has_payment_date() && Day(expense.payment_date()) == Day(expense.invoice_date());
    std::vector<Measure> at_invoice = {Measure::kSpent};
    if (at_once) at_invoice.push_back(Measure::kPaid);
    AddParts(expense, expense.invoice_date(), at_invoice, &movements);
    AddReserved(expense, ReservingsOf(expense, commitment, taken), &movements);
    if (expense.has_payment_date() && !at_once) {
      AddParts(expense, expense.payment_date(), {Measure::kPaid}, &movements);
    }
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
