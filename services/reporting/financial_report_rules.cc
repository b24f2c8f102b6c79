#include "services/reporting/financial_report_rules.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/money.h"
#include "base/names.h"
#include "services/reporting/budget_form_rules.h"
#include "services/reporting/chart_of_accounts_rules.h"
#include "services/reporting/in_kind_rules.h"

namespace cofi::reporting {
namespace {

constexpr int32_t kAll = 10'000;
// Where a funder stands that no line of the budget names.
constexpr absl::string_view kGrants = "74";
// Own funds that no line plans: the last row of the form, which has no account. Sorts there too.
constexpr absl::string_view kOwnResources = "own";
constexpr Text kOwnResourcesText{"Own resources put into the project",
                                 "Ressources propres affectées au projet"};

// What is told of a row.
struct SideFigures {
  Wide planned = 0, spent = 0, received = 0;

  void Add(const SideFigures& other) {
    planned += other.planned;
    spent += other.spent;
    received += other.received;
  }
  bool IsNothing() const { return planned == 0 && spent == 0 && received == 0; }
};

// A row below a heading, in the making.
struct ReportEntry {
  std::string heading, account, display_name;
  // Of income; empty for own funds.
  std::string funder;
  SideFigures figures;
};

// Entries by heading and account, or by heading and funder.
class ReportEntries {
 public:
  size_t At(ReportEntry entry) {
    const std::string of = entry.funder.empty() ? entry.account : entry.funder;
    const auto [found, added] =
        by_key_.try_emplace(std::make_pair(entry.heading, of), entries_.size());
    if (added) entries_.push_back(std::move(entry));
    return found->second;
  }
  ReportEntry& operator[](size_t index) { return entries_[index]; }
  const std::vector<ReportEntry>& all() const { return entries_; }

 private:
  std::vector<ReportEntry> entries_;
  absl::flat_hash_map<std::pair<std::string, std::string>, size_t> by_key_;
};

// What was done, in all or in the period.
struct DoneSums {
  // By the identifier of the line.
  absl::flat_hash_map<std::string, Wide> by_line;
  // By the name of the funder, without what is planned.
  absl::flat_hash_map<std::string, SideFigures> by_funder;
  // What came in of no funder, by the identifier of the line.
  absl::flat_hash_map<std::string, Wide> other_income;
};

bool IsOfMovements(const v1::GetFinancialReportRequest& request) {
  return HasPeriod(request) || !request.funder().empty();
}

DoneSums DoneInAll(const ProjectFacts& facts) {
  DoneSums done;
  for (const Line* line : LinesOn(facts, Line::SIDE_EXPENSE)) {
    done.by_line[std::string(IdOf(line->name()))] += Minor(line->spent_amount());
  }
  for (const Grant& grant : facts.grants) {
    done.by_funder[grant.funder()].Add(
        {0, Minor(grant.spent_amount()), Minor(grant.received_amount())});
  }
  for (const Line* line : LinesOn(facts, Line::SIDE_INCOME)) {
    done.other_income[std::string(IdOf(line->name()))] += Minor(line->received_amount());
  }
  return done;
}

// Of one funder, only what its grants paid. What is on no line of the facts is on neither side.
DoneSums DoneByMovements(const ProjectFacts& facts, const std::string& funder) {
  absl::flat_hash_map<absl::string_view, const Grant*> grants;
  for (const Grant& grant : facts.grants) grants.emplace(IdOf(grant.name()), &grant);
  DoneSums done;
  for (const Line* line : LinesOn(facts, Line::SIDE_EXPENSE)) {
    done.by_line.emplace(IdOf(line->name()), 0);
  }
  for (const MovementSum& sum : Counted(facts, facts.movements)) {
    const auto grant = grants.find(sum.grant());
    const std::string payer = grant == grants.end() ? "" : grant->second->funder();
    if (!funder.empty() && payer != funder) continue;
    const auto line = done.by_line.find(sum.line());
    const Wide spent = line == done.by_line.end() ? 0 : sum.spent_minor();
    if (line != done.by_line.end()) line->second += spent;
    if (payer.empty()) {
      done.other_income[sum.line()] += sum.received_minor();
    } else {
      done.by_funder[payer].Add({0, spent, sum.received_minor()});
    }
  }
  return done;
}

class ReportMaker {
 public:
  ReportMaker(const ProjectFacts& facts, const v1::GetFinancialReportRequest& request,
              Language language, v1::FinancialReport* report)
      : facts_(facts),
        funder_(request.funder()),
        language_(language),
        chart_(ChartVersionOf(facts.lines, *facts.budget, facts.as_of)),
        has_period_(HasPeriod(request)),
        done_(IsOfMovements(request) ? DoneByMovements(facts, request.funder()) : DoneInAll(facts)),
        report_(report) {}

  void AddCharges() {
    ReportEntries entries;
    for (const Line* line : LinesOn(facts_, Line::SIDE_EXPENSE)) {
      SideFigures figures;
      // What a funder pays is planned as a whole, and not for each heading.
      if (!of_funder()) figures.planned = Minor(line->planned_amount());
      const auto done = done_.by_line.find(IdOf(line->name()));
      if (done != done_.by_line.end()) figures.spent = done->second;
      charges_.Add(figures);
      if (!figures.IsNothing()) entries[entries.At(EntryOf(*line))].figures.Add(figures);
    }
    AddRows(entries, Line::SIDE_EXPENSE, /*has_planned=*/!of_funder(), report_->mutable_charges());
  }

  void AddProduits() {
    ReportEntries entries;
    // The entries of each source, and the sources in the order of the budget's income.
    absl::flat_hash_map<std::string, std::vector<size_t>> by_source;
    std::vector<std::string> sources;
    const auto add = [&](ReportEntry entry) {
      std::vector<size_t>& of_source = by_source[entry.funder];
      if (of_source.empty()) sources.push_back(entry.funder);
      const size_t index = entries.At(std::move(entry));
      if (std::find(of_source.begin(), of_source.end(), index) == of_source.end()) {
        of_source.push_back(index);
      }
      return index;
    };
    for (const Line* line : LinesOn(facts_, Line::SIDE_INCOME)) {
      if (of_funder() && line->funder() != funder_) continue;
      ReportEntry& entry = entries[add(EntryOf(*line))];
      entry.figures.planned += Minor(line->planned_amount());
      // It came in on this line, however own funds are shared over all of them.
      if (line->funder().empty()) {
        entry.figures.received += done_.other_income[std::string(IdOf(line->name()))];
      }
    }
    for (const Grant& grant : facts_.grants) {
      if (of_funder() && grant.funder() != funder_) continue;
      if (!by_source.contains(grant.funder())) add(UnplannedOf(grant.funder()));
    }
    SideFigures own{0, charges_.spent, 0};
    for (const auto& [funder, done] : done_.by_funder) own.spent -= done.spent;
    if (own.spent != 0 && !by_source.contains("")) add(UnplannedOf(""));
    for (const std::string& source : sources) {
      Split(source.empty() ? own : done_.by_funder[source], by_source[source], &entries);
    }
    for (const ReportEntry& entry : entries.all()) produits_.Add(entry.figures);
    AddRows(entries, Line::SIDE_INCOME, /*has_planned=*/true, report_->mutable_produits());
  }

  void AddTotals() {
    SideFigures charges = charges_;
    if (of_funder()) charges.planned = produits_.planned;
    SetFigures(charges, /*has_planned=*/true, report_->mutable_total_charges());
    SetFigures(produits_, /*has_planned=*/true, report_->mutable_total_produits());
    *report_->mutable_total_produits()->mutable_received() = AmountIn(facts_, produits_.received);
  }

  void AddInKind(Line::Side side,
                 google::protobuf::RepeatedPtrField<v1::FinancialReportRow>* rows) const {
    const std::vector<Line> lines = has_period_ ? LinesOfPeriod(facts_) : facts_.lines;
    for (const v1::BudgetFormRow& planned : FormRows(facts_, lines, side, chart_, language_)) {
      v1::FinancialReportRow* row = rows->Add();
      row->set_account(planned.account());
      row->set_display_name(planned.display_name());
      row->set_depth(planned.depth());
      SetFigures({Minor(planned.planned()), Minor(planned.realised()), 0}, /*has_planned=*/true,
                 row);
    }
  }

 private:
  using Rows = google::protobuf::RepeatedPtrField<v1::FinancialReportRow>;

  bool of_funder() const { return !funder_.empty(); }

  // By what the chart calls its account; by its own name where that is not an account of the chart.
  ReportEntry EntryOf(const Line& line) const {
    ReportEntry entry{
        HeadingOf(line.account()), line.account(), line.display_name(), line.funder(), {}};
    const Account* account = FindAccount(chart_, line.account());
    if (!line.funder().empty()) {
      entry.display_name = FunderNameOf(*facts_.catalogue, line.funder());
    } else if (account != nullptr && account->number == line.account() &&
               !IsHeading(line.account())) {
      entry.display_name = account->text.In(language_);
    }
    return entry;
  }

  ReportEntry UnplannedOf(const std::string& funder) const {
    if (funder.empty()) return {std::string(kOwnResources), "", "", "", {}};
    return {std::string(kGrants),
            std::string(kGrants),
            FunderNameOf(*facts_.catalogue, funder),
            funder,
            {}};
  }

  // Shares what a source did over its entries, as it was planned on them. The parts sum to the
  // whole; of what was not planned, the first has all.
  void Split(const SideFigures& done, const std::vector<size_t>& indices, ReportEntries* entries) {
    std::vector<int64_t> weights;
    weights.reserve(indices.size());
    Wide planned = 0;
    for (const size_t index : indices) {
      planned += (*entries)[index].figures.planned;
      weights.push_back(Narrow((*entries)[index].figures.planned));
    }
    if (planned == 0) weights.front() = 1;
    const std::vector<int64_t> spent = SplitMinor(Narrow(done.spent), weights);
    const std::vector<int64_t> received = SplitMinor(Narrow(done.received), weights);
    for (size_t i = 0; i < indices.size(); ++i) {
      (*entries)[indices[i]].figures.Add({0, spent[i], received[i]});
    }
  }

  // Beyond the range of money, the nearest beyond it, which is told as such.
  int64_t Narrow(Wide minor) const { return Minor(AmountIn(facts_, minor)); }

  // Whatever the form prints, and whatever else there is.
  void AddRows(const ReportEntries& entries, Line::Side side, bool has_planned, Rows* rows) const {
    absl::btree_map<std::string, std::vector<const ReportEntry*>, FormOrder> headings;
    for (const absl::string_view heading : HeadingsOf(side)) headings[std::string(heading)];
    for (const ReportEntry& entry : entries.all()) {
      if (!entry.figures.IsNothing()) headings[entry.heading].push_back(&entry);
    }
    for (auto& [heading, below] : headings) {
      AddHeading(heading, below, has_planned, rows);
      // One alone is what its heading says already, unless it says who pays.
      if (below.size() == 1 && below.front()->funder.empty()) continue;
      // Accounts in the order of the form, funders in that of the budget.
      std::stable_sort(below.begin(), below.end(), [&](const ReportEntry* a, const ReportEntry* b) {
        return OrderOf(*a) < OrderOf(*b);
      });
      for (const ReportEntry* entry : below) {
        v1::FinancialReportRow* row = rows->Add();
        row->set_account(entry->account);
        row->set_display_name(entry->display_name);
        row->set_funder(entry->funder);
        row->set_depth(1);
        SetFigures(entry->figures, has_planned, row);
        if (!entry->funder.empty() || entry->figures.received != 0) {
          *row->mutable_received() = AmountIn(facts_, entry->figures.received);
        }
      }
    }
  }

  std::tuple<bool, const Account*, absl::string_view> OrderOf(const ReportEntry& entry) const {
    if (!entry.funder.empty()) return {false, nullptr, ""};
    return {true, FindAccount(chart_, entry.account), entry.account};
  }

  void AddHeading(const std::string& heading, const std::vector<const ReportEntry*>& below,
                  bool has_planned, Rows* rows) const {
    SideFigures sum;
    bool has_funder = false;
    for (const ReportEntry* entry : below) {
      sum.Add(entry->figures);
      has_funder = has_funder || !entry->funder.empty();
    }
    v1::FinancialReportRow* row = rows->Add();
    if (heading == kOwnResources) {
      row->set_display_name(kOwnResourcesText.In(language_));
    } else {
      row->set_account(heading);
      row->set_display_name(HeadingText(chart_, heading, language_));
    }
    SetFigures(sum, has_planned, row);
    if (has_funder || sum.received != 0) *row->mutable_received() = AmountIn(facts_, sum.received);
  }

  void SetFigures(const SideFigures& figures, bool has_planned, v1::FinancialReportRow* row) const {
    *row->mutable_spent() = AmountIn(facts_, figures.spent);
    if (!has_planned) return;
    *row->mutable_planned() = AmountIn(facts_, figures.planned);
    *row->mutable_gap() = AmountIn(facts_, figures.spent - figures.planned);
    if (figures.planned != 0) {
      row->set_used_basis_points(PartOf(figures.spent, figures.planned, kAll));
    }
  }

  const ProjectFacts& facts_;
  const std::string funder_;
  const Language language_;
  const ChartVersion chart_;
  const bool has_period_;
  DoneSums done_;
  v1::FinancialReport* const report_;
  SideFigures charges_, produits_;
};

}  // namespace

std::optional<MovementsAsked> MovementsFor(const v1::GetFinancialReportRequest& request) {
  if (!IsOfMovements(request)) return std::nullopt;
  MovementsAsked asked;
  CopyPeriod(request, &asked);
  return asked;
}

v1::FinancialReport MakeFinancialReport(const ProjectFacts& facts,
                                        const v1::GetFinancialReportRequest& request,
                                        Language language) {
  v1::FinancialReport report;
  report.set_project(facts.project.name());
  report.set_project_display_name(facts.project.display_name());
  CopyPeriod(request, &report);
  if (!request.funder().empty()) {
    report.set_funder(request.funder());
    report.set_funder_display_name(FunderNameOf(*facts.catalogue, request.funder()));
  }
  if (!facts.budget) return report;
  report.set_budget(facts.budget->name());
  ReportMaker maker(facts, request, language, &report);
  maker.AddCharges();
  maker.AddProduits();
  maker.AddTotals();
  // Nothing in kind is of one funder's money.
  if (!request.funder().empty()) return report;
  maker.AddInKind(Line::SIDE_IN_KIND_USE, report.mutable_in_kind_uses());
  maker.AddInKind(Line::SIDE_IN_KIND_SOURCE, report.mutable_in_kind_sources());
  return report;
}

}  // namespace cofi::reporting
