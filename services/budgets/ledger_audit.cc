#include "services/budgets/ledger_audit.h"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/money.h"
#include "base/names.h"
#include "base/status.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "db/findings.h"
#include "services/budgets/claim_rules.h"
#include "services/budgets/expected_movements.h"
#include "services/budgets/portfolio.h"
#include "services/rpc/verb.h"

namespace cofi::budgets {
namespace {

constexpr int64_t kMovementsPerRead = 512;

// So many splits an expense has at most, each with its commitment.
constexpr size_t kSplitsMax = 100;

absl::Status Broken(const db::Place& place, absl::string_view what, const std::string& expected,
                    const std::string& found) {
  return db::Finding(type::v1::REASON_RULE_BROKEN, place, what, expected, found);
}

// A movement as it stands in the ledger: the number of the journal entry that
// caused it, and its own among those of that entry, from 0.
struct Stored {
  std::pair<int64_t, int64_t> at;
  PostedMovement movement;
};

std::string TextOf(const Stored& stored) {
  return absl::StrCat("#", stored.at.first, ".", stored.at.second, " ", stored.movement.Text());
}

class LedgerAudit final : public db::ChainRule {
 public:
  explicit LedgerAudit(const std::string& root) : root_(root) {}

  absl::Status OnEntry(db::Transaction& tx, const db::Link& link, const Message* state) override {
    last_entry_ = link.sequence;
    if (state == nullptr) return absl::OkStatus();
    const db::Place place = {.root = root_, .sequence = link.sequence, .name = link.name};
    if (const auto* grant = dynamic_cast<const v1::Grant*>(state)) {
      const int64_t awarded = grant->has_lost_date() ? 0 : Minor(grant->awarded_amount());
      Amounts& limits = limits_[std::string(IdOf(grant->name()))];
      limits = {{Measure::kSpent, Measure::kReceived}, awarded};
      if (grant->has_ceiling()) {
        limits[Measure::kSpent] = std::min(awarded, Minor(grant->ceiling()));
      }
      limits[Measure::kClaimed] = limits[Measure::kSpent];
      return absl::OkStatus();
    }
    if (const auto* commitment = dynamic_cast<const v1::Commitment*>(state)) {
      if (commitments_.size() == kSplitsMax) commitments_.erase(commitments_.begin());
      commitments_.push_back(*commitment);
      return Expect(tx, place, MovementsOf(*commitment, link.verb));
    }
    if (const auto* expense = dynamic_cast<const v1::Expense*>(state)) {
      return ExpectOf(tx, place, *expense, link);
    }
    if (const auto* receipt = dynamic_cast<const v1::Receipt*>(state)) {
      return Expect(tx, place, MovementsOf(*receipt, link.verb));
    }
    if (const auto* claim = dynamic_cast<const v1::Claim*>(state)) {
      held_[claim->name()] = HoldsShares(claim->state()) ? claim->entry_count() : 0;
      return Expect(tx, place, MovementsOf(*claim, link.verb));
    }
    if (const auto* contribution = dynamic_cast<const v1::Contribution*>(state)) {
      return Expect(tx, place, MovementsOf(*contribution, link.verb));
    }
    return absl::OkStatus();
  }

  absl::Status OnEnd(db::Transaction& tx) override {
    COFI_RETURN_IF_ERROR(Fill(tx));
    if (!ahead_.empty()) return TooMany(ahead_.front());
    COFI_RETURN_IF_ERROR(CheckHeld(tx));
    return CheckTotals(tx);
  }

 private:
  // The next movements of the ledger, in the snapshot of `tx`, unless there are
  // some in hand.
  absl::Status Fill(db::Transaction& tx) {
    if (!ahead_.empty()) return absl::OkStatus();
    return tx.Run(
        absl::StrCat("SELECT sequence, part, source, date, line, grant_id, ", MeasureList(),
                     " FROM ledger_entry WHERE root = $1 AND (sequence, part) > ($2, $3)"
                     " ORDER BY sequence, part LIMIT $4"),
        {absl::string_view(root_), read_.first, read_.second, kMovementsPerRead},
        [&](const db::Row& row) {
          read_ = {row.Int(0), row.Int(1)};
          ahead_.push_back({read_,
                            {std::string(row.Text(2)), std::string(row.Text(3)),
                             std::string(row.Text(4)), std::string(row.Text(5)), Amounts(row, 6)}});
          return absl::OkStatus();
        });
  }

  // Whether a reversal was recorded before those had the sign of what they do: then it gave back
  // from its own date on, whenever that was taken.
  static bool IsOfItsOwnDate(const db::Link& link) {
    v1::Expense recorded;
    return recorded.ParseFromArray(link.state.data(), static_cast<int>(link.state.size())) &&
           recorded.credits().empty() && Minor(recorded.amount()) > 0;
  }

  // An expense, or what undoes one, which must know from when on that had taken something.
  absl::Status ExpectOf(db::Transaction& tx, const db::Place& place, const v1::Expense& expense,
                        const db::Link& link) {
    const auto undone = taken_.find(expense.reverses());
    const bool knows = undone != taken_.end() && !IsOfItsOwnDate(link);
    const std::vector<PostedMovement> movements = MovementsOf(
        expense, link.verb, commitments_, knows ? undone->second : std::vector<Taken>(), made_);
    COFI_RETURN_IF_ERROR(Expect(tx, place, movements));
    if (undone != taken_.end()) taken_.erase(undone);
    const bool credits =
        link.verb == rpc::VerbOf<v1::CreditExpenseRequest>() && !expense.credits().empty();
    const bool creates = link.verb == rpc::VerbOf<v1::CreateExpenseRequest>();
    if (creates || credits || !expense.reverses().empty()) made_ = expense.name();
    if (!creates) return absl::OkStatus();
    for (const PostedMovement& movement : movements) {
      if (movement.amounts[Measure::kCommitted] == 0) continue;
      COFI_ASSIGN_OR_RETURN(const Date date, ParseDate(movement.date));
      taken_[expense.name()].push_back({movement.line, date, expense.invoice_date()});
    }
    return absl::OkStatus();
  }

  absl::Status Expect(db::Transaction& tx, const db::Place& place,
                      const std::vector<PostedMovement>& movements) {
    int64_t part = 0;
    for (const PostedMovement& movement : movements) {
      const Stored expected = {{place.sequence, part++}, movement};
      COFI_RETURN_IF_ERROR(Fill(tx));
      if (ahead_.empty()) return Broken(place, "ledger_entry", TextOf(expected), "");
      const Stored found = std::move(ahead_.front());
      ahead_.pop_front();
      if (found.at < expected.at) return TooMany(found);
      if (found.at != expected.at || found.movement != movement) {
        return Broken(place, "ledger_entry", TextOf(expected), TextOf(found));
      }
      COFI_RETURN_IF_ERROR(Add(place, movement));
    }
    return absl::OkStatus();
  }

  absl::Status TooMany(const Stored& found) const {
    return Broken({.root = root_, .sequence = found.at.first, .name = found.movement.source},
                  "ledger_entry", "", TextOf(found));
  }

  absl::Status Add(const db::Place& place, const PostedMovement& movement) {
    sums_[{movement.line, movement.grant}] += movement.amounts;
    if (movement.grant.empty()) return absl::OkStatus();
    // Judged by what the grant had then: it may be lost, or less, since.
    const Amounts& borne = of_grants_[movement.grant] += movement.amounts;
    const Amounts& limits = limits_[movement.grant];
    for (const Measure measure : {Measure::kSpent, Measure::kReceived, Measure::kClaimed}) {
      if (movement.amounts[measure] <= 0 || borne[measure] <= limits[measure]) continue;
      return Broken(place, absl::StrCat(NameOf(measure), " of ", movement.grant),
                    absl::StrCat("<= ", limits[measure]), absl::StrCat(borne[measure]));
    }
    return absl::OkStatus();
  }

  absl::Status CheckTotals(db::Transaction& tx) {
    std::map<std::pair<std::string, std::string>, Amounts> left = sums_;
    COFI_RETURN_IF_ERROR(
        tx.Run(absl::StrCat("SELECT line, grant_id, ", MeasureList(),
                            " FROM ledger_total WHERE root = $1 ORDER BY line, grant_id"),
               {absl::string_view(root_)}, [&](const db::Row& row) {
                 const std::pair key(std::string(row.Text(0)), std::string(row.Text(1)));
                 const Amounts found(row, 2);
                 const auto expected = left.find(key);
                 if (expected == left.end()) return TotalBroken(key, "", found.Text());
                 if (expected->second != found) {
                   return TotalBroken(key, expected->second.Text(), found.Text());
                 }
                 left.erase(expected);
                 return absl::OkStatus();
               }));
    if (left.empty()) {
      COFI_RETURN_IF_ERROR(CheckPeriods(tx));
      return CheckPortfolio(tx, root_, SumOfAll());
    }
    return TotalBroken(left.begin()->first, left.begin()->second.Text(), "");
  }

  // Each month and each day has what was moved in it, and those only.
  absl::Status CheckPeriods(db::Transaction& tx) {
    static const auto* const measures =
        new std::string(MeasureList("CAST(SUM($0) AS BIGINT) AS $0"));
    const auto of = [&](absl::string_view period) {
      return absl::StrCat("SELECT line, grant_id, ", period, " AS period, ", *measures,
                          " FROM ledger_entry WHERE root = $1 GROUP BY line, grant_id, ", period);
    };
    const std::string moved =
        absl::StrCat(of("'m' || SUBSTR(date, 1, 7)"), " UNION ALL ", of("'d' || date"));
    const std::string kept = absl::StrCat("SELECT line, grant_id, period, ", MeasureList(),
                                          " FROM ledger_period WHERE root = $1");
    for (const auto& [these, those] : {std::pair(&moved, &kept), std::pair(&kept, &moved)}) {
      const bool missing = these == &moved;
      COFI_RETURN_IF_ERROR(tx.Run(
          absl::StrCat("SELECT line, grant_id, period FROM (SELECT * FROM (", *these,
                       ") AS a EXCEPT SELECT * FROM (", *those,
                       ") AS b) AS wrong ORDER BY line, grant_id, period LIMIT 1"),
          {absl::string_view(root_)}, [&](const db::Row& row) {
            return Broken({.root = root_, .sequence = last_entry_, .name = root_},
                          absl::StrCat("ledger_period line=", row.Text(0), " grant=", row.Text(1),
                                       " ", row.Text(2)),
                          missing ? "the sum of its movements" : "", missing ? "" : "another sum");
          }));
    }
    return absl::OkStatus();
  }

  // No share is held but by a claim; that each claim holds its own is proved of the claim.
  absl::Status CheckHeld(db::Transaction& tx) const {
    int64_t expected = 0;
    for (const auto& [claim, count] : held_) expected += count;
    COFI_ASSIGN_OR_RETURN(
        const int64_t found,
        tx.Number("SELECT COUNT(*) FROM claim_entry WHERE root = $1", {absl::string_view(root_)}));
    if (found == expected) return absl::OkStatus();
    return Broken({.root = root_, .sequence = last_entry_, .name = root_}, "claim_entry",
                  absl::StrCat(expected), absl::StrCat(found));
  }

  Amounts SumOfAll() const {
    Amounts all;
    for (const auto& [key, sum] : sums_) all += sum;
    return all;
  }

  absl::Status TotalBroken(const std::pair<std::string, std::string>& key,
                           const std::string& expected, const std::string& found) const {
    return Broken({.root = root_, .sequence = last_entry_, .name = root_},
                  absl::StrCat("ledger_total line=", key.first, " grant=", key.second), expected,
                  found);
  }

  const std::string root_;
  // Movements that were read and not met yet, the last of them at `read_`.
  std::deque<Stored> ahead_;
  std::pair<int64_t, int64_t> read_ = {INT64_MIN, 0};
  int64_t last_entry_ = 0;
  std::string made_;  // The last expense that was new.
  // The last that changed: an expense changes those of its splits just before it is written.
  std::vector<v1::Commitment> commitments_;
  std::map<std::string, std::vector<Taken>> taken_;              // By expense, until it is undone.
  std::map<std::pair<std::string, std::string>, Amounts> sums_;  // By line and grant.
  std::map<std::string, Amounts> of_grants_;                     // What they have borne.
  std::map<std::string, Amounts> limits_;                        // What they may bear.
  std::map<std::string, int64_t> held_;                          // Shares by claim.
};

}  // namespace

std::unique_ptr<db::ChainRule> AuditLedger(const std::string& root) {
  return std::make_unique<LedgerAudit>(root);
}

absl::Status AuditLedgerRoots(db::Transaction& tx) {
  for (const char* table : {"ledger_entry", "ledger_total", "ledger_period", "claim_entry"}) {
    std::string root;
    while (true) {
      std::string next;
      COFI_RETURN_IF_ERROR(tx.Run(absl::StrCat("SELECT MIN(root) FROM ", table, " WHERE root > $1"),
                                  {absl::string_view(root)}, [&](const db::Row& row) {
                                    if (!row.IsNull(0)) next = std::string(row.Text(0));
                                    return absl::OkStatus();
                                  }));
      if (next.empty()) break;
      COFI_ASSIGN_OR_RETURN(const int64_t entries,
                            tx.Number("SELECT COUNT(*) FROM (SELECT 1 FROM journal WHERE root = $1"
                                      " LIMIT 1) AS any_entry",
                                      {absl::string_view(next)}));
      if (entries == 0 || next <= root) {
        return Broken({.root = next, .name = next}, table, "", next);
      }
      root = next;
    }
  }
  return absl::OkStatus();
}

}  // namespace cofi::budgets
