#include "services/reporting/explanation_rules.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/substitute.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "base/readable.h"
#include "base/refusal.h"
#include "base/status.h"
#include "services/reporting/figure_words_rules.h"
#include "services/reporting/in_kind_rules.h"
#include "services/reporting/source_rules.h"
#include "services/reporting/statement_rules.h"

namespace cofi::reporting {
namespace {

using budgets::v1::Commitment;
using budgets::v1::Contribution;
using budgets::v1::Expense;
using budgets::v1::Receipt;

constexpr size_t kEntriesMax = 10'000;

constexpr Text kBudgetLine{"budget line", "ligne du budget"};
constexpr Text kOrder{"commitment", "engagement"};
constexpr Text kReceipt{"receipt, $0", "encaissement, $0"};
constexpr Text kGrant{"grant", "subvention"};
constexpr Text kContribution{"contribution in kind", "contribution en nature"};
constexpr Text kApplication{"application", "candidature"};
constexpr Text kLikely{"application, $0 likely", "candidature, probabilité de $0"};

// What a name picks of a project. The facts and the name must stay.
class Scope {
 public:
  Scope(const ProjectFacts& facts, const FigureName& figure) : facts_(facts), figure_(figure) {
    for (const Line& line : facts.lines) lines_.emplace(IdOf(line.name()), &line);
    if (figure.grant) {
      for (const FundingSource& source : SourcesOf(facts)) {
        if (IdOf(source.grant) == *figure.grant) awarded_ = source.application;
      }
    }
    for (const Grant& grant : facts.grants) {
      if (HasGrant(grant)) grants_.insert(grant.name());
    }
  }

  // Grants that are asked for; all where none is named.
  const GrantNames& grants() const { return grants_; }
  bool names_grants() const {
    return figure_.funder.has_value() || figure_.grant.has_value() ||
           figure_.application.has_value();
  }
  // Whether own funds count: no other source is named.
  bool has_own_funds() const {
    return figure_.funder.value_or("").empty() && !figure_.grant && !figure_.application;
  }

  bool HasLine(const Line& line) const {
    return (!figure_.line || IdOf(line.name()) == *figure_.line) && IsOnAccount(line) &&
           (!figure_.phase || IdOf(line.phase()) == *figure_.phase) && IsOfYear(line);
  }
  // A line that an entry names. Before there is a budget, no line is known.
  bool HasLine(absl::string_view name) const {
    const absl::string_view id = IdOf(name);
    if (figure_.line && id != *figure_.line) return false;
    if (!figure_.account && !figure_.phase && !figure_.year) return true;
    const auto found = lines_.find(id);
    return found != lines_.end() && HasLine(*found->second);
  }

  bool HasSource(const FundingSource& source) const {
    return IsOfFunder(source.funder) && (!figure_.grant || IdOf(source.grant) == *figure_.grant) &&
           (!figure_.application || (source.application != nullptr &&
                                     IdOf(source.application->name()) == *figure_.application));
  }

  bool IsWithinPeriod(const Date& date) const { return IsWithin(date, figure_.from, figure_.to); }

 private:
  bool IsOnAccount(const Line& line) const {
    return !figure_.account || absl::StartsWith(line.account(), *figure_.account);
  }
  bool IsOfYear(const Line& line) const {
    if (!figure_.year) return true;
    return *figure_.year == (line.fiscal_year() == 0 ? "" : absl::StrCat(line.fiscal_year()));
  }
  bool IsOfFunder(absl::string_view funder) const {
    return !figure_.funder || IdOf(funder) == *figure_.funder;
  }
  // Should two grants stem from one application, reports name both after the first.
  bool IsCountedWithIt(const Grant& grant) const {
    return awarded_ != nullptr && StemsFrom(grant, *awarded_);
  }
  bool HasGrant(const Grant& grant) const {
    if (!IsOfFunder(grant.funder())) return false;
    if (figure_.grant && IdOf(grant.name()) != *figure_.grant && !IsCountedWithIt(grant)) {
      return false;
    }
    if (!figure_.application) return true;
    const Application* application = FindById(facts_.applications, *figure_.application);
    return application != nullptr && StemsFrom(grant, *application);
  }

  const ProjectFacts& facts_;
  const FigureName& figure_;
  absl::flat_hash_map<absl::string_view, const Line*> lines_;
  GrantNames grants_;
  // The application of the source that is named after the grant that is asked for.
  const Application* awarded_ = nullptr;
};

// The entries of a figure in the making.
class Entries {
 public:
  Entries(const ProjectFacts& facts, const Books& books, const FigureName& figure,
          Language language)
      : facts_(facts),
        books_(books),
        figure_(figure),
        language_(language),
        scope_(facts, figure),
        documents_(facts) {}

  void AddAll() {
    switch (figure_.kind) {
      case FigureKind::kPlanned:
        return AddPlannedAsked();
      case FigureKind::kCommitted:
        return AddCommitted(1);
      case FigureKind::kSpent:
        return AddExpenses(&rules::SpentPartsOf, 1);
      case FigureKind::kPaid:
        return AddExpenses(&rules::PaidPartsOf, 1);
      case FigureKind::kReceived:
        return AddReceived();
      case FigureKind::kAvailable:
        // What is on lines that nobody knows yet is of no line.
        if (!facts_.budget) return;
        AddLines(Line::SIDE_EXPENSE, 1);
        AddCommitted(-1);
        return AddExpenses(&rules::SpentPartsOf, -1);
      case FigureKind::kRemaining:
        return AddRemaining();
      case FigureKind::kRequested:
        return AddSources(&SourceFigures::requested, 1);
      case FigureKind::kSecured:
        return AddSources(&SourceFigures::secured, 1);
      case FigureKind::kConditional:
        return AddSources(&SourceFigures::conditional, 1);
      case FigureKind::kPending:
        return AddSources(&SourceFigures::pending, 1);
      case FigureKind::kExpected:
        return AddSources(&SourceFigures::expected, 1);
      case FigureKind::kOwnFunds:
        return AddIncomeOf("", 1);
      case FigureKind::kToRequest:
        return AddToRequest();
      case FigureKind::kGap:
        AddLines(Line::SIDE_EXPENSE, 1);
        AddSources(&SourceFigures::secured, -1);
        return AddIncomeOf("", -1);
      case FigureKind::kInKind:
        return AddInKind();
    }
  }

  // By date; those of one day as they were added.
  std::vector<v1::FigureEntry> Take() {
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const v1::FigureEntry& a, const v1::FigureEntry& b) {
                       return IsoDate(a.date()) < IsoDate(b.date());
                     });
    return std::move(entries_);
  }
  Wide sum() const { return sum_; }

 private:
  // Null for what is nothing.
  v1::FigureEntry* Add(const Date& date, std::string kind, const std::string& resource,
                       const std::string& display_name, Wide minor) {
    if (minor == 0) return nullptr;
    sum_ += minor;
    v1::FigureEntry& entry = entries_.emplace_back();
    if (IsSet(date)) *entry.mutable_date() = date;
    entry.set_kind(std::move(kind));
    entry.set_resource(resource);
    entry.set_display_name(display_name);
    *entry.mutable_amount() = AmountIn(facts_, minor);
    return &entry;
  }

  // It counts from the adoption of the budget on.
  void AddLine(const Line& line, int sign) {
    v1::FigureEntry* entry = Add(facts_.budget ? facts_.budget->adoption_date() : Date(),
                                 kBudgetLine.In(language_), line.name(), line.display_name(),
                                 sign * static_cast<Wide>(Minor(line.planned_amount())));
    if (entry == nullptr) return;
    entry->set_reference(line.account());
    if (!line.funder().empty()) {
      entry->set_counterparty(FunderNameOf(*facts_.catalogue, line.funder()));
    }
  }

  void AddLines(Line::Side side, int sign) {
    for (const Line* line : LinesOn(facts_, side)) {
      if (scope_.HasLine(*line)) AddLine(*line, sign);
    }
  }

  void AddIncomeOf(const std::string& funder, int sign) {
    for (const Line* line : LinesOn(facts_, Line::SIDE_INCOME)) {
      if (IdOf(line->funder()) == funder && scope_.HasLine(*line)) AddLine(*line, sign);
    }
  }

  // Of a funder, the income planned from it; of lines and accounts, those of any side.
  void AddPlannedAsked() {
    if (figure_.funder) return AddIncomeOf(*figure_.funder, 1);
    if (!figure_.line && !figure_.account) return AddLines(Line::SIDE_EXPENSE, 1);
    for (const Line::Side side : {Line::SIDE_EXPENSE, Line::SIDE_INCOME, Line::SIDE_IN_KIND_USE,
                                  Line::SIDE_IN_KIND_SOURCE}) {
      AddLines(side, 1);
    }
  }

  void AddCommitted(int sign) {
    if (!facts_.budget) return;
    for (const Commitment& each : books_.commitments) {
      if (!scope_.HasLine(each.line())) continue;
      v1::FigureEntry* entry =
          Add(each.commitment_date(), kOrder.In(language_), each.name(), each.display_name(),
              sign * static_cast<Wide>(Minor(each.open_amount())));
      if (entry == nullptr) continue;
      entry->set_counterparty(each.supplier());
      entry->set_reference(each.reference());
    }
  }

  void AddExpense(const Expense& expense, const Date& date, Wide minor) {
    v1::FigureEntry* entry = Add(date, EnumLabel(expense.kind(), language_), expense.name(),
                                 expense.display_name(), minor);
    if (entry == nullptr) return;
    entry->set_counterparty(expense.supplier());
    entry->set_reference(expense.invoice_reference());
    documents_.AddTo(expense, entry->mutable_documents());
  }

  // What the sources that are asked for pay of them, as they were spent or paid.
  void AddExpenses(std::vector<rules::MovedPart> (*parts_of)(const Expense&), int sign) {
    const GrantNames awarded = AwardedGrants(facts_);
    for (const Expense& expense : books_.expenses) {
      for (const rules::MovedPart& part : parts_of(expense)) {
        if (!scope_.IsWithinPeriod(*part.date) || !scope_.HasLine(part.line)) continue;
        Wide minor = part.Minor();
        if (scope_.names_grants()) {
          minor = scope_.has_own_funds() ? minor - SharesMinor(part, awarded)
                                         : SharesMinor(part, scope_.grants());
        }
        AddExpense(expense, *part.date, sign * minor);
      }
    }
  }

  void AddReceived() {
    for (const Receipt& receipt : books_.receipts) {
      if (!scope_.IsWithinPeriod(receipt.receipt_date())) continue;
      const Grant* grant = FindById(facts_.grants, IdOf(receipt.grant()));
      const bool other = receipt.grant().empty();
      // What is on lines that nobody knows yet is of no line.
      if (other && !(facts_.budget && scope_.has_own_funds())) continue;
      if (!other && scope_.names_grants() && !scope_.grants().contains(receipt.grant())) continue;
      v1::FigureEntry* entry = Add(
          receipt.receipt_date(),
          absl::Substitute(kReceipt.In(language_), EnumLabel(receipt.kind(), language_)),
          receipt.name(), grant == nullptr ? "" : grant->display_name(), Minor(receipt.amount()));
      if (entry == nullptr) continue;
      if (grant != nullptr) {
        entry->set_counterparty(FunderNameOf(*facts_.catalogue, grant->funder()));
      }
      entry->set_reference(receipt.reference());
    }
  }

  // Of lines and accounts, those of either side; else each is counted once, where it is used.
  void AddInKind() {
    const bool of_sources = figure_.line || figure_.account;
    for (const Contribution& each : books_.contributions) {
      if (!scope_.IsWithinPeriod(each.contribution_date())) continue;
      const int sides = (scope_.HasLine(each.line()) ? 1 : 0) +
                        (of_sources && scope_.HasLine(each.source_line()) ? 1 : 0);
      v1::FigureEntry* entry =
          Add(each.contribution_date(), kContribution.In(language_), each.name(),
              each.display_name(), sides * static_cast<Wide>(Minor(each.amount())));
      if (entry == nullptr) continue;
      entry->set_counterparty(each.giver());
      entry->set_reference(each.reference());
    }
  }

  v1::FigureEntry* AddGrant(const Grant& grant, Wide minor) {
    v1::FigureEntry* entry =
        Add(grant.award_date(), kGrant.In(language_), grant.name(), grant.display_name(), minor);
    if (entry != nullptr) {
      entry->set_counterparty(FunderNameOf(*facts_.catalogue, grant.funder()));
    }
    return entry;
  }

  // What grants pay and own funds should, less what each paid already.
  void AddRemaining() {
    for (const Grant& grant : facts_.grants) {
      if (scope_.grants().contains(grant.name())) AddGrant(grant, PayableMinor(grant));
    }
    if (scope_.has_own_funds() && facts_.budget) {
      AddIncomeOf("", 1);
      return AddExpenses(&rules::SpentPartsOf, -1);
    }
    for (const Expense& expense : books_.expenses) {
      for (const rules::MovedPart& part : rules::SpentPartsOf(expense)) {
        AddExpense(expense, *part.date, -SharesMinor(part, scope_.grants()));
      }
    }
  }

  // As the funding plan counts them, of which each has a row.
  void AddSources(Wide SourceFigures::*figure, int sign) {
    for (const FundingSource& source : SourcesOf(facts_)) {
      if (!scope_.HasSource(source)) continue;
      const Wide minor = sign * source.figures.*figure;
      const bool of_grant =
          figure == &SourceFigures::secured || figure == &SourceFigures::conditional;
      if (of_grant) {
        const Grant* grant = FindById(facts_.grants, IdOf(source.grant));
        if (grant != nullptr) AddGrant(*grant, minor);
      } else if (source.application != nullptr) {
        AddApplication(*source.application, figure == &SourceFigures::expected, minor);
      }
    }
  }

  // Of what is expected, how likely it is.
  void AddApplication(const Application& application, bool expected, Wide minor) {
    std::string kind = kApplication.In(language_);
    if (expected) {
      kind = absl::Substitute(kLikely.In(language_),
                              PercentText(application.likelihood_basis_points(), language_));
    }
    v1::FigureEntry* entry = Add(application.submit_date(), std::move(kind), application.name(),
                                 application.display_name(), minor);
    if (entry != nullptr) {
      entry->set_counterparty(FunderNameOf(*facts_.catalogue, application.funder()));
    }
  }

  // The income of those whom nobody asked.
  void AddToRequest() {
    for (const FundingSource& source : SourcesOf(facts_)) {
      if (source.figures.to_request == 0 || !scope_.HasSource(source)) continue;
      AddIncomeOf(std::string(IdOf(source.funder)), 1);
    }
  }

  const ProjectFacts& facts_;
  const Books& books_;
  const FigureName& figure_;
  const Language language_;
  const Scope scope_;
  const ExpenseDocuments documents_;
  std::vector<v1::FigureEntry> entries_;
  Wide sum_ = 0;
};

// Refuses what the project does not have; nothing of what is not asked for, or asked for as none.
class References {
 public:
  template <typename Resources>
  void Check(absl::string_view key, const std::optional<std::string>& id,
             const Resources& resources) {
    CheckIf(FindById(resources, id.value_or("")) != nullptr, key, id);
  }
  void CheckIf(bool there, absl::string_view key, const std::optional<std::string>& id) {
    if (there || id.value_or("").empty()) return;
    violations_.Add(InField("figure", Refuse(type::v1::REASON_REFERENCE_NOT_FOUND,
                                             {{"name", absl::StrCat(key, "=", *id)}})));
  }
  absl::Status ToStatus() const { return violations_.ToStatus(); }

 private:
  Violations violations_;
};

absl::Status CheckReferences(const ProjectFacts& facts, const FigureName& figure) {
  References references;
  // Before there is a budget nobody knows its lines.
  if (facts.budget) references.Check("line", figure.line, facts.lines);
  const bool named_by_a_line =
      std::any_of(facts.lines.begin(), facts.lines.end(),
                  [&](const Line& line) { return IdOf(line.phase()) == figure.phase; });
  if (!named_by_a_line) references.Check("phase", figure.phase, facts.phases);
  references.CheckIf(
      facts.catalogue->funders.contains(absl::StrCat("funders/", figure.funder.value_or(""))),
      "funder", figure.funder);
  references.Check("grant", figure.grant, facts.grants);
  references.Check("application", figure.application, facts.applications);
  return references.ToStatus();
}

}  // namespace

FigureNeeds NeedsOf(const FigureName& figure) {
  const bool by_date = figure.kind == FigureKind::kSpent || figure.kind == FigureKind::kPaid;
  const bool of_lines =
      figure.kind == FigureKind::kCommitted || figure.kind == FigureKind::kAvailable;
  FigureNeeds needs;
  if (by_date || figure.kind == FigureKind::kAvailable || figure.kind == FigureKind::kRemaining) {
    v1::GetExpenseStatementRequest asked;
    asked.set_parent(figure.project);
    asked.set_line(figure.line.value_or(""));
    if (figure.kind == FigureKind::kPaid) {
      asked.set_basis(v1::GetExpenseStatementRequest::BASIS_PAID);
    }
    if (IsSet(figure.from)) *asked.mutable_from_date() = figure.from;
    if (IsSet(figure.to)) *asked.mutable_to_date() = figure.to;
    needs.expenses = ExpenseFilter(asked);
  }
  if (of_lines) needs.commitments = OnLine(figure.project, figure.line.value_or(""));
  if (figure.kind == FigureKind::kReceived) {
    v1::GetReceiptStatementRequest asked;
    if (IsSet(figure.from)) *asked.mutable_from_date() = figure.from;
    if (IsSet(figure.to)) *asked.mutable_to_date() = figure.to;
    needs.receipts = ReceiptFilter(asked);
  }
  if (figure.kind == FigureKind::kInKind) needs.contributions = ContributionFilter(figure);
  return needs;
}

absl::StatusOr<v1::FigureExplanation> ExplainFigure(const ProjectFacts& facts, const Books& books,
                                                    const FigureName& figure, Language language) {
  COFI_RETURN_IF_ERROR(CheckReferences(facts, figure));
  Entries entries(facts, books, figure, language);
  entries.AddAll();
  std::vector<v1::FigureEntry> taken = entries.Take();
  if (taken.size() > kEntriesMax) {
    return InField("figure",
                   Refuse(type::v1::REASON_TOO_MANY_ITEMS, {{"value", absl::StrCat(taken.size())},
                                                            {"limit", absl::StrCat(kEntriesMax)}}));
  }
  v1::FigureExplanation explanation;
  explanation.set_project(facts.project.name());
  explanation.set_project_display_name(facts.project.display_name());
  explanation.set_figure(FigureText(figure));
  explanation.set_display_name(FigureWords(facts, figure, language));
  for (v1::FigureEntry& entry : taken) *explanation.add_entries() = std::move(entry);
  *explanation.mutable_total() = AmountIn(facts, entries.sum());
  return explanation;
}

}  // namespace cofi::reporting
