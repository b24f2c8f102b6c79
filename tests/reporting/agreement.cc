#include "tests/reporting/agreement.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"

namespace cofi::reporting {
namespace {

using google::protobuf::Message;
using v1::BudgetRow;
using v1::BudgetStatus;
using v1::GetBudgetStatusRequest;
using v1::PipelineEntry;
using v1::PlanSource;

// Every amount of a row, by the name of its field.
using Amounts = std::map<std::string, int64_t>;

Amounts AmountsOf(const Message& row) {
  Amounts amounts;
  for (int i = 0; i < row.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = row.GetDescriptor()->field(i);
    if (!IsMoney(field) || field->is_repeated()) continue;
    amounts[field->name()] =
        Minor(static_cast<const Money&>(row.GetReflection()->GetMessage(row, field)));
  }
  return amounts;
}

template <typename Rows>
Amounts SumOf(const Rows& rows) {
  Amounts sum;
  for (const auto& row : rows) {
    for (const auto& [name, amount] : AmountsOf(row)) sum[name] += amount;
  }
  return sum;
}

template <typename Report>
bool HasPeriod(const Report& report) {
  return report.has_from_date() || report.has_to_date();
}

// `LINE`, or `LINE and YEAR` where they cross.
std::string NameOf(const BudgetStatus& status) {
  return absl::StrJoin(status.group_by(), " and ", [](std::string* out, int each) {
    absl::StrAppend(out, EnumNameOf(static_cast<GetBudgetStatusRequest::GroupBy>(each)));
  });
}

class Judge {
 public:
  explicit Judge(const Reports& reports) : reports_(reports) {}

  std::string Judgement() {
    JudgePlan();
    for (const BudgetStatus& status : reports_.statuses) JudgeStatus(status);
    JudgeFunders();
    JudgeFinancing();
    JudgePipeline();
    JudgeLate();
    return std::move(found_);
  }

 private:
  template <typename T>
  void Expect(const T& a, const T& b, const std::string& what) {
    if (a != b) absl::StrAppend(&found_, what, ": ", a, " and ", b, "\n");
  }
  void Expect(const Amounts& a, const Amounts& b, const std::string& what) {
    for (const auto& [name, amount] : b) {
      const auto found = a.find(name);
      Expect(found == a.end() ? 0 : found->second, amount, absl::StrCat(what, ".", name));
    }
  }
  void Expect(const Money& a, const Money& b, const std::string& what) {
    Expect(Minor(a), Minor(b), what);
  }

  void JudgePlan() {
    const v1::FundingPlan& plan = reports_.plan;
    Expect(SumOf(plan.sources()), AmountsOf(plan.total()), "plan");
    int64_t shares = 0, own = 0, payable = 0, received = 0;
    std::map<std::string, int> planned;
    for (const PlanSource& source : plan.sources()) {
      shares += source.share_basis_points();
      if (source.funder().empty()) own += Minor(source.planned());
      if (Minor(source.planned()) != 0) ++planned[source.funder()];
      const bool conditional =
          source.state() == applications::v1::Application::STATE_AWARDED_CONDITIONALLY;
      Expect(conditional ? Minor(source.secured()) : 0, Minor(source.conditional()), "conditional");
    }
    for (const auto& [funder, times] : planned) Expect(times, 1, "planned of " + funder);
    Expect(shares, int64_t{plan.total().share_basis_points()}, "shares");
    for (const budgets::v1::Grant& grant : reports_.grants) {
      const int64_t awarded = Minor(grant.awarded_amount());
      payable += grant.has_ceiling() ? std::min(awarded, Minor(grant.ceiling())) : awarded;
      received += Minor(grant.received_amount());
    }
    const v1::FundingSummary& funding = plan.funding();
    Expect(payable, Minor(funding.secured()), "secured of the grants");
    Expect(received, Minor(funding.received()), "received of the grants");
    Expect(own, Minor(funding.own_funds()), "own funds");
    const Amounts total = AmountsOf(plan.total()), summary = AmountsOf(funding);
    for (const char* name :
         {"secured", "conditional", "pending", "to_request", "expected", "received"}) {
      // The summary says what was received in all.
      if (HasPeriod(plan) && name == absl::string_view("received")) continue;
      Expect(total.at(name), summary.at(name), absl::StrCat("summary.", name));
    }
    Expect(summary.at("expenses") - payable - own, summary.at("gap"), "gap");
    if (plan.has_start_condition()) {
      Expect(plan.start_condition().secured_amount(), funding.secured(), "start condition");
    }
    // A budget is balanced when it is adopted.
    if (!plan.budget().empty()) Expect(total.at("planned"), summary.at("expenses"), "planned");
  }

  void JudgeStatus(const BudgetStatus& status) {
    const std::string name = NameOf(status);
    Amounts total = AmountsOf(status.total());
    // Not known of all where it is not of each.
    if (!status.total().has_theoretical()) total.erase("theoretical");
    Expect(SumOf(status.rows()), total, name);
    Expect(status.funding().SerializeAsString(), reports_.plan.funding().SerializeAsString(),
           name + " funding");
    if (status.group_by_size() > 1) return JudgeCrossed(status);
    const bool by_funder = status.group_by(0) == GetBudgetStatusRequest::GROUP_BY_FUNDER;
    const bool by_year = status.group_by(0) == GetBudgetStatusRequest::GROUP_BY_YEAR;
    if (!by_year || status.total().has_available()) {
      for (const BudgetRow& row : status.rows()) JudgeUse(row, by_funder, name + " " + row.key());
      JudgeUse(status.total(), by_funder, name);
    }
    const BudgetRow& lines = reports_.statuses.front().total();
    if (by_year) {
      const Amounts of_years = AmountsOf(status.total()), of_lines = AmountsOf(lines);
      for (const char* amount : {"planned", "committed", "spent", "paid"}) {
        Expect(of_years.at(amount), of_lines.at(amount), absl::StrCat(name, " total ", amount));
      }
    } else if (!by_funder) {
      Expect(status.total().SerializeAsString(), lines.SerializeAsString(), name + " total");
    } else if (!status.budget().empty()) {
      Expect(status.total().planned(), lines.planned(), "planned by funder");
      Expect(status.total().spent(), lines.spent(), "spent by funder");
    }
  }

  // Amounts of a row, or of all, sum both ways.
  void JudgeCrossed(const BudgetStatus& status) {
    const std::string name = NameOf(status);
    std::vector<int64_t> sums(status.columns_size());
    std::vector<bool> used(status.columns_size());
    for (const BudgetRow& row : status.rows()) {
      const std::vector<int64_t> cells = CellsOf(row, status, name);
      for (size_t i = 0; i < cells.size(); ++i) {
        sums[i] += cells[i];
        used[i] = used[i] || cells[i] != 0;
      }
    }
    Expect(absl::StrJoin(sums, " "), absl::StrJoin(CellsOf(status.total(), status, name), " "),
           name + " columns");
    Expect(std::count(used.begin(), used.end(), false), std::ptrdiff_t{0}, name + " empty columns");
    // Before there is a budget, no line says what was spent.
    if (!status.budget().empty()) JudgeAlone(status, sums);
  }

  std::vector<int64_t> CellsOf(const BudgetRow& row, const BudgetStatus& status,
                               const std::string& name) {
    std::vector<int64_t> cells;
    for (const Money& each : row.crossings()) cells.push_back(Minor(each));
    Expect(row.crossings_size(), status.columns_size(), name + " cells of " + row.key());
    Expect(std::accumulate(cells.begin(), cells.end(), int64_t{0}), Minor(row.crossing_total()),
           name + " crossings of " + row.key());
    cells.resize(status.columns_size());
    return cells;
  }

  // Of one dimension, both say what the statuses of that one by itself say; a year is another
  // there.
  void JudgeAlone(const BudgetStatus& status, const std::vector<int64_t>& sums) {
    const std::string name = NameOf(status);
    const bool paid = status.measure() == GetBudgetStatusRequest::MEASURE_PAID;
    const BudgetRow& lines = reports_.statuses.front().total();
    Expect(paid ? lines.paid() : lines.spent(), status.total().crossing_total(), name + " all");
    const auto judge = [&](int group_by, const std::map<std::string, int64_t>& crossed) {
      const BudgetStatus* const alone = Alone(group_by);
      // Who paid is not told by funder.
      const bool by_funder = group_by == GetBudgetStatusRequest::GROUP_BY_FUNDER;
      if (alone == nullptr || (paid && by_funder)) return;
      std::map<std::string, int64_t> amounts;
      for (const BudgetRow& row : alone->rows()) {
        amounts[row.key()] = Minor(paid ? row.paid() : row.spent());
      }
      for (const auto& [key, amount] : crossed) {
        Expect(amounts[key], amount, absl::StrCat(name, " ", key));
        amounts.erase(key);
      }
      for (const auto& [key, amount] : amounts) Expect(amount, int64_t{0}, name + " lacks " + key);
    };
    std::map<std::string, int64_t> rows, columns;
    for (const BudgetRow& row : status.rows()) rows[row.key()] = Minor(row.crossing_total());
    for (int i = 0; i < status.columns_size(); ++i) columns[status.columns(i).key()] = sums[i];
    judge(status.group_by(0), rows);
    judge(status.group_by(1), columns);
    if (Alone(status.group_by(0)) != nullptr) JudgeFigures(status, *Alone(status.group_by(0)));
  }

  // The rest of the rows is as without columns.
  void JudgeFigures(const BudgetStatus& status, const BudgetStatus& alone) {
    std::map<std::string, std::string> figures;
    for (const BudgetRow& row : alone.rows()) figures[row.key()] = row.SerializeAsString();
    for (BudgetRow row : status.rows()) {
      row.clear_crossings();
      row.clear_crossing_total();
      // Own funds that sum to nothing may have paid here, and taken back there.
      const bool only_crosses = figures.count(row.key()) == 0;
      Expect(only_crosses ? Minor(row.spent()) : 0, int64_t{0}, "a row of its own");
      if (!only_crosses) {
        Expect(row.SerializeAsString(), figures[row.key()], NameOf(status) + " row " + row.key());
      }
    }
  }

  const BudgetStatus* Alone(int group_by) const {
    if (group_by == GetBudgetStatusRequest::GROUP_BY_YEAR) return nullptr;
    for (const BudgetStatus& each : reports_.statuses) {
      if (each.group_by_size() == 1 && each.group_by(0) == group_by) return &each;
    }
    return nullptr;
  }

  void JudgeUse(const BudgetRow& row, bool by_funder, const std::string& name) {
    const int64_t planned = Minor(row.planned());
    const int64_t used =
        Minor(row.spent_before()) + Minor(row.spent()) + (by_funder ? 0 : Minor(row.committed()));
    const int64_t left = Minor(by_funder ? row.remaining() : row.available());
    if (!by_funder) Expect(planned - used, left, name + " available");
    Expect(left < 0, row.overrun(), name + " overrun");
    if (planned == 0) return Expect(0, row.used_basis_points(), name + " percent of nothing");
    const auto side = [](int64_t number, int64_t bound) {
      return number < bound ? -1 : number > bound ? 1 : 0;
    };
    Expect(side(used, planned), side(row.used_basis_points(), 10000), name + " percent and all");
    Expect(side(used, 0), side(row.used_basis_points(), 0), name + " percent and none");
  }

  // By funder, each row is what the plan says of the funder, and the grants.
  void JudgeFunders() {
    for (const BudgetStatus& status : reports_.statuses) {
      if (status.group_by(0) != GetBudgetStatusRequest::GROUP_BY_FUNDER) continue;
      for (const BudgetRow& row : status.rows()) {
        int64_t planned = 0, spent = 0, remaining = 0;
        for (const PlanSource& source : reports_.plan.sources()) {
          if (IdOf(source.funder()) != row.key()) continue;
          planned += Minor(source.planned());
          spent += Minor(source.spent());
          if (source.funder().empty()) {
            remaining +=
                Minor(source.planned()) - Minor(source.spent()) - Minor(row.spent_before());
          }
        }
        for (const budgets::v1::Grant& grant : reports_.grants) {
          if (IdOf(grant.funder()) == row.key()) {
            remaining += Minor(grant.remaining_amount()) - Minor(grant.overspent_amount());
          }
        }
        Expect(planned, Minor(row.planned()), "planned from " + row.key());
        Expect(spent, Minor(row.spent()), "spent from " + row.key());
        Expect(remaining, Minor(row.remaining()), "remaining from " + row.key());
      }
    }
  }

  void JudgeFinancing() {
    const BudgetStatus& status = reports_.statuses.front();
    const Amounts sum = SumOf(status.financing());
    Expect(sum.at("received"), Minor(reports_.plan.total().received()), "financing received");
    Expect(sum.at("spent"), Minor(reports_.plan.total().spent()), "financing and plan");
    if (!status.budget().empty()) {
      Expect(sum.at("spent"), Minor(status.total().spent()), "financing");
    }
  }

  void JudgePipeline() {
    const v1::Pipeline& pipeline = reports_.pipeline;
    std::map<int, std::vector<PipelineEntry>> by_state;
    for (const PipelineEntry& entry : pipeline.entries()) {
      by_state[entry.state()].push_back(entry);
      JudgeEntry(entry);
    }
    Expect(static_cast<int>(by_state.size()), pipeline.totals_size(), "states");
    for (const v1::PipelineTotal& total : pipeline.totals()) {
      const std::string name = EnumNameOf(total.state());
      const std::vector<PipelineEntry>& entries = by_state[total.state()];
      Expect(SumOf(entries), AmountsOf(total), name);
      Expect(static_cast<int>(entries.size()), total.count(), name);
    }
  }

  void JudgeEntry(const PipelineEntry& entry) {
    int64_t awarded = 0, ceiling_aside = 0;
    for (const budgets::v1::Grant& grant : reports_.grants) {
      if (grant.application() != entry.application() || grant.funder() != entry.funder()) continue;
      awarded += Minor(grant.awarded_amount());
      if (grant.has_ceiling()) {
        ceiling_aside +=
            std::max<int64_t>(0, Minor(grant.awarded_amount()) - Minor(grant.ceiling()));
      }
    }
    Expect(awarded, Minor(entry.awarded()), entry.application() + " awarded");
    const auto source =
        std::find_if(reports_.plan.sources().begin(), reports_.plan.sources().end(),
                     [&](const auto& each) { return each.application() == entry.application(); });
    if (source == reports_.plan.sources().end()) {
      absl::StrAppend(&found_, entry.application(), " is not in the plan\n");
      return;
    }
    Expect(awarded - ceiling_aside, Minor(source->secured()), entry.application() + " secured");
    const bool draft = entry.state() == applications::v1::Application::STATE_DRAFT;
    Expect(draft ? 0 : Minor(entry.requested()), Minor(source->requested()),
           entry.application() + " requested");
    Expect(entry.likelihood_basis_points(), source->likelihood_basis_points(),
           entry.application() + " likelihood");
    Expect(static_cast<int>(entry.state()), static_cast<int>(source->state()), "state");
  }

  void JudgeLate() {
    std::vector<v1::Deadline> late;
    for (const v1::Deadline& each : reports_.deadlines.deadlines()) {
      if (each.overdue()) late.push_back(each);
    }
    Expect(static_cast<int>(late.size()), reports_.plan.overdue_count(), "overdue");
    if (!late.empty()) {
      Expect(late.front().SerializeAsString(), reports_.plan.oldest_overdue().SerializeAsString(),
             "oldest overdue");
    }
    for (const BudgetStatus& status : reports_.statuses) {
      Expect(status.overdue_count(), reports_.plan.overdue_count(), "overdue in the status");
      Expect(status.next_deadline().SerializeAsString(),
             reports_.plan.next_deadline().SerializeAsString(), "next deadline");
    }
    for (const PipelineEntry& entry : reports_.pipeline.entries()) {
      const bool draft = entry.state() == applications::v1::Application::STATE_DRAFT;
      const bool any = std::any_of(late.begin(), late.end(), [&](const v1::Deadline& each) {
        return each.resource() == entry.application() ||
               absl::StartsWith(each.resource(), entry.application() + "/");
      });
      if (any || !draft) Expect(any, entry.overdue(), entry.application() + " overdue");
    }
  }

  const Reports& reports_;
  std::string found_;
};

}  // namespace

std::string Disagreements(const Reports& reports) { return Judge(reports).Judgement(); }

}  // namespace cofi::reporting
