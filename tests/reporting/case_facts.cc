#include "tests/reporting/case_facts.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/reporting/asked.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

// ISO dates compare as texts; an empty one never comes.
bool Happened(const std::string& date, const std::string& as_of) {
  return !date.empty() && date <= as_of;
}

struct LineRow {
  std::string account, label, planned, funder;
};
const std::vector<LineRow> kLines = {
    {"60", "fournitures", "4000", ""},
    {"61", "location de salles", "6000", ""},
    {"62", "honoraires, déplacements, publication", "48000", ""},
    {"641", "rémunération", "76000", ""},
    {"645", "charges sociales", "34000", ""},
    {"65", "autres charges", "2000", ""},
    {"indirect", "charges indirectes", "10000", ""},
    {"748", "Fondation de France", "80000", "fdf"},
    {"746", "LEADER", "24000", "leader"},
    {"743", "Département", "30000", "departement"},
    {"744", "Rennes Métropole", "25000", "metropole"},
    {"745", "CIAS", "9000", "cias"},
    {"79", "fonds propres", "12000", ""},
};

struct ApplicationRow {
  std::string id, requested;
  int likelihood;
  std::string submitted, awarded;
};
const std::vector<ApplicationRow> kApplications = {
    {"fdf", "80000", 60, "2016-02-15", "2016-07-15"},
    {"leader", "24000", 50, "2016-05-25", ""},
    {"departement", "30000", 90, "2016-09-12", "2017-02-10"},
    {"metropole", "25000", 80, "2016-09-12", "2017-03-15"},
    {"cias", "9000", 90, "2016-09-12", "2017-04-05"},
};

struct StageRow {
  std::string application, id, due, expected, passed;
};
const std::vector<StageRow> kStages = {
    {"fdf", "concept note", "2016-02-15", "", "2016-03-20"},
    {"fdf", "shortlisting", "2016-04-10", "", "2016-04-12"},
    {"fdf", "full application", "2016-05-20", "", "2016-06-01"},
    {"fdf", "final decision", "", "2016-07-15", "2016-07-15"},
    {"leader", "eligibility check", "", "", ""},
    {"leader", "programming committee", "", "2018-05-15", ""},
    {"departement", "committee", "", "2017-02-10", "2017-02-10"},
    {"metropole", "committee", "", "2017-03-15", "2017-03-15"},
    {"cias", "board", "", "2017-04-05", "2017-04-05"},
};

struct ObligationRow {
  std::string application, id, due;
  Obligation::Kind kind;
};
const std::vector<ObligationRow> kObligations = {
    {"fdf", "interim report", "2018-06-30", Obligation::KIND_INTERIM_REPORT},
    {"departement", "financial report", "2018-06-30", Obligation::KIND_FINANCIAL_REPORT},
    {"fdf", "final report", "2019-07-31", Obligation::KIND_FINAL_REPORT},
};

struct Commitment {
  std::string date, line, amount;
};
const std::vector<Commitment> kCommitments = {
    {"2017-06-05", "62", "9500"},
    {"2018-01-15", "62", "3000"},
};

struct ShareRow {
  std::string grant, amount;
};
struct Expense {
  std::string date, line, amount, consumed;
  std::vector<ShareRow> shares;
};
const std::vector<Expense> kExpenses = {
    {"2017-06-20", "62", "4800", "4800", {{"fdf", "4800"}}},
    {"2017-07-31", "641", "6000", "0", {{"fdf", "3000"}, {"departement", "3000"}}},
    {"2017-07-31", "645", "2700", "0", {{"fdf", "1350"}, {"departement", "1350"}}},
    {"2017-09-15", "61", "340.50", "0", {{"cias", "340.50"}}},
    {"2017-10-05", "60", "612.40", "0", {{"metropole", "612.40"}}},
    {"2017-11-30", "641", "12000", "0", {{"fdf", "6000"}, {"metropole", "6000"}}},
    {"2017-11-30", "645", "5400", "0", {{"fdf", "2700"}, {"metropole", "2700"}}},
    {"2018-02-28", "62", "1250", "0", {}},
};

struct Receipt {
  std::string date, grant, amount;
};
const std::vector<Receipt> kReceipts = {
    {"2017-07-10", "fdf", "40000"},
    {"2017-09-01", "departement", "15000"},
};

// The hours of volunteers.
const char* const kGivenOn = "2018-02-28";
const char* const kGiven = "729";

void Increase(Money* sum, const std::string& amount, int sign = 1) {
  *sum = MoneyFromMinor(Minor(*sum) + sign * Minor(Eur(amount)), "EUR");
}

void AddLines(const std::string& as_of, ProjectFacts* facts) {
  for (const LineRow& row : kLines) {
    Line* line = AddLine(facts, row.account, row.planned);
    line->set_name(absl::StrCat(facts->budget->name(), "/lines/", row.account));
    line->set_display_name(row.label);
    if (!row.funder.empty()) line->set_funder("funders/" + row.funder);
    for (const Commitment& each : kCommitments) {
      if (each.line != row.account || !Happened(each.date, as_of)) continue;
      Increase(line->mutable_committed_amount(), each.amount);
    }
    for (const Expense& each : kExpenses) {
      if (each.line != row.account || !Happened(each.date, as_of)) continue;
      Increase(line->mutable_committed_amount(), each.consumed, -1);
      Increase(line->mutable_spent_amount(), each.amount);
      Increase(line->mutable_paid_amount(), each.amount);
    }
  }
  for (const auto& [account, side] :
       {std::pair("864", Line::SIDE_IN_KIND_USE), std::pair("875", Line::SIDE_IN_KIND_SOURCE)}) {
    Line* line = AddLine(facts, account, "12000");
    line->set_name(absl::StrCat(facts->budget->name(), "/lines/", account));
    line->set_side(side);
    if (Happened(kGivenOn, as_of)) *line->mutable_in_kind_amount() = Eur(kGiven);
  }
}

Application::State StateOf(const ApplicationRow& row, const std::string& as_of) {
  if (Happened(row.awarded, as_of)) return Application::STATE_AWARDED;
  if (!Happened(row.submitted, as_of)) return Application::STATE_DRAFT;
  for (const StageRow& stage : kStages) {
    if (stage.application == row.id && Happened(stage.passed, as_of)) {
      return Application::STATE_IN_SELECTION;
    }
  }
  return Application::STATE_SUBMITTED;
}

void AddCaseGrant(const ApplicationRow& row, const std::string& as_of, ProjectFacts* facts) {
  Grant* grant = AddGrant(facts, row.id, row.requested, row.awarded);
  grant->set_application(facts->project.name() + "/applications/" + row.id);
  if (row.id == "fdf") *grant->mutable_eligible_end_date() = On("2019-05-31");
  for (const Expense& expense : kExpenses) {
    for (const ShareRow& share : expense.shares) {
      if (share.grant != row.id || !Happened(expense.date, as_of)) continue;
      Pay(grant, share.amount);
    }
  }
  for (const Receipt& receipt : kReceipts) {
    if (receipt.grant != row.id || !Happened(receipt.date, as_of)) continue;
    Increase(grant->mutable_received_amount(), receipt.amount);
  }
}

void AddApplications(const std::string& as_of, ProjectFacts* facts) {
  for (const ApplicationRow& row : kApplications) {
    Application* application = AddApplication(facts, row.id, StateOf(row, as_of), row.requested);
    application->set_likelihood_basis_points(row.likelihood * 100);
    if (!Happened(row.awarded, as_of)) continue;
    *application->mutable_awarded_amount() = Eur(row.requested);
    AddCaseGrant(row, as_of, facts);
  }
  std::string before;
  bool earlier_over = true;
  for (const StageRow& row : kStages) {
    if (row.application != before) earlier_over = true;
    const bool passed = Happened(row.passed, as_of);
    Stage* stage = AddStage(facts, row.application, row.id,
                            passed         ? Stage::STATE_PASSED
                            : earlier_over ? Stage::STATE_OPEN
                                           : Stage::STATE_UPCOMING);
    if (!row.due.empty()) *stage->mutable_due_date() = On(row.due);
    if (!row.expected.empty()) *stage->mutable_expected_decision_date() = On(row.expected);
    earlier_over = passed;
    before = row.application;
  }
  for (const ObligationRow& row : kObligations) {
    AddObligation(facts, row.application, row.id, row.kind, row.due);
  }
}

// All that was ordered, invoiced, paid and received.
std::vector<DatedMovement> Ledger() {
  const auto minor = [](const std::string& amount) { return Minor(Eur(amount)); };
  std::vector<DatedMovement> ledger;
  const auto add = [&](const std::string& date, const std::string& line, const std::string& grant) {
    DatedMovement& movement = ledger.emplace_back();
    movement.date = date;
    movement.moved.set_line(line);
    movement.moved.set_grant(grant);
    return &movement.moved;
  };
  for (const Commitment& each : kCommitments) {
    add(each.date, each.line, "")->set_committed_minor(minor(each.amount));
  }
  const auto spend = [&](const Expense& expense, const std::string& grant, int64_t amount) {
    MovementSum* const moved = add(expense.date, expense.line, grant);
    moved->set_spent_minor(amount);
    moved->set_paid_minor(amount);
    return moved;
  };
  for (const Expense& each : kExpenses) {
    int64_t own = minor(each.amount);
    for (const ShareRow& share : each.shares) {
      spend(each, share.grant, minor(share.amount));
      own -= minor(share.amount);
    }
    spend(each, "", own)->set_committed_minor(-minor(each.consumed));
  }
  for (const Receipt& each : kReceipts) {
    add(each.date, "", each.grant)->set_received_minor(minor(each.amount));
  }
  for (const char* line : {"864", "875"}) add(kGivenOn, line, "")->set_in_kind_minor(minor(kGiven));
  return ledger;
}

}  // namespace

ProjectFacts CaseBetween(const std::string& from, const std::string& to, const std::string& as_of,
                         bool by_year) {
  ProjectFacts facts = CaseOn(as_of);
  MovementsAsked asked = Between(from, to, MovementsAsked());
  asked.set_by_year(by_year);
  SumMovements(Ledger(), asked, &facts);
  return facts;
}

ProjectFacts CaseOn(const std::string& as_of) {
  ProjectFacts facts = EmptyProject(as_of);
  facts.project.set_name("projects/precarisation");
  facts.project.set_display_name("Précarisation — expérimentation sociale coopérative");
  facts.project.mutable_start_condition()->set_secured_basis_points(8000);
  facts.project.set_state(Happened("2017-06-01", as_of)   ? Project::STATE_RUNNING
                          : Happened("2017-04-05", as_of) ? Project::STATE_READY
                                                          : Project::STATE_FINANCING);
  facts.catalogue = Funders({{"fdf", "Fondation de France"},
                             {"leader", "Pays de Rennes (LEADER)"},
                             {"departement", "Département d'Ille-et-Vilaine"},
                             {"metropole", "Rennes Métropole"},
                             {"cias", "CIAS à l'Ouest de Rennes"}});
  AddLines(as_of, &facts);
  AddApplications(as_of, &facts);
  // Of the eight invoices of the books.
  for (int i = 1; i <= 8; ++i) {
    AddExpenseFile(&facts, absl::StrCat("e", i), absl::StrCat("F-", i, ".pdf"));
  }
  if (Happened("2018-03-23", as_of)) {
    AddEvent(&facts, "2018-03-23", "2018-04-10")->set_event_display_name("réunion");
  }
  return facts;
}

}  // namespace cofi::reporting
