// What a grant can be asked to pay: which shares of expenses count, and how much of them can be
// claimed. Pure.
#ifndef COFI_SERVICES_BUDGETS_CLAIM_RULES_H_
#define COFI_SERVICES_BUDGETS_CLAIM_RULES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/dates.h"
#include "base/rules/expenses.h"
#include "cofi/budgets/v1/claims.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"

namespace cofi::budgets {

// What a grant pays of what is on a line, minor units.
int64_t SharesOfGrant(const rules::LinePart& part, absl::string_view grant);
// What all grants together pay of it.
int64_t SharesOfAll(const rules::LinePart& part);
// Whether all of an invoice is paid: in parts, once nothing is left.
bool IsPaid(const v1::Expense& expense);

// Whether a grant pays for invoices of a day, and for an account, as its terms say.
bool PaysOn(const v1::Grant& grant, const Date& invoice_date);
bool PaysAccount(const v1::Grant& grant, absl::string_view account);

// Whether a claim in this state is with the funder, or decided for: then nobody else claims its
// shares.
bool HoldsShares(v1::Claim::State state);

// What is spent that counts for a grant, minor units.
struct SpentForGrant {
  // What the grant itself pays of it.
  int64_t shares = 0;
  // Of the accounts and in the period of the grant, whoever pays: and what grants pay of that.
  int64_t eligible = 0;
  int64_t public_aid = 0;
  // Of the whole project.
  int64_t total = 0;
};

// Adds what of an expense is on a line of that account, to what is spent for a grant.
void AddPart(const v1::Grant& grant, const rules::LinePart& part, absl::string_view account,
             SpentForGrant* spent);

// What of it the grant's rate is a rate of: the eligible cost where it says nothing else.
int64_t RateBaseMinor(const v1::Grant& grant, const SpentForGrant& spent);

// What of an expense a grant bears above its rate; nothing where it keeps to that. A cent of each
// of its lines may be one that was dealt.
std::optional<v1::AboveRate> AboveRateOf(const v1::Grant& grant, const SpentForGrant& spent,
                                         int lines, absl::string_view currency);

// What can be claimed of a grant besides what is: what it can pay, or its shares of what is spent,
// or its rate of what that is a rate of, whichever is least, less `claimed_minor`; never less than
// nothing. Rates are rounded down: nobody asks for a cent too much.
int64_t ClaimableMinor(const v1::Grant& grant, const SpentForGrant& spent, int64_t claimed_minor);
// The same before anything is spent: an advance.
int64_t AdvanceMinor(const v1::Grant& grant, int64_t claimed_minor);

// A share that a claim may have.
struct ClaimableShare {
  std::string expense;
  int64_t minor = 0;
  // The last day on which it was invoiced, paid or given to others.
  absl::CivilDay last_day;
};

// The account of a line, by its name.
using AccountOf = absl::FunctionRef<absl::string_view(absl::string_view line)>;

// What a claim gathers, an expense after the other.
class ClaimGathering {
 public:
  // Both must stay.
  ClaimGathering(const v1::Claim& claim, const v1::Grant& grant) : claim_(claim), grant_(grant) {}

  // Takes an expense that stands, on lines of which `account_of` says the accounts. `elsewhere`:
  // its share is in another claim. An invoice after the end of the claim's period is none of it.
  // Invoices come before their credit notes, which count where these do, and claim less.
  void Add(const v1::Expense& expense, AccountOf account_of, bool elsewhere);

  const std::vector<ClaimableShare>& shares() const { return shares_; }
  const SpentForGrant& spent() const { return spent_; }
  // The sum of the shares, minor units.
  int64_t shares_minor() const { return shares_minor_; }

 private:
  const v1::Claim& claim_;
  const v1::Grant& grant_;
  std::vector<ClaimableShare> shares_;
  SpentForGrant spent_;
  int64_t shares_minor_ = 0;
  // The invoices that count, and whether the grant pays for their days.
  absl::flat_hash_map<std::string, bool> invoices_;
};

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_CLAIM_RULES_H_
