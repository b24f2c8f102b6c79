#include "services/budgets/grants.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/dated_facts.h"
#include "base/formats.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/rules/grants.h"
#include "base/rules/payments.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/budgets/award_relay.h"
#include "services/budgets/budgets.h"
#include "services/budgets/claims.h"
#include "services/budgets/closing.h"
#include "services/budgets/fiscal_years.h"
#include "services/budgets/ledger.h"
#include "services/budgets/reversal.h"
#include "services/budgets/tables.h"
#include "services/rpc/standard.h"

namespace cofi::budgets {
namespace {

using rules::AwardedMinor;
using rules::PayableMinor;
using v1::Grant;
using v1::Receipt;

absl::StatusOr<Amounts> SumOf(db::Transaction& tx, const Grant& grant,
                              const absl::CivilDay* as_of) {
  return SumOfGrant(tx, RootOf(grant.name()), IdOf(grant.name()), as_of);
}

absl::Status CheckTerms(const db::Transaction& tx, const Grant& grant) {
  COFI_RETURN_IF_ERROR(rpc::CheckHappened(grant.award_date(), tx.today(), "grant.award_date"));
  for (int i = 0; i < grant.eligible_accounts_size(); ++i) {
    const absl::Status form = CheckFormat(type::v1::FORMAT_ACCOUNT, grant.eligible_accounts(i));
    if (!form.ok()) return InField(absl::StrCat("grant.eligible_accounts[", i, "]"), form);
  }
  return absl::OkStatus();
}

// The terms of an award are those of its application and of the agreement.
absl::Status CheckFollows(const Grant& before, const Grant& after) {
  std::vector<const FieldDescriptor*> terms = DatedFields(Grant::descriptor());
  terms.push_back(Grant::descriptor()->FindFieldByName("award_date"));
  for (const FieldDescriptor* field : terms) {
    const FieldPath path = FieldPath::Find(Grant::descriptor(), field->name());
    Grant was, is;
    path.Copy(before, &was);
    path.Copy(after, &is);
    if (google::protobuf::util::MessageDifferencer::Equals(was, is)) continue;
    return InField(absl::StrCat("grant.", field->name()),
                   Refuse(type::v1::REASON_FOLLOWS_ANOTHER, {{"source", after.application()}}));
  }
  return absl::OkStatus();
}

// What a grant that was lost was before, and that it is nothing since: told as a dated value.
void TellLoss(Grant* grant) {
  if (!grant->has_lost_date()) return;
  Grant before = *grant;
  *grant->mutable_awarded_amount() = MoneyFromMinor(0, grant->awarded_amount().currency_code());
  const absl::Status told =
      ChangeFacts(before, {"awarded_amount"}, {.effective_date = grant->lost_date()},
                  Day(grant->lost_date()), grant);
  COFI_CHECK(told.ok(), grant->name());
}

// What was not promised yet.
void HideLaterPayments(absl::CivilDay as_of, Grant* grant) {
  auto* const payments = grant->mutable_payments();
  payments->erase(std::remove_if(payments->begin(), payments->end(),
                                 [&](const v1::ExpectedPayment& each) {
                                   return Day(each.agreed_date()) > as_of;
                                 }),
                  payments->end());
}

constexpr char kSpentAlready[] = ", because that is spent already";

absl::Status TooMuch(const Grant& grant, int64_t left_minor, const Money& asked,
                     const char* hint = "") {
  return Refuse(type::v1::REASON_INSUFFICIENT_GRANT,
                {{"grant", grant.display_name()},
                 {"available", DecimalAmount(left_minor, asked.currency_code())},
                 {"asked", DecimalFromMoney(asked)},
                 {"hint", hint}});
}

// A receipt is of a grant, in one of its parts, or of other income on a line.
absl::Status CheckKind(const Receipt& receipt) {
  if (!receipt.grant().empty() && !receipt.line().empty()) {
    return InField("receipt.line", Refuse(type::v1::REASON_VALUE_MALFORMED,
                                          {{"value", receipt.line()},
                                           {"accepted", "a grant or a line, not both"}}));
  }
  const bool of_line = !receipt.line().empty();
  if (of_line == (receipt.kind() == Receipt::KIND_OTHER_INCOME)) return absl::OkStatus();
  return InField("receipt.kind",
                 Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                        {{"value", EnumNameOf(receipt.kind())},
                         {"accepted", of_line ? "OTHER_INCOME" : "ADVANCE, INTERIM, BALANCE"}}));
}

// Nothing is said where nothing is over.
void SetIfOver(int64_t minor, const std::string& currency, Money* (Grant::*field)(), Grant* grant) {
  if (minor > 0) *(grant->*field)() = MoneyFromMinor(minor, currency);
}

}  // namespace

absl::Status OnCreateGrant(db::Transaction& tx, Grant& grant) { return CheckTerms(tx, grant); }

absl::Status OnUpdateGrant(db::Transaction& tx, const Grant& before, Grant& after) {
  if (!after.application().empty()) COFI_RETURN_IF_ERROR(CheckFollows(before, after));
  COFI_RETURN_IF_ERROR(CheckTerms(tx, after));
  COFI_ASSIGN_OR_RETURN(const Amounts sum, SumOf(tx, after, nullptr));
  const std::string& currency = after.awarded_amount().currency_code();
  // What is below already, because an award is a fact, stands in the way of no other change.
  const int64_t awarded = Minor(after.awarded_amount());
  if (awarded < Minor(before.awarded_amount())) {
    if (awarded < sum[Measure::kReceived]) {
      return InField("grant.awarded_amount",
                     Refuse(type::v1::REASON_GRANT_RECEIVED,
                            {{"grant", after.display_name()},
                             {"received", DecimalAmount(sum[Measure::kReceived], currency)},
                             {"asked", DecimalFromMoney(after.awarded_amount())}}));
    }
    if (awarded < sum[Measure::kSpent]) {
      return InField(
          "grant.awarded_amount",
          TooMuch(after, awarded, MoneyFromMinor(sum[Measure::kSpent], currency), kSpentAlready));
    }
  }
  const bool lower = after.has_ceiling() &&
                     (!before.has_ceiling() || Minor(after.ceiling()) < Minor(before.ceiling()));
  if (!lower || Minor(after.ceiling()) >= sum[Measure::kSpent]) return absl::OkStatus();
  return InField("grant.ceiling",
                 TooMuch(after, Minor(after.ceiling()),
                         MoneyFromMinor(sum[Measure::kSpent], currency), kSpentAlready));
}

absl::Status OnRemoveGrant(db::Transaction& tx, const Grant& grant) {
  COFI_ASSIGN_OR_RETURN(
      const int64_t entries,
      tx.Number("SELECT COUNT(*) FROM ledger_entry WHERE root = $1 AND grant_id = $2",
                {RootOf(grant.name()), IdOf(grant.name())}));
  if (entries > 0) return Refuse(type::v1::REASON_GRANT_IN_USE, {{"name", grant.name()}});
  if (grant.has_lost_date()) return absl::OkStatus();
  // The grant of an award is made or set by the relay.
  COFI_ASSIGN_OR_RETURN(
      const int64_t awarded,
      tx.Number("SELECT COUNT(*) FROM journal WHERE root = $1 AND name = $2 AND verb = $3"
                " AND sequence > COALESCE((SELECT MAX(sequence) FROM journal WHERE root = $1"
                " AND name = $2 AND state IS NULL), 0)",
                {RootOf(grant.name()), absl::string_view(grant.name()),
                 absl::string_view(kFollowAward)}));
  if (awarded == 0) return absl::OkStatus();
  return Refuse(type::v1::REASON_GRANT_AWARDED,
                {{"name", grant.name()}, {"application", grant.application()}});
}

absl::StatusOr<bool> ViewGrant(db::Transaction& tx, Grant& grant, const absl::CivilDay* as_of) {
  if (as_of != nullptr) {
    if (Day(grant.award_date()) > *as_of) return false;
    if (grant.has_lost_date() && Day(grant.lost_date()) > *as_of) grant.clear_lost_date();
  }
  if (as_of != nullptr && grant.has_close_date() && Day(grant.close_date()) > *as_of) {
    grant.clear_close_date();
  }
  COFI_ASSIGN_OR_RETURN(const Amounts sum, SumOf(tx, grant, as_of));
  const std::string currency = grant.awarded_amount().currency_code();
  const int64_t remaining = PayableMinor(grant) - sum[Measure::kSpent];
  *grant.mutable_remaining_amount() = MoneyFromMinor(std::max<int64_t>(remaining, 0), currency);
  SetIfOver(-remaining, currency, &Grant::mutable_overspent_amount, &grant);
  SetIfOver(sum[Measure::kReceived] - AwardedMinor(grant), currency,
            &Grant::mutable_overpaid_amount, &grant);
  COFI_ASSIGN_OR_RETURN(const SpentForGrant spent,
                        SpentFor(tx, grant, sum[Measure::kSpent], as_of));
  if (const int64_t base = RateBaseMinor(grant, spent); grant.has_rate() && base > 0) {
    *grant.mutable_rated_spent_amount() = MoneyFromMinor(base, currency);
    grant.set_observed_rate_basis_points(BasisPoints(spent.shares, base, /*nearest=*/true));
  }
  const int64_t receivable = sum[Measure::kAccepted] - sum[Measure::kReceived];
  *grant.mutable_claimed_amount() = MoneyFromMinor(sum[Measure::kClaimed], currency);
  *grant.mutable_claimable_amount() =
      MoneyFromMinor(ClaimableMinor(grant, spent, sum[Measure::kClaimed]), currency);
  *grant.mutable_accepted_amount() = MoneyFromMinor(sum[Measure::kAccepted], currency);
  *grant.mutable_receivable_amount() = MoneyFromMinor(std::max<int64_t>(receivable, 0), currency);
  *grant.mutable_spent_amount() = MoneyFromMinor(sum[Measure::kSpent], currency);
  *grant.mutable_received_amount() = MoneyFromMinor(sum[Measure::kReceived], currency);
  if (as_of != nullptr) HideLaterPayments(*as_of, &grant);
  rules::TellPayments(&grant);
  TellLoss(&grant);
  return true;
}

absl::StatusOr<int64_t> LeftOf(db::Transaction& tx, const Grant& grant) {
  COFI_ASSIGN_OR_RETURN(const Amounts sum, SumOf(tx, grant, nullptr));
  return std::max<int64_t>(PayableMinor(grant) - sum[Measure::kSpent], 0);
}

absl::Status OnCreateReceipt(db::Transaction& tx, Receipt& receipt) {
  COFI_RETURN_IF_ERROR(
      rpc::CheckHappened(receipt.receipt_date(), tx.today(), "receipt.receipt_date"));
  COFI_RETURN_IF_ERROR(CheckProjectOpen(tx, receipt.name()));
  COFI_RETURN_IF_ERROR(
      CheckDateOpen(tx, receipt.name(), receipt.receipt_date(), "receipt.receipt_date"));
  COFI_RETURN_IF_ERROR(CheckKind(receipt));
  if (!receipt.line().empty()) return LineForIncome(tx, receipt.line(), "receipt.line").status();
  COFI_ASSIGN_OR_RETURN(const Grant grant, Grants().Get(tx, receipt.grant()));
  COFI_RETURN_IF_ERROR(InField("receipt.grant", CheckGrantOpen(grant)));
  COFI_ASSIGN_OR_RETURN(const Amounts sum, SumOf(tx, grant, nullptr));
  const int64_t left = std::max<int64_t>(AwardedMinor(grant) - sum[Measure::kReceived], 0);
  if (Minor(receipt.amount()) <= left) return absl::OkStatus();
  return InField("receipt.amount", TooMuch(grant, left, receipt.amount()));
}

absl::Status OnReceiptCreated(db::Transaction& tx, const Receipt& receipt) {
  return Post(tx, Source(receipt),
              {{.line = IdOf(receipt.line()),
                .grant = IdOf(receipt.grant()),
                .date = receipt.receipt_date(),
                .amounts = {{Measure::kReceived}, Minor(receipt.amount())}}});
}

absl::StatusOr<bool> ViewReceipt(db::Transaction&, Receipt& receipt, const absl::CivilDay* as_of) {
  return as_of == nullptr || FirstDay(receipt) <= *as_of;
}

absl::Status ViewReceipts(db::Transaction& tx, const std::vector<Receipt*>& receipts,
                          absl::CivilDay as_of) {
  return HideLaterReversals(tx, Receipts(), receipts, as_of);
}

rpc::StateVerbs<Receipt> ReceiptVerbs() {
  return {{"REVERSE"}, [](db::Transaction&, const Receipt& receipt) -> absl::StatusOr<VerbList> {
            return Stands(receipt) ? VerbList{"REVERSE"} : VerbList();
          }};
}

absl::Status ReverseReceipt(db::Transaction& tx, const v1::ReverseReceiptRequest& request,
                            Receipt* reversal) {
  COFI_ASSIGN_OR_RETURN(Receipt receipt, rpc::Load(tx, Receipts(), request));
  COFI_RETURN_IF_ERROR(MakeReversal(tx, receipt, request.effective_date(), reversal));
  reversal->set_note(request.note());
  COFI_RETURN_IF_ERROR(
      CheckDateOpen(tx, receipt.name(), reversal->receipt_date(), "effective_date"));
  COFI_RETURN_IF_ERROR(Receipts().Insert(tx, reversal));
  receipt.set_reversed_by(reversal->name());
  COFI_RETURN_IF_ERROR(Receipts().Update(tx, &receipt));
  COFI_RETURN_IF_ERROR(TakeBackPayment(tx, *reversal));
  return OnReceiptCreated(tx, *reversal);
}

}  // namespace cofi::budgets
