#include "services/budgets/claims.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/states.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/budgets/claim_accounts.h"
#include "services/budgets/closing.h"
#include "services/budgets/fiscal_years.h"
#include "services/budgets/grants.h"
#include "services/budgets/ledger.h"
#include "services/budgets/reversal.h"
#include "services/budgets/tables.h"
#include "services/rpc/naming.h"
#include "services/rpc/standard.h"

namespace cofi::budgets {
namespace {

using v1::Claim;
using v1::Expense;
using v1::Grant;
using v1::Receipt;

constexpr Transition<Claim::State> kTransitions[] = {
    {Claim::STATE_DRAFT, "REFRESH", Claim::STATE_DRAFT},
    {Claim::STATE_DRAFT, "SUBMIT", Claim::STATE_SUBMITTED},
    {Claim::STATE_CHANGES_REQUESTED, "SUBMIT", Claim::STATE_SUBMITTED},
    {Claim::STATE_SUBMITTED, "REQUEST_CHANGES", Claim::STATE_CHANGES_REQUESTED},
    {Claim::STATE_SUBMITTED, "WITHDRAW", Claim::STATE_DRAFT},
    {Claim::STATE_CHANGES_REQUESTED, "WITHDRAW", Claim::STATE_DRAFT},
    {Claim::STATE_SUBMITTED, "ACCEPT", Claim::STATE_ACCEPTED},
    {Claim::STATE_SUBMITTED, "REJECT", Claim::STATE_REJECTED},
    {Claim::STATE_CHANGES_REQUESTED, "REJECT", Claim::STATE_REJECTED},
    {Claim::STATE_ACCEPTED, "PAY", Claim::STATE_PAID},
};

// As many shares as one claim takes.
constexpr size_t kEntriesMax = 20'000;

// What a claim asks for, which is fixed once the funder has it.
constexpr const char* kFixed[] = {"kind", "period_start_date", "period_end_date", "include_unpaid",
                                  "requested_amount"};

constexpr char kClaimable[] = ", which is what can be claimed of the grant";
constexpr char kClaimed[] = ", which is what was claimed";
constexpr char kReceivable[] = ", which is what is still to be received";

bool IsAdvance(const Claim& claim) { return claim.kind() == Receipt::KIND_ADVANCE; }

absl::Status Exceeded(const Claim& claim, int64_t most_minor, const Money& asked,
                      const char* hint) {
  return Refuse(type::v1::REASON_CLAIM_EXCEEDED,
                {{"name", claim.name()},
                 {"available", DecimalAmount(most_minor, asked.currency_code())},
                 {"asked", DecimalFromMoney(asked)},
                 {"hint", hint}});
}

absl::Status Frozen(const Claim& claim) {
  return Refuse(type::v1::REASON_CLAIM_FROZEN,
                {{"name", claim.name()}, {"state", EnumNameOf(claim.state())}});
}

// The grant of a claim: as for an invoice, what is to change counts once it has taken effect in the
// journal, by which verification judges what was claimed.
absl::StatusOr<Grant> GrantOf(db::Transaction& tx, const Claim& claim) {
  return Grants().Get(tx, ParentOf(claim.name()));
}

absl::Status CheckOpen(db::Transaction& tx, const Claim& claim, const Grant& grant) {
  COFI_RETURN_IF_ERROR(CheckProjectOpen(tx, claim.name()));
  return CheckGrantOpen(grant);
}

// Looks at each expense of the project once, in the order of their dates and credit notes last; a
// claim of ten thousand shares asks the store three questions.
absl::Status Gather(db::Transaction& tx, const Claim& claim, const Grant& grant,
                    ClaimGathering* gathering) {
  const absl::string_view root = RootOf(claim.name());
  COFI_ASSIGN_OR_RETURN(const AccountsByLine accounts, ReadAccounts(tx, root));
  absl::flat_hash_set<std::string> elsewhere;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT expense FROM claim_entry WHERE root = $1 AND grant_id = $2 AND claim <> $3",
             {root, IdOf(grant.name()), absl::string_view(claim.name())}, [&](const db::Row& row) {
               elsewhere.emplace(row.Text(0));
               return absl::OkStatus();
             }));
  return Expenses().Visit(tx,
                          "root = $1 AND reverses = '' AND reversed_by = ''"
                          " ORDER BY CASE WHEN credits = '' THEN 0 ELSE 1 END, invoice_date, name",
                          {root}, [&](const Message& row) {
                            const auto& expense = static_cast<const Expense&>(row);
                            gathering->Add(
                                expense, [&](absl::string_view line) { return accounts.Of(line); },
                                elsewhere.contains(expense.name()));
                            return absl::OkStatus();
                          });
}

// What a claim of these shares may ask for, minor units.
absl::StatusOr<int64_t> MostMinor(db::Transaction& tx, const Claim& claim, const Grant& grant,
                                  const ClaimGathering& gathering) {
  COFI_ASSIGN_OR_RETURN(const Amounts sum, SumOfGrant(tx, RootOf(grant.name()), IdOf(grant.name()),
                                                      /*as_of=*/nullptr));
  const int64_t claimed = sum[Measure::kClaimed];
  return IsAdvance(claim) ? AdvanceMinor(grant, claimed)
                          : ClaimableMinor(grant, gathering.spent(), claimed);
}

// Fills in what a draft asks for.
absl::Status Fill(db::Transaction& tx, const Grant& grant, Claim* claim) {
  if (claim->kind() == Receipt::KIND_OTHER_INCOME) {
    return InField("claim.kind", Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                                        {{"value", EnumNameOf(claim->kind())},
                                         {"accepted", "ADVANCE, INTERIM, BALANCE"}}));
  }
  if (IsAdvance(*claim) && !claim->has_requested_amount()) {
    return InField("claim.requested_amount", Refuse(type::v1::REASON_FIELD_REQUIRED));
  }
  const std::string& currency = grant.awarded_amount().currency_code();
  ClaimGathering gathering(*claim, grant);
  claim->clear_entries();
  if (!IsAdvance(*claim)) COFI_RETURN_IF_ERROR(Gather(tx, *claim, grant, &gathering));
  if (gathering.shares().size() > kEntriesMax) {
    return InField(
        "claim.period_end_date",
        Refuse(type::v1::REASON_TOO_MANY_ITEMS, {{"name", claim->name()},
                                                 {"value", absl::StrCat(gathering.shares().size())},
                                                 {"limit", absl::StrCat(kEntriesMax)}}));
  }
  COFI_ASSIGN_OR_RETURN(int64_t most, MostMinor(tx, *claim, grant, gathering));
  // Credit notes alone ask for nothing.
  if (!IsAdvance(*claim)) most = std::max<int64_t>(std::min(most, gathering.shares_minor()), 0);
  if (claim->has_requested_amount() && Minor(claim->requested_amount()) > most) {
    return InField("claim.requested_amount",
                   Exceeded(*claim, most, claim->requested_amount(), kClaimable));
  }
  for (const ClaimableShare& share : gathering.shares()) {
    v1::ClaimEntry* const entry = claim->add_entries();
    entry->set_expense(share.expense);
    *entry->mutable_amount() = MoneyFromMinor(share.minor, currency);
  }
  claim->set_entry_count(claim->entries_size());
  *claim->mutable_eligible_amount() = MoneyFromMinor(gathering.shares_minor(), currency);
  *claim->mutable_claimed_amount() =
      claim->has_requested_amount() ? claim->requested_amount() : MoneyFromMinor(most, currency);
  return absl::OkStatus();
}

// Why a share that a draft gathered is none that it may have now.
absl::Status Stale(db::Transaction& tx, const Claim& claim, const std::string& expense) {
  std::string other;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT claim FROM claim_entry WHERE root = $1 AND expense = $2 AND grant_id = $3",
             {RootOf(expense), absl::string_view(expense), IdOf(ParentOf(claim.name()))},
             [&](const db::Row& row) {
               other = std::string(row.Text(0));
               return absl::OkStatus();
             }));
  return Refuse(
      type::v1::REASON_CLAIM_STALE,
      {{"name", claim.name()},
       {"value", expense},
       {"other", other},
       {"why", other.empty() ? "which does not count any more" : "which {other:the} has"}});
}

// That a draft asks for what it may ask for on the day on which it is submitted.
absl::Status CheckStillCounts(db::Transaction& tx, const Claim& claim, const Grant& grant,
                              const Date& date) {
  if (Minor(claim.claimed_amount()) == 0) {
    return Refuse(type::v1::REASON_NOTHING_TO_CLAIM, {{"name", claim.name()}});
  }
  ClaimGathering gathering(claim, grant);
  if (!IsAdvance(claim)) COFI_RETURN_IF_ERROR(Gather(tx, claim, grant, &gathering));
  absl::flat_hash_map<absl::string_view, const ClaimableShare*> shares;
  for (const ClaimableShare& share : gathering.shares()) shares.emplace(share.expense, &share);
  for (const v1::ClaimEntry& entry : claim.entries()) {
    const auto share = shares.find(entry.expense());
    if (share == shares.end() || share->second->minor != Minor(entry.amount())) {
      return Stale(tx, claim, entry.expense());
    }
    if (share->second->last_day <= Day(date)) continue;
    return Refuse(type::v1::REASON_DATE_OUT_OF_ORDER,
                  {{"name", entry.expense()},
                   {"previous", absl::FormatCivilTime(share->second->last_day)},
                   {"value", IsoDate(date)}});
  }
  COFI_ASSIGN_OR_RETURN(const int64_t most, MostMinor(tx, claim, grant, gathering));
  if (Minor(claim.claimed_amount()) <= most) return absl::OkStatus();
  return Exceeded(claim, most, claim.claimed_amount(), kClaimable);
}

// Nobody else claims the shares of `claim` from now on. Statements are kept by their text, so there
// is one for any number of shares: the last is repeated.
absl::Status HoldShares(db::Transaction& tx, const Claim& claim) {
  constexpr int kShares = 128;
  static const auto* const sql = new std::string([] {
    std::string rows;
    for (int i = 0; i < kShares; ++i) {
      absl::StrAppend(&rows, i == 0 ? "" : ", ", "($1, $2, $3, $", i + 4, ")");
    }
    return absl::StrCat("INSERT INTO claim_entry (root, grant_id, claim, expense) VALUES ", rows,
                        " ON CONFLICT DO NOTHING");
  }());
  const int count = claim.entries_size();
  for (int first = 0; first < count; first += kShares) {
    std::vector<db::Value> parameters = {RootOf(claim.name()), IdOf(ParentOf(claim.name())),
                                         absl::string_view(claim.name())};
    for (int i = 0; i < kShares; ++i) {
      parameters.emplace_back(
          absl::string_view(claim.entries(std::min(first + i, count - 1)).expense()));
    }
    COFI_RETURN_IF_ERROR(tx.Write(*sql, parameters));
  }
  return absl::OkStatus();
}

absl::Status FreeShares(db::Transaction& tx, const Claim& claim) {
  return tx.Write("DELETE FROM claim_entry WHERE root = $1 AND claim = $2",
                  {RootOf(claim.name()), absl::string_view(claim.name())});
}

// Keeps the claim, moves its money on the day of its state, which the request said, and tells it.
absl::Status Settle(db::Transaction& tx, const Amounts& amounts, Claim* claim) {
  if (!amounts.IsZero()) {
    COFI_RETURN_IF_ERROR(CheckDateOpen(tx, claim->name(), claim->state_date(), "effective_date"));
  }
  COFI_RETURN_IF_ERROR(Claims().Update(tx, claim));
  COFI_RETURN_IF_ERROR(Post(tx, Source(*claim),
                            {{.line = "",
                              .grant = IdOf(ParentOf(claim->name())),
                              .date = claim->state_date(),
                              .amounts = amounts}}));
  return ViewClaim(tx, *claim, nullptr).status();
}

// Moves a claim by a verb of which nothing else is to be checked.
template <typename Request>
absl::Status MoveBy(db::Transaction& tx, const char* verb, const Request& request, Claim* claim) {
  COFI_ASSIGN_OR_RETURN(*claim, rpc::Load(tx, Claims(), request));
  COFI_ASSIGN_OR_RETURN(const Date date, rpc::EffectiveDate(request.effective_date(), tx.today()));
  return Move(claim, kTransitions, verb, date, request.note());
}

// One that the funder does not have any more, or pays nothing of.
template <typename Request>
absl::Status Free(db::Transaction& tx, const char* verb, const Request& request, Claim* claim) {
  COFI_RETURN_IF_ERROR(MoveBy(tx, verb, request, claim));
  COFI_RETURN_IF_ERROR(FreeShares(tx, *claim));
  return Settle(tx, {{Measure::kClaimed}, -Minor(claim->claimed_amount())}, claim);
}

// The receipt that there is and that is to pay a claim.
absl::StatusOr<Receipt> NamedReceipt(db::Transaction& tx, const v1::PayClaimRequest& request,
                                     const Claim& claim) {
  if (request.has_amount() || request.has_effective_date() || !request.reference().empty()) {
    return InField(request.has_amount()           ? "amount"
                   : request.has_effective_date() ? "effective_date"
                                                  : "reference",
                   Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                          {{"value", request.receipt()}, {"accepted", "only without a receipt"}}));
  }
  absl::StatusOr<Receipt> receipt = Receipts().Get(tx, request.receipt());
  if (absl::IsNotFound(receipt.status()) || RootOf(request.receipt()) != RootOf(claim.name())) {
    return InField("receipt",
                   Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", request.receipt()}}));
  }
  COFI_RETURN_IF_ERROR(receipt.status());
  if (receipt->grant() != ParentOf(claim.name())) {
    return InField("receipt", Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                                     {{"value", request.receipt()},
                                      {"accepted", "a receipt of the same grant"}}));
  }
  COFI_RETURN_IF_ERROR(InField("receipt", CheckStands(*receipt)));
  if (receipt->claim().empty()) return receipt;
  COFI_ASSIGN_OR_RETURN(const Claim other, Claims().Get(tx, receipt->claim()));
  return InField("receipt", Refuse(type::v1::REASON_IN_CLAIM, {{"value", request.receipt()},
                                                               {"name", other.name()},
                                                               {"state", EnumNameOf(other.state())},
                                                               {"hint", ""}}));
}

// The request says itself what a receipt would, and which grant's.
absl::Status InPayment(const absl::Status& refusal) {
  if (ReasonOf(refusal) == type::v1::REASON_UNSPECIFIED) return refusal;
  google::rpc::ErrorInfo info = ViolationsOf(refusal)[0];
  const auto field = info.mutable_metadata()->find("field");
  if (field == info.mutable_metadata()->end()) return refusal;
  field->second = field->second == "receipt.grant"
                      ? "name"
                      : std::string(absl::StripPrefix(field->second, "receipt."));
  return RefusalOf(info);
}

// Records the money that came: first by itself, as any other, and then as that of the claim.
absl::StatusOr<Receipt> RecordReceipt(db::Transaction& tx, const v1::PayClaimRequest& request,
                                      const Claim& claim) {
  Receipt receipt;
  receipt.set_grant(std::string(ParentOf(claim.name())));
  receipt.set_kind(claim.kind());
  COFI_ASSIGN_OR_RETURN(*receipt.mutable_receipt_date(),
                        rpc::EffectiveDate(request.effective_date(), tx.today()));
  COFI_RETURN_IF_ERROR(CheckDateOpen(tx, claim.name(), receipt.receipt_date(), "effective_date"));
  *receipt.mutable_amount() = request.amount();
  receipt.set_reference(request.reference());
  const absl::string_view root = RootOf(claim.name());
  COFI_ASSIGN_OR_RETURN(const std::string id, rpc::FreeId(tx, receipt, root));
  receipt.set_name(Receipts().pattern().Join(root, id));
  COFI_RETURN_IF_ERROR(InPayment(OnCreateReceipt(tx, receipt)));
  COFI_RETURN_IF_ERROR(InPayment(Receipts().Insert(tx, &receipt)));
  COFI_RETURN_IF_ERROR(OnReceiptCreated(tx, receipt));
  return receipt;
}

// Money and decisions come in any order: what one brings counts from its date, or from the last
// change if that was later.
Date NotBeforeLastChange(const Claim& claim, const Date& date) {
  return Day(date) < Day(claim.state_date()) ? claim.state_date() : date;
}

}  // namespace

absl::Status OnCreateClaim(db::Transaction& tx, Claim& claim) {
  COFI_ASSIGN_OR_RETURN(const Grant grant, GrantOf(tx, claim));
  COFI_RETURN_IF_ERROR(CheckOpen(tx, claim, grant));
  claim.set_state(Claim::STATE_DRAFT);
  return Fill(tx, grant, &claim);
}

absl::Status OnUpdateClaim(db::Transaction& tx, const Claim& before, Claim& after) {
  if (before.state() == Claim::STATE_DRAFT) {
    COFI_ASSIGN_OR_RETURN(const Grant grant, GrantOf(tx, after));
    COFI_RETURN_IF_ERROR(CheckOpen(tx, after, grant));
    return Fill(tx, grant, &after);
  }
  for (const char* field : kFixed) {
    const FieldPath path = FieldPath::Find(Claim::descriptor(), field);
    Claim was, is;
    path.Copy(before, &was);
    path.Copy(after, &is);
    if (google::protobuf::util::MessageDifferencer::Equals(was, is)) continue;
    return InField(absl::StrCat("claim.", field), Frozen(before));
  }
  return absl::OkStatus();
}

absl::Status OnRemoveClaim(db::Transaction&, const Claim& claim) {
  return claim.state() == Claim::STATE_DRAFT ? absl::OkStatus() : Frozen(claim);
}

rpc::StateVerbs<Claim> ClaimVerbs() { return rpc::VerbsOf<Claim>(kTransitions); }

absl::Status RefreshClaim(db::Transaction& tx, const v1::RefreshClaimRequest& request,
                          Claim* claim) {
  COFI_ASSIGN_OR_RETURN(*claim, rpc::Load(tx, Claims(), request));
  if (!Allows<Claim::State>(kTransitions, claim->state(), "REFRESH")) {
    return NotAllowed<Claim>(*claim, kTransitions, "REFRESH");
  }
  COFI_ASSIGN_OR_RETURN(const Grant grant, GrantOf(tx, *claim));
  COFI_RETURN_IF_ERROR(CheckOpen(tx, *claim, grant));
  COFI_RETURN_IF_ERROR(Fill(tx, grant, claim));
  COFI_RETURN_IF_ERROR(Claims().Update(tx, claim));
  return ViewClaim(tx, *claim, nullptr).status();
}

absl::Status SubmitClaim(db::Transaction& tx, const v1::SubmitClaimRequest& request, Claim* claim) {
  COFI_RETURN_IF_ERROR(MoveBy(tx, "SUBMIT", request, claim));
  // One that comes back with its changes has its shares already.
  const int last = claim->history_size() - 1;
  if (last > 0 && claim->history(last - 1).state() == EnumNameOf(Claim::STATE_CHANGES_REQUESTED)) {
    return Settle(tx, {}, claim);
  }
  COFI_ASSIGN_OR_RETURN(const Grant grant, GrantOf(tx, *claim));
  COFI_RETURN_IF_ERROR(CheckOpen(tx, *claim, grant));
  COFI_RETURN_IF_ERROR(CheckStillCounts(tx, *claim, grant, claim->state_date()));
  COFI_RETURN_IF_ERROR(HoldShares(tx, *claim));
  return Settle(tx, {{Measure::kClaimed}, Minor(claim->claimed_amount())}, claim);
}

absl::Status RequestClaimChanges(db::Transaction& tx, const v1::RequestClaimChangesRequest& request,
                                 Claim* claim) {
  COFI_RETURN_IF_ERROR(MoveBy(tx, "REQUEST_CHANGES", request, claim));
  return Settle(tx, {}, claim);
}

absl::Status WithdrawClaim(db::Transaction& tx, const v1::WithdrawClaimRequest& request,
                           Claim* claim) {
  return Free(tx, "WITHDRAW", request, claim);
}

absl::Status AcceptClaim(db::Transaction& tx, const v1::AcceptClaimRequest& request, Claim* claim) {
  COFI_RETURN_IF_ERROR(MoveBy(tx, "ACCEPT", request, claim));
  const int64_t claimed = Minor(claim->claimed_amount());
  *claim->mutable_accepted_amount() =
      request.has_accepted_amount() ? request.accepted_amount() : claim->claimed_amount();
  const int64_t accepted = Minor(claim->accepted_amount());
  if (accepted > claimed) {
    return InField("accepted_amount",
                   Exceeded(*claim, claimed, claim->accepted_amount(), kClaimed));
  }
  if (accepted < claimed && request.note().empty()) {
    return InField("note", Refuse(type::v1::REASON_FIELD_REQUIRED));
  }
  // What was not accepted is not asked for any more.
  Amounts amounts({Measure::kAccepted}, accepted);
  amounts[Measure::kClaimed] = accepted - claimed;
  return Settle(tx, amounts, claim);
}

absl::Status RejectClaim(db::Transaction& tx, const v1::RejectClaimRequest& request, Claim* claim) {
  return Free(tx, "REJECT", request, claim);
}

absl::Status PayClaim(db::Transaction& tx, const v1::PayClaimRequest& request, Claim* claim) {
  COFI_ASSIGN_OR_RETURN(*claim, rpc::Load(tx, Claims(), request));
  if (!Allows<Claim::State>(kTransitions, claim->state(), "PAY")) {
    return NotAllowed<Claim>(*claim, kTransitions, "PAY");
  }
  COFI_ASSIGN_OR_RETURN(const int64_t received, ReceivedMinor(tx, *claim, /*as_of=*/nullptr));
  const int64_t left = Minor(claim->accepted_amount()) - received;
  const bool named = !request.receipt().empty();
  absl::StatusOr<Receipt> receipt =
      named ? NamedReceipt(tx, request, *claim) : RecordReceipt(tx, request, *claim);
  COFI_RETURN_IF_ERROR(receipt.status());
  if (Minor(receipt->amount()) > left) {
    return InField(named ? "receipt" : "amount",
                   Exceeded(*claim, left, receipt->amount(), kReceivable));
  }
  receipt->set_claim(claim->name());
  COFI_RETURN_IF_ERROR(Receipts().Update(tx, &*receipt));
  const bool whole = Minor(receipt->amount()) == left;
  Enter(claim, whole ? Claim::STATE_PAID : Claim::STATE_ACCEPTED, "PAY",
        NotBeforeLastChange(*claim, receipt->receipt_date()), request.note());
  return Settle(tx, {}, claim);
}

absl::Status CheckNotClaimed(db::Transaction& tx, const Expense& expense, ClaimedAs claimed) {
  std::string claim, state;
  COFI_RETURN_IF_ERROR(
      tx.Run(absl::StrCat("SELECT c.name, c.state FROM claim_entry AS e JOIN payment_claim AS c"
                          " ON c.root = e.root AND c.name = e.claim"
                          " WHERE e.root = $1 AND e.expense = $2"
                          " AND c.state IN ('SUBMITTED', 'CHANGES_REQUESTED')",
                          claimed == ClaimedAs::kPaid ? " AND c.include_unpaid = 0" : "",
                          " ORDER BY c.name LIMIT 1"),
             {RootOf(expense.name()), absl::string_view(expense.name())}, [&](const db::Row& row) {
               claim = std::string(row.Text(0));
               state = std::string(row.Text(1));
               return absl::OkStatus();
             }));
  if (claim.empty()) return absl::OkStatus();
  return Refuse(type::v1::REASON_IN_CLAIM, {{"value", expense.name()},
                                            {"name", claim},
                                            {"state", state},
                                            {"hint", ": withdraw that one first"}});
}

absl::Status TakeBackPayment(db::Transaction& tx, const Receipt& reversal) {
  if (reversal.claim().empty()) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(Claim claim, Claims().Get(tx, reversal.claim()));
  if (claim.state() != Claim::STATE_PAID) return absl::OkStatus();
  Enter(&claim, Claim::STATE_ACCEPTED, "REVERSE",
        NotBeforeLastChange(claim, reversal.receipt_date()), reversal.note());
  return Claims().Update(tx, &claim);
}

}  // namespace cofi::budgets
