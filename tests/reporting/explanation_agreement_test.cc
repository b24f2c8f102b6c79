// Whatever a report shows with a name for it, its entries sum to: of the reference case, and of
// random books.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/names.h"
#include "services/reporting/application_overview_rules.h"
#include "services/reporting/budget_form_rules.h"
#include "services/reporting/budget_status_rules.h"
#include "services/reporting/explanation_rules.h"
#include "services/reporting/financial_report_rules.h"
#include "services/reporting/funding_plan_rules.h"
#include "services/reporting/layouts.h"
#include "services/reporting/pipeline_rules.h"
#include "services/reporting/statement_rules.h"
#include "tests/properties.h"
#include "tests/reporting/asked.h"
#include "tests/reporting/case_books.h"
#include "tests/reporting/case_facts.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;
using Status = v1::GetBudgetStatusRequest;
using ExpensesAsked = v1::GetExpenseStatementRequest;
using Texts = std::vector<std::string>;

constexpr char kDay[] = "2018-03-23";

// Every amount of a document that says what makes it.
std::vector<v1::Cell> CellsWithRefs(const v1::Document& document) {
  std::vector<v1::Cell> cells;
  const auto add = [&](const v1::Cell& cell) {
    if (!cell.ref().empty()) cells.push_back(cell);
  };
  for (const v1::Block& block : document.blocks()) {
    for (const v1::Row& row : block.table().rows()) {
      for (const v1::Cell& cell : row.cells()) add(cell);
    }
    for (const v1::Figures::Figure& figure : block.figures().figures()) {
      // What is more than enough is a gap below nothing.
      if (figure.id() != "surplus") add(figure.value());
    }
  }
  return cells;
}

// Explains what documents show of one project on one day.
class Explainer {
 public:
  explicit Explainer(const Books& books) : books_(books) {}

  // The first amount that its entries do not sum to; empty if there is none.
  std::string Disagreement(const ProjectFacts& facts, const v1::Document& document) {
    for (const v1::Cell& cell : CellsWithRefs(document)) {
      // Many documents say the same.
      const auto [found, is_new] = sums_.try_emplace(cell.ref());
      if (is_new) found->second = SumOf(facts, cell.ref());
      const std::string shown = Shown(cell.amount());
      if (found->second != shown) {
        return absl::StrCat(cell.ref(), ": ", shown, " is shown; entries: ", found->second);
      }
    }
    return "";
  }
  const std::map<std::string, std::string>& sums() const { return sums_; }

 private:
  // Of the entries, or why there are none.
  std::string SumOf(const ProjectFacts& facts, const std::string& ref) const {
    const absl::StatusOr<FigureName> figure = ParseFigure(ref);
    if (!figure.ok()) return figure.status().ToString();
    const auto explanation = ExplainFigure(facts, books_, *figure, Language::kEnglish);
    if (!explanation.ok()) return explanation.status().ToString();
    int64_t sum = 0;
    for (const v1::FigureEntry& entry : explanation->entries()) sum += Minor(entry.amount());
    return sum == Minor(explanation->total()) ? Shown(explanation->total()) : "not the total";
  }

  const Books& books_;
  std::map<std::string, std::string> sums_;
};

constexpr GroupBy kGroups[] = {Status::GROUP_BY_LINE, Status::GROUP_BY_ACCOUNT,
                               Status::GROUP_BY_PHASE, Status::GROUP_BY_FUNDER,
                               Status::GROUP_BY_YEAR};

// Calls `check` with each report of a project, of all and of the time from July 2017 on: with a
// period, a report speaks of its last day. `facts_for` gives the facts with what was moved as a
// report asks it.
template <typename FactsFor, typename Check>
void ForEachReportOfMoney(const std::string& project, const Books& books, const Texts& funders,
                          const FactsFor& facts_for, const Check& check) {
  for (const std::string from : {"", "2017-07-01"}) {
    const std::string to = from.empty() ? "" : kDay;
    const auto show = [&](const Status& by, Status::Measure measure) {
      Status request = Between(from, to, by);
      request.set_measure(measure);
      const ProjectFacts facts = facts_for(MovementsFor(request));
      v1::BudgetStatus status = MakeBudgetStatus(facts, request, Language::kEnglish);
      *status.mutable_as_of_date() = DateFromDay(facts.as_of);
      check(facts, LayOut(status, request, Part{}, Language::kEnglish));
    };
    for (const GroupBy rows : kGroups) {
      show(By({rows}), Status::MEASURE_SPENT);
      for (const GroupBy columns : {Status::GROUP_BY_FUNDER, Status::GROUP_BY_YEAR}) {
        if (rows != columns) show(By({rows, columns}), Status::MEASURE_SPENT);
      }
    }
    show(By({Status::GROUP_BY_LINE, Status::GROUP_BY_FUNDER}), Status::MEASURE_PAID);
    const auto plan = Between(from, to, v1::GetFundingPlanRequest());
    const ProjectFacts plan_facts = facts_for(MovementsFor(plan));
    check(plan_facts, LayOut(MakeFundingPlan(plan_facts, plan), plan, Part{}, Language::kEnglish));
    for (const std::string& funder : funders) {
      ExpensesAsked expenses = Between(from, to, ExpensesAsked());
      expenses.set_parent(project);
      expenses.set_funder(funder);
      for (const auto basis : {ExpensesAsked::BASIS_INVOICED, ExpensesAsked::BASIS_PAID}) {
        expenses.set_basis(basis);
        const ProjectFacts facts = facts_for(MovementsFor(expenses));
        check(facts, LayOut(MakeExpenseStatement(facts, books.expenses, expenses), expenses, Part{},
                            Language::kEnglish));
      }
      v1::GetFinancialReportRequest report = Between(from, to, v1::GetFinancialReportRequest());
      report.set_funder(funder);
      const ProjectFacts report_facts = facts_for(MovementsFor(report));
      check(report_facts, LayOut(MakeFinancialReport(report_facts, report, Language::kEnglish),
                                 report, Part{}, Language::kEnglish));
      auto receipts = Between(from, to, v1::GetReceiptStatementRequest());
      receipts.set_parent(project);
      receipts.set_funder(funder);
      const ProjectFacts facts = facts_for(MovementsFor(receipts));
      check(facts, LayOut(MakeReceiptStatement(facts, books.receipts, receipts), receipts, Part{},
                          Language::kEnglish));
    }
  }
}

// And those that are about a day, and no period.
template <typename FactsFor, typename Check>
void ForEachReport(const std::string& project, const Books& books, const Texts& funders,
                   const FactsFor& facts_for, const Check& check) {
  ForEachReportOfMoney(project, books, funders, facts_for, check);
  const ProjectFacts facts = facts_for(std::nullopt);
  const GatheredFacts gathered = PortfolioOf({facts});
  check(facts, LayOut(MakePipeline(gathered, Language::kEnglish), v1::GetPipelineRequest(), Part{},
                      Language::kEnglish));
  check(facts, LayOut(MakeApplicationOverview(gathered, Language::kEnglish), {}, Part{},
                      Language::kEnglish));
  check(facts, LayOut(MakeBudgetForm(facts, *facts.budget, facts.lines, Language::kEnglish), {},
                      Part{}, Language::kEnglish));
}

TEST(Explanations, OfTheCaseSumToEveryFigureThatIsShown) {
  std::set<std::string> explained;
  for (const char* day : {"2016-01-01", "2016-06-14", "2017-03-15", "2017-12-31", "2018-03-23"}) {
    const Books books = CaseBooksOn(day);
    Explainer explainer(books);
    ForEachReport(
        "projects/precarisation", books, {"", "funders/fdf", "funders/cias"},
        [day](const std::optional<MovementsAsked>& asked) {
          if (!asked.has_value()) return CaseOn(day);
          return CaseBetween(IsoDate(asked->from_date()), "", day, asked->by_year());
        },
        [&](const ProjectFacts& facts, const v1::Document& document) {
          EXPECT_EQ(explainer.Disagreement(facts, document), "") << day;
        });
    for (const auto& [ref, sum] : explainer.sums()) explained.insert(ref.substr(0, ref.find(',')));
  }
  // That there was something to be explained of each kind.
  EXPECT_THAT(
      explained,
      ElementsAre("precarisation/available", "precarisation/committed", "precarisation/expected",
                  "precarisation/gap", "precarisation/in-kind", "precarisation/own-funds",
                  "precarisation/paid", "precarisation/pending", "precarisation/planned",
                  "precarisation/received", "precarisation/remaining", "precarisation/requested",
                  "precarisation/secured", "precarisation/spent", "precarisation/to-request"));
}

// Random books of a project, and the facts that follow from them.
class RandomProject {
 public:
  RandomProject() {
    AddLines();
    AddFunding();
    for (int i = Pick(12); i > 0; --i) Spend(i);
    for (int i = Pick(3); i > 0; --i) Receive(i);
    for (int i = Pick(3); i > 0; --i) Order(i);
    for (int i = Pick(4); i > 0; --i) Give(i);
  }

  const Books& books() const { return books_; }
  ProjectFacts For(const std::optional<MovementsAsked>& asked) const {
    ProjectFacts facts = facts_;
    SumMovements(ledger_, asked, &facts);
    return facts;
  }

 private:
  static int Pick(int below) { return *rc::gen::inRange(0, below); }
  static std::string AmountUpTo(int64_t minor) {
    return DecimalFromMinor(Pick(static_cast<int>(minor) + 1));
  }
  static std::string DayOf2017() {
    return absl::StrCat(2016 + Pick(2), "-", 10 + Pick(3), "-", 10 + Pick(18));
  }

  void AddLines() {
    for (const char* account : {"60", "641", "645"}) {
      Line* line = AddLine(&facts_, account, "1000");
      line->set_name(absl::StrCat("projects/p/budgets/v1/lines/", account));
      if (account[1] == '4') line->set_fiscal_year(2017);
      if (account[2] == '5') line->set_phase("projects/p/phases/experiment");
    }
    AddLine(&facts_, "74", "900")->set_funder("funders/a");
    AddLine(&facts_, "74", "600")->set_funder("funders/nobody-asked");
    AddLine(&facts_, "74", "700")->set_funder("funders/b");
    AddLine(&facts_, "75", "800");
    AddLine(&facts_, "864", "300");
    AddLine(&facts_, "875", "300")->set_side(Line::SIDE_IN_KIND_SOURCE);
    Phase& phase = facts_.phases.emplace_back();
    phase.set_name("projects/p/phases/experiment");
    facts_.catalogue = Funders({{"a", "A"}, {"b", "B"}, {"nobody-asked", "N"}, {"c", "C"}});
  }

  // One that was awarded, under conditions maybe; a second grant of its funder, which may stem from
  // the same award; one by hand; and an application that is open.
  void AddFunding() {
    AddApplication(
        &facts_, "a",
        Pick(2) == 0 ? Application::STATE_AWARDED : Application::STATE_AWARDED_CONDITIONALLY,
        "900");
    AddApplication(&facts_, "b", Application::STATE_SUBMITTED, AmountUpTo(90'000))
        ->set_likelihood_basis_points(Pick(10'001));
    for (const char* id : {"a", "a2", "c"}) {
      Grant* grant = AddGrant(&facts_, id, AmountUpTo(90'000), "2017-03-01");
      if (id[0] == 'a') grant->set_funder("funders/a");
      if (id == std::string("a") || (id == std::string("a2") && Pick(2) == 0)) {
        grant->set_application("projects/p/applications/a");
      }
    }
  }

  void Spend(int i) {
    const int line = Pick(3);
    const std::string amount = AmountUpTo(50'000), invoiced = DayOf2017();
    budgets::v1::Expense expense = MakeExpense("projects/p", absl::StrCat("e", i),
                                               std::string(IdOf(facts_.lines[line].name())), amount,
                                               invoiced, Pick(3) == 0 ? "" : DayOf2017());
    for (const char* grant : {"a", "a2", "c", "later"}) {
      if (Pick(3) != 0) continue;
      AddShare(&expense, grant, AmountUpTo(Minor(expense.own_funds_amount())));
    }
    Book(expense);
    if (Pick(4) == 0) Book(Undone(expense));
  }

  void Book(const budgets::v1::Expense& expense) {
    books_.expenses.push_back(expense);
    for (Line& line : facts_.lines) {
      if (IdOf(line.name()) != IdOf(expense.line())) continue;
      Add(Minor(expense.amount()), line.mutable_spent_amount());
      if (expense.has_payment_date()) Add(Minor(expense.amount()), line.mutable_paid_amount());
    }
    for (const budgets::v1::Share& share : expense.shares()) {
      for (Grant& grant : facts_.grants) {
        if (grant.name() == share.grant()) Pay(&grant, DecimalFromMinor(Minor(share.amount())));
      }
      Move(expense, IdOf(share.grant()), Minor(share.amount()));
    }
    Move(expense, "", Minor(expense.own_funds_amount()));
  }

  void Move(const budgets::v1::Expense& expense, absl::string_view grant, int64_t minor) {
    const auto add = [&](const Date& date) {
      MovementSum& moved = ledger_.emplace_back().moved;
      ledger_.back().date = IsoDate(date);
      moved.set_line(std::string(IdOf(expense.line())));
      moved.set_grant(std::string(grant));
      return &moved;
    };
    add(expense.invoice_date())->set_spent_minor(minor);
    if (expense.has_payment_date()) add(expense.payment_date())->set_paid_minor(minor);
  }

  void Receive(int i) {
    Grant& grant = facts_.grants[Pick(3)];
    const budgets::v1::Receipt receipt =
        MakeReceipt("projects/p", absl::StrCat("r", i), std::string(IdOf(grant.name())),
                    AmountUpTo(50'000), DayOf2017());
    books_.receipts.push_back(receipt);
    Add(Minor(receipt.amount()), grant.mutable_received_amount());
    DatedMovement& movement = ledger_.emplace_back();
    movement.date = IsoDate(receipt.receipt_date());
    movement.moved.set_grant(std::string(IdOf(grant.name())));
    movement.moved.set_received_minor(Minor(receipt.amount()));
  }

  void Order(int i) {
    Line& line = facts_.lines[Pick(3)];
    budgets::v1::Commitment& commitment = books_.commitments.emplace_back();
    commitment.set_name(absl::StrCat("projects/p/commitments/c", i));
    commitment.set_line(absl::StrCat("projects/p/lines/", IdOf(line.name())));
    *commitment.mutable_open_amount() = Eur(AmountUpTo(50'000));
    Add(Minor(commitment.open_amount()), line.mutable_committed_amount());
  }

  void Give(int i) {
    budgets::v1::Contribution& given = books_.contributions.emplace_back();
    given.set_name(absl::StrCat("projects/p/contributions/k", i));
    *given.mutable_contribution_date() = On(DayOf2017());
    *given.mutable_amount() = Eur(AmountUpTo(50'000));
    for (Line& line : facts_.lines) {
      if (line.account()[0] != '8') continue;
      const std::string id(IdOf(line.name()));
      (line.account() == "864" ? given.mutable_line() : given.mutable_source_line())
          ->assign(absl::StrCat("projects/p/lines/", id));
      Add(Minor(given.amount()), line.mutable_in_kind_amount());
      DatedMovement& movement = ledger_.emplace_back();
      movement.date = IsoDate(given.contribution_date());
      movement.moved.set_line(id);
      movement.moved.set_in_kind_minor(Minor(given.amount()));
    }
  }

  static void Add(int64_t minor, Money* sum) { *sum = MoneyFromMinor(Minor(*sum) + minor, "EUR"); }

  ProjectFacts facts_ = EmptyProject(kDay);
  Books books_;
  std::vector<DatedMovement> ledger_;
};

bool IsStatement(const v1::Document& document) {
  if (document.blocks().empty()) return false;
  const std::string& id = document.blocks(0).table().id();
  return id == "expenses" || id == "receipts";
}

RC_GTEST_PROP(Explanations, SumToEveryFigureThatIsShown, ()) {
  const RandomProject random;
  Explainer explainer(random.books());
  std::string disagreement;
  ForEachReport(
      "projects/p", random.books(), {"", "funders/a", "funders/c"},
      [&](const std::optional<MovementsAsked>& asked) { return random.For(asked); },
      [&](const ProjectFacts& facts, const v1::Document& document) {
        if (disagreement.empty()) disagreement = explainer.Disagreement(facts, document);
        // What a statement lists is what it totals.
        if (!IsStatement(document) || !disagreement.empty()) return;
        if (const auto sums = EveryColumnSums(document); !sums) disagreement = sums.message();
      });
  RC_ASSERT(disagreement == "");
}

}  // namespace
}  // namespace cofi::reporting
